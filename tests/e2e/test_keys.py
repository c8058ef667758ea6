"""One long session in which most keys are pressed; what they did is read with plain git."""

from __future__ import annotations

from tests.e2e import orchard
from tests.e2e.conftest import Open
from tests.e2e.place import Place
from tests.e2e.terminal import SANE, Terminal

ORDERED = (
    "def pick(tree):\n    shake(tree)\n    climb(ladder, slowly)\n    basket = []\n"
    "    return basket\n"
)


def give_directories(terminal: Terminal) -> None:
    """Fold a directory, give all of it away, and take that back."""
    terminal.send("tab", "down", "down")
    terminal.wait_for("src/ (3 files) · in the rest")
    terminal.send("enter")
    terminal.wait_for(lambda text: "▸ src/" in text and "▾ M src/lib" not in text)
    terminal.send("enter")
    terminal.wait_for("M lib/wash.py")
    terminal.send("1")
    terminal.wait_for("▶  1 ! no message yet (m)  3 files +4 -6")
    terminal.send("u")
    terminal.wait_for(lambda screen: " 12 " in screen and "s unassigned" in screen)
    terminal.send("shift+tab", "g")


def read_with_context(terminal: Terminal) -> None:
    """Show more lines around a hunk, and give it to a part."""
    terminal.send("]")
    terminal.wait_for("hunk 1/1 of docs/notes.txt · in the rest")
    terminal.send("+")
    terminal.wait_for("note 10\n")
    terminal.send("-")
    terminal.wait_for(lambda text: "note 10\n" not in text)
    terminal.send("1")
    terminal.wait_for("▶  1 ! no message yet (m)  1 file +1 -1")


def block(text: str) -> list[str]:
    """The ends of the four lines that replace each other, from top to bottom."""
    lines = text.partition("def pick(tree):")[2].splitlines()
    return [line.split()[-1] for line in lines[1:5]]


def order_a_block(terminal: Terminal) -> None:
    """Let a new line stand behind the first old one, and give these two away."""
    terminal.wait_for("hunk 1/1 of src/app/pick.py · in the rest")
    terminal.send(*["down"] * 5)
    terminal.wait_for("added line 2 of src/app/pick.py")
    terminal.send("{", "{")
    terminal.wait_for(lambda text: block(text) == ["fetch()", "shake(tree)", "climb(ladder)", "[]"])
    terminal.send("}")
    terminal.wait_for(lambda text: block(text) == ["fetch()", "climb(ladder)", "shake(tree)", "[]"])
    terminal.send("u")
    terminal.wait_for("undone")
    terminal.wait_for(lambda text: block(text)[1] == "shake(tree)")
    terminal.send("1")
    terminal.wait_for("2 files +2 -1")
    terminal.send("up", "up")
    terminal.wait_for("removed line 2 of src/app/pick.py · in the rest")
    terminal.send("1")
    terminal.wait_for("2 files +2 -2")


def split_a_hunk(terminal: Terminal) -> None:
    """Give the two halves of a hunk to two parts, one picked from a list."""
    terminal.send("J")
    terminal.wait_for("src/app/sort.py · all unassigned")
    terminal.send(*["down"] * 6)
    terminal.wait_for("removed line 4 of src/app/sort.py")
    terminal.send("s")
    terminal.wait_for("split into 2 hunks")
    terminal.send("2")
    terminal.wait_for("▶  2 ! no message yet (m)  1 file +1 -1")
    terminal.wait_for("hunk 1/1 of src/lib/wash.py · in the rest")
    terminal.send("t")
    terminal.wait_for("Assign to which part?")
    terminal.type("2")
    terminal.send("enter")
    terminal.wait_for("▶  2 ! no message yet (m)  2 files +2 -2")


def ask_for_help(terminal: Terminal) -> None:
    """Look a key up, and run an action by its words."""
    terminal.send("?")
    terminal.wait_for("all keys")
    terminal.type("theme")
    terminal.wait_for(lambda text: "another theme" in text and "undo" not in text)
    terminal.send("escape")
    terminal.wait_for("? keys")
    terminal.send("ctrl+p")
    terminal.wait_for("Search")
    terminal.type("let it keep")
    terminal.wait_for("Change-Id and notes  (i)")
    terminal.send("enter")
    terminal.wait_for("the commit has no Change-Id and no notes")
    terminal.send("/")
    terminal.wait_for("Search · then n for the next match")
    terminal.type("climb")
    terminal.send("enter")
    terminal.wait_for("A assigns 1 line in 1 file to ▶: removed line 3 of")


def write_between(terminal: Terminal) -> None:
    """Let part 1 read what neither version has."""
    terminal.send(",")
    terminal.wait_for("▶  1 ")
    terminal.send("r")
    terminal.wait_for("^S save")
    terminal.send("backspace")
    terminal.type(", slowly)")
    terminal.send("ctrl+s")
    terminal.wait_for("edit")
    terminal.wait_for("? keys")


def preview(terminal: Terminal) -> None:
    """Look at the commits to come, beside the diff and on the whole screen."""
    terminal.send("P")
    terminal.wait_for("docs/notes.txt  | 2 +-")
    terminal.send("o")
    terminal.wait_for("src/app/pick.py after part 1")
    terminal.send("P", "p")
    terminal.wait_for("2 files changed, 3 insertions(+), 3 deletions(-)")
    terminal.send("right")
    terminal.wait_for("+water = 'warm'")
    terminal.send("escape")
    terminal.wait_for("? keys")


def test_a_session_with_most_keys(terminals: Open, place: Place) -> None:
    orchard.plant(place)
    old = place.git("rev-parse", "HEAD^{tree}")
    terminal = terminals(place, "git", "split", "HEAD")
    terminal.wait_for("to a new commit")
    give_directories(terminal)
    read_with_context(terminal)
    order_a_block(terminal)
    split_a_hunk(terminal)
    ask_for_help(terminal)
    write_between(terminal)
    preview(terminal)
    terminal.send("w")
    for number, subject in enumerate(["Shake the trees", "Warm up"], 1):
        terminal.wait_for(f"part {number} needs a message")
        terminal.type(subject)
        terminal.send("ctrl+s")
    terminal.wait_for("1 commit becomes")
    terminal.send("y")
    assert terminal.wait_exit() == 0
    assert terminal.modes() == SANE
    subjects = place.lines("log", "--reverse", "--format=%s", "HEAD~3..HEAD")
    assert subjects == ["Shake the trees", "Warm up", "Tend the orchard"]
    assert place.file("HEAD~2", "src/app/pick.py") == ORDERED
    assert place.file("HEAD~1", "src/app/sort.py") == "one = 1\ntwo = 2\nthree = 3\nfour = 4.0\n"
    changed = [place.lines("diff", "--name-only", f"HEAD~{n + 1}", f"HEAD~{n}") for n in (2, 1)]
    assert changed == [
        ["docs/notes.txt", "src/app/pick.py"],
        ["src/app/sort.py", "src/lib/wash.py"],
    ]
    assert place.git("rev-parse", "HEAD^{tree}") == old
