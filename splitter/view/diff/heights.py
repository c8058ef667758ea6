"""Blocks of rows on top of each other."""

from __future__ import annotations

from bisect import bisect_right
from itertools import accumulate
from operator import index

from splitter.core.sequences.vector import WIDTH, Vector


class Heights(Vector[int]):
    """The number of rows of each block, found by row; a block without rows is never found."""

    _found = (0, 0, 0)  # the block that was found last, its first row and its end

    measure = staticmethod(index)
    combined = staticmethod(sum)  # type: ignore[assignment]

    @property
    def height(self) -> int:
        """The number of rows."""
        return sum(self._root.measures)

    def find(self, y: int) -> tuple[int, int]:
        """The block that has row ``y``, and the row within it; behind all, their number."""
        block, first, end = self._found
        if not first <= y < end:
            if y >= self.height:
                return len(self), y - self.height
            block, first = self._search(y)
            self._found = block, first, first + self[block]
        return block, y - first

    def _search(self, y: int) -> tuple[int, int]:
        """The block that has row ``y``, and its first row."""
        node, span, left, block = self._root, self._span, y, 0
        while True:
            ends = list(accumulate(node.measures))
            at = bisect_right(ends, left)
            left -= ends[at - 1] if at else 0
            block += at * span
            if span == 1:
                return block, y - left
            node, span = node.children[at], span // WIDTH

    def start(self, block: int) -> int:
        """The first row of a block; behind the last one, the number of rows."""
        if block >= len(self):
            return self.height
        node, span = self._root, self._span
        start = 0
        while span > 1:
            at = block // span % WIDTH
            start += sum(node.measures[:at])
            node, span = node.children[at], span // WIDTH
        return start + sum(node.measures[: block % WIDTH])
