"""Replaced blocks: found where removed lines have added ones right behind them."""

from __future__ import annotations

from hypothesis import given

from splitter.core.diff.blocks import block_of, block_with, blocks
from splitter.core.diff.lines import DiffLine
from splitter.core.diff.parse import hunk_lines
from tests.support.examples import examples
from tests.support.patches import text_patch
from tests.support.repos import Repo
from tests.support.strategies import replacements, versions


@examples(80)
@given(pair=versions() | replacements())
def test_blocks_are_the_neighbouring_changed_lines_with_two_sides(
    scratch: Repo, pair: tuple[bytes, bytes]
) -> None:
    (file,) = text_patch(scratch, *pair)[0]
    for hunk in file.hunks:
        printed = list(hunk_lines(hunk))
        signs = "".join(line.mark for line in printed)
        found = []
        for block in blocks(hunk):
            mine = printed[block.start : block.stop]
            assert [line.change for line in mine] == [*block.removed, *block.added]
            olds = [line.old for line in mine if line.mark == "-"]
            news = [line.new for line in mine if line.mark == "+"]
            assert (block.old, block.new) == (olds[0], news[0])
            assert [block.after(count) for count in range(len(news) + 1)] == [0, *news]
            assert all(block_of(file, line.change) == (hunk, block) for line in mine)
            assert all(block_with(file, line) == (hunk, block) for line in olds)
            found.append((block.start, block.stop))
        runs = signs.split(" ")
        assert len(found) == sum("-" in run and "+" in run for run in runs)
        single = [line for line in printed if line.mark == "-" and not in_any(printed, line, found)]
        assert all(block_with(file, line.old) is None for line in single)


def in_any(printed: list[DiffLine], line: DiffLine, spans: list[tuple[int, int]]) -> bool:
    """Whether a line is in one of those spans of a hunk."""
    return any(start <= printed.index(line) < stop for start, stop in spans)
