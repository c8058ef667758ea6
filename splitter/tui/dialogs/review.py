"""The last look before history is rewritten."""

from __future__ import annotations

from math import inf
from time import monotonic
from typing import TYPE_CHECKING, ClassVar

from rich.segment import Segment
from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from splitter.core.diff.paths import some
from splitter.core.options import UpdatedRefs
from splitter.core.plan.warnings import PlanWarning, following, warnings
from splitter.core.rewrite.refs import short
from splitter.errors import SplitError
from splitter.session import Session
from splitter.tui.dialogs.dialog import Dialog, conversation
from splitter.tui.dialogs.progress import preparing
from splitter.tui.dialogs.question import AskKey
from splitter.tui.widgets.label import Words
from splitter.tui.widgets.pager import Pager
from splitter.view.phrases.wording import PASTE_IGNORED, refusal_in_words
from splitter.view.review.review import review_lines
from splitter.view.text.cells import width
from splitter.view.text.display import Tone, Toned, safe

if TYPE_CHECKING:
    from collections.abc import Callable

    from splitter.core.rewrite.rewrite import Rewrite

#: The cells beside the text of a pager: a margin, and the scrollbar.
MARGIN = 2


class _Look(Pager):
    """What there is to look at; ``drawn_at`` is when any of it was drawn first, in the time of
    events, infinite before that.
    """

    drawn_at = inf

    def body(self, y: int) -> list[Segment]:
        self.drawn_at = min(self.drawn_at, monotonic())
        return super().body(y)


class Review(Dialog["Rewrite | None"]):
    """Old and new history, refs, what is dropped; ``y`` writes, nothing else does, nor does a ``y``
    that was typed before the history that it would write was drawn.

    ``update_refs`` says which refs follow in it, and does so still where the user has changed that:
    ``chosen``, where it is set, is called with each choice.  The answer is the rewrite that was
    looked at, which is another one then; None for going back, where ``to_doubt`` is the place to go
    to: of its ``warnings`` the one behind that ``seen`` last.
    """

    chosen: Callable[[UpdatedRefs], None] | None = None

    CSS = """
    Review #here { height: 1; }
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("y", "write", "Write", show=False),
        Binding("b", "branches", "Which branches", show=False),
        Binding("escape,q,ctrl+q,ctrl+c", "back", "Back", show=False, priority=True),
        Binding("o", "doubt", "To the next doubt", show=False),
        Binding(
            "enter,space,w,question_mark,0,1,2,3,4,5,6,7,8,9",
            "explain",
            "Say what writes",
            show=False,
        ),
    ]

    def __init__(
        self,
        session: Session,
        rewrite: Rewrite,
        update_refs: UpdatedRefs,
        seen: PlanWarning | None = None,
    ) -> None:
        super().__init__()
        self.session = session
        self.rewrite = rewrite
        self.update_refs = update_refs
        self.seen = seen
        self.warnings: list[PlanWarning] = []
        self.to_doubt: PlanWarning | None = None
        self._cells = 0  # for how many it is laid out
        self._hooks: list[str] | None = None

    def compose(self) -> ComposeResult:
        """What will happen, and the keys."""
        yield Words(" last look: nothing is written yet", id="title", tone="title")
        yield _Look()
        yield Words(id="here", tone="warning")
        yield Words(id="keys", tone="footer")

    def on_mount(self) -> None:
        self._hooks = self.session.hooks()
        self._show()
        self.query_one(Pager).focus()

    def on_key(self, event: events.Key) -> None:
        if event.key not in self.active_bindings:
            event.stop()
            self.action_explain()
        elif event.key == "y" and event.time < self.query_one(_Look).drawn_at:
            event.stop()
            self._tell("y was pressed before this was drawn: read it, then press y to write")

    def on_paste(self, event: events.Paste) -> None:
        event.stop()
        self._tell(PASTE_IGNORED)

    def on_resize(self) -> None:
        self._show()

    def _show(self) -> None:
        """Lay out what there is to read for the width that there is."""
        if self._hooks is None:
            return
        cells = self.app.size.width
        if cells != self._cells:
            self._cells, pager = cells, self.query_one(Pager)
            pager.lines = review_lines(
                self.session.target, self.rewrite, self._hooks, cells - MARGIN
            )
            pager.resize_list(len(pager.lines))
        keys = self._keys(is_wide=True)
        fits = sum(width(text) for text, _ in keys) <= cells
        self.query_one("#keys", Words).say(keys if fits else self._keys(is_wide=False))

    def _keys(self, *, is_wide: bool) -> Toned:
        keys = [("y", "write history now" if is_wide else "write now")]
        if self.update_refs is UpdatedRefs.HEAD:
            keys.append(("b", "let all branches follow" if is_wide else "all branches"))
        elif len(self.rewrite.updates) > 1:
            keys.append(("b", "let only this branch follow" if is_wide else "only this branch"))
        if self.query_one(Pager).count > self.app.size.height - 3:
            keys.append(("PgDn", "more"))
        keys.append(("Esc", "back, nothing is changed" if is_wide else "back"))
        pieces: list[tuple[str, Tone]] = []
        for key, words in keys:
            before = "   " if pieces else " "
            pieces += [(f"{before}{key}", "key"), (f" {words}", "footer")]
        return tuple(pieces)

    @conversation
    async def action_branches(self) -> None:
        """Let only HEAD's branch follow, or all branches again."""
        is_head = self.update_refs is UpdatedRefs.HEAD
        update_refs = UpdatedRefs.BRANCHES if is_head else UpdatedRefs.HEAD
        rewrite = await preparing(self.session, self.rewrite.plan, update_refs, is_new=True)
        if rewrite is None:
            self._tell("given up; this is as it was")
            return
        if isinstance(rewrite, SplitError):
            self._refuse(rewrite)
            return
        if rewrite.updates == self.rewrite.updates:
            self._tell("no other branch contains the commit")
            return
        self.update_refs, self.rewrite, self._cells = update_refs, rewrite, 0
        self.query_one(_Look).drawn_at = inf
        if self.chosen is not None:
            self.chosen(update_refs)
        names = some([short(update.name) for update in rewrite.updates])
        self._tell(f"these follow now: {names}")
        self._show()

    def _refuse(self, error: SplitError) -> None:
        """Show in full why something cannot be done; the last look is as it was behind that."""
        refusal = safe(refusal_in_words(error))
        self.app.push_screen(AskKey(refusal, {"q": "back to the last look; it is as it was"}))

    def _tell(self, text: str) -> None:
        self.query_one("#here", Words).say(f" {safe(text)}")

    def action_write(self) -> None:
        """Give the rewrite, unless something has begun meanwhile that has to be finished first."""
        try:
            self.session.refuse_operation()
        except SplitError as error:
            self._refuse(error)
        else:
            self.dismiss(self.rewrite)

    def action_doubt(self) -> None:
        self.warnings = warnings(self.rewrite.plan)
        self.to_doubt = following(self.warnings, self.seen)
        if self.to_doubt is None:
            self._tell("there is no doubt about anything here; y writes, Esc goes back")
        else:
            self.dismiss(None)

    def action_explain(self) -> None:
        self._tell("y writes, Esc goes back")

    def action_back(self) -> None:
        self.dismiss(None)
