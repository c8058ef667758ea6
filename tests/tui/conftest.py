"""A commit with a bit of everything, opened on the screen, and a pilot that has patience."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from textual.pilot import Pilot

from splitter import session as sessions
from splitter.session import Session
from splitter.tui.one_by_one import Busy, OneByOne
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


@pytest.fixture(autouse=True)
def patience(monkeypatch: pytest.MonkeyPatch) -> None:
    """A pilot waits, as users do, until a screen that takes no keys has gone, and until the keys
    are taken that have waited for that.
    """
    press = Pilot[Any].press

    async def patiently(self: Pilot[Any], *keys: str) -> None:
        await press(self, *keys)
        await settled(self)

    monkeypatch.setattr(Pilot, "press", patiently)


async def settled(pilot: Pilot[Any]) -> None:
    """Wait until no screen takes no keys, and none wait."""
    if _is_busy(pilot):
        while _is_busy(pilot) or _has_keys(pilot):
            await pilot.pause(0.005)
        await pilot.pause()


def _is_busy(pilot: Pilot[Any]) -> bool:
    return bool(pilot.app.screen_stack) and isinstance(pilot.app.screen, Busy)


def _has_keys(pilot: Pilot[Any]) -> bool:
    app = pilot.app
    return isinstance(app, OneByOne) and bool(app._keys or app._behind) and not app._exit
