"""The lines of a list as they are drawn, each drawn once."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from splitter.tui.theme import styles
from splitter.tui.theme.styles import ThemeStyles
from splitter.tui.widgets.clip import seen

#: The number of drawn lines that are kept.
KEPT = 600


class Lines(Protocol):
    """The content of a list, and its styles."""

    count: int
    offset_x: int

    @property
    def look(self) -> ThemeStyles:
        """The styles of the theme."""

    def edge(self, y: int) -> list[Segment]:
        """The edge at the left of line ``y``."""

    def body(self, y: int) -> list[Segment]:
        """The text behind the edge."""

    def background(self, y: int) -> Style | None:
        """A style for the whole of line ``y``."""

    def shifts(self, y: int) -> bool:
        """True if line ``y`` is shifted with the others."""

    def fixed(self) -> int:
        """The number of cells at the left that stay where they are when the text is shifted."""

    def ground(self) -> Style:
        """The style of the pane."""

    def without_colours(self, strip: Strip) -> Strip:
        """A line without its colours where none are wanted."""


class DrawnLines:
    """Draws lines, and keeps them: whole, and their bodies for when only the edge changes."""

    def __init__(self, lines: Lines) -> None:
        self._lines = lines
        self._ground: Style | None = None
        self._shown: dict[int, Strip] = {}  # whole lines, by their numbers
        self._bodies: dict[tuple[int, Style | None], Strip] = {}  # also by what is above them
        self._bar = 0  # how much of the width the scrollbar covers
        self.width = 0  # how wide lines are drawn
        self.start = 0  # where their bodies start; 0 until a line is drawn

    @property
    def room(self) -> int:
        """The number of cells for the text behind the edge."""
        return max(0, max(0, self.width - self.start) - self._bar)

    def resize(self, width: int, bar: int) -> None:
        """Draw lines so wide, of which the scrollbar covers some cells."""
        if (width, bar) != (self.width, self._bar):
            self.width, self._bar = width, bar
            self.forget()

    def line(self, y: int) -> Strip:
        """A line in its styles, which go over that of the pane and below that of the cursor."""
        strip = self._shown.get(y)
        if strip is None:
            if len(self._shown) >= KEPT:
                self.forget()
            strip = self._shown[y] = self._lines.without_colours(self._draw(y))
        return strip

    def body(self, y: int, above: Style | None = None) -> Strip:
        """The text behind the edge of a line, in its styles."""
        body = self._bodies.get((y, above))
        if body is None:
            if len(self._bodies) >= KEPT:
                self._bodies.clear()
            body = self._bodies[y, above] = self._draw_body(y, above)
        return body

    def _draw(self, y: int) -> Strip:
        lines, width = self._lines, self.width
        ground = self._ground = self._ground or lines.ground()
        if y >= lines.count:
            return Strip.blank(width, ground)
        above = lines.background(y)
        edge = _styled(ground, above, lines.edge(y))
        self.start = sum(len(segment.text) for segment in edge)
        body = self.body(y, above)
        return Strip([*edge, *body], self.start + body.cell_length).crop(0, width)

    def _draw_body(self, y: int, above: Style | None) -> Strip:
        lines, start = self._lines, self.start
        ground = self._ground or Style.null()
        below = ground if above is None else styles.over(ground, above)
        shift = lines.offset_x if lines.offset_x and lines.shifts(y) else 0
        strip = seen(
            Strip(_styled(ground, above, lines.body(y))),
            self.room,
            shift,
            max(0, lines.fixed() - start) if shift else 0,
            styles.over(below, lines.look["dim"]),
        )
        return strip.extend_cell_length(max(0, self.width - start), below)

    # What is kept

    def forget(self) -> None:
        """Draw every line anew."""
        self._shown.clear()
        self._bodies.clear()

    def forget_styles(self) -> None:
        """Draw every line anew, in the styles of another theme."""
        self._ground = None
        self.forget()

    def forget_lines(self, lines: set[int]) -> None:
        """Draw some lines anew."""
        self._shown = {y: strip for y, strip in self._shown.items() if y not in lines}
        self._bodies = {key: body for key, body in self._bodies.items() if key[0] not in lines}

    def forget_edge(self, y: int) -> None:
        """Draw a line anew, but for its body."""
        self._shown.pop(y, None)

    def forget_others(self, lines: range) -> None:
        """Draw the lines but for some anew, but for their bodies."""
        count = self._lines.count
        self._shown = {y: strip for y, strip in self._shown.items() if y in lines or y >= count}


def _styled(ground: Style, above: Style | None, segments: Iterable[Segment]) -> list[Segment]:
    """Segments in the style of the pane, their own, and that of the cursor on top of each other."""
    null, found = Style.null(), []
    for text, own, _ in segments:
        drawn = styles.over(ground, own or null)
        found.append(Segment(text, drawn if above is None else styles.over(drawn, above)))
    return found
