"""A line or two of words."""

from __future__ import annotations

from rich.segment import Segment
from rich.style import Style
from textual.geometry import Size
from textual.strip import Strip

from splitter.tui.theme import styles
from splitter.tui.widgets.cached import Cached
from splitter.view.text.display import Pieces, Role, shorten


class Words(Cached):
    """Text in a fixed place; putting other words in lays nothing out anew.

    What is too long for its line ends in an ellipsis.
    """

    def __init__(self, text: str = "", *, id: str, role: Role = "plain") -> None:
        super().__init__(id=id)
        self.role = role
        self.pieces: Pieces = ((text, role),)

    @property
    def text(self) -> str:
        """The words without their roles."""
        return "".join(text for text, _ in self.pieces)

    def say(self, words: str | Pieces) -> None:
        """Show these words from now on."""
        pieces: Pieces = ((words, self.role),) if isinstance(words, str) else words
        if pieces != self.pieces:
            self.pieces = pieces
            self.refresh()

    def notify_style_update(self) -> None:
        """Draw the words anew when the theme changes, also where Textual's own styles stay."""
        super().notify_style_update()
        self.refresh()

    def get_content_width(self, container: Size, viewport: Size) -> int:  # noqa: ARG002
        """The width of the longest line in cells, as Textual asks for it."""
        return max(strip.cell_length for strip in self._strips(container.width))

    def get_content_height(self, *_: object) -> int:
        """The number of lines, as Textual asks for it."""
        return self.text.count("\n") + 1

    def render_line(self, y: int) -> Strip:
        """One line of the words, as Textual asks for it."""
        width, base = self.size.width, self._base
        strips = self._strips(width)
        if y >= len(strips):
            return Strip.blank(width, base)
        return strips[y].crop_extend(0, width, base)

    @property
    def _base(self) -> Style:
        ground = styles.ground(self.app.theme, self.rich_style)
        return styles.over(ground, styles.look(self.app.theme)[self.role])

    def _strips(self, width: int) -> list[Strip]:
        """The lines, each in at most so many cells."""
        look = styles.look(self.app.theme)
        base = self._base
        lines: list[list[Segment]] = [[]]
        for text, role in self.pieces:
            drawn = styles.over(base, look[role])
            for number, line in enumerate(text.split("\n")):
                if number:
                    lines.append([])
                lines[-1].append(Segment(line, drawn))
        return [_fitting(segments, width) for segments in lines]


def _fitting(segments: list[Segment], width: int) -> Strip:
    """A line, its end cut where it does not fit."""
    strip = Strip(segments)
    if strip.cell_length <= width:
        return strip
    kept, room = [], width
    for text, drawn, _ in segments:
        piece = Segment(shorten(text, room), drawn)
        kept.append(piece)
        room -= piece.cell_length
        if piece.text != text or room <= 0:
            break
    return Strip(kept)
