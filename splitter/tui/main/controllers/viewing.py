"""Showing more or less of the diff, the outline and the preview."""

from __future__ import annotations

from splitter.errors import SplitError
from splitter.tui import dialogs
from splitter.tui.dialogs.dialog import conversation
from splitter.tui.main.context import Controller
from splitter.tui.main.edits import edit_file, edit_read_line
from splitter.tui.main.layout import ROOM_FROM, has_room
from splitter.view.diff.copying import text_to_copy
from splitter.view.diff.rows import Kind, Row
from splitter.view.phrases import dialogs as phrases
from splitter.view.phrases import status


class Viewing(Controller):
    """Folds, filters, shows more context, and previews."""

    def fold(self) -> None:
        """Fold or unfold the file or the directory under the cursor."""
        context = self.context
        row = context.cursor.row
        head = row if row.kind is Kind.DIRECTORY else Row(Kind.FILE, row.file)
        context.show_document(context.document.toggle(row), head)
        context.say()

    def fold_all(self) -> None:
        """Fold or unfold all files."""
        context = self.context
        head = Row(Kind.FILE, context.cursor.row.file)
        context.show_document(context.document.fold_all(), head)
        context.say()

    def more_context(self, by: int) -> None:
        """Show more unchanged lines around the hunk under the cursor, or fewer."""
        context = self.context
        row = context.diff.row
        try:
            document = context.document.more_context(row, by)
        except SplitError as error:
            context.say(str(error))
            return
        if document is context.document:
            context.say(status.NO_MORE_CONTEXT)
        else:
            context.show_document(document, row)
            context.say()

    def copy(self) -> None:
        """Copy what is under the cursor: lines, a hunk or a file of the diff; a part as a patch."""
        context = self.context
        if context.pane is context.parts:
            part = context.session.previewer().part(context.plan, context.preview_number())
            text, what = (part.text if part else b""), phrases.PART_AS_PATCH
            if part and part.problem:
                context.say(part.problem)
                return
        else:
            text, what = text_to_copy(context.document, *context.diff.span)
        self.app.copy_to_clipboard(text.decode("utf-8", "replace"))
        context.say(status.copied(what))

    @conversation
    async def filter(self) -> None:
        """Ask for a text, and show only the files whose path contains it."""
        question = dialogs.question.AskText(phrases.FILTER, self.context.filtered)
        text = await self.context.ask(question)
        if text is not None:
            self.context.show_only(text)

    @conversation
    async def preview(self) -> None:
        """Preview the commit on the whole screen."""
        await self._preview(as_file=False)

    @conversation
    async def preview_file(self) -> None:
        """Preview the file as it will be: in the pane, or without one on the whole screen."""
        context = self.context
        if context.preview.display:
            context.previews_file = not context.previews_file
            context.show_preview()
        else:
            await self._preview(as_file=True)

    def preview_pane(self) -> None:
        """Show or hide the preview beside the diff."""
        context = self.context
        if not has_room(context.size.width):
            self.preview()
            return
        context.panes.toggle_preview()
        context.refit()

    def outline_pane(self) -> None:
        """Show or hide the outline beside the diff."""
        context = self.context
        if not has_room(context.size.width):
            context.say(status.outline_needs(ROOM_FROM))
            return
        if context.pane is context.outline:
            context.set_focus(context.diff)
        context.panes.toggle_outline(context.app.size.width)
        context.refit()

    async def _preview(self, *, as_file: bool) -> None:
        """Preview the commit, or the file under the cursor, on the whole screen."""
        context = self.context
        cursor, number = context.cursor, context.preview_number()
        file, line = cursor.row.file, cursor.line
        while True:
            where = (context.session.previewer, context.plan, number, file, line)
            screen = dialogs.preview.PreviewScreen(*where, as_file=as_file)
            await context.ask(screen)
            if screen.edited is None:
                return
            file, number, as_file = screen.file, screen.number, True
            if screen.edited < 0:
                await edit_file(context, file, number)
                continue
            location = await edit_read_line(context, file, number, screen.edited)
            line = (location.old[0], location.new[0]) if location else (0, 0)
