"""The places of a conflict: what each side has there, and the lines around."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

#: How many marks there are in a marker of the text that `regions` reads: more than in any file.
MARKS = 61
#: The lines that are kept around a place.
AROUND = 3


class Region(Struct, frozen=True):
    """A place in conflict: the lines before and after it, and those of each side.

    ``line`` is the number of its first line in the merged file, the sides left out, from 1.
    """

    line: int
    before: tuple[bytes, ...]
    ours: tuple[bytes, ...]
    base: tuple[bytes, ...]
    theirs: tuple[bytes, ...]
    after: tuple[bytes, ...]


def regions(text: bytes) -> list[Region]:
    """The places of a text merged in the style ``diff3`` with markers of `MARKS` marks."""
    found: list[Region] = []
    shared: list[bytes] = []
    lines = iter(text.splitlines(keepends=True))
    for line in lines:
        if not _is_marker(line, b"<"):
            shared.append(line)
            continue
        ours, base, theirs = (tuple(_until(lines, mark)) for mark in (b"|", b"=", b">"))
        before = tuple(shared[-AROUND:])
        found.append(Region(len(shared) + 1, before, ours, base, theirs, ()))
    return [
        Region(
            one.line,
            one.before,
            one.ours,
            one.base,
            one.theirs,
            tuple(shared[one.line - 1 : one.line - 1 + AROUND]),
        )
        for one in found
    ]


def _until(lines: Iterator[bytes], mark: bytes) -> Iterator[bytes]:
    for line in lines:
        if _is_marker(line, mark):
            return
        yield line


def _is_marker(line: bytes, mark: bytes) -> bool:
    return line.startswith(mark * MARKS)
