"""Putting the last split back."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress

from msgspec import Struct

from splitter.errors import RefsMoved, SplitError, StateRefused
from splitter.gitio.drafts import drafts_of
from splitter.gitio.index import following_index
from splitter.gitio.journal import uninterrupted, writing
from splitter.gitio.records import Record, kept_by, read_records, remembered
from splitter.gitio.refs import RefUpdate, head_update, moved_since, read_refs, short
from splitter.gitio.repo import Repository
from splitter.gitio.state import checked_out, refuse_operation


class Undone(Struct, frozen=True):
    """A split that was put back: its subject, and the refs that moved back.

    ``draft`` is the id of the commit whose draft its plan is again, "" where that is not so.
    """

    subject: str
    updates: tuple[RefUpdate, ...]
    draft: str = ""
    told: tuple[str, ...] = ()


def undo(repository: Repository) -> Undone:
    """Put back what the last split of the repository changed.

    Raises RefsMoved with the names of the refs that moved since; then nothing changes.
    """
    records = read_records(repository).records
    if not records:
        raise StateRefused("there is no split to undo", "git reflog shows where branches were")
    record = records[-1]
    refs = read_refs(repository)
    refuse_operation(repository, refs.head)
    if moved := moved_since(repository, record.updates):
        names = " and ".join(map(short, moved))
        raise RefsMoved(
            f"{names} moved since the split; nothing was changed",
            f"the commits from before are kept: git log {record.oid[:10]}^@",
        )
    back = tuple(update.reversed for update in record.updates)
    _refuse_changed_worktrees(repository, back)
    gone = RefUpdate(record.name, record.oid, "")
    head = head_update(repository, back)
    memory = remembered(repository, [gone])
    with (
        writing(repository) as journal,
        following_index(repository, head, journal.path, memory) as following,
        uninterrupted(),
    ):
        journal.move([*back, gone], f"split: undo ({record.subject})")
        following.place()
    return Undone(record.subject, back, _draft_again(repository, record))


def _draft_again(repository: Repository, record: Record) -> str:
    """Let what a record keeps be a draft again.  Returns the commit's id, "" if it cannot be."""
    with suppress(OSError, SplitError, ValueError):  # a draft is a kindness, and the undo is done
        kept = kept_by(repository, record)
        drafts_of(repository).replace(kept.target, kept.plan, kept.log)
        return kept.target
    return ""


def _refuse_changed_worktrees(repository: Repository, updates: Iterable[RefUpdate]) -> None:
    elsewhere = checked_out(repository)
    for update in updates:
        if update.name in elsewhere:
            trees = [f"{oid}^{{tree}}" for oid in (update.old, update.new)]
            if repository.try_run("diff-tree", "--quiet", *trees).status:
                raise StateRefused(
                    f"{short(update.name)} is checked out in {elsewhere[update.name]},"
                    " and its files would change",
                    "undo in that worktree, or detach it first",
                )
