"""How the lines of a replaced block interleave when they do not all go to the same commit.

By likeness alone each new line stands behind the old one that it replaces (see `pairing`).  Where
old lines stay beside new ones that tears neighbours apart: what was one paragraph would come out
with another's lines in it.  So lines that stand side by side in some version are kept together, the
old ones first, as git prints them.

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
    """Whether an old and a new line of a block stand beside each other in some version."""
    removed, added = block.removed, block.added
    return min(at[added.start : added.stop]) < max(at[removed.start : removed.stop])


def is_open(hunk: Hunk, block: Block, at: bytes) -> bool:
    """Whether it is a guess where old and new lines of a block stand that stand beside each other.

    It is none where each new line takes the place of one old line.
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
    """The order of a block that is guessed from the likeness of its lines and from who has them.

    It is that of `guess` where no old line stands beside a new one.
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
