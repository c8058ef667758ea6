"""Where and in what environment it is started: odd directories, GIT_* variables, closed ends."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.faults.unchanged import assert_refused, frozen
from tests.support.repos import Repo
from tests.support.splits import ROOT, command, undo
from tests.support.stories import BASE, DROPPING, TARGET, TWO, UPPER, install_hook

WORDS = ("--plan", "-", "main~2")
PLANS = pytest.mark.parametrize("plan", [TWO, DROPPING], ids=["plain", "drop"])


@PLANS
@pytest.mark.parametrize("place", ["d", ".git", ".git/objects", ".git/refs/heads"])
def test_from_any_directory_of_the_repository_it_does_the_same(
    two: Repo, plan: str, place: str
) -> None:
    before = two.refs(), two.staged(), two.files()
    done = command(two, *WORDS, stdin=plan, cwd=two.path / place)
    assert (done.returncode, done.stderr) == (0, "")
    here = two.refs(), two.staged(), two.files()
    undo(two, two.path / place)
    assert (two.refs(), two.staged(), two.files()) == before
    assert command(two, *WORDS, stdin=plan).returncode == 0
    assert (two.refs(), two.staged(), two.files()) == here
    assert two.git("diff", "--cached") == b""


@pytest.mark.parametrize("worktree", ["", "another\none\n"], ids=["main", "linked"])
def test_newlines_in_the_names_of_directories_are_no_trouble(
    two: Repo, tmp_path: Path, worktree: str
) -> None:
    """D24"""
    repo = Repo(two.path.rename(tmp_path / "two\nlines"))
    if worktree:
        repo.git("switch", "-q", "--detach")
        repo.git("worktree", "add", "-q", str(tmp_path / worktree), "main")
    here = Repo(tmp_path / worktree) if worktree else repo
    install_hook(repo, "post-rewrite", "#!/bin/sh\npwd >told\n")
    before = here.refs(), here.files(), here.staged()
    done = command(here, *WORDS, stdin=DROPPING)
    assert (done.returncode, done.stderr) == (0, "")
    told = here.path / "told"
    assert told.read_text() == f"{here.path}\n"
    told.unlink()
    assert here.git("diff", "--cached") == b""
    undo(here)
    assert (here.refs(), here.files(), here.staged()) == before


def test_in_a_bare_repository_a_dropped_change_is_gone(two: Repo, tmp_path: Path) -> None:
    two.git("clone", "-q", "--bare", ".", str(tmp_path / "bare"))
    bare = Repo(tmp_path / "bare")
    before = bare.refs()
    target = bare.log("main")[1]
    done = command(bare, *WORDS, stdin=DROPPING)
    assert done.returncode == 0
    assert "the repository is bare" in done.stderr
    assert f"git show {target[:10]}" in done.stderr
    assert bare.content("main", b"a") != two.content("main", b"a")
    undo(bare)
    assert bare.refs() == before


def test_in_a_directory_that_is_gone_it_is_refused(two: Repo) -> None:
    gone = two.path.parent / "gone"
    gone.mkdir()
    script = 'rmdir "$PWD"; exec "$0" -m splitter --plan /dev/null main~2'
    done = subprocess.run(
        ["sh", "-c", script, sys.executable],
        cwd=gone,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert_refused(done, "current directory", "change to a directory")


def relative(two: Repo) -> tuple[Path, dict[str, str]]:
    return two.path.parent, {"GIT_DIR": "work/.git", "GIT_WORK_TREE": "work"}


def only_git_dir(two: Repo) -> tuple[Path, dict[str, str]]:
    return two.path, {"GIT_DIR": ".git"}


def absolute(two: Repo) -> tuple[Path, dict[str, str]]:
    paths = {"GIT_DIR": str(two.path / ".git"), "GIT_WORK_TREE": str(two.path)}
    return two.path.parent, paths


def from_below(two: Repo) -> tuple[Path, dict[str, str]]:
    return two.path / "d", {"GIT_DIR": "../.git", "GIT_WORK_TREE": ".."}


def relative_index(two: Repo) -> tuple[Path, dict[str, str]]:
    return two.path / "d", {"GIT_INDEX_FILE": ".git/index"}  # from the top, says git


@PLANS
@pytest.mark.parametrize("made", [relative, only_git_dir, absolute, from_below, relative_index])
def test_git_s_variables_mean_what_they_mean_to_git(
    two: Repo, plan: str, made: Callable[[Repo], tuple[Path, dict[str, str]]]
) -> None:
    for hook in ("commit-msg", "post-rewrite"):
        install_hook(two, hook, f'#!/bin/sh\necho {hook} >>"$RAN"\n')
    cwd, env = made(two)
    env["RAN"] = str(two.path.parent / "ran")
    before = two.refs(), two.staged(), two.files()
    done = command(two, *WORDS, stdin=plan, cwd=cwd, env=env)
    assert (done.returncode, done.stderr) == (0, "")
    assert Path(env["RAN"]).read_text().split() == ["commit-msg", "commit-msg", "post-rewrite"]
    assert two.refs() != before[0]
    assert two.git("diff", "--cached") == b""
    assert two.files() == before[2]
    undone = command(two, "--undo", cwd=cwd, env=env)
    assert (undone.returncode, undone.stderr) == (0, "")
    assert (two.refs(), two.staged(), two.files()) == before


def test_another_index_is_the_one_that_follows(two: Repo, tmp_path: Path) -> None:
    other = tmp_path / "index"
    other.write_bytes((two.path / ".git/index").read_bytes())
    own = two.staged()
    env = {"GIT_INDEX_FILE": str(other)}
    assert command(two, *WORDS, stdin=DROPPING, env=env).returncode == 0
    assert two.staged() == own
    assert two.attempt("diff", "--cached", "--quiet", env=env).returncode == 0
    assert list(tmp_path.glob("*.lock")) == []


@pytest.mark.parametrize(
    "env",
    [
        {"GIT_DIR": "/nonexistent"},
        {"GIT_WORK_TREE": "/nonexistent"},
        {"GIT_OBJECT_DIRECTORY": "/nonexistent"},
        {"GIT_COMMON_DIR": "/nonexistent"},
        {"GIT_NAMESPACE": "elsewhere"},
        {"GIT_INDEX_FILE": "/nonexistent/index"},
        {"GIT_CONFIG_COUNT": "x"},
        {"GIT_COMMITTER_DATE": "never"},
        {"PATH": "/nonexistent"},
        {"GIT_ALTERNATE_OBJECT_DIRECTORIES": "/nonexistent"},
        {"GIT_EXEC_PATH": "/nonexistent"},
        {"GIT_TRACE": "1"},
    ],
    ids=str,
)
def test_variables_that_lead_nowhere_are_refused_or_do_no_harm(
    two: Repo, env: dict[str, str]
) -> None:
    before, refs = frozen(two), two.refs()
    done = command(two, *WORDS, stdin=DROPPING, env=env)
    assert "Traceback" not in done.stderr
    if done.returncode:
        assert_refused(done)
        assert frozen(two) == before
        return
    undo(two)
    assert two.refs() == refs


@pytest.mark.parametrize(
    ("script", "why"), [("", "cannot run git"), ("#!/bin/sh\nexit 3\n", "exit status 3")]
)
def test_a_git_that_is_missing_or_broken_is_named(
    two: Repo, tmp_path: Path, script: str, why: str
) -> None:
    path = tmp_path / "bin"
    path.mkdir()
    if script:
        (path / "git").write_text(script)
        (path / "git").chmod(0o755)
    done = command(two, *WORDS, stdin=TWO, env={"PATH": str(path)})
    assert_refused(done, f"git rev-parse: {why}")


@pytest.mark.parametrize("words", [["--version"], ["-h"], ["--unknown"]])
def test_words_that_need_no_git_do_not_import_what_runs_it(words: list[str]) -> None:
    script = (
        "import contextlib, sys; from splitter.cli import run\n"
        "with contextlib.suppress(SystemExit): run(sys.argv[1:])\n"
        "assert 'git' not in sys.modules"
    )
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, "-c", script, *words], env=env, capture_output=True, check=False
    )
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("words", [WORDS, ("--undo",)], ids=["split", "undo"])
@pytest.mark.parametrize("end", [">/dev/full", "| :", ">&-"])
def test_that_it_cannot_be_told_does_not_make_it_undone(
    two: Repo, tmp_path: Path, words: tuple[str, ...], end: str
) -> None:
    old = two.refs()["refs/heads/main"]
    if words == ("--undo",):
        assert command(two, *WORDS, stdin=TWO).returncode == 0
    plan = tmp_path / "plan"
    plan.write_text(TWO)
    status = tmp_path / "status"
    script = f'{{ "$0" -m splitter "$@" <"$PLAN"; echo $? >"$STATUS"; }} {end}'
    done = subprocess.run(
        ["sh", "-c", script, sys.executable, *words],
        cwd=two.path,
        env={
            **os.environ,
            "PYTHONPATH": str(ROOT),
            "PLAN": str(plan),
            "STATUS": str(status),
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert status.read_text() == "0\n", done.stderr
    assert (two.refs()["refs/heads/main"] == old) == (words == ("--undo",))
    assert "Traceback" not in done.stderr
    assert "fatal" not in done.stderr
    assert ("No space left" in done.stderr) == (end == ">/dev/full")


def test_a_terminal_without_unicode_is_no_trouble(two: Repo) -> None:
    plan = TWO.replace("first", "\u00fcber \u2603")
    done = command(two, *WORDS, stdin=plan, env={"PYTHONIOENCODING": "ascii"})
    assert (done.returncode, done.stderr) == (0, "")
    assert "ber" in done.stdout


def test_a_file_system_monitor_runs_as_git_runs_it(two: Repo) -> None:
    two.git("config", "core.fsmonitor", "true")
    two.git("config", "core.untrackedCache", "true")
    two.git("config", "core.splitIndex", "true")
    two.git("update-index", "--refresh")
    before = two.staged(), two.files()
    assert command(two, *WORDS, stdin=DROPPING, env={"GIT_TEST_FSMONITOR": ""}).returncode == 0
    assert two.git("diff", "--cached") == b""
    undo(two)
    assert (two.staged(), two.files()) == before
    two.attempt("fsmonitor--daemon", "stop")


def test_a_linked_worktree_that_is_gone_keeps_nobody_from_mending(
    two: Repo, tmp_path: Path
) -> None:
    """What a killed run in a worktree has left is mended from another."""
    two.git("worktree", "add", "-q", str(tmp_path / "linked"), "other")
    journal = two.path / ".git/split/journal"
    journal.parent.mkdir(exist_ok=True)
    old = two.refs()["refs/heads/other"]
    new = two.commit({**BASE, **TARGET, **UPPER, b"n": b"n\n"}, "new\n", [old])
    update = f'["refs/heads/other", "{old}", "{new}"]'
    gone = f'["refs/heads/gone", "", "{new}"]'
    journal.write_text(f'["{tmp_path}/linked", "split: x", [{update}, {gone}]]')
    two.git("update-ref", "refs/heads/gone", new)
    done = command(two, "--print-plan", "main~2")
    assert done.returncode == 0
    assert "completed a git split that was interrupted (split: x)" in done.stderr
    assert two.refs()["refs/heads/other"] == new
    assert Repo(tmp_path / "linked").git("diff", "--cached", "--name-only") == b""
    assert journal.read_bytes() == b""
