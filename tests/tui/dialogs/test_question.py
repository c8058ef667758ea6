"""Small questions."""

from __future__ import annotations

import pytest
from textual.app import App
from textual.screen import Screen

from splitter.tui.dialogs.question import Answers, AskKey, AskText
from splitter.tui.theme.textual import themes
from splitter.tui.widgets.label import Words

OPEN = "still open"
ANSWERS = {"y": "leave; the draft is kept", "j": "judge", "n": "stay"}


class Asking(App[None]):
    """The question alone, and the answer."""

    CSS_PATH = "../../../splitter/tui/splitter.tcss"

    def __init__(self, screen: Screen[str] | Screen[str | None], theme: str = "dark") -> None:
        super().__init__()
        for one in themes():
            self.register_theme(one)
        self.theme = theme
        self.first = screen
        self.answer: str | None = OPEN

    def on_mount(self) -> None:
        self.push_screen(self.first, self._keep)

    def _keep(self, answer: str | None) -> None:
        self.answer = answer


@pytest.mark.parametrize(
    ("keys", "answer"),
    [
        (["y"], "y"),
        (["j"], "j"),
        (["enter"], "n"),
        (["escape"], "n"),
        (["ctrl+c"], "n"),
        (["up", "enter"], "j"),
        (["home", "enter"], "y"),
        (["up", "escape"], "n"),
        (["x"], OPEN),
    ],
)
async def test_key_answers(keys: list[str], answer: str) -> None:
    app = Asking(AskKey("Leave?", ANSWERS))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press(*keys)
        assert app.answer == answer


@pytest.mark.parametrize("size", [(120, 40), (80, 24), (40, 14)])
async def test_a_long_question_is_read_in_full(size: tuple[int, int]) -> None:
    question = "cannot drop README.md (hunk 1, +1 -1): 0c2bbe7398 (Drop it) changes the same lines"
    screen = AskKey(question, ANSWERS)
    async with Asking(screen).run_test(size=size):
        words = screen.query_one("#question", Words)
        lines = [words.render_line(y).text.rstrip() for y in range(words.size.height)]
        assert " ".join(lines) == question


async def test_an_endless_question_leaves_room_for_the_answers() -> None:
    screen = AskKey("why " * 1000, ANSWERS)
    async with Asking(screen).run_test(size=(80, 24)):
        assert screen.query_one("#question", Words).text.endswith(" …")
        assert screen.query_one(Answers).region.bottom < 24


@pytest.mark.parametrize("theme", ["dark", "light", "terminal", "plain"])
@pytest.mark.parametrize("size", [(120, 40), (80, 24), (40, 10)])
async def test_click_answers_at_every_size(size: tuple[int, int], theme: str) -> None:
    question = "Leave without splitting, although there is so much that was given away already?"
    app = Asking(AskKey(question, ANSWERS), theme)
    async with app.run_test(size=size) as pilot:
        view = app.first.query_one(Answers)
        assert "▶ n  stay" in view.render_line(2).text
        assert view.region.height == 3
        assert app.first.query_one("#question").region.bottom <= view.region.y
        await pilot.click(Answers, offset=(5, 0))
        assert app.answer == "y"


async def test_text_is_given() -> None:
    app = Asking(AskText("Search", "old"))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press(*"new", "enter")
        assert app.answer == "new"
    app = Asking(AskText("Search", "old"))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("escape")
        assert app.answer is None


async def test_what_is_wrong_is_told_until_it_is_mended() -> None:
    screen = AskText(
        "Which?", check=lambda text: "" if text.isdecimal() else f"'{text}' is no number"
    )
    app = Asking(screen)
    async with app.run_test(size=(40, 10)) as pilot:
        wrong = screen.query_one("#wrong", Words)
        await pilot.press("a", "enter")
        assert app.answer == OPEN
        assert wrong.display
        assert wrong.text == " 'a' is no number"
        assert wrong.region.bottom <= 10
        await pilot.press("backspace", "7")
        assert not wrong.display
        await pilot.press("enter")
        assert app.answer == "7"
