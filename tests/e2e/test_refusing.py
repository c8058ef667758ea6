"""What cannot be split, asked for on a terminal: it is told in words, and no screen opens."""

from __future__ import annotations

import subprocess

import pytest

from tests.e2e.place import Place
from tests.e2e.terminal import read_to_end, start_on_pty

#: How a program takes the terminal's second screen.
SECOND_SCREEN = b"\x1b[?1049h"


@pytest.mark.parametrize(
    ("revision", "told"),
    [("no-such", b"fatal: 'no-such' is not a commit"), ("HEAD^{tree}", b"is not a commit")],
)
def test_refusal_is_told_before_any_screen_opens(story: Place, revision: str, told: bytes) -> None:
    process, master = start_on_pty(["git-split", revision], story.directory, story.env)
    seen = read_to_end(master)
    assert process.wait(20) == 1
    assert told in seen
    assert SECOND_SCREEN not in seen


def test_commit_without_a_branch_is_refused_before_any_screen_opens(story: Place) -> None:
    """D26: of a remote-tracking branch, and of a stash."""
    story.git("checkout", "-q", "--detach", "HEAD~2")
    story.git("commit", "-q", "--amend", "-m", "Of another")
    story.git("update-ref", "refs/remotes/origin/x", "HEAD")
    story.git("checkout", "-q", "new-machine")
    (story.directory / "README").write_text("changed\n")
    story.git("stash", "push", "-q")
    for revision, told in (("origin/x", b"fatal: no branch contains"), ("stash", b"is a stash")):
        process, master = start_on_pty(["git-split", revision], story.directory, story.env)
        seen = read_to_end(master)
        assert process.wait(20) == 1
        assert told in seen
        assert SECOND_SCREEN not in seen


@pytest.mark.parametrize("closed", ["stdin", "stderr"])
def test_without_a_terminal_no_screen_opens(story: Place, closed: str) -> None:
    ends = {closed: subprocess.DEVNULL}
    command = ["git", "split", "HEAD~2"]
    process, master = start_on_pty(command, story.directory, story.env, **ends)
    told = read_to_end(master)
    assert process.wait(20) == 1
    assert b"\x1b" not in told
    if closed == "stdin":
        assert b"fatal: standard input is not a terminal" in told
        assert b"git split --plan" in told
