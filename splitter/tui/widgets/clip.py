"""A line as it is seen through a window that may be narrower than it."""

from __future__ import annotations

from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

#: In the first and the last cell of what is seen of a line that goes on there.
BEFORE, BEHIND = "‹", "›"


def seen(line: Strip, cells: int, shift: int, fixed: int, mark: Style) -> Strip:
    """The visible part of a line in a number of cells, shifted behind its first ``fixed`` ones.

    A mark, in a style of its own, shows at which sides there is more.
    """
    length = line.cell_length
    if shift and fixed < min(length, cells):
        rest = line.crop(fixed + shift + 1)
        line = Strip([*line.crop(0, fixed), Segment(BEFORE, mark), *rest])
    if line.cell_length <= cells:
        return line
    kept = max(0, cells - 1)
    return Strip([*line.crop(0, kept), Segment(BEHIND[: cells - kept], mark)], cells)


def shift_to_see(start: int, end: int, cells: int, shift: int) -> int:
    """The shift of a line at which the cells from ``start`` to before ``end`` are visible.

    The first of them where there is no room for all.  The present shift, if that will do.
    """
    if start >= shift + (shift > 0) and end < shift + cells:
        return shift
    if end < cells:
        return 0
    return max(0, min(start - 1, max(start - cells // 3, end + 1 - cells)))
