"""Leaving without a goodbye: the terminal goes, or a signal comes; the draft is there."""

from __future__ import annotations

import os
import pty
import select
import signal
import subprocess
import threading
import time
from collections.abc import Callable
from contextlib import suppress

import pytest

from tests.e2e.place import Place

Leave = Callable[[subprocess.Popen[bytes], int], None]


def hang_up(_: subprocess.Popen[bytes], master: int) -> None:
    """Take the terminal away from a program that nobody sends a signal to."""
    os.close(master)


def send(number: int) -> Leave:
    """Send a signal."""
    return lambda process, _: process.send_signal(number)


def drain(master: int) -> None:
    """Read what comes, so that the program is not kept waiting."""
    with suppress(OSError):
        while os.read(master, 65536):
            pass


def wait_for(master: int, text: bytes) -> None:
    """Read until the text has come."""
    seen = b""
    limit = time.monotonic() + 20
    while text not in seen:
        assert time.monotonic() < limit, seen
        if select.select([master], [], [], 0.1)[0]:
            seen += os.read(master, 65536)


@pytest.mark.parametrize(
    "leave", [hang_up, send(signal.SIGHUP), send(signal.SIGTERM)], ids=["eof", "hup", "term"]
)
def test_the_draft_is_kept(story: Place, leave: Leave) -> None:
    before = story.git("for-each-ref")
    master, slave = pty.openpty()
    process = subprocess.Popen(
        ["git-split", "HEAD~2"],
        cwd=story.directory,
        env={**story.env, "TERM": "xterm-256color"},
        stdin=slave,
        stdout=slave,
        stderr=slave,
        start_new_session=True,
    )
    os.close(slave)
    wait_for(master, b"makes a new commit")
    os.write(master, b"1")
    wait_for(master, b"no message yet")
    leave(process, master)
    if leave is not hang_up:
        threading.Thread(target=drain, args=(master,), daemon=True).start()
    # 120 is Python's own, for words that nobody is there to read
    assert process.wait(20) in ((1, 120) if leave is hang_up else (1,))
    drafts = list((story.directory / ".git/split/drafts").glob("*.toml"))
    assert ["check-conf" in draft.read_text() for draft in drafts] == [True]
    assert story.git("for-each-ref") == before
