"""The cursor of the main screen, which the diff and the outline share."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from splitter.core.draft.commands import Assign
from splitter.core.plan.constraints import REST
from splitter.view.diff.navigation import next_alike, next_of, next_of_part
from splitter.view.diff.rows import Kind, Row

if TYPE_CHECKING:
    from textual.widget import Widget

    from splitter.core.draft.undo_history import CursorPosition, Entry
    from splitter.core.plan.plan import Plan, Selection
    from splitter.tui.widgets.diff import DiffView
    from splitter.tui.widgets.line_list import LineList
    from splitter.tui.widgets.outline import OutlineView
    from splitter.view.diff.document import Document


class Panes(Protocol):
    """The members of the main screen that the cursor may use: fewer than a `Context` has."""

    document: Document
    outline: OutlineView
    diff: DiffView

    @property
    def plan(self) -> Plan:
        """The plan of the draft."""

    @property
    def pane(self) -> Widget | None:
        """The pane with the focus."""

    def say(self, message: str = "") -> None:
        """Show a message; without one, describe what is under the cursor."""

    def mark_part(self, number: int | None) -> None:
        """Mark a part; None leaves the mark where it is."""


class Cursor:
    """The row under the cursor, and the ways to other rows."""

    def __init__(self, context: Panes) -> None:
        self._context = context

    @property
    def row(self) -> Row:
        """The row under the cursor, of the outline where that has the focus."""
        context = self._context
        return context.outline.row if context.pane is context.outline else context.diff.row

    @property
    def selection(self) -> list[Selection]:
        """The changes under the cursor, or in the marked range."""
        context = self._context
        pane = context.outline if context.pane is context.outline else context.diff
        return pane.selection()

    @property
    def line(self) -> tuple[int, int]:
        """The line under the cursor, by its numbers in both versions; 0 for none."""
        row = self.row
        if row.kind is not Kind.LINE:
            return 0, 0
        line = self._context.document.line(row)
        return line.old, line.new

    def go_to(self, y: int) -> None:
        """Go to a row, and describe it."""
        self.jump_to(y)
        self._context.say()

    def jump_to(self, y: int) -> None:
        """Go to a row; in another hunk, scroll back to the left."""
        document, diff, outline = self._context.document, self._context.diff, self._context.outline
        y = max(0, min(y, document.height - 1))
        here, there = diff.row, document.row(y)
        diff.shift_back()
        if (here.file, here.hunk) != (there.file, there.hunk):
            diff.shift_to(0)
        diff.jump_to(y, self.end(y))
        outline.move_to(outline.outline.y(diff.row), tell=False)

    def end(self, y: int) -> int:
        """The last row of the hunk whose header is row ``y``; for any other row, that row."""
        document = self._context.document
        if document.row(y).kind is not Kind.HUNK:
            return y
        following = next_of(document, y, 1, (Kind.HUNK, Kind.FILE))
        return (document.height if following is None else following) - 1

    def follow(self, source: LineList) -> None:
        """Let the other pane follow the cursor of one of them."""
        diff, outline = self._context.diff, self._context.outline
        if source is diff:
            outline.move_to(outline.outline.y(diff.row), tell=False)
        elif source is outline and self._context.pane is outline:
            diff.mark(None)
            y = self._context.document.y(outline.row)
            diff.jump_to(y, self.end(y))

    # Unassigned changes

    def next_unassigned(self, y: int, kind: Kind) -> int | None:
        """The next row of a kind below row ``y`` with an unassigned change, for the same key."""
        context = self._context
        document, plan = context.document, context.plan
        if kind not in (Kind.HUNK, Kind.FILE_CHANGE):
            return next_of_part(document, plan, REST, y, 1, kind)
        first = next_of_part(document, plan, REST, self.end(y), 1, Kind.LINE)
        head = None if first is None else document.heading(first)[1]
        above = y if head is None else document.y(head)
        return above if above > y else first

    def next_alike(self, y: int, kind: Kind) -> int | None:
        """The next row of a kind below row ``y``."""
        document = self._context.document
        if kind is not Kind.DIRECTORY:
            return next_alike(document, y, kind)
        last = document.tree.below(self._context.outline.row.index)[-1]
        return next_alike(document, document.y(Row(Kind.FILE, last)), Kind.FILE)

    # Positions of the undo history

    def go_back(self, entry: Entry, *, is_undone: bool) -> None:
        """Go to the place of an entry of the undo history, if that is known.

        The part is marked that was marked before or after it.
        """
        if entry.at is None:
            return
        y = self._y(entry.at)
        first = self._first_row(entry, y)
        if first < y:
            self.jump_to(first)
        self.jump_to(y)
        self._context.mark_part(entry.at.before if is_undone else entry.at.after)

    def go_behind(self, entry: Entry) -> None:
        """Go to the next unassigned change behind the cursor, if an entry has assigned some."""
        command, diff = entry.commands[-1], self._context.diff
        is_assigned = isinstance(command, Assign) and command.number != REST
        y = self.next_unassigned(diff.cursor, diff.row.kind) if is_assigned else None
        if y is not None:
            self.jump_to(y)

    def _y(self, at: CursorPosition) -> int:
        """The row of a position; that of the cursor where the position no longer exists."""
        try:
            return self._context.document.y(Row(Kind(at.kind), at.file, at.index, at.hunk))
        except (LookupError, ValueError):
            return self._context.diff.cursor

    def _first_row(self, entry: Entry, y: int) -> int:
        """The first row of a range that was assigned on row ``y``.

        ``y`` where there is no range, or it is higher than the pane.
        """
        command, document = entry.commands[-1], self._context.document
        file = document.row(y).file
        if not isinstance(command, Assign) or [one.file for one in command.selections] != [file]:
            return y
        added = document.patch.files[file].added.start
        starts = [span.start for span in command.selections[0].changes if span]
        sides = [start for start in starts if start < added], [n for n in starts if n >= added]
        first = min((document.y_of(file, min(side)) for side in sides if side), default=y)
        return first if 0 < y - first < self._context.diff.size.height else y
