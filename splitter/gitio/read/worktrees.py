"""The worktrees of a repository, and the refs that they need where they are."""

from __future__ import annotations

import os
import shlex
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from splitter.core.objects.commit import parse_commit
from splitter.core.rewrite.refs import HEAD, RefUpdate, short
from splitter.errors import StateRefused
from splitter.gitio.git.repository import Repository
from splitter.gitio.read.state import operation_in, refuse_operation

MAIN = "main-worktree/"
LINKED = "worktrees/"


class Worktree(Struct, frozen=True):
    """A worktree: its directory, its git directory, its branch and its commit.

    ``branch`` is "" while HEAD is detached, ``head`` is "" before the first commit.  ``prefix``
    stands before the names of its own refs when they are named from another worktree.
    """

    prefix: str
    path: Path
    git_dir: Path
    branch: str = ""
    head: str = ""


def other_worktrees(repository: Repository) -> list[Worktree]:
    """All worktrees except the one in which git split runs."""
    linked = repository.common_dir / "worktrees"
    names = sorted(path.name for path in linked.iterdir()) if linked.is_dir() else []
    if not names:
        return []
    heads = _heads(repository)
    main, rows = heads[0]
    found = [] if "bare" in rows else [Worktree(MAIN, main, repository.common_dir, *_head(rows))]
    by_path = dict(heads[1:])
    for name in names:
        path = _path(linked / name)
        if path is not None:
            head = _head(by_path.get(path, {}))
            found.append(Worktree(f"{LINKED}{name}/", path, linked / name, *head))
    own = prefix(repository)
    return [worktree for worktree in found if worktree.prefix != own]


def prefix(repository: Repository) -> str:
    """The prefix of this worktree's refs when they are named from another worktree."""
    git_dir, common_dir = repository.git_dir.resolve(), repository.common_dir.resolve()
    if git_dir.parent == common_dir / "worktrees":
        return f"{LINKED}{git_dir.name}/"
    return MAIN


def _heads(repository: Repository) -> list[tuple[Path, Mapping[str, str]]]:
    """The output of ``git worktree list`` for each worktree, the main one first."""
    out = os.fsdecode(repository.run("worktree", "list", "--porcelain", "-z"))
    blocks = (block.split("\0") for block in out.split("\0\0")[:-1])
    worktrees = [dict(row.partition(" ")[::2] for row in block) for block in blocks]
    return [(Path(rows["worktree"]), rows) for rows in worktrees]


def _head(rows: Mapping[str, str]) -> tuple[str, str]:
    return rows.get("branch", ""), rows.get("HEAD", "").strip("0") and rows["HEAD"]


def _path(git_dir: Path) -> Path | None:
    """The directory of a linked worktree, as git has it; None where that is not known."""
    with suppress(OSError):
        text = os.fsdecode((git_dir / "gitdir").read_bytes()).rstrip().removesuffix("/.git")
        return Path(text if text.startswith("/") else os.path.realpath(git_dir / text))
    return None


# Moving refs


class Advice(Struct, frozen=True):
    """Hints where a ref must not move.

    ``elsewhere`` is for a ref of another worktree, ``attached`` for a HEAD that is no longer
    detached.
    """

    elsewhere: str
    attached: str


def refuse_in_use(
    repository: Repository,
    updates: Sequence[RefUpdate],
    target: str,
    read: Callable[[str], bytes],
    advice: Advice,
) -> None:
    """Raise StateRefused where a worktree needs one of these refs to stay where it is.

    These are the branches that an operation in progress moves at its end or goes back to, the
    branch checked out meanwhile, and a branch whose files would change in another worktree.
    ``target`` is the commit that is split, as in `refuse_operation`; ``read`` gives the bodies of
    commits.
    """
    moving = {update.name: update for update in updates}
    is_edited = refuse_operation(repository, target)
    if is_edited and moving.keys() - {HEAD}:
        raise StateRefused(
            "a rebase is in progress, and only HEAD can move until it ends",
            "finish it first: git rebase --continue or --abort",
        )
    on_branch = repository.answer("symbolic-ref", "-q", HEAD)
    if HEAD in moving and on_branch:
        raise StateRefused(
            f"HEAD was detached, and is now on branch {short(on_branch)}", advice.attached
        )
    for worktree in other_worktrees(repository):
        operation = operation_in(repository, worktree.git_dir, worktree.prefix)
        if operation:
            for name in sorted({*operation.refs, worktree.branch} & moving.keys()):
                more = advice.elsewhere if name != on_branch else ""
                raise StateRefused(
                    f"cannot move {short(name)}: "
                    f"{operation.name} is in progress in the worktree {worktree.path}",
                    f"finish it there first: {operation.ending}{more}{if_gone(worktree)}",
                )
        update = moving.get(worktree.branch)
        if update and _tree(read, update.old) != _tree(read, update.new):
            place = shlex.quote(str(worktree.path))
            raise StateRefused(
                f"{short(update.name)} is checked out in {worktree.path},"
                " and its files there would change",
                f"split in that worktree, or first run: git -C {place} switch --detach"
                f"{if_gone(worktree)}",
            )


def _tree(read: Callable[[str], bytes], oid: str) -> str:
    return parse_commit(read(oid)).tree


def if_gone(worktree: Worktree) -> str:
    """The end of a hint for a worktree whose directory no longer exists, or ""."""
    return "" if worktree.path.exists() else "; that worktree no longer exists: git worktree prune"


def left_behind(worktrees: Iterable[Worktree], commits: Mapping[str, str]) -> list[Worktree]:
    """Those worktrees whose HEAD is detached at one of these commits."""
    return [one for one in worktrees if not one.branch and one.head in commits]


def named_from_anywhere(repository: Repository, update: RefUpdate) -> RefUpdate:
    """An update of HEAD, or of another ref, by the name that it has in every worktree."""
    if update.name != HEAD:
        return update
    return replace(update, name=f"{prefix(repository)}{HEAD}")


def named_from_here(repository: Repository, update: RefUpdate) -> RefUpdate:
    """The reverse of `named_from_anywhere`; the HEAD of another worktree keeps its long name."""
    if update.name != f"{prefix(repository)}{HEAD}":
        return update
    return replace(update, name=HEAD)


def is_elsewhere(update: RefUpdate) -> bool:
    """True if an update is of the HEAD of another worktree, by its long name."""
    return update.name.startswith((MAIN, LINKED))
