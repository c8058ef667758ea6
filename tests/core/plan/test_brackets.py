"""Brackets without their other half, against a count of the files as they will stand."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from splitter.core.plan.brackets import LONG, PAIRS, surplus_with, uneven
from splitter.core.plan.changes import add_part, assign
from splitter.core.plan.constraints import DROPPED, REST
from splitter.core.plan.plan import Plan, Selection, starting_plan
from splitter.core.plan.warnings import PlanWarning, following, warnings
from splitter.core.weave.weave import weave
from tests.support.examples import examples
from tests.support.patches import text_patch
from tests.support.repos import Repo
from tests.support.strategies import edited, joined, with_texts

_LINES = st.sampled_from(
    [b"f() {", b"}", b"", b"\tif (x)", b"\tg(y[0]);", b"\t}", b"\t[", b"\t]", b"] ) }", b"text"]
)


@st.composite
def code(draw: st.DrawFn) -> tuple[bytes, bytes]:
    """Two versions of a file with brackets, often with as many of them."""
    old = draw(st.lists(_LINES, min_size=1, max_size=10))
    new = draw(st.permutations(old) | edited(old) | st.lists(_LINES, max_size=10))
    pair = joined(old, True), joined(new, True)
    return pair if pair[0] != pair[1] else (pair[0], pair[1] + b"more\n")


def count(text: bytes, pair: bytes) -> int:
    return text.count(pair[:1]) - text.count(pair[1:])


@examples(100)
@given(pair=code(), data=st.data())
def test_what_is_uneven_is_the_first_version_with_other_counts(
    scratch: Repo, pair: tuple[bytes, bytes], data: st.DataObject
) -> None:
    patch, _ = text_patch(scratch, *pair)
    (file,) = patch
    plan = add_part(add_part(starting_plan(patch, "all"), "one"), "two")
    owners = st.sampled_from([REST, 1, 2, DROPPED])
    for change in range(file.size):
        plan = assign(plan, [Selection(0, (range(change, change + 1),))], data.draw(owners))
    plan = data.draw(with_texts(plan, _LINES.map(lambda line: line + b"\n")))
    told = {one.pair: one for one in uneven(plan)}
    woven = weave(file, *pair)
    for kind in PAIRS:
        odd = None
        for position, number in enumerate(plan.order):
            done = plan.assignment[0].translate(bytes(at <= position for at in plan.positions))
            text = woven.content(done, plan.orders_of(0), plan.standing(0, position))
            more = count(text, kind) - count(pair[0], kind)
            if more and odd is None:
                odd = number, more
        is_even = count(pair[0], kind) == count(pair[1], kind)
        found = told.get(kind)
        assert (found and (found.number, found.surplus)) == (odd if is_even else None)
        if found:
            edited = {(one.change, one.number) for one in plan.edited_lines_of(0)}
            is_own = plan.assignment[0][found.change] == found.number
            assert is_own or (found.change, found.number) in edited


OLD = b"""int a(void)
{
\treturn 1;
}
"""
NEW = b"""int b(void)
{
\treturn 2;
}

int a(void)
{
\treturn 1;
}
"""


def planned(scratch: Repo, old: bytes, new: bytes, changes: range) -> Plan:
    """A plan in which a part takes some changes, and the rest the others."""
    patch, _ = text_patch(scratch, old, new)
    return assign(add_part(starting_plan(patch, "all"), "one"), [Selection(0, (changes,))], 1)


def test_a_function_without_its_brace_is_told_with_the_part(scratch: Repo) -> None:
    plan = planned(scratch, OLD, NEW, range(3))
    (found,) = uneven(plan)
    assert (found.number, found.pair, found.surplus, found.change) == (1, b"{}", 1, 0)
    assert warnings(plan) == [PlanWarning(0, 0, 1)]
    assert not list(uneven(planned(scratch, OLD, NEW, range(4))))
    assert not list(uneven(planned(scratch, OLD, OLD + b"{\n{\n", range(1))))


def test_what_a_part_has_of_a_hunk_is_compared_with_all_of_it(scratch: Repo) -> None:
    plan = planned(scratch, OLD, NEW, range(0))
    assert surplus_with(plan, [Selection(0, (range(3),))], 1) == {b"{}": 1}
    assert surplus_with(plan, [Selection(0, (range(2, 4),))], 1) == {b"{}": -1}
    assert surplus_with(plan, [Selection(0, (range(4),))], 1) == {}
    assert surplus_with(plan, [Selection(0, (range(0),))], 1) == {}
    begun = planned(scratch, OLD, NEW, range(3))
    assert surplus_with(begun, [Selection(0, (range(3, 4),))], 1) == {}
    opened = planned(scratch, OLD, OLD + b"{\nx\n", range(0))
    assert surplus_with(opened, [Selection(0, (range(1),))], 1) == {}
    long = planned(scratch, OLD, OLD + b"{\n}\n" * LONG, range(0))
    assert surplus_with(long, [Selection(0, (range(1),))], 1) == {}


def test_doubts_are_gone_through_and_round() -> None:
    found = [PlanWarning(0, 1, 1), PlanWarning(0, 3, 2), PlanWarning(2, 0, 1)]
    assert following([], None) is None
    assert following(found, None) == found[0]
    assert following(found, found[0]) == found[1]
    assert following(found, PlanWarning(1, 0, 1)) == found[2]
    assert following(found, found[2]) == found[0]
