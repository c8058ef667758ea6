"""Tallies of the parts: counted once, and recounted where a choice differs."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence

from msgspec import Struct

from splitter.core.diff.model import FilePatch
from splitter.core.plan.assignment import numbers_in

#: Up to how many changes it is not worth while to look which of them are given elsewhere.
SHORT = 500


class Tally(Struct, frozen=True):
    """The size of a part: added lines, removed lines, file changes, files."""

    added: int = 0
    removed: int = 0
    file_changes: int = 0
    files: int = 0

    def __bool__(self) -> bool:
        return bool(self.added or self.removed or self.file_changes)


def tallies_of(total: Mapping[int, Sequence[int]]) -> dict[int, Tally]:
    """The tallies of some numbers, by their counts in the order of `counts_of`."""
    return {number: Tally(*counts) for number, counts in total.items() if any(counts)}


def counts_of(tally: Tally) -> tuple[int, int, int, int]:
    """Added lines, removed lines, file changes and files."""
    return (tally.added, tally.removed, tally.file_changes, tally.files)


def count(total: dict[int, list[int]], file: FilePatch, choice: bytes) -> None:
    """Add the counts of each part in a file to ``total``, in the order of `counts_of`."""
    sides = (file.added, file.removed, range(file.removed.start))
    numbers = numbers_in(choice)
    is_whole = len(numbers) == 1
    for number in numbers:
        counts = total.setdefault(number, [0, 0, 0, 0])
        for at, side in enumerate(sides):
            counts[at] += len(side) if is_whole else choice.count(number, side.start, side.stop)
        counts[3] += 1


def recount(
    total: dict[int, list[int]], file: FilePatch, before: bytes, after: bytes, span: range
) -> None:
    """Add to ``total`` the difference between two assignments of a file that differ in a span."""
    start, stop = span.start, span.stop
    sides = [
        (max(side.start, start), max(start, min(side.stop, stop)))
        for side in (file.added, file.removed, range(file.removed.start))
    ]
    for number in numbers_in(before[start:stop] + after[start:stop]):
        counts = total.setdefault(number, [0, 0, 0, 0])
        for at, side in enumerate(sides):
            counts[at] += after.count(number, *side) - before.count(number, *side)
        counts[3] += (number in after) - (number in before)


def differing(one: bytes, other: bytes) -> range:
    """A stretch outside of which two assignments of the same length agree; all of short ones."""
    size = len(one)
    if size <= SHORT:
        return range(size)
    start = bisect_left(range(size), True, key=lambda n: one[: n + 1] != other[: n + 1])
    kept = bisect_left(range(size - start), True, key=lambda n: one[~n:] != other[~n:])
    return range(start, size - kept)
