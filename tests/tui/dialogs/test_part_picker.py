"""Choosing a part from a list."""

from __future__ import annotations

import pytest
from textual.app import App

from splitter.core.diff.model import Patch
from splitter.core.plan.changes import add_part
from splitter.core.plan.constraints import DROPPED, REST
from splitter.core.plan.plan import MAX_PARTS, Plan, starting_plan
from splitter.tui.dialogs.part_picker import PartChoices, PickPart, choices, name
from splitter.tui.theme.textual import themes

#: What the screen gave back is nothing yet.
OPEN = -1


def plan_of(count: int) -> Plan:
    plan = starting_plan(Patch((), ""), "What is left\n")
    for number in range(1, count + 1):
        plan = add_part(plan, f"Subject of {number}\x1b\n\nbody\n" if number % 3 else "")
    return plan


class Choosing(App[None]):
    """The screen alone, and what it gives back."""

    CSS_PATH = "../../../splitter/tui/splitter.tcss"

    def __init__(self, screen: PickPart, theme: str = "dark") -> None:
        super().__init__()
        for one in themes():
            self.register_theme(one)
        self.theme = theme
        self.first = screen
        self.given: int | None = OPEN

    def on_mount(self) -> None:
        self.push_screen(self.first, self._keep)

    def _keep(self, number: int | None) -> None:
        self.given = number


def test_all_are_there_and_a_new_one() -> None:
    assert choices(plan_of(3)) == (1, 2, 3, REST, 4, DROPPED)
    assert name(plan_of(3), 4) == "new part"
    assert choices(plan_of(MAX_PARTS))[-2:] == (REST, DROPPED)


def test_digits_narrow_by_number() -> None:
    assert choices(plan_of(25), "2") == (2, 20, 21, 22, 23, 24, 25, 26)
    assert choices(plan_of(25), "26") == (26,)
    assert choices(plan_of(25), "0") == (REST,)
    assert choices(plan_of(25), "77") == ()


def test_words_narrow_by_subject() -> None:
    assert choices(plan_of(12), "of SUBJ 1") == (1, 10, 11)
    assert choices(plan_of(3), "left") == (REST,)
    assert choices(plan_of(3), "new") == (4,)
    assert choices(plan_of(3), "drop") == (DROPPED,)
    assert choices(plan_of(3), "25") == ()
    assert choices(plan_of(3), "no message") == (3,)


@pytest.mark.parametrize(
    ("keys", "number"),
    [
        (["1", "2", "enter"], 12),
        (["1", "backspace", "2", "enter"], 2),
        ([*"what", "enter"], REST),
        ([*"new", "enter"], 16),
        (["down", "enter"], 9),
        (["up", "up", "enter"], 6),
        (["escape"], None),
        (["ctrl+c"], None),
        ([*"zzz", "enter"], OPEN),
    ],
)
async def test_keys_give_a_number(keys: list[str], number: int | None) -> None:
    app = Choosing(PickPart(plan_of(15), 8))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press(*keys)
        assert app.given == number


async def test_mouse_gives_a_number() -> None:
    app = Choosing(PickPart(plan_of(15)))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.click(PartChoices, offset=(6, 3))
        assert app.given == OPEN
        await pilot.press("enter")
        assert app.given == 4
    app = Choosing(PickPart(plan_of(15)))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.click(PartChoices, offset=(6, 4), times=2)
        assert app.given == 5


@pytest.mark.parametrize("theme", ["dark", "light", "terminal", "plain"])
@pytest.mark.parametrize("size", [(120, 40), (80, 24), (40, 10)])
async def test_cursor_is_in_view_at_every_size(size: tuple[int, int], theme: str) -> None:
    app = Choosing(PickPart(plan_of(99), 90), theme)
    async with app.run_test(size=size) as pilot:
        view = app.first.choices
        lines = [view.render_line(y).text for y in range(view.size.height)]
        (here,) = [line for line in lines if line.startswith("▶")]
        assert "90 (no message yet)" in here
        assert not any("\x1b" in line for line in lines)
        for name in ("#question", "#keys", "#choices"):
            assert 0 <= app.first.query_one(name).region.y < size[1]
        await pilot.press("pagedown")
        assert view.current != 90
