"""The mouse alone gives changes away: clicks, a drag over lines, the wheel, clicks on parts."""

from __future__ import annotations

import re

from tests.e2e import orchard
from tests.e2e.conftest import Open
from tests.e2e.place import Place
from tests.e2e.terminal import SANE


def test_clicks_drag_and_wheel(terminals: Open, place: Place) -> None:
    orchard.plant(place)
    terminal = terminals(place, "git", "split", "HEAD", rows=22)
    terminal.wait_for("to a new commit")
    terminal.send("c", "c")
    terminal.wait_for(re.compile("▶  2 ! no message yet .m.  empty\n.*rest: .*\n.*docs/notes"))
    terminal.click(*terminal.find("note twenty"))
    terminal.wait_for("added line 20 of docs/notes.txt · in the rest")
    terminal.drag(terminal.find("fetch()"), terminal.find("climb("), terminal.find("basket = []"))
    terminal.wait_for("lines marked · a number")
    terminal.send("space")
    terminal.wait_for("▶  2 ! no message yet (m)  1 file +0 -3")
    terminal.click(*terminal.find("1 ! no message"))
    terminal.wait_for("▶  1 ! no message yet (m)  empty")
    column, row = terminal.find("shake(tree)")
    terminal.click(terminal.find("▕")[0] + 3, row)
    terminal.wait_for("▶  1 ! no message yet (m)  1 file +1 -0")
    terminal.click(*terminal.find("lib/wash.py"))
    terminal.wait_for("src/lib/wash.py · all unassigned")
    terminal.wait_for(lambda text: "water = 'warm'" in text and "note 17" not in text)
    terminal.wheel(-20, column, 12)
    terminal.wait_for(lambda text: "water = 'warm'" not in text and "note 17" in text)
    terminal.wheel(20, column, 12)
    terminal.wait_for(lambda text: "water = 'warm'" in text and "note 17" not in text)
    terminal.send("T")
    terminal.wait_for("Choose a theme")
    terminal.click(*terminal.find("keep the current theme"))
    terminal.wait_for(lambda text: "Choose a theme" not in text)
    terminal.send("q")
    assert terminal.wait_exit() == 1
    assert terminal.modes() == SANE
