"""What cannot be split, asked for on a terminal: it is told in words, and no screen opens."""

from __future__ import annotations

import os
import pty
import subprocess
from contextlib import suppress

import pytest

from tests.e2e.place import Place

#: How a program takes the terminal's second screen.
SECOND_SCREEN = b"\x1b[?1049h"


@pytest.mark.parametrize(
    ("revision", "told"),
    [("no-such", b"fatal: 'no-such' is not a commit"), ("HEAD^{tree}", b"is not a commit")],
)
def test_refusal_is_told_before_any_screen_opens(story: Place, revision: str, told: bytes) -> None:
    master, slave = pty.openpty()
    process = subprocess.Popen(
        ["git-split", revision],
        cwd=story.directory,
        env={**story.env, "TERM": "xterm-256color"},
        stdin=slave,
        stdout=slave,
        stderr=slave,
        start_new_session=True,
    )
    os.close(slave)
    seen = b""
    with suppress(OSError):  # the end of a terminal's output
        while data := os.read(master, 65536):
            seen += data
    os.close(master)
    assert process.wait(20) == 1
    assert told in seen
    assert SECOND_SCREEN not in seen


@pytest.mark.parametrize("closed", ["stdin", "stderr"])
def test_without_a_terminal_no_screen_opens(story: Place, closed: str) -> None:
    master, slave = pty.openpty()
    done = subprocess.run(
        ["git", "split", "HEAD~2"],
        cwd=story.directory,
        env={**story.env, "TERM": "xterm-256color"},
        stdin=subprocess.DEVNULL if closed == "stdin" else slave,
        stdout=slave,
        stderr=subprocess.DEVNULL if closed == "stderr" else slave,
        start_new_session=True,
        check=False,
        timeout=20,
    )
    os.close(slave)
    told = b""
    with suppress(OSError):  # the end of a terminal's output
        while data := os.read(master, 65536):
            told += data
    os.close(master)
    assert done.returncode == 1
    assert b"\x1b" not in told
    if closed == "stdin":
        assert b"fatal: the screen needs a terminal" in told
        assert b"git split --plan" in told
