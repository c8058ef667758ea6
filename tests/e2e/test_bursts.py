"""Keys that come in one go, as over a slow line or when pasted, each act where they were meant."""

from __future__ import annotations

import re
import time

import pytest

from fixtures.story import SERIES
from tests.e2e import orchard
from tests.e2e.conftest import Open
from tests.e2e.place import Place
from tests.e2e.terminal import Terminal

CTRL_C, CTRL_P, CTRL_S, ESCAPE = "\x03", "\x10", "\x13", "\x1b"


@pytest.fixture
def started(terminals: Open, place: Place) -> Terminal:
    """The screen on the orchard's commit, waiting for its first key; there is no editor."""
    orchard.plant(place)
    terminal = terminals(place, "git", "split", "HEAD", GIT_EDITOR="false")
    terminal.wait_for("to a new commit")
    return terminal


@pytest.mark.parametrize(
    ("keys", "then"),
    [
        ("/climb\r", "removed line 3 of src/app/pick.py · in the rest"),
        ("/climb\r1", "removed line 4 of src/app/pick.py · in the rest"),
        ("1mFix it" + CTRL_S, "▶  1 ✓ Fix it"),
        ("1mOne" + CTRL_S + "tOne\r", "▶  1 ✓ One  2 files"),
        ("1mOne" + ESCAPE + "ytOne\r", "▶  1 ✓ One  2 files"),
        ("1mOne" + ESCAPE + "yw", "1 commit becomes 2"),
        ("?theme" + ESCAPE + "2", "there is no part 2 yet"),
        ("?theme", re.compile("GENERAL\n *T  *choose another theme")),
        ("?undo" + CTRL_C + "1", "▶  1 ! no message yet (m)"),
        ("Tx" + CTRL_C + "1", "▶  1 ! no message yet (m)"),
        ("fsort\r1", "only: sort (1 of 4 files)"),
        ("p" + CTRL_C + "1", "▶  1 ! no message yet (m)"),
        (CTRL_P + "let it keep\r", "the commit has no Change-Id"),
    ],
)
def test_keys_in_one_go(started: Terminal, keys: str, then: str | re.Pattern[str]) -> None:
    started.type(keys)
    started.wait_for(then)


@pytest.mark.parametrize("keys", ["1qy", "1/q\rqy", "1mA message" + CTRL_S + "qy"])
def test_leaving_in_one_go(started: Terminal, keys: str) -> None:
    started.type(keys)
    assert started.wait_exit() == 1


def test_a_commit_is_picked_in_one_go(screen: Open, story: Place) -> None:
    subject = story.git("log", "-1", "--format=%s", SERIES[0])
    terminal = screen()
    terminal.wait_for("choose a commit")
    terminal.type(f"/{subject[:20]}\r1")
    terminal.wait_for("▶  1 ! no message yet (m)")


def test_back_to_the_list_and_on_in_one_go(screen: Open) -> None:
    terminal = screen()
    terminal.wait_for("choose a commit")
    terminal.type("\r1qy\ry]2qyjq")
    assert terminal.wait_exit() == 1
    again = screen("HEAD")
    again.wait_for(": 3 commits")


def test_messages_are_asked_for_in_one_go_but_nothing_is_written(
    screen: Open, story: Place
) -> None:
    terminal = screen("HEAD~2")
    terminal.wait_for("to a new commit")
    terminal.type("J1J2wFirst one" + CTRL_S + "Second one" + CTRL_S + "\ry y")
    terminal.wait_for("then press y to write")
    assert story.git("rev-parse", "HEAD") == SERIES[2]
    terminal.send("y")
    assert terminal.wait_exit() == 0
    subjects = story.lines("log", "--reverse", "--format=%s", "main..HEAD")
    assert {"First one", "Second one"} < set(subjects)


def test_keys_behind_the_one_that_opens_the_editor_are_not_taken_for_others(
    started: Terminal,
) -> None:
    started.type("1Mqd")
    started.wait_for("the editor failed")
    started.send("2")
    started.wait_for("▶  2 ! no message yet")


@pytest.mark.parametrize("keys", ["1mOne\x1b", "/climb\r1"])
@pytest.mark.parametrize("pause", [0.0, 0.1, 0.2, 0.3])
def test_what_is_typed_ahead_reaches_the_first_screen(
    terminals: Open, place: Place, keys: str, pause: float
) -> None:
    orchard.plant(place)
    terminal = terminals(place, "git", "split", "HEAD")
    for key in keys:
        terminal.type(key)
        time.sleep(pause / len(keys))
    terminal.wait_for("Save the message?" if "One" in keys else "removed line 4 of src/app/pick.py")
