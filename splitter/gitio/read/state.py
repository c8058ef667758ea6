"""Operations in progress: which, how each is ended, and which branches it needs where they are."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from msgspec import Struct

from splitter.errors import StateRefused
from splitter.gitio.git.repository import Repository

_REBASE = ("a rebase", "git rebase --continue or --abort")
#: The marks that operations leave, the one that tells more before the one that tells less.
_MARKS = {
    "rebase-merge": _REBASE,
    "rebase-apply/applying": ("an am session", "git am --continue or --abort"),
    "rebase-apply": _REBASE,
    "MERGE_HEAD": ("a merge", "git merge --continue or --abort"),
    "CHERRY_PICK_HEAD": ("a cherry-pick", "git cherry-pick --continue or --abort"),
    "REVERT_HEAD": ("a revert", "git revert --continue or --abort"),
    "sequencer": ("a cherry-pick or revert", "git cherry-pick --continue or --abort"),
    "BISECT_LOG": ("a bisect", "git bisect reset"),
}
#: Those of the marks that are refs, which a reftable keeps where no file shows them.
_REFS = ("CHERRY_PICK_HEAD", "REVERT_HEAD")


class Operation(Struct, frozen=True):
    """An operation in progress: its name with an article, and the commands that end it.

    ``refs`` are the branches, by full name, that it moves at its end or goes back to, and ``marks``
    are the files that show it.
    """

    name: str
    ending: str
    refs: frozenset[str]
    marks: tuple[str, ...]


def operation_in(repository: Repository, git_dir: Path, prefix: str = "") -> Operation | None:
    """The operation in progress in the worktree that has this git directory, if there is one.

    The worktree's refs have ``prefix`` before their names, as seen from here.
    """
    refs = _refs(repository, prefix)
    marks = tuple(mark for mark in _MARKS if mark in refs or (git_dir / mark).exists())
    if not marks:
        return None
    return Operation(*_MARKS[marks[0]], frozenset(_branches(git_dir)), marks)


def _refs(repository: Repository, prefix: str) -> list[str]:
    """Those of the marks that are refs of a reftable."""
    if not (repository.common_dir / "reftable").exists():
        return []
    known = repository.headers(f"{prefix}{name}".encode() for name in _REFS)
    return [name for name, found in zip(_REFS, known, strict=True) if found]


def _branches(git_dir: Path) -> Iterator[str]:
    """The branches that `git branch -f` refuses to move during an operation."""
    for name in ("rebase-merge/head-name", "rebase-apply/head-name", "BISECT_START"):
        for line in _lines(git_dir / name)[:1]:
            yield line if line.startswith("refs/") else f"refs/heads/{line}"
    yield from _lines(git_dir / "rebase-merge/update-refs")[::3]  # each with its old and new commit


def _lines(path: Path) -> list[str]:
    with suppress(OSError):
        return os.fsdecode(path.read_bytes()).removesuffix("\n").split("\n")
    return []


def refuse_operation(repository: Repository, target: str) -> bool:
    """Raise StateRefused for an operation in progress in this worktree, by name.

    HEAD can be split at an ``edit`` stop of an interactive rebase: the result is True there, and
    only HEAD may move.
    """
    operation = operation_in(repository, repository.git_dir)
    if operation is None:
        return False
    is_rebase = operation.marks == ("rebase-merge",)
    is_edited = is_rebase and (repository.git_dir / "rebase-merge/amend").exists()
    if is_edited and repository.line("rev-parse", "HEAD") == target:
        return True
    hint = f"finish it first: {operation.ending}"
    if is_rebase:
        hint += "; at an 'edit' stop, HEAD itself can be split"
    raise StateRefused(f"{operation.name} is in progress", hint)
