"""A pane of lines, of which only those on view are drawn (Textual's Line API), each once.

A line has an *edge* at its left, which says where it goes, and a *body*; both are kept as they are
drawn.
"""

from __future__ import annotations

from collections.abc import Iterable
from time import perf_counter
from typing import Self

from rich.segment import Segment
from rich.style import Style
from textual.geometry import Region
from textual.scroll_view import ScrollView
from textual.strip import Strip

from splitter.tui.theme import styles
from splitter.tui.theme.styles import ThemeStyles
from splitter.tui.widgets.drawn_lines import DrawnLines


class LinePane(ScrollView, inherit_bindings=False):
    """``count`` lines, shifted ``offset_x`` cells to the left.

    `edge` and `body` draw the content of a line.
    """

    def __init__(self, *, id: str) -> None:
        super().__init__(id=id)
        self.count = 0
        self.offset_x = 0
        self._look: ThemeStyles | None = None
        self._drawn = DrawnLines(self)

    @property
    def look(self) -> ThemeStyles:
        """The styles of the theme that is on."""
        if self._look is None:
            self._look = styles.look(self.app.theme)
        return self._look

    def draw(self, y: int) -> list[Segment]:
        """The segments of line ``y``; a colour that says where the cursor is comes on top."""
        return [*self.edge(y), *self.body(y)]

    def edge(self, y: int) -> list[Segment]:
        """The edge at the left of line ``y``, in narrow characters: drawn anew by `redraw`."""
        del y
        return []

    def body(self, y: int) -> list[Segment]:
        """The text behind the edge: drawn anew by `refresh`."""
        raise NotImplementedError

    def heading(self) -> Strip | None:
        """The heading in place of the first line on view."""
        return None

    def background(self, y: int) -> Style | None:
        """A style for the whole of line ``y``."""
        del y
        return None

    def shifts(self, y: int) -> bool:
        """True if line ``y`` is shifted with the others."""
        del y
        return True

    def fixed(self) -> int:
        """The number of cells at the left that stay where they are when the text is shifted."""
        return 0

    def render_lines(self, crop: Region) -> list[Strip]:
        """The lines of a part of the pane, as Textual asks for them.

        It asks for all of them whenever one is to be drawn, so each is drawn once, until it is to
        be refreshed.
        """
        if self.styles.gutter:
            return super().render_lines(crop)
        self._see_size()
        top, width = self.scroll_offset.y, self._drawn.width
        strips = [self._drawn.line(y + top) for y in crop.line_range]
        if crop.y == 0 and (heading := self.heading()) is not None:
            strips[0] = self.without_colours(heading)
        if crop.column_span == (0, width):
            return strips
        return [strip.crop(crop.x, crop.right) for strip in strips]

    def render_line(self, y: int) -> Strip:
        """One line of the pane, as Textual asks for it."""
        if y == 0 and (heading := self.heading()) is not None:
            return self.without_colours(heading)
        self._see_size()
        return self._drawn.line(y + self.scroll_offset.y)

    def _see_size(self) -> None:
        """Draw lines as wide as the pane is now."""
        self._drawn.resize(self.size.width, self.scrollbar_size_vertical)

    def without_colours(self, strip: Strip) -> Strip:
        """A line without its colours where none are wanted, whatever the theme."""
        if self.app.no_color:
            for each in self.get_line_filters():
                strip = strip.apply_filter(each, self.background_colors[1])
        return strip

    def ground(self) -> Style:
        """The style of the pane, below that of each line."""
        return styles.ground(self.app.theme, self.rich_style)

    def forget(self) -> None:
        """Keep nothing of what was drawn."""
        self._drawn.forget()

    @property
    def on_view(self) -> range:
        """The lines on view."""
        top = self.scroll_offset.y
        return range(top, min(top + self.size.height, self.count))

    def draw_ahead(self, lines: Iterable[int], until: float) -> bool:
        """Draw the bodies of lines that come into view next, until `time.perf_counter` is there.

        Says whether all are drawn.
        """
        for line in lines:
            if perf_counter() >= until or not self._drawn.start:
                return not self._drawn.start
            self._drawn.body(line)
        return True

    def keep(self, lines: range) -> None:
        """Keep of what was drawn only those lines, and the bodies of all."""
        self._drawn.forget_others(lines)

    def redraw(self, lines: Iterable[int]) -> None:
        """Draw anew what is on view of some lines, with the bodies that they had."""
        top, size = self.scroll_offset.y, self.size
        regions = []
        for line in lines:
            self._drawn.forget_edge(line)
            if 0 <= line - top < size.height:
                regions.append(Region(0, line - top, size.width, 1))
        if regions:
            super().refresh(*regions)

    def refresh_between(self, first: int, last: int) -> None:
        """Draw two lines anew."""
        self.redraw([first, last])

    def refresh(
        self,
        *regions: Region,
        repaint: bool = True,
        layout: bool = False,
        recompose: bool = False,
    ) -> Self:
        """Draw some lines on view anew, or where no regions are given all there are."""
        top = self.scroll_offset.y
        lines = {y + top for region in regions for y in region.line_range}
        if lines:
            self._drawn.forget_lines(lines)
        if not regions:
            self.forget()
        return super().refresh(*regions, repaint=repaint, layout=layout, recompose=recompose)

    def repaint(self) -> None:
        """Paint the pane again; the lines themselves stay as they are drawn."""
        super().refresh(self.size.region)

    def notify_style_update(self) -> None:
        """Forget what was drawn when the theme changes."""
        super().notify_style_update()
        self._look = None
        self._drawn.forget_styles()

    def action_shift(self, by: int) -> None:
        """Shift the lines by half a pane to the left or, with -1, back.

        No further to the left than to the end of the longest visible line.
        """
        half = max(1, (self.size.width - self.fixed()) // 2)
        most = max(self.offset_x, self._longest() - self._drawn.room)
        self.shift_to(max(0, min(self.offset_x + by * half, most)))

    def _longest(self) -> int:
        """The width in cells of the longest body among the lines on view that are shifted."""
        shifted = filter(self.shifts, self.on_view)
        lengths = (sum(segment.cell_length for segment in self.body(y)) for y in shifted)
        return max(lengths, default=0)

    def shift_to(self, cells: int) -> None:
        """Shift the lines so far to the left."""
        if cells != self.offset_x:
            self.offset_x = cells
            self.refresh()
