"""Resolutions of conflicts between the new history and the commits above it, as part of a plan."""

from __future__ import annotations

from collections.abc import Iterable
from enum import Enum

from msgspec import Struct


class Taken(Enum):
    """A side of a conflict that a resolution takes as it is, or a text of its own."""

    OURS = "ours"
    THEIRS = "theirs"
    TEXT = "text"


class Resolution(Struct, frozen=True):
    """The file that a commit above has in the new history, where git finds a conflict.

    ``commit`` is the commit's present id in hex, ``path`` the file.  ``ours`` is the new history
    below the commit, ``theirs`` the commit itself; ``text`` is the content where neither is taken.
    ``blobs`` are the ids of base, ours and theirs for which the resolution holds, "" for a side
    without the file; an empty tuple holds for any.
    """

    commit: str
    path: bytes
    taken: Taken
    text: bytes = b""
    blobs: tuple[str, ...] = ()

    @property
    def place(self) -> tuple[str, bytes]:
        """The commit and the path, which no two resolutions of a plan share."""
        return self.commit, self.path


def with_resolution(resolutions: Iterable[Resolution], one: Resolution) -> tuple[Resolution, ...]:
    """Resolutions with one more, which replaces the one for the same commit and path."""
    return (*without_resolution(resolutions, one.place), one)


def without_resolution(
    resolutions: Iterable[Resolution], place: tuple[str, bytes]
) -> tuple[Resolution, ...]:
    """Resolutions without the one for a commit and a path."""
    return tuple(other for other in resolutions if other.place != place)


def has_markers(text: bytes) -> bool:
    """True if a text still has conflict markers: a line of each kind, in their order."""
    marks = [line[:7] for line in text.splitlines() if line[:7] in _MARKS and _is_marker(line)]
    rest = iter(marks)
    return all(mark in rest for mark in (b"<<<<<<<", b"=======", b">>>>>>>"))


_MARKS = (b"<<<<<<<", b"=======", b">>>>>>>")


def _is_marker(line: bytes) -> bool:
    """True if a line is seven marks alone, or seven marks and a label behind a blank."""
    return len(line.rstrip()) == 7 or line[7:8] == b" "
