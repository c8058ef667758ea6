"""Conflicts as lines to read."""

from __future__ import annotations

import pytest

from splitter.core.rewrite.regions import Region
from splitter.view.review.conflicts import BESIDE_FROM, place_lines

SHORT = (b"one\n", b"two\n")
LONG = (b"x" * 40 + b"\n",)


@pytest.mark.parametrize(
    ("theirs", "cells", "is_beside"),
    [
        (SHORT, BESIDE_FROM, True),
        (SHORT, BESIDE_FROM - 1, False),
        (LONG, BESIDE_FROM, False),
        (LONG, 140, True),
        ((), 120, True),
    ],
)
def test_the_sides_stand_side_by_side_where_no_line_is_cut(
    theirs: tuple[bytes, ...], cells: int, is_beside: bool
) -> None:
    place = Region(3, (b"before\n",), (b"ours\n",), (b"base\n",), theirs, (b"after\n",))
    lines = ["".join(text for text, _ in pieces) for pieces in place_lines(place, cells)]
    assert any("│" in line for line in lines) == is_beside
    shown = "\n".join(lines)
    for side in (b"before\n", b"ours\n", b"base\n", *theirs, b"after\n"):
        assert side.decode().strip() in shown
