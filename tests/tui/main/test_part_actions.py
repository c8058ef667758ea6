"""The parts: added, moved, merged, removed, and chosen."""

from __future__ import annotations

from splitter.core.plan.constraints import DROPPED, REST
from splitter.session import Session
from splitter.tui.widgets.label import Words
from tests.support.screens import opened


async def test_a_digit_among_the_parts_marks_one(session: Session) -> None:
    async with opened(session, "1", "2", "tab", "tab", "1") as (screen, pilot):
        assert screen.parts.has_focus
        assert screen.parts.current == 1
        assert len(screen.plan.parts) == 2
        plan = screen.plan
        await pilot.press("0", "space")
        assert screen.parts.current == REST
        assert screen.plan is plan


async def test_parts_are_added_moved_and_removed(session: Session) -> None:
    async with opened(session, "1", "2", "less_than_sign") as (screen, pilot):
        assert set(screen.plan.assignment[0]) == {2}
        assert set(screen.plan.assignment[1]) == {1}
        await pilot.press("D")
        assert set(screen.plan.assignment[1]) == {REST}
        assert set(screen.plan.assignment[0]) == {1}
        await pilot.press("c")
        assert len(screen.plan.parts) == 2
        assert screen.parts.current == 2


async def test_heir_is_chosen(session: Session) -> None:
    async with opened(session, "1", "i") as (screen, _):
        assert screen.plan.heir == 1
        assert "◆ keeps I01234567" in screen.parts.render_line(0).text


async def test_marking_goes_round(session: Session) -> None:
    async with opened(session, "1", "2", "X") as (screen, pilot):
        assert screen.parts.numbers == (1, 2, REST, DROPPED)
        assert screen.parts.current == 2
        await pilot.press("full_stop", "full_stop", "full_stop")
        assert screen.parts.current == 1
        await pilot.press("comma")
        assert screen.parts.current == DROPPED


async def test_nothing_is_offered_for_a_part_that_is_the_rest(session: Session) -> None:
    async with opened(session) as (screen, pilot):
        keys = screen.query_one("#keys", Words)
        assert "▶" not in keys.text
        assert "◆" not in screen.parts.render_line(0).text
        await pilot.press("1")
        assert "Space ▶1" in keys.text
        assert "◆" in screen.parts.render_line(1).text


async def test_part_is_named_by_its_number(session: Session) -> None:
    async with opened(session, "t", "1", "enter") as (screen, pilot):
        await pilot.pause()
        assert set(screen.plan.assignment[0]) == {1}
        await pilot.press("t", "2", "enter")
        await pilot.pause()
        assert set(screen.plan.assignment[1]) == {2}
        await pilot.press("t", "9", "enter", "escape")
        await pilot.pause()
        assert len(screen.plan.parts) == 2


async def test_parts_are_merged(session: Session) -> None:
    async with opened(session, "1", "2", "F") as (screen, _):
        assert len(screen.plan.parts) == 1
        assert set(screen.plan.assignment[0]) | set(screen.plan.assignment[1]) == {1}
