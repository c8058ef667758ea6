"""Reading a commit works in any repository: bare, dirty, of another user, or only to be read."""

from __future__ import annotations

import json
import os
import shutil
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.repos import Repo
from tests.support.splits import ROOT, Run
from tests.support.stories import story

SPLIT = ("--json", "-n", "-m", "first", "HEAD~2", "--", "b")
#: A user who owns nothing.
UID = 54321

is_root = pytest.mark.skipif(
    os.getuid() != 0 or not shutil.which("setpriv"), reason="only root can be another user"
)


def trusting(path: str) -> dict[str, str]:
    return {"COUNT": "1", "KEY_0": "safe.directory", "VALUE_0": path}


def test_a_bare_repository_and_a_dirty_working_tree_are_read(
    repo: Repo, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    story(repo)
    repo.git("reset", "-q", "--hard")
    bare = tmp_path / "bare.git"
    repo.git("clone", "-q", "--bare", ".", str(bare))
    (repo.path / "a").write_bytes(b"not committed\n")
    (repo.path / "b").unlink()
    (repo.path / "new").write_bytes(b"\n")
    found = []
    for place in (repo.path, bare):
        monkeypatch.chdir(place)
        done = [run("--print-plan", "HEAD~2"), run("--print-plan=json", "HEAD~2"), run(*SPLIT)]
        assert [one.status for one in done] == [0, 0, 0], done
        assert {one.err for one in done} == {""}
        found.append([one.out for one in done])
    assert found[0] == found[1]
    assert repo.files()["a"] == b"not committed\n"


def test_a_commit_that_no_branch_contains_is_printed_and_not_split(
    repo: Repo, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, target, *_ = story(repo)
    repo.git("update-ref", "refs/heads/main", f"{target}~")
    monkeypatch.chdir(repo.path)
    for format in ("toml", "json"):
        assert run(f"--print-plan={format}", target).status == 0
    refused = run("--json", "-n", "-m", "x", target, "--", "b")
    assert (refused.status, refused.out) == (1, "")
    assert "contains" in refused.err
    assert "hint: " in refused.err


@is_root
def test_a_repository_of_another_user_is_refused_with_the_way_to_trust_it(
    repo: Repo, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    story(repo)
    monkeypatch.chdir(repo.path)
    for path in (repo.path, repo.path / ".git"):
        os.chown(path, UID, UID)
    refused = run("--print-plan=json", "HEAD~2")
    assert (refused.status, refused.out) == (1, "")
    assert f"the repository '{repo.path}' belongs to another user" in refused.err
    assert f"git -c safe.directory={repo.path} split" in refused.err
    for name, value in trusting(str(repo.path)).items():
        monkeypatch.setenv(f"GIT_CONFIG_{name}", value)
    assert run("--print-plan=json", "HEAD~2").status == 0


def test_a_repository_that_can_only_be_read_is_read(repo: Repo) -> None:
    story(repo)
    as_reader = [sys.executable, "-m", "splitter"]
    if os.getuid() == 0:
        if not shutil.which("setpriv"):
            pytest.skip("root writes everywhere")
        as_reader = ["setpriv", "--bounding-set=-dac_override", *as_reader]
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    git = [repo.path / ".git", *(repo.path / ".git").rglob("*")]
    modes = {path: path.stat().st_mode for path in git if path.is_dir()}
    for path, mode in modes.items():
        path.chmod(mode & ~(stat.S_IWUSR | stat.S_IWGRP | stat.S_IWOTH))

    def read(*words: str) -> subprocess.CompletedProcess[str]:
        command = [*as_reader, *words]
        return subprocess.run(
            command, cwd=repo.path, env=env, capture_output=True, text=True, check=False
        )

    try:
        printed, split, written = (
            read("--print-plan=json", "HEAD~2"),
            read(*SPLIT),
            read(*SPLIT[2:]),
        )
    finally:
        for path, mode in modes.items():
            path.chmod(mode)
    assert (printed.returncode, printed.stderr) == (0, "")
    assert json.loads(printed.stdout)["files"]
    found = json.loads(split.stdout)
    assert (split.returncode, split.stderr, len(found["parts"])) == (0, "", 2)
    assert [one.partition(":")[0] for one in found["warnings"]] == [
        "the new objects were not written"
    ]
    assert written.returncode == 1
    assert "Permission denied" in written.stderr
    assert "nothing was changed" in written.stderr
