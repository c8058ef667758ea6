"""Lines to read, with a cursor to move by."""

from __future__ import annotations

from collections.abc import Sequence

from rich.segment import Segment
from rich.style import Style

from splitter.tui import style
from splitter.tui.widgets.line_list import LineList

Styled = tuple[str, Style]


class Pager(LineList):
    """Some lines of text, each in a style."""

    def __init__(self, lines: Sequence[Styled] = ()) -> None:
        super().__init__(id="pager")
        self.lines = lines

    def on_mount(self) -> None:
        self.read(self.lines)

    def read(self, lines: Sequence[Styled]) -> None:
        """Show other lines from the top."""
        self.lines = lines
        self.resize_list(len(lines))
        self.move_to(0)

    def background(self, y: int) -> Style | None:
        return style.HERE if y == self.cursor else None

    def draw(self, y: int) -> list[Segment]:
        text, look = self.lines[y]
        return [Segment(f" {text}", look)]


def diff_style(line: str) -> Style:
    """The style of a line of git's diff."""
    if line.startswith(("diff --git ", "commit ", "index ", "--- ", "+++ ")):
        return style.BOLD
    if line.startswith("@@"):
        return style.HUNK
    return {"+": style.ADDED, "-": style.REMOVED}.get(line[:1], style.PLAIN)
