"""Marked ranges: how they grow, what they tell, and how they are given up."""

from __future__ import annotations

from splitter.session import Session
from splitter.tui.widgets.line_list import LineList
from tests.support.repos import Repo
from tests.support.screens import here, opened
from tests.support.splits import opened as loaded


async def test_range(session: Session) -> None:
    keys = [*["down"] * 5, "v", "down", "down", "1"]
    async with opened(session, *keys) as (screen, _):
        assert screen.plan.assignment[0].count(1) == 3
        assert screen.diff.marked_from is None


async def test_the_changed_lines_around_a_line_are_marked(session: Session) -> None:
    async with opened(session, *["down"] * 6, "V") as (screen, pilot):
        assert "3 lines marked" in here(screen)
        await pilot.press("1")
        assert [choice.count(1) for choice in screen.plan.assignment] == [3, 0, 0, 0]
        assert screen.diff.marked_from is None
        await pilot.press("g", "V")
        assert "nothing to mark: V" in here(screen)
        assert screen.diff.marked_from is None


async def test_escape_gives_up_the_range_and_only_then_the_search(session: Session) -> None:
    async with opened(session, "slash", *"line", "enter", "v", "escape") as (screen, pilot):
        assert screen.diff.marked_from is None
        assert screen.diff.known.found == "line"
        await pilot.press("escape")
        assert not screen.diff.known.found


async def test_a_range_goes_no_further_than_the_diff(session: Session) -> None:
    async with opened(session, "shift+up", "G", "shift+down") as (screen, _):
        assert screen.diff.span == (0, screen.document.height - 1)


async def test_escape_gives_up_the_range_then_the_search_then_the_filter(session: Session) -> None:
    async with opened(session, "f", *"code", "enter", "slash", *"five", "enter", "v") as (
        screen,
        pilot,
    ):
        row, seen_so = screen.diff.row, []
        for _ in range(4):
            found, marked = screen.diff.known.found, screen.diff.marked_from is not None
            seen_so.append((marked, found, screen.filtered))
            await pilot.press("escape")
            assert screen.diff.row == row
        assert seen_so == [
            (True, "five", "code"),
            (False, "five", "code"),
            (False, "", "code"),
            (False, "", ""),
        ]
        assert len(screen.document.files) == len(screen.plan.patch)


async def test_a_range_tells_of_a_bracket_without_its_other_half(repo: Repo) -> None:
    repo.stack(({b"f": b"x\n"}, "base\n"), ({b"f": b"a {\n\tb\n}\nx\n"}, "a\n"))
    with loaded(repo, "HEAD") as session:
        async with opened(session, *["down"] * 2, "v", "down", "1") as (screen, pilot):
            assert "2 lines → part 1; warning: a { without } · next: " in here(screen)
            await pilot.press("u", "g", "down", "down", "V", "1")
            assert "everything is in part 1: leave something in the rest" in here(screen)


async def test_v_marks_the_block_then_the_hunk_and_escape_goes_back(repo: Repo) -> None:
    old = b"".join(b"line %d\n" % n for n in range(20))
    new = old.replace(b"line 5\n", b"five\n").replace(b"line 8\n", b"eight\n")
    repo.stack(({b"f": old}, "base\n"), ({b"f": new}, "two\n"))
    with loaded(repo, "HEAD") as session:
        async with opened(session, *["down"] * 5, "V") as (screen, pilot):
            row = screen.document.row(5)
            assert screen.diff.span == (5, 6)
            await pilot.press("V")
            assert screen.diff.span == (1, screen.document.height - 1)
            await pilot.press("escape")
            assert screen.diff.marked_from is None
            assert screen.diff.row == row


async def test_v_on_an_unchanged_line_of_an_empty_range_marks_nothing(session: Session) -> None:
    async with opened(session, "]", "down", "v") as (screen, pilot):
        assert "no change marked yet" in here(screen)
        await pilot.press("V")
        assert "V is for changed lines and hunks" in here(screen)


async def test_v_grows_from_the_paragraph_to_the_function_to_what_was_added(repo: Repo) -> None:
    added = b"def a():\n\tone\n\n\ttwo\n\ndef b():\n\tthree\n\n"
    repo.stack(({b"f": b"x\n"}, "base\n"), ({b"f": added + b"x\n"}, "two\n"))
    with loaded(repo, "HEAD") as session:
        async with opened(session, *["down"] * 3) as (screen, pilot):
            for size in (3, 5, 8):
                await pilot.press("V")
                assert f"{size} lines marked" in here(screen)
            await pilot.press("V", "V")
            assert "the whole hunk is marked already" in here(screen)
            await pilot.press("escape")
            assert screen.diff.cursor == 3
            await pilot.press("v", "down", "down", "V", "1")
            assert screen.plan.tallies[1].added == 5


async def test_a_range_of_its_own_is_given_up_where_it_is(session: Session) -> None:
    """Where V was pressed before has nothing to do with it."""
    async with opened(session, *["down"] * 5, "V", "1", "G") as (screen, pilot):
        screen.diff.post_message(LineList.Dragged(screen.diff, screen.diff.cursor))
        await pilot.pause()
        assert screen.diff.marked_from is not None
        row = screen.diff.row
        await pilot.press("escape")
        assert screen.diff.row == row
