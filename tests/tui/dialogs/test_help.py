"""The list of keys."""

from __future__ import annotations

import pytest
from textual.app import App

from splitter.tui.dialogs.help import HelpScreen
from splitter.tui.theme.textual import themes
from splitter.tui.widgets.pager import Pager
from splitter.view.keys.actions import ACTIONS, USUAL
from splitter.view.text.cells import width


class Helping(App[None]):
    """The list of keys alone."""

    CSS_PATH = "../../../splitter/tui/splitter.tcss"

    def on_mount(self) -> None:
        for one in themes():
            self.register_theme(one)
        self.theme = "dark"
        self.push_screen(HelpScreen(USUAL))


@pytest.mark.parametrize("size", [(120, 40), (80, 24), (40, 10)])
async def test_no_word_of_the_keys_is_cut(size: tuple[int, int]) -> None:
    app = Helping()
    async with app.run_test(size=size) as pilot:
        await pilot.pause()
        lines = ["".join(text for text, _ in line) for line in app.screen.query_one(Pager).lines]
        assert max(map(width, lines)) <= size[0] - 2
        text = " ".join(" ".join(lines).split())
        one_by_one = ACTIONS[9:] if size[0] >= 80 else ()  # the digits are one line
        assert all(action.words in text for action in one_by_one)
        assert "the rest of the file or range to ▶" in text
