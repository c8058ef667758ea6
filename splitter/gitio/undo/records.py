"""Undo records, kept in the repository itself.

A record is a commit: its message lists the ref updates as ``git update-ref --stdin`` reads them,
its tree has the plan under the target's id and, if they exist, the log as drafts have it and the
undo data of the index, and its parents are the old tips, so that they are not collected as garbage.
A HEAD that moved while detached is listed as ``worktrees/<name>/HEAD`` or ``main-worktree/HEAD``;
older records list it as ``HEAD``, without the worktree.

Its ref is made in the transaction that moves the others, and is deleted by the undo or, after
`KEEP_DAYS`, by a later split.
"""

from __future__ import annotations

import os
import re
import time
from collections.abc import Iterable, Sequence
from contextlib import suppress
from itertools import starmap

from msgspec import Struct
from msgspec.structs import replace

from splitter.core.objects.commit import parse_commit
from splitter.core.objects.tree import Entry, Rows, format_tree
from splitter.core.rewrite.files import FileStep, read_steps, write_steps
from splitter.core.rewrite.refs import RefUpdate
from splitter.errors import GitFailed
from splitter.gitio.git.objects import Objects
from splitter.gitio.git.repository import Repository

NAMESPACE = "refs/split/undo/"
#: The end of the name of the file that has what an undo has to know about the index.
_INDEX = b".index"
#: The end of the name of the file that has what became of files in the working tree, and of the
#: directory with the blobs that it names.
_FILES, _BLOBS = b".files", b".blobs"
#: How long a split can be undone, in days.
KEEP_DAYS = 90
#: How large a log may be to be kept, in bytes.
LARGEST_LOG = 4 << 20
#: A line of a record: the name, the new and the old commit.
_UPDATE = re.compile(r"update ([^ ]+) ([0-9a-f]+) ([0-9a-f]+)")


class Record(Struct, frozen=True):
    """A split that can be undone: the record's ref and commit, its subject, and its updates.

    ``time`` is in seconds since 1970.
    """

    name: str
    oid: str
    subject: str
    time: int
    updates: tuple[RefUpdate, ...]


class Records(Struct, frozen=True):
    """The splits that can be undone, the latest last, and the highest number that is taken."""

    records: tuple[Record, ...]
    last: int


def read_records(repository: Repository) -> Records:
    """The records of a repository.  Other refs in their namespace are ignored."""
    form = "%(refname)%00%(objectname)%00%(committerdate:unix)%00%(contents)%00%01"
    out = os.fsdecode(repository.run("for-each-ref", f"--format={form}", NAMESPACE))
    rows = [row.split("\0") for row in out.split("\0\1\n")[:-1]]
    numbers = [_number(row[0].split("/")[3]) for row in rows]
    records = filter(None, starmap(_record, rows))
    by_number = sorted(records, key=lambda record: _number(record.name.split("/")[3]))
    return Records(tuple(by_number), max(numbers, default=0))


def _number(word: str) -> int:
    """The number of a record, 0 for another word."""
    return int(word) if re.fullmatch("[1-9][0-9]{0,17}", word) else 0


def _record(name: str, oid: str, seconds: str, text: str) -> Record | None:
    """The record of a ref; None for another ref."""
    subject, _, lines = text.partition("\n\n")
    found = [_UPDATE.fullmatch(line) for line in lines.split("\n") if line]
    updates = tuple(RefUpdate(one[1], one[3], one[2]) for one in found if one)
    is_numbered = _number(name.removeprefix(NAMESPACE))
    if not is_numbered or not seconds or not found or None in found:
        return None
    return Record(name, oid, subject, int(seconds), updates)


class Kept(Struct, frozen=True):
    """The draft that an undo restores: the target's id, the text of the plan, and the log.

    ``log`` is empty without a log.
    """

    target: str
    plan: str
    log: bytes = b""


def kept_by(repository: Repository, record: Record) -> Kept:
    """The draft in a record."""
    names = repository.line("ls-tree", "--full-tree", "--name-only", record.oid).split("\n")
    bodies = repository.objects(f"{record.oid}:{name}" for name in names)
    files = dict(zip(names, bodies, strict=True))
    return Kept(names[0], files[names[0]].decode(), files.get(f"{names[0]}.log", b""))


def remember(
    repository: Repository, made: RefUpdate, memory: bytes, steps: Sequence[FileStep] = ()
) -> RefUpdate:
    """Let a record that is about to be made keep what an undo has to know.

    That is ``memory`` about the index, and the ``steps`` of files in the working tree.

    Returns the update that makes the record then.  The objects are written.
    """
    if not memory and not steps:
        return made
    objects = Objects(repository)
    commit = parse_commit(objects.read(made.new))
    rows = Rows.of(objects.read(commit.tree), len(commit.tree) // 2)
    target = rows.body.partition(b" ")[2].partition(b"\0")[0]  # the first row's name
    kept: dict[bytes, Entry | None] = {}
    if memory:
        blob = bytes.fromhex(objects.write("blob", memory))
        kept[target + _INDEX] = Entry(b"100644", blob)
    if steps:
        blob = bytes.fromhex(objects.write("blob", write_steps(steps)))
        kept[target + _FILES] = Entry(b"100644", blob)
        contents = [one for step in steps for one in (step.before, step.after) if one]
        oids = {one.oid.hex().encode(): one.oid for one in contents}
        blobs = {name: Entry(b"100644", oid) for name, oid in oids.items()}
        kept[target + _BLOBS] = Entry(
            b"40000", bytes.fromhex(objects.write("tree", format_tree(blobs)))
        )
    rows, _ = rows.edited(kept)
    tree = objects.write("tree", rows.body)
    headers = ((b"tree", tree.encode()), *commit.headers[1:])
    oid = objects.write("commit", replace(commit, headers=headers).body)
    objects.store()
    return RefUpdate(made.name, made.old, oid)


def remembered(repository: Repository, updates: Iterable[RefUpdate]) -> bytes:
    """The undo data of the index; empty for the updates of a split.

    ``updates`` are all updates of the undo, or of a split.
    """
    records = [update for update in updates if update.name.startswith(NAMESPACE)]
    if len(records) != 1 or records[0].new:
        return b""
    return _kept_file(repository, records[0].old, _INDEX)


def steps_of(repository: Repository, updates: Iterable[RefUpdate]) -> tuple[FileStep, ...]:
    """The steps for files in the working tree that the updates of a split or its undo need."""
    for update in updates:
        if update.name.startswith(NAMESPACE) and not (update.old and update.new):
            text = _kept_file(repository, update.new or update.old, _FILES)
            steps = read_steps(text)
            if steps and (update.new or update.old):
                return steps if update.new else tuple(one.reversed for one in steps)
    return ()


def _kept_file(repository: Repository, oid: str, end: bytes) -> bytes:
    """The file of a record whose name has that end; empty where there is none."""
    with suppress(GitFailed):  # where there is nothing to know, or git has thrown it away
        names = repository.line("ls-tree", "--full-tree", "--name-only", oid).split("\n")
        for name in names:
            if name.endswith(end.decode()):
                return repository.objects([f"{oid}:{name}"])[0]
    return b""


def record_updates(
    objects: Objects,
    before: Records,
    subject: str,
    updates: Sequence[RefUpdate],
    committer: bytes,
    kept: Kept,
) -> list[RefUpdate]:
    """The updates of the records' own refs: a new record of some updates, and those to delete.

    The record is a pending object.  ``before`` are the existing records; those older than
    `KEEP_DAYS` by the clock are deleted.  A log in ``kept`` that is larger than `LARGEST_LOG` is
    left out.
    """
    files = {kept.target: kept.plan.encode()}
    if 0 < len(kept.log) <= LARGEST_LOG:
        files[f"{kept.target}.log"] = kept.log
    blobs = {name: bytes.fromhex(objects.write("blob", body)) for name, body in files.items()}
    entries = {name.encode(): Entry(b"100644", blob) for name, blob in blobs.items()}
    tree = objects.write("tree", format_tree(entries))
    now = int(time.time())  # not GIT_COMMITTER_DATE, which says nothing of how old a record is
    made_by = b"%s %d +0000" % (committer.rsplit(b" ", 2)[0], now)
    parents = list(dict.fromkeys(update.old for update in updates))
    lines = [f"tree {tree}", *(f"parent {oid}" for oid in parents)]
    message = f"{subject}\n\n{''.join(update.line for update in updates)}"
    head = "".join(f"{line}\n" for line in lines).encode()
    body = b"%sauthor %s\ncommitter %s\n\n%s" % (head, made_by, made_by, os.fsencode(message))
    made = RefUpdate(f"{NAMESPACE}{before.last + 1}", "", objects.write("commit", body))
    expired = [record for record in before.records if record.time < now - KEEP_DAYS * 86400]
    return [made, *(RefUpdate(record.name, record.oid, "") for record in expired)]
