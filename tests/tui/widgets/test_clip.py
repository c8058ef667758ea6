"""Lines that are longer than the pane: what is seen of them, cell by cell."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from splitter.tui.widgets.clip import BEFORE, BEHIND, seen, shift_to_see

MARK, OWN = Style.parse("red"), Style.parse("green")
PIECES = st.lists(st.text("ab 漢字é", max_size=12), max_size=4)
#: What is left of a wide character in a cell beside it.
REST = ""


def cells_of(text: str) -> list[str]:
    """A text by its cells."""
    return [cell for char in text for cell in (char, REST)[: cell_len(char)]]


def whole(cells: list[str]) -> list[str]:
    """Cells cut out of a line: half a wide character is an empty place."""
    begun = [" " if at == 0 and cell == REST else cell for at, cell in enumerate(cells)]
    return [*begun[:-1], " "] if begun and cell_len(begun[-1]) == 2 else begun


@given(
    pieces=PIECES,
    cells=st.integers(0, 30),
    shift=st.sampled_from([0, 1, 8, 40]),
    fixed=st.integers(0, 6),
)
def test_a_line_is_marked_where_it_goes_on_and_no_wider_than_the_pane(
    pieces: list[str], cells: int, shift: int, fixed: int
) -> None:
    line = cells_of("".join(pieces))
    if shift and fixed < min(len(line), cells):
        line = [*whole(line[:fixed]), BEFORE, *whole(line[fixed + shift + 1 :])]
    if len(line) > cells:
        line = [*whole(line[: cells - 1]), BEHIND] if cells else []
    drawn = seen(Strip([Segment(text, OWN) for text in pieces]), cells, shift, fixed, MARK)
    assert drawn.text == "".join(line)
    assert drawn.cell_length == sum(cell_len(text) for text, _, _ in drawn) == len(line) <= cells
    assert all(
        own == (MARK if text in (BEFORE, BEHIND) else OWN) for text, own, _ in drawn if text.strip()
    )


def test_a_line_that_fits_stays_as_it_is() -> None:
    line = Strip([Segment("as wide", OWN)])
    assert seen(line, 7, 0, 3, MARK) is line


@given(
    before=st.text("ab 漢", max_size=60),
    wanted=st.text("XY字", min_size=1, max_size=12),
    behind=st.text("ab 漢", max_size=20),
    cells=st.integers(3, 40),
    shift=st.integers(0, 80),
)
def test_what_is_to_be_seen_is_seen_after_a_shift(
    before: str, wanted: str, behind: str, cells: int, shift: int
) -> None:
    start, end = cell_len(before), cell_len(before + wanted)
    line = Strip([Segment(before + wanted + behind, OWN)])
    then = shift_to_see(start, end, cells, shift)
    drawn = seen(line, cells, then, 0, MARK).text
    assert wanted[0] in drawn
    if end - start <= cells - 2:
        assert wanted in drawn
        assert shift_to_see(start, end, cells, then) == then
        assert then in (0, shift) or end >= cells
