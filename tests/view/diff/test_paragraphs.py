"""Paragraphs: what stands together around a line, and what is around that."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from splitter.view.diff.paragraphs import paragraphs

CODE = b"""class One:
    a = 1

    def first(self):
        b = 2

        return b

    def second(self):
        return 3


def last():
    return 4
""".splitlines()


@pytest.mark.parametrize(
    ("line", "stretches"),
    [
        (4, [(3, 6), (3, 8), (0, 12)]),
        (6, [(6, 8), (3, 8), (0, 12)]),
        (3, [(3, 8), (0, 12)]),
        (7, [(6, 8), (3, 8), (0, 12)]),
        (0, [(0, 12)]),
        (13, [(12, 14)]),
    ],
)
def test_a_paragraph_then_the_function_then_the_class(
    line: int, stretches: list[tuple[int, int]]
) -> None:
    found = list(paragraphs(CODE, line))
    assert found == [range(*stretch) for stretch in stretches]


def test_blank_lines_at_the_top_go_with_what_is_below() -> None:
    added = [b"", b"def a():", b"\tone", b"", b"\ttwo", b"", b"def b():", b"\tthree"]
    assert list(paragraphs(added, 1)) == [range(5)]
    assert list(paragraphs(added, 7)) == [range(5, 8)]
    assert list(paragraphs(added, 4)) == [range(3, 5), range(5)]
    assert list(paragraphs([b"", b""], 1)) == [range(2)]


_LINES = st.lists(
    st.sampled_from([b"", b" ", b"a", b"  b", b"\tc", b"    d {", b"}"]), min_size=1, max_size=30
)


@given(lines=_LINES, data=st.data())
def test_stretches_grow_and_end_at_blank_lines(lines: list[bytes], data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(lines) - 1))
    found = list(paragraphs(lines, at))
    assert found
    assert all(at in stretch for stretch in found)
    assert all(set(one) < set(other) for one, other in pairwise(found))
    blank = [not line.strip() for line in lines]
    for stretch in found:
        for edge in {stretch.start, stretch.stop} - {0, len(lines)}:
            assert blank[edge - 1] != blank[edge]
            assert blank[edge] == blank[0]
