"""The list of commits: what is opened from it, and what comes back to it."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from typing import Any

import pytest
from textual.pilot import Pilot

from splitter import session as sessions
from splitter.commit_source import Picking
from splitter.core.draft.draft import Draft
from splitter.core.draft.undo_history import History
from splitter.core.rewrite.preview import PartPreview
from splitter.core.rewrite.rewrite import Rewrite
from splitter.gitio.rewrite.preview import Previewer
from splitter.session import Session
from splitter.tui.app import SplitApp
from splitter.tui.dialogs.commit_picker import PickScreen
from splitter.tui.dialogs.question import AskKey
from splitter.tui.main.screen import SplitScreen
from splitter.tui.widgets.label import Words
from tests.support.repos import Repo
from tests.support.screens import until
from tests.support.splits import opened as loaded
from tests.tui.conftest import MESSAGE, NEW, OLD


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
