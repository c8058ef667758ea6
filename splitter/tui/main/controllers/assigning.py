"""Assigning changes to parts: what is under the cursor, a marked range, or all that matches."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from splitter.core.plan.constraints import DROPPED, REST
from splitter.tui import dialogs
from splitter.tui.dialogs.dialog import conversation
from splitter.tui.main.context import Controller
from splitter.tui.main.edits import is_confirmed
from splitter.view.assigning import assign, bulk, edits, moves
from splitter.view.diff.rows import Kind, Row
from splitter.view.diff.selection import lines_in, select
from splitter.view.phrases import outcomes, status
from splitter.view.phrases.wording import all_in_one

if TYPE_CHECKING:
    from collections.abc import Callable

    from splitter.view.assigning.outcome import Outcome


class Assigning(Controller):
    """Assigns changes to parts, and moves on to the next unassigned ones."""

    @property
    def _kind(self) -> Kind:
        """The kind of what a key assigns here: lines, where a range is marked."""
        context = self.context
        return context.cursor.row.kind if context.diff.marked_from is None else Kind.LINE

    def assign(self, number: int) -> None:
        """Assign what is under the cursor to a part; among the parts, mark that part."""
        context = self.context
        if context.pane is context.parts:
            before = context.parts.current
            context.mark_part(number)
            is_other = context.parts.current != before
            context.say("" if is_other else outcomes.not_selected(context.plan, number, before))
            return
        kept = self._kept_for_good() if number == DROPPED else None
        if kept is not None:
            self._keep_for_good(kept)
            return
        kind, last, selections = self._kind, context.diff.span[1], context.cursor.selection
        is_range = context.diff.marked_from is not None
        by = assign.assign_range if is_range else assign.assign_unassigned
        outcome = by(context.plan, selections, number)
        if number == REST:
            # What is under the cursor is unassigned then, so the cursor stays.
            context.apply(outcome, partial(self._unmark, outcome))
        elif assign.has_unassigned(context.plan, selections):
            self._apply(outcome, partial(context.cursor.next_unassigned, last, kind))
        else:
            self._apply(outcome, partial(context.cursor.next_alike, last, kind))

    def _kept_for_good(self) -> Outcome | None:
        """The outcome that keeps the edits for good under the cursor; None where there are none."""
        context = self.context
        if not context.plan.edits or context.pane is context.outline:
            return None
        row = context.diff.row
        if row.kind is Kind.EDIT and context.diff.marked_from is None:
            location = context.document.location(row)
            return edits.kept_for_good(context.plan, row.file, (), location)
        found = lines_in(context.document, *context.diff.span)
        return None if found is None else edits.kept_for_good(context.plan, *found)

    @conversation
    async def _keep_for_good(self, outcome: Outcome) -> None:
        """Keep edits for good, once that is confirmed."""
        if await is_confirmed(self.context, outcome):
            self.context.apply(outcome, partial(self._unmark, outcome))

    def assign_to_marked(self) -> None:
        """Assign what is under the cursor to the marked part."""
        self.assign(self.context.parts.current)

    def assign_file(self) -> None:
        """Assign what is unassigned of the range, or the file or directory, to the marked part."""
        context = self.context
        row, last = context.cursor.row, context.diff.span[1]
        if context.diff.marked_from is None:
            row = row if row.kind is Kind.DIRECTORY else Row(Kind.FILE, row.file)
            selections = select(context.document, row)
        else:
            selections = context.diff.selection()
        kind = Kind.HUNK if self._kind is Kind.LINE else self._kind
        outcome = assign.assign_only_unassigned(context.plan, selections, context.parts.current)
        self._apply(outcome, partial(context.cursor.next_unassigned, last, kind))

    def assign_matches(self) -> None:
        """Assign what matches the search to the marked part."""
        context = self.context
        files, text = context.document.files, context.diff.known.found
        outcome = bulk.assign_matches(context.plan, files, text, context.parts.current)
        self._apply(outcome, self._next_hunk())

    def assign_whitespace_only(self) -> None:
        """Assign what changes whitespace only to the marked part."""
        context = self.context
        files, number = context.document.files, context.parts.current
        outcome = bulk.assign_whitespace_only(context.plan, files, number)
        self._apply(outcome, self._next_hunk())

    def assign_move(self) -> None:
        """Assign both halves of the move under the cursor to the marked part."""
        context = self.context
        row, part = context.diff.row, context.parts.current
        change = context.document.line(row).change if row.kind is Kind.LINE else -1
        moved = context.diff.known.moved
        outcome = moves.assign_move(context.plan, moved, row.file, change, part)
        self._apply(outcome, self._next_hunk())

    @conversation
    async def assign_to_picked(self) -> None:
        """Assign what is under the cursor to a part picked from a list."""
        context = self.context
        if not context.cursor.selection:
            self.assign(REST)
            return
        number = await context.ask(dialogs.part_picker.PickPart(context.plan))
        if number is not None:
            self.assign(number)

    def _next_hunk(self) -> Callable[[], int | None]:
        return partial(self.context.cursor.next_unassigned, self.context.diff.cursor, Kind.HUNK)

    def _apply(self, outcome: Outcome, following: Callable[[], int | None]) -> None:
        """Apply an outcome, and go to the row that follows then."""
        self.context.apply(outcome, partial(self._move_on, outcome, following))

    def _move_on(self, outcome: Outcome, following: Callable[[], int | None]) -> str:
        """Go to the row that follows.  Returns the message to show."""
        context = self.context
        context.diff.mark(None)
        y = following()
        if y is not None:
            context.cursor.jump_to(y)
        if context.plan.alone is not None:
            return all_in_one(context.plan, context.plan.alone)
        if y is not None:
            return context.with_cursor(outcome.message, status.NEXT)
        if not context.plan.tally(REST):
            return f"{outcome.message} · {outcomes.ALL_ASSIGNED}"
        return f"{outcome.message} · {outcomes.NOTHING_BELOW}"

    def _unmark(self, outcome: Outcome) -> str:
        self.context.diff.mark(None)
        return outcome.message
