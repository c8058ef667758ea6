"""Split, drop and undo in every format of refs that this git can make."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from splitter.errors import StateRefused
from tests.support.repos import Repo
from tests.support.splits import split, undo
from tests.support.stories import BASE, DROPPING, TWO, story

_HELP = subprocess.run(["git", "init", "-h"], capture_output=True, text=True, check=False)
FORMATS = {"files": [], "reftable": ["--ref-format=reftable"]}
HERE = [name for name in FORMATS if name == "files" or "--ref-format" in _HELP.stdout]


@pytest.mark.parametrize("plan", [TWO, DROPPING])
@pytest.mark.parametrize("form", HERE)
def test_split_and_undo(tmp_path: Path, form: str, plan: str) -> None:
    repo = Repo.init(tmp_path / "work", *FORMATS[form])
    old = story(repo)
    repo.git("branch", "other", old[2])
    before = repo.refs()
    done = split(repo, old[1], plan)
    after = repo.refs()
    assert repo.log(f"{old[0]}..main")[: len(done.parts)] == done.parts
    assert after["refs/heads/other"] == done.rewrite.renamed[old[2]]
    assert after["refs/heads/main"] == done.rewrite.renamed[old[3]]
    repo.check()
    undo(repo)
    assert repo.refs() == before


@pytest.mark.parametrize("form", HERE)
@pytest.mark.parametrize("command", ["cherry-pick", "revert"])
def test_a_pick_in_progress_is_found_here_and_in_another_worktree(
    tmp_path: Path, form: str, command: str
) -> None:
    repo = Repo.init(tmp_path / "work", *FORMATS[form])
    old = story(repo)
    repo.branch("odd", repo.commit({**BASE, b"a": b"odd\n"}, "odd\n", old[:1]))
    repo.git("worktree", "add", "-q", "-b", "topic", str(tmp_path / "linked"), "main")
    linked = Repo(tmp_path / "linked")
    assert linked.attempt(command, "odd").returncode
    before = repo.refs()
    for place in (repo, linked):
        with pytest.raises(StateRefused, match=f"a {command} is in progress"):
            split(place, old[1], TWO)
    assert repo.refs() == before
    linked.git(command, "--abort")
    split(repo, old[1], TWO)
