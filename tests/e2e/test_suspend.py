"""Ctrl+Z gives the terminal back to the shell, with git; fg comes back to the same state."""

from __future__ import annotations

import pytest

from fixtures.story import SERIES
from tests.e2e.conftest import Open
from tests.e2e.place import Place


def is_read(screen: str) -> bool:
    """Whether something was given away, and it is known by now which lines only moved."""
    return "▶  1 ! no message yet (m)" in screen and "«" in screen


def test_suspended_and_back(terminals: Open, story: Place) -> None:
    shell = terminals(story, "bash", "--norc", "-i", PS1="ready> ")
    shell.wait_for("ready>")
    at_the_prompt = shell.modes()
    shell.type("git split HEAD~2\r")
    shell.wait_for("to a new commit")
    shell.send("1")
    before = shell.wait_for(is_read)
    assert shell.modes().second_screen
    shell.send("ctrl+z")
    shell.wait_for("Stopped")
    shell.type("echo it is $((40 + 2))\r")
    shell.wait_for("it is 42")
    assert shell.modes() == at_the_prompt
    shell.type("fg\r")
    assert shell.wait_for(is_read) == before
    shell.send("m")
    shell.wait_for("no subject yet")
    shell.type("Half")
    shell.send("ctrl+z")
    shell.wait_for("Stopped")
    shell.type("fg\r")
    shell.wait_for("subject: 4 of 50")
    shell.send("ctrl+s")
    shell.wait_for("▶  1 ✓ Half")
    shell.send("u", "u")
    shell.wait_for(lambda screen: "✓ Half" not in screen and " 60 lines unassigned" not in screen)
    shell.send("q")
    shell.wait_for("nothing was changed")
    shell.type("echo it is $((50 + 3))\r")
    shell.wait_for("it is 53")
    assert shell.modes() == at_the_prompt


@pytest.mark.parametrize("kill", ["kill %1", "kill -HUP %1"])
def test_a_stopped_git_split_ends_when_the_shell_kills_it(
    terminals: Open, story: Place, kill: str
) -> None:
    """The shell sends the signal and SIGCONT; git split is in the background then."""
    shell = terminals(story, "bash", "--norc", "-i", PS1="ready> ")
    shell.wait_for("ready>")
    at_the_prompt = shell.modes()
    shell.type("git split HEAD~2\r")
    shell.wait_for("to a new commit")
    shell.send("1")
    shell.wait_for("no message yet")
    shell.send("ctrl+z")
    shell.wait_for("Stopped")
    shell.type(f"{kill}\r")
    shell.wait_for("nothing was changed")
    shell.type("wait; echo it is $((40 + 2))\r")
    shell.wait_for("it is 42")
    assert shell.modes() == at_the_prompt
    draft = story.directory / ".git/split/drafts" / f"{SERIES[0]}.toml"
    assert "check-conf" in draft.read_text()
