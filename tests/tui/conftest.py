"""A commit with a bit of everything, opened on the screen."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from splitter import session as sessions
from splitter.session import Session
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
