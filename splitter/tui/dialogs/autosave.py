"""A text that outlasts the end of the program while it is typed."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.timer import Timer
from textual.widgets import TextArea

from splitter.tui.dialogs.dialog import Dialog, conversation
from splitter.tui.dialogs.question import AskKey
from splitter.view.phrases import dialogs

#: How long what is typed waits at most until it is kept, in seconds.
KEPT_WITHIN = 0.3


class Keeping(Dialog[str | None]):
    """A screen with a field for a text, which answers with the text, or None for no change.

    ``keep``, where it is set, is given the text a moment after it changed, as it is by then, and
    returns why it is not kept, mostly "".  ``question`` asks whether to save a changed text that
    is left without saving.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+s", "save", "Save", show=False, priority=True),
        Binding("escape,ctrl+c", "cancel", "Cancel", show=False, priority=True),
    ]

    keep: Callable[[str], str] | None = None
    question = ""
    _kept = ""
    _waiting: Timer | None = None

    def on_text_area_changed(self) -> None:
        if self._waiting is None:
            self._waiting = self.set_timer(KEPT_WITHIN, self.save_and_close)

    def save_and_close(self) -> None:
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

    @property
    def is_changed(self) -> bool:
        """True if there is a text that would be lost without saving."""
        raise NotImplementedError

    @property
    def answer(self) -> str:
        """The text to save."""
        raise NotImplementedError

    def action_save(self) -> None:
        self.dismiss(self.answer)

    @conversation
    async def action_cancel(self) -> None:
        """Close without saving; ask first where the text has changed."""
        answer = "n"
        if self.is_changed:
            self.save_and_close()
            answer = await AskKey(self.question, dialogs.SAVE_CHANGES, first="y") or "e"
        if answer == "y":
            self.action_save()
        elif answer == "n":
            self.dismiss(None)

    def tell_unkept(self, trouble: str) -> None:
        """Say why the text is not kept, or no more where it is, if there is a place for that."""
