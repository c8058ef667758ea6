"""Leaving and coming back: drafts that are kept, offered, set aside and resumed."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

import pytest
from textual.pilot import Pilot

from splitter import session as sessions
from splitter.commit_source import Picking
from splitter.core.plan.constraints import DROPPED, REST
from splitter.core.plan.planfile.write import write_plan
from splitter.core.rewrite.rewrite import Rewrite
from splitter.errors import GitFailed
from splitter.gitio.drafts.store import drafts_of
from splitter.session import Session
from splitter.tui.app import SplitApp
from splitter.tui.dialogs.commit_picker import PickScreen
from splitter.tui.dialogs.message import MessageScreen
from splitter.tui.dialogs.question import AskKey
from splitter.tui.main.screen import SplitScreen
from splitter.tui.widgets.label import Words
from tests.support.repos import Repo
from tests.support.room import room_for
from tests.support.screens import here, opened, until


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
        assert set(screen.plan.assignment[1]) == {DROPPED}
        assert screen.parts.current == 1


@pytest.mark.parametrize(("keys", "part"), [(["comma"], 1), (["full_stop"], REST), (["u"], 1)])
async def test_a_draft_is_opened_with_the_part_that_was_selected(
    session: Session, keys: list[str], part: int
) -> None:
    async with opened(session, "1", "2") as (screen, pilot):
        assert screen.parts.current == 2
        await pilot.press(*keys)
        assert screen.parts.current == part
        await pilot.press("q")
    app = SplitApp(session)
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("y")
        await pilot.pause()
        again = app.screen
        assert isinstance(again, SplitScreen)
        assert again.parts.current == part


async def test_a_draft_of_which_only_the_plan_is_left_marks_the_last_part(
    session: Session,
) -> None:
    async with opened(session, "1", "2") as (screen, _):
        plan = write_plan(screen.plan, session.target.oid)
        screen.save_and_close()
    drafts_of(session.repository).replace(session.target.oid, plan)
    app = SplitApp(session)
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.pause()
        await pilot.press("y")
        await until(lambda: isinstance(app.screen, SplitScreen))
        again = app.screen
        assert isinstance(again, SplitScreen)
        assert (again.parts.current, again.diff.row.file) == (2, 2)


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
        screen.save_and_close()
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
            assert ": 2 commits, without undo" in question.question
            await pilot.press(keys or "q")
            await pilot.pause()
            if keys:
                screen = app.screen
                assert isinstance(screen, SplitScreen)
                assert len(screen.plan.parts) == parts
                await pilot.press("q")
        assert again.kept_in_words().startswith(
            "the draft is kept" if parts else "the draft is kept aside"
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


async def test_nothing_opens_once_the_screen_is_left(session: Session) -> None:
    app = SplitApp(session)
    async with app.run_test() as pilot:
        await pilot.pause()
        screen = app.screen
        assert isinstance(screen, SplitScreen)
        screen.action_do("quit")
        screen.action_do("message")
        await pilot.pause()
        assert app.screen is screen
    assert app.return_code == 0


async def test_a_second_screen_says_from_the_start_that_it_keeps_nothing(session: Session) -> None:
    async with opened(session, "1"):
        again = sessions.load(session.repository.cwd, "HEAD")
        async with opened(again) as (screen, pilot):
            assert "another git split has this commit open" in here(screen)
            assert screen.query_one("#title", Words).text.startswith(" not saved ")
            await pilot.press("1", "q")
            question = screen.app.screen
            assert isinstance(question, AskKey)
            assert "are not saved" in question.question
            await pilot.press("enter")
            assert screen.app.screen is screen
            await pilot.press("q", "y")
            assert screen.app._exit
        assert "changes made here are not saved" in again.kept_in_words()
        again.close()


async def test_the_title_says_at_any_moment_whether_something_is_not_kept(
    session: Session,
) -> None:
    """D31: a disk that fills is met by the next act, and room on it by the next key."""
    async with opened(session, "1") as (screen, pilot):
        title = screen.query_one("#title", Words)
        assert not title.text.startswith(" not saved ")
        with room_for(0):
            await pilot.press("2")
            assert title.text.startswith(" not saved ")
            await pilot.press("down")
            assert title.text.startswith(" not saved ")
            await pilot.press("u", "m", "x")
            editor = screen.app.screen
            assert isinstance(editor, MessageScreen)
            editor.save_and_close()
            assert "cannot save the draft" in editor.query_one("#measure", Words).text
        await pilot.press("y")
        editor.save_and_close()
        assert "cannot save the draft" not in editor.query_one("#measure", Words).text
        assert not title.text.startswith(" not saved ")
        await pilot.press("ctrl+c", "n")
        with room_for(0):
            await pilot.press("2")
        assert title.text.startswith(" not saved ")
        await pilot.press("down")
        assert not title.text.startswith(" not saved ")
        with room_for(0):
            await pilot.press("u")
        await pilot.press("q")
        assert screen.app._exit  # nothing is asked: there is room by now
    assert session.kept_in_words().startswith("the draft is kept")
