"""Small questions: one of a few answers, or one line of text."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Mapping
from typing import ClassVar

from rich.segment import Segment
from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Input

from splitter.tui.dialogs.dialog import Dialog
from splitter.tui.widgets.field import Field
from splitter.tui.widgets.label import Words
from splitter.tui.widgets.line_list import LineList
from splitter.view.phrases import dialogs
from splitter.view.phrases.wording import enumeration
from splitter.view.text.display import safe

#: The columns of the box, and how many of them, and of the screen's lines, are no question.
BOX, MARGIN, AROUND = 62, 6, 5
#: Below so many lines of the screen the box has no border; then so many lines are around answers.
LOW, AROUND_LOW = 12, 2


class Answers(LineList):
    """The answers to a question, a line each."""

    def __init__(self, answers: Mapping[str, str], first: str) -> None:
        super().__init__(id="answers")
        self.answers = tuple(answers.items())
        self.first = first

    def on_mount(self) -> None:
        self.fit()
        self.resize_list(len(self.answers))
        self.move_to([key for key, _ in self.answers].index(self.first))

    def fit(self) -> None:
        """Take a line for each answer, as far as there is room beside a line of the question."""
        lines = self.app.size.height
        room = lines - 1 - (AROUND_LOW if lines < LOW else AROUND)
        self.styles.height = max(1, min(len(self.answers), room))

    @property
    def current(self) -> str:
        """The key of the answer under the cursor."""
        return self.answers[self.cursor][0]

    def body(self, y: int) -> list[Segment]:
        key, meaning = self.answers[y]
        look = self.look
        mark = "▶" if y == self.cursor else " "
        return [
            Segment(f" {mark} ", look["bold"]),
            Segment(f"{key}  ", look["bold"]),
            Segment(meaning, look["plain"]),
        ]


class AskKey(ModalScreen[str], Dialog[str]):
    """A question, of any length, with an answer for each of a few keys.

    A key answers, and so do arrows with Enter, and a click.  The cursor begins on the answer
    ``first``; Escape gives the last one, the harmless one, and so does Enter where none is first.
    """

    CSS = """
    AskKey { align: center middle; }
    AskKey #box {
        width: 62; max-width: 100%; height: auto; padding: 1 1;
        background: $panel; border: round $primary;
    }
    AskKey.-low #box { padding: 0; border: none; }
    AskKey #question { height: auto; margin: 0 1 1 1; }
    AskKey #answers { background: $panel; }
    AskKey #unknown { display: none; height: 1; margin: 0 1; }
    AskKey.-unknown #unknown { display: block; }
    """

    def __init__(self, question: str, answers: Mapping[str, str], first: str = "") -> None:
        super().__init__()
        self.question = question
        self.answers = answers
        self.first = first or list(answers)[-1]

    def compose(self) -> ComposeResult:
        """The question, and what each key does."""
        columns, lines = self.app.size
        question = textwrap.fill(
            self.question,
            max(1, min(BOX, columns) - MARGIN),
            break_on_hyphens=False,
            max_lines=max(1, lines - len(self.answers) - AROUND),
            placeholder=" …",
        )
        with Vertical(id="box"):
            yield Words(question, id="question", role="bold")
            yield Answers(self.answers, self.first)
            yield Words(id="unknown", role="warning")

    def on_mount(self) -> None:
        self.query_one(Answers).focus()

    def on_resize(self) -> None:
        self.set_class(self.app.size.height < LOW, "-low")
        self.query_one(Answers).fit()

    def on_key(self, event: events.Key) -> None:
        if event.key in ("escape", "ctrl+c", "ctrl+q"):
            event.stop()
            self.dismiss(list(self.answers)[-1])
        elif event.key == "enter":
            event.stop()
            self.dismiss(self.query_one(Answers).current)
        elif event.character in self.answers:
            event.stop()
            self.dismiss(event.character)
        elif event.key not in self.active_bindings:
            event.stop()
            self.query_one("#unknown", Words).say(
                dialogs.press(enumeration(list(self.answers), "or"))
            )
            self.add_class("-unknown")

    @on(events.Click, "#answers")
    def _click(self, event: events.Click) -> None:
        answers = self.query_one(Answers)
        if answers.line_at(event) is not None:
            self.dismiss(answers.current)


class AskText(ModalScreen[str | None], Dialog[str | None]):
    """One line of text; None where the user cancelled.

    ``check`` says what is wrong with an answer ("" for nothing); it is shown, and the question
    stays.
    """

    CSS = """
    AskText { align: center bottom; background: transparent; }
    AskText #line { width: 100%; height: auto; background: $panel; }
    AskText #question, AskText #wrong { height: 1; }
    AskText #wrong { display: none; }
    AskText.-wrong #wrong { display: block; }
    AskText Input { height: 1; border: none; padding: 0 1; }
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "give_up", "Cancel", show=False),
        Binding("ctrl+c", "give_up", "Cancel", show=False, priority=True),
    ]

    def __init__(
        self, question: str, text: str = "", *, check: Callable[[str], str] | None = None
    ) -> None:
        super().__init__()
        self.question = question
        self.text = text
        self.check = check

    def compose(self) -> ComposeResult:
        """The question, a line to write on, and what is wrong with it."""
        with Vertical(id="line"):
            yield Words(f" {self.question}", id="question", role="heading")
            yield Field(self.text, placeholder=dialogs.ESC_CANCELS, select_on_focus=True)
            yield Words(id="wrong", role="bad")

    @on(Input.Changed)
    def _changed(self) -> None:
        self.remove_class("-wrong")

    @on(Input.Submitted)
    def _submitted(self, event: Input.Submitted) -> None:
        wrong = self.check(event.value) if self.check else ""
        if wrong:
            self.query_one("#wrong", Words).say(f" {safe(wrong)}")
            self.add_class("-wrong")
        else:
            self.dismiss(event.value)

    def action_give_up(self) -> None:
        self.dismiss(None)
