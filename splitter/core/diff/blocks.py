"""Replaced blocks: removed lines of a hunk with added lines right behind them.

git prints the removed lines of a block and then the added ones; the block's order defines how they
interleave (see `interleaved`).
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from operator import index
from typing import TypeVar

from msgspec import Struct

from splitter.core.diff.model import FilePatch, Hunk
from splitter.core.sequences.vector import Vector

_MARK = re.compile(rb"^[-+ ]", re.MULTILINE)
_BLOCK = re.compile(rb"(-++)(\+*+)")

_T = TypeVar("_T")


class Before(Vector[int]):
    """The order of a block: for each removed line, the number of added lines that stand before it.

    The undo history has an order for each move of a line; the orders share their common runs.
    """

    measure = staticmethod(index)  # nothing is asked of stretches: both are quick
    combined = staticmethod(any)


@lru_cache(maxsize=256)
def printed_order(count: int) -> Before:
    """The order in which git prints a block: all removed lines first."""
    return Before(bytes(count))


class Block(Struct, frozen=True):
    """A replaced block: removed lines of a hunk and, right behind them, added ones.

    ``start`` is the index of its first line in the hunk; ``removed`` and ``added`` are ranges of
    change numbers; ``old`` and ``new`` are the numbers of its first lines in the two versions.
    """

    start: int
    removed: range
    added: range
    old: int
    new: int

    @property
    def stop(self) -> int:
        """The index behind its last line in the hunk."""
        return self.start + len(self.removed) + len(self.added)

    def after(self, count: int) -> int:
        """The number of the added line behind which a line stands that has ``count`` before it.

        0 where no added line stands before it.
        """
        return self.new + count - 1 if count else 0

    def has(self, change: int) -> bool:
        """True if that change is one of its lines."""
        return change in self.removed or change in self.added

    def shift(self, before: Before, change: int, by: int) -> Before:
        """The order in which one of its lines has moved past ``by`` lines of the other side.

        It moves down, or up where ``by`` is negative, as far as there are lines to pass; lines of
        its own side are pushed along.
        """
        if change in self.removed:
            first = change - self.removed.start
            count = min(max(before[first] + by, 0), len(self.added))
            stop = max(first + 1, bisect_left(before, count))
            if by < 0:
                first, stop = min(first, bisect_right(before, count)), first + 1
        else:
            column = change - self.added.start
            at = bisect_right(before, column)  # how many removed lines stand before it
            to = min(max(at + by, 0), len(before))
            first, stop = min(at, to), max(at, to)
            count = column + (by < 0)
        return before.put(dict.fromkeys(range(first, stop), count))


@lru_cache(maxsize=1024)
def blocks(hunk: Hunk) -> tuple[Block, ...]:
    """The replaced blocks of a hunk, by rising numbers."""
    return tuple(_blocks(hunk)) if hunk.removed and hunk.added else ()


def _blocks(hunk: Hunk) -> Iterator[Block]:
    marks = b"".join(_MARK.findall(hunk.body))
    at = removed = added = 0  # how many lines, removed ones and added ones are behind
    for match in _BLOCK.finditer(marks):
        added += marks.count(b"+", at, match.start())
        at, middle, stop = match.start(), match.end(1), match.end()
        if stop > middle:
            yield Block(
                start=at,
                removed=hunk.removed[removed : removed + middle - at],
                added=hunk.added[added : added + stop - middle],
                old=hunk.old_start + at - added,
                new=hunk.new_start + at - removed,
            )
        removed += middle - at
        added += stop - middle
        at = stop


def blocks_in(file: FilePatch) -> Iterator[tuple[Hunk, Block]]:
    """The replaced blocks of a file, each with its hunk, by rising numbers."""
    return ((hunk, block) for hunk in file.hunks for block in blocks(hunk))


def block_of(file: FilePatch, change: int) -> tuple[Hunk, Block] | None:
    """The replaced block that has a change, and its hunk; None where no replaced block has it."""
    if change not in file.lines:
        return None
    hunk = file.hunk_of(change)
    block = block_in(hunk, change)
    return (hunk, block) if block else None


def block_with(file: FilePatch, line: int) -> tuple[Hunk, Block] | None:
    """The replaced block that removes a line of the old file, and its hunk; None if none does."""
    at = last_at(file.hunks, line, lambda hunk: hunk.old_start)
    found = blocks(file.hunks[at]) if at >= 0 else ()
    row = last_at(found, line, lambda block: block.old)
    if row < 0 or line >= found[row].old + len(found[row].removed):
        return None
    return file.hunks[at], found[row]


def block_in(hunk: Hunk, change: int) -> Block | None:
    """The replaced block of a hunk that has one of its changes; None where none has it."""
    found = blocks(hunk)
    if change in hunk.added:
        at = last_at(found, change, lambda block: block.added.start)
    else:
        at = last_at(found, change, lambda block: block.removed.start)
    return found[at] if at >= 0 and found[at].has(change) else None


def last_at(items: Sequence[_T], number: int, key: Callable[[_T], int]) -> int:
    """The index of the last item whose rising key is not greater than a number; -1 if none is."""
    return bisect_right(items, number, key=key) - 1
