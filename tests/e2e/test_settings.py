"""Keys of one's own, and what is told of settings that are off."""

from __future__ import annotations

import pytest

from tests.e2e.conftest import Open, OpenPty
from tests.e2e.place import Place

SECOND_SCREEN = b"\x1b[?1049h"


def test_keys_of_ones_own(screen: Open, story: Place) -> None:
    story.git("config", "split.key.drop", "d")
    story.git("config", "split.key.leave", "ctrl+x")
    terminal = screen("HEAD~2")
    terminal.wait_for(lambda text: "d drop" in text and "Ctrl+X quit" in text)
    terminal.send("X", "q", "d")
    terminal.wait_for("X   dropped: not committed")
    terminal.wait_for(lambda screen: " 60 " in screen and "s unassigned" in screen)
    terminal.send("?")
    terminal.wait_for(lambda text: " d  " in text and "drop:" in text)
    terminal.send("escape")
    terminal.wait_for("? keys")
    terminal.send("u")
    terminal.wait_for("65 lines unassigned")
    terminal.send("ctrl+x")
    assert terminal.wait_exit() == 1


@pytest.mark.parametrize(
    ("setting", "value", "told"),
    [
        ("split.key.drop", "q", "fatal: split.key.drop is Q, the key of 'quit'"),
        ("split.key.drop", "hyper+x", "fatal: invalid value 'hyper+x' for split.key.drop"),
        ("split.key.fly", "x", "fatal: split.key.fly does not name an action"),
        ("split.theme", "pink", "fatal: invalid value 'pink' for split.theme"),
    ],
)
def test_wrong_setting_is_told_before_a_screen_opens(
    ptys: OpenPty, story: Place, setting: str, value: str, told: str
) -> None:
    story.git("config", setting, value)
    terminal = ptys(story, "git", "split", "HEAD~2")
    assert terminal.wait_exit() == 2
    assert told.lower() in terminal.screen().lower()
    assert "hint: " in terminal.screen()
    assert SECOND_SCREEN not in terminal.raw
