"""A version of a file line by line: which changes added its lines, and which places are guesses.

A line number here is an index from 0.  Nothing is read line by line but the hunks that have
something to tell.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from msgspec import Struct

from splitter.core.patch import Hunk
from splitter.core.reading import Order
from splitter.core.weave import Run, Weave

_MARK = re.compile(rb"^[-+ ]", re.MULTILINE)
_ADDED = re.compile(rb"\++")


class Stretch(Struct, frozen=True):
    """Neighbouring lines of a version, from ``start`` up to ``stop``.

    ``added`` are the changes that added them, one a line; for old lines it is empty: these stay in
    a block of which new lines are there too, and no diff says where among them they stand.  It is
    a guess unless an order of the plan says it: ``said``.
    """

    start: int
    stop: int
    added: range
    said: bool = False


def stretches(
    weave: Weave, done: bytes, orders: tuple[Order, ...] = (), said: tuple[Order, ...] = ()
) -> Iterator[Stretch]:
    """Those lines of a version that are new, or old ones among new ones.

    The version is the one in which those changes have happened whose byte in ``done`` is 1;
    ``orders`` are the file's, and ``said`` are those of them that are no guess.  Raises SplitError
    where git's diff does not rebuild the file.
    """
    at = 0
    for piece in weave.pieces:
        hunk = piece.hunk
        count = sum(done.count(1, span.start, span.stop) for span in hunk.changes) if hunk else 0
        if hunk is None or not count:
            at += _count(piece.old)
        elif count == len(hunk.removed) + len(hunk.added):
            yield from _whole(hunk, at)
            at += _count(piece.new)
        else:
            for _, group in groupby(piece.runs(orders), key=_is_context):
                block = list(group)
                standing = [run for run in block if _is_there(run, done)]
                yield from _among(standing, at, said=_is_said(block, said))
                at += sum(_count(run.text) for run in standing)


def line_of(weave: Weave, done: bytes, orders: tuple[Order, ...], at: tuple[int, int]) -> int:
    """Where a line of the diff stands in a version, or would stand if it were there.

    ``at`` is its number in the old and in the new version, from 1; 0 for none.
    """
    left = at[0] or at[1]
    line = 0
    for piece in weave.pieces:
        count = _count(piece.old if at[0] else piece.new)
        if left <= count:
            side = [
                (run, run.added < 0 if at[0] else run.removed < 0) for run in piece.runs(orders)
            ]
            return line + _before(side, done, left)
        left -= count
        line += sum(map(_count, piece.texts(done, orders)))
    return line


def _whole(hunk: Hunk, at: int) -> Iterator[Stretch]:
    """The new lines of a hunk that has happened as a whole, and begins at line ``at``."""
    marks = b"".join(_MARK.findall(hunk.body)).replace(b"-", b"")
    change = hunk.added.start
    for match in _ADDED.finditer(marks):
        first, stop = match.span()
        yield Stretch(at + first, at + stop, range(change, change + stop - first))
        change += stop - first


def _among(standing: Sequence[Run], at: int, *, said: bool) -> Iterator[Stretch]:
    """Of what stands of a block, from line ``at`` on, the new lines and the old ones among them."""
    if all(run.added < 0 for run in standing):
        return
    for line, run in enumerate(standing, at):
        added = range(run.added, run.added + 1) if run.added >= 0 else range(0)
        yield Stretch(line, line + 1, added, said and not added)


def _is_said(block: Sequence[Run], orders: tuple[Order, ...]) -> bool:
    """Whether one of the file's orders is that of a block."""
    first = next((run.removed for run in block if run.removed >= 0), -1)
    return any(order.block == first for order in orders)


def _is_context(run: Run) -> bool:
    return run.added < 0 and run.removed < 0


def _before(runs: Iterable[tuple[Run, bool]], done: bytes, left: int) -> int:
    """How many lines of some runs stand in a version before the one that is number ``left``, from
    1, of those runs that are counted.
    """
    line = 0
    for run, counted in runs:
        count = _count(run.text)
        if counted and left <= count:
            return line + (left - 1 if _is_there(run, done) else 0)
        left -= count if counted else 0
        line += count if _is_there(run, done) else 0
    return line


def _is_there(run: Run, done: bytes) -> bool:
    return (run.added < 0 or bool(done[run.added])) and (run.removed < 0 or not done[run.removed])


def _count(text: bytes) -> int:
    """How many lines a text has."""
    return text.count(b"\n") + (text[-1:] not in (b"", b"\n"))
