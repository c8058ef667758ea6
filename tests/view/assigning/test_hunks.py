"""Splitting hunks, breaking renames, and moving lines of a replaced block."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from splitter.core.diff.lines import line_index
from splitter.core.draft.commands import CutHunk, Shift
from splitter.core.draft.draft import Cut
from splitter.core.plan import changes as plan_changes
from splitter.core.plan.constraints import DROPPED
from splitter.core.plan.plan import Plan, Selection, starting_plan
from splitter.view.assigning import hunks
from splitter.view.diff.directories import Tree
from splitter.view.diff.document import Document
from splitter.view.diff.rows import Kind, Row
from tests.support.examples import examples
from tests.support.patches import text_patch
from tests.support.repos import Repo
from tests.support.strategies import versions
from tests.view.assigning.conftest import after


def test_hunks_are_cut_where_they_can_be() -> None:
    head, line = Row(Kind.HUNK, 0), Row(Kind.LINE, 0, 4)
    assert hunks.split_hunk([], line).commands == ()
    cut = Cut(0, 0, 4)
    assert hunks.split_hunk([cut], line).commands == (CutHunk(cut),)
    assert hunks.split_hunk([cut], line).message.startswith("split into 2 hunks above this line ·")
    assert hunks.split_hunk([cut], head).message.startswith("split into 2 hunks ·")


def test_only_renames_are_taken_apart_and_only_lines_shifted(plan: Plan) -> None:
    assert hunks.break_rename(plan, 0).message == "this file is not renamed"
    document = Document(Tree(plan.patch, range(len(plan.patch))))
    unchanged, alone = Row(Kind.LINE, 0, 0), Row(Kind.LINE, 1, 0)
    assert document.line(unchanged).change < 0 <= document.line(alone).change
    assert not hunks.shift_line(document, plan, unchanged, 1).commands
    assert not hunks.shift_line(document, plan, Row(Kind.HUNK, 0), 1).commands
    assert "only old and new lines" in hunks.shift_line(document, plan, alone, -1).message


@examples(100)
@given(pair=versions(), data=st.data())
def test_a_line_of_a_block_goes_one_line_up_or_down_on_the_screen(
    scratch: Repo, pair: tuple[bytes, bytes], data: st.DataObject
) -> None:
    """Whoever has the lines: where the block is not shown as it reads, that comes first."""
    patch, _ = text_patch(scratch, *pair)
    (file,) = patch
    plan = plan_changes.add_part(plan_changes.add_part(starting_plan(patch, ""), "one"), "two")
    for number in (1, 2, DROPPED):
        picked = data.draw(st.lists(st.sampled_from(file.lines), max_size=4))
        spans = tuple(range(change, change + 1) for change in picked)
        plan = plan_changes.assign(plan, [Selection(0, spans)], number)
    change, by = data.draw(st.sampled_from(file.lines)), data.draw(st.sampled_from([-1, 1]))
    tree = Tree(patch, (0,))
    hunk = next(at for at, one in enumerate(file.hunks) if any(change in s for s in one.changes))
    row = Row(Kind.LINE, 0, line_index(file.hunks[hunk]).index_of(change), hunk)
    for _ in range(3):
        before = Document(tree, orders=plan.orders)
        outcome = hunks.shift_line(before, plan, row, by)
        if not outcome.commands:
            return
        (step,) = outcome.commands
        assert isinstance(step, Shift)
        plan = after(plan, outcome)
        shown = Document(tree, orders=plan.orders)
        assert shown.reads(row, plan.orders_of(0))
        assert step.by == 0 or shown.y(row) == before.y(row) + by
