"""The reading order of a hunk: the old and new lines of replaced blocks interleaved.

git prints the removed lines of a block and then the added ones.  Both sides keep their order, so
one number for each removed line defines the interleaving: how many of the block's added lines stand
before it.  These numbers never fall.  An `Order` has them; without one they are guessed (see
`align`).
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import overload

from msgspec import Struct

from splitter.core.diff.align import interleave, interleaving
from splitter.core.diff.blocks import Before, Block, block_in, blocks, last_at
from splitter.core.diff.lines import DiffLine, line_index, marked_lines
from splitter.core.diff.model import Hunk
from splitter.core.diff.parse import hunk_lines
from splitter.core.sequences.steps import Steps


class Order(Struct, frozen=True, order=True):
    """The order of a replaced block, where it is not guessed by likeness alone.

    ``file`` is the file's number in the patch, ``block`` the number of the block's first removed
    change.
    """

    file: int
    block: int
    before: Before


def place(before: Before, places: Mapping[int, int]) -> Before:
    """The order with some removed lines moved, and the others pushed along.

    ``places`` maps the index of a removed line to the number of added lines before it; these
    numbers must not fall.
    """
    counts = list(before)
    least = 0
    for row, count in enumerate(before):
        counts[row] = least = places.get(row, max(count, least))
    most = counts[-1]
    for row in reversed(range(len(counts))):
        counts[row] = most = counts[row] if row in places else min(counts[row], most)
    return before.put(dict(enumerate(counts)))


def places(guessed: Before, before: Before) -> dict[int, int]:
    """The fewest places by which `place` makes an order of the guess."""
    found = {}
    counts = tuple(before)
    last = len(counts) - 1
    for row, (was, count) in enumerate(zip(guessed, counts, strict=True)):
        pushed_down = row > 0 and counts[row - 1] == count
        pushed_up = row < last and counts[row + 1] == count
        if (was < count and not pushed_down) or (was > count and not pushed_up):
            found[row] = count
    return found


@lru_cache(maxsize=4096)
def guess(hunk: Hunk, block: Block) -> Before:
    """The order of a block that the likeness of its lines suggests."""
    return _ahead.pop((hunk, block), None) or Before(interleave(*sides(hunk, block)))


#: What was guessed before it was asked for.
_ahead: dict[tuple[Hunk, Block], Before | None] = {}


def guess_ahead(hunk: Hunk, block: Block) -> Steps[Before]:
    """Compute in small steps the order that `guess` then has at once."""
    counts = yield from interleaving(*sides(hunk, block))
    _ahead[hunk, block] = before = Before(counts)
    return before


def sides(hunk: Hunk, block: Block) -> tuple[list[bytes], list[bytes]]:
    """The removed lines of a block, and its added ones, without their ends."""
    index, count = line_index(hunk), len(block.removed)
    body = hunk.body[index.offset_of(block.start) : index.offset_of(block.stop)]
    lines = [line[1:] for line in marked_lines(body)]
    return lines[:count], lines[count:]


def orders_in(hunk: Hunk, orders: tuple[Order, ...]) -> tuple[Order, ...]:
    """Those orders of a file that are of a hunk's blocks."""
    if not orders:
        return ()
    first = bisect_left(orders, hunk.removed.start, key=_number)
    return orders[first : bisect_left(orders, hunk.removed.stop, key=_number)]


def order_of(hunk: Hunk, block: Block, orders: tuple[Order, ...]) -> Before:
    """The order of a block: from the orders of its file, else the guess."""
    at = bisect_left(orders, block.removed.start, key=_number)
    if at < len(orders) and orders[at].block == block.removed.start:
        return orders[at].before
    return guess(hunk, block)


def _number(order: Order) -> int:
    return order.block


@dataclass(frozen=True, slots=True)
class InterleavedHunk(Sequence[DiffLine]):
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
        """The index in git's order of the line at an index, which is not negative."""
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
        """The numbers of removed and added lines of a block before an index in it."""
        before, place = order_of(self.hunk, block, self.orders), index - block.start
        row = bisect_left(range(len(before)), place, key=lambda row: row + before[row])
        return row, place - row

    def _block_at(self, index: int) -> Block | None:
        """The block that has the line of an index, in either order; None where none has it."""
        found = blocks(self.hunk)
        at = last_at(found, index, lambda block: block.start)
        return found[at] if at >= 0 and index < found[at].stop else None

    def find(self, change: int) -> int | None:
        """The index of a change's line; None where no replaced block of the hunk has it."""
        block = block_in(self.hunk, change)
        if block is None:
            return None
        before = order_of(self.hunk, block, self.orders)
        if change in block.removed:
            row = change - block.removed.start
            return block.start + row + before[row]
        column = change - block.added.start
        return block.start + column + bisect_right(before, column)
