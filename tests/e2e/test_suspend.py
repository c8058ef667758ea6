"""Ctrl+Z gives the terminal back to the shell, with git; fg comes back to the same state."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.e2e.place import Place
from tests.e2e.terminal import TERMINALS, Terminal


@pytest.fixture(params=TERMINALS, ids=lambda kind: kind.__name__.lower())
def shell(request: pytest.FixtureRequest, story: Place) -> Iterator[Terminal]:
    """An interactive shell in the story's repository."""
    env = {**story.env, "PS1": "ready> "}
    terminal: Terminal = request.param(["bash", "--norc", "-i"], story.directory, env)
    terminal.wait_for("ready>")
    yield terminal
    terminal.kill()


def test_suspended_and_back(shell: Terminal) -> None:
    shell.type("git split HEAD~2\r")
    shell.wait_for("makes a new commit of it")
    shell.send("1")
    shell.wait_for("▶  1 (no message yet: m)")
    shell.send("ctrl+z")
    shell.wait_for("Stopped")
    shell.type("echo it is $((40 + 2))\r")
    shell.wait_for("it is 42")
    shell.type("fg\r")
    shell.wait_for("▶  1 (no message yet: m)")
    shell.send("u")
    shell.wait_for(lambda screen: "no message yet" not in screen and "? keys" in screen)
    shell.send("q")
    shell.wait_for("nothing was changed")
    shell.type("echo it is $((50 + 3))\r")
    shell.wait_for("it is 53")
