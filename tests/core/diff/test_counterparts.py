"""Counterparts: the lines that changed lines replace, and those that replace them."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from splitter.core.diff.align import pair as paired
from splitter.core.diff.blocks import blocks
from splitter.core.diff.counterparts import counterparts
from splitter.core.diff.parse import hunk_lines
from tests.support.examples import examples
from tests.support.patches import text_patch
from tests.support.repos import Repo
from tests.support.strategies import replacements, versions


@examples(80)
@given(pair=versions() | replacements(), data=st.data())
def test_counterparts_are_what_changed_lines_are_paired_with(
    scratch: Repo, pair: tuple[bytes, bytes], data: st.DataObject
) -> None:
    (file,) = text_patch(scratch, *pair)[0]
    for hunk in file.hunks:
        texts = {line.change: line.text for line in hunk_lines(hunk)}
        partners: set[tuple[int, int]] = set()
        for block in blocks(hunk):
            pairs = paired(*([texts[at] for at in side] for side in (block.removed, block.added)))
            partners |= {(block.removed[old], block.added[new]) for old, new in pairs}
        partners |= {(new, old) for old, new in partners}
        some = data.draw(st.sets(st.sampled_from([*hunk.removed, *hunk.added])))
        found = set(counterparts(hunk, some))
        assert found | some == {new for old, new in partners if old in some} | some
        if len(some) == 1:
            assert found == {new for old, new in partners if old in some}
