"""What differs between two texts: always right, few lines where lines repeat, in linear time."""

from __future__ import annotations

import random
from difflib import SequenceMatcher

import pytest
from hypothesis import given
from hypothesis import strategies as st

from splitter.core.sequences import linediff
from splitter.core.sequences.linediff import common, replaced

texts = st.lists(st.sampled_from([b"a", b"b", b"c", b"d"]), max_size=25)
some = st.lists(st.binary(max_size=1), max_size=25)


def applied(old: list[bytes], new: list[bytes]) -> list[bytes]:
    """The new text, made of the old one and what is replaced."""
    made: list[bytes] = []
    at = 0
    for start, stop, new_start, new_stop in replaced(old, new):
        made += [*old[at:start], *new[new_start:new_stop]]
        assert new_stop == len(made)
        at = stop
    return made + old[at:]


@given(old=texts | some, new=texts | some)
def test_what_is_replaced_makes_the_new_text(old: list[bytes], new: list[bytes]) -> None:
    assert applied(old, new) == new


@given(old=texts, new=texts)
def test_between_anchors_no_more_lines_differ_than_in_difflib(
    old: list[bytes], new: list[bytes]
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(linediff, "_anchors", lambda *_: [])
        kept = len(old) - sum(stop - start for start, stop, _, _ in replaced(old, new))
    blocks = SequenceMatcher(None, old, new, autojunk=False).get_matching_blocks()
    assert kept >= sum(block.size for block in blocks)


@given(one=st.lists(st.integers(0, 1), max_size=90), tail=st.integers(0, 3))
def test_common_is_how_far_both_are_the_same(one: list[int], tail: int) -> None:
    for at in range(len(one) + 1):
        assert common(one, 0, [*one[:at], 2][: at + tail], 0) == at


def test_too_many_differences_are_one_block(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(linediff, "MOST", 3)
    old = [b"x"] * 40
    new = [b"x"] * 10 + [b"y"] * 5 + [b"x"] * 10 + [b"z"] * 5 + [b"x"] * 10
    assert list(replaced(old, new)) == [(10, 30, 10, 30)]
    assert applied(old, new) == new


def test_lines_that_repeat_are_compared_with_few_pauses_between() -> None:
    """S3: difflib took 38 s for such a file of 160,000 lines."""
    chance = random.Random(1)
    old = [b"%d\n" % chance.randrange(50) for _ in range(20_000)]
    new = list(old)
    new[100], new[-200:-198] = b"one\n", []
    pauses: list[int] = []
    assert list(replaced(old, new, lambda: pauses.append(1))) == [
        (100, 101, 100, 101),
        (19_800, 19_802, 19_800, 19_800),
    ]
    assert pauses
