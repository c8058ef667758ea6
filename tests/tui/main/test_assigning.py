"""Assigning: what a key sends to which part, and what is said where it cannot."""

from __future__ import annotations

from splitter.core.plan.constraints import DROPPED, REST
from splitter.session import Session
from splitter.tui.widgets.label import Words
from splitter.view.diff.rows import Kind, Row
from tests.support.repos import Repo
from tests.support.screens import here, opened, shown
from tests.support.splits import opened as loaded


async def test_digit_makes_the_next_part_and_goes_on(session: Session) -> None:
    async with opened(session, "1") as (screen, _):
        assert set(screen.plan.assignment[0]) == {1}
        assert len(screen.plan.parts) == 1
        assert screen.diff.row.kind is Kind.FILE
        assert screen.diff.row.file == 1


async def test_digit_beyond_the_next_is_told(session: Session) -> None:
    async with opened(session, "4") as (screen, _):
        assert screen.plan == session.start()
        assert "there is no part 4 yet: press 1 for a new part" in here(screen)


async def test_line_and_back_to_the_rest(session: Session) -> None:
    async with opened(session, *["down"] * 5, "1") as (screen, pilot):
        assert screen.plan.assignment[0].count(1) == 1
        await pilot.press("u", *["up"] * 9, *["down"] * 5, "0")
        assert screen.plan.assignment[0].count(REST) == len(screen.plan.assignment[0])


async def test_context_gives_nothing(session: Session) -> None:
    async with opened(session, "down", "down", "1") as (screen, _):
        assert screen.plan == session.start()
        assert "unchanged line · n: next change" in here(screen)


async def test_what_is_undecided_of_a_hunk_is_given(session: Session) -> None:
    keys = (*["down"] * 5, "1", "c", "[", "V")
    async with opened(session, *keys) as (screen, pilot):
        assert "V mark more" in screen.query_one("#keys", Words).text
        await pilot.press("a")
        assert "2 lines → part 2 · next: " in here(screen)
        choice = screen.plan.assignment[0]
        assert [choice.count(number) for number in (1, 2)] == [1, 2]
        assert screen.diff.marked_from is None


async def test_dropping_is_shown(session: Session) -> None:
    async with opened(session, "X") as (screen, _):
        assert set(screen.plan.assignment[0]) == {DROPPED}
        assert "X ▾ M code.py" in shown(screen)
        assert screen.parts.numbers[-1] == DROPPED


async def test_deletion_takes_its_lines_along(session: Session) -> None:
    async with opened(session, "J", "down", "1") as (screen, _):
        assert set(screen.plan.assignment[1]) == {1}


async def test_space_and_a_send_to_the_marked_part(session: Session) -> None:
    async with opened(session, "c", "full_stop", "comma") as (screen, pilot):
        assert screen.parts.current == 1
        await pilot.press("space", "a")
        assert set(screen.plan.assignment[0]) == {1}
        assert set(screen.plan.assignment[1]) == {1}


async def test_the_same_digit_again_gives_the_same_kind_of_thing(repo: Repo) -> None:
    old = b"".join(b"line %d\n" % n for n in range(60))
    new = old
    for at in (5, 25, 45):
        new = new.replace(b"line %d\n" % at, b"new %d\nmore %d\n" % (at, at))
    repo.stack(({b"f": old}, "base\n"), ({b"f": new}, "three\n"))
    with loaded(repo, "HEAD") as session:
        async with opened(session, "]", *["down"] * 4) as (screen, pilot):
            given = []
            for _ in range(4):
                assert screen.diff.row.kind is Kind.LINE
                await pilot.press("1")
                given.append(screen.plan.assignment[0].count(1))
            assert given == [1, 2, 3, 4]  # the fourth is in the second hunk
            assert screen.diff.row.hunk == 1
            await pilot.press("g", "]", "]", "2")
            assert "2 lines → part 2; 1 stays in part 1" in here(screen)
            assert (screen.diff.row.kind, screen.diff.row.hunk) == (Kind.HUNK, 2)
            await pilot.press("down", "down", "down", "down", "1", "g", "]", "0")
            assert (screen.diff.row.kind, screen.diff.row.hunk) == (Kind.HUNK, 0)
            await pilot.press("0")  # already in the rest
            assert (screen.diff.row.kind, screen.diff.row.hunk) == (Kind.HUNK, 0)
            await pilot.press("g", "]", "1")
            assert (screen.diff.row.kind, screen.diff.row.hunk) == (Kind.HUNK, 2)
            assert screen.plan.assignment[0].count(1) == 5
            await pilot.press("g", "]", "0")
            assert (screen.diff.row.kind, screen.diff.row.hunk) == (Kind.HUNK, 0)


async def test_outline_gives_hunks(session: Session) -> None:
    async with opened(session, "tab", "down", "down", "1") as (screen, _):
        assert screen.outline.has_focus
        hunk = session.patch.files[0].hunks[1]
        assert screen.plan.assignment[0].count(1) == len(hunk.removed) + len(hunk.added)
        assert screen.diff.row.hunk == screen.outline.row.hunk


async def test_blanks_are_told_and_given_in_one_act(repo: Repo) -> None:
    old = b"".join(b"line %d %s\n" % (n, b"to the end " * 12) for n in range(60))
    lines = old.splitlines(keepends=True)
    lines[3], lines[40] = lines[3].rstrip() + b"\n", b"another\n"
    repo.stack(({b"f": old}, "base\n"), ({b"f": b"".join(lines)}, "both\n"))
    with loaded(repo, "HEAD") as session:
        async with opened(session, "]", *["down"] * 4, "c", "W") as (screen, pilot):
            assert "2 lines in 1 file → part 1, whitespace-only · next: " in here(screen)
            assert screen.plan.tallies[1].added == screen.plan.tallies[1].removed == 1
            assert screen.diff.row == Row(Kind.HUNK, 0, 1, 1)
            await pilot.press("W")
            assert "no unassigned whitespace-only changes" in here(screen)
            await pilot.press("g", "]", *["down"] * 4, "right")
            assert "(whitespace-only)" in here(screen)
            assert screen.diff.offset_x > 30
            await pilot.press("]")
            assert screen.diff.offset_x == 0


async def test_what_is_there_already_stays_and_is_told(session: Session) -> None:
    """D29: a key that assigns nothing moves nothing."""
    async with opened(session, "space") as (screen, pilot):
        assert "already in the rest" in here(screen)
        assert screen.work.history.past is None
        assert screen.diff.row == Row(Kind.FILE, 0)
        await pilot.press("1")
        assert screen.diff.row == Row(Kind.FILE, 1)
        await pilot.press("K", "1")
        assert here(screen).startswith(" already in part 1 ")
        assert screen.diff.row == Row(Kind.FILE, 0)
        await pilot.press("v", *["down"] * 5, "space")
        assert here(screen).startswith(" already in part 1 ")
        assert screen.diff.span == (0, 5)


async def test_everything_in_one_part_is_said_at_once_and_not_first_after_the_messages(
    session: Session,
) -> None:
    """D26: nothing is asked for before it."""
    everything = "everything is in part 1: leave something in the rest"
    async with opened(session, *["1"] * (len(session.patch) - 1)) as (screen, pilot):
        assert everything not in here(screen)
        await pilot.press("1")
        assert everything in here(screen)
        await pilot.press("up", "w")
        assert pilot.app.screen is screen
        assert everything in here(screen)
        await pilot.press("u")
        assert screen.plan.alone is None
