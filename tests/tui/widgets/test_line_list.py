"""The list of lines that all panes have in common."""

from __future__ import annotations

from textual.app import App, ComposeResult

from splitter.tui.theme.textual import themes
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


async def test_lines_are_shifted_to_the_end_of_the_longest_on_view() -> None:
    """D30: no key shifts all of the text away."""
    app = Listing()
    async with app.run_test(size=(30, 10)) as pilot:
        pager = app.query_one(Pager)
        pager.lines = [(("x" * length, "plain"),) for length in (10, 45, 60, *[200] * 100)]
        pager.resize_list(3)
        for lines, longest in ((3, 60), (100, 200), (3, 60)):
            pager.resize_list(lines)
            await pilot.pause()
            pager.action_shift(-1)
            shown: list[str] = []
            for _ in range(40):
                pager.action_shift(1)
                shown.append("\n".join(line.text for line in pager.render_lines(pager.size.region)))
            assert shown[-1] == shown[-2]
            assert "›" not in shown[-1]
            margin, bar = 1, lines > 10
            assert pager.offset_x == margin + longest - (30 - bar)
            while pager.offset_x:
                pager.action_shift(-1)


async def test_lines_with_room_for_all_of_them_are_not_shifted() -> None:
    """D30."""
    app = Listing()
    async with app.run_test(size=(30, 10)) as pilot:
        pager = app.query_one(Pager)
        pager.lines = [(("short", "plain"),)] * 5
        pager.resize_list(5)
        await pilot.pause()
        pager.action_shift(1)
        assert pager.offset_x == 0
