"""Small questions: one key, or one line of text."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Input

from splitter.tui.widgets.words import Words


class AskKey(ModalScreen[str]):
    """A question that a key answers.  Enter and Escape give the last answer, the harmless one."""

    def __init__(self, question: str, answers: Mapping[str, str]) -> None:
        super().__init__()
        self.question = question
        self.answers = answers

    def compose(self) -> ComposeResult:
        """The question, and what each key does."""
        lines = [f"  {key}  {meaning}" for key, meaning in self.answers.items()]
        with Vertical(classes="box"):
            yield Words("\n".join([self.question, "", *lines]), id="question")

    def on_mount(self) -> None:
        self.query_one("#question").styles.height = len(self.answers) + 2

    def on_key(self, event: events.Key) -> None:
        event.stop()
        if event.key in ("escape", "enter", "ctrl+c"):
            self.dismiss(list(self.answers)[-1])
        elif event.character in self.answers:
            self.dismiss(event.character)


class AskText(ModalScreen[str]):
    """One line of text; empty where the user gave up."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "give_up", "Give up", show=False),
        Binding("ctrl+c", "give_up", "Give up", show=False, priority=True),
    ]

    def __init__(self, question: str, text: str = "") -> None:
        super().__init__()
        self.question = question
        self.text = text

    def compose(self) -> ComposeResult:
        """A line to write on."""
        with Vertical(classes="line"):
            yield Input(self.text, placeholder=self.question, select_on_focus=True)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        self.dismiss(event.value)

    def action_give_up(self) -> None:
        self.dismiss("")
