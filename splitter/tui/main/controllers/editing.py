"""Editing what parts contain: hunks, the order of lines, renames, and texts of their own."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from splitter.core.plan.edits import Edit
from splitter.tui.dialogs.dialog import conversation
from splitter.tui.main.context import Controller
from splitter.tui.main.edits import edit_file, edit_lines, edit_other
from splitter.view.assigning import edits, hunks
from splitter.view.diff.rows import Kind
from splitter.view.diff.selection import lines_in
from splitter.view.phrases import edits as phrases

if TYPE_CHECKING:
    from splitter.core.draft.log import Writing
    from splitter.view.assigning.outcome import Outcome
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
        """Edit the lines under the cursor, or marked ones, as the selected part reads them."""
        context = self.context
        row = context.cursor.row
        if row.kind is Kind.EDIT:
            location = context.document.location(row)
            await edit_lines(context, Edit(row.file, location, context.parts.current, b""))
            return
        found = lines_in(context.document, *context.diff.span)
        if context.pane is context.outline or found is None:
            is_row = context.diff.marked_from is None
            context.say(phrases.WHOLE_FILE if is_row else phrases.NOT_IN_A_FILE)
            return
        file, lines = found
        location = edits.location_of_lines(context.plan.patch.files[file], lines)
        await edit_lines(context, Edit(file, location, context.parts.current, b""), lines)

    @conversation
    async def edit_file(self) -> None:
        """Edit the file under the cursor as the marked part reads it, in the user's editor."""
        context = self.context
        if context.cursor.row.kind is Kind.DIRECTORY:
            context.say(phrases.NOT_IN_A_FILE)
            return
        await edit_file(context, context.cursor.row.file, context.parts.current)

    @conversation
    async def edit_other(self) -> None:
        """Edit any file, by its path, as the marked part reads it, in the user's editor."""
        await edit_other(self.context, self.context.parts.current)

    @conversation
    async def resume(self, writing: Writing) -> None:
        """Open an edit of some lines as it was when the draft was left."""
        if writing.edit is not None:
            await edit_lines(self.context, writing.edit, text=writing.text)
