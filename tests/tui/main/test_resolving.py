"""Conflicts with the commits above, resolved on the screen before anything is written."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot
from textual.screen import Screen

from splitter.core.options import EmptyCommits
from splitter.core.plan.resolutions import Taken
from splitter.core.rewrite.rewrite import Rewrite
from splitter.session import Session
from splitter.tui.app import SplitApp
from splitter.tui.dialogs.conflicts import ConflictList, ConflictScreen, ResolutionText
from splitter.tui.dialogs.question import AskKey
from splitter.tui.dialogs.review import Review
from splitter.tui.widgets.label import Words
from splitter.tui.widgets.pager import Pager
from tests.support.repos import Repo, Tree
from tests.support.screens import here, opened, until
from tests.support.splits import opened as loaded
from tests.support.stories import numbered

NEW = numbered(3, 20)
TARGET: Tree = {b"a": NEW, b"b": b"b\n"}


def upper(row: bytes) -> Tree:
    return {**TARGET, b"a": NEW.replace(b"line 20 new", row)}


@pytest.fixture
def stacked(repo: Repo) -> Iterator[Session]:
    """A commit of which a hunk will be dropped that the two commits above change again."""
    oids = repo.stack(
        ({b"a": numbered()}, "base\n"),
        (TARGET, "target\n"),
        (upper(b"one"), "up one\n"),
        (upper(b"two"), "up two\n"),
    )
    with loaded(repo, oids[1]) as session:
        yield session


#: Part 1 has the first hunk, and the second is dropped.
BEGUN = ["]", "1", "m", *"One", "ctrl+s", "g", "]", "]", "X"]


async def shows(pilot: Pilot[Rewrite], kind: type[Screen[Any]]) -> Screen[Any]:
    """Wait for a screen of a kind."""
    await until(lambda: isinstance(pilot.app.screen, kind) and pilot.app.screen.is_mounted)
    await pilot.pause()
    return pilot.app.screen


def words(screen: Screen[Any], name: str) -> str:
    return screen.query_one(name, Words).text


async def test_conflicts_come_one_after_the_other_and_then_the_review(stacked: Session) -> None:
    async with opened(stacked, *BEGUN, "w") as (screen, pilot):
        listed = await shows(pilot, ConflictList)
        title = " Conflicts with commits above: 1 to resolve, up to 1 may follow"
        assert words(listed, "#title") == title
        assert "a (hunk 2" in words(listed, "#cause")
        row = listed.query_one("#conflicts").render_line(0).text
        assert row.startswith(" ! a  ")
        assert "up one on main  1 later commit changes this file, too" in row
        await pilot.press("o")
        await until(lambda: len(screen.plan.resolutions) == 1)
        second = await shows(pilot, ConflictList)
        assert second is not listed
        title = " Conflicts with commits above: 1 resolved, 1 to resolve"
        assert words(second, "#title") == title
        await pilot.press("w")
        assert words(second, "#here") == " resolve every conflict first"
        await pilot.press("t")
        await shows(pilot, AskKey)  # with ours, nothing is left of the first commit
        await pilot.press("k")
        review = await shows(pilot, Review)
        assert isinstance(review, Review)
        lines = ["".join(text for text, _ in line) for line in review.query_one(Pager).lines]
        assert [line.split(": ")[1] for line in lines if line.startswith("  a in ")] == [
            "ours",
            "theirs",
        ]
        await pilot.press("escape")
        assert [one.taken for one in screen.plan.resolutions] == [Taken.OURS, Taken.THEIRS]
        await pilot.press("u")
        assert not screen.plan.emptied
        await pilot.press("u", "u")
        assert not screen.plan.resolutions
        await pilot.press("ctrl+r")
        assert [one.taken for one in screen.plan.resolutions] == [Taken.OURS]


async def test_a_commit_that_becomes_empty_is_asked_about(stacked: Session) -> None:
    async with opened(stacked, *BEGUN, "w") as (screen, pilot):
        await shows(pilot, ConflictList)
        await pilot.press("o")
        await until(lambda: len(screen.plan.resolutions) == 1)
        await shows(pilot, ConflictList)
        await pilot.press("o")
        asked = await shows(pilot, AskKey)
        text = words(asked, "#question").replace("\n", " ")
        assert "(up one) becomes empty (1 of 2): nothing of it is left" in text
        await pilot.press("escape")
        await until(lambda: pilot.app.screen is screen)
        assert not screen.plan.emptied
        await pilot.press("w")
        await shows(pilot, AskKey)
        await pilot.press("D")
        review = await shows(pilot, Review)
        lines = ["".join(text for text, _ in line) for line in review.query_one(Pager).lines]
        assert any("become empty are left out" in line for line in lines)
        assert [one.action for one in screen.plan.emptied] == [EmptyCommits.DROP] * 2
        await pilot.press("escape", "u")
        assert not screen.plan.emptied


async def test_an_opened_conflict_shows_its_sides_and_is_edited_in_place(
    stacked: Session,
) -> None:
    async with opened(stacked, *BEGUN, "w") as (screen, pilot):
        await shows(pilot, ConflictList)
        await pilot.press("enter")
        conflict = await shows(pilot, ConflictScreen)
        lines = ["".join(t for t, _ in line) for line in conflict.query_one(Pager).lines]
        (sides,) = [line for line in lines if "│" in line and line.startswith("line 20")]
        assert [side.strip() for side in sides.split("│")] == ["line 20", "line 20 new", "one"]
        await pilot.press("e")
        text = await shows(pilot, ResolutionText)
        await pilot.press("ctrl+s")
        assert words(text, "#here").startswith(" remove the lines with <<<<<<<")
        assert pilot.app.screen is text
        assert isinstance(text, ResolutionText)
        area = text.query_one("CodeArea")
        area.text = numbered(3).decode().replace("line 20\n", "both\n")  # type: ignore[attr-defined]
        await pilot.press("escape")
        await shows(pilot, AskKey)
        await pilot.press("y")
        await until(lambda: bool(screen.plan.resolutions))
        (one,) = screen.plan.resolutions
        assert one.text == numbered(3).replace(b"line 20\n", b"both\n")
        await shows(pilot, ConflictList)
        await pilot.press("t")
        await shows(pilot, Review)
        await pilot.press("y")
    assert not pilot.app.is_running


@pytest.mark.parametrize("size", [(80, 24), (40, 10)])
async def test_resolutions_stay_in_the_draft_when_the_list_is_left(
    stacked: Session, size: tuple[int, int]
) -> None:
    async with opened(stacked, *BEGUN, "w", size=size) as (screen, pilot):
        await shows(pilot, ConflictList)
        await pilot.press("t")
        await shows(pilot, Review)
        await pilot.press("escape", "u", "w")
        listed = await shows(pilot, ConflictList)
        await pilot.press("x")
        assert words(listed, "#here").startswith(" o ours, t theirs")
        await pilot.press("escape")
        await until(lambda: pilot.app.screen is screen)
        assert here(screen).startswith(" 1 conflict left")
        assert screen.is_active


async def test_the_users_editor_resolves_a_conflict(
    stacked: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    editor = tmp_path / "editor"
    editor.write_text("#!/bin/sh\nsed -i '/^[<=>]\\{7\\}/d' \"$1\"\n")
    editor.chmod(0o755)
    monkeypatch.setenv("GIT_EDITOR", os.fspath(editor))
    monkeypatch.setattr(SplitApp, "suspend", lambda _: nullcontext())
    async with opened(stacked, *BEGUN, "w") as (screen, pilot):
        await shows(pilot, ConflictList)
        await pilot.press("E")
        await until(lambda: bool(screen.plan.resolutions))
        (one,) = screen.plan.resolutions
        assert one.text == numbered(3).replace(b"line 20\n", b"line 20\none\n")


async def test_only_the_branch_of_head_can_be_moved_instead(repo: Repo) -> None:
    oids = repo.stack(({b"a": numbered()}, "base\n"), (TARGET, "target\n"))
    repo.branch("other", repo.commit(upper(b"one"), "up one", [oids[1]]))
    with loaded(repo, oids[1]) as session:
        async with opened(session, *BEGUN, "w") as (_, pilot):
            listed = await shows(pilot, ConflictList)
            assert "b move only this branch" in words(listed, "#keys")
            await pilot.press("b")
            await shows(pilot, Review)
