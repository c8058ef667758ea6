"""Searching: while the text is typed, from match to match, and assigning the matches."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from textual.pilot import Pilot

from splitter.core.rewrite.rewrite import Rewrite
from splitter.session import Session
from splitter.tui.main.screen import SplitScreen
from splitter.tui.widgets.label import Words
from splitter.tui.widgets.search_field import SearchField
from tests.support.pictures import text
from tests.support.repos import Repo, Tree
from tests.support.screens import here, opened, typed, until
from tests.support.splits import opened as loaded


async def test_fold_and_search(session: Session) -> None:
    async with opened(session, "enter") as (screen, pilot):
        assert screen.diff.document.row(1).file == 1
        await pilot.press("enter", "slash", *"fresh", "enter")
        await pilot.pause()
        row = screen.diff.row
        assert screen.document.line(row).text == b"fresh\n"


async def test_a_search_that_begins_again_says_so(session: Session) -> None:
    async with opened(session, "slash", *"line five", "enter") as (screen, pilot):
        await pilot.pause()
        first = screen.diff.cursor
        assert here(screen).startswith(" match 1/2: added line")
        await pilot.press("slash", "enter")
        await pilot.pause()
        assert screen.diff.cursor == first + 1
        assert here(screen).startswith(" match 2/2: added line")
        await pilot.press("slash", "enter")
        await pilot.pause()
        assert screen.diff.cursor == first
        assert here(screen).startswith(" continued at the top: match 1/2: added line")
        await pilot.press("slash", *"five and", "enter", "slash", "enter")
        await pilot.pause()
        assert here(screen).startswith(" only match: added line")


LONG: Tree = {
    b"long": b"".join(b"%d %s the end of %d\n" % (n, b"to " * 60, n) for n in range(90)),
    b"short": b"one\ntwo\n",
}


@pytest.fixture
def long(repo: Repo) -> Iterator[Session]:
    """A commit with lines that are long, opened."""
    (commit,) = repo.stack(({}, "base\n"), (LONG, "long\n"))[1:]
    with loaded(repo, commit) as session:
        yield session


@pytest.mark.parametrize("leave", ["escape", "J", "1"])
async def test_lines_are_shifted_for_a_match_only(long: Session, leave: str) -> None:
    """Another file is read from the left again."""
    async with opened(long, "down", "down", "right", size=(80, 24)) as (screen, pilot):
        half = screen.diff.view.shift
        assert half == (screen.diff.size.width - screen.diff.fixed()) // 2
        await pilot.press("slash", *"d of 8", "enter")
        assert screen.diff.view.shift > half
        await pilot.press("down")
        assert screen.diff.view.shift > half
        await pilot.press(leave)
        assert screen.diff.view.shift == (0 if leave == "J" else half)
        await pilot.press("slash", *"d of 8", "enter", "right")
        shifted = screen.diff.view.shift
        await pilot.press(leave)
        assert screen.diff.view.shift == (0 if leave == "J" else shifted)


async def until_searched(screen: SplitScreen, pilot: Pilot[Rewrite], text: str) -> None:
    """Wait until the diff shows where a text is that is being typed."""
    await until(lambda: screen.diff.known.found == text)
    await pilot.pause()


def where(screen: SplitScreen) -> tuple[object, ...]:
    """All that a search changes and that is shown."""
    shown = [pane.view for pane in (screen.diff, screen.outline) if pane.size]
    return *shown, screen.outline.cursor, screen.diff.known.found


@pytest.mark.parametrize("size", [(120, 40), (80, 24), (40, 10)])
async def test_a_search_shows_what_it_finds_while_it_is_typed(
    long: Session, size: tuple[int, int]
) -> None:
    async with opened(long, "slash", "t", "o", "enter", *"jjj", size=size) as (screen, pilot):
        await pilot.press("right")
        before = where(screen)
        for leave in (["escape"], [*["backspace"] * 4, "enter"]):
            await pilot.press("slash")
            for written in ("two", "d", "d of 8", "2 to", "nowhere", "d of 70"):
                await pilot.press("home", "ctrl+k", *written)
                await until_searched(screen, pilot, written)
                about = here(screen)
                if written == "nowhere":
                    assert " no match " in about
                    assert where(screen)[:-1] == before[:-1]
                else:
                    row = screen.diff.row
                    assert written.encode() in screen.document.line(row).text
                    assert f"added line {screen.document.line(row).new}" in about
                    line = screen.diff.render_line(screen.diff.cursor - screen.diff.view.top)
                    assert written in [segment.text for segment in line], "seen, and marked"
            if leave != ["escape"]:
                await pilot.press("home", "ctrl+k")
                await until_searched(screen, pilot, "to")
            await pilot.press(*leave)
            assert screen.app.screen is screen
            assert where(screen) == before


@pytest.mark.parametrize("size", [(120, 40), (40, 10)])
@pytest.mark.parametrize("text", ["d of 55", "two", "nowhere", "1 to"])
async def test_a_search_in_one_go_ends_as_one_that_is_looked_at(
    long: Session, size: tuple[int, int], text: str
) -> None:
    async with opened(long, *["j"] * 20, size=size) as (screen, pilot):
        views = [(pane, pane.view) for pane in (screen.diff, screen.outline)]
        begin = where(screen)
        await pilot.press("slash", *text, "enter")
        quick = *where(screen), here(screen)
        await pilot.press("escape")
        for pane, view in views:
            pane.go_back(view)
        assert where(screen) == begin
        await pilot.press("slash")
        for end in range(1, len(text) + 1):
            await pilot.press(text[end - 1])
            await until_searched(screen, pilot, text[:end])
        await pilot.press("enter")
        assert (*where(screen), here(screen)) == quick


async def test_matches_are_gone_through_without_the_question(session: Session) -> None:
    async with opened(session, *")(A") as (screen, pilot):
        assert screen.diff.cursor == 0
        assert here(screen).startswith(" no search yet: press / first")
        await pilot.press("slash", *"line five", "enter")
        await pilot.pause()
        first = screen.diff.cursor
        for key, at, told in (
            (")", 1, " match 2/2: added line"),
            (")", 0, " continued at the top: match 1/2: added line"),
            ("(", 1, " continued at the end: match 2/2: added line"),
            ("(", 0, " match 1/2: added line"),
        ):
            await pilot.press(key)
            assert screen.diff.cursor == first + at
            assert here(screen).startswith(told)
        await pilot.press("slash", *"nowhere", "enter", *")(")
        assert here(screen).startswith(" no match for 'nowhere'")


async def test_what_was_searched_is_given_in_one_act(session: Session) -> None:
    async with opened(session, "c", "slash", *"FIVE", "enter", "A") as (screen, pilot):
        assert not screen.plan.tally(1)
        assert here(screen).startswith(" no unassigned changed line matches 'FIVE'")
        await pilot.press("slash", *"five", "enter")
        await pilot.pause()
        assert here(screen).startswith(
            " match 1/2 · A assigns 3 lines in 1 file to ▶: added line 6 of code.py"
        )
        assert "A matches to ▶1" in screen.query_one("#keys", Words).text
        await pilot.press("A")
        code = screen.plan.patch.files[0]
        given = [n for n, number in enumerate(screen.plan.assignment[0]) if number == 1]
        assert given == [code.removed[0], code.added[0], code.added[1]]
        assert screen.plan.tally(1).files == 1
        told = " 3 lines in 1 file → part 1, 1 of them the other side of a match · next: hunk 2/3"
        assert here(screen).startswith(told)
        await pilot.press("u")
        assert not screen.plan.tally(1)
        await pilot.press(".", "A")
        assert not screen.plan.tally(1)
        assert here(screen).startswith(" the rest is selected")


async def test_earlier_searches_come_back_with_the_up_key(session: Session) -> None:
    async with opened(session, "slash", *"five", "enter", "slash", *"six", "enter") as (
        screen,
        pilot,
    ):
        field = screen.query_one(SearchField)
        await pilot.press("slash")
        shown = [field.value]
        for key in ("x", "up", "up", "up", "down", "down", "down"):
            await pilot.press(key)
            shown.append(field.value)
        assert shown == ["six", "x", "six", "five", "five", "six", "x", "x"]
        await pilot.press("up", "up", "enter")
        assert screen.diff.known.found == "five"


def _last_line(screen: SplitScreen) -> str:
    """What the last line of the screen shows."""
    return text(screen.app).splitlines()[-1]


@pytest.mark.parametrize("key", ["ctrl+q", "tab", "pagedown", "ctrl+r", "1"])
async def test_no_key_runs_an_action_while_a_search_is_typed(session: Session, key: str) -> None:
    async with opened(session, "1", "u", "slash", "f") as (screen, pilot):
        await until_searched(screen, pilot, "f")
        field, plan = screen.query_one(SearchField), screen.plan
        cursor = screen.diff.cursor
        await pilot.press(key, "backspace", "f")
        await until_searched(screen, pilot, "f")
        assert (screen.focused, screen.plan, screen.diff.cursor) == (field, plan, cursor)
        assert "? keys" not in _last_line(screen)
        await pilot.press("ctrl+c")
        assert screen.focused is screen.diff
        assert "? keys" in _last_line(screen)
        assert not field.is_open
        assert screen.is_active


async def test_a_click_on_the_diff_cancels_the_search(session: Session) -> None:
    async with opened(session, "slash", *"five") as (screen, pilot):
        await until_searched(screen, pilot, "five")
        await pilot.click(screen.diff, offset=(5, 0))
        await pilot.pause()
        assert screen.focused is screen.diff
        assert not screen.query_one(SearchField).is_open
        assert not screen.diff.known.found


async def test_a_search_that_loses_the_focus_is_cancelled(session: Session) -> None:
    """A mouse event outside of all widgets takes the focus: no key was taken any more."""
    async with opened(session, "slash", *"five") as (screen, pilot):
        screen.set_focus(None)
        await until(lambda: screen.focused is screen.diff)
        assert not screen.query_one(SearchField).is_open
        await pilot.press("c")
        assert len(screen.plan.parts) == 1


async def test_keys_typed_behind_a_search_wait_for_it(session: Session) -> None:
    async with opened(session) as (screen, pilot):
        for key in typed("/five and\r1"):
            screen.app.post_message(key)
        await until(lambda: screen.plan.count(1) > 0)
        await pilot.pause()
        assert screen.plan.count(1) == 1
        assert here(screen).startswith(" added line 7 → part 1")
