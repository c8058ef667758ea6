"""A killed screen leaves everything that was done, with its past and its future."""

from __future__ import annotations

import signal
import time

from tests.e2e import orchard
from tests.e2e.conftest import Open
from tests.e2e.place import Place
from tests.e2e.terminal import TIMEOUT, Terminal


def wait_until_kept(place: Place, text: str) -> None:
    """Wait until the log of the only draft has a text.  Raises AssertionError after a while."""
    (log,) = (place.directory / ".git/split/drafts").glob("*.log")
    end = time.monotonic() + TIMEOUT
    while text not in log.read_text():
        assert time.monotonic() < end, log.read_text()
        time.sleep(0.02)


def resumed(terminals: Open, place: Place) -> Terminal:
    """The screen of a commit for which a draft was left, which is gone on with."""
    terminal = terminals(place, "git", "split", "HEAD")
    terminal.wait_for("There is a draft for")
    terminal.send("enter")
    return terminal


def test_killed_and_gone_on_with(terminals: Open, place: Place) -> None:
    orchard.plant(place)
    before = place.git("for-each-ref")
    killed = terminals(place, "git", "split", "HEAD")
    killed.wait_for("to a new commit")
    killed.send("1", "J", "2")
    killed.wait_for(lambda screen: " 6 " in screen and "s unassigned" in screen)
    killed.send("X")
    killed.wait_for(lambda screen: " 4 " in screen and "s unassigned" in screen)
    killed.send("u")
    killed.wait_for("undone")
    killed.signal(signal.SIGKILL)
    assert killed.wait_exit() != 0
    assert place.git("for-each-ref") == before
    terminal = resumed(terminals, place)
    terminal.wait_for("src/lib/wash.py · all unassigned")
    terminal.send("ctrl+r")
    terminal.wait_for("X   dropped: not committed")
    terminal.wait_for(lambda screen: " 4 " in screen and "s unassigned" in screen)
    terminal.send("u", "u")
    terminal.wait_for(lambda screen: " 10 " in screen and "s unassigned" in screen)
    terminal.wait_for("▌  · ▾ M src/app/sort.py")
    terminal.send("ctrl+r")
    terminal.wait_for(lambda screen: " 6 " in screen and "s unassigned" in screen)


def test_killed_in_the_middle_of_a_message(terminals: Open, place: Place) -> None:
    orchard.plant(place)
    killed = terminals(place, "git", "split", "HEAD")
    killed.wait_for("to a new commit")
    killed.send("1", "m")
    killed.wait_for("no subject yet")
    killed.type("Wash them\r\rAs they come in.")
    killed.wait_for("subject: 9 of 50")
    wait_until_kept(place, "As they come in.")
    killed.signal(signal.SIGKILL)
    assert killed.wait_exit() != 0
    terminal = resumed(terminals, place)
    terminal.wait_for("Message of part 1, resumed")
    terminal.wait_for("As they come in.")
    terminal.send("ctrl+s")
    terminal.wait_for("▶  1 ✓ Wash them")
    terminal.signal(signal.SIGKILL)
    assert terminal.wait_exit() != 0
    last = resumed(terminals, place)
    last.wait_for("▶  1 ✓ Wash them")


def test_second_screen_for_a_commit_says_that_nothing_is_kept(
    terminals: Open, place: Place
) -> None:
    orchard.plant(place)
    first = terminals(place, "git", "split", "HEAD")
    first.wait_for("to a new commit")
    first.send("1")
    first.wait_for(lambda screen: " 10 " in screen and "s unassigned" in screen)
    second = terminals(place, "git", "split", "HEAD")
    second.wait_for("git split")
    second.send("J", "1")
    second.wait_for("another git split has this commit open; changes made here are not saved")
    first.send("q")
    assert first.wait_exit() == 1
    (draft,) = (place.directory / ".git/split/drafts").glob("*.toml")
    assert "src/app" not in draft.read_text()
