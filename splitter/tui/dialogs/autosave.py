"""A text that outlasts the end of the program while it is typed."""

from __future__ import annotations

from collections.abc import Callable

from textual.timer import Timer
from textual.widgets import TextArea

from splitter.tui.dialogs.dialog import Dialog

#: How long what is typed waits at most until it is kept, in seconds.
KEPT_WITHIN = 0.3


class Keeping(Dialog[str | None]):
    """A screen with a field for a text.

    ``keep``, where it is set, is given the text a moment after it changed, as it is by then, and
    returns why it is not kept, mostly "".
    """

    keep: Callable[[str], str] | None = None
    _kept = ""
    _waiting: Timer | None = None

    def on_text_area_changed(self) -> None:
        if self._waiting is None:
            self._waiting = self.set_timer(KEPT_WITHIN, self.let_go)

    def let_go(self) -> None:
        """Keep the text as it is now, unless it was answered already."""
        if self._waiting is not None:
            self._waiting.stop()
            self._waiting = None
        if self.keep is None or not self.is_active:
            return
        text = self.query_one(TextArea).text
        if text != self._kept:
            self._kept = text
            self.tell_unkept(self.keep(text))

    def tell_unkept(self, trouble: str) -> None:
        """Say why the text is not kept, or no more where it is, if there is a place for that."""
