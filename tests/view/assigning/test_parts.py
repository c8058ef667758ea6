"""Adding, moving, merging and removing parts, and choosing the heir."""

from __future__ import annotations

from splitter.core.plan import changes as plan_changes
from splitter.core.plan.constraints import DROPPED, REST
from splitter.core.plan.edits import Edit, Until
from splitter.core.plan.locations import Location
from splitter.core.plan.plan import Plan
from splitter.core.rewrite.target import Identity
from splitter.view.assigning import parts
from splitter.view.assigning.outcome import Outcome
from tests.view.assigning.conftest import after

KEPT = Identity("I0123456789")


def test_parts_move_past_the_rest_and_the_heir_stays(plan: Plan) -> None:
    two = plan_changes.add_part(plan_changes.add_part(plan, "one"), "two")
    assert (two.order, two.heir) == ((1, 2, REST), REST)
    moved = parts.move_part(two, 2, 1)
    assert (moved.message, moved.mark) == ("the rest is now after part 1", 2)
    later = after(two, moved)
    assert (later.order, later.heir) == ((1, REST, 2), REST)
    assert after(later, parts.move_part(later, 2, -1)).order == two.order
    first = after(later, parts.move_part(later, REST, -1))
    assert (first.order, first.heir) == ((REST, 1, 2), REST)
    assert parts.move_part(first, 2, 1).message == "part 2 is already the last"
    assert after(first, parts.move_part(first, 1, 1)).order == (REST, 1, 2)


def test_parts_are_handled(plan: Plan) -> None:
    two = plan_changes.add_part(after(plan, parts.add_part(plan)))
    assert parts.add_part(two).mark == 3
    assert parts.move_part(two, 1, 1).mark == 2
    assert parts.move_part(two, 1, -1).message == "part 1 is already the first"
    assert parts.move_part(two, REST, 1).message == "the rest is already the last"
    assert not parts.move_part(two, DROPPED, 1).commands
    assert parts.merge_part(two, 2).mark == 1
    assert not parts.merge_part(two, 1).commands
    assert len(after(two, parts.remove_part(two, 2)).parts) == 1
    assert [parts.remove_part(two, number).mark for number in (1, 2)] == [1, 1]
    assert parts.remove_part(plan_changes.remove_part(two, 2), 1).mark == REST
    assert not parts.remove_part(two, REST).commands
    assert after(two, parts.make_heir(two, 1, KEPT)).heir == 1
    assert not parts.make_heir(two, DROPPED, KEPT).commands
    assert not parts.make_heir(two, 1, Identity()).commands
    assert not parts.make_heir(two, two.heir, KEPT).commands
    assert after(two, parts.describe(two, 1, "New\n")).part(1).message == "New\n"
    assert parts.describe(two, 1, "") == Outcome()
    assert "contains a NUL" in parts.describe(two, 1, "a\0b").message


def test_the_edits_that_a_change_of_the_parts_costs_are_counted(plan: Plan) -> None:
    two = plan_changes.add_part(plan_changes.add_part(plan, "one"), "two")
    line = Location((1, 2))
    for number in (1, 2):
        two = plan_changes.edit_lines(two, Edit(0, line, number, b"x\n", Until.END))
    merged = parts.merge_part(two, 2)
    assert merged.message == "part 2 squashed into part 1; 1 edit removed · u: undo"
    assert len(after(two, merged).edits) == 1
    assert parts.remove_part(two, 2).message.endswith("; 1 edit removed · u: undo")
    assert after(two, parts.move_part(two, 1, 1)).edits[0].text == b"x\n"
    assert parts.move_part(two, 1, 1).message == "part 1 is now part 2"
    brief = plan_changes.edit_lines(two, Edit(0, Location((2, 3)), 2, b"y\n", Until.NEXT))
    last = parts.move_part(brief, REST, -1)
    assert last.message == "the rest is now after part 1; 1 edit no longer applies · u: undo"
    assert len(after(brief, last).edits) == 3
