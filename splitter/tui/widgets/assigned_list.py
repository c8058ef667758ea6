"""Lines whose edges say where goes what they stand for."""

from __future__ import annotations

from rich.segment import Segment

from splitter.core.plan.plan import Plan
from splitter.tui.widgets.line_list import LineList
from splitter.view.diff.document import Document
from splitter.view.diff.rows import Kind, Row
from splitter.view.diff.selection import owners_of
from splitter.view.phrases.wording import signs


class AssignedList(LineList):
    """Rows of a document, with the parts that have something of them by a plan."""

    def __init__(self, document: Document, plan: Plan, *, id: str) -> None:
        super().__init__(id=id)
        self.document = document
        self.plan = plan
        self._owners: dict[int, tuple[int, ...]] = {}  # of what each line stands for

    def row_at(self, y: int) -> Row:
        """The row on line ``y``."""
        raise NotImplementedError

    @property
    def row(self) -> Row:
        """The row under the cursor."""
        return self.row_at(self.cursor)

    def owners(self, y: int) -> tuple[int, ...]:
        """The numbers of the parts that have something of what is on line ``y``."""
        if y not in self._owners:
            self._owners[y] = owners_of(self.document, self.plan, self.row_at(y))
        return self._owners[y]

    def signs(self, y: int, cells: int) -> Segment:
        """The signs of those parts, in so many cells and a space."""
        numbers = self.owners(y)
        if not numbers:
            return Segment(" " * (cells + 1))
        look = self.look.part(numbers[0]) if len(numbers) == 1 else self.look["bold"]
        return Segment(f"{signs(numbers, cells):>{cells}} ", look)

    def forget(self) -> None:
        super().forget()
        self._owners.clear()

    def show_plan(self, plan: Plan) -> None:
        """Show where the changes go by another plan for the same patch."""
        files = set(plan.assignment.differing(self.plan.assignment))
        before, self._owners, self.plan = self._owners, {}, plan
        self.keep(self.on_view)
        changed = []
        for y in self.on_view:
            row = self.row_at(y)
            if row.kind is not Kind.DIRECTORY and row.file not in files and y in before:
                self._owners[y] = before[y]
            elif self.owners(y) != before.get(y):
                changed.append(y)
        self.redraw(changed)
