"""From 120x40 to 40x10 and back while the screen and its dialogs are open."""

from __future__ import annotations

import os
import signal

from tests.e2e.conftest import Open, OpenPty
from tests.e2e.place import Place
from tests.e2e.terminal import Terminal, git_split


def shrink(terminal: Terminal, wanted: str) -> str:
    """Make the terminal small; the screen on which that text is seen."""
    terminal.resize(40, 10)
    small = terminal.wait_for(
        lambda text: wanted in text and max(map(len, text.splitlines())) <= 40
    )
    assert len(small.splitlines()) <= 10
    return small


def test_small_and_large_again(screen: Open) -> None:
    terminal = screen("HEAD~2", columns=80, rows=24)
    terminal.wait_for("to a new commit")
    shrink(terminal, "@@ -7,11 +7,6 @@")
    terminal.send("1")
    terminal.wait_for("▶  1 ! no message")
    terminal.wait_for("60 unassigned")
    terminal.resize(120, 40)
    terminal.wait_for("w write  q quit")
    terminal.send("m")
    terminal.wait_for("no subject yet")
    shrink(terminal, "no subject yet")
    terminal.type("Small")
    terminal.wait_for("subject: 5 of 50")
    terminal.resize(120, 40)
    terminal.wait_for("1 file, +0 -5")
    terminal.send("ctrl+s")
    terminal.wait_for("▶  1 ✓ Small")
    terminal.send("t")
    terminal.wait_for("Assign to which part?")
    shrink(terminal, "Assign to which part?")
    terminal.wait_for("new part")
    terminal.send("escape")
    terminal.wait_for(lambda text: "new part" not in text)
    terminal.send("p")
    terminal.wait_for("preview")
    shrink(terminal, "preview")
    terminal.send("escape")
    terminal.wait_for("@@")
    terminal.send("?")
    terminal.wait_for("all keys")
    terminal.send("escape")
    terminal.wait_for("@@")
    terminal.send("w")
    terminal.wait_for("1 commit becomes")
    terminal.wait_for("y write")
    terminal.resize(120, 40)
    terminal.wait_for("write the new history")
    shrink(terminal, "y write")
    terminal.send("escape")
    terminal.wait_for("@@")
    terminal.send("T")
    terminal.wait_for("Choose a theme")
    terminal.resize(120, 40)
    terminal.wait_for("keep the current theme")
    terminal.send("k")
    terminal.wait_for(lambda text: "Choose a theme" not in text)
    terminal.send("q")
    assert terminal.wait_exit() == 1


def test_the_size_is_the_terminals_own(screen: Open) -> None:
    """Also where COLUMNS and LINES are exported, as some shells do (D32)."""
    terminal = screen("HEAD~2", columns=90, rows=24, COLUMNS="60", LINES="12")
    first = terminal.wait_for("to a new commit").splitlines()
    assert len(first) == 24
    assert max(map(len, first)) > 60
    terminal.resize(120, 40)
    terminal.wait_for(
        lambda text: len(text.splitlines()) == 40 and max(map(len, text.splitlines())) > 90
    )
    shrink(terminal, "? keys")


def test_everything_is_drawn_again_at_the_same_size(ptys: OpenPty, story: Place) -> None:
    """A terminal that is resized and back at once tells of the last size only, but loses lines."""
    terminal = ptys(story, "git", "split", "HEAD~2")
    terminal.wait_for("to a new commit")
    terminal.wait_for("«")
    before = terminal.screen()
    terminal.forget()
    os.kill(git_split(terminal), signal.SIGWINCH)
    terminal.wait_for(lambda shown: shown == before)
    for _ in range(4):
        terminal.resize(80, 20)
        terminal.resize(120, 40)
        terminal.wait_for(lambda shown: shown == before)
