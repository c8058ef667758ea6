"""A list of lines with a cursor: the pane that the diff, the outline and the parts have in common.

Only the lines on view are ever drawn (Textual's Line API), so its length does not matter.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import ClassVar

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.binding import BindingType
from textual.geometry import Region, Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip

from splitter.tui import style
from splitter.tui.bindings import list_bindings
from splitter.tui.style import Look
from splitter.tui.text import LONGEST

#: How many drawn lines a list keeps.
KEPT = 600


class LineList(ScrollView, can_focus=True):
    """Lines with a cursor that stays in view.  What a line shows is `draw`'s to say.

    Where the cursor moves, ``follow`` is called at once, so that all that goes with it is painted
    together.
    """

    BINDINGS: ClassVar[list[BindingType]] = list_bindings()

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
        self.follow: Callable[[LineList], None] | None = None
        self._held: int | None = None
        self._below: Style | None = None
        self._strips: dict[Hashable, Strip] = {}

    @property
    def look(self) -> Look:
        """The styles of the theme that is on."""
        return style.look(self.app.theme)

    def draw(self, y: int) -> list[Segment]:
        """The segments of line ``y``; a colour that says where the cursor is comes on top."""
        raise NotImplementedError

    def key(self, y: int) -> Hashable:
        """What line ``y`` shows, as a value: lines with the same are drawn once.  None: draw it
        each time.
        """
        del y
        return None

    def background(self, y: int) -> Style | None:
        """A style for the whole of line ``y``."""
        if y != self.cursor:
            return None
        return self.look["cursor"] if self.has_focus else self.look["here"]

    def shifts(self, y: int) -> bool:
        """Whether line ``y`` is shifted with the others."""
        del y
        return True

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

    def render_lines(self, crop: Region) -> list[Strip]:
        """The lines of a part of the pane, as Textual asks for them.

        Without border and padding they are the lines as they are drawn, which costs half as much.
        """
        if self.styles.gutter:
            return super().render_lines(crop)
        strips = map(self.render_line, crop.line_range)
        if crop.column_span == (0, self.size.width):
            return list(strips)
        return [strip.crop(crop.x, crop.right) for strip in strips]

    def render_line(self, y: int) -> Strip:
        """One line of the pane, as Textual asks for it."""
        line = y + self.scroll_offset.y
        width = self.size.width
        if self._below is None:
            self._below = style.ground(self.app.theme, self.rich_style)
        if line >= self.count:
            return Strip.blank(width, self._below)
        above = self.background(line)
        below = self._below if above is None else style.over(self._below, above)
        shown = self.key(line)
        if shown is None:
            return self._strip(line, width, above, below)
        key = (shown, width, self.offset_x, above, below)
        strip = self._strips.get(key)
        if strip is None:
            if len(self._strips) >= KEPT:
                self._strips.clear()
            strip = self._strips[key] = self._strip(line, width, above, below)
        return strip

    def _strip(self, line: int, width: int, above: Style | None, below: Style) -> Strip:
        """A line in its styles, which go over that of the pane and below that of the cursor."""
        pane, null = self._below or below, Style.null()
        segments = [
            Segment(text, _over(pane, own or null, above)) for text, own, _ in self.draw(line)
        ]
        strip = Strip(segments)
        if self.offset_x and self.shifts(line):
            fixed = self.fixed()
            rest = strip.crop(fixed + self.offset_x, max(strip.cell_length, fixed + self.offset_x))
            strip = Strip([*strip.crop(0, fixed), *rest])
        return strip.crop_extend(0, width, below)

    def notify_style_update(self) -> None:
        """Forget what was drawn when the theme changes."""
        super().notify_style_update()
        self._below = None
        self._strips.clear()

    def refresh_changed(self, change: Callable[[], None]) -> None:
        """Make a change, and draw the lines on view again that show something else after it."""
        top = self.scroll_offset.y
        lines = range(top, min(top + self.size.height, self.count))
        before = [self.key(y) for y in lines]
        change()
        for y, key in zip(lines, before, strict=True):
            if self.key(y) != key:
                self.refresh_lines(y, 1)

    def move_to(self, y: int, *, tell: bool = True) -> None:
        """Put the cursor on line ``y`` and keep it in view."""
        before, self.cursor = self.cursor, max(0, min(y, self.count - 1))
        if before != self.cursor:
            self.refresh_between(before, self.cursor)
        self._keep_in_view()
        if tell and self.follow and before != self.cursor:
            self.follow(self)

    def jump_to(self, y: int, last: int) -> None:
        """Put the cursor on line ``y``.  Where that, or what follows to ``last``, is not on view,
        it comes a third of the way down, so that the next jumps need not scroll.
        """
        height, top = self.scrollable_content_region.height, self.scroll_offset.y
        margin = self._margin(height)
        needed = min(last - y + 1 + margin, height - margin)
        if y < top + margin or y + needed > top + height:
            above = max(margin, min(height // 3, height - needed))
            self._show_from(y - above)
        self.move_to(y, tell=False)

    def refresh_between(self, first: int, last: int) -> None:
        """Draw two lines anew."""
        self.refresh_lines(first, 1)
        self.refresh_lines(last, 1)

    def _keep_in_view(self) -> None:
        height = self.scrollable_content_region.height
        top = self.scroll_offset.y
        margin = self._margin(height)
        if self.cursor < top + margin:
            self._show_from(self.cursor - margin)
        elif self.cursor >= top + height - margin:
            self._show_from(self.cursor - height + 1 + margin)

    def _show_from(self, y: int) -> None:
        """Let line ``y`` be the first on view, also where there was nothing to scroll so far."""
        self.scroll_to(y=y, animate=False, immediate=True, force=True)

    def on_resize(self) -> None:
        self._keep_in_view()

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        """Take the cursor along when the wheel or the scrollbar moves what is on view."""
        super().watch_scroll_y(old_value, new_value)
        top, height = round(new_value), self.scrollable_content_region.height
        margin = self._margin(height)
        low = top + margin if top else 0
        high = top + height - 1 - (margin if top + height < self.count else 0)
        if height and not low <= self.cursor <= high:
            self.move_to(max(low, min(self.cursor, high)))

    def _margin(self, height: int) -> int:
        """How many lines are kept on view above and below the cursor; none while the mouse is held,
        so that what is under it stays there.
        """
        return 0 if self._held is not None else min(3, max(0, (height - 1) // 2))

    def action_move(self, by: int) -> None:
        self.move_to(self.cursor + by)

    def action_page(self, by: int) -> None:
        self.move_to(self.cursor + by * max(1, self.scrollable_content_region.height - 2))

    def action_first(self) -> None:
        self.move_to(0)

    def action_last(self) -> None:
        self.move_to(self.count - 1)

    def action_shift(self, by: int) -> None:
        self.offset_x = max(0, min(self.offset_x + by, LONGEST))
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


def _over(pane: Style, own: Style, above: Style | None) -> Style:
    """The style of the pane, that of a text, and that of the cursor on top of each other."""
    drawn = style.over(pane, own)
    return drawn if above is None else style.over(drawn, above)
