"""Ids of hunks and file changes that are made of their content alone.

The id of a hunk is a hash of the file's path and of its changed lines: neither line numbers nor
unchanged lines count, so it holds when the commit is amended elsewhere.  Hunks of a file that
change the same lines differ by their order.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from hashlib import sha256

from splitter.core.diff.lines import marked_lines
from splitter.core.diff.model import FileChange, FileChangeKind, FilePatch, Hunk, Patch

#: How many hex digits an id has.
DIGITS = 12
#: The fewest digits by which a plan may name one.
FEWEST = 4


@lru_cache(maxsize=2)
def content_ids(patch: Patch) -> Mapping[str, tuple[int, tuple[range, ...]]]:
    """The file number and the changes of each hunk and of each file change, by its id."""
    found: dict[str, tuple[int, tuple[range, ...]]] = {}
    for number, file in enumerate(patch):
        file_changes, hunks = ids_of(file)
        found |= {one: (number, (range(at, at + 1),)) for at, one in enumerate(file_changes)}
        found |= {one: (number, hunk.changes) for one, hunk in zip(hunks, file.hunks, strict=True)}
    return found


def ids_of(file: FilePatch) -> tuple[list[str], list[str]]:
    """The ids of a file's file changes, and those of its hunks."""
    file_changes = [
        _hash(file.path, _file_change(file, file_change)) for file_change in file.file_changes
    ]
    return file_changes, list(_ids_of_hunks(file))


def _file_change(file: FilePatch, file_change: FileChange) -> bytes:
    """A file change as bytes; the content of a file that has no lines is its object's id."""
    pieces = [file_change.kind.value.encode()]
    for side in (file.old, file.new):
        if side and file_change.kind is FileChangeKind.CONTENT:
            pieces.append(side.oid.encode())
        elif side and file_change.kind in (FileChangeKind.MODE, FileChangeKind.TYPE):
            pieces.append(side.mode)
        elif side:
            pieces.append(side.path)
    return b"\0".join(pieces)


def _ids_of_hunks(file: FilePatch) -> Iterator[str]:
    seen: dict[bytes, int] = {}
    for hunk in file.hunks:
        changed = _changed(hunk)
        seen[changed] = seen.get(changed, 0) + 1
        yield _hash(file.path, b"hunk", b"%d" % seen[changed], changed)


def _changed(hunk: Hunk) -> bytes:
    """The changed lines of a hunk, each with its mark."""
    return b"\n".join(line for line in marked_lines(hunk.body) if line[:1] in (b"-", b"+"))


def _hash(*pieces: bytes) -> str:
    return sha256(b"\0".join(pieces)).hexdigest()[:DIGITS]
