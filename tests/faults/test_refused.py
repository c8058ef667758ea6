"""Faults of the machine and of others: a clear error, status 1, and not a byte has changed."""

from __future__ import annotations

import os
import re
import shutil
import signal
import stat
import subprocess
import sys
import time
from pathlib import Path

import pytest

from splitter import cli
from splitter.core.plan.planfile.read import read_plan
from splitter.errors import StateRefused
from tests.faults.unchanged import assert_refused, frozen
from tests.support.repos import Repo
from tests.support.splits import ROOT, command, opened, split, undo
from tests.support.stories import DROPPING, TWO, UPPER, install_hook

PLANS = pytest.mark.parametrize("plan", [TWO, DROPPING], ids=["plain", "drop"])


def apply(
    repo: Repo, plan: str, env: dict[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    """``git split --plan``, as a process."""
    return command(repo, "--plan", "-", "main~2", stdin=plan, env=env)


# No room


#: A git in front of the real one, that fails at the n-th command.
FULL = """\
#!/bin/sh
read n <"$GIT_COUNT"
echo $((n + 1)) >"$GIT_COUNT"
if [ "$n" = "$GIT_FULL_AT" ]; then
\techo 'fatal: write error: No space left on device' >&2
\texit 128
fi
exec "$REAL_GIT" "$@"
"""


@pytest.fixture
def full(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Puts the failing git on the PATH; returns the file that counts."""
    real = shutil.which("git")
    assert real
    wrapper = tmp_path / "bin/git"
    wrapper.parent.mkdir()
    wrapper.write_text(FULL)
    wrapper.chmod(0o755)
    count = tmp_path / "count"
    count.write_text("0\n")
    monkeypatch.setenv("REAL_GIT", real)
    monkeypatch.setenv("GIT_COUNT", str(count))
    monkeypatch.setenv("GIT_FULL_AT", "none")
    monkeypatch.setenv("PATH", f"{wrapper.parent}{os.pathsep}{os.environ['PATH']}")
    return count


@pytest.mark.parametrize("words", ["plain", "drop", "undo"])
def test_whichever_git_command_fails_nothing_is_half_done(
    two: Repo,
    full: Path,
    words: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    plan = tmp_path / "plan"
    plan.write_text(TWO if words == "plain" else DROPPING)
    argv = ["--plan", str(plan), "main~2"]
    if words == "undo":
        split(two, "main~2", DROPPING)
        argv = ["--undo"]
    monkeypatch.chdir(two.path)
    copy = tmp_path / "copy"
    shutil.copytree(two.path, copy, symlinks=True)

    def attempt(fail_at: str) -> tuple[int, str]:
        shutil.rmtree(two.path)
        shutil.copytree(copy, two.path, symlinks=True)
        os.chdir(two.path)
        full.write_text("0\n")
        monkeypatch.setenv("GIT_FULL_AT", fail_at)
        capfd.readouterr()
        status = cli.run(argv)
        monkeypatch.setenv("GIT_FULL_AT", "none")
        return status, capfd.readouterr().err

    before = frozen(two)
    assert attempt("none") == (0, "")
    commands = int(full.read_text())
    after = two.refs(), two.staged()
    assert commands > 10
    failed = 0
    for number in range(commands):
        status, err = attempt(str(number))
        if status == 0:
            assert (two.refs(), two.staged()) == after, number
        else:
            failed += 1
            assert err.startswith("fatal: "), (number, err)
            assert "Traceback" not in err
            assert frozen(two) == before, number
    assert failed > commands // 2


def limited(repo: Repo, blocks: int, plan: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """Run the program where no file can grow beyond some blocks of 512 bytes."""
    script = f'ulimit -f {blocks}; exec "$0" -B -m splitter "$@"'
    return subprocess.run(
        ["sh", "-c", script, sys.executable, "--plan", str(plan), *words],
        cwd=repo.path,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )


@PLANS
def test_a_full_disk_between_two_refs_moves_neither(two: Repo, tmp_path: Path, plan: str) -> None:
    (tmp_path / "plan").write_text(plan)
    reflog = two.path / ".git/logs/refs/heads/other"
    line = reflog.read_text()
    reflog.write_text(line * (8 * 512 // len(line)))
    before, logs = two.refs(), reflog.read_bytes()
    index = (two.path / ".git/index").read_bytes()
    done = limited(two, 8, tmp_path / "plan", "main~2")
    assert_refused(done, "cannot move the refs")
    assert two.refs() == before
    assert reflog.read_bytes().startswith(logs)
    assert (two.path / ".git/index").read_bytes() == index
    assert not list((two.path / ".git").rglob("*.lock"))
    two.check()
    split(two, "main~2", plan)


def test_a_full_disk_for_objects_is_told(two: Repo, tmp_path: Path) -> None:
    big = os.urandom(20_000).hex().encode()
    old = two.log("main")
    lines = b"".join(big[n : n + 50] + b"\n" for n in range(0, len(big), 50))
    tip = two.commit({b"big": lines, b"small": b"s\n"}, "big\n", [old[-1]])
    two.branch("main", tip)
    plan = tmp_path / "plan"
    plan.write_text(
        "version = 1\n[[part]]\nmessage = 'a'\n"
        "changes = [{ file = 'big', facts = ['create'], added = ['1-400'] }]\n"
        "[[part]]\nmessage = 'b'\nrest = true\n"
    )
    before = frozen(two)
    done = limited(two, 16, plan, "main")
    assert_refused(done)
    assert frozen(two) == before
    two.check()


# No permission


def bound(repo: Repo, plan: str, *words: str) -> subprocess.CompletedProcess[str]:
    """Run the program where permissions bind, even if the tests are run by root."""
    return subprocess.run(
        [sys.executable, "-m", "tests.faults.launch", *words],
        cwd=repo.path,
        input=plan,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )


@PLANS
@pytest.mark.parametrize("place", [".git/objects", ".git/refs", ".git", "."])
def test_a_directory_that_cannot_be_written_is_told(two: Repo, plan: str, place: str) -> None:
    before = frozen(two)
    top = two.path / place
    directories = [top, *(path for path in top.rglob("*") if path.is_dir())]
    modes = [path.stat().st_mode for path in directories]
    for path in directories:
        path.chmod(0o555)
    try:
        printed = bound(two, "", "--print-plan", "main~2")
        done = bound(two, plan, "--plan", "-", "main~2")
    finally:
        for path, mode in zip(directories, modes, strict=True):
            path.chmod(stat.S_IMODE(mode))
    assert printed.returncode == 0
    assert_refused(done)
    assert re.search("ermission|unable to create", done.stderr)
    assert frozen(two) == before
    assert bound(two, plan, "--plan", "-", "main~2").returncode == 0


# Locks


@PLANS
@pytest.mark.parametrize(
    "lock", ["refs/heads/main.lock", "refs/heads/other.lock", "HEAD.lock", "ORIG_HEAD.lock"]
)
def test_a_ref_locked_by_another_process_is_named(two: Repo, plan: str, lock: str) -> None:
    (two.path / ".git" / lock).write_bytes(b"")
    before = frozen(two)
    done = apply(two, plan)
    assert_refused(done, lock, "remove the lock")
    assert frozen(two) == before


def test_packed_refs_locked_by_another_process_are_named_by_undo(two: Repo) -> None:
    split(two, "main~2", DROPPING)
    two.git("pack-refs", "--all")
    two.git("config", "core.packedRefsTimeout", "10")
    (two.path / ".git/packed-refs.lock").write_bytes(b"")
    before = frozen(two)
    done = command(two, "--undo")
    assert_refused(done, "packed-refs.lock")
    assert frozen(two) == before


def test_a_locked_index_is_refused_where_the_index_has_to_follow(two: Repo) -> None:
    lock = two.path / ".git/index.lock"
    lock.write_bytes(b"another's")
    before = frozen(two)
    assert_refused(apply(two, DROPPING), "index.lock", "remove the lock")
    assert frozen(two) == before
    lock.unlink()
    assert apply(two, DROPPING).returncode == 0
    lock.write_bytes(b"another's")
    before = frozen(two)
    assert_refused(command(two, "--undo"), "index.lock", "remove the lock")
    assert frozen(two) == before


def test_a_locked_index_does_not_matter_where_nothing_is_dropped(two: Repo) -> None:
    (two.path / ".git/index.lock").write_bytes(b"another's")
    assert apply(two, TWO).returncode == 0
    assert (two.path / ".git/index.lock").read_bytes() == b"another's"


# Somebody else, between reading and writing: a hook that runs in between


def meanwhile(repo: Repo, script: str) -> None:
    """Have something done after everything is read and before anything is written."""
    install_hook(repo, "commit-msg", f"#!/bin/sh\n{script}\n")


@PLANS
@pytest.mark.parametrize(
    ("script", "named"),
    [
        ("git update-ref refs/heads/other refs/heads/newer", "refs/heads/other moved"),
        ("git update-ref refs/heads/main refs/heads/newer", "refs/heads/main moved"),
        ("git update-ref -d refs/heads/other", "refs/heads/other moved"),
    ],
    ids=["moved", "the one checked out moved", "deleted"],
)
def test_a_branch_that_another_moves_meanwhile_is_named(
    two: Repo, plan: str, script: str, named: str
) -> None:
    newer = two.commit({**UPPER, b"n": b"n\n"}, "newer\n", [two.refs()["refs/heads/other"]])
    two.branch("newer", newer)
    two.branch("newest", two.commit(UPPER, "newest\n", [newer]))
    meanwhile(two, script)
    before = two.refs(), two.files(), two.staged()
    done = apply(two, plan)
    assert_refused(done, named, "split again")
    other = {"moved": newer, "deleted": None}
    now = two.refs()
    changed = {name for name in {*before[0], *now} if before[0].get(name) != now.get(name)}
    assert changed <= {"refs/heads/main", "refs/heads/other", "HEAD"}
    assert all(now.get(name) in (newer, other["deleted"]) for name in changed)
    assert (two.files(), two.staged()) == before[1:]
    two.check()


def test_a_branch_that_another_makes_meanwhile_stays_where_it_was_put(two: Repo) -> None:
    old = two.log("main")
    meanwhile(two, "git update-ref refs/heads/made main~1")
    assert apply(two, TWO).returncode == 0
    assert two.refs()["refs/heads/made"] == old[2]
    assert two.refs()["refs/heads/main"] != old[3]
    two.check()


def test_head_that_another_switches_meanwhile_keeps_its_index(two: Repo) -> None:
    two.branch("else", two.log("main")[0])
    meanwhile(two, "git symbolic-ref HEAD refs/heads/else")
    index = (two.path / ".git/index").read_bytes()
    assert apply(two, DROPPING).returncode == 0
    assert two.refs()["@HEAD"] == "refs/heads/else"
    assert (two.path / ".git/index").read_bytes() == index


# Editors and hooks


@pytest.mark.parametrize("editor", ["false", "/nonexistent/editor", "kill -9 $$ #"])
def test_an_editor_that_fails_leaves_everything(
    two: Repo, editor: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GIT_EDITOR", editor)
    before = frozen(two)
    with opened(two, "main~2") as session:
        plan = read_plan(TWO, session.patch, session.target.oid)
        with pytest.raises(StateRefused, match="the editor failed"):
            session.edit_message(plan, 1)
    assert frozen(two) == before


@PLANS
@pytest.mark.parametrize("hook", ["commit-msg", "prepare-commit-msg"])
@pytest.mark.parametrize("script", ["echo No >&2; exit 3", "kill -9 $$"])
def test_a_message_hook_that_fails_is_named(two: Repo, plan: str, hook: str, script: str) -> None:
    install_hook(two, hook, f"#!/bin/sh\n{script}\n")
    before = frozen(two)
    done = apply(two, plan)
    assert_refused(done, f"the {hook} hook rejected a message")
    assert frozen(two) == before
    assert not [path for path in (two.path / ".git/objects").rglob("*") if path.stat().st_size == 0]


@pytest.mark.parametrize("state", ["prepared", "committed"])
def test_a_reference_transaction_hook_that_fails_is_told_before_anything_moves(
    two: Repo, state: str
) -> None:
    install_hook(two, "reference-transaction", f'#!/bin/sh\ntest "$1" != {state}\n')
    before = frozen(two)
    done = apply(two, TWO)
    if state == "prepared":
        assert_refused(done, "hook")
        assert frozen(two) == before
    else:  # too late for a say, as with git
        assert (done.returncode, done.stderr) == (0, "")


def test_a_post_rewrite_hook_that_fails_is_a_warning(two: Repo) -> None:
    install_hook(two, "post-rewrite", "#!/bin/sh\necho No >&2\nexit 3\n")
    done = apply(two, TWO)
    assert done.returncode == 0
    assert done.stderr == "warning: the post-rewrite hook failed with exit status 3: No\n"


# ^C


def interrupted(
    repo: Repo, plan: Path, *, group: bool, number: int = signal.SIGINT, **env: str
) -> subprocess.Popen[str]:
    """Start the program, and press ^C or send a signal when a hook says that it hangs."""
    process = subprocess.Popen(
        [sys.executable, "-m", "splitter", "--plan", str(plan), "main~2"],
        cwd=repo.path,
        env={**os.environ, "PYTHONPATH": str(ROOT), **env},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    until = time.monotonic() + 30
    while not (repo.path / ".git/hangs").exists():
        assert time.monotonic() < until
        assert process.poll() is None, process.communicate()
        time.sleep(0.01)
    (os.killpg if group else os.kill)(process.pid, number)
    return process


HANG = '#!/bin/sh\n%s\n: >"$(git rev-parse --git-dir)/hangs"\nexec sleep 20\n'


@PLANS
@pytest.mark.parametrize(
    ("hook", "when", "group"),
    [
        ("prepare-commit-msg", "", True),
        ("commit-msg", "", True),
        ("commit-msg", "", False),
        ("reference-transaction", 'test "$1" = prepared || exit 0', True),
    ],
)
def test_a_hook_that_hangs_is_interrupted_and_nothing_has_changed(
    two: Repo, tmp_path: Path, plan: str, hook: str, when: str, group: bool
) -> None:
    (tmp_path / "plan").write_text(plan)
    before = frozen(two)
    path = install_hook(two, hook, HANG % when)
    process = interrupted(two, tmp_path / "plan", group=group)
    out, err = process.communicate(timeout=10)
    assert (process.returncode, out) == (130, "")
    assert err == "fatal: interrupted; nothing was changed\n"
    path.unlink()
    (two.path / ".git/hangs").unlink()
    assert frozen(two) == before
    assert apply(two, plan).returncode == 0


@pytest.mark.parametrize("group", [True, False], ids=["all", "alone"])
def test_a_post_rewrite_hook_that_hangs_is_interrupted_and_history_is_new(
    two: Repo, tmp_path: Path, group: bool
) -> None:
    (tmp_path / "plan").write_text(TWO)
    before = two.refs()
    install_hook(two, "post-rewrite", HANG % "")
    process = interrupted(two, tmp_path / "plan", group=group)
    out, err = process.communicate(timeout=10)
    assert process.returncode == 0
    assert "Moved main, other." in out
    assert err.startswith("warning: ")
    assert "interrupted" in err or "post-rewrite hook ended" in err
    undo(two)
    assert two.refs() == before


#: Says that it hangs, and goes on a second later: longer than Python waits before it kills.
PAUSE = '#!/bin/sh\n%s\n: >"$(git rev-parse --git-dir)/hangs"\nexec sleep 1\n'


@PLANS
def test_an_interrupt_that_git_does_not_get_waits_until_the_refs_have_moved(
    two: Repo, tmp_path: Path, plan: str
) -> None:
    (tmp_path / "plan").write_text(plan)
    before = two.refs()
    hook = install_hook(
        two,
        "reference-transaction",
        PAUSE % 'test "$1" = prepared && test ! -e .git/hangs || exit 0',
    )
    process = interrupted(two, tmp_path / "plan", group=False)
    out, err = process.communicate(timeout=30)
    assert (process.returncode, err) == (0, "")
    assert "Moved main, other." in out
    assert not list(two.path.glob(".git/**/*.lock"))
    hook.unlink()
    undo(two)
    (two.path / ".git/hangs").unlink()
    assert two.refs() == before
    two.check()


def test_an_interrupt_while_notes_follow_leaves_no_lock(two: Repo, tmp_path: Path) -> None:
    (tmp_path / "plan").write_text(TWO)
    two.git("config", "notes.rewriteRef", "refs/notes/*")
    two.git("notes", "add", "-m", "a note", "main~2")
    held = 'test "$1" = prepared && grep -q refs/notes || exit 0'
    hook = install_hook(two, "reference-transaction", HANG % held)
    process = interrupted(two, tmp_path / "plan", group=False)
    out, err = process.communicate(timeout=10)
    assert process.returncode == 0
    assert "Moved main, other." in out
    assert err.startswith("warning: interrupted; notes")
    assert not list(two.path.glob(".git/**/*.lock"))
    hook.unlink()
    undo(two)
    two.check()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGINT])
@pytest.mark.parametrize("group", [True, False], ids=["all", "alone"])
def test_a_signal_leaves_no_temporary_files(
    two: Repo, tmp_path: Path, number: int, group: bool
) -> None:
    """D25"""
    (tmp_path / "plan").write_text(DROPPING)
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    before = frozen(two)
    path = install_hook(two, "commit-msg", HANG % "")
    process = interrupted(two, tmp_path / "plan", group=group, number=number, TMPDIR=str(temporary))
    out, _ = process.communicate(timeout=10)
    assert process.returncode == (130 if number == signal.SIGINT else -number)
    assert out == ""
    assert list(temporary.iterdir()) == []
    path.unlink()
    (two.path / ".git/hangs").unlink()
    assert frozen(two) == before


def test_an_interrupt_while_python_imports_says_nothing(two: Repo, tmp_path: Path) -> None:
    """D25: no traceback, and the status of an interrupted program."""
    slow = "import os, signal, time\nos.kill(os.getpid(), signal.SIGINT)\ntime.sleep(20)\n"
    (tmp_path / "textwrap.py").write_text(slow)
    env = {"PYTHONPATH": os.pathsep.join((str(tmp_path), str(ROOT)))}
    done = command(two, "--plan", "-", "main~2", env=env)
    assert (done.returncode, done.stdout, done.stderr) == (-signal.SIGINT, "", "")
