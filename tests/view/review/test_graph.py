"""Histories drawn with lines."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from splitter.view.review.graph import NODE, Lanes


@st.composite
def histories(draw: st.DrawFn) -> list[tuple[int, list[int]]]:
    """Commits with their parents, children first; all come from commit 0."""
    size = draw(st.integers(1, 12))
    made = [(0, list[int]())]
    for number in range(1, size):
        parents = draw(st.lists(st.integers(0, number - 1), min_size=1, max_size=3, unique=True))
        made.append((number, parents))
    return made[::-1]


@given(histories())
def test_each_commit_stands_where_its_children_lead(history: list[tuple[int, list[int]]]) -> None:
    lanes = Lanes()
    for number, parents in history:
        awaited = [lane for lane, wanted in enumerate(lanes.wanted) if wanted == str(number)]
        place = lanes.place(str(number), [str(parent) for parent in parents])
        assert place.node.count(NODE) == 1
        at = place.node.index(NODE) // 2
        if awaited:
            assert at == awaited[0]
        assert bool(place.above) == (len(awaited) > 1)
        assert bool(place.below) == (len(parents) > 1)
        assert str(number) not in lanes.wanted
        assert set(map(str, parents)) <= set(lanes.wanted)
    assert not lanes.wanted


@given(st.integers(1, 30))
def test_a_line_of_commits_is_one_lane(size: int) -> None:
    lanes = Lanes()
    for number in range(size, 0, -1):
        place = lanes.place(str(number), [str(number - 1)])
        assert (place.above, place.node, place.below, place.lanes) == ("", "● ", "", "│ ")


def test_lines_cross_and_come_together() -> None:
    history = [("m", ["a", "b"]), ("f", ["a"]), ("a", ["t"]), ("b", ["t"]), ("t", [])]
    lanes = Lanes()
    rows: list[str] = []
    for oid, parents in history:
        place = lanes.place(oid, parents, 1 if oid == "m" else 0)
        rows += [row for row in (place.above, place.node, *place.others, place.below) if row]
    assert "\n".join(row.rstrip() for row in rows) == "\n".join([
        "●",
        "├─○",
        "├─╮",
        "│ │ ●",
        "├─┼─╯",
        "● │",
        "│ ●",
        "├─╯",
        "●",
    ])  # fmt: skip
