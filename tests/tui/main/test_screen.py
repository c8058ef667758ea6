"""The screen through its keys, in process: what is pressed comes out in the plan and is shown."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from textual import events
from textual.command import CommandInput, CommandList
from textual.pilot import Pilot
from textual.screen import Screen
from textual.widgets import Input
from textual.widgets.text_area import Edit, EditResult

from splitter import session as sessions
from splitter.core.draft.draft import Draft
from splitter.core.draft.log import replay
from splitter.core.draft.undo_history import History
from splitter.core.plan.constraints import DROPPED, REST
from splitter.core.plan.planfile.write import write_plan
from splitter.core.rewrite.preview import PartPreview
from splitter.core.rewrite.rewrite import Rewrite
from splitter.errors import GitFailed
from splitter.gitio.drafts.store import drafts_of
from splitter.gitio.rewrite.preview import Previewer
from splitter.session import Session
from splitter.tui.app import SplitApp
from splitter.tui.dialogs.commit_picker import PickScreen
from splitter.tui.dialogs.commit_source import Picking
from splitter.tui.dialogs.message import MessageScreen
from splitter.tui.dialogs.preview import DoubtScreen, PreviewScreen
from splitter.tui.dialogs.progress import Working
from splitter.tui.dialogs.question import AskKey
from splitter.tui.dialogs.review import Review
from splitter.tui.input.keys import keys_of
from splitter.tui.main.screen import SplitScreen
from splitter.tui.widgets.label import Words
from splitter.tui.widgets.line_list import LineList
from splitter.tui.widgets.message_area import MessageArea
from splitter.tui.widgets.pager import Pager
from splitter.view.diff.rows import Kind, Row
from splitter.view.keys.actions import ACTIONS
from splitter.view.text.page import FilePage
from tests.support.acts import seen
from tests.support.repos import Repo, Tree
from tests.support.room import room_for
from tests.support.splits import opened as loaded
from tests.support.stories import install_hook
from tests.tui.conftest import MESSAGE, NEW, OLD, settled


@asynccontextmanager
async def opened(
    session: Session, *keys: str, size: tuple[int, int] = (120, 40)
) -> AsyncIterator[tuple[SplitScreen, Pilot[Rewrite]]]:
    """The main screen after some keys."""
    app = SplitApp(session)
    async with app.run_test(size=size) as pilot:
        await pilot.pause()
        screen = app.screen
        assert isinstance(screen, SplitScreen)
        await pilot.press(*keys)
        await pilot.pause()
        yield screen, pilot


def here(screen: SplitScreen) -> str:
    return screen.query_one("#here", Words).text


def told_by(screen: Screen[Any]) -> str:
    """What the line of words of a screen says; "" where it is not there yet."""
    return "".join(words.text for words in screen.query("#here").results(Words))


def shown(screen: SplitScreen) -> str:
    """The lines of the diff pane as they are drawn."""
    height = screen.diff.size.height
    return "\n".join(screen.diff.render_line(y).text.rstrip() for y in range(height))


async def test_digit_makes_the_next_part_and_goes_on(session: Session) -> None:
    async with opened(session, "1") as (screen, _):
        assert set(screen.plan.choices[0]) == {1}
        assert len(screen.plan.parts) == 1
        assert screen.diff.row.kind is Kind.FILE
        assert screen.diff.row.file == 1


async def test_digit_beyond_the_next_is_told(session: Session) -> None:
    async with opened(session, "4") as (screen, _):
        assert screen.plan == session.start()
        assert "there is no part 4 yet; the next one is 1" in here(screen)


async def test_line_and_back_to_the_rest(session: Session) -> None:
    async with opened(session, *["down"] * 5, "1") as (screen, pilot):
        assert screen.plan.choices[0].count(1) == 1
        await pilot.press("u", *["up"] * 9, *["down"] * 5, "0")
        assert screen.plan.choices[0].count(REST) == len(screen.plan.choices[0])


async def test_context_gives_nothing(session: Session) -> None:
    async with opened(session, "down", "down", "1") as (screen, _):
        assert screen.plan == session.start()
        assert "an unchanged line goes nowhere" in here(screen)


async def test_range(session: Session) -> None:
    keys = [*["down"] * 5, "v", "down", "down", "1"]
    async with opened(session, *keys) as (screen, _):
        assert screen.plan.choices[0].count(1) == 3
        assert screen.diff.marked_from is None


async def test_the_changed_lines_around_a_line_are_marked(session: Session) -> None:
    async with opened(session, *["down"] * 6, "V") as (screen, pilot):
        assert "3 changes marked" in here(screen)
        await pilot.press("1")
        assert [choice.count(1) for choice in screen.plan.choices] == [3, 0, 0, 0]
        assert screen.diff.marked_from is None
        await pilot.press("g", "V")
        assert "nothing to mark here" in here(screen)
        assert screen.diff.marked_from is None


async def test_what_is_undecided_of_a_hunk_is_given(session: Session) -> None:
    keys = (*["down"] * 5, "1", "c", "[", "V")
    async with opened(session, *keys) as (screen, pilot):
        assert "V more" in screen.query_one("#keys", Words).text
        await pilot.press("a")
        assert "2 changes → part 2; here: " in here(screen)
        choice = screen.plan.choices[0]
        assert [choice.count(number) for number in (1, 2)] == [1, 2]
        assert screen.diff.marked_from is None


async def test_a_digit_among_the_parts_marks_one(session: Session) -> None:
    async with opened(session, "1", "2", "tab", "tab", "1") as (screen, pilot):
        assert screen.parts.has_focus
        assert screen.parts.current == 1
        assert len(screen.plan.parts) == 2
        plan = screen.plan
        await pilot.press("0", "space")
        assert screen.parts.current == REST
        assert screen.plan is plan


async def test_dropping_is_shown(session: Session) -> None:
    async with opened(session, "X") as (screen, _):
        assert set(screen.plan.choices[0]) == {DROPPED}
        assert "X ▾ M code.py" in shown(screen)
        assert screen.parts.numbers[-1] == DROPPED


async def test_deletion_takes_its_lines_along(session: Session) -> None:
    async with opened(session, "J", "down", "1") as (screen, _):
        assert set(screen.plan.choices[1]) == {1}


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
            "done again: removed line 6 → part 1",
            "done again, 2 in a row: added line 6 → part 2",
            "undone: added line 6 → part 2",
            "undone: added line 6 → part 1",
            "undone, 2 in a row: removed line 6 → part 1",
        ]


async def test_parts_are_added_moved_and_removed(session: Session) -> None:
    async with opened(session, "1", "2", "less_than_sign") as (screen, pilot):
        assert set(screen.plan.choices[0]) == {2}
        assert set(screen.plan.choices[1]) == {1}
        await pilot.press("D")
        assert set(screen.plan.choices[1]) == {REST}
        assert set(screen.plan.choices[0]) == {1}
        await pilot.press("c")
        assert len(screen.plan.parts) == 2
        assert screen.parts.current == 2


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


async def test_a_draft_is_opened_with_the_part_marked_and_not_what_is_dropped(
    session: Session,
) -> None:
    async with opened(session, "1", "X") as (_, pilot):
        await pilot.press("q")
    app = SplitApp(session)
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.pause()
        await pilot.press("y")
        await pilot.pause()
        screen = app.screen
        assert isinstance(screen, SplitScreen)
        assert set(screen.plan.choices[1]) == {DROPPED}
        assert screen.parts.current == 1


async def test_a_draft_of_which_only_the_plan_is_left_marks_the_last_part(
    session: Session,
) -> None:
    async with opened(session, "1", "2") as (screen, _):
        plan = write_plan(screen.plan, session.target.oid)
        screen.let_go()
    drafts_of(session.repository).replace(session.target.oid, plan)
    app = SplitApp(session)
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.pause()
        await pilot.press("y")
        await until(lambda: isinstance(app.screen, SplitScreen))
        again = app.screen
        assert isinstance(again, SplitScreen)
        assert (again.parts.current, again.diff.row.file) == (2, 2)


async def test_heir_is_chosen(session: Session) -> None:
    async with opened(session, "1", "i") as (screen, _):
        assert screen.plan.heir == 1
        assert "◆ heir keeps I01234567" in screen.parts.render_line(0).text


async def test_marking_goes_round(session: Session) -> None:
    async with opened(session, "1", "2", "X") as (screen, pilot):
        assert screen.parts.numbers == (1, 2, REST, DROPPED)
        assert screen.parts.current == 2
        await pilot.press("full_stop", "full_stop", "full_stop")
        assert screen.parts.current == 1
        await pilot.press("comma")
        assert screen.parts.current == DROPPED


async def test_space_and_a_send_to_the_marked_part(session: Session) -> None:
    async with opened(session, "c", "full_stop", "comma") as (screen, pilot):
        assert screen.parts.current == 1
        await pilot.press("space", "a")
        assert set(screen.plan.choices[0]) == {1}
        assert set(screen.plan.choices[1]) == {1}


async def test_message_in_place(session: Session) -> None:
    async with opened(session, "1", "m") as (screen, pilot):
        await pilot.press(*"Fix", "enter", "enter", *"Why", "escape")
        await pilot.pause()
        assert screen.plan.part(1).message == "Fix\n\nWhy\n"
        assert "Fix" in screen.parts.render_line(0).text


async def test_nothing_is_offered_for_a_part_that_is_the_rest(session: Session) -> None:
    async with opened(session) as (screen, pilot):
        keys = screen.query_one("#keys", Words)
        assert "▶" not in keys.text
        assert "heir" not in screen.parts.render_line(0).text
        await pilot.press("1")
        assert "Space ▶1" in keys.text
        assert "heir" in screen.parts.render_line(1).text


async def test_write_asks_for_messages_and_enter_does_not_write(session: Session) -> None:
    async with opened(session, "1", "w") as (screen, pilot):
        await pilot.press(*"Only code", "escape")
        await pilot.pause()
        await pilot.press("enter", "enter")
        await pilot.pause()
        app = screen.app
        assert app.is_running
        assert app.return_value is None
        await pilot.press("y")
        await pilot.pause()
        rewrite = app.return_value
        assert rewrite is not None
        assert [part.message.subject for part in rewrite.parts] == [
            "Only code",
            "Do several things",
        ]


@pytest.mark.parametrize(("key", "as_file"), [("p", False), ("o", True)])
async def test_the_commit_or_the_file_is_shown_on_the_whole_screen(
    session: Session, key: str, as_file: bool
) -> None:
    async with opened(session, *["down"] * 5, "1", key) as (screen, _):
        preview = screen.app.screen
        assert isinstance(preview, PreviewScreen)
        assert preview.as_file == as_file


async def test_preview_opens_on_the_part_and_the_line(session: Session) -> None:
    async with opened(session, *["down"] * 5, "1", "p") as (screen, pilot):
        preview = screen.app.screen
        assert isinstance(preview, PreviewScreen)
        assert (preview.number, preview.file) == (1, 0)
        assert any(preview.line)
        await pilot.press("escape")
        assert screen.app.screen is screen


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
        assert here(screen).startswith(" 1 of 2: added line")
        await pilot.press("slash", "enter")
        await pilot.pause()
        assert screen.diff.cursor == first + 1
        assert here(screen).startswith(" 2 of 2: added line")
        await pilot.press("slash", "enter")
        await pilot.pause()
        assert screen.diff.cursor == first
        assert here(screen).startswith(" from the top again, 1 of 2: added line")
        await pilot.press("slash", *"five and", "enter", "slash", "enter")
        await pilot.pause()
        assert here(screen).startswith(" only here: added line")


async def until_searched(screen: SplitScreen, pilot: Pilot[Rewrite], text: str) -> None:
    """Wait until the diff shows where a text is that is being typed."""
    while screen.diff.known.found != text:
        await pilot.pause(0.01)


def where(screen: SplitScreen) -> tuple[object, ...]:
    """All that a search changes and that is shown."""
    shown = [pane.view for pane in (screen.diff, screen.outline) if pane.size]
    return *shown, screen.outline.cursor, screen.diff.known.found


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


async def test_in_the_only_hunk_that_is_undecided_n_goes_from_line_to_line(repo: Repo) -> None:
    repo.stack(({b"f": b"a\nb\n"}, "base\n"), ({b"f": b"1\n2\n"}, "one\n"))
    with loaded(repo, "HEAD") as session:
        async with opened(session, "n") as (screen, pilot):
            rows = []
            for _ in range(6):
                rows.append((screen.diff.row.kind, screen.diff.row.index))
                await pilot.press("n")
            lines = [(Kind.LINE, index) for index in range(4)]
            assert rows == [(Kind.HUNK, 0), *lines, lines[0]]
            await pilot.press("N", "N")
            assert (screen.diff.row.kind, screen.diff.row.index) == lines[3]


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
                given.append(screen.plan.choices[0].count(1))
            assert given == [1, 2, 3, 4]  # the fourth is in the second hunk
            assert screen.diff.row.hunk == 1
            await pilot.press("g", "]", "]", "2")
            assert "2 changes → part 2; 1 in part 1 stays" in here(screen)
            assert (screen.diff.row.kind, screen.diff.row.hunk) == (Kind.HUNK, 2)
            await pilot.press("down", "down", "down", "down", "1", "g", "]", "0")
            assert (screen.diff.row.kind, screen.diff.row.hunk) == (Kind.HUNK, 0)
            await pilot.press("0")  # it is in the rest already
            assert (screen.diff.row.kind, screen.diff.row.hunk) == (Kind.HUNK, 0)
            await pilot.press("g", "]", "1")
            assert (screen.diff.row.kind, screen.diff.row.hunk) == (Kind.HUNK, 2)
            assert screen.plan.choices[0].count(1) == 5
            await pilot.press("g", "]", "0")
            assert (screen.diff.row.kind, screen.diff.row.hunk) == (Kind.HUNK, 0)


async def test_n_and_capital_n_go_from_hunk_to_hunk(repo: Repo) -> None:
    old = b"".join(b"line %d\n" % n for n in range(60))
    new = old.replace(b"line 5\n", b"five\n").replace(b"line 40\n", b"forty\n")
    repo.stack(({b"f": old}, "base\n"), ({b"f": new}, "two\n"))
    with loaded(repo, "HEAD") as session:
        async with opened(session, "G") as (screen, pilot):
            rows = []
            for key in "NNNnnn":
                await pilot.press(key)
                rows.append((screen.diff.row.kind, screen.diff.row.hunk))
            hunks = [(Kind.HUNK, number) for number in (1, 0, 1, 0, 1, 0)]
            assert rows == hunks


async def test_a_filter_may_leave_the_directory_that_is_marked(repo: Repo) -> None:
    paths = [b"%s/%d" % (name, n) for name in (b"a/x", b"b/y", b"c/z") for n in range(3)]
    trees = [dict.fromkeys(paths, text) for text in (b"1\n", b"2\n")]
    repo.stack((trees[0], "base\n"), (trees[1], "all\n"))
    with loaded(repo, "HEAD") as session:
        async with opened(session, "tab", "G", *["up"] * 6, size=(120, 40)) as (screen, pilot):
            assert screen.outline.row.kind is Kind.DIRECTORY
            await pilot.press("f", *"c/z", "enter")
            assert len(screen.document.files) == 3
            assert screen.outline.row.file in screen.document.files
            await pilot.press("escape")
            assert len(screen.document.files) == 9


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
                about = screen.app.screen.query_one("#question", Words).text
                if written == "nowhere":
                    assert about.endswith(" nowhere in this diff")
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
        assert here(screen).startswith(" nothing is searched now: / searches")
        await pilot.press("slash", *"line five", "enter")
        await pilot.pause()
        first = screen.diff.cursor
        for key, at, told in (
            (")", 1, " 2 of 2: added line"),
            (")", 0, " from the top again, 1 of 2: added line"),
            ("(", 1, " from the end again, 2 of 2: added line"),
            ("(", 0, " 1 of 2: added line"),
        ):
            await pilot.press(key)
            assert screen.diff.cursor == first + at
            assert here(screen).startswith(told)
        await pilot.press("slash", *"nowhere", "enter", *")(")
        assert here(screen).startswith(" 'nowhere' is nowhere in this diff")


async def test_what_was_searched_is_given_in_one_act(session: Session) -> None:
    async with opened(session, "c", "slash", *"FIVE", "enter", "A") as (screen, pilot):
        assert not screen.plan.tally(1)
        assert here(screen).startswith(" no line of the rest has 'FIVE'")
        await pilot.press("slash", *"five", "enter")
        await pilot.pause()
        assert here(screen).startswith(
            " 1 of 2, A takes 3 lines in 1 file: added line 6 of code.py"
        )
        assert "A all found to ▶1" in screen.query_one("#keys", Words).text
        await pilot.press("A")
        code = screen.plan.patch.files[0]
        given = [n for n, number in enumerate(screen.plan.choices[0]) if number == 1]
        assert given == [code.removed[0], code.added[0], code.added[1]]
        assert screen.plan.tally(1).files == 1
        told = " 3 lines in 1 file → part 1, 1 only as the other side; here: hunk 2 of 3 in code.py"
        assert here(screen).startswith(told)
        await pilot.press("u")
        assert not screen.plan.tally(1)
        await pilot.press(".", "A")
        assert not screen.plan.tally(1)
        assert here(screen).startswith(" the marked part is the rest")


async def test_outline_gives_hunks(session: Session) -> None:
    async with opened(session, "tab", "down", "down", "1") as (screen, _):
        assert screen.outline.has_focus
        hunk = session.patch.files[0].hunks[1]
        assert screen.plan.choices[0].count(1) == len(hunk.removed) + len(hunk.added)
        assert screen.diff.row.hunk == screen.outline.row.hunk


async def test_controls_are_never_drawn(session: Session) -> None:
    async with opened(session, "right_square_bracket", "right_square_bracket", "J", "K") as (s, _):
        await s.app.workers.wait_for_complete()
        everything = "".join(
            segment.text for y in range(s.document.height) for segment in s.diff.draw(y)
        )
        assert "\x1b" not in everything
        assert "^[]0;title^G    fifty <FF>" in everything


async def test_draft_is_saved_and_offered(session: Session) -> None:
    async with opened(session, "1") as (screen, _):
        plan = screen.plan
    history = session.open_draft()
    assert history is not None
    assert history.draft.plan == plan


@pytest.mark.parametrize("keys", [("1",), ("]", "1"), (*["down"] * 5, "1"), ("1", "J", "X", "u")])
async def test_a_draft_is_gone_on_with_where_it_was_left(
    session: Session, keys: Sequence[str]
) -> None:
    async with opened(session, *keys) as (screen, _):
        row, part = screen.diff.row, screen.parts.current
        screen.let_go()
    app = SplitApp(session)
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.pause()
        await pilot.press("y")
        await until(lambda: isinstance(app.screen, SplitScreen))
        await pilot.pause()
        again = app.screen
        assert isinstance(again, SplitScreen)
        assert (again.diff.row, again.parts.current) == (row, part)


async def test_a_draft_set_aside_is_offered_but_not_gone_on_with_by_itself(
    session: Session,
) -> None:
    async with opened(session, "1") as (left, _):
        plan = left.plan
    session.set_aside(plan)
    for keys, parts in (("", 0), ("f", 0), ("enter", 1)):
        again = sessions.load(session.repository.cwd, "HEAD")
        app = SplitApp(again)
        async with app.run_test(size=(120, 40)) as pilot:
            await pilot.pause()
            question = app.screen
            assert isinstance(question, AskKey)
            assert "into 2 commits, was set aside" in question.question
            await pilot.press(keys or "q")
            await pilot.pause()
            if keys:
                screen = app.screen
                assert isinstance(screen, SplitScreen)
                assert len(screen.plan.parts) == parts
                await pilot.press("q")
        assert again.kept_in_words().startswith(
            "the draft is kept" if parts else "the draft is set aside"
        )
        again.close()


async def test_no_draft_is_lost_by_beginning_anew(session: Session) -> None:
    """Whatever was begun is offered, the latest first, also behind acts that were undone."""

    def load() -> Session:
        return sessions.load(session.repository.cwd, "HEAD")

    @asynccontextmanager
    async def asked() -> AsyncIterator[tuple[SplitApp, Pilot[Rewrite]]]:
        again = load()
        app = SplitApp(again)
        async with app.run_test(size=(120, 40)) as pilot:
            await pilot.pause()
            assert isinstance(app.screen, AskKey)
            yield app, pilot
        again.close()

    async with opened(load(), "1", "2", "3", "q"):
        pass
    for keys in (("f", "1", "2", "q"), ("f", "1", "u", "q")):
        async with asked() as (_, pilot):
            await pilot.press(*keys)
    for older, parts in ((0, 2), (1, 3)):
        async with asked() as (app, pilot):
            await pilot.press(*["o"] * older, "y")
            await until(lambda: isinstance(app.screen, SplitScreen))
            screen = app.screen
            assert isinstance(screen, SplitScreen)
            assert len(screen.plan.parts) == parts
            await pilot.press("q")


async def test_help_has_every_key(session: Session) -> None:
    async with opened(session, "question_mark") as (screen, pilot):
        text = "\n".join(
            words for line in screen.app.screen.query_one(Pager).lines for words, _ in line
        )
        for word in ("drop", "next in the rest", "heir", "preview", "last look"):
            assert word in text
        await pilot.press("escape")


#: A line of the palette by what is typed.
WANTED = {
    "": "its message  (m)   parts: the one marked ▶",
    "give": "to part 1  (1)   give",
    "hunk before": "hunk before  ([)   move about",
}


@pytest.mark.parametrize("typed", list(WANTED))
async def test_every_line_of_the_palette_can_be_chosen(session: Session, typed: str) -> None:
    async with opened(session, "ctrl+p") as (screen, pilot):
        screen.app.screen.query_one(CommandInput).value = typed
        options = screen.app.screen.query_one(CommandList)
        lines: list[str] = []
        for _ in range(200):
            lines = [str(one.prompt) for one in options.options]
            if WANTED[typed] in lines and (typed or len(lines) == len(ACTIONS)):
                break
            await pilot.pause(0.01)
        assert WANTED[typed] in lines
        assert not any("\n" in line for line in lines)
        assert typed or len(lines) == len(ACTIONS)


async def test_narrow_screen_keeps_the_diff(session: Session) -> None:
    async with opened(session, size=(40, 10)) as (screen, pilot):
        assert not screen.query_one("#side").display
        assert "code.py" in shown(screen)
        await pilot.resize_terminal(120, 40)
        await pilot.pause()
        assert screen.query_one("#side").display


async def test_filter_shows_some_files_and_all_again(session: Session) -> None:
    async with opened(session, "f", *"tool", "enter") as (screen, pilot):
        await pilot.pause()
        assert [session.patch.files[n].path for n in screen.document.files] == [b"tool"]
        assert screen.query_one("#title", Words).text.startswith(" only: tool (1 of 4 files) ")
        await pilot.press("n", "X", "n")
        assert "in the files shown" in here(screen)
        await pilot.press("f", "backspace", "enter")
        await pilot.pause()
        assert screen.document.height > 10


async def test_part_is_named_by_its_number(session: Session) -> None:
    async with opened(session, "t", "1", "enter") as (screen, pilot):
        await pilot.pause()
        assert set(screen.plan.choices[0]) == {1}
        await pilot.press("t", "2", "enter")
        await pilot.pause()
        assert set(screen.plan.choices[1]) == {2}
        await pilot.press("t", "9", "enter", "escape")
        await pilot.pause()
        assert len(screen.plan.parts) == 2


async def test_parts_are_merged(session: Session) -> None:
    async with opened(session, "1", "2", "F") as (screen, _):
        assert len(screen.plan.parts) == 1
        assert set(screen.plan.choices[0]) | set(screen.plan.choices[1]) == {1}


async def test_newcomer_is_told_what_to_do(session: Session) -> None:
    async with opened(session) as (screen, pilot):
        assert "press 1" in here(screen)
        await pilot.press("down")
        assert "press 1" not in here(screen)


async def test_rename_is_taken_apart_and_put_together_again(repo: Repo) -> None:
    lines = b"".join(b"line %d\n" % n for n in range(30))
    repo.stack(({b"old": lines}, "base\n"), ({b"new": lines + b"more\n"}, "move\n"))
    session = sessions.load(repo.path, "HEAD")
    async with opened(session, "b") as (screen, pilot):
        assert [file.path for file in screen.document.patch] == [b"new", b"old"]
        await pilot.press("1")
        assert screen.diff.row.file == 1
        await pilot.press("u", "u")
        assert [file.path for file in screen.document.patch] == [b"new"]
        assert "R new" in shown(screen)
    session.close()


async def test_commit_is_picked_and_what_cannot_be_split_is_told(repo: Repo) -> None:
    old = repo.stack((OLD, "base\n"), (NEW, MESSAGE))
    repo.branch("main", repo.commit(NEW, "a merge", [old[1], old[0]]))
    app = SplitApp(Picking.at(repo.path, partial(sessions.load, repo.path)))
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.pause()
        await pilot.press("up", "enter")
        assert "is a merge" in app.screen.query_one("#here", Words).text
        await pilot.press("down", "enter")
        await pilot.pause()
        assert isinstance(app.screen, SplitScreen)
        assert app.session is not None
        assert app.session.target.oid == old[1]
        app.session.close()


async def left_while_writing(session: Session, *keys: str) -> int:
    """Leave while "Tidy" is written as a message, which some keys open; the number of its part."""
    async with opened(session, *keys, *"Tidy") as (screen, _):
        message = screen.app.screen
        assert isinstance(message, MessageScreen)
        message.let_go()
        session.close()
        return screen.parts.current


@pytest.mark.parametrize("keys", [("1",), ()])
@pytest.mark.parametrize(("end", "subject"), [("escape", "Tidy"), ("ctrl+c", "")])
async def test_a_message_that_was_being_written_is_opened_again(
    session: Session, keys: tuple[str, ...], end: str, subject: str
) -> None:
    number = await left_while_writing(session, *keys, "c", "m")
    again = sessions.load(session.repository.cwd, "HEAD")
    app = SplitApp(again)
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("enter")
        await pilot.pause()
        message = app.screen
        assert isinstance(message, MessageScreen)
        assert message.area.text == "Tidy"
        assert "as you left it" in message.query_one("#heading", Words).text
        assert message.area.cursor_location == (0, len("Tidy"))
        below = app.screen_stack[-2]
        assert isinstance(below, SplitScreen)
        assert below.parts.current == number
        await pilot.press(end)
        await pilot.pause()
        main = app.screen
        assert isinstance(main, SplitScreen)
        assert main.plan.part(number).message.strip() == subject
    again.close()
    with loaded(Repo(session.repository.cwd)) as third:
        history = third.open_draft()
        assert history is not None
        assert third.keep(history).writing is None


@pytest.mark.parametrize("keys", ["y?", "ym", "y1", "yu"])
async def test_keys_before_a_message_is_opened_again_are_its_text(
    session: Session, keys: str
) -> None:
    await left_while_writing(session, "1", "m")
    again = sessions.load(session.repository.cwd, "HEAD")
    app = SplitApp(again)
    async with app.run_test(size=(120, 40)) as pilot:
        for key in typed(keys):
            app.post_message(key)
        await pilot.pause()
        message = app.screen
        assert isinstance(message, MessageScreen)
        assert sorted(message.area.text) == sorted("Tidy" + keys[1:])
    again.close()


async def test_a_message_with_carriage_returns_gets_no_more_of_them(repo: Repo) -> None:
    repo.stack((OLD, "base\n"), (NEW, "Subject\n\none\r\ntwo\n"))
    with loaded(repo) as session:
        async with opened(session, "m", "ctrl+s") as (screen, pilot):
            assert screen.plan.part(REST).message == session.default_message
            await pilot.press("m", "!", "ctrl+s")
            await pilot.pause()
            assert sorted(screen.plan.part(REST).message) == sorted("Subject!\n\none\ntwo\n")


async def test_second_line_of_a_message_is_not_taken_for_the_subject(session: Session) -> None:
    async with opened(session, "1", "m", *"Fix", "enter", *"why", "escape") as (screen, pilot):
        await pilot.pause()
        assert screen.plan.part(1).message == "Fix\n\nwhy\n"


async def test_giving_up_a_message_leaves_it_as_it_was(session: Session) -> None:
    async with opened(session, "1", "w", *"oops", "ctrl+c") as (screen, pilot):
        await pilot.pause()
        assert screen.plan.part(1).message == ""
        assert screen.app.screen is screen
        assert "part 1 has no message yet" in here(screen)


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


async def test_blanks_are_told_and_given_in_one_act(repo: Repo) -> None:
    old = b"".join(b"line %d %s\n" % (n, b"to the end " * 12) for n in range(60))
    lines = old.splitlines(keepends=True)
    lines[3], lines[40] = lines[3].rstrip() + b"\n", b"another\n"
    repo.stack(({b"f": old}, "base\n"), ({b"f": b"".join(lines)}, "both\n"))
    with loaded(repo, "HEAD") as session:
        async with opened(session, "]", *["down"] * 4, "c", "W") as (screen, pilot):
            assert "2 lines in 1 file → part 1, which change blanks only; here: " in here(screen)
            assert screen.plan.tallies[1].added == screen.plan.tallies[1].removed == 1
            assert screen.diff.row == Row(Kind.HUNK, 0, 1, 1)
            await pilot.press("W")
            assert "no line of the rest changes blanks only" in here(screen)
            await pilot.press("g", "]", *["down"] * 4, "right")
            assert "(only blanks changed)" in here(screen)
            assert screen.diff.offset_x > 30
            await pilot.press("]")
            assert screen.diff.offset_x == 0


async def test_what_is_there_already_stays_and_is_told(session: Session) -> None:
    """D29: a key that assigns nothing moves nothing."""
    async with opened(session, "space") as (screen, pilot):
        assert "it is in the rest already" in here(screen)
        assert screen.work.history.past is None
        assert screen.diff.row == Row(Kind.FILE, 0)
        await pilot.press("1")
        assert screen.diff.row == Row(Kind.FILE, 1)
        await pilot.press("K", "1")
        assert here(screen).startswith(" it is in part 1 already ")
        assert screen.diff.row == Row(Kind.FILE, 0)
        await pilot.press("v", *["down"] * 5, "space")
        assert here(screen).startswith(" it is in part 1 already ")
        assert screen.diff.span == (0, 5)


async def test_nothing_to_write_is_told_before_the_last_look(session: Session) -> None:
    async with opened(session, "w") as (screen, pilot):
        await pilot.pause()
        assert "there is only the rest so far" in here(screen)


@pytest.mark.parametrize(("key", "follows"), [("b", True), ("q", False)])
async def test_another_branch_that_stands_in_the_way_can_be_left_behind(
    repo: Repo, key: str, follows: bool
) -> None:
    old = repo.stack(
        ({b"a": b"1\n", b"b": b"1\n"}, "base\n"), ({b"a": b"2\n", b"b": b"2\n"}, "two\n")
    )
    repo.branch("other", repo.commit({b"a": b"3\n", b"b": b"2\n"}, "on top\n", [old[1]]))
    repo.branch("main", old[1])
    with loaded(repo, old[1]) as at_two:
        async with opened(at_two, "X", "w") as (screen, pilot):
            question = screen.app.screen
            assert isinstance(question, AskKey)
            assert "(on top) changes 'a' where a" in question.question
            assert "let only this branch follow" in question.answers["b"]
            await pilot.press(key)
            await pilot.pause()
            look = screen.app.screen
            assert isinstance(look, Review) == follows
            if isinstance(look, Review):
                assert [update.name for update in look.rewrite.updates] == ["refs/heads/main"]
                assert "b let all branches follow" in look.query_one("#keys", Words).text


@pytest.mark.parametrize(("key", "below"), [("ctrl+c", 1), ("alt+k", 2)])
async def test_what_takes_its_time_before_the_last_look_is_given_up_at_once(
    session: Session, repo: Repo, tmp_path: Path, key: str, below: int
) -> None:
    """It waits for a hook, which the test lets go on.  What was typed before counts for nothing;
    what comes after, be it in one go with Escape, is for the main screen.
    """
    gate = tmp_path / "gate"
    install_hook(repo, "commit-msg", f"#!/bin/sh\nuntil test -e '{gate}'; do sleep 0.01; done\n")
    async with opened(session, "1", "m", *"One", "escape", "G") as (screen, pilot):
        app = pilot.app
        app.simulate_key("w")
        await until(lambda: isinstance(app.screen, Working))
        try:
            app.simulate_key("g")
            app.post_message(events.Key(key, key[-1]))
            await until(lambda: app.screen is screen)
            await pilot.pause()
            assert ("given up; nothing is changed" in here(screen)) == (below == 1)
            assert screen.diff.cursor == screen.document.height - below
            assert not gate.exists()
        finally:
            gate.touch()
        await pilot.press("w")
        assert isinstance(app.screen, Review)


@pytest.mark.parametrize("name", [b"b", b"moved"])
async def test_what_is_needed_above_is_where_one_stands_after_the_refusal(
    repo: Repo, name: bytes
) -> None:
    """It is gone to in the file that is named, be it filtered out, or in the first of all where
    the commit above knows that by another name.
    """
    old = b"".join(b"line %d\n" % n for n in range(40))
    new = old.replace(b"line 5\n", b"five\n").replace(b"line 30\n", b"line 30\nmore\n")
    clash = new.replace(b"more\n", b"another\n")
    before = {b"a": b"1\n"} if name == b"b" else {}
    after = dict.fromkeys(before, b"2\n")
    repo.stack(
        ({**before, b"b": old, b"c": b"1\n"}, "base\n"),
        ({**after, b"b": new, b"c": b"2\n"}, "all\n"),
        ({**after, name: clash, b"c": b"2\n"}, "on top\n"),
    )
    dropped = (*"gX", "g", "J", "]", "]", "X") if before else ("g", "]", "]", "X")
    with loaded(repo, "HEAD~1") as session:
        async with opened(session, *dropped, "f", *"c", "enter", "w") as (screen, pilot):
            question = pilot.app.screen
            assert isinstance(question, AskKey)
            assert f"(on top) changes '{name.decode()}' where " in question.question
            await pilot.press("q")
            row = screen.diff.row
            assert screen.document.patch.files[row.file].path == b"b"
            assert screen.document.line(row).text == b"more\n"
            assert "(on top) changes" in here(screen)


async def test_which_branches_follow_is_kept_from_one_last_look_to_the_next(
    session: Session, repo: Repo
) -> None:
    repo.branch("other", session.target.oid)
    async with opened(session, "1", "m", *"One", "escape") as (screen, pilot):
        names = []
        for keys in (("w",), ("b",), ("escape", "u", "ctrl+r", "w"), ("b",), ("escape", "w")):
            await pilot.press(*keys)
            await pilot.pause()
            look = screen.app.screen
            assert isinstance(look, Review)
            names.append(
                [update.name.removeprefix("refs/heads/") for update in look.rewrite.updates]
            )
    both = ["main", "other"]
    assert names == [both, ["main"], ["main"], both, both]


async def test_escape_gives_up_the_range_and_only_then_the_search(session: Session) -> None:
    async with opened(session, "slash", *"line", "enter", "v", "escape") as (screen, pilot):
        assert screen.diff.marked_from is None
        assert screen.diff.known.found == "line"
        await pilot.press("escape")
        assert not screen.diff.known.found


async def test_what_no_choice_of_branches_helps_is_only_told(repo: Repo) -> None:
    old = repo.stack(
        ({b"a": b"1\n", b"b": b"1\n"}, "base\n"),
        ({b"a": b"2\n", b"b": b"2\n"}, "two\n"),
        ({b"a": b"3\n", b"b": b"2\n"}, "on top\n"),
    )
    with loaded(repo, old[1]) as at_two:
        async with opened(at_two, "X", "w") as (screen, pilot):
            question = screen.app.screen
            assert isinstance(question, AskKey)
            assert list(question.answers) == ["q"]
            await pilot.press("enter")
            assert screen.app.screen is screen


async def test_keys_typed_ahead_wait_for_the_screen_that_opens(session: Session) -> None:
    async with opened(session) as (screen, pilot):
        screen.action_do("preview")
        while screen.app.screen is screen:
            await asyncio.sleep(0)
        preview = screen.app.screen
        assert isinstance(preview, PreviewScreen)
        assert not preview.is_mounted
        screen.app.simulate_key("f")
        await pilot.pause()
        assert preview.as_file


async def test_an_answer_given_twice_leaves_the_screen_below(session: Session) -> None:
    async with opened(session, "f") as (screen, pilot):
        for _ in range(3):
            screen.app.simulate_key("enter")
        await pilot.pause()
        assert screen.app.screen is screen


async def test_a_line_moved_in_its_block_is_shown_there(repo: Repo) -> None:
    repo.stack(({b"f": b"alpha 1\nbeta 1\n"}, "base\n"), ({b"f": b"alpha 2\nbeta 2\n"}, "both\n"))
    session = sessions.load(repo.path, "HEAD")
    async with opened(session, *["down"] * 3, "right_curly_bracket") as (screen, pilot):

        def block() -> list[str]:
            lines = [screen.document.line(screen.document.row(y)) for y in range(2, 6)]
            return [line.mark + line.text.decode().strip() for line in lines]

        assert "this is how the block reads, by a guess" in screen.query_one("#here", Words).text
        assert block() == ["-alpha 1", "+alpha 2", "-beta 1", "+beta 2"]
        assert screen.diff.row.index == 1
        await pilot.press("right_curly_bracket")
        assert block() == ["-alpha 1", "+alpha 2", "+beta 2", "-beta 1"]
        assert screen.diff.row.index == 1
    session.close()


async def test_a_range_goes_no_further_than_the_diff(session: Session) -> None:
    async with opened(session, "shift+up", "G", "shift+down") as (screen, _):
        assert screen.diff.span == (0, screen.document.height - 1)


async def test_giving_up_a_filter_leaves_it_as_it_was(session: Session) -> None:
    async with opened(session, "f", *"o", "enter", "J") as (screen, pilot):
        files, row = screen.document.files, screen.diff.row
        assert 1 < len(files) < len(screen.plan.patch)
        await pilot.press("f", "escape")
        assert (screen.filtered, screen.document.files, screen.diff.row) == ("o", files, row)


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


async def test_a_filter_outlasts_a_rename_taken_apart(repo: Repo) -> None:
    lines = b"".join(b"line %d\n" % n for n in range(30))
    repo.stack(
        ({b"old": lines, b"x": b"1\n"}, "base\n"), ({b"new": lines + b"a\n", b"x": b"2\n"}, "two\n")
    )
    session = sessions.load(repo.path, "HEAD")
    async with opened(session, "f", *"new", "enter", "b") as (screen, pilot):
        files = screen.document.patch.files
        assert [files[n].path for n in screen.document.files] == [b"new"]
        assert "only: new (1 of 3 files)" in screen.query_one("#title", Words).text
        await pilot.press("u")
        assert "only: new (1 of 2 files)" in screen.query_one("#title", Words).text
    session.close()


async def test_context_of_a_file_that_is_missing_is_told(repo: Repo) -> None:
    old = b"".join(b"line %d\n" % n for n in range(40))
    repo.stack(({b"f": old}, "base\n"), ({b"f": old.replace(b"line 20\n", b"\n")}, "one\n"))
    session = sessions.load(repo.path, "HEAD")
    blob = repo.line("rev-parse", "HEAD:f")
    (repo.path / ".git/objects" / blob[:2] / blob[2:]).unlink()
    async with opened(session, "down", "plus") as (screen, _):
        assert "is missing" in here(screen)
    session.close()


async def test_errors_are_told_without_controls(session: Session) -> None:
    async with opened(session) as (screen, _):
        screen.say("git: no '\x1b[2J'")
        assert here(screen).partition(" ▶ ")[0].rstrip() == " git: no '^[[2J'"


async def test_a_draft_that_git_cannot_open_is_told(
    repo: Repo, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_: Session) -> None:
        raise GitFailed("git diff: out of memory")

    monkeypatch.setattr(Session, "open_draft", refuse)
    with pytest.raises(GitFailed, match="out of memory"):
        SplitApp(session)
    app = SplitApp(Picking.at(repo.path, lambda _: session))
    async with app.run_test() as pilot:
        await pilot.press("enter")
        await pilot.pause()
        assert isinstance(app.screen, PickScreen)
        assert "git diff: out of memory" in app.screen.query_one("#here", Words).text


async def test_double_click_in_the_preview_folds_nothing(session: Session) -> None:
    async with opened(session, size=(200, 40)) as (screen, pilot):
        height = screen.document.height
        await pilot.click(screen.preview.page, offset=(5, 1), times=2)
        await pilot.pause()
        assert screen.document.height == height


async def test_no_preview_beside_a_narrow_diff(session: Session) -> None:
    async with opened(session, "P", size=(120, 30)) as (screen, pilot):
        assert screen.preview.display
        await pilot.resize_terminal(40, 10)
        await pilot.pause()
        assert not screen.preview.display


async def test_the_outline_alone_is_hidden_and_comes_back(session: Session) -> None:
    async with opened(session, "tab", size=(110, 24)) as (screen, pilot):
        assert screen.outline.has_focus
        side = screen.query_one("#side")
        wide = screen.diff.size.width
        for shown in (False, True):
            await pilot.press("B")
            await pilot.pause()
            assert side.display == shown
            assert screen.diff.has_focus
            assert (screen.diff.size.width > wide) != shown
        await pilot.press("P")
        await pilot.pause()
        assert screen.preview.display
        assert not side.display
        await pilot.press("B")
        await pilot.pause()
        assert screen.preview.display
        assert side.display
        await pilot.resize_terminal(60, 24)
        await pilot.pause()
        assert not side.display
        await pilot.press("B")
        assert "there is room for the outline from 72 columns on" in here(screen)


async def test_the_outline_is_there_on_wish_where_there_is_room(session: Session) -> None:
    async with opened(session, size=(80, 24)) as (screen, pilot):
        side = screen.query_one("#side")
        for shown in (False, True, False):
            assert side.display == shown
            await pilot.press("B")
            await pilot.pause()


async def test_keys_at_once_open_one_screen(session: Session) -> None:
    async with opened(session, "1") as (screen, pilot):
        app = screen.app
        for keys in (*map(list, ("TTq", "mwT", "po", "ff")), ["question_mark", "T"]):
            for key in keys:
                app.simulate_key(key)
            await pilot.pause()
            assert app.screen_stack[-2] is screen, keys
            await pilot.press("escape")
            assert app.screen is screen
        await pilot.press("ctrl+p")
        for key in ("escape", "escape"):
            app.simulate_key(key)
        await pilot.pause()
        assert app.screen is screen


def typed(keys: str) -> Iterator[events.Key]:
    """The keys as a terminal sends them."""
    return (key for key in keys_of(keys.encode()) if isinstance(key, events.Key))


async def shown_after(session: Session, keys: Sequence[str]) -> tuple[object, ...]:
    """What is there after keys, those of each text at once."""
    app = SplitApp(session)
    async with app.run_test() as pilot:
        await pilot.pause()
        screen = app.screen
        assert isinstance(screen, SplitScreen)
        for some in keys:
            for key in typed(some):
                app.post_message(key)
            await pilot.pause()
            await settled(pilot)
        focused = app.focused
        text = focused.value if isinstance(focused, Input) else ""
        stack = [type(one) for one in app.screen_stack]
        shown = (stack, text, seen(screen.work.history.draft), screen.diff.cursor, screen.filtered)
    screen.let_go()
    session.forget_draft()
    return shown


@pytest.mark.parametrize(
    "keys",
    [
        "/fifty\r1",
        "1t2\r1t\r",
        "1m\rFix it\x132",
        "1mOne\x13X/e\r",
        "?un\x031]2",
        "\t1\t\t",
        "fno\r1",
        "pp1",
        "T6q",
        "1wA\x13",
        "1qn2",
        "1mOne\x13wb\x1b2",
    ],
)
async def test_keys_at_once_do_what_they_do_one_by_one(session: Session, keys: str) -> None:
    assert await shown_after(session, [keys]) == await shown_after(session, list(keys))


async def test_what_is_typed_fast_is_put_in_at_once(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = "A subject that somebody types at once, blanks and umlauts (äöü) included"
    edits: list[str] = []
    edit = MessageArea.edit

    def counted(area: MessageArea, one: Edit) -> EditResult:
        edits.append(one.text)
        return edit(area, one)

    monkeypatch.setattr(MessageArea, "edit", counted)
    async with opened(session, "c", "m") as (screen, pilot):
        for key in typed(text):
            screen.app.post_message(key)
        await until(lambda: "".join(edits) == text)
        await pilot.pause()
        area = screen.app.screen.query_one(MessageArea)
        assert (area.text, area.cursor_location) == (text, (0, len(text)))
    assert len(edits) < 4


async def test_a_key_before_the_last_look_is_drawn_does_not_write(session: Session) -> None:
    async with opened(session, "1", "m", *"One", "ctrl+s") as (screen, pilot):
        app = screen.app
        for key in typed("wy"):
            app.post_message(key)
        await pilot.pause()
        await settled(pilot)
        assert isinstance(app.screen, Review)
        told = app.screen.query_one("#here", Words).text
        assert told.startswith(" y was pressed before this was drawn")
        await pilot.press("y")
        assert app.return_value is not None


async def test_keys_before_the_review_is_drawn_count_in_their_order(
    session: Session, repo: Repo
) -> None:
    """What b chooses is what y writes, and y never writes what was not drawn yet (D34)."""
    repo.branch("other", session.target.oid)
    async with opened(session, "1", "m", *"One", "ctrl+s") as (screen, pilot):
        app = screen.app
        for key in typed("wby"):
            app.post_message(key)
        await until(lambda: isinstance(app.screen, Review) and "y was" in told_by(app.screen))
        look = app.screen
        assert isinstance(look, Review)
        assert (look.which, screen.work.draft.update_refs) == ("head", "head")
        await pilot.press("y")
        assert app.return_value is look.rewrite
        assert [update.name for update in look.rewrite.updates] == ["refs/heads/main"]


async def test_y_after_b_writes_only_what_was_drawn(session: Session, repo: Repo) -> None:
    """Also where the first history was seen, and y is pressed before the second one is (D34)."""
    repo.branch("other", session.target.oid)
    async with opened(session, "1", "m", *"One", "ctrl+s", "w") as (screen, pilot):
        app = screen.app
        look = app.screen
        assert isinstance(look, Review)
        for key in typed("by"):
            app.post_message(key)
        await until(lambda: app.screen is look and "y was" in told_by(look))
        assert app.return_value is None
        await pilot.press("y")
        assert app.return_value is look.rewrite


async def test_the_choice_of_branches_outlasts_a_kill_and_comes_back_with_an_undo(
    session: Session, repo: Repo
) -> None:
    """D34."""
    repo.branch("other", session.target.oid)
    async with opened(session, "1", "m", *"One", "ctrl+s", "w", "b") as (screen, pilot):
        log = screen.work.recorder.log()
        await pilot.press("y")
        rewrite = screen.app.return_value
    assert rewrite is not None
    replayed = replay(log, session.read_plan, session.break_rename)
    assert replayed is not None
    assert replayed.history.draft.update_refs == "head"
    session.write(rewrite)
    target = session.target.oid
    session.close()
    assert sessions.undo(repo.path).draft == target
    again = sessions.load(repo.path, target)
    history = again.open_draft()
    assert history is not None
    assert history.draft.update_refs == "head"
    app = SplitApp(again)
    async with app.run_test() as pilot:
        await pilot.pause()
        await pilot.press("y", "w")
        look = app.screen
        assert isinstance(look, Review)
        assert [update.name for update in look.rewrite.updates] == ["refs/heads/main"]
        await pilot.press("escape", "u", "w")
        look = app.screen
        assert isinstance(look, Review)
        assert len(look.rewrite.updates) == 2
    again.close()


async def test_branches_named_on_the_command_line_count_more_than_an_earlier_choice(
    session: Session, repo: Repo
) -> None:
    repo.branch("other", session.target.oid)
    async with opened(session, "1", "m", *"One", "ctrl+s", "w", "b", "escape", "q"):
        pass
    session.close()
    for which, follow in ((None, 1), ("branches", 2)):
        again = sessions.load(repo.path, "HEAD", which=which)
        app = SplitApp(again)
        async with app.run_test() as pilot:
            await pilot.pause()
            await pilot.press("y", "w")
            look = app.screen
            assert isinstance(look, Review)
            assert len(look.rewrite.updates) == follow
            await pilot.press("escape", "q")
        again.close()


async def test_a_merge_begun_during_the_review_is_seen_when_y_is_pressed(
    session: Session, repo: Repo
) -> None:
    """D12."""
    async with opened(session, "1", "m", *"One", "ctrl+s", "w") as (screen, pilot):
        app, draft = screen.app, screen.work.draft
        look = app.screen
        merge = repo.path / ".git/MERGE_HEAD"
        merge.write_text(f"{session.target.oid}\n")
        await pilot.press("y")
        question = app.screen
        assert isinstance(question, AskKey)
        assert "a merge is in progress" in question.question
        await pilot.press("enter")
        assert app.screen is look
        merge.unlink()
        await pilot.press("y")
        assert app.return_value is not None
        assert screen.work.draft is draft


async def test_nothing_opens_once_the_screen_is_left(session: Session) -> None:
    app = SplitApp(session)
    async with app.run_test() as pilot:
        await pilot.pause()
        screen = app.screen
        assert isinstance(screen, SplitScreen)
        screen.action_do("leave")
        screen.action_do("message")
        await pilot.pause()
        assert app.screen is screen
    assert app.return_code == 0


async def test_the_cursor_is_on_view_where_there_was_nothing_to_scroll(session: Session) -> None:
    async with opened(session, "z", "G", "z", size=(120, 20)) as (screen, _):
        top, height = screen.diff.scroll_offset.y, screen.diff.size.height
        assert screen.document.height > height
        assert top <= screen.diff.cursor < top + height


async def test_tab_goes_from_the_diff_to_its_files_and_on(session: Session) -> None:
    async with opened(session, size=(170, 40)) as (screen, pilot):
        panes = [screen.outline, screen.parts, screen.preview.page, screen.diff]
        for pane in panes:
            await pilot.press("tab")
            assert pane.has_focus
        for pane in panes[-2::-1]:
            await pilot.press("shift+tab")
            assert pane.has_focus
        await pilot.resize_terminal(60, 30)
        await pilot.pause()
        screen.diff.focus()
        await pilot.press("tab")
        assert screen.parts.has_focus


async def test_keys_behind_tab_are_for_the_files_at_once(session: Session) -> None:
    async with opened(session, size=(120, 40)) as (screen, pilot):
        for key in ("tab", "down", "down"):
            pilot.app.simulate_key(key)
        await pilot.pause()
        assert screen.outline.cursor == 2
        assert screen.diff.row == screen.outline.row


@asynccontextmanager
async def picking(repo: Repo, *keys: str) -> AsyncIterator[tuple[SplitApp, Pilot[Rewrite]]]:
    """The list of two commits after some keys."""
    repo.stack((OLD, "base\n"), (NEW, MESSAGE))
    app = SplitApp(Picking.at(repo.path, partial(sessions.load, repo.path)))
    async with app.run_test(size=(170, 40)) as pilot:
        await pilot.pause()
        await pilot.press(*keys)
        await pilot.pause()
        yield app, pilot
    if app.session is not None:
        app.session.close()


async def until(is_so: Callable[[], bool]) -> None:
    """Wait for something that comes by itself."""
    async with asyncio.timeout(20):
        while not is_so():
            await asyncio.sleep(0.01)


def listed(app: SplitApp) -> PickScreen:
    """The list, which is on the screen."""
    screen = app.screen
    assert isinstance(screen, PickScreen)
    return screen


@pytest.mark.parametrize(
    ("keys", "has_draft"), [(("q",), False), (("1", "q"), True), (("1", "u", "q"), True)]
)
async def test_leaving_a_commit_goes_back_to_the_list(
    repo: Repo, keys: tuple[str, ...], has_draft: bool
) -> None:
    async with picking(repo, "down", "enter") as (app, pilot):
        await pilot.press(*keys)
        await app.workers.wait_for_complete()
        await pilot.pause()
        commits = listed(app).commits
        current = commits.current
        assert current is not None
        assert current.subject == "base"
        assert (current.oid in commits.list.drafts) is has_draft
        assert commits.has_focus
        await pilot.press("up", "enter")
        await pilot.pause()
        assert isinstance(app.screen, SplitScreen)
        assert app.session is not None
        assert app.session.target.message == MESSAGE
        await pilot.press("q", "q")
    assert (app.return_value, app.return_code) == (None, 0)


async def test_the_same_commit_is_opened_again_at_once(
    repo: Repo, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[Session] = []
    load = sessions.load

    def loading(*args: Any) -> Session:
        opened.append(load(*args))
        return opened[-1]

    monkeypatch.setattr(sessions, "load", loading)
    async with picking(repo, "enter") as (app, _):
        for key in ("1", "q", "enter", "y", "2", "q", "enter", "y"):
            app.simulate_key(key)
        await until(lambda: len(opened) == 3 and isinstance(app.screen, SplitScreen))
        screen = app.screen
        assert isinstance(screen, SplitScreen)
        assert len(screen.plan.parts) == 2
        assert not screen.work.recorder.trouble
        assert screen.work.history.past is not None


async def test_an_offered_draft_is_left_for_the_list(repo: Repo) -> None:
    async with picking(repo, "enter", "1", "q", "enter") as (app, pilot):
        assert isinstance(app.screen, AskKey)
        await pilot.press("escape")
        assert listed(app).commits.cursor == 0
        with loaded(repo) as session:
            assert session.open_draft() is not None
            assert not session.keep(History(Draft(session.start()))).trouble


@pytest.mark.parametrize("keys", [(), ("enter",), ("enter", "q"), ("slash", "x")])
async def test_ctrl_c_leaves_the_list_and_what_was_picked(
    repo: Repo, keys: tuple[str, ...]
) -> None:
    async with picking(repo, *keys, "ctrl+c") as (app, _):
        pass
    assert (app.return_value, app.return_code) == (None, 0)
    assert app._exit


async def test_what_is_written_after_picking_ends_it(repo: Repo) -> None:
    async with picking(repo, "enter", "q", "enter", "1", *"m!", "ctrl+s") as (app, pilot):
        await pilot.press("w")
        await pilot.pause()
        await pilot.press("y")
    assert app.return_value is not None


async def test_a_commit_is_closed_when_no_thread_works_on_it_and_before_the_next_is_opened(
    repo: Repo, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, may_end = threading.Event(), threading.Event()
    told: list[str] = []
    part, close, load = Previewer.part, Session.close, sessions.load

    def slow(*args: Any) -> PartPreview | None:
        begun.set()
        may_end.wait()
        told.append("previewed")
        return part(*args)

    def closing(session: Session) -> None:
        told.append("closed")
        close(session)

    def loading(*args: Any) -> Session:
        told.append("opened")
        return load(*args)

    monkeypatch.setattr(sessions, "load", loading)
    monkeypatch.setattr(Previewer, "part", slow)
    monkeypatch.setattr(Session, "close", closing)
    async with picking(repo, "enter") as (app, pilot):
        await asyncio.to_thread(begun.wait)
        left = app.session
        assert left is not None
        await pilot.press("q")
        commits = listed(app).commits
        await pilot.press("down")
        assert commits.cursor == 1
        app.simulate_key("enter")
        await asyncio.sleep(0.1)
        assert listed(app)
        assert told == ["opened"]
        may_end.set()
        await until(lambda: isinstance(app.screen, SplitScreen))
        closed = told.index("closed")
        assert {*told[1:closed]} == {"previewed"}
        assert told[closed + 1] == "opened"
        assert app.session is not left
        assert "_reader" not in left.repository.__dict__


async def test_the_last_look_leads_to_what_is_a_guess(repo: Repo) -> None:
    old, new = b"one\ntwo\nthree\nfour\n", b"one\n2\n3\n3 and a half\nfour\n"
    repo.stack(({b"f": old}, "base\n"), ({b"f": new}, "both\n"))
    with loaded(repo, "HEAD") as session:
        keys = (*["down"] * 5, "shift+down", "shift+down", "1", "m", *"One", "escape", "G", "w")
        async with opened(session, *keys) as (screen, pilot):
            app = screen.app
            assert isinstance(app.screen, Review)
            await pilot.press("o")
            await until(lambda: isinstance(app.screen, PreviewScreen))
            assert screen.document.line(screen.diff.row).text == b"two\n"
            assert screen.parts.current == 1
            await pilot.press("escape", "o")
            await until(lambda: isinstance(app.screen, PreviewScreen))
            await pilot.press("enter")
            assert isinstance(app.screen, SplitScreen)
            assert "w goes back to the last look" in here(screen)
            await pilot.press("right_curly_bracket", "w", "o")
            assert isinstance(app.screen, Review)
            assert "there is no doubt" in app.screen.query_one("#here", Words).text


async def test_what_is_a_guess_is_put_right_from_the_last_look(repo: Repo) -> None:
    """The new lines come first, the old ones go later."""
    old, new = b"one\ntwo\nthree\nfour\n", b"one\n2\n3\n3 and a half\nfour\n"
    repo.stack(({b"f": old}, "base\n"), ({b"f": new}, "both\n"))
    with loaded(repo, "HEAD") as session:
        keys = (*["down"] * 5, "shift+down", "shift+down", "1", "m", *"One", "escape", "w", "o")
        async with opened(session, *keys) as (screen, pilot):
            app = screen.app
            await until(lambda: isinstance(app.screen, DoubtScreen))
            looked = app.screen
            assert isinstance(looked, DoubtScreen)

            async def stands() -> list[bytes]:
                await until(lambda: looked.pane.shown is looked.pane.wanted is not None)
                return looked.pane.page.page.text.splitlines()

            assert await stands() == [
                b"one",
                b"two",
                b"three",
                b"2",
                b"3",
                b"3 and a half",
                b"four",
            ]
            await pilot.press("right_curly_bracket", "right_curly_bracket")
            assert await stands() == [
                b"one",
                b"2",
                b"3",
                b"two",
                b"three",
                b"3 and a half",
                b"four",
            ]
            page = looked.pane.page
            assert page.page.line(page.cursor) == b"two"
            assert "later among the lines" in looked.query_one("#title", Words).text
            await pilot.press("K", "left", *["left_curly_bracket"] * 3)
            assert "it cannot go further" in looked.query_one("#title", Words).text
            await pilot.press("right", "escape")
            assert isinstance(app.screen, Review)
            await pilot.press("o")
            assert "there is no doubt" in app.screen.query_one("#here", Words).text
            await pilot.press("escape", "u")
            assert "undone: a line's place in its block" in here(screen)


async def test_in_a_doubt_the_line_under_the_cursor_is_moved(repo: Repo) -> None:
    """D27: not the first line of its block, which the file has no more."""
    old, new = b"one\ntwo\nthree\nfour\n", b"one\n2\n3\n3 and a half\nfour\n"
    repo.stack(({b"f": old}, "base\n"), ({b"f": new}, "both\n"))
    with loaded(repo, "HEAD") as session:
        keys = (*["down"] * 3, "1", "down", "1", "1", "m", *"One", "escape", "w", "o")
        async with opened(session, *keys) as (screen, pilot):
            app = screen.app
            await until(lambda: isinstance(app.screen, DoubtScreen))
            looked = app.screen
            assert isinstance(looked, DoubtScreen)

            async def page() -> FilePage:
                await until(lambda: looked.pane.shown is looked.pane.wanted is not None)
                shown = looked.pane.page.page
                assert isinstance(shown, FilePage)
                return shown

            def told() -> str:
                return looked.query_one("#title", Words).text

            first = await page()
            assert first.text == b"one\nthree\n2\n3\nfour\n"
            assert list(first.guessed) == [range(1, 2)]
            assert looked.pane.page.cursor == 1
            await pilot.press("left_curly_bracket")
            assert "it cannot go further: no new line of its block stands above" in told()
            await pilot.press("g", "right_curly_bracket")
            assert "this line has its place" in told()
            assert (await page(), screen.plan.orders) == (first, ())
            await pilot.press("down", "right_curly_bracket")
            then = await page()
            assert then.text == b"one\n2\nthree\n3\nfour\n"
            assert looked.pane.page.cursor == 2
            assert (list(then.guessed), list(then.said)) == ([], [range(2, 3)])
            await pilot.press("down", "left_curly_bracket")
            assert (await page()).text == b"one\n2\n3\nthree\nfour\n"
            assert looked.pane.page.cursor == 2


async def test_the_last_look_leads_from_doubt_to_doubt(repo: Repo) -> None:
    old = b"".join(b"line %d\n" % n for n in range(40))
    new = old.replace(b"line 5\n", b"{\n}\nline 5\n").replace(b"line 30\n", b"(\n)\nline 30\n")
    repo.stack(({b"f": old}, "base\n"), ({b"f": new}, "both\n"))
    with loaded(repo, "HEAD") as session:
        keys = ("]", *["down"] * 4, "1", "]", *["down"] * 4, "1", "m", *"One", "escape", "w")
        async with opened(session, *keys) as (screen, pilot):
            app = screen.app
            for text in (b"{\n", b"(\n", b"{\n"):
                await until(lambda: isinstance(app.screen, Review))
                await pilot.press("o")
                await until(lambda: isinstance(app.screen, PreviewScreen))
                assert screen.document.line(screen.diff.row).text == text
                await pilot.press("escape")


async def test_a_range_tells_of_a_bracket_without_its_other_half(repo: Repo) -> None:
    repo.stack(({b"f": b"x\n"}, "base\n"), ({b"f": b"a {\n\tb\n}\nx\n"}, "a\n"))
    with loaded(repo, "HEAD") as session:
        async with opened(session, *["down"] * 2, "v", "down", "1") as (screen, pilot):
            assert "2 changes → part 1, with a { without }; here: " in here(screen)
            await pilot.press("u", "g", "down", "down", "V", "1")
            assert "everything is in part 1: leave something in the rest" in here(screen)


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


async def test_v_grows_from_the_paragraph_to_the_function_to_what_was_added(repo: Repo) -> None:
    added = b"def a():\n\tone\n\n\ttwo\n\ndef b():\n\tthree\n\n"
    repo.stack(({b"f": b"x\n"}, "base\n"), ({b"f": added + b"x\n"}, "two\n"))
    with loaded(repo, "HEAD") as session:
        async with opened(session, *["down"] * 3) as (screen, pilot):
            for size in (3, 5, 8):
                await pilot.press("V")
                assert f"{size} changes marked" in here(screen)
            await pilot.press("V", "V")
            assert "there is no more to mark than this" in here(screen)
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


async def test_a_second_screen_says_from_the_start_that_it_keeps_nothing(session: Session) -> None:
    async with opened(session, "1"):
        again = sessions.load(session.repository.cwd, "HEAD")
        async with opened(again) as (screen, pilot):
            assert "another git split has this commit open" in here(screen)
            assert screen.query_one("#title", Words).text.startswith(" not kept ")
            await pilot.press("1", "q")
            question = screen.app.screen
            assert isinstance(question, AskKey)
            assert "is not kept" in question.question
            await pilot.press("enter")
            assert screen.app.screen is screen
            await pilot.press("q", "y")
            assert screen.app._exit
        assert "what is done here is not kept" in again.kept_in_words()
        again.close()


async def test_the_title_says_at_any_moment_whether_something_is_not_kept(
    session: Session,
) -> None:
    """D31: a disk that fills is met by the next act, and room on it by the next key."""
    async with opened(session, "1") as (screen, pilot):
        title = screen.query_one("#title", Words)
        assert not title.text.startswith(" not kept ")
        with room_for(0):
            await pilot.press("2")
            assert title.text.startswith(" not kept ")
            await pilot.press("down")
            assert title.text.startswith(" not kept ")
            await pilot.press("u", "m", "x")
            editor = screen.app.screen
            assert isinstance(editor, MessageScreen)
            editor.let_go()
            assert "cannot be kept" in editor.query_one("#measure", Words).text
        await pilot.press("y")
        editor.let_go()
        assert "cannot be kept" not in editor.query_one("#measure", Words).text
        assert not title.text.startswith(" not kept ")
        await pilot.press("ctrl+c")
        with room_for(0):
            await pilot.press("2")
        assert title.text.startswith(" not kept ")
        await pilot.press("down")
        assert not title.text.startswith(" not kept ")
        with room_for(0):
            await pilot.press("u")
        await pilot.press("q")
        assert screen.app._exit  # nothing is asked: there is room by now
    assert session.kept_in_words().startswith("the draft is kept")
