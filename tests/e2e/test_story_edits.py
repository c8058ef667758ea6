"""The story told in full: the early exits stay, and come out changed; by keys and by plan.

As in `outcome`, nothing that is expected here comes from git split.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from fixtures.story import BASE, PLAN, SERIES
from tests.e2e import outcome
from tests.e2e.conftest import Open
from tests.e2e.place import Place
from tests.e2e.test_story_keys import give_all, write_messages

OLD_EXIT, NEW_EXIT = "\texit 0\n", "\texit 75\n"
EDITS = """
edits = [
  { file = "run.sh", removed = 137, text = "\\texit 75\\n", until = "end" },
  { file = "run.sh", removed = 144, text = "\\texit 75\\n", until = "end" },
]

# These exits were there for a reason."""


def assert_told_in_full(story: Place) -> None:
    """Assert the story, with changed exits from the third part on."""
    series = story.lines("rev-list", "--reverse", f"{BASE}..HEAD")
    assert len(series) == 5
    assert story.git("fsck", "--strict", "--no-dangling") == ""
    outcome.assert_people(story, series)
    outcome.assert_messages(story, series)
    moved, asked = outcome.expected(story)
    assert story.file(series[1], "run.sh") == moved
    assert asked.count(OLD_EXIT) == 2
    assert story.file(series[2], "run.sh") == asked.replace(OLD_EXIT, NEW_EXIT)
    changed = [story.lines("diff", "--name-only", f"{oid}^", oid) for oid in series[:3]]
    assert changed == [["stop-base"], ["run.sh"], ["run.sh"]]
    story.git("worktree", "add", "-q", "--detach", "../by-git", SERIES[2])
    story.git("-C", "../by-git", "rebase", "-q", "--onto", series[2], SERIES[0])
    by_git = story.lines("-C", "../by-git", "log", "--reverse", "--format=%T", "-2")
    assert story.lines("log", "--reverse", "--format=%T", "-2") == by_git
    assert story.lines("status", "--short") == [" M check-conf", " M run.sh"]
    assert story.git("write-tree") == story.git("rev-parse", "HEAD^{tree}")
    story.git("diff", "--quiet", SERIES[2])


def test_the_exits_come_out_changed_by_keys(screen: Open, story: Place) -> None:
    terminal = screen("HEAD~2")
    give_all(terminal)
    terminal.send(".")
    for number, lines in ((137, 6), (144, 7)):
        terminal.send(*["down"] * lines, "e")
        terminal.wait_for(f"Edit line {number} of run.sh, as part 3 reads it")
        terminal.wait_for("for good · changes the end result")
        terminal.send("backspace")
        terminal.type("75")
        terminal.send("ctrl+s")
        if number == 137:
            terminal.wait_for("carried into")
            terminal.send("y")
        terminal.wait_for("edit in part 3, for good")
    terminal.wait_for("end: changed, +15 −0")
    write_messages(terminal)
    terminal.wait_for("EDITS")
    terminal.send("y")
    assert terminal.wait_exit() == 0
    assert_told_in_full(story)


@pytest.mark.parametrize("is_undone", [False, True])
def test_the_exits_come_out_changed_by_plan(story: Place, tmp_path: Path, is_undone: bool) -> None:
    plan = tmp_path / "plan.toml"
    told = PLAN.read_text().replace("\n# These exits were there for a reason.", EDITS)
    plan.write_text(told)
    done = story.split("--plan", plan, "HEAD~2")
    assert (done.returncode, done.stderr) == (0, "")
    if not is_undone:
        assert_told_in_full(story)
        return
    assert story.split("--undo").returncode == 0
    assert story.lines("rev-parse", "HEAD") == [SERIES[2]]
    assert story.lines("status", "--short") == []
