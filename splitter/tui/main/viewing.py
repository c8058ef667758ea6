"""Reading: more or less of the diff, and the commits and files to come."""

from __future__ import annotations

from splitter.errors import SplitError
from splitter.tui.dialogs.dialog import conversation
from splitter.tui.main.layout import ROOM_FROM, Panes
from splitter.view.diff.file_rows import Kind, Row


class Reading(Panes):
    """Folds, filters, widens, and previews."""

    def action_fold(self) -> None:
        row = self._row
        head = row if row.kind is Kind.DIRECTORY else Row(Kind.FILE, row.file)
        self._show_document(self.document.toggle(row), head)
        self._tell()

    def action_fold_all(self) -> None:
        self._show_document(self.document.fold_all(), Row(Kind.FILE, self._row.file))
        self._tell()

    def action_context(self, by: int) -> None:
        row = self.diff.row
        try:
            document = self.document.more_context(row, by)
        except SplitError as error:
            self._tell(str(error))
            return
        if document is self.document:
            self._tell("there are no more lines to show; + and - widen and narrow a hunk")
        else:
            self._show_document(document, row)
            self._tell()

    @conversation
    async def action_filter(self) -> None:
        from splitter.tui.dialogs.question import AskText  # noqa: PLC0415

        question = AskText("Only files whose path has (none: all)", self.filtered)
        text = await self._ask(question)
        if text is not None:
            self._show_only(text)

    @conversation
    async def action_preview(self) -> None:
        await self._preview_alone(as_file=False)

    @conversation
    async def action_preview_file(self) -> None:
        if self.preview.display:
            self._as_file = not self._as_file
            self._show_preview()
        else:
            await self._preview_alone(as_file=True)

    def action_preview_pane(self) -> None:
        if self.size.width < ROOM_FROM:
            self.action_preview()
            return
        self._beside = not self.preview.display
        self.on_resize()

    def action_outline_pane(self) -> None:
        if self.size.width < ROOM_FROM:
            self._tell(f"there is room for the outline from {ROOM_FROM} columns on")
            return
        if self.focused is self.outline:
            self.set_focus(self.diff)
        wanted = not self._side.display
        self._outlined = None if wanted == self._outline_fits else wanted
        self.on_resize()
