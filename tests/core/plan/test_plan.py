"""Plans: after any sequence of operations every change is in one place and no rule is torn.

The patches are the real git's, of generated trees with creations, deletions, renames, changes of
type, and files that become directories.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from splitter.core.diff.model import FileChangeKind, FilePatch, Patch
from splitter.core.plan.assignment import Assignment
from splitter.core.plan.constraints import DROPPED, REST, reason, violations
from splitter.core.plan.plan import MAX_PARTS, Part, Plan, Selection, starting_plan, whole
from splitter.core.plan.tallies import Tally
from tests.support.patches import tree_patch
from tests.support.repos import File, Repo, Tree
from tests.support.strategies import as_tree, commits, reordered

Trees = tuple[dict[bytes, File], dict[bytes, File]]


def recount(plan: Plan) -> dict[int, Tally]:
    """The tallies, counted change by change."""
    counts: dict[int, Counter[str]] = {}
    for file, choice in zip(plan.patch, plan.choices, strict=True):
        for change, number in enumerate(choice):
            what = "facts"
            if change >= len(file.facts):
                removed = sum(len(hunk.removed) for hunk in file.hunks)
                what = "removed" if change < len(file.facts) + removed else "added"
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
    for file, choice in zip(plan.patch, plan.choices, strict=True):
        kinds = {fact.kind: when[choice[n]] for n, fact in enumerate(file.facts)}
        at = [when[number] for number in choice[len(file.facts) :]]
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
    assert [len(choice) for choice in plan.choices] == [file.size for file in patch]
    assert known.issuperset(number for choice in plan.choices for number in choice)
    assert plan.tallies == recount(plan)
    assert sum(t.added + t.removed + t.facts for t in plan.tallies.values()) == sum(
        file.size for file in patch
    )
    assert broken_rules(plan) == []
    assert list(violations(patch, plan.choices, plan.positions)) == []
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
        return plan.add(f"part {count + 1}") if count < 6 else plan
    if what == 1:
        return plan.remove(draw(part))
    if what == 2:
        return plan.move(draw(part), draw(part))
    if what == 3:
        return plan.merge(draw(part), draw(part | st.just(REST) | st.just(DROPPED)))
    if what == 4:
        return plan.make_heir(draw(st.sampled_from(plan.order)))
    if what == 5:
        return plan.describe(draw(st.sampled_from(plan.order)), "new words")
    number = draw(st.sampled_from([*range(1, count + 1), REST, DROPPED]))
    return plan.assign(selections(draw, plan.patch), number)


def patch_of(scratch: Repo, trees: Trees) -> Patch:
    """The patch of generated trees, with one file at least."""
    before, after = trees
    if before == after:
        after = {**after, b"zzz": File(b"new\n")}
    return tree_patch(scratch, as_tree(before), as_tree(after))


@settings(max_examples=60)
@given(trees=commits(), data=st.data())
def test_what_is_done_with_parts_keeps_the_orders_of_the_lines(
    scratch: Repo, trees: Trees, data: st.DataObject
) -> None:
    before, after = trees
    old, new = File(b"one\ntwo\nthree\n"), File(b"other\nlines\n")
    patch = patch_of(scratch, ({**before, b"zz": old}, {**after, b"zz": new}))
    plan = starting_plan(patch, "all of it").add("one")
    number, file = find(patch, b"zz")
    plan = plan.shift(number, file.added[1], data.draw(st.sampled_from([-9, 9])))
    plan = data.draw(reordered(plan))
    orders, tallies = plan.orders, plan.tallies
    assert tallies == recount(plan)
    for _ in range(data.draw(st.integers(1, 8))):
        plan = step(data.draw, plan)
    assert plan.orders == orders
    assert plan.without_empty_rest().with_rest("again").orders == orders
    asked = [plan.orders_of(number) for number in range(len(patch))]
    assert tuple(order for of_file in asked for order in of_file) == orders
    assert all(order.file == at for at, of_file in enumerate(asked) for order in of_file)


@settings(max_examples=80)
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


@settings(max_examples=60)
@given(trees=commits(), data=st.data())
def test_what_is_assigned_is_there_and_what_else_moved_was_tied(
    scratch: Repo, trees: Trees, data: st.DataObject
) -> None:
    patch = patch_of(scratch, trees)
    plan = starting_plan(patch, "rest").add("one").add("two").add("three")
    for number in (1, 2, 3, 2):
        (picked,) = selections(data.draw, patch)
        after = plan.assign([picked], number)
        for span in picked.changes:
            assert set(after.choices[picked.file][span.start : span.stop]) <= {number}
        for index, (was, becomes) in enumerate(zip(plan.choices, after.choices, strict=True)):
            changed = {new for old, new in zip(was, becomes, strict=True) if old != new}
            assert changed <= {number}
            assert was == becomes or index == picked.file or reason(patch, index)
        plan = after


@settings(max_examples=60)
@given(trees=commits(), data=st.data())
def test_moving_a_part_keeps_the_order_of_all_others(
    scratch: Repo, trees: Trees, data: st.DataObject
) -> None:
    patch = patch_of(scratch, trees)
    parts = tuple(Part(f"message {n}") for n in range(1, 5))
    after = data.draw(st.integers(0, 4))
    choices = Assignment(bytes(file.size) for file in patch)
    plan = Plan(patch, parts, choices, rest=Part("the rest"), rest_after=after)
    number, to = data.draw(st.integers(1, 4)), data.draw(st.integers(1, 4))
    moved = plan.move(number, to)
    mine = plan.part(number).message
    before = [plan.part(n).message for n in plan.order]
    now = [moved.part(n).message for n in moved.order]
    assert moved.part(to).message == mine
    assert [m for m in now if m != mine] == [m for m in before if m != mine]
    if number == to:
        assert now == before


@settings(max_examples=60)
@given(trees=commits(), data=st.data())
def test_the_rest_stands_anywhere_and_nothing_is_torn(
    scratch: Repo, trees: Trees, data: st.DataObject
) -> None:
    patch = patch_of(scratch, trees)
    plan = starting_plan(patch, "rest").add("one").add("two").add("three")
    for file, each in enumerate(patch):
        spans = tuple(range(n, n + 1) for n in range(each.size) if data.draw(st.booleans()))
        plan = plan.assign([Selection(file, spans)], data.draw(st.integers(1, 3)))
    after = data.draw(st.integers(0, 3))
    placed = plan.place_rest(after)
    assert placed.order.index(REST) == after
    assert [number for number in placed.order if number] == [1, 2, 3]
    assert not [problem for problem in placed.problems() if problem.text.startswith("'")]
    assert placed.tallies == replace(placed).tallies
    with pytest.raises(ValueError, match="4"):
        plan.place_rest(4)


BEFORE: Tree = {b"a": b"1\n2\n3\n", b"b": b"x\n", b"gone": b"g1\ng2\n"}
AFTER: Tree = {b"a": b"1\n2b\n3\n4\n", b"b": File(b"x\n", "100755"), b"new": b"n1\nn2\n"}


@pytest.fixture(scope="module")
def patch(scratch: Repo) -> Patch:
    """One file altered, one with another mode, one gone, one new."""
    return tree_patch(scratch, BEFORE, AFTER)


@pytest.fixture
def plan(patch: Patch) -> Plan:
    """Three empty parts and everything in the rest."""
    return starting_plan(patch, "rest").add("one").add("two").add("three")


def find(patch: Patch, path: bytes) -> tuple[int, FilePatch]:
    """A file of the patch, by its path."""
    number = patch.numbers[path]
    return number, patch.files[number]


def test_a_new_plan_has_everything_in_the_rest_and_needs_a_second_part(patch: Patch) -> None:
    plan = starting_plan(patch, "m")
    assert plan.tally(REST) == Tally(added=4, removed=3, facts=3, files=4)
    assert [p.text for p in plan.problems()] == ["everything is in one part; that is not a split"]


def test_the_rest_stays_last_when_parts_are_added(plan: Plan) -> None:
    assert plan.order == (1, 2, 3, REST)
    assert plan.heir == REST


def test_a_rest_that_has_nothing_is_not_heir_unless_it_is_chosen(plan: Plan, patch: Patch) -> None:
    full = plan.assign([whole(patch, n) for n in range(len(patch))], 2)
    assert full.heir == 3
    assert full.make_heir(REST).heir == REST


def test_a_line_of_a_new_file_takes_its_creation_along_to_an_earlier_part(
    plan: Plan, patch: Patch
) -> None:
    number, file = find(patch, b"new")
    late = plan.assign([whole(patch, number)], 3)
    early = late.assign([Selection(number, (file.added[:1],))], 1)
    assert early.choices[number] == bytes([1, 1, 3])


def test_a_creation_moved_later_takes_the_earlier_lines_along(plan: Plan, patch: Patch) -> None:
    number, _ = find(patch, b"new")
    early = plan.assign([whole(patch, number)], 1)
    assert early.assign([Selection(number, (range(1),))], 2).choices[number] == bytes([2, 2, 2])


def test_a_deletion_moved_earlier_takes_the_later_lines_along(plan: Plan, patch: Patch) -> None:
    number, file = find(patch, b"gone")
    late = plan.assign([whole(patch, number)], 3).assign(
        [Selection(number, (file.removed[:1],))], 1
    )
    assert late.choices[number] == bytes([3, 1, 3])
    assert late.assign([Selection(number, (range(1),))], 2).choices[number] == bytes([2, 1, 2])


def test_dropping_a_removed_line_keeps_the_file(plan: Plan, patch: Patch) -> None:
    number, file = find(patch, b"gone")
    dropped = plan.assign([Selection(number, (file.removed[:1],))], DROPPED)
    assert dropped.choices[number] == bytes([DROPPED, DROPPED, REST])


def test_an_unknown_part_is_no_place_to_move_to(plan: Plan, patch: Patch) -> None:
    operations: list[Callable[[], Plan]] = [
        lambda: plan.assign([whole(patch, 0)], 4),
        lambda: plan.merge(1, 9),
        lambda: plan.move(1, 9),
        lambda: plan.remove(9),
        lambda: plan.describe(9, ""),
        lambda: plan.make_heir(9),
    ]
    for operation in operations:
        with pytest.raises(KeyError):
            operation()


def test_merging_a_part_into_itself_changes_nothing(plan: Plan, patch: Patch) -> None:
    full = plan.assign([whole(patch, 0)], 2).assign([whole(patch, 1)], 3)
    assert full.merge(2, 2) == full


def test_merging_gives_the_changes_and_the_identity_to_the_other(plan: Plan, patch: Patch) -> None:
    full = plan.assign([whole(patch, 0)], 1).assign([whole(patch, 1)], 3).make_heir(1)
    merged = full.merge(1, 3)
    assert [part.message for part in merged.parts] == ["two", "three"]
    assert merged.heir == 2
    assert set(merged.choices[0]) == set(merged.choices[1]) == {2}


def test_removing_a_part_gives_its_changes_to_the_rest(plan: Plan, patch: Patch) -> None:
    removed = plan.assign([whole(patch, 0)], 1).assign([whole(patch, 1)], 2).remove(1)
    assert set(removed.choices[0]) == {REST}
    assert set(removed.choices[1]) == {1}
    assert [part.message for part in removed.parts] == ["two", "three"]


def test_an_empty_rest_goes_and_its_identity_with_it(plan: Plan, patch: Patch) -> None:
    full = plan.assign([whole(patch, n) for n in range(len(patch))], 2).make_heir(REST)
    bare = full.without_empty_rest()
    assert bare.order == (1, 2, 3)
    assert bare.heir == 3
    assert bare.with_rest("again").order == (1, 2, 3, REST)
    assert plan.without_empty_rest() is plan


def test_there_is_an_end_to_parts(patch: Patch) -> None:
    plan = starting_plan(patch, "")
    for number in range(MAX_PARTS):
        plan = plan.add(str(number))
    with pytest.raises(ValueError, match="no more than"):
        plan.add("one too many")


def test_every_problem_is_named(plan: Plan, patch: Patch) -> None:
    number, file = find(patch, b"new")
    some = plan.assign([whole(patch, number)], 3).describe(3, " \n")
    choices = list(some.choices)
    choices[number] = bytes([3, 1, 3])
    unruly = replace(some, choices=Assignment(choices), rest=None, rest_after=0)
    assert len(file.added) == 2
    told = [(problem.text, problem.part) for problem in unruly.problems()]
    assert told == [
        ("nothing is left for part 2", 2),
        ("the message of part 3 is empty", 3),
        ("some changes are in no part", REST),
        ("'new': a file cannot have lines before it is created", 1),
    ]


def test_a_part_that_has_everything_is_alone(scratch: Repo) -> None:
    patch = tree_patch(scratch, {b"a": b"1\n", b"b": b"1\n"}, {b"a": b"2\n", b"b": b"2\n"})
    start = starting_plan(patch, "rest").add("one").add("two")
    everything = [whole(patch, 0), whole(patch, 1)]
    assert start.alone is None
    assert start.assign(everything, 2).alone == 2
    assert start.assign(everything[:1], 2).alone is None
    assert start.assign(everything[:1], 1).assign(everything[1:], 2).alone is None
    assert start.assign(everything[:1], 1).assign(everything[1:], DROPPED).alone is None
    assert start.assign(everything, DROPPED).alone is None
