"""Lines to read."""

from __future__ import annotations

from collections.abc import Sequence

from rich.segment import Segment
from rich.style import Style

from splitter.tui.widgets.line_list import LineList
from splitter.view.text.display import Pieces


class Pager(LineList):
    """Some lines of text, each in pieces that have a role."""

    def __init__(self, lines: Sequence[Pieces] = (), *, id: str = "pager") -> None:
        super().__init__(id=id)
        self.lines = lines

    def on_mount(self) -> None:
        self.read(self.lines)

    def read(self, lines: Sequence[Pieces]) -> None:
        """Show other lines from the top."""
        self.lines = lines
        self.resize_list(len(lines))
        self.move_to(0)

    def points(self) -> bool:
        return False

    def background(self, y: int) -> Style | None:
        return self.look["here"] if y == self.cursor and self.has_focus else None

    def body(self, y: int) -> list[Segment]:
        look = self.look
        return [Segment(" "), *(Segment(text, look[role]) for text, role in self.lines[y])]
