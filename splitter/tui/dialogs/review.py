"""The review before history is rewritten."""

from __future__ import annotations

import sys
from math import inf
from time import monotonic
from typing import TYPE_CHECKING, ClassVar

from rich.segment import Segment
from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from splitter.core.draft.commands import ChooseDropped, ChooseEmpty, UpdateRefs
from splitter.core.options import DroppedChanges, EmptyCommits, UpdatedRefs
from splitter.core.plan.warnings import PlanWarning, following, warnings
from splitter.core.rewrite.refs import HEAD, short
from splitter.errors import SplitError
from splitter.session import Session
from splitter.tui.dialogs.dialog import Dialog, conversation
from splitter.tui.dialogs.help import HelpScreen
from splitter.tui.dialogs.progress import preparing
from splitter.tui.dialogs.question import AskKey
from splitter.tui.widgets.label import Words
from splitter.tui.widgets.pager import Pager
from splitter.view.keys.actions import REVIEWING, USUAL_REVIEWING
from splitter.view.phrases import review as phrases
from splitter.view.phrases.outcomes import DROPPED_DISCARDED, DROPPED_KEPT
from splitter.view.phrases.status import fitting
from splitter.view.phrases.wording import PASTE_IGNORED, refusal_in_words
from splitter.view.review.review import review_lines
from splitter.view.text.cells import width
from splitter.view.text.display import Pieces, safe

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from splitter.core.draft.commands import Command
    from splitter.core.plan.plan import Plan
    from splitter.core.rewrite.rewrite import Rewrite

#: Something that the user chooses in the review.
Choice = UpdatedRefs | DroppedChanges | tuple[ChooseEmpty, ...]
#: The cells beside the text of a pager: a margin, and the scrollbar.
MARGIN = 2


class _Look(Pager):
    """The content of the review.

    ``drawn_at`` is when it was first drawn, in the time of events, infinite before that.
    """

    drawn_at = inf

    def body(self, y: int) -> list[Segment]:
        self.drawn_at = min(self.drawn_at, monotonic())
        return super().body(y)


class Review(Dialog["Rewrite | None"]):
    """The review: old and new history, refs, dropped changes.

    Only ``y`` writes, and not a ``y`` that was typed before the history was drawn.  ``update_refs``
    and ``dropped`` are the choices of refs and of what becomes of dropped changes, also after the
    user has changed them: ``chosen``, if set, is called with each choice.  The answer is the
    rewrite shown last; None for going back, where ``to_doubt`` is the warning to go to: of its
    ``warnings`` the one behind ``seen``.
    """

    chosen: Callable[[Choice], None] | None = None

    CSS = """
    Review #here { height: 1; }
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("y", "write", "Write", show=False),
        Binding("b", "branches", "Which branches", show=False),
        Binding("d", "dropped", "Keep or discard dropped changes", show=False),
        Binding("e", "emptied", "Keep or drop commits that become empty", show=False),
        Binding("escape,q,ctrl+q,ctrl+c", "back", "Back", show=False, priority=True),
        Binding("o", "warning", "Next warning", show=False),
        Binding("question_mark", "help", "Keys", show=False),
        Binding(
            "enter,space,w,0,1,2,3,4,5,6,7,8,9",
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
        dropped: DroppedChanges = DroppedChanges.KEEP,
        seen: PlanWarning | None = None,
    ) -> None:
        super().__init__()
        self.session = session
        self.rewrite = rewrite
        self.update_refs = update_refs
        self.dropped = dropped
        self.seen = seen
        self.warnings: list[PlanWarning] = []
        self.to_warning: PlanWarning | None = None
        self._cells = 0  # for how many it is laid out
        self._hooks: list[str] | None = None

    def compose(self) -> ComposeResult:
        """The lines of the review, and the keys."""
        yield Words(phrases.TITLE, id="title", role="title")
        yield _Look()
        yield Words(id="here", role="warning")
        yield Words(id="keys", role="footer")

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
            self._tell(phrases.TOO_EARLY)

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

    def _keys(self, *, is_wide: bool) -> Pieces:
        short_words = not is_wide
        keys = [("y", phrases.WRITE[short_words])]
        if self.query_one(Pager).count > self.app.size.height - 3:
            keys.append(("PgDn", phrases.MORE))
        if self.update_refs is UpdatedRefs.HEAD:
            keys.append(("b", phrases.ALL_BRANCHES[short_words]))
        elif len(self.rewrite.updates) > 1:
            keys.append(("b", phrases.only(self._only)[short_words]))
        if self.rewrite.dropped:
            is_kept = self.dropped is DroppedChanges.KEEP
            words = phrases.DISCARD_DROPPED if is_kept else phrases.KEEP_DROPPED
            keys.append(("d", words[short_words]))
        if self.rewrite.emptied:
            words = phrases.DROP_EMPTY if self.rewrite.kept_empty else phrases.KEEP_EMPTY
            keys.append(("e", words[short_words]))
        keys += [("Esc", phrases.BACK[short_words]), ("?", phrases.HELP)]
        cells = sys.maxsize if is_wide else self.app.size.width
        return fitting(keys, (phrases.WRITE[1], phrases.BACK[1], phrases.HELP), cells)

    @property
    def _only(self) -> str:
        """The ref that ``b`` moves alone: the branch that is checked out, or a detached HEAD."""
        return short(self.rewrite.refs.head_branch or HEAD)

    @conversation
    async def action_branches(self) -> None:
        """Let only HEAD's branch follow, or all branches again."""
        is_head = self.update_refs is UpdatedRefs.HEAD
        update_refs = UpdatedRefs.BRANCHES if is_head else UpdatedRefs.HEAD
        choice = UpdateRefs(update_refs)
        rewrite = await self._prepared(self.rewrite.plan, update_refs, self.dropped, [choice])
        if rewrite is None:
            return
        if rewrite.updates == self.rewrite.updates:
            self._tell(phrases.NO_OTHER_BRANCH)
            return
        self.update_refs = update_refs
        self._replace(rewrite, update_refs)
        self._tell(phrases.refs_move([short(update.name) for update in rewrite.updates]))

    @conversation
    async def action_dropped(self) -> None:
        """Discard the dropped changes, or keep them as uncommitted changes."""
        if not self.rewrite.dropped:
            self._tell(phrases.NOTHING_DROPPED)
            return
        is_kept = self.dropped is DroppedChanges.KEEP
        dropped = DroppedChanges.DISCARD if is_kept else DroppedChanges.KEEP
        choice = ChooseDropped(dropped)
        rewrite = await self._prepared(self.rewrite.plan, self.update_refs, dropped, [choice])
        if rewrite is not None:
            self.dropped = dropped
            self._replace(rewrite, dropped)
            self._tell(DROPPED_DISCARDED if is_kept else DROPPED_KEPT)

    @conversation
    async def action_emptied(self) -> None:
        """Drop the commits above that become empty, or keep them all if none is kept."""
        if not self.rewrite.emptied:
            self._tell(phrases.NOTHING_EMPTY)
            return
        is_drop = bool(self.rewrite.kept_empty)
        action = EmptyCommits.DROP if is_drop else EmptyCommits.KEEP
        choices = tuple(ChooseEmpty(one.oid, action) for one in self.rewrite.emptied)
        plan = self.rewrite.plan
        for choice in choices:
            plan = choice.on(plan)
        rewrite = await self._prepared(plan, self.update_refs, self.dropped, choices)
        if rewrite is not None:
            self._replace(rewrite, choices)
            self._tell(phrases.EMPTY_DROPPED if is_drop else phrases.EMPTY_KEPT)

    async def _prepared(
        self,
        plan: Plan,
        update_refs: UpdatedRefs,
        dropped: DroppedChanges,
        choices: Sequence[Command],
    ) -> Rewrite | None:
        """The rewrite after some choices; None, with the reason shown, where there is none."""
        rewrite = await preparing(self.session, plan, update_refs, dropped, *choices)
        if isinstance(rewrite, SplitError):
            self._refuse(rewrite)
            return None
        if rewrite is None:
            self._tell(phrases.CANCELLED)
        return rewrite

    def _replace(self, rewrite: Rewrite, choice: Choice) -> None:
        """Show another rewrite, which a choice has made."""
        self.rewrite, self._cells = rewrite, 0
        self.query_one(_Look).drawn_at = inf
        if self.chosen is not None:
            self.chosen(choice)
        self._show()

    def _refuse(self, error: SplitError) -> None:
        """Show an error in full; the review below is unchanged."""
        refusal = safe(refusal_in_words(error))
        self.app.push_screen(AskKey(refusal, {"q": phrases.BACK_TO_REVIEW}))

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

    def action_warning(self) -> None:
        self.warnings = warnings(self.rewrite.plan)
        self.to_warning = following(self.warnings, self.seen)
        if self.to_warning is None:
            self._tell(phrases.NO_PLACE)
        else:
            self.dismiss(None)

    def action_explain(self) -> None:
        self._tell(phrases.KEYS)

    def action_help(self) -> None:
        self.app.push_screen(HelpScreen(USUAL_REVIEWING, REVIEWING, phrases.SIGNS))

    def action_back(self) -> None:
        self.dismiss(None)
