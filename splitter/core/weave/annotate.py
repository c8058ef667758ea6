"""A version of a file line by line: the changes of its lines, and the guessed places.

A line number here is an index from 0.  Only hunks that need it are read line by line.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from msgspec import Struct

from splitter.core.diff.interleaved import Order
from splitter.core.diff.model import Hunk
from splitter.core.plan.edits import Edit
from splitter.core.plan.edits import line_count as _count
from splitter.core.weave.weave import Edits, Run, Weave

_MARK = re.compile(rb"^[-+ ]", re.MULTILINE)
_ADDED = re.compile(rb"\++")


class Stretch(Struct, frozen=True):
    """Adjacent lines of a version, from ``start`` up to ``stop``.

    ``added`` are the changes that added them, one per line.  It is empty for old lines in a block
    that also has new lines: a diff does not define where these stand, so it is a guess unless an
    order of the plan sets it (``explicit``).  It is empty, too, for the text of an ``edit``;
    ``anchor`` is then the change of the first line that it hides, -1 where that is unchanged.
    ``removed`` is the change that removes an old line later (-1 for all other lines).
    """

    start: int
    stop: int
    added: range
    explicit: bool = False
    edit: Edit | None = None
    anchor: int = -1
    removed: int = -1

    @property
    def changes(self) -> range:
        """The changes of these lines: one a line, or one for all lines of a text (-1 for none)."""
        one = max(self.anchor, self.removed)
        return self.added or range(one, one + 1)


class State(Struct, frozen=True):
    """The state of a file in a version.

    The byte in ``done`` is 1 for each change that has happened, ``orders`` are those of its blocks,
    and ``edits`` the edits that the version has.
    """

    done: bytes
    orders: tuple[Order, ...] = ()
    edits: Edits = ()


def stretches(weave: Weave, state: State, explicit: tuple[Order, ...] = ()) -> Iterator[Stretch]:
    """The lines of a version that are new, edits, or old lines among new ones.

    ``explicit`` are the orders of the file that the plan sets.  Raises SplitError where git's diff
    does not rebuild the file.
    """
    at = 0
    for piece in weave.pieces:
        if piece.is_old(state.done, state.edits):
            at += _count(piece.old)
        elif piece.hunk and piece.is_new(state.done, state.edits):
            yield from _whole(piece.hunk, at)
            at += _count(piece.new)
        else:
            for _, group in groupby(piece.runs(state.orders, state.edits), key=_is_context):
                block = list(group)
                yield from _among(block, state, at, explicit=_is_explicit(block, explicit))
                at += sum(_count(run.reads(state.done)) for run in block)


def line_of(weave: Weave, state: State, at: tuple[int, int]) -> int:
    """The place of a line of the diff in a version, or the place where it would stand.

    ``at`` is its number in the old and in the new version, from 1; 0 for none.
    """
    left = at[0] or at[1]
    line = 0
    for piece in weave.pieces:
        count = _count(piece.old if at[0] else piece.new)
        if left <= count:
            return line + _before(
                piece.runs(state.orders, state.edits), state, left, is_old=bool(at[0])
            )
        left -= count
        line += sum(map(_count, piece.texts(state.done, state.orders, state.edits)))
    return line


def _whole(hunk: Hunk, at: int) -> Iterator[Stretch]:
    """The new lines of a hunk that has happened as a whole, and begins at line ``at``."""
    marks = b"".join(_MARK.findall(hunk.body)).replace(b"-", b"")
    change = hunk.added.start
    for match in _ADDED.finditer(marks):
        first, stop = match.span()
        yield Stretch(at + first, at + stop, range(change, change + stop - first))
        change += stop - first


def _among(block: Sequence[Run], state: State, at: int, *, explicit: bool) -> Iterator[Stretch]:
    """The stretches of a block, from line ``at`` on: new lines, edits, and old lines among them."""
    reads = [(run, run.reads(state.done)) for run in block]
    reads = [(run, text) for run, text in reads if text]
    has_new = any(run.added >= 0 or (run.edit and run.edit.location.new[1]) for run, _ in reads)
    for run, text in reads:
        stop = at + _count(text)
        if run.edit:
            yield Stretch(at, stop, range(0), edit=run.edit, anchor=run.anchor)
        elif has_new:
            added = range(run.added, run.added + 1) if run.added >= 0 else range(0)
            yield Stretch(at, stop, added, explicit and not added, removed=run.removed)
        at = stop


def _is_explicit(block: Sequence[Run], orders: tuple[Order, ...]) -> bool:
    """True if one of the file's orders is that of a block."""
    first = next((run.removed for run in block if run.removed >= 0), -1)
    return any(order.block == first for order in orders)


def _is_context(run: Run) -> bool:
    return run.is_context


def _before(runs: Iterable[Run], state: State, left: int, *, is_old: bool) -> int:
    """The number of lines of some runs in a version before a line.

    The line is number ``left``, from 1, of the old version's lines, or the new one's.  For a line
    that an edit hides, it is the number before the edit.
    """
    line = edit = 0
    for run in runs:
        edit = line if run.edit else edit if run.is_hidden else line
        count, standing = _count(run.text), _count(run.reads(state.done))
        counted = run.edit is None and (run.added if is_old else run.removed) < 0
        if counted and left <= count:
            return (edit if run.is_hidden else line) + (left - 1 if standing else 0)
        left -= count if counted else 0
        line += standing
    return line
