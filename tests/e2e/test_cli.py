"""The command line of the installed program: words, exit statuses, errors, what it imports."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from fixtures.story import PLAN, SERIES
from splitter import __version__
from tests.e2e.place import PROGRAM, Place, environment


@pytest.fixture
def nowhere(tmp_path: Path) -> Place:
    """A directory that is in no repository."""
    directory = tmp_path / "nowhere"
    directory.mkdir()
    env = environment(tmp_path / "home") | {"GIT_CEILING_DIRECTORIES": str(tmp_path)}
    return Place(directory, env)


def assert_refused(done: subprocess.CompletedProcess[str], status: int) -> None:
    """Assert an error in git's manner: a sentence, and perhaps a hint with entries for the plan."""
    assert done.returncode == status
    assert done.stdout == ""
    assert re.fullmatch(r"fatal: [^\n]+\n(hint: [^\n]+\n(  {.+\n)*)?", done.stderr), done.stderr


# Wrong usage


@pytest.mark.parametrize(
    "words",
    [
        ["--bogus"],
        ["--plan"],
        ["--update-refs=some", "HEAD"],
        ["--undo", "HEAD"],
        ["--undo", "--dry-run"],
        ["--plan", "x", "--print-plan"],
        ["--dry-run", "--print-plan"],
        ["--plan", "x", "HEAD", "--", "file"],
        ["--dry", "HEAD"],
    ],
    ids=" ".join,
)
def test_wrong_usage_is_status_2_and_needs_no_repository(nowhere: Place, words: list[str]) -> None:
    assert_refused(nowhere.split(*words), 2)


# Help and version


def test_help_names_every_option(nowhere: Place) -> None:
    done = nowhere.split("-h")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("usage: git split [<options>] [<commit>] [--] [<pathspec>...]\n")
    for option in (
        "--plan <file>",
        "--print-plan",
        "-n, --dry-run",
        "--update-refs",
        "--undo",
        "--version",
    ):
        assert option in done.stdout
    assert all(len(line) <= 100 for line in done.stdout.splitlines())


def test_version(nowhere: Place) -> None:
    done = nowhere.split("--version")
    assert (done.returncode, done.stdout, done.stderr) == (0, f"git split {__version__}\n", "")


def imported(place: Place, *words: str | Path) -> tuple[int, set[str]]:
    """The exit status, and the packages that the program imports when given those words."""
    done = place.run(sys.executable, "-X", "importtime", PROGRAM, *words)
    names = re.findall(r"^import time: +\d+ \| +\d+ \| +([\w.]+)$", done.stderr, re.MULTILINE)
    return done.returncode, {name.partition(".")[0] for name in names}


HEAVY = {"git", "gitdb", "textual", "rich", "unidiff", "rapidfuzz", "tomlkit", "asyncio"}


@pytest.mark.parametrize(
    ("words", "status"),
    [
        (["-h"], 0),
        (["--version"], 0),
        (["--bogus"], 2),
        (["--undo", "HEAD"], 2),
        (["HEAD~2"], 1),  # no terminal
    ],
    ids=["help", "version", "unknown option", "pair of options", "no terminal"],
)
def test_what_answers_at_once_imports_nothing_heavy(
    story: Place, words: list[str], status: int
) -> None:
    ended, packages = imported(story, *words)
    assert ended == status
    assert "splitter" in packages
    assert packages & HEAVY == set()


def test_a_plan_imports_the_reader_of_diffs_and_no_screen(story: Place) -> None:
    ended, packages = imported(story, "--plan", PLAN, "HEAD~2")
    assert ended == 0
    assert "unidiff" in packages
    assert packages & {"textual", "rich", "tomlkit", "asyncio"} == set()


# Refusals: status 1, nothing changed


def test_no_terminal_is_said(story: Place) -> None:
    done = story.split("HEAD~2")
    assert_refused(done, 1)
    assert "is not a terminal" in done.stderr
    assert "--print-plan" in done.stderr


def test_no_repository_is_said(nowhere: Place) -> None:
    done = nowhere.split("--print-plan")
    assert_refused(done, 1)
    assert "not a git repository" in done.stderr


def test_no_commit_yet_is_said(nowhere: Place) -> None:
    """D33"""
    nowhere.git("init", "-q")
    nowhere.git("symbolic-ref", "HEAD", "refs/heads/trunk")
    for words in ([], ["HEAD"], ["@~1"]):
        done = nowhere.split("--print-plan", *words)
        assert_refused(done, 1)
        assert "no commits yet on trunk" in done.stderr


@pytest.mark.parametrize(
    ("revision", "said"),
    [
        ("no-such", "'no-such' is not a commit"),
        ("HEAD~99", "'HEAD~99' is not a commit"),
        ("HEAD:run.sh", "'HEAD:run.sh' is not a commit"),
        ("HEAD^{tree}", "is not a commit"),
        ("", "is not a commit"),
    ],
)
def test_what_is_no_commit_is_refused(story: Place, revision: str, said: str) -> None:
    done = story.split("--print-plan", revision)
    assert_refused(done, 1)
    assert said in done.stderr


def test_a_merge_is_refused(story: Place) -> None:
    story.git("checkout", "-q", "-b", "side", "main")
    story.git("commit", "-q", "--allow-empty", "-m", "Side")
    story.git("merge", "-q", "--no-ff", "-m", "Merge", "new-machine")
    done = story.split("--print-plan", "HEAD")
    assert_refused(done, 1)
    assert "is a merge" in done.stderr


def test_an_empty_commit_is_refused(story: Place) -> None:
    story.git("commit", "-q", "--allow-empty", "-m", "Nothing")
    done = story.split("--print-plan")
    assert_refused(done, 1)
    assert "changes nothing" in done.stderr


def test_an_operation_under_way_is_refused(story: Place) -> None:
    story.run("git", "-c", "sequence.editor=sed -i s/^pick/edit/", "rebase", "-i", "HEAD~1")
    done = story.split("--plan", PLAN, SERIES[0])
    assert_refused(done, 1)
    assert "rebase" in done.stderr


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('target = "2805', 'target = "9999', "the plan is for another commit"),
        ("version = 1", "version = 9", "the plan's version is not 1"),
        ("hunks = [9]", "hunks = [99]", "'run.sh' has no hunk 99"),
        ('"30-35"', '"29-35"', "added line 29 of 'run.sh' is named twice"),
        ('"30-35"', '"30-36"', "line 36 of 'run.sh' is not added"),
        ("heir = true", "hair = true", "unknown key 'hair' in a part"),
        ('file = "stop-base"', 'file = "stop"', "the commit has no file 'stop'"),
        ("[dropped]", "[dropped", "the plan is not TOML: "),
    ],
)
def test_a_plan_that_does_not_fit_is_refused(story: Place, old: str, new: str, said: str) -> None:
    text = PLAN.read_text()
    assert text.count(old) == 1
    line = text[: text.index(old)].count("\n") + 1
    done = story.split("--plan", "-", "HEAD~2", stdin=text.replace(old, new))
    assert_refused(done, 1)
    told = done.stderr.splitlines()[0]
    assert said in told
    assert told.endswith(f" (line {line} of the plan)")
    assert story.git("rev-parse", "HEAD") == SERIES[2]
    assert story.git("status", "--short") == ""


def test_what_a_plan_leaves_out_is_named(story: Place) -> None:
    done = story.split("--plan", "-", "HEAD~2", stdin=PLAN.read_text().replace('"3-7"', '"3-6"'))
    assert_refused(done, 1)
    assert "some changes are in no part" in done.stderr
    assert '\n  { file = "run.sh", hunks = [7] },\n' in done.stderr


def test_a_plan_that_cannot_be_read_is_refused(story: Place) -> None:
    for name in ("missing.toml", "."):
        done = story.split("--plan", name, "HEAD~2")
        assert_refused(done, 1)
        assert f"cannot read the plan '{name}'" in done.stderr


def test_a_conflict_above_is_refused_by_name_before_anything_moves(story: Place) -> None:
    script = story.directory / "run.sh"
    near = script.read_text().replace("set -- $(services)", "set -- $(services | sort)")
    script.write_text(near)
    story.git("commit", "-q", "-a", "-m", "Sort")
    before = story.lines("for-each-ref"), story.lines("count-objects")
    done = story.split("--plan", PLAN, "HEAD~3")
    assert (done.returncode, done.stdout) == (1, "")
    assert re.match(r"fatal: [^\n]+\nhint: [^\n]+\n\n# Add these entries", done.stderr)
    for told in ("(Sort)", "of 'run.sh'", "hunk 9", "\n[[resolution]]\n", "<<<<<<< "):
        assert told in done.stderr
    assert (story.lines("for-each-ref"), story.lines("count-objects")) == before


def test_a_reader_that_goes_away_is_no_error_of_ours(story: Place) -> None:
    pipe = subprocess.run(
        ["sh", "-c", "git split --print-plan HEAD~2 | :"],
        cwd=story.directory,
        env=story.env,
        capture_output=True,
        check=False,
        encoding="utf-8",
    )
    assert pipe.stderr == ""


def test_control_characters_of_a_message_do_not_reach_the_terminal(story: Place) -> None:
    text = PLAN.read_text().replace("Wait for quiet", "Wait \\u001b]0;gone\\u0007 for quiet")
    done = story.split("--plan", "-", "HEAD~2", stdin=text)
    assert done.returncode == 0, done.stderr
    assert "]0;gone" in done.stdout
    assert "\x1b" not in done.stdout
    assert "\x07" not in done.stdout
