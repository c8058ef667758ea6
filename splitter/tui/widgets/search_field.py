"""The line in which the text to search is typed, in place of the footer."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar, Self

from textual import on
from textual.binding import Binding, BindingType
from textual.geometry import Region
from textual.strip import Strip
from textual.timer import Timer
from textual.widget import Widget
from textual.widgets import Input

from splitter.tui.widgets.field import Field
from splitter.view.phrases import dialogs

#: How long after the last change the text is searched while it is being typed, in seconds.
SEARCH_AFTER = 0.1


class SearchField(Field):
    """A field for the text of a search, which remembers the texts before it.

    It is part of the main screen, on top of the footer, and shows the footer's words until `open`:
    to open a dialog takes three times as long, and to hide the footer lays out the screen anew.
    """

    DEFAULT_CSS = """
    SearchField { layer: search; height: 1; border: none; padding: 0 1; }
    SearchField:focus { border: none; }
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "former(-1)", "Previous search", show=False),
        Binding("down", "former(1)", "Next search", show=False),
        Binding("escape,ctrl+c", "answer", "Cancel", show=False),
    ]

    _answered: Callable[[str | None], None] | None = None

    def __init__(self, footer: Widget) -> None:
        super().__init__(placeholder=dialogs.ESC_CANCELS, select_on_focus=True, id="search")
        self.can_focus = False
        self._footer = footer
        self._former: list[str] = []
        self._texts = [""]  # the former texts, and the one being typed
        self._at = 0
        self._typed: Callable[[str], None] | None = None
        self._shown = ""  # the text that `_typed` has, or need not have
        self._timer: Timer | None = None

    @property
    def is_open(self) -> bool:
        """True if a text is being typed."""
        return self._answered is not None

    def refresh(
        self,
        *regions: Region,
        repaint: bool = True,
        layout: bool = False,
        recompose: bool = False,
    ) -> Self:
        """Let it be drawn anew; while the footer is shown, that says itself when it changes."""
        repaint = repaint and self.is_open
        return super().refresh(*regions, repaint=repaint, layout=layout, recompose=recompose)

    def render_lines(self, crop: Region) -> list[Strip]:
        """The lines of a part of the widget, as Textual asks for them."""
        return super().render_lines(crop) if self.is_open else self._footer.render_lines(crop)

    def open(
        self, text: str, typed: Callable[[str], None], answered: Callable[[str | None], None]
    ) -> None:
        """Show the field with a text, which the first letter replaces.

        ``typed`` gets the text so far a moment after it has changed.  ``answered`` gets the text
        in the end, None where the search was cancelled; the footer is shown by then.
        """
        self._typed, self._answered = typed, answered
        self._texts = [*self._former, text]
        self._at = len(self._former)
        self._shown = self.value = text
        self.can_focus = True
        self.refresh()

    def action_answer(self, text: str | None = None) -> None:
        """Show the footer again, and return the text."""
        answered, self._answered = self._answered, None
        if answered is None:
            return
        self.can_focus = False
        self._footer.refresh()
        if text:
            self._former.append(text)
        answered(text)

    def action_former(self, by: int) -> None:
        """Show a former text, or the one that was being typed."""
        if self._at == len(self._former):
            self._texts[-1] = self.value
        self._at = max(0, min(self._at + by, len(self._former)))
        self.value = self._texts[self._at]
        self.cursor_position = len(self.value)

    def on_blur(self) -> None:
        """Cancel the search where the focus goes elsewhere; another window may have it."""
        if self.app.app_focus:
            self.action_answer()

    @on(Input.Changed)
    def _changed(self) -> None:
        if self._timer:
            self._timer.reset()
        elif self.is_open:
            self._timer = self.set_timer(SEARCH_AFTER, self._pass_on)

    def _pass_on(self) -> None:
        """Pass the text so far on, unless the search is over."""
        self._timer = None
        if self._typed and self.is_open and self.value != self._shown:
            self._shown = self.value
            self._typed(self.value)

    @on(Input.Submitted)
    def _submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self.action_answer(event.value)
