"""From w to the new history: what is asked before, the review, and what it leads to."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from textual import events
from textual.screen import Screen

from splitter import session as sessions
from splitter.core.draft.log import replay
from splitter.core.options import UpdatedRefs
from splitter.session import Session
from splitter.tui.app import SplitApp
from splitter.tui.dialogs.conflicts import ConflictList
from splitter.tui.dialogs.progress import Working
from splitter.tui.dialogs.question import AskKey
from splitter.tui.dialogs.review import Review
from splitter.tui.widgets.label import Words
from tests.support.repos import Repo
from tests.support.screens import here, opened, typed, until
from tests.support.splits import opened as loaded
from tests.support.stories import install_hook
from tests.tui.conftest import settled


async def test_write_asks_for_messages_and_enter_does_not_write(session: Session) -> None:
    async with opened(session, "1", "w") as (screen, pilot):
        await pilot.press(*"Only code", "ctrl+s")
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


async def test_nothing_to_write_is_told_before_the_last_look(session: Session) -> None:
    async with opened(session, "w") as (screen, pilot):
        await pilot.pause()
        assert "nothing is assigned yet" in here(screen)


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
            listed = screen.app.screen
            assert isinstance(listed, ConflictList)
            assert [one.commit.subject for one in listed.conflicts] == ["on top"]
            assert "b move only this branch" in listed.query_one("#keys", Words).text
            await pilot.press(key)
            await pilot.pause()
            look = screen.app.screen
            assert isinstance(look, Review) == follows
            if isinstance(look, Review):
                assert [update.name for update in look.rewrite.updates] == ["refs/heads/main"]
                assert "b move all branches" in look.query_one("#keys", Words).text


@pytest.mark.parametrize(("key", "below"), [("ctrl+c", 1), ("alt+k", 2)])
async def test_what_takes_its_time_before_the_last_look_is_given_up_at_once(
    session: Session, repo: Repo, tmp_path: Path, key: str, below: int
) -> None:
    """It waits for a hook, which the test lets go on.  What was typed before counts for nothing;
    what comes after, be it in one go with Escape, is for the main screen.
    """
    gate = tmp_path / "gate"
    install_hook(repo, "commit-msg", f"#!/bin/sh\nuntil test -e '{gate}'; do sleep 0.01; done\n")
    async with opened(session, "1", "m", *"One", "ctrl+s", "G") as (screen, pilot):
        app = pilot.app
        app.simulate_key("w")
        await until(lambda: isinstance(app.screen, Working))
        try:
            app.simulate_key("g")
            app.post_message(events.Key(key, key[-1]))
            await until(lambda: app.screen is screen)
            await pilot.pause()
            assert ("cancelled; nothing was changed" in here(screen)) == (below == 1)
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
            listed = pilot.app.screen
            assert isinstance(listed, ConflictList)
            assert [one.commit.subject for one in listed.conflicts] == ["on top"]
            await pilot.press("q")
            row = screen.diff.row
            assert screen.document.patch.files[row.file].path == b"b"
            assert screen.document.line(row).text == b"more\n"
            assert here(screen).startswith(" 1 conflict left")


async def test_which_branches_follow_is_kept_from_one_last_look_to_the_next(
    session: Session, repo: Repo
) -> None:
    repo.branch("other", session.target.oid)
    async with opened(session, "1", "m", *"One", "ctrl+s") as (screen, pilot):
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


async def test_what_no_choice_of_branches_helps_is_only_told(repo: Repo) -> None:
    old = repo.stack(
        ({b"a": b"1\n", b"b": b"1\n"}, "base\n"),
        ({b"a": b"2\n", b"b": b"2\n"}, "two\n"),
        ({b"a": b"3\n", b"b": b"2\n"}, "on top\n"),
    )
    with loaded(repo, old[1]) as at_two:
        async with opened(at_two, "X", "w") as (screen, pilot):
            listed = screen.app.screen
            assert isinstance(listed, ConflictList)
            assert "only this branch" not in listed.query_one("#keys", Words).text
            await pilot.press("b")
            assert screen.app.screen is listed
            await pilot.press("escape")
            assert screen.is_active


async def test_a_key_before_the_last_look_is_drawn_does_not_write(session: Session) -> None:
    async with opened(session, "1", "m", *"One", "ctrl+s") as (screen, pilot):
        app = screen.app
        for key in typed("wy"):
            app.post_message(key)
        await pilot.pause()
        await settled(pilot)
        assert isinstance(app.screen, Review)
        told = app.screen.query_one("#here", Words).text
        assert told.startswith(" y was pressed before the review was shown")
        await pilot.press("y")
        assert app.return_value is not None


def told_by(screen: Screen[Any]) -> str:
    """What the line of words of a screen says; "" where it is not there yet."""
    return "".join(words.text for words in screen.query("#here").results(Words))


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
        assert {look.update_refs, screen.work.draft.update_refs} == {UpdatedRefs.HEAD}
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
    assert replayed.history.draft.update_refs is UpdatedRefs.HEAD
    session.write(rewrite)
    target = session.target.oid
    session.close()
    assert sessions.undo(repo.path).draft == target
    again = sessions.load(repo.path, target)
    history = again.open_draft()
    assert history is not None
    assert history.draft.update_refs is UpdatedRefs.HEAD
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
    for update_refs, follow in ((None, 1), (UpdatedRefs.BRANCHES, 2)):
        again = sessions.load(repo.path, "HEAD", update_refs=update_refs)
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
