"""Undo and redo: exactly back, to the line and the part."""

from __future__ import annotations

from splitter.session import Session
from tests.support.repos import Repo
from tests.support.screens import here, opened
from tests.support.splits import opened as loaded


async def test_undo_and_redo_are_exact(session: Session) -> None:
    async with opened(session, "1", "2", "X") as (screen, pilot):
        plan = screen.plan
        await pilot.press("u", "u", "u")
        assert screen.plan == session.start()
        await pilot.press("ctrl+r", "ctrl+r", "ctrl+r")
        assert screen.plan == plan
        await pilot.press("ctrl+r")
        assert screen.plan == plan


async def test_undo_and_redo_name_the_line_and_tell_how_many_in_a_row(session: Session) -> None:
    async with opened(session, *["down"] * 5, "1", "2", "3") as (screen, pilot):
        told = []
        for keys in ("u", "u", "u", ["ctrl+r"], ["ctrl+r"], "u", "1u", "u"):
            await pilot.press(*keys)
            told.append(here(screen).split("  ")[0].strip())
        assert told == [
            "undone: added line 7 → part 3",
            "undone, 2 in a row: added line 6 → part 2",
            "undone, 3 in a row: removed line 6 → part 1",
            "redone: removed line 6 → part 1",
            "redone, 2 in a row: added line 6 → part 2",
            "undone: added line 6 → part 2",
            "undone: added line 6 → part 1",
            "undone, 2 in a row: removed line 6 → part 1",
        ]


async def test_undo_and_redo_mark_the_part_that_was_given_to(session: Session) -> None:
    async with opened(session, "1", "2", "u") as (screen, pilot):
        assert screen.parts.current == 1
        await pilot.press("ctrl+r")
        assert screen.parts.current == 2
        await pilot.press("X", "comma", "comma", "u")
        assert screen.parts.current == 2


async def test_undo_and_redo_mark_the_part_that_was_marked(session: Session) -> None:
    async with opened(session, "1", "c", "c", "comma", "space", "full_stop", "a") as (
        screen,
        pilot,
    ):
        marks = []
        for key in (*"uuuu", *["ctrl+r"] * 4):
            await pilot.press(key)
            marks.append(screen.parts.current)
        assert marks == [3, 2, 2, 1, 2, 3, 2, 3]


async def test_undoing_a_range_brings_all_of_it_into_view(repo: Repo) -> None:
    added = b"".join(b"line %d\n" % n for n in range(300))
    repo.stack(({b"f": b"x\n"}, "base\n"), ({b"f": added + b"x\n"}, "many\n"))
    with loaded(repo, "HEAD") as session:
        keys = (*["down"] * 3, "v", *["down"] * 12, "1", "G", "u")
        async with opened(session, *keys, size=(120, 30)) as (screen, pilot):
            assert set(range(3, 16)) <= set(screen.diff.on_view)
            assert screen.diff.cursor == 15
            await pilot.press("G", "ctrl+r")
            assert set(range(3, 16)) <= set(screen.diff.on_view)
