"""Whether the repository may be rewritten now: operations in progress and other worktrees."""

from __future__ import annotations

import os
from pathlib import Path

from splitter.errors import StateRefused
from splitter.gitio.repo import Repository

#: The marks that operations leave, the one that tells more before the one that tells less.
_OPERATIONS = {
    "rebase-merge": ("a rebase", "git rebase --continue or --abort"),
    "rebase-apply/applying": ("an am", "git am --continue or --abort"),
    "rebase-apply": ("a rebase", "git rebase --continue or --abort"),
    "MERGE_HEAD": ("a merge", "git merge --continue or --abort"),
    "CHERRY_PICK_HEAD": ("a cherry-pick", "git cherry-pick --continue or --abort"),
    "REVERT_HEAD": ("a revert", "git revert --continue or --abort"),
    "sequencer": ("a cherry-pick or revert", "git cherry-pick --continue or --abort"),
    "BISECT_LOG": ("a bisect", "git bisect reset"),
}


def refuse_operation(repository: Repository, target: str) -> bool:
    """Raise StateRefused for an operation in progress, by name.

    One thing works: splitting HEAD at an ``edit`` stop of an interactive rebase.  True says that
    this is where we are; then only HEAD may move.
    """
    paths = dict(zip(_OPERATIONS, repository.git_paths(*_OPERATIONS), strict=True))
    running = [name for name, path in paths.items() if path.exists()]
    if not running:
        return False
    if running == ["rebase-merge"] and _edits(repository, paths["rebase-merge"], target):
        return True
    what, how = _OPERATIONS[running[0]]
    if running == ["rebase-merge"]:
        how += "; at an 'edit' stop, HEAD itself can be split"
    raise StateRefused(f"{what} is in progress", f"finish it first: {how}")


def _edits(repository: Repository, directory: Path, target: str) -> bool:
    amend = directory / "amend"
    return amend.exists() and repository.line("rev-parse", "HEAD") == target


def checked_out(repository: Repository) -> dict[str, Path]:
    """The branches that other worktrees have checked out, with the worktree."""
    out = os.fsdecode(repository.run("worktree", "list", "--porcelain", "-z"))
    here = repository.worktree
    branches = {}
    for index, block in enumerate(out.split("\0\0")):
        rows = dict(row.partition(" ")[::2] for row in block.split("\0"))
        path = Path(rows.get("worktree", ""))
        # git names the main worktree, which comes first, by where its git directory is
        is_here = path == here if index else repository.git_dir == repository.common_dir
        if "branch" in rows and not is_here:
            branches[rows["branch"]] = path
    return branches
