"""Moved lines as units: the other half of a move, and both halves assigned to one part."""

from __future__ import annotations

from splitter.core.diff.model import Patch
from splitter.core.diff.moved import Moved
from splitter.core.plan.constraints import REST
from splitter.core.plan.locations import added_in, removed_in
from splitter.core.plan.plan import Plan, Selection
from splitter.view.assigning.assign import assign
from splitter.view.assigning.outcome import Outcome
from splitter.view.phrases import outcomes


def other_half(patch: Patch, moved: Moved, file: int, change: int) -> tuple[int, int] | None:
    """The file, and the change in it, where a moved line stands on the other side.

    ``change`` is the number of a changed line in its file.  None for a line that is not moved.
    """
    halves = _halves(patch, moved, file, change)
    if halves is None:
        return None
    here, there = halves
    return there.file, there.changes[0][change - here.changes[0].start]


def assign_move(plan: Plan, moved: Moved, file: int, change: int, number: int) -> Outcome:
    """Assign both halves of the move that has a changed line to a part."""
    if number == REST:
        return Outcome(message=outcomes.REST_IS_SELECTED)
    halves = _halves(plan.patch, moved, file, change)
    if halves is None:
        return Outcome(message=outcomes.NOT_MOVED)
    outcome = assign(plan, halves, number)
    if not outcome.commands:
        return outcome
    lines = len(halves[0].changes[0])
    return Outcome(outcome.commands, outcomes.move_assigned(lines, number), outcome.mark)


def _halves(
    patch: Patch, moved: Moved, file: int, change: int
) -> tuple[Selection, Selection] | None:
    """The changes of the block that has a changed line, and those of its other half."""
    block = moved.block(file, change)
    if block is None:
        return None
    to = added_in if change in patch.files[file].removed else removed_in
    span = block.line, block.line + len(block.changes)
    found = to(patch.files[block.there], span)
    if len(found) != len(block.changes):
        return None
    return Selection(file, (block.changes,)), Selection(block.there, (found,))
