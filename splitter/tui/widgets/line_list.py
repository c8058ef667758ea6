"""A list of lines with a cursor: the pane that the diff, the outline and the parts have in common.

Only the lines on view are ever drawn (Textual's Line API), so its length does not matter.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip

from splitter.tui import style


class LineList(ScrollView, can_focus=True):
    """Lines with a cursor that stays in view.  What a line shows is `draw`'s to say."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up,k", "move(-1)", "Up", show=False),
        Binding("down,j", "move(1)", "Down", show=False),
        Binding("pageup,ctrl+b", "page(-1)", "Page up", show=False),
        Binding("pagedown,ctrl+f", "page(1)", "Page down", show=False),
        Binding("home,g", "first", "First", show=False),
        Binding("end,G", "last", "Last", show=False),
        Binding("left", "shift(-8)", "Left", show=False),
        Binding("right", "shift(8)", "Right", show=False),
    ]

    class Moved(Message):
        """The cursor of a list has moved, by key or mouse."""

        def __init__(self, source: LineList) -> None:
            super().__init__()
            self.source = source

        @property
        def control(self) -> LineList:
            """The list whose cursor moved."""
            return self.source

    def __init__(self, *, id: str) -> None:
        super().__init__(id=id)
        self.cursor = 0
        self.count = 0
        self.offset_x = 0

    def draw(self, y: int) -> list[Segment]:
        """The segments of line ``y``; a colour that says where the cursor is comes on top."""
        raise NotImplementedError

    def background(self, y: int) -> Style | None:
        """A style for the whole of line ``y``."""
        if y != self.cursor:
            return None
        return style.CURSOR if self.has_focus else style.HERE

    def fixed(self) -> int:
        """How many cells at the left stay where they are when the text is shifted."""
        return 0

    def resize_list(self, count: int) -> None:
        """Show so many lines from now on."""
        self.count = count
        self.cursor = max(0, min(self.cursor, count - 1))
        self.virtual_size = Size(0, count)
        self.refresh()

    def on_focus(self) -> None:
        self.refresh_lines(self.cursor, 1)

    def on_blur(self) -> None:
        self.refresh_lines(self.cursor, 1)

    def render_line(self, y: int) -> Strip:
        """One line of the pane, as Textual asks for it."""
        line = y + self.scroll_offset.y
        width = self.size.width
        if line >= self.count:
            return Strip.blank(width, self.rich_style)
        strip = Strip(self.draw(line))
        if self.offset_x:
            fixed = self.fixed()
            rest = strip.crop(fixed + self.offset_x, max(strip.cell_length, fixed + self.offset_x))
            strip = Strip([*strip.crop(0, fixed), *rest])
        strip = strip.crop_extend(0, width, self.rich_style).apply_style(self.rich_style)
        over = self.background(line)
        return strip.apply_style(self.rich_style + over) if over is None else _over(strip, over)

    def move_to(self, y: int, *, tell: bool = True) -> None:
        """Put the cursor on line ``y`` and keep it in view."""
        before, self.cursor = self.cursor, max(0, min(y, self.count - 1))
        if before != self.cursor:
            self.refresh_between(before, self.cursor)
        self._keep_in_view()
        if tell and before != self.cursor:
            self.post_message(self.Moved(self))

    def refresh_between(self, first: int, last: int) -> None:
        """Draw two lines anew."""
        self.refresh_lines(first, 1)
        self.refresh_lines(last, 1)

    def _keep_in_view(self) -> None:
        height = self.scrollable_content_region.height
        top = self.scroll_offset.y
        margin = min(3, max(0, (height - 1) // 2))
        if self.cursor < top + margin:
            self.scroll_to(y=self.cursor - margin, animate=False, immediate=True)
        elif self.cursor >= top + height - margin:
            self.scroll_to(y=self.cursor - height + 1 + margin, animate=False, immediate=True)

    def on_resize(self) -> None:
        self._keep_in_view()

    def action_move(self, by: int) -> None:
        self.move_to(self.cursor + by)

    def action_page(self, by: int) -> None:
        self.move_to(self.cursor + by * max(1, self.scrollable_content_region.height - 2))

    def action_first(self) -> None:
        self.move_to(0)

    def action_last(self) -> None:
        self.move_to(self.count - 1)

    def action_shift(self, by: int) -> None:
        self.offset_x = max(0, self.offset_x + by)
        self.refresh()

    def on_click(self, event: events.Click) -> None:
        if self.count:
            self.move_to(event.y + self.scroll_offset.y)


def _over(strip: Strip, over: Style) -> Strip:
    """The strip with a style on top of what it has."""
    segments: Iterable[Segment] = (
        Segment(text, (own or Style.null()) + over, control) for text, own, control in strip
    )
    return Strip(segments, strip.cell_length)
