"""Splits as tests write them: plans as text and as values, applied the way the command does."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from splitter import session as sessions
from splitter.core.options import UpdatedRefs
from splitter.core.plan.planfile.complete import refuse_incomplete
from splitter.core.rewrite.rewrite import Rewrite
from splitter.gitio.undo.undo import Undone
from splitter.session import Session
from tests.support.repos import Repo

ROOT = Path(__file__).resolve().parents[2]
#: All that no part names.
REST = "rest"


@dataclass(frozen=True)
class Piece:
    """A part of a plan file: a message, and its changes as TOML tables or `REST`."""

    message: str
    changes: Sequence[str] | str
    heir: bool = False


def whole(name: str) -> str:
    """All of a file."""
    return f'{{ file = "{name}" }}'


def hunks(name: str, *numbers: int) -> str:
    """Some hunks of a file."""
    return f'{{ file = "{name}", hunks = [{", ".join(map(str, numbers))}] }}'


def lines(name: str, removed: Sequence[int] = (), added: Sequence[int] = ()) -> str:
    """Some lines of a file."""
    return f'{{ file = "{name}", removed = {list(removed)}, added = {list(added)} }}'


def plan_text(*pieces: Piece, dropped: Sequence[str] = ()) -> str:
    """The text of a plan file."""
    rows = ["version = 1"]
    for piece in pieces:
        rows += ["", "[[part]]", *(["heir = true"] if piece.heir else [])]
        rows.append(f'message = "{_escaped(piece.message)}"')
        listed = (
            "rest = true" if piece.changes == REST else f"changes = [{', '.join(piece.changes)}]"
        )
        rows.append(listed)
    if dropped:
        rows += ["", "[dropped]", f"changes = [{', '.join(dropped)}]"]
    return "\n".join([*rows, ""])


def _escaped(text: str) -> str:
    return "".join(f"\\U{ord(char):08X}" if char in '"\\' or char < " " else char for char in text)


class Ran(NamedTuple):
    """What the command did: its exit status, standard output and standard error."""

    status: int
    out: str
    err: str


#: Runs the command with some words.
Run = Callable[..., Ran]


@contextmanager
def opened(
    repo: Repo,
    revision: str = "HEAD",
    *,
    update_refs: UpdatedRefs = UpdatedRefs.BRANCHES,
    verify: bool = True,
    cwd: Path | None = None,
) -> Iterator[Session]:
    """A commit opened for splitting."""
    session = sessions.load(cwd or repo.path, revision, (), update_refs, verify)
    try:
        yield session
    finally:
        session.close()


@dataclass(frozen=True)
class Done:
    """A split that was written."""

    rewrite: Rewrite
    told: list[str]

    @property
    def parts(self) -> list[str]:
        """The parts' ids, oldest first."""
        return [part.oid for part in self.rewrite.parts]


def split(
    repo: Repo,
    revision: str,
    plan: str,
    *,
    update_refs: UpdatedRefs = UpdatedRefs.BRANCHES,
    verify: bool = True,
    cwd: Path | None = None,
) -> Done:
    """Apply the text of a plan."""
    with opened(repo, revision, update_refs=update_refs, verify=verify, cwd=cwd) as session:
        read = session.read_plan(plan)
        refuse_incomplete(read, plan)
        rewrite = session.prepare(read)
        written = session.write(rewrite)
        return Done(rewrite, [*written.hidden, *written.warnings])


def undo(repo: Repo, cwd: Path | None = None) -> Undone:
    """Put the last split back."""
    return sessions.undo(cwd or repo.path)


def command(
    repo: Repo,
    *args: str,
    stdin: str = "",
    env: Mapping[str, str] | None = None,
    cwd: Path | None = None,
) -> subprocess.CompletedProcess[str]:
    """Run the program as a process of its own."""
    return subprocess.run(
        [sys.executable, "-m", "splitter", *args],
        cwd=cwd or repo.path,
        input=stdin,
        env={**os.environ, "PYTHONPATH": str(ROOT), **(env or {})},
        capture_output=True,
        text=True,
        errors="surrogateescape",
        check=False,
    )
