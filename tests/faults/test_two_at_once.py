"""Two git splits of one repository at the same time: one wins, the other is told."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time

import pytest

from tests.faults.unchanged import ERROR
from tests.support.repos import Repo
from tests.support.splits import REST, ROOT, Piece, command, plan_text, undo, whole
from tests.support.stories import DROPPING, TWO, install_hook

#: The line of a new commit in the report.
PART = re.compile(r"  [0-9a-f]{10} ")

#: Another way to split the target.
OTHERWISE = plan_text(Piece("b", [whole("b")]), Piece("not b", REST))

#: A hook that says that it is there, and waits to be let go, though not for ever.
WAIT = """\
#!/bin/sh
%s
dir=$(git rev-parse --git-common-dir)
: >"$dir/here.$$"
n=0
while [ ! -e "$dir/go" ] && [ $n -lt 2000 ]; do
	sleep 0.01
	n=$((n + 1))
done
"""


def start(repo: Repo, plan: str, *words: str) -> subprocess.Popen[str]:
    """A git split under way."""
    process = subprocess.Popen(
        [sys.executable, "-m", "splitter", *(words or ("--plan", "-", "main~2"))],
        cwd=repo.path,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdin is not None
    process.stdin.write(plan)
    process.stdin.close()
    process.stdin = None
    return process


def wait_for(repo: Repo, count: int) -> None:
    """Wait until so many hooks are there."""
    until = time.monotonic() + 30
    while len(list((repo.path / ".git").glob("here.*"))) < count:
        assert time.monotonic() < until
        time.sleep(0.01)


def let_go(repo: Repo) -> None:
    """Let the hooks that wait, and all to come, go on."""
    (repo.path / ".git/go").touch()


@pytest.mark.parametrize(
    "plans",
    [(TWO, OTHERWISE), (TWO, TWO), (DROPPING, TWO), (DROPPING, DROPPING)],
    ids=["different", "same", "one drops", "both drop"],
)
def test_of_two_that_have_read_the_same_one_wins_and_the_other_is_told(
    two: Repo, plans: tuple[str, str]
) -> None:
    before = two.refs(), two.staged(), two.files()
    hook = install_hook(two, "commit-msg", WAIT % "")
    started = [start(two, plan) for plan in plans]
    wait_for(two, 2)
    let_go(two)
    ends = [process.communicate(timeout=60) for process in started]
    statuses = [process.returncode for process in started]
    assert sorted(statuses) == [0, 1], ends
    won, lost = (ends[statuses.index(status)] for status in (0, 1))
    assert won[1] == ""
    assert lost[0] == ""
    assert ERROR.fullmatch(lost[1])
    assert "moved during the split" in lost[1] or "another git split" in lost[1]
    parts = [line.split()[0] for line in won[0].splitlines() if PART.match(line)]
    assert [oid[:10] for oid in two.log("main")[1:3]] == parts
    assert [name for name in two.refs() if "undo" in name] == ["refs/split/undo/1"]
    two.check()
    hook.unlink()
    undo(two)
    assert (two.refs(), two.staged(), two.files()) == before


def test_while_one_moves_refs_the_other_is_told_to_wait(two: Repo) -> None:
    before = two.refs()
    hook = install_hook(two, "reference-transaction", WAIT % 'test "$1" = prepared || exit 0')
    first = start(two, TWO)
    wait_for(two, 1)
    for words in (["--plan", "-", "main~2"], ["--print-plan", "main~2"], ["--undo"]):
        done = command(two, *words, stdin=OTHERWISE)
        assert (done.returncode, done.stdout) == (1, "")
        assert done.stderr.startswith("fatal: another git split is writing to this repository")
    assert two.refs() == before
    let_go(two)
    out, err = first.communicate(timeout=60)
    assert (first.returncode, err) == (0, ""), out
    hook.unlink()
    undo(two)
    assert two.refs() == before
    two.check()


def test_of_two_undos_of_one_split_one_is_done(two: Repo) -> None:
    before = two.refs()
    assert command(two, "--plan", "-", "main~2", stdin=TWO).returncode == 0
    hook = install_hook(two, "reference-transaction", WAIT % 'test "$1" = prepared || exit 0')
    started = [start(two, "", "--undo") for _ in range(2)]
    wait_for(two, 1)
    time.sleep(0.1)
    let_go(two)
    ends = [process.communicate(timeout=60) for process in started]
    assert sorted(process.returncode for process in started) == [0, 1], ends
    hook.unlink()
    assert two.refs() == before
    two.check()


def test_a_daemon_that_a_hook_leaves_behind_does_not_hold_the_next_up(two: Repo) -> None:
    install_hook(
        two, "reference-transaction", '#!/bin/sh\n[ "$1" = committed ] && sleep 3 >&- 2>&- &\n'
    )
    for _ in range(2):
        began = time.monotonic()
        assert command(two, "--plan", "-", "main~2", stdin=TWO).returncode == 0
        assert command(two, "--undo").returncode == 0
        assert time.monotonic() - began < 30


def test_a_git_that_outlives_a_killed_run_is_waited_for(two: Repo) -> None:
    install_hook(two, "reference-transaction", WAIT % 'test "$1" = prepared || exit 0')
    before = two.refs()
    first = start(two, TWO)
    wait_for(two, 1)
    first.kill()
    first.communicate(timeout=60)
    done = command(two, "--print-plan", "main~2")
    assert (done.returncode, two.refs()) == (1, before)
    assert done.stderr.startswith("fatal: another git split is writing to this repository")
    let_go(two)
    done = command(two, "--plan", "-", "main~2", stdin=TWO)  # git has nobody to tell, and gives up
    assert (done.returncode, done.stderr) == (0, "")
    undo(two)
    assert two.refs() == before
    two.check()
