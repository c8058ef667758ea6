"""From the list of commits to one of them, back, and on: the shell is not seen in between."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

from fixtures.story import SERIES
from tests.e2e.conftest import Open, OpenPty
from tests.e2e.place import Place
from tests.e2e.terminal import SANE, TIMEOUT, Terminal, processes

#: What puts the terminal back to its first screen.
_LEAVES = b"\x1b[?1049l"


def until(holds: Callable[[], bool]) -> None:
    """Wait for what cannot be seen on the screen.  Raises AssertionError after a while."""
    end = time.monotonic() + TIMEOUT
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.02)


def pick(terminal: Terminal, subject: str) -> None:
    """Open a commit by its subject, the list being on the screen."""
    terminal.send("/")
    terminal.wait_for("by message, author or id:")
    terminal.type(subject)
    terminal.wait_for(", 1 shown")
    terminal.send("enter")


def marked(screen: str) -> list[str]:
    """The row under the cursor, as words."""
    return next((line.split() for line in screen.splitlines() if line.startswith("▶")), [])


def is_list(screen: str) -> bool:
    """Whether it is the list of commits."""
    return "choose a commit" in screen and "without splitting?" not in screen


def test_to_a_commit_and_back_and_to_another(ptys: OpenPty, story: Place, tmp_path: Path) -> None:
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    first, second = (story.git("log", "-1", "--format=%s", oid) for oid in (SERIES[0], SERIES[1]))
    terminal = ptys(story, "git", "split", columns=170, TMPDIR=str(scratch))
    terminal.wait_for("choose a commit")
    pick(terminal, first)
    terminal.wait_for("to a new commit")
    terminal.send("1")
    terminal.wait_for("▶  1 ! no message yet (m)")
    until(lambda: any(scratch.iterdir()))
    assert "cat-file" in processes(terminal)
    terminal.send("q")
    terminal.wait_for(lambda text: is_list(text) and "draft" in marked(text))
    assert SERIES[0][:8] in terminal.screen()
    until(lambda: not any(scratch.iterdir()))
    until(lambda: "cat-file" not in processes(terminal))
    terminal.send("escape")
    terminal.wait_for(lambda text: is_list(text) and " shown" not in text)
    assert SERIES[0][:8] in marked(terminal.screen())
    pick(terminal, second)
    terminal.wait_for("to a new commit")
    terminal.send("q")
    terminal.wait_for(is_list)
    assert "draft" not in marked(terminal.screen())
    terminal.send("escape")
    pick(terminal, first)
    terminal.wait_for(": 2 commits")
    terminal.send("enter")
    terminal.wait_for("▶  1 ! no message yet (m)")
    assert _LEAVES not in terminal.raw
    terminal.send("q")
    terminal.wait_for(is_list)
    terminal.send("q")
    assert terminal.wait_exit() == 1
    assert terminal.raw.count(_LEAVES) == 1
    assert terminal.modes() == SANE
    assert not any(scratch.iterdir())


def test_ctrl_c_leaves_altogether(screen: Open) -> None:
    terminal = screen()
    terminal.wait_for("choose a commit")
    terminal.send("enter")
    terminal.wait_for("to a new commit")
    terminal.send("1", "ctrl+c")
    assert terminal.wait_exit() == 1
    terminal.wait_for("nothing was changed; the draft is kept")


def test_what_was_picked_after_another_is_written(screen: Open, story: Place) -> None:
    terminal = screen()
    terminal.wait_for("choose a commit")
    terminal.send("enter")
    terminal.wait_for("to a new commit")
    terminal.send("q")
    terminal.wait_for(is_list)
    terminal.send("enter")
    terminal.wait_for("to a new commit")
    terminal.send("1", "m")
    terminal.wait_for("no subject yet")
    terminal.type("First of two")
    terminal.send("ctrl+s", "w")
    terminal.wait_for("1 commit becomes")
    terminal.send("y")
    assert terminal.wait_exit() == 0
    assert "First of two" in story.lines("log", "-2", "--format=%s")
