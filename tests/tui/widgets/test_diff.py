"""What the diff pane draws: each line in its layers."""

from __future__ import annotations

import gc
import warnings
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager

import pytest
from msgspec.structs import replace
from rich.segment import Segment
from textual.pilot import Pilot

from splitter import session as sessions
from splitter.core.rewrite.rewrite import Rewrite
from splitter.session import Session
from splitter.tui.app import SplitApp
from splitter.tui.main.screen import SplitScreen
from splitter.tui.theme import styles
from splitter.tui.theme.styles import DARK, PLAIN_LOOK
from splitter.tui.widgets.diff import DiffView
from splitter.view.diff import directories
from splitter.view.diff.document import Document
from splitter.view.highlight.whitespace import RulesByPath
from tests.support import splits
from tests.support.repos import File, Repo, Tree

MOVED = b"def a_function_that_moves(away):\n    return away\n"
OLD: Tree = {
    b"code.py": b"def area(side):\n    return side * 2\n",
    b"from.txt": b"1\n" + MOVED,
    b"link": File(b"one", "120000"),
    b"to.txt": b"1\n",
}
NEW: Tree = {
    b"code.py": b"def area(side):\n    return side * 4  \n",
    b"from.txt": b"1\n",
    b"link": File(b"t\x1bo", "120000"),
    b"to.txt": b"1\n" + MOVED.replace(b"def", b"    def").replace(b"\n  ", b"\n      "),
}


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


def blanks(segments: list[Segment]) -> list[str]:
    """What is shown as a whitespace error, in the plain theme."""
    return [one.text for one in segments if one.style and one.style.reverse]


async def test_a_line_has_the_colours_of_its_language_and_its_mark(session: Session) -> None:
    async with shown(session, "dark") as (diff, _):
        added, context = drawn(diff, "+    return"), drawn(diff, " def")
        keyword = with_text(added, "return").style
        assert keyword == styles.over(DARK["added"].background_style, DARK.code["keyword"])
        assert with_text(context, "def").style == DARK.code["keyword"]
        number = with_text(added, "4").style
        assert number and number.bgcolor == DARK["added_word"].bgcolor
        assert number.color == DARK.code["number"].color
        assert with_text(added, "  ").style == styles.over(
            DARK["added"].background_style, DARK["blanks"]
        )


async def test_more_context_has_the_colours_of_its_language(repo: Repo) -> None:
    lines = [b"while first():\n", *[b"    pass\n"] * 20, b"while last():\n", b"    return 0\n"]
    new = [*lines[:11], b"    added = 1\n", *lines[11:]]
    repo.stack(({b"f.py": b"".join(lines)}, "base\n"), ({b"f.py": b"".join(new)}, "change\n"))
    opened = sessions.load(repo.path, "HEAD")
    async with shown(opened, "dark") as (diff, pilot):
        await pilot.press("down", "plus", "plus", "plus")
        await settled(pilot)
        for start in (" 1  1  while", "22 23  while"):
            assert with_text(drawn(diff, start), "while").style == DARK.code["keyword"]
    opened.repository.close()


async def test_without_colours_nothing_is_lexed(session: Session) -> None:
    async with shown(session, "plain") as (diff, _):
        assert [one.text for one in drawn(diff, "-    return")][:2] == ["-", "    return side * "]
        assert with_text(drawn(diff, "-    return"), "2").style == PLAIN_LOOK["removed_word"]
        assert not diff.known.highlighter.is_unloaded


async def test_what_was_searched_for_is_marked(session: Session) -> None:
    async with shown(session, "plain") as (diff, _):
        diff.find("SIDE")
        assert not [one for one in drawn(diff, " def") if one.text == "side"]
        diff.find("side")
        assert with_text(drawn(diff, " def"), "side").style == PLAIN_LOOK["found"]


@pytest.mark.usefixtures("session")
async def test_whitespace_errors_are_those_of_the_users_git(repo: Repo) -> None:
    repo.git("config", "core.whitespace", "-blank-at-eol,tab-in-indent")
    with splits.opened(repo) as again:
        async with shown(again, "plain") as (diff, _):
            assert not blanks(drawn(diff, "+    return"))
            assert "tab-in-indent" in diff.known.whitespace.usual.errors


async def test_whitespace_errors_are_those_of_the_path(session: Session, repo: Repo) -> None:
    (repo.path / ".gitattributes").write_text("code.py whitespace=-trailing-space\n")
    async with shown(session, "plain") as (diff, _):
        assert "blank-at-eol" not in diff.known.whitespace.of(b"code.py").errors
        assert "blank-at-eol" in diff.known.whitespace.usual.errors
        assert not blanks(drawn(diff, "+    return"))


async def test_a_configuration_that_cannot_be_read_leaves_the_usual_rules(
    session: Session, repo: Repo
) -> None:
    with (repo.path / ".git/config").open("a") as config:
        config.write("[broken\n")
    async with shown(session, "plain") as (diff, _):
        assert diff.known.whitespace == RulesByPath()
        assert blanks(drawn(diff, "+    return")) == ["  "]


async def test_a_new_blank_line_at_the_end_has_its_mark_shown(repo: Repo) -> None:
    repo.stack(({b"f": b"1\n"}, "base\n"), ({b"f": b"1\n\n"}, "change\n"))
    opened = sessions.load(repo.path, "HEAD")
    async with shown(opened, "plain") as (diff, _):
        assert drawn(diff, "+")[0].style == PLAIN_LOOK["blanks"]
    opened.repository.close()


async def test_a_moved_line_has_a_sign_and_says_where_it_went(session: Session) -> None:
    async with shown(session, "dark") as (diff, _):
        for start, sign, words in (
            ("-def", "»", "moved to to.txt:2, indented by 4 more"),
            ("+        return", "«", "moved from from.txt:3, indented by 4 more"),
        ):
            assert [one.text for one in drawn(diff, sign + start)][:2] == [sign, start[0]]
            style_of = drawn(diff, start)[1].style
            assert style_of and style_of.italic
            y = next(y for y in range(diff.count) if start in _line(diff, y))
            assert diff.line_in_words(diff.document.row(y)) == words
        assert diff.line_in_words(diff.document.row(0)) == ""


def _line(diff: DiffView, y: int) -> str:
    return "".join(segment.text for segment in diff.draw(y))


async def test_what_had_to_be_read_of_a_file_change_is_shown_without_controls(
    session: Session,
) -> None:
    async with shown(session, "plain") as (diff, _):
        assert drawn(diff, "  points to t^[o instead of one")
        assert not diff.known.file_changes.is_waiting


async def test_moves_are_found_anew_in_another_patch(repo: Repo) -> None:
    text = MOVED * 9
    repo.stack(({b"a": text, b"c": b"1\n"}, "base\n"), ({b"b": text, b"c": b"2\n"}, "change\n"))
    opened = sessions.load(repo.path, "HEAD")
    async with shown(opened, "plain") as (diff, pilot):
        assert not len(diff.known.moved)
        await pilot.press("g", "b")
        await settled(pilot)
        assert len(diff.known.moved) == 2 * text.count(b"\n")
        assert drawn(diff, "«+def")
    opened.repository.close()


async def test_what_is_no_longer_wanted_ends_without_a_word(session: Session) -> None:
    with warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always")
        async with SplitApp(session).run_test() as pilot:
            await pilot.pause()
            diff = pilot.app.screen.query_one(DiffView)
            for _ in range(2):
                document = Document(
                    directories.Tree(replace(diff.document.patch), diff.document.files)
                )
                diff.show_document(document, diff.plan, document.row(0))
        gc.collect()
    assert [str(one.message) for one in told if "never awaited" in str(one.message)] == []
