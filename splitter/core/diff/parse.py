"""Parser for git's diff.

The input is the output of ``git diff-tree -r -z --raw -p --full-index``: first a record per file,
with modes, object ids and paths (git-diff-tree(1), "RAW OUTPUT FORMAT"), then, after an empty
record, the patch.  Paths and kinds come from the records alone, only hunks from the patch.  The
lines of a hunk are read when they are needed.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import pairwise

from msgspec import Struct

from splitter.core import diff
from splitter.core.diff.file_changes import kind_in_words, mode_in_words, rename_in_words
from splitter.core.diff.lines import DiffLine, line_index
from splitter.core.diff.model import (
    SUBMODULE,
    SYMLINK,
    FileChange,
    FileChangeKind,
    FilePatch,
    Hunk,
    Patch,
    Side,
)
from splitter.errors import SplitError

__all__ = ["EMPTY_BLOBS", "hunk_lines", "parse"]

#: Each with the end of the line before it: so it is found at the pace of a plain search.
_FILE = re.compile(rb"\ndiff --git ")
_HUNK = re.compile(rb"\n@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@([^\n]*)")
#: The ids of the empty blob, by SHA-1 and by SHA-256.
EMPTY_BLOBS = frozenset(
    {hashlib.sha1(b"blob 0\0").hexdigest(), hashlib.sha256(b"blob 0\0").hexdigest()}
)
#: Hunks of more lines than this are not read at once.
AT_ONCE = 200


class _Record(Struct, frozen=True):
    """One record of the raw diff.  ``alike`` is a rename's likeness in percent."""

    status: bytes
    alike: int
    old: Side
    new: Side


def parse(diff: bytes) -> Patch:
    """Read the raw records and the patch that git printed for one commit.

    Raises SplitError where the two do not belong together.
    """
    records, start = _records(diff)
    sections = pairwise(_cuts(diff, start + 1))
    files = []
    digest = hashlib.sha256(diff[:start])
    for record in records:
        try:
            begin, end = next(sections)
            if record.status == b"T":  # shown as one deletion and one creation
                _, end = next(sections)
        except StopIteration:
            raise SplitError("git's diff ends before its last file") from None
        file = _file(record, diff, begin, end)
        for hunk in file.hunks:
            digest.update(hunk.ranges)
        files.append(file)
    if next(sections, None) is not None:
        raise SplitError("git's diff has more files than it lists")
    return Patch(tuple(files), digest.hexdigest())


def _cuts(diff: bytes, start: int) -> list[int]:
    """The offset of each file of the patch that begins at ``start``, and the end of the last."""
    first = [start] if diff.startswith(b"diff --git ", start) else []
    later = (match.start() + 1 for match in _FILE.finditer(diff, start))
    return [*first, *later, len(diff)]


def _records(diff: bytes) -> tuple[list[_Record], int]:
    """The raw records, and where the patch begins."""
    records = []
    at = 0
    while diff.startswith(b":", at):
        end = diff.index(b"\0", at)
        old_mode, new_mode, old_oid, new_oid, status = diff[at + 1 : end].split(b" ")
        paths = []
        for _ in range(2 if status[:1] in b"RC" else 1):
            at = end + 1
            end = diff.index(b"\0", at)
            paths.append(diff[at:end])
        at = end + 1
        old = Side(paths[0], old_mode, old_oid.decode())
        new = Side(paths[-1], new_mode, new_oid.decode())
        records.append(_Record(status[:1], int(status[1:] or 0), old, new))
    return records, at


def _file(record: _Record, diff: bytes, begin: int, end: int) -> FilePatch:
    status, old, new = record.status, record.old, record.new
    side = old if status == b"D" else new
    is_text = status != b"T" and side.mode not in (SYMLINK, SUBMODULE)
    matches = list(_HUNK.finditer(diff, begin, end)) if is_text else []
    file_changes = tuple(_file_changes(record, bool(matches)))
    return FilePatch(
        old=None if status == b"A" else old,
        new=None if status == b"D" else new,
        file_changes=file_changes,
        hunks=tuple(_hunks(diff, matches, end, len(file_changes))),
    )


def _file_changes(record: _Record, has_hunks: bool) -> Iterator[FileChange]:
    status, old, new = record.status, record.old, record.new
    if status == b"A":
        yield FileChange(FileChangeKind.CREATE, f"new {_kind(new, has_hunks)}")
    elif status == b"D":
        yield FileChange(FileChangeKind.DELETE, f"deleted {_kind(old, has_hunks)}")
    elif status == b"T":
        yield FileChange(FileChangeKind.TYPE, f"{kind_in_words(old)} becomes {kind_in_words(new)}")
    else:
        if status == b"R":
            yield FileChange(
                FileChangeKind.RENAME, rename_in_words(old.path, new.path, record.alike)
            )
        if old.mode != new.mode:
            yield FileChange(FileChangeKind.MODE, mode_in_words(old.mode, new.mode))
        if old.oid != new.oid and not has_hunks:
            yield FileChange(FileChangeKind.CONTENT, _content(old, new))


def _kind(side: Side, has_hunks: bool) -> str:
    """The kind of a side; of a file without hunks also whether it is empty or binary."""
    kind = kind_in_words(side)
    if side.mode == SUBMODULE:
        return f"{kind} at {side.oid[:10]}"
    if side.mode == SYMLINK or has_hunks:
        return kind
    return f"{'empty' if side.oid in EMPTY_BLOBS else 'binary'} {kind}"


def _content(old: Side, new: Side) -> str:
    if new.mode == SYMLINK:
        return "symlink has another target"
    if new.mode == SUBMODULE:
        return f"submodule {old.oid[:10]} → {new.oid[:10]}"
    return "binary content"


def _hunks(
    diff: bytes, matches: list[re.Match[bytes]], end: int, file_changes: int
) -> Iterator[Hunk]:
    ends = [*(match.start() + 1 for match in matches), end][1:]
    spans = [(match.end(), stop) for match, stop in zip(matches, ends, strict=True)]
    removed = [diff.count(b"\n-", *span) for span in spans]
    added = [diff.count(b"\n+", *span) for span in spans]
    next_removed = file_changes
    next_added = file_changes + sum(removed)
    for index, match in enumerate(matches):
        old_start, old_length, new_start, new_length, heading = match.groups()
        start, stop = spans[index]
        yield Hunk(
            number=index + 1,
            old_start=int(old_start),
            old_length=int(old_length or 1),
            new_start=int(new_start),
            new_length=int(new_length or 1),
            heading=heading,
            removed=range(next_removed, next_removed + removed[index]),
            added=range(next_added, next_added + added[index]),
            body=diff[start + 1 : stop],
        )
        next_removed += removed[index]
        next_added += added[index]


def hunk_lines(hunk: Hunk) -> Sequence[DiffLine]:
    """The lines of a hunk, in git's order.

    unidiff reads the hunk, unless it is so long that its lines are better made one by one.  Raises
    SplitError where the body does not match the header.
    """
    length = hunk.old_length + len(hunk.added)
    return _read_at_once(hunk) if length <= AT_ONCE else line_index(hunk)


@lru_cache(maxsize=1024)
def _read_at_once(hunk: Hunk) -> tuple[DiffLine, ...]:
    return diff.unidiff_lines.read_lines(hunk)
