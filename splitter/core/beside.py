"""How the lines of a replaced block interleave when they do not all go to the same commit.

By likeness alone each new line stands behind the old one that it replaces (see `pairing`).  Where
old lines stay beside new ones that tears neighbours apart: what was one paragraph would come out
with another's lines in it.  So lines that stand side by side in some version are kept together, the
old ones first, as git prints them.

``at`` has for each change of the file the position of its commit.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise

from splitter.core.pairing import pair
from splitter.core.patch import Hunk
from splitter.core.reading import Before, Block, guess, sides

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
    before: list[int] = []
    start = come = 0  # how many added lines stand before what is kept together, and before a step
    latest, earliest = _FIRST, _LAST  # when the last of its new lines comes, and its first old goes
    for row, column in _steps(guessed, len(block.added)):
        comes = _FIRST if column is None else at[block.added[column]]
        goes = _LAST if row is None else at[block.removed[row]]
        latest, earliest = max(latest, comes), min(earliest, goes)
        if latest >= earliest:
            start, latest, earliest = come, comes, goes
        if row is not None:
            before.append(start)
        come += column is not None
    return tuple(before)


def _steps(guessed: Before, added: int) -> Iterator[tuple[int | None, int | None]]:
    """The lines of a block in an order, by their numbers on either side: a removed line and the
    added one right behind it are one step.
    """
    yield from ((None, column) for column in range(guessed[0]))
    for row, (first, stop) in enumerate(pairwise((*guessed, added))):
        yield row, (first if first < stop else None)
        yield from ((None, column) for column in range(first + 1, stop))
