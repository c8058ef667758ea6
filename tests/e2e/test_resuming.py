"""A killed screen leaves everything that was done, with its past and its future."""

from __future__ import annotations

import signal

from tests.e2e import orchard
from tests.e2e.conftest import Open
from tests.e2e.place import Place


def test_killed_and_gone_on_with(terminals: Open, place: Place) -> None:
    orchard.plant(place)
    before = place.git("for-each-ref")
    killed = terminals(place, "git", "split", "HEAD")
    killed.wait_for("for a new commit")
    killed.send("1", "J", "2")
    killed.wait_for("6 undecided")
    killed.send("X")
    killed.wait_for("4 undecided")
    killed.send("u")
    killed.wait_for("undone")
    killed.signal(signal.SIGKILL)
    assert killed.wait_exit() != 0
    assert place.git("for-each-ref") == before
    terminal = terminals(place, "git", "split", "HEAD")
    terminal.wait_for("There is a draft for this commit, into")
    terminal.send("enter")
    terminal.wait_for("removed line 1 of src/lib/wash.py goes to the rest")
    terminal.send("ctrl+r")
    terminal.wait_for("X   dropped: leaves history")
    terminal.wait_for("4 undecided")
    terminal.send("u", "u")
    terminal.wait_for("10 undecided")
    terminal.wait_for("▌  · ▾ M src/app/sort.py")
    terminal.send("ctrl+r")
    terminal.wait_for("6 undecided")


def test_second_screen_for_a_commit_says_that_nothing_is_kept(
    terminals: Open, place: Place
) -> None:
    orchard.plant(place)
    first = terminals(place, "git", "split", "HEAD")
    first.wait_for("for a new commit")
    first.send("1")
    first.wait_for("10 undecided")
    second = terminals(place, "git", "split", "HEAD")
    second.wait_for("git split")
    second.send("J", "1")
    second.wait_for("another git split has this commit open; what is done here is not kept")
    first.send("q")
    first.wait_for("the draft is kept")
    first.send("y")
    assert first.wait_exit() == 1
    (draft,) = (place.directory / ".git/split/drafts").glob("*.toml")
    assert "src/app" not in draft.read_text()
