"""A scrollbar that is quick to draw."""

from __future__ import annotations

from rich.color import Color
from rich.style import Style
from textual.geometry import Region
from textual.scrollbar import ScrollBar, ScrollBarRender
from textual.strip import Strip


class Thumb(ScrollBar):
    """Textual's vertical scrollbar; what its renderer gives is taken as it is, a segment a line.

    By way of Rich, and of the styles that a scrollbar has not, the same takes as long as the lines
    beside it.
    """

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
        strips = [Strip([segment], size.width) for segment in drawn.segments[crop.y : crop.bottom]]
        _, background = self.background_colors
        for each in self.get_line_filters():
            strips = [strip.apply_filter(each, background) for strip in strips]
        return strips
