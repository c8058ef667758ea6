"""The difference between two texts, by lines, in time linear in the texts.

Lines that stand once in both are matched as in patience diff; the lines between two of them are
compared as in Myers, "An O(ND) difference algorithm", 1986, for a few differences; for more they
are one replaced block.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar

#: How many lines may differ between two lines that stand once, before all between is one block.
MOST = 200

#: Where lines of the old text start and stop, and where those of the new text in their place do.
Replaced = tuple[int, int, int, int]
_Text = TypeVar("_Text", bytes, list[int])


def replaced(
    old: Sequence[bytes], new: Sequence[bytes], pause: Callable[[], None] = lambda: None
) -> Iterator[Replaced]:
    """The lines in which two texts differ, in their order; all others are the same in both.

    ``pause`` is called between two pieces of the work.
    """
    ids: dict[bytes, int] = {}
    one, other = ([ids.setdefault(line, len(ids)) for line in text] for text in (old, new))
    pause()
    start = common(one, 0, other, 0)
    end = min(len(one), len(other)) - start
    tail = common(one[start:][::-1], 0, other[start:][::-1], 0) if end else 0
    one, other = (text[start : len(text) - tail] for text in (one, other))
    at = there = 0
    for x, y in [*_anchors(one, other), (len(one), len(other))]:
        if at < x or there < y:
            pause()
            for a, b, c, d in _between(one[at:x], other[there:y]):
                first, second = start + at, start + there
                yield first + a, first + b, second + c, second + d
        at, there = x + 1, y + 1


def common(one: _Text, at: int, other: _Text, there: int) -> int:
    """The number of items that are the same in both from those places on."""
    most = min(len(one) - at, len(other) - there)
    low, size = 0, 16
    while (
        low + size <= most
        and one[at + low : at + low + size] == other[there + low : there + low + size]
    ):
        low += size
        size *= 2
    high = min(low + size - 1, most)
    while low < high:
        middle = (low + high + 1) // 2
        if one[at + low : at + middle] == other[there + low : there + middle]:
            low = middle
        else:
            high = middle - 1
    return low


def _anchors(one: list[int], other: list[int]) -> list[tuple[int, int]]:
    """The places of lines that stand once in both texts: the most that are in the same order."""
    here, there = (
        {line: n for line, n in Counter(text).items() if n == 1} for text in (one, other)
    )
    places = {line: y for y, line in enumerate(other) if line in there}
    pairs = [(x, places[line]) for x, line in enumerate(one) if line in here and line in places]
    ends: list[int] = []
    last: list[int] = []
    before = [-1] * len(pairs)
    for number, (_, y) in enumerate(pairs):
        length = bisect_left(ends, y)
        before[number] = last[length - 1] if length else -1
        ends[length:] = [y] if length == len(ends) else [y, *ends[length + 1 :]]
        last[length:] = [number] if length == len(last) else [number, *last[length + 1 :]]
    found = []
    number = last[-1] if last else -1
    while number >= 0:
        found.append(pairs[number])
        number = before[number]
    return found[::-1]


def _between(one: list[int], other: list[int]) -> Iterator[Replaced]:
    """The lines in which two pieces differ; all of them, where that are more than `MOST`."""
    ways = _ways(one, other)
    if ways is None:
        yield 0, len(one), 0, len(other)
        return
    kept = _kept(ways, len(one), len(other))
    at = there = 0
    for x, y, length in [*kept, (len(one), len(other), 0)]:
        if at < x or there < y:
            yield at, x, there, y
        at, there = x + length, y + length


def _ways(one: list[int], other: list[int]) -> list[dict[int, int]] | None:
    """The furthest points for each number of differences, by diagonal; None for too many."""
    ways: list[dict[int, int]] = []
    far = {1: 0}
    for differences in range(MOST + 1):
        ways.append(far)
        far = dict(far)
        for diagonal in range(-differences, differences + 1, 2):
            down = diagonal == -differences or (
                diagonal != differences and far[diagonal - 1] < far[diagonal + 1]
            )
            x = far[diagonal + 1] if down else far[diagonal - 1] + 1
            y = x - diagonal
            if x <= len(one) and y <= len(other):
                x += common(one, x, other, y)
            far[diagonal] = x
            if x >= len(one) and x - diagonal >= len(other):
                ways.append(far)
                return ways
    return None


def _kept(ways: list[dict[int, int]], x: int, y: int) -> list[tuple[int, int, int]]:
    """The runs of lines that both have, along the shortest way: where they stand, how many."""
    runs = []
    for differences in range(len(ways) - 2, -1, -1):
        far = ways[differences]
        diagonal = x - y
        down = diagonal == -differences or (
            diagonal != differences and far[diagonal - 1] < far[diagonal + 1]
        )
        came = far[diagonal + 1] if down else far[diagonal - 1]
        start = came if down else came + 1
        if x > start:
            runs.append((start, start - diagonal, x - start))
        x, y = (came, came - diagonal - 1) if down else (came, came - diagonal + 1)
    return runs[::-1]
