"""Text that is read, a screenful at a time or a line."""

from __future__ import annotations

import pytest
from textual.app import App, ComposeResult

from splitter.tui.widgets.pager import Pager
from splitter.view.text.display import Pieces

LINES: list[Pieces] = [((f"line {n}", "plain"),) for n in range(40)]


class PagerApp(App[None]):
    """Nothing but the lines."""

    def compose(self) -> ComposeResult:
        yield Pager(LINES)


@pytest.mark.parametrize(
    ("keys", "top"),
    [
        (["down"], 1),
        (["down", "down", "up"], 1),
        (["up"], 0),
        (["pagedown"], 8),
        (["pagedown", "pagedown", "pageup"], 8),
        (["G"], 30),
        (["G", "g"], 0),
        (["G", "down"], 30),
    ],
)
async def test_keys_scroll(keys: list[str], top: int) -> None:
    app = PagerApp()
    async with app.run_test(size=(40, 10)) as pilot:
        pager = app.query_one(Pager)
        pager.focus()
        await pilot.press(*keys)
        assert pager.scroll_offset.y == top
        assert pager.render_line(0).text.strip() == f"line {top}"
