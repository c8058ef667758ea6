"""Pairs of removed and added lines, and the lines that differ only in whitespace."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import groupby, islice

from splitter.core.diff.align import pair_quickly
from splitter.core.diff.blocks import Block, blocks
from splitter.core.diff.lines import marked_lines
from splitter.core.diff.model import Hunk


def counterparts(hunk: Hunk, changes: Iterable[int]) -> Iterator[int]:
    """The lines that some changed lines of a hunk replace, and those that replace them."""
    wanted = set(changes)
    for block in blocks(hunk):
        both = block.removed, block.added
        if all(map(wanted.isdisjoint, both)) or all(map(wanted.issuperset, both)):
            continue
        for removed, added in pairs_in(hunk, block):
            if removed in wanted:
                yield added
            if added in wanted:
                yield removed


def pairs_in(hunk: Hunk, block: Block) -> Iterator[tuple[int, int]]:
    """The removed lines of a replaced block of a hunk, each with the line that replaces it."""
    lines = _lines(hunk)
    middle = block.start + len(block.removed)
    for old, new in pair_quickly(lines[block.start : middle], lines[middle : block.stop]):
        yield block.removed[old], block.added[new]


@lru_cache(maxsize=1)
def _lines(hunk: Hunk) -> list[bytes]:
    return [line[1:] for line in marked_lines(hunk.body)]


def blanks_only(hunk: Hunk) -> Iterator[tuple[int, ...]]:
    """The changed lines of a hunk that are whitespace-only changes.

    These are an old line and the new one that differs from it only in whitespace, or all lines of a
    stretch of blank lines.
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
