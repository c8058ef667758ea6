"""Forty hunks into four parts: a key for each hunk, and the messages."""

from __future__ import annotations

from tests.e2e.conftest import Open
from tests.e2e.place import Place
from tests.e2e.terminal import SANE

FILES, HUNKS, PARTS = 8, 5, 4
SUBJECTS = ["Rename the things", "Count from one", "Say it louder", "Clean up behind it"]


def part(file: int, hunk: int) -> int:
    """The part for a hunk: all mixed up, after the first of each."""
    nth = file * HUNKS + hunk
    return nth + 1 if nth < PARTS else 1 + nth * 7 % 11 % PARTS


def text(file: int, parts: int) -> str:
    """A file as it is after so many parts: each changes a line of every twenty that is its own."""
    lines = [f"file {file} line {n}" for n in range(100)]
    for hunk in range(HUNKS):
        if part(file, hunk) <= parts:
            lines[hunk * 20 + 10] += ", changed"
    return "".join(f"{line}\n" for line in lines)


def test_forty_hunks_into_four_parts_take_a_key_each(terminals: Open, place: Place) -> None:
    names = [f"module{n}/code.txt" for n in range(FILES)]
    place.commit({name: text(n, 0) for n, name in enumerate(names)}, "Base")
    place.commit({name: text(n, PARTS) for n, name in enumerate(names)}, "A long day")
    keys = [str(part(file, hunk)) for file in range(FILES) for hunk in range(HUNKS)]
    terminal = terminals(place, "git", "split", "HEAD")
    terminal.wait_for("to a new commit")
    terminal.send("]")
    terminal.type("".join(keys))
    terminal.wait_for("everything is assigned · w: review & write")
    terminal.send("w")
    for number, subject in enumerate(SUBJECTS, 1):
        terminal.wait_for(f"part {number} needs a message")
        terminal.type(subject)
        terminal.wait_for(f"subject: {len(subject)} of 50")
        terminal.send("ctrl+s")
    terminal.wait_for("1 commit becomes")
    terminal.send("y")
    assert terminal.wait_exit() == 0
    assert terminal.modes() == SANE
    assert place.lines("log", "--reverse", "--format=%s", "HEAD~4..") == SUBJECTS
    for number in range(PARTS + 1):
        revision = f"HEAD~{PARTS - number}"
        found = [place.file(revision, name) for name in names]
        assert found == [text(n, number) for n in range(FILES)]
