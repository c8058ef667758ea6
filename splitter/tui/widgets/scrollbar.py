"""A scrollbar that is quick to draw."""

from __future__ import annotations

from functools import cached_property

from rich.color import Color
from rich.segment import Segment
from rich.style import Style
from textual.geometry import Region
from textual.scrollbar import ScrollBar, ScrollBarRender
from textual.strip import Strip


class Scrollbar(ScrollBar):
    """Textual's vertical scrollbar; what its renderer gives is taken as it is, a segment a line.

    By way of Rich, and of the styles that a scrollbar has not, the same takes as long as the lines
    beside it.
    """

    @cached_property
    def _strips(self) -> dict[Segment, Strip]:
        return {}

    def render_lines(self, crop: Region) -> list[Strip]:
        """The lines of a part of the bar, as Textual asks for them."""
        bar, size = self.render(), self.size
        assert isinstance(bar, ScrollBarRender)
        assert isinstance(bar.style, Style)
        drawn = bar.render_bar(
            size=size.height,
            virtual_size=bar.virtual_size,
            window_size=bar.window_size,
            position=bar.position,
            thickness=size.width,
            back_color=bar.style.bgcolor or Color.default(),
            bar_color=bar.style.color or Color.default(),
        )
        segments = drawn.segments[crop.y : crop.bottom]
        return [self._strip(segment, size.width) for segment in segments]

    def _strip(self, segment: Segment, width: int) -> Strip:
        """A line of the bar; there are few that differ, and those are kept."""
        if segment not in self._strips:
            strip = Strip([segment], width)
            for each in self.get_line_filters():
                strip = strip.apply_filter(each, self.background_colors[1])
            self._strips[segment] = strip
        return self._strips[segment]

    def notify_style_update(self) -> None:
        """Forget what was drawn when the theme changes."""
        super().notify_style_update()
        self._strips.clear()
