"""The directories, the files and their hunks, with where they go."""

from __future__ import annotations

from collections.abc import Hashable

from rich.segment import Segment

from splitter.core.plan import Plan, Selection
from splitter.core.quote import quote
from splitter.tui.document import Document
from splitter.tui.outline import Outline
from splitter.tui.rows import Kind, Row
from splitter.tui.text import safe, shorten_path
from splitter.tui.widgets.line_list import LineList
from splitter.tui.words import shape, signs

#: How many cells what is in a directory or file stands further right.
INDENT = 2


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
        self.refresh_changed(lambda: setattr(self, "plan", plan))

    def show_document(self, document: Document, plan: Plan, row: Row) -> None:
        """Show another document, with the cursor where that row is."""
        self.plan = plan
        self.outline = self.outline.of(document)
        self.resize_list(self.outline.height)
        self.move_to(self.outline.y(row), tell=False)
        self.refresh()

    def key(self, y: int) -> Hashable:
        return self.outline.document.owners(self.plan, self.outline.row(y))

    def draw(self, y: int) -> list[Segment]:
        row = self.outline.row(y)
        numbers = self.outline.document.owners(self.plan, row)
        look = self.look.part(numbers[0]) if len(numbers) == 1 else self.look["bold"]
        mark = Segment(f"{signs(numbers, 4):>4} ", look)
        cells = self.scrollable_content_region.width
        indent = min(INDENT * self.outline.depth(row), cells // 2)
        return [mark, Segment(" " * indent), *self._entry(row, cells - 5 - indent)]

    def _entry(self, row: Row, cells: int) -> list[Segment]:
        """What a row says of what it stands for, in about so many cells."""
        file = self.outline.document.patch.files[row.file]
        if row.kind is Kind.HUNK:
            sections = self.outline.document.sections(row.file, row.hunk)
            removed, added = map(len, sections.changes(row.section))
            counts = f"+{added} -{removed}"
            start = sections.new_start(row.section)
            return [Segment(f"@{start} ", self.look["hunk"]), Segment(counts, self.look["dim"])]
        mark = shape(file) if row.kind is Kind.FILE else "▾" if self.outline.is_open(row) else "▸"
        name = shorten_path(safe(quote(self.outline.name(row))), cells - 2)
        return [Segment(f"{mark} {name}", self.look["file"])]
