"""What the diff pane draws: each line in its layers."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager

import pytest
from rich.segment import Segment
from textual.pilot import Pilot

from splitter import session as sessions
from splitter.gitio.rewrite import Rewrite
from splitter.session import Session
from splitter.tui import style
from splitter.tui.app import SplitApp
from splitter.tui.screens.split import SplitScreen
from splitter.tui.style import DARK, PLAIN_LOOK
from splitter.tui.widgets.diff import DiffView
from tests.support.repos import Repo, Tree

OLD: Tree = {b"code.py": b"def area(side):\n    return side * 2\n"}
NEW: Tree = {b"code.py": b"def area(side):\n    return side * 4  \n"}


@pytest.fixture
def session(repo: Repo) -> Iterator[Session]:
    """A commit that changes a word of a program, opened."""
    repo.stack((OLD, "base\n"), (NEW, "change\n"))
    opened = sessions.load(repo.path, "HEAD")
    yield opened
    opened.repository.close()


@asynccontextmanager
async def shown(session: Session, theme: str) -> AsyncIterator[tuple[DiffView, Pilot[Rewrite]]]:
    """The diff pane under a theme, after all that can wait."""
    app = SplitApp(session, theme=theme)
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.pause()
        assert isinstance(app.screen, SplitScreen)
        await settled(pilot)
        yield app.screen.diff, pilot


async def settled(pilot: Pilot[Rewrite]) -> None:
    """Wait until nothing waits any more."""
    await pilot.app.workers.wait_for_complete()
    await pilot.pause()
    await pilot.app.workers.wait_for_complete()


def drawn(diff: DiffView, start: str) -> list[Segment]:
    """The segments of the first line with that text from its mark on."""
    for y in range(diff.count):
        segments = diff.draw(y)
        for at in range(len(segments)):
            if "".join(one.text for one in segments[at:]).startswith(start):
                return segments[at:]
    raise AssertionError(f"no line {start!r}")


def with_text(segments: list[Segment], text: str) -> Segment:
    return next(one for one in segments if one.text == text)


async def test_a_line_has_the_colours_of_its_language_and_its_mark(session: Session) -> None:
    async with shown(session, "dark") as (diff, _):
        added, context = drawn(diff, "+    return"), drawn(diff, " def")
        keyword = with_text(added, "return").style
        assert keyword == style.over(DARK["added"].background_style, DARK.code["keyword"])
        assert with_text(context, "def").style == DARK.code["keyword"]
        number = with_text(added, "4").style
        assert number and number.bgcolor == DARK["added_word"].bgcolor
        assert number.color == DARK.code["number"].color
        assert with_text(added, "  ").style == style.over(
            DARK["added"].background_style, DARK["blanks"]
        )


async def test_without_colours_nothing_is_lexed(session: Session) -> None:
    async with shown(session, "plain") as (diff, _):
        assert [one.text for one in drawn(diff, "-    return")][:2] == ["-", "    return side * "]
        assert with_text(drawn(diff, "-    return"), "2").style == PLAIN_LOOK["removed_word"]
        assert not diff.highlighter.is_unloaded


async def test_what_was_searched_for_is_marked(session: Session) -> None:
    async with shown(session, "plain") as (diff, _):
        diff.find("SIDE")
        assert not [one for one in drawn(diff, " def") if one.text == "side"]
        diff.find("side")
        assert with_text(drawn(diff, " def"), "side").style == PLAIN_LOOK["found"]


async def test_whitespace_errors_are_those_of_the_users_git(session: Session) -> None:
    session.repository.run("config", "core.whitespace", "-blank-at-eol,tab-in-indent")
    async with shown(session, "plain") as (diff, _):
        assert not [one for one in drawn(diff, "+    return") if one.style == PLAIN_LOOK["blanks"]]
        assert "tab-in-indent" in diff.whitespace.errors


async def test_a_new_blank_line_at_the_end_has_its_mark_shown(repo: Repo) -> None:
    repo.stack(({b"f": b"1\n"}, "base\n"), ({b"f": b"1\n\n"}, "change\n"))
    opened = sessions.load(repo.path, "HEAD")
    async with shown(opened, "plain") as (diff, _):
        assert drawn(diff, "+")[0].style == PLAIN_LOOK["blanks"]
    opened.repository.close()
