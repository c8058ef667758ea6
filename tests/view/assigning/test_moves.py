"""Moved blocks as units: their two halves, and both in one part."""

from __future__ import annotations

from hypothesis import given

from splitter.core.diff.lines import DiffLine
from splitter.core.draft.commands import Add, Assign
from splitter.core.plan.constraints import REST
from splitter.core.plan.plan import starting_plan
from splitter.view.assigning.moves import assign_move, other_half
from splitter.view.phrases import outcomes
from tests.core.diff.test_moved import changed, found, moves, small_moves
from tests.support.examples import examples
from tests.support.patches import tree_patch
from tests.support.repos import Repo, Tree


@examples(20)
@given(moves() | small_moves())
def test_the_two_halves_of_a_move_have_the_same_lines_and_go_together(
    scratch: Repo, trees: tuple[Tree, Tree]
) -> None:
    patch = tree_patch(scratch, *trees)
    moved = found(patch)
    lines: dict[tuple[int, int], DiffLine] = {
        (file, line.change): line for file, line in changed(patch)
    }
    plan = starting_plan(patch, "one\n")
    for (file, change), line in lines.items():
        there = other_half(patch, moved, file, change)
        outcome = assign_move(plan, moved, file, change, 1)
        if moved.block(file, change) is None:
            assert (there, outcome.message) == (None, outcomes.NOT_MOVED)
            continue
        assert there is not None
        assert {line.mark, lines[there].mark} == {"-", "+"}
        assert line.text.split() == lines[there].text.split()
        add, command = outcome.commands
        assert isinstance(add, Add)
        assert isinstance(command, Assign)
        after = command.on(add.on(plan))
        assert after.assignment[file][change] == after.assignment[there[0]][there[1]] == 1
        assert assign_move(plan, moved, file, change, REST).message == outcomes.REST_IS_SELECTED
