"""The reading order of a hunk: old and new lines of a replaced block, one among the other.

git prints the removed lines of a block and then the added ones.  Both sides keep their order, so
how they interleave is said by one number for each removed line: how many of the block's added
lines stand before it.  These numbers never fall.  An `Order` says them; without one they are
guessed (see `pairing`).
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby, islice
from typing import TypeVar, overload

from msgspec import Struct

from splitter.core.diff.align import Steps, interleave, interleaving, pair_quickly
from splitter.core.diff.lines import line_index, marked_lines
from splitter.core.diff.model import FilePatch, Hunk
from splitter.core.diff.parse import DiffLine, hunk_lines

_MARK = re.compile(rb"^[-+ ]", re.MULTILINE)
_BLOCK = re.compile(rb"(-++)(\+*+)")

_T = TypeVar("_T")

#: For each removed line of a block, how many of its added lines stand before it.
Before = tuple[int, ...]


class Order(Struct, frozen=True, order=True):
    """The order of a replaced block, where it is not guessed by likeness alone.

    ``file`` is the file's number in the patch, ``block`` the number of the block's first removed
    change.
    """

    file: int
    block: int
    before: Before


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
        """The number of the added line behind which a line stands that has ``count`` before it; 0
        for none.
        """
        return self.new + count - 1 if count else 0

    def has(self, change: int) -> bool:
        """Whether that change is one of its lines."""
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
        return before[:first] + (count,) * (stop - first) + before[stop:]


def place(before: Before, places: Mapping[int, int]) -> Before:
    """The order with some removed lines elsewhere, the others pushed along.

    ``places`` says by the index of a removed line how many added ones stand before it; it must not
    fall.
    """
    counts = list(before)
    least = 0
    for row, count in enumerate(before):
        counts[row] = least = places.get(row, max(count, least))
    most = counts[-1]
    for row in reversed(range(len(counts))):
        counts[row] = most = counts[row] if row in places else min(counts[row], most)
    return tuple(counts)


def places(guessed: Before, before: Before) -> dict[int, int]:
    """The fewest places by which `place` makes an order of the guess."""
    found = {}
    last = len(before) - 1
    for row, (was, count) in enumerate(zip(guessed, before, strict=True)):
        pushed_down = row > 0 and before[row - 1] == count
        pushed_up = row < last and before[row + 1] == count
        if (was < count and not pushed_down) or (was > count and not pushed_up):
            found[row] = count
    return found


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


@lru_cache(maxsize=4096)
def guess(hunk: Hunk, block: Block) -> Before:
    """The order of a block that the likeness of its lines suggests."""
    return _ahead.pop((hunk, block), None) or interleave(*sides(hunk, block))


#: What was guessed before it was asked for.
_ahead: dict[tuple[Hunk, Block], Before] = {}


def guess_ahead(hunk: Hunk, block: Block) -> Steps[Before]:
    """Work out in small steps what `guess` has at once then."""
    _ahead[hunk, block] = before = yield from interleaving(*sides(hunk, block))
    return before


def sides(hunk: Hunk, block: Block) -> tuple[list[bytes], list[bytes]]:
    """The removed lines of a block, and its added ones, without their ends."""
    index, count = line_index(hunk), len(block.removed)
    body = hunk.body[index.offset_of(block.start) : index.offset_of(block.stop)]
    lines = [line[1:] for line in marked_lines(body)]
    return lines[:count], lines[count:]


def counterparts(hunk: Hunk, changes: Iterable[int]) -> Iterator[int]:
    """The lines that some changed lines of a hunk replace, and those that replace them."""
    wanted = set(changes)
    lines: list[bytes] = []
    for block in blocks(hunk):
        both = block.removed, block.added
        if all(map(wanted.isdisjoint, both)) or all(map(wanted.issuperset, both)):
            continue
        lines = lines or [line[1:] for line in marked_lines(hunk.body)]
        middle = block.start + len(block.removed)
        for old, new in pair_quickly(lines[block.start : middle], lines[middle : block.stop]):
            if block.removed[old] in wanted:
                yield block.added[new]
            if block.added[new] in wanted:
                yield block.removed[old]


def blanks_only(hunk: Hunk) -> Iterator[tuple[int, ...]]:
    """The changed lines of a hunk that change nothing but blanks: an old line and the new one that
    is the same but for its blanks, or all lines of a stretch in which there are only blank ones.
    """
    lines = marked_lines(hunk.body)
    removed, added = iter(hunk.removed), iter(hunk.added)
    for is_context, group in groupby(lines, lambda line: line[:1] == b" "):
        if is_context:
            continue
        stretch = list(group)
        old = [line[1:] for line in stretch if line[:1] == b"-"]
        new = [line[1:] for line in stretch if line[:1] == b"+"]
        gone, come = list(islice(removed, len(old))), list(islice(added, len(new)))
        if not any(map(bytes.strip, (*old, *new))):
            yield (*gone, *come)
            continue
        for at, to in pair_quickly(old, new):
            if without_blanks(old[at]) == without_blanks(new[to]):
                yield gone[at], come[to]


def without_blanks(line: bytes) -> bytes:
    """A line without its blanks."""
    return b"".join(line.split())


def block_of(file: FilePatch, change: int) -> tuple[Hunk, Block] | None:
    """The replaced block that has a change, and its hunk; None where no replaced block has it."""
    if change not in file.lines:
        return None
    hunk = file.hunk_of(change)
    block = _block(hunk, change)
    return (hunk, block) if block else None


def block_with(file: FilePatch, line: int) -> tuple[Hunk, Block] | None:
    """The replaced block that removes a line of the old file, and its hunk; None if none does."""
    at = _last(file.hunks, line, lambda hunk: hunk.old_start)
    found = blocks(file.hunks[at]) if at >= 0 else ()
    row = _last(found, line, lambda block: block.old)
    if row < 0 or line >= found[row].old + len(found[row].removed):
        return None
    return file.hunks[at], found[row]


def blocks_in(file: FilePatch) -> Iterator[tuple[Hunk, Block]]:
    """The replaced blocks of a file, each with its hunk, by rising numbers."""
    return ((hunk, block) for hunk in file.hunks for block in blocks(hunk))


def _block(hunk: Hunk, change: int) -> Block | None:
    found = blocks(hunk)
    if change in hunk.added:
        at = _last(found, change, lambda block: block.added.start)
    else:
        at = _last(found, change, lambda block: block.removed.start)
    return found[at] if at >= 0 and found[at].has(change) else None


def _last(items: Sequence[_T], number: int, key: Callable[[_T], int]) -> int:
    """The index of the last item whose rising key is not greater than a number; -1 if none is."""
    return bisect_right(items, number, key=key) - 1


def orders_in(hunk: Hunk, orders: tuple[Order, ...]) -> tuple[Order, ...]:
    """Those orders of a file that are of a hunk's blocks."""
    if not orders:
        return ()
    first = bisect_left(orders, hunk.removed.start, key=_number)
    return orders[first : bisect_left(orders, hunk.removed.stop, key=_number)]


def order_of(hunk: Hunk, block: Block, orders: tuple[Order, ...]) -> Before:
    """The order of a block: what the file's orders say, or the guess."""
    at = bisect_left(orders, block.removed.start, key=_number)
    if at < len(orders) and orders[at].block == block.removed.start:
        return orders[at].before
    return guess(hunk, block)


def _number(order: Order) -> int:
    return order.block


@dataclass(frozen=True, slots=True)
class Reading(Sequence[DiffLine]):
    """The lines of a hunk in their reading order; ``orders`` are the file's, by rising numbers.

    Nothing is worked out before a line is asked for, and then only for its block.
    """

    hunk: Hunk
    orders: tuple[Order, ...] = ()

    def __len__(self) -> int:
        return len(hunk_lines(self.hunk))

    @overload
    def __getitem__(self, index: int) -> DiffLine: ...

    @overload
    def __getitem__(self, index: slice) -> tuple[DiffLine, ...]: ...

    def __getitem__(self, index: int | slice) -> DiffLine | tuple[DiffLine, ...]:
        lines = hunk_lines(self.hunk)
        wanted = range(len(lines))[index]
        if isinstance(wanted, range):
            return tuple(lines[self.source(at)] for at in wanted)
        return lines[self.source(wanted)]

    def __iter__(self) -> Iterator[DiffLine]:
        lines = hunk_lines(self.hunk)
        at = 0
        for block in blocks(self.hunk):
            yield from (lines[index] for index in range(at, block.start))
            added = block.start + len(block.removed)
            come = 0
            for row, count in enumerate(order_of(self.hunk, block, self.orders)):
                yield from (lines[added + column] for column in range(come, count))
                yield lines[block.start + row]
                come = count
            yield from (lines[index] for index in range(added + come, block.stop))
            at = block.stop
        yield from (lines[index] for index in range(at, len(lines)))

    def source(self, index: int) -> int:
        """The index that git's order gives to the line at an index, which is not negative."""
        block = self._block_at(index)
        if block is None:
            return index
        row, column = self.counts(block, index)
        before = order_of(self.hunk, block, self.orders)
        if row < len(before) and before[row] == column:
            return block.start + row
        return block.start + len(before) + column

    def place(self, source: int) -> int:
        """The index of the line that has that index in git's order: the inverse of `source`."""
        block = self._block_at(source)
        if block is None:
            return source
        before = order_of(self.hunk, block, self.orders)
        row = source - block.start
        if row < len(before):
            return source + before[row]
        column = row - len(before)
        return block.start + column + bisect_right(before, column)

    def counts(self, block: Block, index: int) -> tuple[int, int]:
        """How many removed and how many added lines of a block stand before an index in it."""
        before, place = order_of(self.hunk, block, self.orders), index - block.start
        row = bisect_left(range(len(before)), place, key=lambda row: row + before[row])
        return row, place - row

    def _block_at(self, index: int) -> Block | None:
        """The block that has the line of an index, in either order; None where none has it."""
        found = blocks(self.hunk)
        at = _last(found, index, lambda block: block.start)
        return found[at] if at >= 0 and index < found[at].stop else None

    def find(self, change: int) -> int | None:
        """The index of a change's line; None where no replaced block of the hunk has it."""
        block = _block(self.hunk, change)
        if block is None:
            return None
        before = order_of(self.hunk, block, self.orders)
        if change in block.removed:
            row = change - block.removed.start
            return block.start + row + before[row]
        column = change - block.added.start
        return block.start + column + bisect_right(before, column)
