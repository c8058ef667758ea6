"""A part's message, written in place."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import TextArea

from splitter.tui.text import safe
from splitter.tui.widgets.words import Words

SUBJECT, SUBJECT_AT_MOST = 50, 72


class MessageScreen(ModalScreen[str | None]):
    """The message of a part, with a blank line behind the subject; None where the user gave up."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,ctrl+s", "done", "Done", show=False, priority=True),
        Binding("ctrl+c", "give_up", "Give up", show=False, priority=True),
    ]

    def __init__(self, title: str, message: str, due: str) -> None:
        super().__init__()
        self.heading = title
        self.message = message
        self.due = due

    def compose(self) -> ComposeResult:
        """A heading, the text, the trailers that come by themselves, how long the subject is."""
        trailers = safe(self.due.strip().replace("\n", " │ "))
        with Vertical(classes="box wide"):
            yield Words(f"{self.heading}   Esc: done   Ctrl+C: as it was", id="heading")
            yield TextArea(self.message.rstrip("\n"), soft_wrap=True, tab_behavior="focus")
            yield Words(f"added by itself: {trailers}" if trailers else "", id="due")
            yield Words(id="ruler")

    def on_mount(self) -> None:
        self.query_one(TextArea).move_cursor((0, 0))
        self._measure()

    def on_text_area_changed(self) -> None:
        self._measure()

    def _measure(self) -> None:
        subject = self.query_one(TextArea).text.split("\n", 1)[0]
        length = len(subject)
        word = "fine" if length <= SUBJECT else "long" if length <= SUBJECT_AT_MOST else "too long"
        told = f"subject: {length} of {SUBJECT} characters, {word}" if subject else "no subject yet"
        self.query_one("#ruler", Words).say(told)

    def action_done(self) -> None:
        lines = self.query_one(TextArea).text.strip().split("\n")
        if len(lines) > 1 and lines[1].strip():  # git would take both lines for the subject
            lines.insert(1, "")
        text = "\n".join(lines)
        self.dismiss(f"{text}\n" if text else "")

    def action_give_up(self) -> None:
        self.dismiss(None)
