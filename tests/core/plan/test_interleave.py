"""Lines that stand side by side: nothing is torn apart that need not be."""

from __future__ import annotations

from itertools import groupby, product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from splitter.core.diff.blocks import blocks_in
from splitter.core.diff.interleaved import guess
from splitter.core.diff.model import FilePatch
from splitter.core.plan.changes import add_part, assign, shift_line
from splitter.core.plan.constraints import DROPPED, REST
from splitter.core.plan.interleave import guess_beside, is_open, stands_beside
from splitter.core.plan.plan import Plan, Selection, starting_plan
from splitter.core.weave.weave import weave
from tests.support.examples import examples
from tests.support.patches import text_patch
from tests.support.repos import Repo
from tests.support.strategies import joined, lines, versions


@st.composite
def replacements(draw: st.DrawFn) -> tuple[bytes, bytes]:
    """Two versions with one block, of which some lines are alike."""
    words = st.lists(lines | st.sampled_from([b"a long word", b"a long ward"]), min_size=1)
    old = [b"first", *(b"-" + line for line in draw(words)[:6]), b"last"]
    new = [b"first", *(b"+" + line for line in draw(words)[:6]), b"last"]
    return joined(old, True), joined(new, True)


def given_away(data: st.DataObject, file: FilePatch, of: st.SearchStrategy[int]) -> bytes:
    """For each change of a file the position of its commit."""
    size = file.size
    return bytes(data.draw(st.lists(of, min_size=size, max_size=size)))


positions = st.sampled_from([0, 1, 2, DROPPED])


@examples(150)
@given(pair=replacements() | versions(), data=st.data())
def test_an_order_keeps_both_sides_and_who_is_alone_reads_by_likeness(
    scratch: Repo, pair: tuple[bytes, bytes], data: st.DataObject
) -> None:
    (file,) = text_patch(scratch, *pair)[0]
    at = given_away(data, file, positions)
    for hunk, block in blocks_in(file):
        before = guess_beside(hunk, block, at)
        assert len(before) == len(block.removed)
        assert list(before) == sorted(before)
        assert 0 <= before[0] <= before[len(before) - 1] <= len(block.added)
        beside = any(at[new] < at[old] for old, new in product(block.removed, block.added))
        assert stands_beside(block, at) == beside
        if not beside:
            assert before == guess(hunk, block)
            assert not is_open(hunk, block, at)


@examples(100)
@given(pair=replacements(), data=st.data())
def test_where_all_old_lines_stay_beside_the_new_ones_they_are_not_mixed(
    scratch: Repo, pair: tuple[bytes, bytes], data: st.DataObject
) -> None:
    """However the new lines are shared out among parts that come before the old ones go."""
    (file,) = text_patch(scratch, *pair)[0]
    at = bytearray(given_away(data, file, st.sampled_from([0, 1, 2])))
    stays = data.draw(st.sampled_from([3, DROPPED]))
    for hunk, block in blocks_in(file):
        at[block.removed.start : block.removed.stop] = bytes([stays]) * len(block.removed)
        assert not any(guess_beside(hunk, block, bytes(at)))
        assert is_open(hunk, block, bytes(at))


@examples(150)
@given(pair=replacements(), data=st.data())
def test_a_line_replaced_at_once_leaves_its_place_to_the_new_one(
    scratch: Repo, pair: tuple[bytes, bytes], data: st.DataObject
) -> None:
    (file,) = text_patch(scratch, *pair)[0]
    at = given_away(data, file, positions)
    for hunk, block in blocks_in(file):
        guessed = guess(hunk, block)
        before = guess_beside(hunk, block, at)
        for row, (old, count) in enumerate(zip(block.removed, guessed, strict=True)):
            is_last = count == len(block.added) or guessed[row + 1 : row + 2] == (count,)
            if not is_last and at[block.added[count]] == at[old]:
                assert before[row] == count


# Examples

OLD = b""".El
.It Xo Ic run
.Op Fl b
.Xc
.It Ic last
"""
NEW = b""".El
.It Ic run
.Op Fl bd
.Op Fl E
.Xc
.It Ic last
"""


def planned(scratch: Repo, old: bytes, new: bytes, choice: dict[bytes, int]) -> Plan:
    """A plan with two parts, with changed lines given away by their text; the others are rest."""
    patch, _ = text_patch(scratch, old, new)
    (file,) = patch
    plan = add_part(add_part(starting_plan(patch, "all"), "one"), "two")
    for hunk in file.hunks:
        marked = [line for line in hunk.body.splitlines() if line[:1] in b"-+"]
        changes = {b"-": iter(hunk.removed), b"+": iter(hunk.added)}
        for line in marked:
            change = next(changes[line[:1]])
            number = choice.get(line, choice.get(line[:1], REST))
            plan = assign(plan, [Selection(0, (range(change, change + 1),))], number)
    return plan


def after(plan: Plan, old: bytes, new: bytes, position: int) -> bytes:
    """The file after the commit at a position."""
    (file,) = plan.patch
    done = plan.assignment[0].translate(bytes(at <= position for at in plan.positions))
    return weave(file, old, new).content(done, plan.orders_of(0))


def test_an_old_paragraph_that_stays_is_not_mixed_with_the_new_one(scratch: Repo) -> None:
    plan = planned(scratch, OLD, NEW, {b"-": DROPPED, b"+": 1})
    assert after(plan, OLD, NEW, 0) == (
        b".El\n.It Xo Ic run\n.Op Fl b\n.It Ic run\n.Op Fl bd\n.Op Fl E\n.Xc\n.It Ic last\n"
    )
    assert [file for file, _ in plan.guesses()] == [0]


def test_one_replacement_of_three_stays_in_its_place(scratch: Repo) -> None:
    old, new = b"a = 1\nb = 2\nc = 3\n", b"a = 10\nb = 20\nc = 30\n"
    plan = planned(scratch, old, new, {b"-b = 2": 1, b"+b = 20": 1})
    assert after(plan, old, new, 0) == b"a = 1\nb = 20\nc = 3\n"
    assert not list(plan.guesses())


def test_a_new_line_alone_stands_behind_the_one_it_replaces(scratch: Repo) -> None:
    old, new = b"a = 1\nb = 2\nc = 3\n", b"a = 10\nb = 20\nc = 30\n"
    plan = planned(scratch, old, new, {b"+b = 20": 1})
    assert after(plan, old, new, 0) == b"a = 1\nb = 2\nb = 20\nc = 3\n"
    assert len(list(plan.guesses())) == 1


def test_what_is_said_is_no_guess(scratch: Repo) -> None:
    plan = planned(scratch, OLD, NEW, {b"-": DROPPED, b"+": 1})
    (file,) = plan.patch
    assert not list(shift_line(plan, 0, file.removed[0], 0).guesses())
    below = shift_line(plan, 0, file.added[0], -9)
    assert after(below, OLD, NEW, 0).startswith(b".El\n.It Ic run\n.It Xo Ic run\n")
    assert not list(below.guesses())


@pytest.mark.parametrize("first", [1, 2])
def test_two_parts_with_new_lines_do_not_mix_with_what_goes_last(scratch: Repo, first: int) -> None:
    second = 3 - first
    choice = {b"+.It Ic run": first, b"+.Op Fl bd": second, b"+.Op Fl E": second}
    plan = planned(scratch, OLD, NEW, choice)
    text = after(plan, OLD, NEW, 1)
    old = [line in OLD for line in text.splitlines(keepends=True)]
    assert [is_old for is_old, _ in groupby(old)] == [True, False, True]
