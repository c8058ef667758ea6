"""The changes of a commit as immutable values.

A *change* is the smallest thing that can be assigned to a part.  The changes of one file are
numbered from 0 in one fixed order: its file changes, then its removed lines in the order of the old
file, then its added lines in the order of the new file.  A hunk, a file and a line are ranges of
those numbers.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping
from enum import Enum
from functools import cached_property
from itertools import chain

from msgspec import Struct

SYMLINK = b"120000"
SUBMODULE = b"160000"


class FileChangeKind(Enum):
    """The kinds of change that concern a file as a whole; the value is its name in a plan file."""

    CREATE = "create"
    DELETE = "delete"
    RENAME = "rename"
    MODE = "mode"
    TYPE = "type"
    CONTENT = "content"


class FileChange(Struct, frozen=True):
    """A file change: its kind, and its text for people."""

    kind: FileChangeKind
    text: str


class Side(Struct, frozen=True):
    """A file as one tree has it: its path, its mode as git prints it, its object's id in hex."""

    path: bytes
    mode: bytes
    oid: str


class Hunk(Struct, frozen=True, eq=False):
    """One hunk of git's diff.

    ``number`` counts from 1 in the file; ``removed`` and ``added`` are ranges of change numbers;
    ``body`` is git's text of the hunk's lines, one mark and one line each, without the header.
    """

    number: int
    old_start: int
    old_length: int
    new_start: int
    new_length: int
    heading: bytes
    removed: range
    added: range
    body: bytes

    @property
    def ranges(self) -> bytes:
        """The ranges of the hunk in the old and in the new file, in git's form."""
        old = b"%d,%d" % (self.old_start, self.old_length)
        new = b"%d,%d" % (self.new_start, self.new_length)
        return b"@@ -%s +%s @@" % (old, new)

    @property
    def header(self) -> bytes:
        """The hunk's header: its ranges, and the heading that git found above it."""
        return self.ranges + self.heading

    @property
    def changes(self) -> tuple[range, range]:
        """The hunk's changes, as ranges of numbers."""
        return (self.removed, self.added)

    def has(self, change: int) -> bool:
        """True if that change is one of its lines."""
        return change in self.removed or change in self.added


class FilePatch(Struct, frozen=True, eq=False, dict=True):
    """The changes of one file; none for a file that the commit does not touch.

    ``old`` and ``new`` are both None only for a file that neither tree has and that edits create:
    it has its path and its mode in ``created``.
    """

    old: Side | None
    new: Side | None
    file_changes: tuple[FileChange, ...]
    hunks: tuple[Hunk, ...]
    created: Side | None = None

    @property
    def path(self) -> bytes:
        """The file's name in a plan and on the screen: the new path, or the old one if deleted."""
        side = self.new or self.old or self.created
        assert side is not None
        return side.path

    @property
    def is_untouched(self) -> bool:
        """True for a file that the commit does not touch; a plan has it for its edits."""
        return not self.size

    @cached_property
    def removed(self) -> range:
        """The numbers of the removed lines."""
        first = len(self.file_changes)
        return range(first, first + sum(len(hunk.removed) for hunk in self.hunks))

    @cached_property
    def added(self) -> range:
        """The numbers of the added lines."""
        first = self.removed.stop
        return range(first, first + sum(len(hunk.added) for hunk in self.hunks))

    @property
    def lines(self) -> range:
        """The numbers of all changed lines."""
        return range(self.removed.start, self.added.stop)

    @property
    def size(self) -> int:
        """The number of changes of the file."""
        return self.added.stop

    def hunk_of(self, change: int) -> Hunk:
        """The hunk that has a changed line."""
        side = change >= self.added.start
        at = bisect_right(self.hunks, change, key=lambda hunk: hunk.changes[side].start)
        return self.hunks[at - 1]

    def file_change(self, kind: FileChangeKind) -> int | None:
        """The number of the file change of a kind, None if the file has none."""
        for number, file_change in enumerate(self.file_changes):
            if file_change.kind is kind:
                return number
        return None


def untouched_file(path: bytes, mode: str, oid: str) -> FilePatch:
    """A file that the commit does not touch, with its blob in hex; "" for one to be created."""
    side = Side(path, mode.encode(), oid)
    return FilePatch(side, side, (), ()) if oid else FilePatch(None, None, (), (), created=side)


class Patch(Struct, frozen=True, eq=False, dict=True):
    """The changes of a commit, file by file in git's order, and their fingerprint in hex.

    ``broken`` are the new paths of renames that were broken into a deletion and a creation; the
    fingerprint is that of the patch before.  Files that the commit does not touch, which a plan
    edits, come last, by their paths.
    """

    files: tuple[FilePatch, ...]
    fingerprint: str
    broken: tuple[bytes, ...] = ()

    @cached_property
    def size(self) -> int:
        """The number of changes."""
        return sum(file.size for file in self.files)

    @cached_property
    def numbers(self) -> dict[bytes, int]:
        """The number of each file by its path."""
        return {file.path: number for number, file in enumerate(self.files)}

    @cached_property
    def touched(self) -> int:
        """The number of files that the commit touches."""
        return sum(not file.is_untouched for file in self.files)

    @property
    def untouched(self) -> tuple[FilePatch, ...]:
        """The files that the commit does not touch."""
        return self.files[self.touched :]

    def with_untouched(self, files: Iterable[FilePatch]) -> Patch:
        """The patch with exactly these of the files that the commit does not touch."""
        untouched = sorted(files, key=lambda file: file.path)
        return Patch((*self.files[: self.touched], *untouched), self.fingerprint, self.broken)

    def break_renames(self, halves: Mapping[int, tuple[FilePatch, ...]]) -> Patch:
        """The patch with renamed files, by number, replaced by deletions and creations."""
        files = (halves.get(number, (file,)) for number, file in enumerate(self.files))
        broken = (self.files[number].path for number in halves)
        return Patch(tuple(chain(*files)), self.fingerprint, (*self.broken, *broken))

    def __iter__(self) -> Iterator[FilePatch]:
        return iter(self.files)

    def __len__(self) -> int:
        return len(self.files)


def joined(spans: Iterable[range]) -> tuple[range, ...]:
    """Rising ranges, neighbours together and none of them empty."""
    found: list[range] = []
    for span in spans:
        if found and found[-1].stop == span.start:
            found[-1] = range(found[-1].start, span.stop)
        elif span:
            found.append(span)
    return tuple(found)


def spelled(numbers: Iterable[int]) -> list[str]:
    """Numbers as people read them, by rising ones: ``1-3`` and ``7``."""
    spans = joined(range(number, number + 1) for number in sorted(numbers))
    return [f"{one[0]}-{one[-1]}" if len(one) > 1 else f"{one[0]}" for one in spans]
