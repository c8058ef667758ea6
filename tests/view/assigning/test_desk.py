"""What the keys mean, without a screen: the steps they take, and what is told instead."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from splitter.core.diff.lines import line_index
from splitter.core.diff.model import Patch
from splitter.core.draft.commands import Add, Assign, CutHunk, Shift, apply
from splitter.core.draft.draft import Cut, Draft
from splitter.core.plan.constraints import DROPPED, REST
from splitter.core.plan.plan import MAX_PARTS, Plan, Selection, starting_plan
from splitter.view.assigning import desk
from splitter.view.assigning.desk import Answer
from splitter.view.diff.directories import Tree
from splitter.view.diff.document import Document
from splitter.view.diff.file_rows import Kind, Row
from tests.support.patches import text_patch, tree_patch
from tests.support.repos import Repo
from tests.support.strategies import versions
from tests.tui.conftest import NEW, OLD


@pytest.fixture
def plan(repo: Repo) -> Plan:
    """The plan that one begins with."""
    return starting_plan(tree_patch(repo, OLD, NEW), "all\n")


def after(plan: Plan, answer: Answer) -> Plan:
    """The plan after the steps of an answer, which has some."""
    assert answer.steps

    def never(patch: Patch, number: int) -> Patch:
        raise AssertionError((patch, number))

    return apply(Draft(plan), answer.steps, never).plan


def everything(plan: Plan, file: int = 0) -> list[Selection]:
    """All changes of a file."""
    return [Selection(file, (range(plan.patch.files[file].size),))]


def test_next_number_makes_a_part_and_marks_it(plan: Plan) -> None:
    answer = desk.give(plan, everything(plan), 1)
    assert [type(step) for step in answer.steps] == [Add, Assign]
    assert answer.mark == 1
    assert set(after(plan, answer).choices[0]) == {1}


def test_a_line_alone_is_named_and_what_is_left_of_it(plan: Plan) -> None:
    """Line 6 becomes two lines, line 31 goes.  D29."""
    file = plan.patch.files[0]
    (hunk, gone, _) = file.hunks
    old, new, more = hunk.removed[0], *hunk.added
    told = {}
    for change in (old, new, more, gone.removed[0]):
        told[change] = desk.claim(plan, [Selection(0, (range(change, change + 1),))], 1).told
    assert told == {
        old: "removed line 6 → part 1; its new form, line 6, stays in the rest",
        new: "added line 6 → part 1; its old form, line 6, stays in the rest",
        more: "added line 7 → part 1",
        gone.removed[0]: "removed line 31 → part 1",
    }
    one = Selection(0, (range(new, new + 1),))
    both = after(plan, desk.claim(plan, [Selection(0, (range(old, old + 1),))], 1))
    assert desk.claim(both, [one], 1).told == "added line 6 → part 1"
    stays = "; its old form, line 6, stays"
    assert desk.claim(both, [one], DROPPED).told == f"added line 6 → dropped{stays} in part 1"
    assert desk.claim(both, [one], 2).told == f"added line 6 → part 2{stays} in part 1"
    back = after(both, desk.claim(both, [one], 1))
    assert (
        desk.claim(back, [one], REST).told == f"added line 6 → rest, from part 1{stays} in part 1"
    )
    apart = back.assign([Selection(0, (range(old, old + 1),))], DROPPED)
    assert desk.claim(apart, [one], REST).told == f"added line 6 → rest, from part 1{stays} dropped"


def test_what_is_taken_from_other_parts_is_told(plan: Plan) -> None:
    size = plan.patch.files[0].size
    assert size > 3
    two = plan.add().add()
    taken = two.assign([Selection(0, (range(2),))], 1).assign([Selection(0, (range(2, 3),))], 2)
    told = f"{size} changes → "
    assert desk.give(two, everything(two), 1).told == f"{told}part 1"
    rest = desk.give(taken, everything(taken), 1)
    assert rest.told == f"{size - 2} changes → part 1, 1 of them from part 2"
    moved = desk.give(taken, [Selection(0, (range(1, 3),))], 3)
    assert moved.told == "2 changes → part 3, from part 1 and part 2"
    dropped = taken.assign([Selection(0, (range(3, 4),))], DROPPED)
    rest = desk.give(dropped, everything(dropped), REST)
    assert rest.told == "4 changes → rest, from part 1, part 2 and what was dropped"


def test_a_heading_gives_what_is_undecided_and_only_then_all(plan: Plan) -> None:
    size = plan.patch.files[0].size
    some = plan.add().add().assign([Selection(0, (range(1),))], 1)
    some = some.assign([Selection(0, (range(2, 3),))], DROPPED)
    answer = desk.claim(some, everything(some), 2)
    assert answer.told == f"{size - 2} changes → part 2; 2 in part 1 and what was dropped stay"
    claimed = after(some, answer)
    assert [claimed.choices[0].count(number) for number in (1, 2, DROPPED)] == [1, size - 2, 1]
    again = desk.claim(claimed, everything(claimed), 2)
    assert set(after(claimed, again).choices[0]) == {2}
    assert set(after(some, desk.claim(some, everything(some), REST)).choices[0]) == {REST}
    own = desk.claim(some, everything(some), 1)
    assert own.told == f"{size - 2} changes → part 1; 1 in what was dropped stays"


@settings(max_examples=60)
@given(data=st.data())
def test_what_a_heading_gives_is_what_is_told(scratch: Repo, data: st.DataObject) -> None:
    """Whatever cannot part: what is said to stay stays, and else it is said to go along."""
    kept = {b"a": b"1\n2\n3\n"}
    shapes = [(kept, {b"b": b"1\n"}), ({}, kept), (kept, {b"a": b"1\nx\n3\ny\n"})]
    trees = data.draw(st.sampled_from(shapes))
    patch = tree_patch(scratch, *({b"z": b"z\n", **tree} for tree in trees))
    plan = (
        starting_plan(patch, "all").add("one").add("two").place_rest(data.draw(st.integers(0, 2)))
    )
    size = patch.files[0].size
    for change in range(size):
        number = data.draw(st.sampled_from([REST, REST, 1, 2, DROPPED]))
        plan = plan.assign([Selection(0, (range(change, change + 1),))], number)
    number = data.draw(st.sampled_from([1, 2, DROPPED]))
    answer = desk.claim(plan, everything(plan), number)
    if not answer.steps or REST not in plan.choices[0]:
        return
    then = after(plan, answer).choices[0]
    others = [n for n in plan.choices[0] if n not in (REST, number)]
    stayed = [n for n in then if n not in (REST, number)]
    assert (" stay" in answer.told) == bool(stayed)
    assert (" along with them" in answer.told) == (len(stayed) < len(others))


def test_what_cannot_be_given_is_told(plan: Plan) -> None:
    one = after(plan, desk.give(plan, everything(plan), 1))
    told = [
        desk.give(plan, [], 1),
        desk.give(plan, everything(plan), 4),
        desk.give(plan, everything(plan), REST),
        desk.give(one, everything(one), 1),
        desk.give_undecided(one, everything(one), 1),
        desk.give_undecided(plan, everything(plan), REST),
    ]
    assert not any(answer.steps for answer in told)
    assert [answer.told for answer in told] == [
        "an unchanged line goes nowhere; n goes to what is in the rest",
        "there is no part 4 yet; the next one is 1",
        "it is in the rest already",
        "it is in part 1 already",
        "nothing of it is in the rest",
        "the marked part is the rest; . and , mark another, c makes one",
    ]


def test_there_is_an_end_to_parts(plan: Plan) -> None:
    full = plan
    for _ in range(MAX_PARTS):
        full = full.add()
    assert "more than that cannot be" in desk.give(full, everything(full), MAX_PARTS + 1).told
    assert "more than that cannot be" in desk.add_part(full).told


@given(st.binary(max_size=40).map(lambda raw: bytes(b % 3 for b in raw)))
def test_undecided_is_what_no_part_has(choice: bytes) -> None:
    spans = list(desk.undecided(choice))
    assert [n for span in spans for n in span] == [n for n, b in enumerate(choice) if b == REST]
    assert all(one.stop < other.start for one, other in pairwise(spans))


def test_rest_of_a_file_goes_to_the_marked_part(plan: Plan) -> None:
    some = after(plan, desk.give(plan, [Selection(0, (range(1, 2),))], 1)).add()
    given_away = after(some, desk.give_undecided(some, everything(some), 2))
    assert set(given_away.choices[0]) == {1, 2}
    assert given_away.choices[0].count(1) == 1
    in_part = desk.give_undecided(some, [Selection(0, (range(2), range(4, 5)))], 2)
    (step,) = in_part.steps
    assert step == Assign((Selection(0, (range(1), range(4, 5))),), 2)


def test_parts_move_past_the_rest_and_the_heir_stays(plan: Plan) -> None:
    two = plan.add("one").add("two")
    assert (two.order, two.heir) == ((1, 2, REST), REST)
    moved = desk.move_part(two, 2, 1)
    assert (moved.told, moved.mark) == ("the rest comes behind part 1 now", 2)
    later = after(two, moved)
    assert (later.order, later.heir) == ((1, REST, 2), REST)
    assert after(later, desk.move_part(later, 2, -1)).order == two.order
    first = after(later, desk.move_part(later, REST, -1))
    assert (first.order, first.heir) == ((REST, 1, 2), REST)
    assert desk.move_part(first, 2, 1).told == "part 2 is the last one"
    assert after(first, desk.move_part(first, 1, 1)).order == (REST, 1, 2)


def test_parts_are_handled(plan: Plan) -> None:
    two = after(plan, desk.add_part(plan)).add()
    assert desk.add_part(two).mark == 3
    assert desk.move_part(two, 1, 1).mark == 2
    assert desk.move_part(two, 1, -1).told == "part 1 is the first one"
    assert desk.move_part(two, REST, 1).told == "the rest is the last one"
    assert not desk.move_part(two, DROPPED, 1).steps
    assert desk.merge_part(2).mark == 1
    assert not desk.merge_part(1).steps
    assert len(after(two, desk.remove_part(two, 2)).parts) == 1
    assert [desk.remove_part(two, number).mark for number in (1, 2)] == [1, 1]
    assert desk.remove_part(two.remove(2), 1).mark == REST
    assert not desk.remove_part(two, REST).steps
    assert after(two, desk.make_heir(two, 1)).heir == 1
    assert not desk.make_heir(two, DROPPED).steps
    assert not desk.make_heir(two, two.heir).steps
    assert after(two, desk.describe(two, 1, "New\n")).part(1).message == "New\n"
    assert desk.describe(two, 1, "") == Answer()
    assert "contains a NUL" in desk.describe(two, 1, "a\0b").told


def test_hunks_are_cut_where_they_can_be() -> None:
    head, line = Row(Kind.HUNK, 0), Row(Kind.LINE, 0, 4)
    assert desk.split_hunk([], line).steps == ()
    cut = Cut(0, 0, 4)
    assert desk.split_hunk([cut], line).steps == (CutHunk(cut),)
    assert desk.split_hunk([cut], line).told.startswith("split into 2 hunks above this line;")
    assert desk.split_hunk([cut], head).told.startswith("split into 2 hunks;")


def test_only_renames_are_taken_apart_and_only_lines_shifted(plan: Plan) -> None:
    assert desk.break_rename(plan, 0).told == "this file is not renamed"
    document = Document(Tree(plan.patch, range(len(plan.patch))))
    unchanged, alone = Row(Kind.LINE, 0, 0), Row(Kind.LINE, 1, 0)
    assert document.line(unchanged).change < 0 <= document.line(alone).change
    assert not desk.shift_line(document, plan, unchanged, 1).steps
    assert not desk.shift_line(document, plan, Row(Kind.HUNK, 0), 1).steps
    assert "only old and new lines" in desk.shift_line(document, plan, alone, -1).told


@settings(max_examples=100)
@given(pair=versions(), data=st.data())
def test_a_line_of_a_block_goes_one_line_up_or_down_on_the_screen(
    scratch: Repo, pair: tuple[bytes, bytes], data: st.DataObject
) -> None:
    """Whoever has the lines: where the block is not shown as it reads, that comes first."""
    patch, _ = text_patch(scratch, *pair)
    (file,) = patch
    plan = starting_plan(patch, "").add("one").add("two")
    for number in (1, 2, DROPPED):
        picked = data.draw(st.lists(st.sampled_from(file.lines), max_size=4))
        spans = tuple(range(change, change + 1) for change in picked)
        plan = plan.assign([Selection(0, spans)], number)
    change, by = data.draw(st.sampled_from(file.lines)), data.draw(st.sampled_from([-1, 1]))
    tree = Tree(patch, (0,))
    hunk = next(at for at, one in enumerate(file.hunks) if any(change in s for s in one.changes))
    row = Row(Kind.LINE, 0, line_index(file.hunks[hunk]).index_of(change), hunk)
    for _ in range(3):
        before = Document(tree, orders=plan.orders)
        answer = desk.shift_line(before, plan, row, by)
        if not answer.steps:
            return
        (step,) = answer.steps
        assert isinstance(step, Shift)
        plan = after(plan, answer)
        shown = Document(tree, orders=plan.orders)
        assert shown.reads(row, plan.orders_of(0))
        assert step.by == 0 or shown.y(row) == before.y(row) + by
