"""A hunk as it is shown: in one piece or cut into several, with more context or without.

The lines of a hunk have *positions*, from 0 down; what is shown above the hunk has positions below
0.  The order is git's, but for a replaced block that is cut in its middle or has an order of the
user's: that is shown in reading order, each new line behind the old one that it replaces, so that
the lines above a cut are the first of both sides.  A cut between the removed and the added lines of
a block leaves it as it is.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from functools import cached_property
from itertools import pairwise

from splitter.core.diff.blocks import Before, Block, blocks, printed_order
from splitter.core.diff.interleaved import InterleavedHunk, Order, order_of
from splitter.core.diff.lines import HunkLines, line_index
from splitter.core.diff.model import Hunk

#: Blocks with more lines than this on one side are cut in git's order.
LARGEST = 240

_CHANGED = re.compile(rb"[-+]+")


class Sections:
    """The rows of one hunk: for each section its header and its lines.

    ``cuts`` are lines of the hunk in git's order, each to begin a section; one that would leave a
    section without changes is passed over.  ``above`` and ``below`` say how many lines of the file
    are shown around the hunk.  ``orders`` are those of its blocks that do not read as guessed: such
    a block is shown in reading order.
    """

    def __init__(
        self,
        hunk: Hunk,
        cuts: Iterable[int] = (),
        above: int = 0,
        below: int = 0,
        orders: tuple[Order, ...] = (),
    ) -> None:
        self.hunk = hunk
        self.orders = orders
        self.above = above
        self.below = below
        self.length = hunk.old_length + len(hunk.added)
        self.cuts = frozenset(cut for cut in cuts if 0 < cut < self.length)
        self._interleaved = InterleavedHunk(hunk, orders)
        explicit = {order.block for order in orders}
        cut = [block for cut in self.cuts if (block := self._cut_inside(cut))]
        self._reordered = tuple(
            block
            for block in (blocks(hunk) if explicit or cut else ())
            if block.removed.start in explicit or any(block.start in one for one in cut)
        )
        self.starts = self._sections()
        self._heads = [0, *(at + above + n for n, at in enumerate(self.starts[1:], 1))]

    # How it is cut

    def _cut_inside(self, cut: int) -> range | None:
        """The block that is cut in the middle by that cut, where that needs another order."""
        block = self._block(cut)
        marks = self._index.marks
        if cut in (block.start, block.stop) or marks[cut - 1 : cut + 1] == b"-+":
            return None
        sides = [marks.count(mark, block.start, block.stop) for mark in (b"-", b"+")]
        return block if all(0 < side <= LARGEST for side in sides) else None

    def _block(self, line: int) -> range:
        """The changed lines around a line, in git's order; none around one of context."""
        marks = self._index.marks
        if marks[line : line + 1] == b" ":
            return range(line, line)
        stop = marks.find(b" ", line)
        return range(marks.rfind(b" ", 0, line) + 1, len(marks) if stop < 0 else stop)

    def is_replaced(self, line: int) -> bool:
        """True if a line, in git's order, is one of a block that has old and new lines."""
        block = self._block(line)
        return all(
            self._index.marks.find(mark, block.start, block.stop) >= 0 for mark in (b"-", b"+")
        )

    def block(self, line: int) -> range:
        """The rows of the changed lines of a section around a line, by its number in git's order.

        None around a line of context.
        """
        if not 0 <= line < self.length:
            return range(0)
        block = self._block(line)
        start, stop = self._span(self.section(self.position_of(line)))
        first, last = max(block.start, start), min(block.stop, stop) - 1
        return range(self.row(first), self.row(last) + 1) if block else range(0)

    def reads(self, line: int, orders: tuple[Order, ...]) -> bool:
        """True if the changed lines around a line are shown in the reading order of the hunk.

        The line is given by its number in git's order.
        """
        around = self._block(line)
        return all(
            self._shown_order(block) == order_of(self.hunk, block, orders)
            for block in blocks(self.hunk)
            if block.start in around
        )

    def _shown_order(self, block: Block) -> Before:
        """The order in which a block is shown: git's, or that in which it reads."""
        if block in self._reordered:
            return order_of(self.hunk, block, self.orders)
        return printed_order(len(block.removed))

    def _reordered_at(self, line: int) -> Block | None:
        """The block in reading order that has a line, or a position; None where none has it."""
        at = bisect_right(self._reordered, line, key=_start) - 1
        block = self._reordered[at] if at >= 0 else None
        return block if block and line < block.stop else None

    def stretches(self, first: int, stop: int) -> Iterator[tuple[range, ...]]:
        """The lines from position ``first`` to before ``stop``, as ranges in git's order.

        One range where lines are shown as git has them; one of removed and one of added lines where
        they are interleaved.
        """
        for block in self._reordered:
            start, end = max(block.start, first), min(block.stop, stop)
            if start >= end:
                continue
            if first < start:
                yield (range(first, start),)
            (old, new), (old_stop, new_stop) = (
                self._interleaved.counts(block, at) for at in (start, end)
            )
            middle = block.start + len(block.removed)
            yield (
                range(block.start + old, block.start + old_stop),
                range(middle + new, middle + new_stop),
            )
            first = end
        if first < stop:
            yield (range(first, stop),)

    def _sections(self) -> list[int]:
        """The positions that begin a section: every section has a change."""
        starts = [0]
        if not self.cuts:
            return starts
        changed, end = 0, sum(self.before(self.length))
        for position in sorted(map(self.position_of, self.cuts)):
            before = sum(self.before(position))
            if changed < before < end:
                starts.append(position)
                changed = before
        return starts

    def gaps(self, section: int) -> list[int]:
        """The places where a section can be cut: in the middle of the context between changes."""
        span = self._span(section)
        blocks = [block.span() for block in _CHANGED.finditer(self._index.marks, *span)]
        return [end + (start - end + 1) // 2 for (_, end), (start, _) in pairwise(blocks)]

    # Rows

    @property
    def height(self) -> int:
        """The number of rows."""
        return len(self.starts) + self.above + self.length + self.below

    def find(self, row: int) -> tuple[int, int | None]:
        """The section of a row, and its position; None for the section's header."""
        section = bisect_right(self._heads, row) - 1
        if row == self._heads[section]:
            return section, None
        return section, row - section - 1 - self.above

    def head(self, section: int) -> int:
        """The row of a section's header."""
        return self._heads[section]

    def rows(self, section: int) -> range:
        """The rows of a section, its header first."""
        heads = [*self._heads, self.height]
        return range(heads[section], heads[section + 1])

    def row(self, position: int) -> int:
        """The row of a position."""
        return position + self.above + self.section(position) + 1

    def section(self, position: int) -> int:
        """The section that has that position."""
        return max(0, bisect_right(self.starts, position) - 1)

    def line_at(self, position: int) -> int:
        """The line shown at a position, in git's order; for context, the position itself."""
        return self._interleaved.source(position) if self._reordered_at(position) else position

    def position_of(self, line: int) -> int:
        """The position at which a line is shown."""
        return self._interleaved.place(line) if self._reordered_at(line) else line

    # Changes

    @cached_property
    def _index(self) -> HunkLines:
        return line_index(self.hunk)

    def before(self, position: int) -> tuple[int, int]:
        """The numbers of removed and of added lines of the hunk before that position."""
        block = self._reordered_at(position)
        if block is None:
            return self._index.before(min(max(position, 0), self.length))
        removed, added = self._index.before(block.start)
        old, new = self._interleaved.counts(block, position)
        return removed + old, added + new

    def position_of_change(self, change: int) -> int:
        """The position at which the line of that change is shown."""
        return self.position_of(self._index.index_of(change))

    def changes(self, section: int) -> tuple[range, range]:
        """The changes of a section, removed and added ones."""
        if len(self.starts) == 1:
            return self.hunk.changes
        first, last = map(self.before, self._span(section))
        removed, added = self.hunk.removed.start, self.hunk.added.start
        return (
            range(removed + first[0], removed + last[0]),
            range(added + first[1], added + last[1]),
        )

    def heading(self, section: int) -> bytes:
        """The heading that git found above a section: above the hunk, for its first one."""
        return b"" if section else self.hunk.heading

    def new_start(self, section: int) -> int:
        """The line of the new file, from 1, that a section begins with."""
        return self._sides(section)[1][0]

    def ranges(self, section: int) -> bytes:
        """The ranges of a section in the old and in the new file, in git's form."""
        old, new = self._sides(section)
        return b"@@ -%d,%d +%d,%d @@" % (*old, *new)

    def _sides(self, section: int) -> tuple[tuple[int, int], tuple[int, int]]:
        """The first line and the number of lines of a section, in the old and in the new file."""
        hunk = self.hunk
        start, stop = self._span(section)
        first, last = (0, 0), (len(hunk.removed), len(hunk.added))
        if len(self.starts) > 1:
            first, last = self.before(start), self.before(stop)
        if section == 0:
            start -= self.above
        if section == len(self.starts) - 1:
            stop += self.below
        return (
            _side(hunk.old_start, hunk.old_length, start - first[1], stop - last[1]),
            _side(hunk.new_start, hunk.new_length, start - first[0], stop - last[0]),
        )

    def _span(self, section: int) -> tuple[int, int]:
        """The positions at which a section begins and ends, without what is shown around it."""
        return self.starts[section], [*self.starts, self.length][section + 1]


def _start(block: Block) -> int:
    return block.start


def _side(first: int, length: int, start: int, stop: int) -> tuple[int, int]:
    """The line that a stretch of a hunk's side begins with, and its length, as git says it.

    The side begins with line ``first``; a side, or stretch, without lines names the line before it.
    """
    return first + (length == 0) + start - (start == stop), stop - start
