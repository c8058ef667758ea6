"""Split, drop and undo in every format of refs that this git can make."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from tests.support.repos import Repo
from tests.support.splits import split, undo
from tests.support.stories import DROPPING, TWO, story

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
