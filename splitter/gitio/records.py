"""What it takes to undo a split, kept in the repository itself.

A record is a commit: its message lists the ref updates as ``git update-ref --stdin`` reads them,
its tree has the plan under the target's id and, where there is one, the log beside it as drafts
have it and what an undo has to know about the index, and its parents are the tips that were left,
so that they are not collected as garbage.
Its ref is made in the very transaction that moves the others, and goes with the undo or, after
`KEEP_DAYS`, with a later split.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from contextlib import suppress

from msgspec import Struct
from msgspec.structs import replace

from splitter.core.commit import parse_commit
from splitter.core.tree import Entry, Rows, format_tree
from splitter.errors import GitFailed
from splitter.gitio.objects import Objects
from splitter.gitio.refs import RefUpdate
from splitter.gitio.repo import Repository

NAMESPACE = "refs/split/undo/"
#: The end of the name of the file that has what an undo has to know about the index.
_INDEX = b".index"
#: How long a split can be undone, in days.
KEEP_DAYS = 90
#: How large a log may be to be kept, in bytes.
LARGEST_LOG = 4 << 20


class Record(Struct, frozen=True):
    """A split that can be undone: the record's ref and commit, its subject, its time (seconds since
    1970), and the updates it made.
    """

    name: str
    oid: str
    subject: str
    time: int
    updates: tuple[RefUpdate, ...]


def read_records(repository: Repository) -> list[Record]:
    """The splits that can be undone, the latest last."""
    form = "%(refname)%00%(objectname)%00%(committerdate:unix)%00%(contents)%00%01"
    out = os.fsdecode(repository.run("for-each-ref", f"--format={form}", NAMESPACE))
    records = []
    for row in out.split("\0\1\n")[:-1]:
        name, oid, time, text = row.split("\0")
        subject, _, lines = text.partition("\n\n")
        updates = tuple(_update(line) for line in lines.split("\n") if line)
        records.append(Record(name, oid, subject, int(time), updates))
    return sorted(records, key=lambda record: int(record.name.removeprefix(NAMESPACE)))


class Kept(Struct, frozen=True):
    """What is a draft again after an undo: the target's id, the text of the plan, and the log that
    has led to it, empty where there is none.
    """

    target: str
    plan: str
    log: bytes = b""


def kept_by(repository: Repository, record: Record) -> Kept:
    """What a record keeps."""
    names = repository.line("ls-tree", "--full-tree", "--name-only", record.oid).split("\n")
    bodies = repository.objects(f"{record.oid}:{name}" for name in names)
    files = dict(zip(names, bodies, strict=True))
    return Kept(names[0], files[names[0]].decode(), files.get(f"{names[0]}.log", b""))


def remember(repository: Repository, made: RefUpdate, memory: bytes) -> RefUpdate:
    """Let a record that is about to be made keep what an undo has to know about the index.

    Returns the update that makes it then.  The objects are written.
    """
    if not memory:
        return made
    objects = Objects(repository)
    commit = parse_commit(objects.read(made.new))
    rows = Rows.of(objects.read(commit.tree), len(commit.tree) // 2)
    target = rows.body.partition(b" ")[2].partition(b"\0")[0]  # the first row's name
    blob = bytes.fromhex(objects.write("blob", memory))
    rows, _ = rows.edited({target + _INDEX: Entry(b"100644", blob)})
    tree = objects.write("tree", rows.body)
    headers = ((b"tree", tree.encode()), *commit.headers[1:])
    oid = objects.write("commit", replace(commit, headers=headers).body)
    objects.store()
    return RefUpdate(made.name, made.old, oid)


def remembered(repository: Repository, updates: Iterable[RefUpdate]) -> bytes:
    """What an undo has to know about the index; ``updates`` are all of the undo, or of a split,
    which has to know nothing.
    """
    records = [update for update in updates if update.name.startswith(NAMESPACE)]
    if len(records) != 1 or records[0].new:
        return b""
    oid = records[0].old
    with suppress(GitFailed):  # where there is nothing to know, or git has thrown it away
        names = repository.line("ls-tree", "--full-tree", "--name-only", oid).split("\n")
        for name in names:
            if name.endswith(_INDEX.decode()):
                return repository.objects([f"{oid}:{name}"])[0]
    return b""


def _update(line: str) -> RefUpdate:
    _, name, new, old = line.split(" ")
    return RefUpdate(name, old, new)


def new_record(
    objects: Objects,
    before: Sequence[Record],
    subject: str,
    updates: Sequence[RefUpdate],
    committer: bytes,
    kept: Kept,
) -> list[RefUpdate]:
    """Keep a record of these updates, and return the updates of the records' own refs.

    ``before`` are the records there are; those too old go.  Of what is ``kept`` a log that is too
    large is left out.
    """
    files = {kept.target: kept.plan.encode()}
    if 0 < len(kept.log) <= LARGEST_LOG:
        files[f"{kept.target}.log"] = kept.log
    blobs = {name: bytes.fromhex(objects.write("blob", body)) for name, body in files.items()}
    entries = {name.encode(): Entry(b"100644", blob) for name, blob in blobs.items()}
    tree = objects.write("tree", format_tree(entries))
    now = int(committer.split()[-2])
    parents = list(dict.fromkeys(update.old for update in updates))
    lines = [f"tree {tree}", *(f"parent {oid}" for oid in parents)]
    message = f"{subject}\n\n{''.join(update.line for update in updates)}"
    head = "".join(f"{line}\n" for line in lines).encode()
    body = b"%sauthor %s\ncommitter %s\n\n%s" % (head, committer, committer, os.fsencode(message))
    last = int(before[-1].name.removeprefix(NAMESPACE)) if before else 0
    made = RefUpdate(f"{NAMESPACE}{last + 1}", "", objects.write("commit", body))
    expired = [record for record in before if record.time < now - KEEP_DAYS * 86400]
    return [made, *(RefUpdate(record.name, record.oid, "") for record in expired)]
