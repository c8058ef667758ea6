"""Files whose names and lines are made to drive a terminal: it stays as it was."""

from __future__ import annotations

from tests.e2e.conftest import Open
from tests.e2e.place import Place
from tests.e2e.terminal import SANE

#: Sets the title, clears, homes, leaves the second screen, turns the mouse on, asks for an answer,
#: turns letters into lines, and hides the cursor.
ATTACK = "\x1b]0;owned\x07\x1b[2J\x1b[H\x1b[?1049l\x1b[?1000h\x1b[c\x1b(0\x1b[?25l\x9b31m\r\x08"
BIDI = "\u202eevil\u2066\u200b\u2028"
MANY = 5000


def test_terminal_is_not_driven_by_what_is_split(terminals: Open, place: Place) -> None:
    place.git("commit", "-q", "--allow-empty", "-m", "Base")
    files: dict[str, str | bytes] = {f"many/line\n{n:04}": f"{n}\n" for n in range(MANY)}
    files[f"a{ATTACK.replace('/', '')}"] = f"{ATTACK}{BIDI}\n"
    files["b"] = b"\xff\xfe\x80 not UTF-8\n" + b"x" * 1_000_000 + b"\n"
    place.commit(files, f"Subject {ATTACK}{BIDI}")
    terminal = terminals(place, "git", "split", "HEAD", LC_ALL="C.UTF-8")
    terminal.wait_for("to a new commit")
    title = terminal.title()
    assert "owned" not in title
    assert terminal.modes().second_screen
    assert not terminal.modes().cursor
    terminal.send("]")
    terminal.wait_for("hunk 1/1 of")
    terminal.send("1")
    terminal.wait_for(lambda screen: " 5,002 lines" in screen and "s unassigned" in screen)
    terminal.send("J")
    terminal.wait_for("x" * 60)
    terminal.send("G")
    terminal.wait_for("line^J4999")
    terminal.send("m")
    terminal.wait_for("no subject yet")
    terminal.type("Tame")
    terminal.send("ctrl+s")
    terminal.wait_for("▶  1 ✓ Tame")
    terminal.send("p")
    terminal.wait_for("1 file changed, 1 insertion(+)")
    terminal.send("escape")
    terminal.wait_for("? keys")
    terminal.send("w")
    terminal.wait_for("1 commit becomes")
    assert terminal.title() == title
    assert terminal.modes().second_screen
    terminal.send("y")
    assert terminal.wait_exit() == 0
    assert terminal.modes() == SANE
    assert "owned" not in terminal.title()
    assert place.git("log", "-1", "--format=%s", "HEAD~1") == "Tame"
