"""Editing what parts contain: hunks, the order of lines, renames, and texts of their own."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from splitter.tui import dialogs
from splitter.tui.dialogs.dialog import conversation
from splitter.tui.main.context import Controller
from splitter.view.assigning import edits, hunks
from splitter.view.assigning.outcome import Outcome
from splitter.view.phrases import outcomes

if TYPE_CHECKING:
    from collections.abc import Sequence

    from splitter.core.draft.log import Writing
    from splitter.core.plan.plan import Selection
    from splitter.view.diff.rows import Row


class Editing(Controller):
    """Splits hunks, moves lines, breaks renames, and edits the text of lines in a part."""

    def split_hunk(self) -> None:
        """Split the hunk above the cursor."""
        context = self.context
        row = context.cursor.row
        outcome = hunks.split_hunk(context.document.cut_at(row), row)
        context.apply(outcome, partial(self._to_heading, outcome, row))

    def _to_heading(self, outcome: Outcome, row: Row) -> str:
        """Go to the header of a row's hunk.  Returns the message to show."""
        document = self.context.document
        _, head = document.heading(document.y(row))
        if head is not None:
            self.context.cursor.jump_to(document.y(head))
        return outcome.message

    def shift_line(self, by: int) -> None:
        """Move the line under the cursor within its block."""
        context = self.context
        row = context.diff.row
        context.apply(hunks.shift_line(context.document, context.plan, row, by))

    def break_rename(self) -> None:
        """Break the rename of the file under the cursor."""
        context = self.context
        context.apply(hunks.break_rename(context.plan, context.cursor.row.file))

    @conversation
    async def edit(self) -> None:
        """Edit what the marked part has in place of the lines under the cursor."""
        await self._edit(self.context.parts.current, self.context.cursor.selection)

    @conversation
    async def resume(self, writing: Writing) -> None:
        """Open an edit of some lines as it was when the draft was left."""
        if writing.lines is not None:
            await self._edit(writing.number, [writing.lines], writing.text)

    async def _edit(
        self, number: int, selections: Sequence[Selection], text: str | None = None
    ) -> None:
        context = self.context
        place = edits.place_of(context.plan, selections, number)
        if isinstance(place, str):
            context.work.recorder.record_cancel()
            context.say(place)
            return
        title = outcomes.edit_heading(context.plan, number, place.until)
        screen = dialogs.edit.EditScreen(title, place, text)
        screen.keep = context.saving(number, selections[0])
        written = await context.ask(screen)
        outcome = Outcome() if written is None else edits.written(place, written)
        context.apply(outcome, partial(self._unmark, outcome))
        if not outcome.commands:
            context.work.recorder.record_cancel()

    def _unmark(self, outcome: Outcome) -> str:
        self.context.diff.mark(None)
        return outcome.message
