"""git's processes as GitPython starts them: directory, environment, words, and what is printed."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from splitter.gitio.git.process import run_git, start_answering
from tests.support.repos import Repo
from tests.support.splits import ROOT


def shown(script: str) -> list[str]:
    """The words with which git runs a shell script."""
    return ["-c", f"alias.shown=!{script}", "shown"]


@pytest.mark.parametrize("name", ["$HOME", "~", "a\nb", os.fsdecode(b"\xff")])
def test_git_runs_in_a_directory_of_any_name(tmp_path: Path, name: str) -> None:
    repo = Repo.init(tmp_path / name)
    done = run_git(["rev-parse", "--absolute-git-dir"], repo.path)
    assert done.stdout == os.fsencode(repo.path / ".git") + b"\n"


@pytest.mark.parametrize("name", ["missing", "file"])
def test_git_does_not_run_elsewhere_where_its_directory_cannot_be_entered(
    tmp_path: Path, name: str
) -> None:
    (tmp_path / "file").touch()
    done = run_git(["--version"], tmp_path / name)
    assert (done.status, done.stdout, done.stderr) == (127, b"", "cannot run git")


def test_words_and_output_are_bytes_as_they_are(repo: Repo) -> None:
    done = run_git([*shown("printf %s"), b"\xff \r\n\n"], repo.path)
    assert done.stdout == b"\xff \r\n\n"
    assert run_git(["hash-object", "-w", "--stdin"], repo.path, b"\0\r\n").status == 0


def test_a_variable_that_is_to_be_unset_is_empty_where_it_is_set(
    repo: Repo, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GIT_DIFF_OPTS", "-u0")
    unset = dict.fromkeys(("GIT_DIFF_OPTS", "GIT_GLOB_PATHSPECS", "LC_ALL"))
    script = 'echo "<$GIT_DIFF_OPTS> <${GIT_GLOB_PATHSPECS-unset}> <$LC_ALL>"'
    assert run_git(shown(script), repo.path, env=unset).stdout == b"<> <unset> <>\n"


def test_messages_are_in_english(repo: Repo, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "de_DE.UTF-8")
    assert run_git(shown("echo $LANGUAGE $LC_ALL"), repo.path).stdout == b"C C\n"


@pytest.mark.parametrize("given", [{}, {"GIT_PYTHON_REFRESH": "raise"}], ids=["unset", "set"])
def test_importing_gitpython_leaves_the_environment_as_it_was(given: dict[str, str]) -> None:
    script = (
        "import os; before = dict(os.environ); import splitter.gitio.git.process;"
        "assert dict(os.environ) == before"
    )
    env = {**os.environ, **given, "PYTHONPATH": str(ROOT)}
    assert subprocess.run([sys.executable, "-c", script], env=env, check=False).returncode == 0


def test_a_git_that_is_kept_answers_whatever_it_complains_of(repo: Repo) -> None:
    noisy = "yes noise | head -c 1000000 >&2; echo answer"
    process = start_answering(shown(noisy), repo.path, {})
    with process:
        assert process.stdout
        assert process.stdout.readline() == b"answer\n"
