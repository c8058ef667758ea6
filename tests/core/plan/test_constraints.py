"""Rules: what cannot part, for the kinds of change where something else than lines is tied."""

from __future__ import annotations

import pytest

from splitter.core.diff.model import Patch
from splitter.core.plan.changes import add_part, assign, move_part
from splitter.core.plan.constraints import CREATED_FIRST, DELETED_LAST, LEFT_FIRST, bonds, reason
from splitter.core.plan.plan import Plan, Selection, starting_plan, whole
from tests.support.patches import tree_patch
from tests.support.repos import Repo, Tree

TEXT = b"".join(b"line %d\n" % n for n in range(9))

SWAPS: dict[str, tuple[Tree, Tree]] = {
    "file to directory": ({b"a": b"1\n"}, {b"a/b": b"2\n", b"a/c/d": b"3\n"}),
    "directory to file": ({b"a/b": b"2\n", b"a/c/d": b"3\n"}, {b"a": b"1\n"}),
    "renamed into its own place": ({b"a": TEXT}, {b"a/b": TEXT + b"more\n"}),
    "renamed out of the way": ({b"a": TEXT}, {b"b": TEXT, b"a/c": b"new\n"}),
    "renamed onto a directory": ({b"a/b": b"x\n", b"c": TEXT}, {b"a": TEXT}),
}


def plan_of(patch: Patch) -> Plan:
    """Three parts and a rest that has everything."""
    return add_part(add_part(add_part(starting_plan(patch, "rest"), "one"), "two"), "three")


def test_a_file_without_anything_tied_has_no_reason(scratch: Repo) -> None:
    patch = tree_patch(scratch, {b"a": b"1\n"}, {b"a": b"2\n", b"a.b": b"", b"a-b": b"\0"})
    assert [reason(patch, number) for number in range(len(patch))] == ["", "", ""]
    assert bonds(patch) == ()


def test_a_created_and_a_deleted_file_say_why(scratch: Repo) -> None:
    patch = tree_patch(scratch, {b"old": b"1\n"}, {b"new": b"2\n3\n"})
    assert [reason(patch, patch.numbers[path]) for path in (b"new", b"old")] == [
        CREATED_FIRST,
        DELETED_LAST,
    ]


@pytest.mark.parametrize("swap", SWAPS)
def test_what_turns_from_file_to_directory_says_why(scratch: Repo, swap: str) -> None:
    patch = tree_patch(scratch, *SWAPS[swap])
    tied = {number for tie in bonds(patch) for number in (tie.leave_file, tie.enter_file)}
    assert tied == {n for n in range(len(patch)) if reason(patch, n) == LEFT_FIRST}
    assert bool(tied) == (len(patch) > 1)


@pytest.mark.parametrize("swap", SWAPS)
@pytest.mark.parametrize("number", [1, 2, 3])
def test_entering_a_path_takes_along_what_has_to_leave_it(
    scratch: Repo, swap: str, number: int
) -> None:
    patch = tree_patch(scratch, *SWAPS[swap])
    for tie in bonds(patch):
        entered = Selection(tie.enter_file, (range(tie.enter_change, tie.enter_change + 1),))
        plan = assign(plan_of(patch), [entered], number)
        assert plan.assignment[tie.leave_file][tie.leave_change] == number


@pytest.mark.parametrize("swap", SWAPS)
def test_leaving_a_path_first_and_entering_it_later_is_fine(scratch: Repo, swap: str) -> None:
    patch = tree_patch(scratch, *SWAPS[swap])
    for tie in bonds(patch):
        plan = assign(plan_of(patch), [whole(patch, tie.leave_file)], 1)
        plan = assign(plan, [whole(patch, tie.enter_file)], 3)
        assert plan.assignment[tie.leave_file][tie.leave_change] == 1
        assert plan.assignment[tie.enter_file][tie.enter_change] == 3


@pytest.mark.parametrize("swap", SWAPS)
@pytest.mark.parametrize("move", [(1, 3), (3, 1)])
def test_parts_that_change_places_take_what_is_tied_along(
    scratch: Repo, swap: str, move: tuple[int, int]
) -> None:
    patch = tree_patch(scratch, *SWAPS[swap])
    plan = plan_of(patch)
    for tie in bonds(patch):
        plan = assign(plan, [whole(patch, tie.leave_file)], 1)
    for tie in bonds(patch):
        plan = assign(plan, [whole(patch, tie.enter_file)], 3)
    moved = move_part(plan, *move)
    for tie in bonds(patch):
        left = moved.positions[moved.assignment[tie.leave_file][tie.leave_change]]
        entered = moved.positions[moved.assignment[tie.enter_file][tie.enter_change]]
        assert left <= entered


def test_parts_that_change_places_leave_creation_first_and_deletion_last(scratch: Repo) -> None:
    patch = tree_patch(scratch, {b"old": b"1\n2\n"}, {b"new": b"x\ny\n"})
    new, old = patch.numbers[b"new"], patch.numbers[b"old"]
    plan = assign(assign(plan_of(patch), [whole(patch, new)], 1), [whole(patch, old)], 3)
    plan = assign(plan, [Selection(new, (range(2, 3),))], 3)
    plan = assign(plan, [Selection(old, (range(1, 2),))], 1)
    assert (plan.assignment[new], plan.assignment[old]) == (bytes([1, 1, 3]), bytes([3, 1, 3]))
    moved = move_part(plan, 1, 3)
    assert (moved.assignment[new], moved.assignment[old]) == (bytes([2, 3, 2]), bytes([3, 3, 2]))
