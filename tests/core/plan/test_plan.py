"""Plans: after any sequence of operations every change is in one place and no rule is torn.

The patches are the real git's, of generated trees with creations, deletions, renames, changes of
type, and files that become directories.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from splitter.core.diff.model import FileChangeKind, FilePatch, Patch
from splitter.core.plan.assignment import Assignment
from splitter.core.plan.changes import (
    add_part,
    assign,
    describe_part,
    make_heir,
    merge_parts,
    move_part,
    place_rest,
    remove_part,
    shift_line,
    with_rest,
    without_empty_rest,
)
from splitter.core.plan.constraints import DROPPED, REST, reason, violations
from splitter.core.plan.plan import MAX_PARTS, Part, Plan, Selection, starting_plan, whole
from splitter.core.plan.tallies import Tally
from tests.support.examples import examples
from tests.support.patches import tree_patch
from tests.support.repos import File, Repo, Tree
from tests.support.strategies import as_tree, commits, reordered

Trees = tuple[dict[bytes, File], dict[bytes, File]]


def recount(plan: Plan) -> dict[int, Tally]:
    """The tallies, counted change by change."""
    counts: dict[int, Counter[str]] = {}
    for file, choice in zip(plan.patch, plan.assignment, strict=True):
        for change, number in enumerate(choice):
            what = "file_changes"
            if change >= len(file.file_changes):
                removed = sum(len(hunk.removed) for hunk in file.hunks)
                what = "removed" if change < len(file.file_changes) + removed else "added"
            counts.setdefault(number, Counter())[what] += 1
        for number in set(choice):
            counts[number]["files"] += 1
    return {number: Tally(**count) for number, count in counts.items()}


def broken_rules(plan: Plan) -> list[str]:
    """The rules of the issue, in words of their own: nothing here calls the rules' module."""
    when = {number: at for at, number in enumerate(plan.order)}
    when.setdefault(REST, len(plan.order))
    when[DROPPED] = 1000
    found = []
    leaving: dict[bytes, int] = {}
    entering: dict[bytes, int] = {}
    for file, choice in zip(plan.patch, plan.assignment, strict=True):
        kinds = {
            file_change.kind: when[choice[n]] for n, file_change in enumerate(file.file_changes)
        }
        at = [when[number] for number in choice[len(file.file_changes) :]]
        if any(line < kinds.get(FileChangeKind.CREATE, -1) for line in at):
            found.append(f"{file.path!r} has lines before it is there")
        if any(line > kinds.get(FileChangeKind.DELETE, 9999) for line in at):
            found.append(f"{file.path!r} has lines after it is gone")
        for kind, number in kinds.items():
            if kind in (FileChangeKind.DELETE, FileChangeKind.RENAME) and file.old:
                leaving[file.old.path] = number
            if kind in (FileChangeKind.CREATE, FileChangeKind.RENAME) and file.new:
                entering[file.new.path] = number
    for left, gone in leaving.items():
        for entered, come in entering.items():
            nested = entered.startswith(left + b"/") or left.startswith(entered + b"/")
            if nested and gone > come:
                found.append(f"{entered!r} comes where {left!r} still is")
    return found


def assert_sound(plan: Plan, patch: Patch) -> None:
    """Every change in exactly one known place, tallies right, nothing torn, an heir there is."""
    known = {*range(1, len(plan.parts) + 1), REST, DROPPED}
    assert [len(choice) for choice in plan.assignment] == [file.size for file in patch]
    assert known.issuperset(number for choice in plan.assignment for number in choice)
    assert plan.tallies == recount(plan)
    assert sum(t.added + t.removed + t.file_changes for t in plan.tallies.values()) == sum(
        file.size for file in patch
    )
    assert broken_rules(plan) == []
    assert list(violations(patch, plan.assignment, plan.positions)) == []
    assert sorted(plan.order) == ([0] if plan.rest else []) + list(range(1, len(plan.parts) + 1))
    assert not plan.order or plan.heir in plan.order


def selections(draw: Callable[[st.SearchStrategy[int]], int], patch: Patch) -> list[Selection]:
    """A file, a hunk or a few changes."""
    number = draw(st.integers(0, len(patch) - 1))
    file = patch.files[number]
    kind = draw(st.integers(0, 2))
    if kind == 0:
        return [whole(patch, number)]
    if kind == 1 and file.hunks:
        return [Selection(number, file.hunks[draw(st.integers(0, len(file.hunks) - 1))].changes)]
    first = draw(st.integers(0, file.size - 1))
    return [Selection(number, (range(first, draw(st.integers(first, file.size - 1)) + 1),))]


def step(draw: Callable[[st.SearchStrategy[int]], int], plan: Plan) -> Plan:
    """One thing that a user can do."""
    count = len(plan.parts)
    part = st.integers(1, max(count, 1))
    what = draw(st.integers(0, 9))
    if what == 0 or not count:
        return add_part(plan, f"part {count + 1}") if count < 6 else plan
    if what == 1:
        return remove_part(plan, draw(part))
    if what == 2:
        return move_part(plan, draw(part), draw(part))
    if what == 3:
        return merge_parts(plan, draw(part), draw(part | st.just(REST) | st.just(DROPPED)))
    if what == 4:
        return make_heir(plan, draw(st.sampled_from(plan.order)))
    if what == 5:
        return describe_part(plan, draw(st.sampled_from(plan.order)), "new words")
    number = draw(st.sampled_from([*range(1, count + 1), REST, DROPPED]))
    return assign(plan, selections(draw, plan.patch), number)


def patch_of(scratch: Repo, trees: Trees) -> Patch:
    """The patch of generated trees, with one file at least."""
    before, after = trees
    if before == after:
        after = {**after, b"zzz": File(b"new\n")}
    return tree_patch(scratch, as_tree(before), as_tree(after))


@examples(60)
@given(trees=commits(), data=st.data())
def test_what_is_done_with_parts_keeps_the_orders_of_the_lines(
    scratch: Repo, trees: Trees, data: st.DataObject
) -> None:
    before, after = trees
    old, new = File(b"one\ntwo\nthree\n"), File(b"other\nlines\n")
    patch = patch_of(scratch, ({**before, b"zz": old}, {**after, b"zz": new}))
    plan = add_part(starting_plan(patch, "all of it"), "one")
    number, file = find(patch, b"zz")
    plan = shift_line(plan, number, file.added[1], data.draw(st.sampled_from([-9, 9])))
    plan = data.draw(reordered(plan))
    orders, tallies = plan.orders, plan.tallies
    assert tallies == recount(plan)
    for _ in range(data.draw(st.integers(1, 8))):
        plan = step(data.draw, plan)
    assert plan.orders == orders
    assert with_rest(without_empty_rest(plan), "again").orders == orders
    asked = [plan.orders_of(number) for number in range(len(patch))]
    assert tuple(order for of_file in asked for order in of_file) == orders
    assert all(order.file == at for at, of_file in enumerate(asked) for order in of_file)


@examples(80)
@given(trees=commits(), data=st.data())
def test_any_sequence_of_operations_leaves_a_sound_plan(
    scratch: Repo, trees: Trees, data: st.DataObject
) -> None:
    patch = patch_of(scratch, trees)
    plan = starting_plan(patch, "all of it")
    history = [plan]
    for _ in range(data.draw(st.integers(3, 14))):
        plan = step(data.draw, plan)
        assert_sound(plan, patch)
        history.append(plan)
    assert history[0] == starting_plan(patch, "all of it")
    assert [recount(one) == one.tallies for one in history] == [True] * len(history)


@examples(60)
@given(trees=commits(), data=st.data())
def test_what_is_assigned_is_there_and_what_else_moved_was_tied(
    scratch: Repo, trees: Trees, data: st.DataObject
) -> None:
    patch = patch_of(scratch, trees)
    plan = add_part(add_part(add_part(starting_plan(patch, "rest"), "one"), "two"), "three")
    for number in (1, 2, 3, 2):
        (picked,) = selections(data.draw, patch)
        after = assign(plan, [picked], number)
        for span in picked.changes:
            assert set(after.assignment[picked.file][span.start : span.stop]) <= {number}
        for index, (was, becomes) in enumerate(zip(plan.assignment, after.assignment, strict=True)):
            changed = {new for old, new in zip(was, becomes, strict=True) if old != new}
            assert changed <= {number}
            assert was == becomes or index == picked.file or reason(patch, index)
        plan = after


@examples(60)
@given(trees=commits(), data=st.data())
def test_moving_a_part_keeps_the_order_of_all_others(
    scratch: Repo, trees: Trees, data: st.DataObject
) -> None:
    patch = patch_of(scratch, trees)
    parts = tuple(Part(f"message {n}") for n in range(1, 5))
    after = data.draw(st.integers(0, 4))
    assignment = Assignment(bytes(file.size) for file in patch)
    plan = Plan(patch, parts, assignment, rest=Part("the rest"), rest_after=after)
    number, to = data.draw(st.integers(1, 4)), data.draw(st.integers(1, 4))
    moved = move_part(plan, number, to)
    mine = plan.part(number).message
    before = [plan.part(n).message for n in plan.order]
    now = [moved.part(n).message for n in moved.order]
    assert moved.part(to).message == mine
    assert [m for m in now if m != mine] == [m for m in before if m != mine]
    if number == to:
        assert now == before


@examples(60)
@given(trees=commits(), data=st.data())
def test_the_rest_stands_anywhere_and_nothing_is_torn(
    scratch: Repo, trees: Trees, data: st.DataObject
) -> None:
    patch = patch_of(scratch, trees)
    plan = add_part(add_part(add_part(starting_plan(patch, "rest"), "one"), "two"), "three")
    for file, each in enumerate(patch):
        spans = tuple(range(n, n + 1) for n in range(each.size) if data.draw(st.booleans()))
        plan = assign(plan, [Selection(file, spans)], data.draw(st.integers(1, 3)))
    after = data.draw(st.integers(0, 3))
    placed = place_rest(plan, after)
    assert placed.order.index(REST) == after
    assert [number for number in placed.order if number] == [1, 2, 3]
    assert not [problem for problem in placed.problems() if problem.text.startswith("'")]
    assert placed.tallies == replace(placed).tallies
    with pytest.raises(ValueError, match="4"):
        place_rest(plan, 4)


BEFORE: Tree = {b"a": b"1\n2\n3\n", b"b": b"x\n", b"gone": b"g1\ng2\n"}
AFTER: Tree = {b"a": b"1\n2b\n3\n4\n", b"b": File(b"x\n", "100755"), b"new": b"n1\nn2\n"}


@pytest.fixture(scope="module")
def patch(scratch: Repo) -> Patch:
    """One file altered, one with another mode, one gone, one new."""
    return tree_patch(scratch, BEFORE, AFTER)


@pytest.fixture
def plan(patch: Patch) -> Plan:
    """Three empty parts and everything in the rest."""
    return add_part(add_part(add_part(starting_plan(patch, "rest"), "one"), "two"), "three")


def find(patch: Patch, path: bytes) -> tuple[int, FilePatch]:
    """A file of the patch, by its path."""
    number = patch.numbers[path]
    return number, patch.files[number]


def test_a_new_plan_has_everything_in_the_rest_and_needs_a_second_part(patch: Patch) -> None:
    plan = starting_plan(patch, "m")
    assert plan.tally(REST) == Tally(added=4, removed=3, file_changes=3, files=4)
    assert [p.text for p in plan.problems()] == ["everything is in the rest"]


def test_the_rest_stays_last_when_parts_are_added(plan: Plan) -> None:
    assert plan.order == (1, 2, 3, REST)
    assert plan.heir == REST


def test_a_rest_that_has_nothing_is_not_heir_unless_it_is_chosen(plan: Plan, patch: Patch) -> None:
    full = assign(plan, [whole(patch, n) for n in range(len(patch))], 2)
    assert full.heir == 3
    assert make_heir(full, REST).heir == REST


def test_a_line_of_a_new_file_takes_its_creation_along_to_an_earlier_part(
    plan: Plan, patch: Patch
) -> None:
    number, file = find(patch, b"new")
    late = assign(plan, [whole(patch, number)], 3)
    early = assign(late, [Selection(number, (file.added[:1],))], 1)
    assert early.assignment[number] == bytes([1, 1, 3])


def test_a_creation_moved_later_takes_the_earlier_lines_along(plan: Plan, patch: Patch) -> None:
    number, _ = find(patch, b"new")
    early = assign(plan, [whole(patch, number)], 1)
    assert assign(early, [Selection(number, (range(1),))], 2).assignment[number] == bytes([2, 2, 2])


def test_a_deletion_moved_earlier_takes_the_later_lines_along(plan: Plan, patch: Patch) -> None:
    number, file = find(patch, b"gone")
    late = assign(
        assign(plan, [whole(patch, number)], 3), [Selection(number, (file.removed[:1],))], 1
    )
    assert late.assignment[number] == bytes([3, 1, 3])
    assert assign(late, [Selection(number, (range(1),))], 2).assignment[number] == bytes([2, 1, 2])


def test_dropping_a_removed_line_keeps_the_file(plan: Plan, patch: Patch) -> None:
    number, file = find(patch, b"gone")
    dropped = assign(plan, [Selection(number, (file.removed[:1],))], DROPPED)
    assert dropped.assignment[number] == bytes([DROPPED, DROPPED, REST])


def test_an_unknown_part_is_no_place_to_move_to(plan: Plan, patch: Patch) -> None:
    operations: list[Callable[[], Plan]] = [
        lambda: assign(plan, [whole(patch, 0)], 4),
        lambda: merge_parts(plan, 1, 9),
        lambda: move_part(plan, 1, 9),
        lambda: remove_part(plan, 9),
        lambda: describe_part(plan, 9, ""),
        lambda: make_heir(plan, 9),
    ]
    for operation in operations:
        with pytest.raises(KeyError):
            operation()


def test_merging_a_part_into_itself_changes_nothing(plan: Plan, patch: Patch) -> None:
    full = assign(assign(plan, [whole(patch, 0)], 2), [whole(patch, 1)], 3)
    assert merge_parts(full, 2, 2) == full


def test_merging_gives_the_changes_and_the_identity_to_the_other(plan: Plan, patch: Patch) -> None:
    full = make_heir(assign(assign(plan, [whole(patch, 0)], 1), [whole(patch, 1)], 3), 1)
    merged = merge_parts(full, 1, 3)
    assert [part.message for part in merged.parts] == ["two", "three"]
    assert merged.heir == 2
    assert set(merged.assignment[0]) == set(merged.assignment[1]) == {2}


def test_removing_a_part_gives_its_changes_to_the_rest(plan: Plan, patch: Patch) -> None:
    removed = remove_part(assign(assign(plan, [whole(patch, 0)], 1), [whole(patch, 1)], 2), 1)
    assert set(removed.assignment[0]) == {REST}
    assert set(removed.assignment[1]) == {1}
    assert [part.message for part in removed.parts] == ["two", "three"]


def test_an_empty_rest_goes_and_its_identity_with_it(plan: Plan, patch: Patch) -> None:
    full = make_heir(assign(plan, [whole(patch, n) for n in range(len(patch))], 2), REST)
    bare = without_empty_rest(full)
    assert bare.order == (1, 2, 3)
    assert bare.heir == 3
    assert with_rest(bare, "again").order == (1, 2, 3, REST)
    assert without_empty_rest(plan) is plan


def test_there_is_an_end_to_parts(patch: Patch) -> None:
    plan = starting_plan(patch, "")
    for number in range(MAX_PARTS):
        plan = add_part(plan, str(number))
    with pytest.raises(ValueError, match="no more than"):
        add_part(plan, "one too many")


def test_every_problem_is_named(plan: Plan, patch: Patch) -> None:
    number, file = find(patch, b"new")
    some = describe_part(assign(plan, [whole(patch, number)], 3), 3, " \n")
    assignment = list(some.assignment)
    assignment[number] = bytes([3, 1, 3])
    unruly = replace(some, assignment=Assignment(assignment), rest=None, rest_after=0)
    assert len(file.added) == 2
    told = [(problem.text, problem.part) for problem in unruly.problems()]
    assert told == [
        ("part 2 has no changes", 2),
        ("the message of part 3 is empty", 3),
        ("some changes are in no part", REST),
        ("'new': a file cannot have lines before it is created", 1),
    ]


def test_a_part_that_has_everything_is_alone(scratch: Repo) -> None:
    patch = tree_patch(scratch, {b"a": b"1\n", b"b": b"1\n"}, {b"a": b"2\n", b"b": b"2\n"})
    start = add_part(add_part(starting_plan(patch, "rest"), "one"), "two")
    everything = [whole(patch, 0), whole(patch, 1)]
    assert start.alone is None
    assert assign(start, everything, 2).alone == 2
    assert assign(start, everything[:1], 2).alone is None
    assert assign(assign(start, everything[:1], 1), everything[1:], 2).alone is None
    assert assign(assign(start, everything[:1], 1), everything[1:], DROPPED).alone is None
    assert assign(start, everything, DROPPED).alone is None
