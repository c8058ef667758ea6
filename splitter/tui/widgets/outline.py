"""The files and their hunks, with where they go."""

from __future__ import annotations

from rich.segment import Segment

from splitter.core.plan import Plan, Selection
from splitter.core.quote import quote
from splitter.tui.rows import Document, Kind, Outline, Row, owners, shape, signs
from splitter.tui.text import safe, shorten_path
from splitter.tui.widgets.line_list import LineList


class OutlineView(LineList):
    """The table of contents beside the diff."""

    def __init__(self, document: Document, plan: Plan) -> None:
        super().__init__(id="outline")
        self.outline = Outline(document)
        self.plan = plan

    def on_mount(self) -> None:
        self.resize_list(self.outline.height)

    @property
    def row(self) -> Row:
        """The row under the cursor."""
        return self.outline.row(self.cursor)

    def selection(self) -> list[Selection]:
        """What a key that gives something away gives away."""
        return self.outline.document.select(self.row)

    def show_plan(self, plan: Plan) -> None:
        """Show where the changes go by another plan."""
        self.plan = plan
        self.refresh()

    def show_document(self, document: Document, row: Row) -> None:
        """Show another document, with the cursor where that row is."""
        self.outline = Outline(document)
        self.resize_list(self.outline.height)
        self.move_to(self.outline.y(row), tell=False)
        self.refresh()

    def draw(self, y: int) -> list[Segment]:
        row = self.outline.row(y)
        file = self.outline.document.patch.files[row.file]
        changes = self.outline.document.changes(row)
        numbers = owners(self.plan, row.file, changes)
        look = self.look
        sign = look.part(numbers[0]) if len(numbers) == 1 else look["bold"]
        mark = Segment(f"{signs(numbers)[:4]:>4} ", sign)
        if row.kind is Kind.FILE:
            name = shorten_path(safe(quote(file.path)), self.size.width - 8)
            return [mark, Segment(f"{shape(file)} {name}", look["file"])]
        hunk = file.hunks[row.index]
        counts = f"+{len(hunk.added)} -{len(hunk.removed)}"
        return [mark, Segment(f"  @{hunk.new_start} ", look["hunk"]), Segment(counts, look["dim"])]
