"""Texts between two versions: with whom they come and go, and where they cannot stand."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from splitter.core.plan.changes import (
    add_part,
    assign,
    edit_lines,
    merge_parts,
    move_part,
    remove_edit,
    remove_part,
)
from splitter.core.plan.constraints import DROPPED, REST
from splitter.core.plan.plan import Plan, Selection, starting_plan
from splitter.core.plan.tallies import Tally
from splitter.core.plan.warnings import PlanWarning, warnings
from splitter.core.weave.weave import weave
from tests.support.edits import edit_at
from tests.support.examples import examples
from tests.support.order import split_lines
from tests.support.patches import text_patch, tree_patch
from tests.support.repos import Repo
from tests.support.strategies import some_lines, versions, with_texts

OLD, NEW = b"1\nb\n3\n", b"1\nb2\n3\n4\n"
#: The changes of that: the removed line, and the added ones.
GONE, COME, MORE = 0, 1, 2


@pytest.fixture
def plan(scratch: Repo) -> Plan:
    """Three parts, none of which has anything, and the rest."""
    patch, _ = text_patch(scratch, OLD, NEW)
    return add_part(add_part(add_part(starting_plan(patch, "rest"), "one"), "two"), "three")


def give(plan: Plan, change: int, number: int) -> Plan:
    return assign(plan, [Selection(0, (range(change, change + 1),))], number)


def reads(plan: Plan) -> list[bytes]:
    """The file after each of the plan's commits."""
    woven = weave(plan.patch.files[0], OLD, NEW)
    found = []
    for position in range(len(plan.order)):
        done = bytes(plan.positions[owner] <= position for owner in plan.assignment[0])
        found.append(woven.content(done, (), plan.standing(0, position)))
    return found


@examples(60)
@given(pair=versions(), data=st.data())
def test_a_part_adds_and_removes_what_makes_its_version_longer_or_shorter(
    scratch: Repo, pair: tuple[bytes, bytes], data: st.DataObject
) -> None:
    patch, _ = text_patch(scratch, *pair)
    (file,) = patch
    plan = add_part(add_part(starting_plan(patch, "all"), "one"), "two")
    for change in file.lines:
        plan = give(plan, change, data.draw(st.sampled_from([REST, 1, 2, DROPPED])))
    plan = data.draw(with_texts(plan, some_lines))
    woven, length = weave(file, *pair), len(split_lines(pair[0]))
    for position, number in enumerate(plan.order):
        done = bytes(plan.positions[owner] <= position for owner in plan.assignment[0])
        text = woven.content(done, plan.orders_of(0), plan.standing(0, position))
        tally = plan.tally(number)
        assert len(split_lines(text)) - length == tally.added - tally.removed
        assert bool(tally) == bool(tally.files)
        assert plan.lines_of(0, number) == (tally.added, tally.removed)
        length = len(split_lines(text))


def test_a_text_comes_with_its_part_and_goes_with_its_line(plan: Plan) -> None:
    plan = give(edit_lines(plan, edit_at(plan, COME, 1, b"between\n")), GONE, 1)
    assert reads(plan) == [b"1\nbetween\n3\n"] * 3 + [NEW]
    assert plan.tally(1) == Tally(added=1, removed=1, files=1)
    assert plan.tally(REST) == Tally(added=2, removed=1, files=1)
    plan = edit_lines(plan, edit_at(plan, COME, 3, b"later\nstill\n"))
    assert reads(plan)[1:3] == [b"1\nbetween\n3\n", b"1\nlater\nstill\n3\n"]


def test_a_text_stands_for_a_line_that_goes_later(plan: Plan) -> None:
    plan = edit_lines(plan, edit_at(plan, GONE, 2, b"between\n"))
    assert reads(plan) == [OLD, b"1\nbetween\n3\n", b"1\nbetween\n3\n", NEW]
    assert plan.tally(2) == Tally(added=1, removed=1, files=1)


def test_where_a_text_stands_beside_old_lines_their_order_is_a_guess(scratch: Repo) -> None:
    patch, _ = text_patch(scratch, b"s\nold\nt\n", b"s\nn1 x\nn2 y\nt\n")
    plan = add_part(add_part(add_part(starting_plan(patch, "rest"), "one"), "two"), "three")
    early = edit_lines(plan, edit_at(plan, 2, 1, b"early\n"))
    assert warnings(early) == [PlanWarning(0, 0, 1)]
    late = give(give(give(early, 0, 2), 1, 2), 2, 3)
    assert warnings(late) == [PlanWarning(0, 0, 1)]


def test_an_edit_is_made_once_and_removed(plan: Plan) -> None:
    with_text = edit_lines(plan, edit_at(plan, COME, 1, b"between\n"))
    assert with_text.edits == (edit_at(plan, COME, 1, b"between\n"),)
    assert edit_lines(with_text, edit_at(with_text, COME, 1, b"between\n")) is with_text
    assert remove_edit(with_text, 0, with_text.edits[0].location, 1) == plan


def test_only_lines_and_parts_that_there_are_have_texts(plan: Plan, scratch: Repo) -> None:
    with pytest.raises(KeyError):
        edit_lines(plan, edit_at(plan, COME, 4, b"x\n"))
    made = add_part(starting_plan(tree_patch(scratch, {}, {b"a": b"1\n"}), ""))
    with pytest.raises(ValueError, match="0"):
        edit_at(made, 0, 1, b"x\n")


def test_texts_stay_with_their_parts(plan: Plan) -> None:
    plan = edit_lines(plan, edit_at(plan, COME, 1, b"one\n"))
    plan = edit_lines(plan, edit_at(plan, COME, 2, b"two\n"))
    plan = edit_lines(plan, edit_at(plan, MORE, 3, b"three\n"))
    texts = {one.text: one.number for one in move_part(plan, 3, 1).edits}
    assert texts == {b"one\n": 2, b"two\n": 3, b"three\n": 1}
    assert [one.text for one in remove_part(plan, 1).edits] == [b"two\n", b"three\n"]
    assert [one.number for one in remove_part(plan, 1).edits] == [1, 2]
    assert merge_parts(plan, 2, 1).edits[0] == edit_at(plan, COME, 1, b"two\n")
    assert [one.text for one in merge_parts(plan, 3, DROPPED).edits] == [b"one\n", b"two\n"]


@pytest.mark.parametrize(
    ("owner", "told"),
    [
        (1, "added line 2 of 'f.text' is already in part 1: part 1 cannot edit it"),
        (DROPPED, "added line 2 of 'f.text' is dropped: part 1 cannot edit it"),
    ],
)
def test_a_text_that_is_never_read_is_a_problem(plan: Plan, owner: int, told: str) -> None:
    plan = give(edit_lines(plan, edit_at(plan, COME, 1, b"between\n")), COME, owner)
    assert told in [problem.text for problem in plan.problems()]
    assert b"between\n" not in b"".join(reads(plan))
    assert plan.tally(2) == Tally()


def test_a_file_has_no_text_before_it_is_created(scratch: Repo) -> None:
    plan = add_part(
        add_part(starting_plan(tree_patch(scratch, {}, {b"a": b"1\n"}), "rest"), "one"), "two"
    )
    create, line = (range(1),), 1
    early = assign(edit_lines(plan, edit_at(plan, line, 1, b"x\n")), [Selection(0, create)], 2)
    told = "'a': a file cannot have lines before it is created"
    assert told in [problem.text for problem in early.problems()]
    assert told not in [one.text for one in assign(early, [Selection(0, create)], 1).problems()]
