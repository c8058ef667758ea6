"""The interleaving of a replaced block whose lines are in several parts.

By likeness alone each new line stands behind the old line that it replaces (see `align`).  Where
old lines remain next to new ones, that separates neighbours: one paragraph would have lines of
another in it.  So lines that are adjacent in some version are kept together, the old ones first, as
git prints them.

``at`` has for each change of the file the position of its commit.
"""

from __future__ import annotations

from functools import lru_cache
from itertools import pairwise

from splitter.core.diff.align import pair
from splitter.core.diff.blocks import Before, Block
from splitter.core.diff.interleaved import guess, sides
from splitter.core.diff.model import Hunk

#: Before the first commit, and after what is dropped.
_FIRST, _LAST = -1, 256


def stands_beside(block: Block, at: bytes) -> bool:
    """True if an old and a new line of a block are both in some version."""
    removed, added = block.removed, block.added
    return min(at[added.start : added.stop]) < max(at[removed.start : removed.stop])


def is_open(hunk: Hunk, block: Block, at: bytes) -> bool:
    """True if the interleaving of a block is a guess that some version shows.

    It is not where each new line replaces one old line.
    """
    if not stands_beside(block, at):
        return False
    if len(block.removed) != len(block.added):
        return True
    replaced = [at[block.removed[old]] == at[block.added[new]] for old, new in _pairs(hunk, block)]
    return sum(replaced) < len(block.removed)


@lru_cache(maxsize=4096)
def _pairs(hunk: Hunk, block: Block) -> list[tuple[int, int]]:
    return pair(*sides(hunk, block))


def guess_beside(hunk: Hunk, block: Block, at: bytes) -> Before:
    """The guessed order of a block, from the likeness of its lines and their parts.

    It is that of `guess` where no version has both old and new lines.
    """
    guessed = guess(hunk, block)
    if not stands_beside(block, at):
        return guessed
    gone, come = at[block.removed.start : block.removed.stop], at[block.added.start :]
    before: list[int] = []
    start = 0  # how many added lines stand before what is kept together
    latest, earliest = _FIRST, _LAST  # when the last of its new lines comes, and its first old goes
    for column in range(guessed[0]):
        latest = max(latest, come[column])
    for goes, (first, stop) in zip(gone, pairwise((*guessed, len(block.added))), strict=True):
        # a removed line and the added one right behind it are one step
        comes = come[first] if first < stop else _FIRST
        latest, earliest = max(latest, comes), min(earliest, goes)
        if latest >= earliest:
            start, latest, earliest = first, comes, goes
        before.append(start)
        for column in range(first + 1, stop):
            latest = max(latest, come[column])
            if latest >= earliest:
                start, latest, earliest = column, come[column], _LAST
    return Before(before)
