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
from splitter.tui.style import Look


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

    class Dragged(Message):
        """The mouse is held and has moved from line ``start`` to the cursor."""

        def __init__(self, source: LineList, start: int) -> None:
            super().__init__()
            self.source = source
            self.start = start

        @property
        def control(self) -> LineList:
            """The list in which the mouse is."""
            return self.source

    class Chosen(Message):
        """A line was clicked twice."""

        def __init__(self, source: LineList) -> None:
            super().__init__()
            self.source = source

        @property
        def control(self) -> LineList:
            """The list whose line was clicked."""
            return self.source

    def __init__(self, *, id: str) -> None:
        super().__init__(id=id)
        self.cursor = 0
        self.count = 0
        self.offset_x = 0
        self._held: int | None = None

    @property
    def look(self) -> Look:
        """The styles of the theme that is on."""
        return style.look(self.app.theme)

    def draw(self, y: int) -> list[Segment]:
        """The segments of line ``y``; a colour that says where the cursor is comes on top."""
        raise NotImplementedError

    def background(self, y: int) -> Style | None:
        """A style for the whole of line ``y``."""
        if y != self.cursor:
            return None
        return self.look["cursor"] if self.has_focus else self.look["here"]

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
        above = self.background(line)
        return strip if above is None else _over(strip, above)

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

    # The mouse

    def line_at(self, event: events.MouseEvent) -> int | None:
        """The line under the mouse; None where there is none."""
        line = event.y + self.scroll_offset.y
        return line if 0 <= line < self.count else None

    def on_mouse_down(self, event: events.MouseDown) -> None:
        self._held = self.line_at(event)
        if self._held is not None:
            self.capture_mouse()
            self.move_to(self._held)

    def on_mouse_move(self, event: events.MouseMove) -> None:
        if self._held is None or not self.count:
            return
        line = max(0, min(event.y + self.scroll_offset.y, self.count - 1))
        if line != self.cursor:
            self.move_to(line)
            self.post_message(self.Dragged(self, self._held))

    def on_mouse_up(self) -> None:
        self._held = None
        self.capture_mouse(False)

    def on_click(self, event: events.Click) -> None:
        if event.chain == 2 and self.line_at(event) is not None:
            self.post_message(self.Chosen(self))


def _over(strip: Strip, above: Style) -> Strip:
    """The strip with a style on top of what it has."""
    null = Style.null()
    segments: Iterable[Segment] = (
        Segment(text, style.over(own or null, above), control) for text, own, control in strip
    )
    return Strip(segments, strip.cell_length)
