"""Leaving without a goodbye: the terminal goes, or a signal comes; the draft is there."""

from __future__ import annotations

import os
import signal

import pytest

from tests.e2e.conftest import Open
from tests.e2e.place import Place
from tests.e2e.terminal import SANE, start_on_pty


def drafts(story: Place) -> list[str]:
    """The drafts that are kept, as text."""
    found = (story.directory / ".git/split/drafts").glob("*.toml")
    return [draft.read_text() for draft in found]


@pytest.mark.parametrize("number", [signal.SIGHUP, signal.SIGTERM], ids=["hup", "term"])
def test_a_signal_leaves_the_draft_and_a_sane_terminal(
    screen: Open, story: Place, number: int
) -> None:
    before = story.git("for-each-ref")
    terminal = screen("HEAD~2")
    terminal.wait_for("to a new commit")
    terminal.send("1")
    terminal.wait_for(lambda screen: " 60 " in screen and "s unassigned" in screen)
    terminal.signal(number)
    terminal.wait_exit()
    assert terminal.modes() == SANE
    assert ["check-conf" in draft for draft in drafts(story)] == [True]
    assert story.git("for-each-ref") == before


def test_a_terminal_that_goes_without_a_signal_leaves_the_draft(story: Place) -> None:
    process, master = start_on_pty(["git-split", "HEAD~2"], story.directory, story.env)
    seen = b""
    while b"unassigned" not in seen:
        seen += os.read(master, 65536)
    os.write(master, b"1")
    while b"no message yet" not in seen:
        seen += os.read(master, 65536)
    os.close(master)
    # 120 is Python's own, for words that nobody is there to read
    assert process.wait(20) in (1, 120)
    assert ["check-conf" in draft for draft in drafts(story)] == [True]
