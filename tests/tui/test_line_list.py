"""The list of lines that all panes have in common."""

from __future__ import annotations

from textual.app import App, ComposeResult

from splitter.tui.themes import themes
from splitter.tui.widgets.pager import Pager


class Listing(App[None]):
    """Many lines to read."""

    CSS = "Pager { height: 1fr; scrollbar-size: 1 1; }"

    def __init__(self) -> None:
        super().__init__()
        for theme in themes():
            self.register_theme(theme)
        self.theme = "dark"

    def compose(self) -> ComposeResult:
        yield Pager([((f"{n} " * 40, "plain"),) for n in range(100_000)])


async def test_the_thumb_is_where_the_lines_are_also_when_there_are_fewer() -> None:
    app = Listing()
    async with app.run_test(size=(80, 40)) as pilot:
        pager = app.query_one(Pager)
        await pilot.pause()
        for y in (0, 300, 900):
            pager.scroll_to(y=y, animate=False, immediate=True, force=True)
            for count in (100_000, 1000, 20_000):
                pager.resize_list(count)
                eighth = pager.max_scroll_y / (8 * (40 - 40 * 40 / count))
                off = pager.vertical_scrollbar.position - pager.scroll_offset.y
                assert abs(off) <= eighth, (y, count)


async def test_what_is_cut_off_is_marked_before_the_scrollbar() -> None:
    app = Listing()
    async with app.run_test(size=(30, 10)) as pilot:
        pager = app.query_one(Pager)
        for count, column in ((10, 29), (100_000, 28), (10, 29)):
            pager.resize_list(count)
            await pilot.pause()
            lines = [line.text for line in pager.render_lines(pager.size.region)]
            assert {line.index("›") for line in lines} == {column}
            assert {len(line) for line in lines} == {30}
        pager.action_shift(1)
        lines = [line.text for line in pager.render_lines(pager.size.region)]
        assert {(line[0], line[-1]) for line in lines} == {("‹", "›")}
