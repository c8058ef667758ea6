"""The story on the screen: the installed program, driven with keys alone."""

from __future__ import annotations

from fixtures.story import SERIES
from tests.e2e.conftest import Open
from tests.e2e.outcome import SUBJECTS, assert_told
from tests.e2e.place import Place
from tests.e2e.terminal import SANE, Terminal


def give_all(terminal: Terminal) -> None:
    """Give every change of the story's commit to its part."""
    terminal.wait_for("to a new commit")
    terminal.send("X", "J", "1")
    terminal.wait_for("15 lines → part 1 · nothing unassigned below")
    terminal.send("K", "]", "2")
    terminal.wait_for("hunk 2/9 of run.sh · in the rest")
    terminal.send("down", "down", "down", "down", "v", *["down"] * 5)
    terminal.wait_for("6 lines marked")
    terminal.send("2")
    terminal.wait_for("added line 30 of run.sh · in the rest")
    terminal.send("v", *["down"] * 5, "3")
    terminal.wait_for("removed line 39 of run.sh · in the rest")
    terminal.send("[")
    for hunk in range(3, 8):
        terminal.wait_for(f"hunk {hunk}/9 of run.sh · in the rest")
        terminal.send("3")
    terminal.wait_for("hunk 8/9 of run.sh · in the rest")
    terminal.send("2")
    terminal.wait_for("hunk 9/9 of run.sh · in the rest")
    terminal.send("X")
    terminal.wait_for("everything is assigned · w: review & write")


def write_messages(terminal: Terminal) -> None:
    """Ask for the last look, and give the messages that it asks for."""
    terminal.send("w")
    for number, subject in enumerate(SUBJECTS[:3], 1):
        terminal.wait_for(f"part {number} needs a message")
        terminal.type(subject)
        terminal.wait_for(f"subject: {len(subject)} of 50")
        terminal.send("ctrl+s")
    terminal.wait_for("1 commit becomes")


def test_story_by_keys(screen: Open, story: Place) -> None:
    terminal = screen("HEAD~2")
    give_all(terminal)
    write_messages(terminal)
    look = terminal.wait_for("new-machine  81f5b773 → ")
    assert "DROPPED" in look
    assert story.git("rev-parse", "HEAD") == SERIES[2]
    terminal.send("enter")
    terminal.send("y")
    assert terminal.wait_exit() == 0
    assert terminal.modes() == SANE
    assert_told(story)
    assert story.lines("for-each-ref", "refs/split/undo")
    assert not list((story.directory / ".git/split/drafts").glob("*"))


def test_leaving_keeps_the_draft_and_offers_it_again(screen: Open, story: Place) -> None:
    before = story.git("for-each-ref")
    terminal = screen("HEAD~2")
    give_all(terminal)
    terminal.send("q")
    assert terminal.wait_exit() == 1
    terminal.wait_for("the draft is kept: run the same command to resume")
    assert story.git("for-each-ref") == before
    again = screen("HEAD~2")
    again.wait_for("There is a draft for")
    again.send("enter")
    again.wait_for("no message yet (m)")
    write_messages(again)
    again.send("y")
    assert again.wait_exit() == 0
    assert_told(story)


def test_killed_screen_leaves_a_draft_with_its_past(screen: Open) -> None:
    terminal = screen("HEAD~2")
    give_all(terminal)
    terminal.kill()
    again = screen("HEAD~2")
    again.wait_for("There is a draft for")
    again.send("y")
    again.wait_for("dropped: not committed")
    again.send("n")
    again.wait_for("nothing is in the rest")
    again.send("u")
    again.wait_for("undone")
    again.send("n")
    again.wait_for("removed line 135 of run.sh · in the rest")


def test_undo_and_redo(screen: Open) -> None:
    terminal = screen("HEAD~2")
    terminal.wait_for("to a new commit")
    terminal.send("1")
    terminal.wait_for("no message yet (m)")
    terminal.send("u")
    terminal.wait_for(lambda text: "no message yet (m)" not in text)
    terminal.send("ctrl+r")
    terminal.wait_for("no message yet (m)")


def test_nothing_decided_leaves_without_asking(screen: Open, story: Place) -> None:
    terminal = screen("HEAD~2")
    terminal.wait_for("to a new commit")
    terminal.send("q")
    assert terminal.wait_exit() == 1
    assert story.git("rev-parse", "HEAD") == SERIES[2]


def test_dry_run_from_the_screen_moves_nothing(screen: Open, story: Place) -> None:
    terminal = screen("-n", "HEAD~2")
    terminal.wait_for("to a new commit")
    terminal.send("1", "w")
    terminal.wait_for("part 1 needs a message")
    terminal.type("Only the configuration")
    terminal.send("ctrl+s")
    terminal.wait_for("1 commit becomes")
    terminal.send("y")
    assert terminal.wait_exit() == 0
    assert story.git("rev-parse", "HEAD") == SERIES[2]
