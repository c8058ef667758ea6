"""The commits as they would come out, on the whole screen."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from splitter.core.plan.changes import without_empty_rest
from splitter.core.plan.constraints import REST
from splitter.core.plan.locations import line_with
from splitter.core.plan.plan import Plan
from splitter.tui.dialogs.dialog import Dialog
from splitter.tui.widgets.label import Words
from splitter.tui.widgets.preview import PreviewPane
from splitter.view.phrases import preview
from splitter.view.phrases.wording import sign
from splitter.view.text.display import Pieces

if TYPE_CHECKING:
    from splitter.core.rewrite.preview import Previewer


class PreviewScreen(Dialog[bool]):
    """Each part as ``git show`` will print it, or a file as it will stand after it.

    A line of the file, or all of it, is edited by who has asked (see ``edited``).

    The answer says whether to go on in the diff, and not where one comes from.
    """

    DEFAULT_CSS = "PreviewScreen > Words { height: 1; }"
    BINDINGS: ClassVar[list[BindingType]] = [
        *(
            Binding(str(digit), f"part({digit})", f"Part {digit}", show=False)
            for digit in range(1, 10)
        ),
        Binding("0", f"part({REST})", "The rest", show=False),
        Binding("right,n,full_stop", "step(1)", "Next part", show=False, priority=True),
        Binding("left,N,comma", "step(-1)", "Previous part", show=False, priority=True),
        Binding("f,o,tab", "turn", "The commit, or the file", show=False, priority=True),
        Binding("e,r", "edit", "Edit the line", show=False),
        Binding("E", "edit(True)", "Edit the file", show=False),
        Binding("J", "file(1)", "Next file", show=False),
        Binding("K", "file(-1)", "Previous file", show=False),
        Binding("shift+right", "shift(1)", "Right", show=False),
        Binding("shift+left", "shift(-1)", "Left", show=False),
        Binding("escape,q,ctrl+q,p,ctrl+c", "back", "Back", show=False, priority=True),
    ]

    def __init__(
        self,
        previewer: Callable[[], Previewer],
        plan: Plan,
        number: int,
        file: int = 0,
        line: tuple[int, int] = (0, 0),
        *,
        as_file: bool = False,
    ) -> None:
        """Show a preview at a place of the diff, ``file`` and ``line`` (see `PreviewPane`).

        ``as_file`` is whether the file is shown first, and not the commit.
        """
        super().__init__()
        self.plan = without_empty_rest(plan)
        self.number = number if number in self.plan.order else self.plan.order[0]
        self.file = file
        self.line = line
        self.as_file = as_file
        self.pane = PreviewPane(previewer)
        self.refused = ""  # why the last key did nothing
        #: What to edit: a line of the file, by its number from 0, -1 for the whole file.
        self.edited: int | None = None

    def compose(self) -> ComposeResult:
        """The heading with the part, its preview, and the keys."""
        yield Words(id="title")
        yield self.pane
        yield Words(id="keys")

    def on_mount(self) -> None:
        self.pane.page.focus()
        self._show()

    def _show(self) -> None:
        self.query_one("#title", Words).say(self._parts())
        self.query_one("#keys", Words).say(self._keys())
        if self.as_file:
            self.pane.show_file(self.plan, self.number, self.file, self.line)
        else:
            self.pane.show(self.plan, self.number)

    def _keys(self) -> str:
        return preview.KEYS[self.as_file]

    def _parts(self) -> Pieces:
        """The signs of the parts, the one that is shown in brackets and never out of view."""
        at = self.plan.order.index(self.number)
        first = max(0, min(at - 3, len(self.plan.order) - 7))
        signs = [sign(number) for number in self.plan.order]
        signs[at] = f"[{signs[at]}]"
        more = (" …" if first else "", " …" if first + 7 < len(signs) else "")
        shown = f" preview {more[0]} {' '.join(signs[first : first + 7])}{more[1]}"
        refused: Pieces = ((f"  {self.refused}", "warning"),) if self.refused else ()
        return ((shown, "plain"), *refused)

    def _refuse(self, why: str) -> None:
        """Say why a key does nothing."""
        self.refused = why
        self.query_one("#title", Words).say(self._parts())

    def action_part(self, number: int) -> None:
        if number not in self.plan.order:
            self._refuse(preview.REST_IS_EMPTY if number == REST else preview.no_part(number))
            return
        self.number, self.refused = number, ""
        self._show()

    def action_step(self, by: int) -> None:
        order = self.plan.order
        self.action_part(order[(order.index(self.number) + by) % len(order)])

    def action_turn(self) -> None:
        self.as_file, self.refused = not self.as_file, ""
        self._show()

    def action_file(self, by: int) -> None:
        """Go to the next file of which the part has something."""
        if not self.as_file:
            self._refuse(preview.PRESS_O)
            return
        following = self.plan.assignment.having(self.number, self.file + by, by)
        found = next(following, None)
        if found is None:
            self._refuse(preview.no_file(self.plan.name(self.number), by))
            return
        self.file, self.line, self.refused = found, (0, 0), ""
        self._show()

    def action_edit(self, whole: bool = False) -> None:
        """Go back to edit the line under the cursor, or the file."""
        if not self.as_file:
            self._refuse(preview.PRESS_O_TO_EDIT)
        elif whole or self.pane.shown is self.pane.wanted:
            self.edited = -1 if whole else self.pane.page.cursor
            self.dismiss(False)

    def action_shift(self, by: int) -> None:
        self.pane.page.action_shift(by)

    def action_back(self) -> None:
        self.dismiss(False)


class WarningScreen(PreviewScreen):
    """The place of a warning, which can be corrected there."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("{,alt+up", "shift_line(-1)", "Line earlier", show=False),
        Binding("},alt+down", "shift_line(1)", "Line later", show=False),
        Binding("enter", "diff", "To the diff", show=False, priority=True),
        Binding("w", "back", "Back", show=False),
    ]

    def __init__(
        self,
        previewer: Callable[[], Previewer],
        plan: Plan,
        number: int,
        file: int,
        line: tuple[int, int],
        notice: str,
        shift: Callable[[int, int, int, int], tuple[Plan, str]],
    ) -> None:
        """Show ``notice`` at first.

        ``shift`` gets the numbers of a part, of a file and of a change, and 1 or -1: it moves that
        change's line down or up among the lines after the part, and returns the plan and the next
        notice.
        """
        super().__init__(previewer, plan, number, file, line, as_file=True)
        self.change = -1  # that of the line moved last
        self.notice = notice
        self.shift = shift

    def _keys(self) -> str:
        return preview.WARNING_KEYS

    def _parts(self) -> Pieces:
        return (*super()._parts(), (f"  {self.notice}", "plain"))

    def action_shift_line(self, by: int) -> None:
        """Move the line under the cursor.

        While the page of the last move is being made, it is the line that was moved.
        """
        if not self.as_file:
            self.notice = preview.PRESS_O_TO_MOVE
            self._show()
            return
        change = self.pane.change
        self.change = self.change if change is None else change
        before = self.plan
        plan, self.notice = self.shift(self.number, self.file, self.change, by)
        self.plan = without_empty_rest(plan)
        if self.plan.orders != before.orders:
            _, line = line_with(self.plan.patch.files[self.file], self.change)
            self.line = line.old, line.new
            self._show()
        else:
            self.query_one("#title", Words).say(self._parts())

    def action_edit(self, whole: bool = False) -> None:
        del whole
        self._refuse(preview.EDIT_IN_DIFF)

    def action_diff(self) -> None:
        self.dismiss(True)
