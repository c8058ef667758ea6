"""Ctrl+Q does what q does where q is a key, and nothing where q is a letter of a text (D10)."""

from __future__ import annotations

from typing import Any

import pytest
from textual.screen import Screen

from splitter import session as sessions
from splitter.commit_source import Picking
from splitter.gitio.drafts.store import drafts_of
from splitter.session import Session
from splitter.tui.app import SplitApp
from splitter.tui.dialogs.edit import EditScreen
from splitter.tui.dialogs.help import HelpScreen
from splitter.tui.dialogs.message import MessageScreen
from splitter.tui.dialogs.palette import Palette
from splitter.tui.dialogs.part_picker import PickPart
from splitter.tui.dialogs.preview import PreviewScreen
from splitter.tui.dialogs.question import AskKey, AskText
from splitter.tui.dialogs.review import Review
from splitter.tui.main.screen import SplitScreen
from tests.support.repos import Repo
from tests.tui.conftest import NEW, OLD

#: The keys that open a screen from the main one, the screen, and the one after Ctrl+Q.
SCREENS: list[tuple[list[str], type[Screen[Any]], type[Screen[Any]]]] = [
    (["question_mark"], HelpScreen, HelpScreen),
    (["ctrl+p"], Palette, Palette),
    (["f"], AskText, AskText),
    (["t"], PickPart, PickPart),
    (["c", "m", *"abc"], MessageScreen, MessageScreen),
    (["c", "r"], EditScreen, EditScreen),
    (["T"], AskKey, SplitScreen),
    (["p"], PreviewScreen, SplitScreen),
    (["1", "m", *"One", "ctrl+s", "w"], Review, SplitScreen),
]


@pytest.mark.parametrize(("keys", "opened", "after"), SCREENS)
async def test_ctrl_q_above_the_main_screen_goes_back_or_does_nothing(
    session: Session,
    keys: list[str],
    opened: type[Screen[Any]],
    after: type[Screen[Any]],
) -> None:
    app = SplitApp(session)
    async with app.run_test() as pilot:
        await pilot.pause()
        main = app.screen
        assert isinstance(main, SplitScreen)
        await pilot.press(*["down"] * 5, *keys)
        assert isinstance(app.screen, opened)
        draft = main.work.draft
        await pilot.press("ctrl+q")
        assert isinstance(app.screen, after)
        assert main.work.draft is draft
        assert not app._exit


async def test_ctrl_q_leaves_the_main_screen_and_keeps_the_draft(session: Session) -> None:
    app = SplitApp(session)
    async with app.run_test() as pilot:
        await pilot.pause()
        await pilot.press("1", "ctrl+q")
    assert (app.return_code, app.return_value) == (0, None)
    assert drafts_of(session.repository).path(session.target.oid).exists()


async def test_ctrl_q_asks_where_the_draft_could_not_be_kept(repo: Repo) -> None:
    repo.stack((OLD, "base\n"), (NEW, "target\n"))
    first = sessions.load(repo.path, "HEAD")
    assert first.open_draft() is None
    second = sessions.load(repo.path, "HEAD")
    app = SplitApp(second)
    async with app.run_test() as pilot:
        await pilot.pause()
        await pilot.press("1", "ctrl+q")
        assert isinstance(app.screen, AskKey)
        await pilot.press("ctrl+q")
        assert isinstance(app.screen, SplitScreen)
        await pilot.press("ctrl+q", "y")
    assert app.return_code == 0
    first.close()
    second.close()


@pytest.mark.parametrize("keys", [[], ["slash"]])
async def test_ctrl_q_leaves_the_list_of_commits(repo: Repo, keys: list[str]) -> None:
    repo.stack((OLD, "base\n"), (NEW, "target\n"))

    def load(oid: str) -> Session:
        return sessions.load(repo.path, oid)

    app = SplitApp(Picking.at(repo.path, load))
    async with app.run_test() as pilot:
        await pilot.pause()
        await pilot.press(*keys, "ctrl+q")
    assert (app.return_code, app.return_value) == (0, None)
