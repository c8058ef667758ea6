"""Small repositories in which a command is about to be killed, and what must hold afterwards."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.faults.tracer import copy_tree
from tests.support.repos import Repo, Tree
from tests.support.splits import REST, ROOT, Piece, command, hunks, plan_text

BASE: Tree = {b"a": b"".join(b"%d\n" % n for n in range(20)), b"c": b"c\n"}
TARGET: Tree = {**BASE, b"a": b"new\n" + BASE[b"a"] + b"new\n"}  # type: ignore[operator]
UPPER: Tree = {**TARGET, b"c": b"c2\n"}

#: Nothing leaves history.
PLAIN = plan_text(Piece("first", [hunks("a", 1)]), Piece("second", REST))
#: The second hunk does; the target of that scene changes ``c`` as well.
DROP = plan_text(
    Piece("first", ['{ file = "a", added = [1] }']),
    Piece("second", ['{ file = "c" }']),
    dropped=[hunks("a", 2)],
)


#: The same with edits for good: of the file whose change is dropped, and one that creates a file.
EDIT = DROP.replace(
    "[[part]]\n",
    """[[part]]
edits = [
  { file = "a", kept = 9, text = "x\\n", until = "end" },
  { file = "new/made", after = 0, text = "made\\n", until = "end" },
]
""",
    1,
)
CREATED = "note: 'new/made' is created by edits\n"


#: A commit above that changes the dropped line, and the resolution of that.
CHANGED: Tree = {**TARGET, b"a": b"new\n" + BASE[b"a"] + b"upper\n", b"c": b"c1\n"}  # type: ignore[operator]
RESOLUTION = """
[[resolution]]
commit = "{}"
path = "a"
text = "resolved\\n"
"""


#: The share of the steps that has all of them.
ALL = (0, 1)
_ARBITRARY = re.compile(r"(?<=/tmp_obj_|tmp_pack_)\w+|(?<=/tmp_idx_)\w+")
_LOOSE = re.compile(r"objects/\w\w/\w+$")


@dataclass(frozen=True)
class Run:
    """How a traced run went: its steps, the one at which it was killed, its status, its output."""

    steps: list[str]
    killed: str
    status: int
    out: str
    err: str


@dataclass
class Scene:
    """A repository before a command, with a copy to go back to.

    ``note`` is what the command says on standard error.
    """

    repo: Repo
    words: Sequence[str]
    target: str
    plan: str
    copy: Path
    note: str = ""
    mended: set[frozenset[tuple[str, bytes]]] = field(default_factory=set)
    before: tuple[Any, ...] = ()
    after: tuple[Any, ...] = ()

    def reset(self, copy: Path | None = None) -> None:
        """Put the repository back to before the command, or to another copy of it."""
        shutil.rmtree(self.repo.path)
        copy_tree(copy or self.copy, self.repo.path)

    def seen(self) -> tuple[Any, ...]:
        """Refs, index entries and work tree as they are."""
        refs = {name: oid for name, oid in self.repo.refs().items() if name != "ORIG_HEAD"}
        return refs, self.repo.staged(), self.repo.files()

    def locks(self) -> list[str]:
        """What lies around in the git directory that is in nobody's hands."""
        inside = self.repo.path / ".git"
        names = (str(path.relative_to(inside)) for path in inside.rglob("*"))
        return sorted(
            name for name in names if name.endswith((".lock", "packed-refs.new", ".split"))
        )

    def left(self) -> frozenset[tuple[str, bytes]]:
        """All files and what is in them, but for loose objects.

        To git split it is the same how many of them are there, and the names of what git had begun
        to write are arbitrary.
        """
        found = []
        for path in self.repo.path.rglob("*"):
            name = _ARBITRARY.sub("", str(path.relative_to(self.repo.path)))
            if path.is_file() and not _LOOSE.search(name):
                found.append((name, path.read_bytes()))
        return frozenset(found)

    def record(
        self, tracer: Tracer, copies: Path | None = None, share: tuple[int, int] = ALL
    ) -> list[str]:
        """Run the command to its end; returns its steps, and keeps what it comes to.

        ``copies`` gets the repository as it is before each step of a share.
        """
        self.before = self.seen()
        self.reset()
        run = tracer.run(self, copies=copies, share=share)
        assert (run.status, run.err) == (0, self.note), run
        assert self.locks() == []
        self.after = self.seen()
        assert self.after != self.before
        return run.steps


class Tracer:
    """The process that traces, started once."""

    def __init__(self, scratch: Path) -> None:
        self.scratch = scratch
        scratch.mkdir(parents=True, exist_ok=True)
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.faults.tracer"],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env={**os.environ, "TMPDIR": str(scratch)},
            text=True,
        )

    def run(
        self,
        scene: Scene,
        kill_at: int = 0,
        whom: str = "all",
        copies: Path | None = None,
        share: tuple[int, int] = ALL,
    ) -> Run:
        """Run a scene's command, and kill at one of its steps, or copy the repository at some."""
        out, err = self.scratch / "out", self.scratch / "err"
        request = {
            "words": scene.words,
            "cwd": str(scene.repo.path),
            "inside": str(scene.repo.path),
            "out": str(out),
            "err": str(err),
            "kill_at": kill_at,
            "whom": whom,
            "copies": str(copies or ""),
            "share": share,
        }
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(json.dumps(request) + "\n")
        self.process.stdin.flush()
        done = json.loads(self.process.stdout.readline())
        return Run(**done, out=out.read_text(), err=err.read_text())

    def close(self) -> None:
        """End the process."""
        self.process.communicate()


@contextmanager
def tracing(scratch: Path) -> Iterator[Tracer]:
    """A tracer, as long as it is needed."""
    tracer = Tracer(scratch)
    try:
        yield tracer
    finally:
        tracer.close()


def make_scene(name: str, directory: Path) -> Scene:
    """The scene of that name: ``split``, ``edit``, ``resolve`` or ``undo``."""
    repo = Repo.init(directory / "work")
    repo.git("config", "gc.auto", "0")
    target_tree = {**TARGET, b"c": b"c1\n"} if name != "split" else TARGET
    upper_tree = CHANGED if name == "resolve" else UPPER
    stack = ((BASE, "base\n"), (target_tree, "both\n"), (upper_tree, "upper\n"))
    _, target, upper = repo.stack(*stack)
    repo.branch("other", target)
    plan = directory / "plan"
    resolve = DROP + RESOLUTION.format(upper)
    plan.write_text({"split": PLAIN, "edit": EDIT, "resolve": resolve}.get(name, DROP))
    words = ["--plan", str(plan), target]
    if name == "split":
        repo.git("checkout", "-q", "--detach")  # HEAD itself moves with the two branches
    if name == "resolve":
        repo.git("config", "transfer.unpackLimit", "1")
        repo.git("config", "rerere.enabled", "true")
    if name == "undo":
        done = command(repo, *words)
        assert done.returncode == 0, done.stderr
        repo.git("pack-refs", "--all", "--prune")
        words = ["--undo"]
    (repo.path / "untracked").write_bytes(b"u\n")
    copy = directory / "copy"
    copy_tree(repo.path, copy)
    return Scene(repo, words, target, plan.read_text(), copy, CREATED if name == "edit" else "")
