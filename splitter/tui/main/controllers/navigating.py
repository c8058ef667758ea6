"""Moving about: from line to line, hunk to hunk, pane to pane, and through what a part has."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from splitter.core.plan.constraints import REST
from splitter.tui.main.context import Controller
from splitter.tui.widgets.line_list import LineList
from splitter.view.assigning.moves import other_half
from splitter.view.diff.edit_rows import edit_rows
from splitter.view.diff.navigation import next_of, next_of_part
from splitter.view.diff.rows import Kind
from splitter.view.phrases import outcomes, status

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from splitter.core.plan.plan import Plan
    from splitter.view.diff.document import Document


class Navigating(Controller):
    """Moves the cursor and the focus."""

    @property
    def _list(self) -> LineList:
        pane = self.context.pane
        return pane if isinstance(pane, LineList) else self.context.diff

    def move(self, by: int) -> None:
        """Go some lines down, or up."""
        self._list.action_move(by)

    def page(self, by: int) -> None:
        """Go some pages down, or up."""
        self._list.action_page(by)

    def half_page(self, by: int) -> None:
        """Go half a page down, or up."""
        self._list.action_half_page(by)

    def first(self) -> None:
        """Go to the first line."""
        self._list.action_first()

    def last(self) -> None:
        """Go to the last line."""
        self._list.action_last()

    def shift(self, by: int) -> None:
        """Scroll long lines to the right, or to the left."""
        self._list.action_shift(by)

    def next_pane(self, by: int) -> None:
        """Go from pane to pane: from the diff to its files, then to the parts."""
        context = self.context
        panes = (context.diff, context.outline, context.parts, context.preview.page)
        shown = [pane for pane in panes if pane in context.focus_chain]
        here = next((at for at, pane in enumerate(shown) if pane is context.pane), 0)
        context.set_focus(shown[(here + by) % len(shown)])
        context.say()

    def hunk(self, step: int) -> None:
        """Go to the next hunk, or the previous one."""
        self._go_to_next(step, (Kind.HUNK, Kind.FILE), "hunk")

    def file(self, step: int) -> None:
        """Go to the next file, or the previous one."""
        self._go_to_next(step, (Kind.FILE,), "file")

    def _go_to_next(self, step: int, kinds: tuple[Kind, ...], noun: str) -> None:
        context = self.context
        row = next_of(context.document, context.diff.cursor, step, kinds)
        if row is not None:
            context.cursor.go_to(row)
        else:
            context.say(status.no_next(noun, step))

    def other_half(self) -> None:
        """Go to the place where a moved line stands on the other side."""
        context = self.context
        row, document = context.diff.row, context.document
        change = document.line(row).change if row.kind is Kind.LINE else -1
        moved = context.diff.known.moved
        found = other_half(document.patch, moved, row.file, change) if change >= 0 else None
        if found is None:
            context.say(outcomes.NOT_MOVED)
        elif found[0] not in document.files:
            context.say(status.other_half_hidden(document.patch.files[found[0]].path))
        else:
            context.cursor.go_to(document.y_of(*found))

    def unassigned(self, step: int) -> None:
        """Go to the next unassigned changes, or the previous ones."""
        self._go_through(REST, step)

    def of_part(self, step: int) -> None:
        """Go to the next change or edit of the marked part, or the previous one."""
        self._go_through(self.context.parts.current, step)

    def _go_through(self, number: int, step: int) -> None:
        """Go to the next changes of a part or of the rest, wrapping around at the end.

        From line to line where they are only in the hunk of the cursor.
        """
        context = self.context
        document = context.document
        edits = edit_rows(document, context.plan, number) if context.plan.edits else []
        find = partial(_next, document, context.plan, number, step, edits)
        here, edge = context.diff.cursor, -1 if step > 0 else document.height
        is_alone = not edits and self._is_alone(find, here, edge)
        kind = Kind.LINE if is_alone else Kind.HUNK
        y, message = find(here, kind=kind), ""
        if y is None:
            y, message = find(edge, kind=kind), status.again(step)
        if y is None:
            name = context.plan.name(number)
            context.say(status.nothing_in(name, is_filtered=bool(context.filtered)))
            return
        context.cursor.jump_to(y)
        context.say(context.with_cursor(message, ": " if message else ""))

    def _is_alone(self, find: Callable[..., int | None], here: int, edge: int) -> bool:
        """True if the hunk of the cursor is all that is found from one end to the other."""
        only = find(edge, kind=Kind.HUNK)
        return (
            only is not None
            and only <= here <= self.context.cursor.end(only)
            and find(only, kind=Kind.HUNK) is None
        )


def _next(
    document: Document,
    plan: Plan,
    number: int,
    step: int,
    edits: Sequence[int],
    y: int,
    kind: Kind,
) -> int | None:
    """The nearest row with a change of a part, or one of ``edits``, its rows with edits."""
    change = next_of_part(document, plan, number, y, step, kind)
    beyond = [row for row in edits if (row > y if step > 0 else row < y)]
    found = [*beyond, *([] if change is None else [change])]
    return (min if step > 0 else max)(found, default=None)
