"""Dropped changes that git does not show as uncommitted changes."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from pathlib import Path

from splitter.core.diff.paths import quote, some
from splitter.core.rewrite.refs import RefUpdate
from splitter.gitio.git.repository import Repository
from splitter.gitio.refs.index import ASSUMED, SKIPPED, Following

_SUBMODULE = b"160000"
_NOTHING = b"000000"


def unseen(
    repository: Repository,
    target: str,
    dropped: Sequence[bytes],
    head: RefUpdate | None,
    following: Following,
) -> list[str]:
    """Warnings for dropped changes that ``git status`` does not show.

    They name the commit that has them.  ``target`` is the commit that was split, ``dropped`` are
    the paths of the dropped changes, ``head`` is the update of the checked-out ref, ``following``
    the index that followed it.
    """
    hint = f"see them with: git show {target[:10]}"
    if why := _nowhere(repository, head, following):
        names = _names(dropped)
        return [f"the dropped changes of {names} are in no working tree ({why}); {hint}"]
    marks = following.marks or {}
    top = repository.worktree
    looked_at = top and repository.flag("core.sparsecheckout")  # skip-worktree, yet on disk
    absent, skipped, assumed = [], [], []
    for path, mode in following.changed.items():
        mark = marks.get(path)
        if top and _absent(top, path, mode):
            absent.append(path)
        elif mark in SKIPPED and not looked_at:
            skipped.append(path)
        elif mark in ASSUMED:
            assumed.append(path)
    hidden = "git status hides the dropped changes of"
    warnings = {
        f"the dropped changes of {_names(absent)} are not in the working tree": absent,
        f"{hidden} {_names(skipped)} (skip-worktree)": skipped,
        f"{hidden} {_names(assumed)} (assume-unchanged)": assumed,
    }
    return [f"{warning}; {hint}" for warning, paths in warnings.items() if paths]


def _nowhere(repository: Repository, head: RefUpdate | None, following: Following) -> str:
    """The reason why no working tree has any of the dropped changes, "" where one may have them."""
    if repository.bare:
        return "the repository is bare"
    if head is None:
        return "their branch is not checked out"
    if following.changed and following.marks is None:
        return "nothing is checked out: there is no index"
    return ""


def _absent(top: Path, path: bytes, mode: bytes) -> bool:
    """True if a file of the old commit, or a submodule's repository, is not in the working tree."""
    file = os.path.join(os.fsencode(top), path)  # noqa: PTH118 - paths are bytes
    return mode != _NOTHING and not os.path.lexists(
        os.path.join(file, b".git") if mode == _SUBMODULE else file  # noqa: PTH118
    )


def _names(paths: Iterable[bytes]) -> str:
    return some([quote(path) for path in paths])
