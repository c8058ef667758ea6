"""Lines whose edges say where goes what they stand for."""

from __future__ import annotations

from rich.segment import Segment

from splitter.core.plan import Plan
from splitter.tui.document import Document
from splitter.tui.rows import Kind, Row
from splitter.tui.widgets.line_list import LineList
from splitter.tui.words import signs as in_signs


class OwnedLines(LineList):
    """Rows of a document, with the parts that have something of them by a plan."""

    def __init__(self, document: Document, plan: Plan, *, id: str) -> None:
        super().__init__(id=id)
        self.document = document
        self.plan = plan

    def row_at(self, y: int) -> Row:
        """The row on line ``y``."""
        raise NotImplementedError

    @property
    def row(self) -> Row:
        """The row under the cursor."""
        return self.row_at(self.cursor)

    def owners(self, row: Row) -> tuple[int, ...]:
        """The numbers of the parts that have something of a row."""
        return self.document.owners(self.plan, row)

    def signs(self, row: Row, cells: int) -> Segment:
        """The signs of those parts, in so many cells and a space."""
        numbers = self.owners(row)
        if not numbers:
            return Segment(" " * (cells + 1))
        look = self.look.part(numbers[0]) if len(numbers) == 1 else self.look["bold"]
        return Segment(f"{in_signs(numbers, cells):>{cells}} ", look)

    def show_plan(self, plan: Plan) -> None:
        """Show where the changes go by another plan for the same patch."""
        files = set(plan.choices.differing(self.plan.choices))
        rows = {
            y: row
            for y in self.on_view
            if (row := self.row_at(y)).kind is Kind.DIRECTORY or row.file in files
        }
        before = {y: self.owners(row) for y, row in rows.items()}
        self.plan = plan
        self.keep(self.on_view)
        self.redraw(y for y, row in rows.items() if self.owners(row) != before[y])
