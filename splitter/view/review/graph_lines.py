"""The lines of a drawn history: lanes, a commit, the names of its refs, and its Change-Id."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from msgspec import Struct

from splitter.core.message.trailers import Message
from splitter.view.phrases.part_summary import CHANGE_ID
from splitter.view.review.graph import NODE
from splitter.view.text.cells import width
from splitter.view.text.display import Pieces, Role, safe
from splitter.view.text.pieces import cut, pieces_width

#: How many cells a commit's id and subject have before its names are cut.
LEAST = 24
#: How much of an object's id is shown.
OID = 8


class Line(Struct, frozen=True):
    """A line of a graph: the lanes, what stands behind them, and what stands at the right."""

    lanes: str
    role: Role
    text: Pieces = ()
    names: Pieces = ()
    right: Pieces = ()

    def pieces(self, cells: int) -> Pieces:
        """The line in exactly so many cells."""
        right = self.right if cells >= 50 else ()
        least = min(pieces_width(self.text), LEAST) + pieces_width(right) + width(self.lanes) + 1
        names = cut(self.names, max(0, cells - least))
        room = (
            cells
            - pieces_width(right)
            - pieces_width(names)
            - width(self.lanes)
            - (1 if right else 0)
        )
        text = cut(self.text, max(0, room))
        gap = " " * max(0, room - pieces_width(text) + (1 if right else 0))
        pieces = (*_lanes(self.lanes, self.role), *text, *names, (gap, "plain"), *right)
        return cut(pieces, cells)


class Block(Struct, frozen=True):
    """Lines side by side: old lines, new lines, and the lines drawn between them."""

    old: Sequence[Line]
    new: Sequence[Line]
    gutter: Sequence[str]


def line_at(lines: Sequence[Line], row: int) -> Line:
    """A line of a block; below its last, the lanes going on."""
    if row < len(lines):
        return lines[row]
    return Line(lines[-1].lanes.replace(NODE, "│"), "plain")


def commit_lines(
    lanes: str, role: Role, commit: Pieces, names: Pieces, right: Pieces, apart: bool
) -> list[Line]:
    """A commit with its names behind its subject, or ``apart``, on a line of their own."""
    if not apart:
        return [Line(lanes, role, commit, names, right)]
    below = tuple((text.lstrip(), role) for text, role in names)
    spaced = tuple(piece for one in below for piece in (one, (" ", "plain")))
    return [Line(lanes, role, commit, (), right), Line(lanes.replace(NODE, "│"), "dim", spaced)]


def lines_below(lanes: str, details: Iterable[tuple[str, Role]], cells: int) -> Iterator[Line]:
    """The details of a commit under it, in as many lines of so many cells as they take."""
    line: Pieces = ()
    for piece in details:
        longer: Pieces = (*line, (" · ", "dim"), piece) if line else (piece,)
        if line and pieces_width(longer) + width(lanes) > cells:
            yield Line(lanes, "plain", line)
            longer = (piece,)
        line = longer
    yield Line(lanes, "plain", line)


def commit_pieces(oid: str, subject: str, role: Role) -> Pieces:
    """A commit's id and subject."""
    return ((f"{oid[:OID]} ", "hunk"), (safe(subject) or "(no subject)", role))


def change_id(message: Message) -> str:
    """As much of a message's Change-Id as is shown; "" without one."""
    return safe(message.change_id[:CHANGE_ID])


def _lanes(lanes: str, role: Role) -> Pieces:
    before, node, after = lanes.partition(NODE)
    return ((before, "dim"), (node, role), (after, "dim"))
