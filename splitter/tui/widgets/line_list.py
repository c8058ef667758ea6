"""A list of lines with a cursor: what the diff, the outline and the parts have in common."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from msgspec import Struct
from rich.style import Style
from textual import events
from textual.binding import BindingType
from textual.geometry import Region, Size
from textual.message import Message
from textual.scrollbar import ScrollBar
from textual.strip import Strip

from splitter.tui.input.bindings import list_bindings
from splitter.tui.widgets.line_pane import LinePane
from splitter.tui.widgets.scrollbar import Scrollbar


class View(Struct, frozen=True):
    """A place in a list: the line under the cursor, the first visible line, and the shift."""

    cursor: int
    top: int
    shift: int


class LineList(LinePane, can_focus=True, inherit_bindings=False):
    """Lines with a cursor that stays in view.

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
        self.follow: Callable[[LineList], None] | None = None
        self._held: int | None = None
        self._seen = Size(0, 0)  # the size when it was last drawn

    @property
    def vertical_scrollbar(self) -> ScrollBar:
        """The scrollbar, made when it is first asked for, as Textual does it."""
        if self._vertical_scrollbar is None:
            self._vertical_scrollbar = Scrollbar(
                name="vertical", thickness=self.scrollbar_size_vertical
            )
            self._vertical_scrollbar.display = False
            self.app._start_widget(self, self._vertical_scrollbar)
        return self._vertical_scrollbar

    def points(self) -> bool:
        """True if there is something to point at; where not, the text is read, and keys scroll."""
        return True

    def background(self, y: int) -> Style | None:
        """A style for the whole of line ``y``."""
        if y != self.cursor or not self.points():
            return None
        return self.look["cursor"] if self.has_focus else self.look["here"]

    def resize_list(self, count: int) -> None:
        """Show so many lines from now on.

        The screen is laid out anew only where the scrollbar comes or goes.
        """
        self.count = count
        self.cursor = max(0, min(self.cursor, count - 1))
        size, height = Size(0, count), self.size.height
        if height and (count > height) == (self.virtual_size.height > height):
            self.set_reactive(LineList.virtual_size, size)
            self.vertical_scrollbar.window_virtual_size = count
            if self.scroll_y > self.max_scroll_y:
                self._show_from(self.max_scroll_y)
            self._move_thumb(self.scroll_y)
        else:
            self.virtual_size = size
        self.refresh()

    def render_lines(self, crop: Region) -> list[Strip]:
        """The lines of a part of the pane; keeps the cursor in view where the size has changed."""
        if self.container_size != self._seen:
            self._seen = self.container_size
            self.call_later(self._keep_in_view)  # not each change of size comes as an event
        return super().render_lines(crop)

    def on_focus(self, event: events.Focus) -> None:
        self._change_focus(event, events.DescendantFocus(self), has_focus=True)

    def on_blur(self, event: events.Blur) -> None:
        self._change_focus(event, events.DescendantBlur(self), has_focus=False)

    def _change_focus(self, event: Message, news: Message, *, has_focus: bool) -> None:
        """Draw the cursor's line anew; Textual itself would draw all lines and scrollbars."""
        event.prevent_default()
        self.set_reactive(LineList.has_focus, has_focus)
        self.redraw([self.cursor])
        if self.parent:
            self.parent.post_message(news)

    def move_to(self, y: int, *, tell: bool = True) -> None:
        """Put the cursor on line ``y`` and keep it in view."""
        is_other = self._point_at(y)
        self._keep_in_view()
        if tell and self.follow and is_other:
            self.follow(self)

    def _point_at(self, y: int) -> bool:
        """Put the cursor on line ``y``; says whether it was elsewhere."""
        before, self.cursor = self.cursor, max(0, min(y, self.count - 1))
        if before == self.cursor:
            return False
        self.refresh_between(before, self.cursor)
        return True

    def jump_to(self, y: int, last: int) -> None:
        """Put the cursor on line ``y``.

        If that, or the lines to ``last``, are not visible, it comes a third of the way down, so
        that the next jumps need not scroll.
        """
        self._point_at(y)
        if self.scrollable_content_region.height:
            self._reveal(last)
        else:  # before the first layout
            self.call_after_refresh(self._reveal, last)

    def _reveal(self, last: int) -> None:
        """Scroll where the cursor's line, or those from it to ``last``, are not visible."""
        y, height, top = self.cursor, self.scrollable_content_region.height, self.scroll_offset.y
        margin = self._margin(height)
        needed = min(last - y + 1 + margin, height - margin)
        if y < top + margin or y + needed > top + height:
            above = max(margin, min(height // 3, height - needed))
            self._show_from(y - above)

    @property
    def view(self) -> View:
        """The position in the list."""
        return View(self.cursor, self.scroll_offset.y, self.offset_x)

    def go_back(self, view: View) -> None:
        """Go back to an earlier view.  Sends no message, as `jump_to`."""
        self.shift_to(view.shift)
        self._point_at(view.cursor)
        self._show_from(view.top)
        self.move_to(view.cursor, tell=False)

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

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:  # noqa: ARG002
        """Take the cursor along when the wheel or the scrollbar moves what is on view."""
        self._move_thumb(new_value)
        self.repaint()
        top, height = round(new_value), self.scrollable_content_region.height
        margin = self._margin(height)
        low = top + margin if top else 0
        high = top + height - 1 - (margin if top + height < self.count else 0)
        if height and not low <= self.cursor <= high:
            self.move_to(max(low, min(self.cursor, high)))

    def _move_thumb(self, y: float) -> None:
        """Move the scrollbar's thumb where that can be seen: it stands on eighths of a cell."""
        height, last = self.size.height, self.max_scroll_y
        thumb = max(1, height * height / max(1, self.count))
        step = last / (8 * (height - thumb)) if thumb < height else 0
        is_coarse = step > 1 and y < last
        self.vertical_scrollbar.position = (y // step + 0.5) * step if is_coarse else y

    def _margin(self, height: int) -> int:
        """The number of lines kept visible above and below the cursor.

        None while the mouse is held, so that the line under it stays there.
        """
        return 0 if self._held is not None else min(3, max(0, (height - 1) // 2))

    def action_move(self, by: int) -> None:
        if self.points():
            self.move_to(self.cursor + by)
        else:
            self.scroll_relative(y=by, animate=False, immediate=True)

    def action_page(self, by: int) -> None:
        self.action_move(by * max(1, self.scrollable_content_region.height - 2))

    def action_half_page(self, by: int) -> None:
        self.action_move(by * max(1, self.scrollable_content_region.height // 2))

    def action_first(self) -> None:
        self.move_to(0)

    def action_last(self) -> None:
        self.move_to(self.count - 1)

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
