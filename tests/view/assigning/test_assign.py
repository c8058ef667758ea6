"""Assigning what is under the cursor: the commands, and the message of what cannot be assigned."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from splitter.core.draft.commands import Add, Assign
from splitter.core.plan import changes as plan_changes
from splitter.core.plan.constraints import DROPPED, REST
from splitter.core.plan.plan import MAX_PARTS, Plan, Selection, starting_plan, whole
from splitter.view.assigning import assign, parts
from tests.support.examples import examples
from tests.support.patches import tree_patch
from tests.support.repos import Repo
from tests.view.assigning.conftest import after, everything


def test_next_number_makes_a_part_and_marks_it(plan: Plan) -> None:
    outcome = assign.assign(plan, everything(plan), 1)
    assert [type(step) for step in outcome.commands] == [Add, Assign]
    assert outcome.mark == 1
    assert set(after(plan, outcome).assignment[0]) == {1}


def test_a_line_alone_is_named_and_what_is_left_of_it(plan: Plan) -> None:
    """Line 6 becomes two lines, line 31 goes.  D29."""
    file = plan.patch.files[0]
    (hunk, gone, _) = file.hunks
    old, new, more = hunk.removed[0], *hunk.added
    told = {}
    for change in (old, new, more, gone.removed[0]):
        told[change] = assign.assign_unassigned(
            plan, [Selection(0, (range(change, change + 1),))], 1
        ).message
    assert told == {
        old: "removed line 6 → part 1; its new version, line 6, is in the rest",
        new: "added line 6 → part 1; its old version, line 6, is in the rest",
        more: "added line 7 → part 1",
        gone.removed[0]: "removed line 31 → part 1",
    }
    one = Selection(0, (range(new, new + 1),))
    both = after(plan, assign.assign_unassigned(plan, [Selection(0, (range(old, old + 1),))], 1))
    assert assign.assign_unassigned(both, [one], 1).message == "added line 6 → part 1"
    stays = "; its old version, line 6, is"
    assert (
        assign.assign_unassigned(both, [one], DROPPED).message
        == f"added line 6 → dropped{stays} in part 1"
    )
    assert (
        assign.assign_unassigned(both, [one], 2).message
        == f"added line 6 → part 2{stays} in part 1"
    )
    back = after(both, assign.assign_unassigned(both, [one], 1))
    assert (
        assign.assign_unassigned(back, [one], REST).message
        == f"added line 6 → rest, from part 1{stays} in part 1"
    )
    apart = plan_changes.assign(back, [Selection(0, (range(old, old + 1),))], DROPPED)
    assert (
        assign.assign_unassigned(apart, [one], REST).message
        == f"added line 6 → rest, from part 1{stays} dropped"
    )


def test_what_is_taken_from_other_parts_is_told(plan: Plan) -> None:
    size = plan.patch.files[0].size
    assert size > 3
    two = plan_changes.add_part(plan_changes.add_part(plan))
    taken = plan_changes.assign(
        plan_changes.assign(two, [Selection(0, (range(2),))], 1), [Selection(0, (range(2, 3),))], 2
    )
    told = f"{size} lines → "
    assert assign.assign(two, everything(two), 1).message == f"{told}part 1"
    rest = assign.assign(taken, everything(taken), 1)
    assert rest.message == f"{size - 2} lines → part 1, 1 of them from part 2"
    moved = assign.assign(taken, [Selection(0, (range(1, 3),))], 3)
    assert moved.message == "2 lines → part 3, from part 1 and part 2"
    dropped = plan_changes.assign(taken, [Selection(0, (range(3, 4),))], DROPPED)
    rest = assign.assign(dropped, everything(dropped), REST)
    assert rest.message == "4 lines → rest, from part 1, part 2 and the dropped changes"


def test_a_heading_gives_what_is_undecided_and_only_then_all(plan: Plan) -> None:
    size = plan.patch.files[0].size
    some = plan_changes.assign(
        plan_changes.add_part(plan_changes.add_part(plan)), [Selection(0, (range(1),))], 1
    )
    some = plan_changes.assign(some, [Selection(0, (range(2, 3),))], DROPPED)
    outcome = assign.assign_unassigned(some, everything(some), 2)
    stay = "2 stay in part 1 and the dropped changes"
    assert outcome.message == f"{size - 2} lines → part 2; {stay}"
    claimed = after(some, outcome)
    assert [claimed.assignment[0].count(number) for number in (1, 2, DROPPED)] == [1, size - 2, 1]
    again = assign.assign_unassigned(claimed, everything(claimed), 2)
    assert set(after(claimed, again).assignment[0]) == {2}
    assert set(
        after(some, assign.assign_unassigned(some, everything(some), REST)).assignment[0]
    ) == {REST}
    own = assign.assign_unassigned(some, everything(some), 1)
    assert own.message == f"{size - 2} lines → part 1; 1 stays in the dropped changes"


@examples(60)
@given(data=st.data())
def test_what_a_heading_gives_is_what_is_told(scratch: Repo, data: st.DataObject) -> None:
    """Whatever cannot part: what is said to stay stays, and else it is said to go along."""
    kept = {b"a": b"1\n2\n3\n"}
    shapes = [(kept, {b"b": b"1\n"}), ({}, kept), (kept, {b"a": b"1\nx\n3\ny\n"})]
    trees = data.draw(st.sampled_from(shapes))
    patch = tree_patch(scratch, *({b"z": b"z\n", **tree} for tree in trees))
    plan = plan_changes.place_rest(
        plan_changes.add_part(plan_changes.add_part(starting_plan(patch, "all"), "one"), "two"),
        data.draw(st.integers(0, 2)),
    )
    size = patch.files[0].size
    for change in range(size):
        number = data.draw(st.sampled_from([REST, REST, 1, 2, DROPPED]))
        plan = plan_changes.assign(plan, [Selection(0, (range(change, change + 1),))], number)
    number = data.draw(st.sampled_from([1, 2, DROPPED]))
    outcome = assign.assign_unassigned(plan, everything(plan), number)
    if not outcome.commands or REST not in plan.assignment[0]:
        return
    then = after(plan, outcome).assignment[0]
    others = [n for n in plan.assignment[0] if n not in (REST, number)]
    stayed = [n for n in then if n not in (REST, number)]
    assert (" stay" in outcome.message) == bool(stayed)
    assert (", with " in outcome.message) == (len(stayed) < len(others))


def test_what_cannot_be_given_is_told(plan: Plan) -> None:
    one = after(plan, assign.assign(plan, everything(plan), 1))
    told = [
        assign.assign(plan, [], 1),
        assign.assign(plan, everything(plan), 4),
        assign.assign(plan, everything(plan), REST),
        assign.assign(one, everything(one), 1),
        assign.assign_only_unassigned(one, everything(one), 1),
        assign.assign_only_unassigned(plan, everything(plan), REST),
    ]
    assert not any(outcome.commands for outcome in told)
    assert [outcome.message for outcome in told] == [
        "unchanged line · n: next change",
        "there is no part 4 yet: press 1 for a new part",
        "already in the rest",
        "already in part 1",
        "nothing unassigned here",
        "the rest is selected: select a part with . or , or add one with c",
    ]


def test_there_is_an_end_to_parts(plan: Plan) -> None:
    full = plan
    for _ in range(MAX_PARTS):
        full = plan_changes.add_part(full)
    assert "which is the maximum" in assign.assign(full, everything(full), MAX_PARTS + 1).message
    assert "which is the maximum" in parts.add_part(full).message


@given(st.binary(max_size=40).map(lambda raw: bytes(b % 3 for b in raw)))
def test_undecided_is_what_no_part_has(choice: bytes) -> None:
    spans = list(assign.unassigned(choice))
    assert [n for span in spans for n in span] == [n for n, b in enumerate(choice) if b == REST]
    assert all(one.stop < other.start for one, other in pairwise(spans))


def test_rest_of_a_file_goes_to_the_marked_part(plan: Plan) -> None:
    some = plan_changes.add_part(
        after(plan, assign.assign(plan, [Selection(0, (range(1, 2),))], 1))
    )
    given_away = after(some, assign.assign_only_unassigned(some, everything(some), 2))
    assert set(given_away.assignment[0]) == {1, 2}
    assert given_away.assignment[0].count(1) == 1
    in_part = assign.assign_only_unassigned(some, [Selection(0, (range(2), range(4, 5)))], 2)
    (step,) = in_part.commands
    assert step == Assign((Selection(0, (range(1), range(4, 5))),), 2)


def test_file_changes_are_counted_apart_from_lines(plan: Plan) -> None:
    patch = plan.patch
    created = next(n for n, file in enumerate(patch.files) if file.file_changes and file.added)
    lines = len(patch.files[created].added)
    outcome = assign.assign(plan, [whole(patch, created)], 1)
    counted = f"{lines} line{'s' if lines > 1 else ''} and 1 file change"
    assert outcome.message == f"{counted} → part 1"
    some = after(plan, assign.assign(plan, [Selection(created, (range(1),))], 1))
    again = assign.assign(some, [whole(patch, created)], 2)
    assert again.message.startswith(f"{counted} → part 2")
