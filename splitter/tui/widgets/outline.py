"""The directories, the files and their hunks, with where they go."""

from __future__ import annotations

from rich.segment import Segment

from splitter.core.diff.paths import quote
from splitter.core.plan.plan import Plan, Selection
from splitter.tui.widgets.assigned_list import AssignedList
from splitter.view.diff.document import Document
from splitter.view.diff.outline import Outline
from splitter.view.diff.rows import Kind, Row
from splitter.view.diff.selection import select
from splitter.view.phrases.wording import shape
from splitter.view.text.display import safe, shorten_path

#: In how many cells it is said where an entry goes.
SIGNS = 4
#: How many cells what is in a directory or file stands further right.
INDENT = 2


class OutlineView(AssignedList):
    """The table of contents beside the diff."""

    def __init__(self, document: Document, plan: Plan) -> None:
        super().__init__(document, plan, id="outline")
        self.outline = Outline(document)

    def on_mount(self) -> None:
        self.resize_list(self.outline.height)

    def row_at(self, y: int) -> Row:
        return self.outline.row(y)

    def selection(self) -> list[Selection]:
        """The changes that a key assigns."""
        return select(self.document, self.row)

    def show_document(self, document: Document, plan: Plan, row: Row) -> None:
        """Show another document, with the cursor where that row is."""
        self.plan = plan
        self.document = document
        self.outline = self.outline.of(document)
        self.resize_list(self.outline.height)
        self.move_to(self.outline.y(row), tell=False)
        self.refresh()

    def edge(self, y: int) -> list[Segment]:
        return [self.signs(y, SIGNS)]

    def body(self, y: int) -> list[Segment]:
        row = self.row_at(y)
        cells = self.scrollable_content_region.width
        indent = min(INDENT * self.outline.depth(row), cells // 2)
        return [Segment(" " * indent), *self._entry(row, cells - SIGNS - 1 - indent)]

    def _entry(self, row: Row, cells: int) -> list[Segment]:
        """The text of a row about its file or directory, in about so many cells."""
        file = self.document.patch.files[row.file]
        if row.kind is Kind.HUNK:
            sections = self.document.sections(row.file, row.hunk)
            removed, added = map(len, sections.changes(row.section))
            counts = f"+{added} -{removed}"
            start = sections.new_start(row.section)
            return [Segment(f"@{start} ", self.look["hunk"]), Segment(counts, self.look["dim"])]
        mark = shape(file) if row.kind is Kind.FILE else "▾" if self.outline.is_open(row) else "▸"
        name = shorten_path(safe(quote(self.outline.name(row))), cells - 2)
        return [Segment(f"{mark} {name}", self.look["file"])]
