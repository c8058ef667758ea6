"""Putting the last split back."""

from __future__ import annotations

import shlex
from collections.abc import Callable, Iterable
from contextlib import suppress
from functools import partial

from msgspec import Struct

from splitter.core.objects.commit import parse_commit
from splitter.core.objects.tree import Entry, Trees
from splitter.core.rewrite.files import FileStep
from splitter.core.rewrite.refs import HEAD, RefUpdate, short
from splitter.errors import RefsMoved, SplitError, StateRefused
from splitter.gitio.drafts.store import drafts_of
from splitter.gitio.git.objects import Objects
from splitter.gitio.git.repository import Repository
from splitter.gitio.read.state import refuse_operation
from splitter.gitio.read.worktrees import (
    Advice,
    if_gone,
    is_elsewhere,
    named_from_here,
    other_worktrees,
    refuse_in_use,
)
from splitter.gitio.refs.files import moves_of, place_files, plan_steps, refuse_changed
from splitter.gitio.refs.index import following_index
from splitter.gitio.refs.refs import head_update, moved_since, read_refs
from splitter.gitio.undo.journal import uninterrupted, writing
from splitter.gitio.undo.records import Record, kept_by, read_records, remembered, steps_of

#: What helps where a ref must not move back.
_ADVICE = Advice(elsewhere="", attached="run: git switch --detach; then: git split --undo")


class Undone(Struct, frozen=True):
    """A split that was undone: its subject, and the refs that moved back.

    ``draft`` is the id of the commit that has its plan as a draft again, "" for none; ``warnings``
    are to be printed.
    """

    subject: str
    updates: tuple[RefUpdate, ...]
    draft: str = ""
    warnings: tuple[str, ...] = ()


def undo(repository: Repository) -> Undone:
    """Undo the last split of the repository.

    Raises RefsMoved with the names of the refs that moved since, and StateRefused where a worktree
    needs one of them where it is; then nothing changes.
    """
    records = read_records(repository).records
    if not records:
        raise StateRefused(
            "there is no split to undo", "git reflog shows where each branch was before"
        )
    record = records[-1]
    target = read_refs(repository).head
    refuse_operation(repository, target)
    updates = _updates(repository, record)
    if moved := moved_since(repository, updates):
        names = " and ".join(map(short, moved))
        raise RefsMoved(
            f"{names} moved since the split; nothing was changed",
            f"the original commits are kept: git log {record.oid[:10]}^@",
        )
    back = tuple(update.reversed for update in updates)
    refuse = partial(refuse_in_use, repository, back, target, _reading(repository), _ADVICE)
    refuse()
    gone = RefUpdate(record.name, record.oid, "")
    head = head_update(repository, back)
    memory = remembered(repository, [gone])
    steps = _steps_back(repository, head, gone)
    warnings: list[str] = []
    with (
        writing(repository) as journal,
        following_index(repository, head, journal.path, memory, steps) as following,
    ):
        refuse()
        refuse_changed(repository, steps)
        with uninterrupted():
            journal.move([*back, gone], f"split: undo ({record.subject})")
            following.place()
            warnings = place_files(repository, steps)
    return Undone(record.subject, back, _draft_again(repository, record), tuple(warnings))


def _steps_back(
    repository: Repository, head: RefUpdate | None, gone: RefUpdate
) -> tuple[FileStep, ...]:
    """The steps by which files that followed a split go back; their contents are written.

    Raises StateRefused where uncommitted changes conflict.
    """
    steps = steps_of(repository, [gone]) if head else ()
    if not head or not steps:
        return ()
    moves = moves_of(steps)
    objects = Objects(repository)
    tree = parse_commit(objects.read(head.old)).tree
    found = plan_steps(objects, moves, _entries_at(objects.trees(), bytes.fromhex(tree), moves))
    objects.store()
    return found


def _entries_at(trees: Trees, tree: bytes, paths: Iterable[bytes]) -> dict[bytes, Entry | None]:
    """The entries of a tree at some paths."""
    found: dict[bytes, Entry | None] = {}
    for path in paths:
        try:
            found[path] = trees.lookup(tree, path)
        except NotADirectoryError:
            found[path] = None
    return found


def _reading(repository: Repository) -> Callable[[str], bytes]:
    return lambda oid: repository.object(oid)[1]


def _updates(repository: Repository, record: Record) -> tuple[RefUpdate, ...]:
    """The updates of a record, without the HEADs of worktrees that no longer exist.

    Raises StateRefused for the HEAD of another worktree, which can be moved only there.
    """
    updates = [named_from_here(repository, update) for update in record.updates]
    names = {update.name for update in updates}
    for worktree in other_worktrees(repository):
        if f"{worktree.prefix}{HEAD}" in names:
            place = shlex.quote(str(worktree.path))
            raise StateRefused(
                f"the last split moved the detached HEAD of the worktree {worktree.path}",
                f"undo it there: git -C {place} split --undo{if_gone(worktree)}",
            )
    left = tuple(update for update in updates if not is_elsewhere(update))
    if not left:
        raise StateRefused(
            "the last split moved only the detached HEAD of a worktree that no longer exists",
            f"to undo the split before it, first run: git update-ref -d {record.name}",
        )
    return left


def _draft_again(repository: Repository, record: Record) -> str:
    """Restore the draft of a record.  Returns the commit's id, "" if it cannot be restored."""
    with suppress(OSError, SplitError, ValueError):  # a draft is a kindness, and the undo is done
        kept = kept_by(repository, record)
        drafts_of(repository).replace(kept.target, kept.plan, kept.log)
        return kept.target
    return ""
