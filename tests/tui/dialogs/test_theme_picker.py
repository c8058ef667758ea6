"""The question which theme to use."""

from __future__ import annotations

import pytest

from splitter.session import Session
from splitter.tui.app import SplitApp
from splitter.tui.dialogs.question import Answers
from splitter.tui.dialogs.theme_picker import KEEP, by_key, pick_theme
from splitter.tui.main.controllers import leaving
from splitter.tui.theme.styles import LOOKS
from tests.tui.dialogs.test_question import Asking


def names(count: int) -> list[str]:
    return [f"theme {number}" for number in range(1, count + 1)]


@pytest.mark.parametrize(
    ("count", "key", "theme"),
    [
        (6, "6", "theme 6"),
        (7, "7", "theme 7"),
        (9, "9", "theme 9"),
        (10, "a", "theme 10"),
        (21, "l", "theme 20"),
        (21, "k", None),
        (21, "escape", None),
        (6, "enter", None),
    ],
)
async def test_each_theme_has_a_key(count: int, key: str, theme: str | None) -> None:
    themes = by_key(names(count))
    app = Asking(pick_theme(themes))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press(key)
        assert themes.get(str(app.answer)) == theme
        assert theme or app.answer == KEEP


@pytest.mark.parametrize("size", [(120, 40), (80, 24), (40, 12), (40, 10)])
async def test_every_theme_is_reached_on_a_screen_with_fewer_lines(size: tuple[int, int]) -> None:
    themes = by_key(names(50))
    question = pick_theme(themes)
    app = Asking(question)
    async with app.run_test(size=size) as pilot:
        view = question.query_one(Answers)
        assert view.region.bottom <= size[1]
        assert "k  keep the current theme" in view.render_line(view.region.height - 1).text
        await pilot.press("up", "enter")
        assert themes[str(app.answer)] == "theme 50"


async def test_a_seventh_theme_can_be_chosen(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(leaving, "LOOKS", [*LOOKS, "textual-dark"])
    app = SplitApp(session, theme="dark")
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("T", "7")
        assert app.theme == "textual-dark"
