"""Colours by the bytes that are sent: none where NO_COLOR says so, else those of the theme."""

from __future__ import annotations

import re

from tests.e2e.conftest import OpenPty
from tests.e2e.place import Place
from tests.e2e.terminal import SANE, Pty

_SGR = re.compile(rb"\x1b\[([0-9;:]*)m")
#: Foreground and background: the sixteen, the bright ones, and those by number or red, green, blue.
_COLOURS = {*range(30, 39), *range(40, 49), *range(90, 98), *range(100, 108)}


def colours(raw: bytes) -> set[bytes]:
    """The sequences that set another colour than the terminal's own."""
    found = set(_SGR.findall(raw))
    return {one for one in found if any(int(n) in _COLOURS for n in re.findall(rb"\d+", one))}


def visit(terminal: Pty) -> None:
    """Go through the screens, and leave."""
    terminal.wait_for("to a new commit")
    terminal.send("1", "J", "X")
    terminal.wait_for("X   dropped: not committed")
    terminal.send("m")
    terminal.wait_for("no subject yet")
    terminal.type("Plain")
    terminal.send("ctrl+s")
    terminal.wait_for("✓ Plain")
    for key, words in (("?", "all keys"), ("p", "Esc back"), ("t", "Assign to which part?")):
        terminal.send(key)
        terminal.wait_for(words)
        terminal.send("escape")
        terminal.wait_for(lambda text, words=words: "? keys" in text and words not in text)  # type: ignore[misc]
    terminal.send("ctrl+p")
    terminal.wait_for("Search")
    terminal.send("escape")
    terminal.wait_for(lambda text: "Search" not in text)
    terminal.send("w")
    terminal.wait_for("1 commit becomes")
    terminal.send("escape")
    terminal.wait_for("? keys")
    terminal.send("q")
    assert terminal.wait_exit() == 1


def test_no_color_sends_none(ptys: OpenPty, story: Place) -> None:
    terminal = ptys(story, "git", "split", "HEAD~2", NO_COLOR="1", COLORTERM="truecolor")
    visit(terminal)
    assert colours(bytes(terminal.raw)) == set()
    assert _SGR.search(terminal.raw), "bold, dim and reverse are there all the same"


def test_every_theme_has_its_own(ptys: OpenPty, story: Place) -> None:
    shown = {}
    for configured in ("colorblind-dark", "plain", "light"):
        story.git("config", "split.theme", configured)
        terminal = ptys(story, "git", "split", "HEAD~2", COLORTERM="truecolor")
        terminal.wait_for("65 lines unassigned")
        shown[configured] = colours(bytes(terminal.raw))
    assert shown["plain"] == set()
    for name in ("dark", "colorblind-light", "terminal"):
        terminal.send("T")
        question = terminal.wait_for("Choose a theme")
        row = terminal.find(f"  {name} ")[1]
        key = question.split("\n")[row].split(name)[0].split()[-1]
        terminal.send(key)
        terminal.wait_for(lambda text: "Choose a theme" not in text)
        terminal.send("J")
        terminal.wait_for("run.sh · all")
        terminal.raw.clear()
        terminal.send("K")
        terminal.wait_for("check-conf · all")
        shown[name] = colours(bytes(terminal.raw))
    assert not any(b"8;2;" in one for one in shown["terminal"])
    assert len(set(map(frozenset, shown.values()))) == len(shown)
    terminal.send("q")
    assert terminal.wait_exit() == 1
    assert terminal.modes() == SANE
