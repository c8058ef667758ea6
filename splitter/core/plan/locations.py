"""Locations of edits: neighbouring lines of a file, by the numbers that its patch has."""

from __future__ import annotations

from bisect import bisect_left, bisect_right

from msgspec import Struct

from splitter.core.diff.blocks import last_at
from splitter.core.diff.lines import DiffLine, line_index
from splitter.core.diff.model import FilePatch, Hunk
from splitter.core.diff.paths import quote

#: The first of some line numbers, and the one behind the last.
Span = tuple[int, int]
NOTHING: Span = (0, 0)


class Location(Struct, frozen=True, order=True):
    """Neighbouring lines of a file, or a place between two lines.

    ``old`` are unchanged and removed lines by the old file's numbers, from 1; ``new`` are added
    lines by the new file's.  An empty ``old`` from 1 on is the place before that old line, directly
    behind the old line above it.  No assignment of lines to parts changes any of these numbers.
    """

    old: Span = NOTHING
    new: Span = NOTHING

    @property
    def is_between(self) -> bool:
        """True if it has no lines, and is a place between two."""
        return self.old[0] == self.old[1] and self.new == NOTHING

    def has(self, line: DiffLine) -> bool:
        """True if a line of a hunk is one of its lines."""
        number, (start, stop) = (line.new, self.new) if line.mark == "+" else (line.old, self.old)
        return start <= number < stop

    def overlaps(self, other: Location) -> bool:
        """True if the two share a line, one is inside of the other, or both are one place."""
        return (
            _overlap(self.old, other.old)
            or _overlap(self.new, other.new)
            or (self.is_between and self == other)
        )

    def contains(self, other: Location) -> bool:
        """True if all lines of another location, or its place between two lines, are in it."""
        return self.overlaps(other) and _has(self.old, other.old) and _has(self.new, other.new)

    def joined(self, other: Location) -> Location:
        """The lines from the first to the last of both."""
        return Location(_hull(self.old, other.old), _hull(self.new, other.new))


def _overlap(one: Span, other: Span) -> bool:
    return one[0] < other[1] and other[0] < one[1]


def _has(one: Span, other: Span) -> bool:
    return other == NOTHING or (one[0] <= other[0] and other[1] <= one[1])


def _hull(one: Span, other: Span) -> Span:
    if NOTHING in (one, other):
        return max(one, other)
    return min(one[0], other[0]), max(one[1], other[1])


def line_with(file: FilePatch, change: int) -> tuple[Hunk, DiffLine]:
    """The line of a change, and its hunk.  Raises ValueError for a file change."""
    if change not in file.lines:
        raise ValueError(change)
    hunk = file.hunk_of(change)
    lines = line_index(hunk)
    return hunk, lines[lines.index_of(change)]


def location_of(file: FilePatch, change: int) -> Location:
    """The location of one changed line.  Raises ValueError for a change that is not a line."""
    _, line = line_with(file, change)
    if line.mark == "-":
        return Location(old=(line.old, line.old + 1))
    return Location(new=(line.new, line.new + 1))


def removed_in(file: FilePatch, span: Span) -> range:
    """The changes that remove lines of a span of the old file."""
    return range(*(_first(file, number, side=0) for number in span))


def added_in(file: FilePatch, span: Span) -> range:
    """The changes that add lines of a span of the new file."""
    return range(*(_first(file, number, side=1) for number in span))


def changes_in(file: FilePatch, location: Location) -> tuple[range, range]:
    """The changes of the lines at a location: those that remove lines, and those that add some."""
    return removed_in(file, location.old), added_in(file, location.new)


def hunk_at(file: FilePatch, location: Location) -> int:
    """The index of the hunk that a location begins in, -1 outside of all hunks."""
    side = not location.old[1]
    start, stop = location.new if side else location.old
    at = last_at(file.hunks, start, lambda hunk: hunk.new_start if side else hunk.old_start)
    if at < 0:
        return -1
    hunk = file.hunks[at]
    first, length = (hunk.new_start, hunk.new_length) if side else (hunk.old_start, hunk.old_length)
    return at if max(start + 1, stop) <= first + length else -1


def old_line(file: FilePatch, number: int) -> tuple[int, DiffLine] | None:
    """The index of the hunk of an old line, and the line; None outside of all hunks."""
    at = last_at(file.hunks, number, lambda hunk: hunk.old_start)
    hunk = file.hunks[at] if at >= 0 else None
    if hunk is None or number >= hunk.old_start + hunk.old_length:
        return None
    lines = line_index(hunk)
    index = bisect_right(
        range(len(lines)), number, key=lambda at: hunk.old_start + at - lines.before(at)[1]
    )
    return at, lines[index - 1]


def is_together(file: FilePatch, location: Location) -> bool:
    """True if a location has lines of the file, and all unchanged lines between them."""
    added = added_in(file, location.new)
    if not added:
        return location.new == NOTHING and 0 < location.old[0] <= location.old[1]
    ends = [line_with(file, added[at])[1].new for at in (0, -1)]
    if location.new != (ends[0], ends[1] + 1):
        return False
    gaps = [_old_line_behind(file, change) for change in (added[0], added[-1])]
    start, stop = location.old if location.old[1] else (gaps[0], gaps[0])
    spans = ((min(gaps[0], start), start), (stop, max(gaps[1], stop)))
    return all(last - first == len(removed_in(file, (first, last))) for first, last in spans)


def location_in_words(file: FilePatch, location: Location) -> str:
    """The file and the lines of a location, in words."""
    return f"{lines_in_words(file, location)} of '{quote(file.path)}'"


def lines_in_words(file: FilePatch, location: Location) -> str:
    """The lines of a location, in words."""
    if location.is_between:
        after = location.old[0] - 1
        return f"the place after line {after}" if after else "the top"
    names = []
    if location.old[1]:
        count = location.old[1] - location.old[0]
        is_removed = count == len(removed_in(file, location.old))
        names.append(_numbered("removed " if is_removed else "", location.old))
    if location.new[1]:
        names.append(_numbered("added ", location.new))
    return " and ".join(names)


def _numbered(kind: str, span: Span) -> str:
    first, last = span[0], span[1] - 1
    return f"{kind}line {first}" if first == last else f"{kind}lines {first}-{last}"


def _first(file: FilePatch, number: int, *, side: int) -> int:
    """The first change of a line of at least that number: old (``side`` 0) or new (1)."""
    at = last_at(file.hunks, number, lambda hunk: (hunk.old_start, hunk.new_start)[side])
    if at < 0:
        return (file.removed, file.added)[side].start
    hunk = file.hunks[at]
    lines = line_index(hunk)
    start = (hunk.old_start, hunk.new_start)[side]
    index = bisect_left(
        range(len(lines)), number, key=lambda at: start + at - lines.before(at)[1 - side]
    )
    return hunk.changes[side].start + lines.before(index)[side]


def _old_line_behind(file: FilePatch, change: int) -> int:
    """The number of the old line before which an added line stands."""
    hunk = file.hunk_of(change)
    lines = line_index(hunk)
    index = lines.index_of(change)
    first = hunk.old_start + (not hunk.old_length)
    return first + index - lines.before(index)[1]
