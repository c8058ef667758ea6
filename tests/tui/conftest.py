"""A commit with a bit of everything, opened on the screen, and a pilot that has patience."""

from __future__ import annotations

import asyncio
from collections.abc import Hashable, Iterator
from typing import Any

import pytest
from textual.app import App
from textual.css.model import RuleSet
from textual.css.stylesheet import Stylesheet
from textual.pilot import Pilot
from textual.screen import Screen

from splitter import session as sessions
from splitter.session import Session
from splitter.tui.input import key_queue
from splitter.tui.input.key_queue import Busy, KeyQueue
from tests.support.repos import File, Repo, Tree

OLD_CODE = b"".join(b"line %d\n" % n for n in range(60))
OLD: Tree = {
    b"code.py": OLD_CODE,
    b"gone": b"one\ntwo\n",
    b"tool": b"#!/bin/sh\necho\n",
}
NEW: Tree = {
    b"code.py": OLD_CODE.replace(b"line 5\n", b"line five\nline five and a half\n")
    .replace(b"line 30\n", b"")
    .replace(b"line 50\n", b"\x1b]0;title\x07\tfifty \xff\n"),
    b"new": b"fresh\n",
    b"tool": File(b"#!/bin/sh\necho\n", "100755"),
}
MESSAGE = """\
Do several things

Change-Id: I0123456789012345678901234567890123456789
"""


@pytest.fixture
def session(repo: Repo) -> Iterator[Session]:
    """The commit, opened for splitting."""
    repo.stack((OLD, "base\n"), (NEW, MESSAGE))
    opened = sessions.load(repo.path, "HEAD")
    yield opened
    opened.close()


#: How long what must come is waited for at most, in seconds; machines may be slow and busy.
TIMEOUT = 60


@pytest.fixture(autouse=True)
def patience(monkeypatch: pytest.MonkeyPatch) -> None:
    """A pilot waits until each key has been dealt with, and until a screen that takes no keys has
    gone.  Textual's own waits until the process takes little time: for 40 ms and more after each
    key, and not long enough where the machine has no time for it.
    """
    pause = Pilot[Any].pause

    async def press_patiently(self: Pilot[Any], *keys: str) -> None:
        for key in keys:
            await self.app._press_keys([key])
            await settled(self)

    async def pause_patiently(self: Pilot[Any], delay: float | None = None) -> None:
        if delay:
            await pause(self, delay)
        else:
            await turn()
            await settled(self)

    monkeypatch.setattr("textual.app.wait_for_idle", turn)
    monkeypatch.setattr("textual.pilot.wait_for_idle", turn)
    monkeypatch.setattr(key_queue, "PAINTED", 0)
    monkeypatch.setattr(Pilot, "press", press_patiently)
    monkeypatch.setattr(Pilot, "pause", pause_patiently)


@pytest.fixture(autouse=True, scope="session")
def parsed_once() -> Iterator[None]:
    """The same style sheet with the same variables is parsed once for all tests.

    Textual parses all of them for each application, and again for each theme.
    """
    parse = Stylesheet._parse_rules
    known: dict[Hashable, list[RuleSet]] = {}

    def parse_once(self: Stylesheet, *args: Any, **words: Any) -> list[RuleSet]:
        key = (args, *words.items(), *self._variables.items())
        if key not in known:
            known[key] = parse(self, *args, **words)
        return known[key]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Stylesheet, "_parse_rules", parse_once)
        yield


async def turn(_: float = 0) -> None:
    """Let what was sent from another thread reach its queue."""
    for _ in range(3):
        await asyncio.sleep(0)


async def settled(pilot: Pilot[Any]) -> None:
    """Wait until all keys are taken, no screen takes none, no message waits for a widget, and all
    is drawn: also when every widget has had its turn once more.
    """
    app = pilot.app
    async with asyncio.timeout(TIMEOUT):
        while not _is_over(app) and not (
            _is_settled(app) and await pilot._wait_for_screen() and _is_settled(app)
        ):
            await asyncio.sleep(0.001)


def _is_over(app: App[Any]) -> bool:
    return bool(app._exit or not app.is_running or not app.screen_stack)


def _is_settled(app: App[Any]) -> bool:
    if isinstance(app.screen, Busy) or (isinstance(app, KeyQueue) and not app.is_idle):
        return False
    screen = app.screen
    if app._resize_timer or any(node.message_queue_size for node in (app, *screen.walk_children())):
        return False
    if _is_drawn(screen):
        return True
    screen._on_timer_update()  # what a timer does after some milliseconds
    return False


def _is_drawn(screen: Screen[Any]) -> bool:
    is_laid_out = not (screen._layout_required or screen._scroll_required)
    return is_laid_out and not (screen._dirty_widgets or screen._callbacks)
