"""Vectors: whatever is done to one is done to a list beside it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from splitter.core.plan.assignment import Assignment, Edited
from splitter.core.sequences.vector import WIDTH

#: Around one and two levels of nodes.
SIZES = st.integers(0, 70) | st.integers(WIDTH**2 - 2, WIDTH**2 + WIDTH + 2)


@st.composite
def items(draw: st.DrawFn) -> list[bytes]:
    """An assignment of so many files, most of them alike."""
    found = [b"\0"] * draw(SIZES)
    if found:
        for at in draw(st.sets(st.integers(0, len(found) - 1), max_size=9)):
            found[at] = draw(st.binary(max_size=4))
    return found


@st.composite
def changes(draw: st.DrawFn, size: int) -> dict[int, bytes]:
    """Another assignment for some of so many files."""
    places = st.integers(0, max(0, size - 1))
    return draw(st.dictionaries(places, st.binary(max_size=4), max_size=9 if size else 0))


@given(found=items())
def test_a_vector_is_its_items(found: list[bytes]) -> None:
    vector = Assignment(found)
    assert list(vector) == found
    assert [vector[at] for at in range(len(vector))] == found


@given(found=items(), data=st.data())
def test_what_is_put_in_is_there_and_all_else_stays(
    found: list[bytes], data: st.DataObject
) -> None:
    before = Assignment(found)
    changed = data.draw(changes(len(found)))
    after = before.put(changed)
    wanted = [changed.get(at, item) for at, item in enumerate(found)]
    assert (list(after), list(before)) == (wanted, found)
    assert after == Assignment(wanted)
    assert hash(after) == hash(Assignment(wanted))
    assert (after is before) == (wanted == found)
    assert (after == before) == (wanted == found)
    differing = [at for at, item in enumerate(found) if wanted[at] != item]
    assert list(after.differing(before)) == list(Assignment(wanted).differing(before)) == differing


@given(found=items(), data=st.data())
def test_numbers_of_a_stretch(found: list[bytes], data: st.DataObject) -> None:
    changed = data.draw(changes(len(found)))
    found = [changed.get(at, item) for at, item in enumerate(found)]
    vector = Assignment([b"\0"] * len(found)).put(dict(enumerate(found)))
    first = data.draw(st.integers(0, len(found)))
    stop = data.draw(st.integers(first, len(found)))
    assert vector.numbers(first, stop) == sorted(set(b"".join(found[first:stop])))


@given(found=items(), number=st.sampled_from([0, 1, 255]), data=st.data())
def test_files_that_have_a_number(found: list[bytes], number: int, data: st.DataObject) -> None:
    vector, first = Assignment(found), data.draw(st.integers(-1, len(found)))
    having = [at for at, item in enumerate(found) if number in item]
    assert list(vector.having(number, first)) == [at for at in having if at >= first]
    down = [at for at in reversed(having) if at <= first]
    assert list(vector.having(number, first, -1)) == down


@given(found=items(), data=st.data())
def test_edited_choices_are_those_before_with_the_new_ones(
    found: list[bytes], data: st.DataObject
) -> None:
    edited, wanted = Edited(Assignment(found)), list(found)
    for at, item in data.draw(changes(len(found))).items():
        edited[at] = wanted[at] = item
    assert [edited[at] for at in range(len(found))] == wanted
    assert list(edited.assignment) == wanted


@given(found=items(), past=st.integers(0, 2000))
def test_there_is_nothing_outside(found: list[bytes], past: int) -> None:
    for at in (-1 - past, len(found) + past):
        with pytest.raises(IndexError):
            Assignment(found)[at]
        with pytest.raises(IndexError):
            Assignment(found).put({at: b""})
