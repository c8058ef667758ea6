"""The lines of a hunk, made when they are asked for.

A hunk of any size opens at once: its body is looked through for its marks and for where every
`STRIDE`-th line begins, and nothing else is kept.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import accumulate, islice
from typing import overload

from msgspec import Struct

from splitter.core.diff.model import Hunk
from splitter.errors import SplitError

#: How many lines are kept that were asked for one by one.
KEPT = 400
#: From how many lines to how many a place in the body is remembered.
STRIDE = 64

_MARK = re.compile(rb"\n(.)")
_LINES = re.compile(rb"(?:[^\n]*\n){%d}" % STRIDE)


def marked_lines(body: bytes) -> list[bytes]:
    r"""The lines of a hunk's body, each as its mark and its text without the line end.

    "\ No newline at end of file" is not a line.
    """
    lines = body.split(b"\n")[:-1]
    return [line for line in lines if line[:1] != b"\\"] if b"\n\\" in body else lines


class DiffLine(Struct, frozen=True):
    """One line of a hunk.

    ``mark`` is ``" "``, ``"-"`` or ``"+"``; ``text`` has its newline unless the file ends without;
    ``old`` and ``new`` are line numbers from 1 (0: the line is not in that version); ``change`` is
    the number of the change, -1 for context.
    """

    mark: str
    text: bytes
    old: int
    new: int
    change: int

    @property
    def name(self) -> str:
        """The name of the line in messages, with its number in the new or the old file."""
        if self.mark == " ":
            return f"line {self.new}"
        return f"removed line {self.old}" if self.mark == "-" else f"added line {self.new}"


@lru_cache(maxsize=1024)
def line_index(hunk: Hunk) -> HunkLines:
    """The lines of a hunk, found one by one.

    Raises SplitError where the body does not match the header.
    """
    return HunkLines(hunk)


class HunkLines(Sequence[DiffLine]):
    """The lines of a hunk, in git's order.

    ``marks`` has one byte a line: ``-``, ``+`` or a blank.
    """

    def __init__(self, hunk: Hunk) -> None:
        """Index the lines.  Raises SplitError where the body does not match the header."""
        body = hunk.body
        marks = body[:1] + b"".join(_MARK.findall(body))
        # "\ No newline at end of file" speaks of the line before it
        self._unended: tuple[int, ...] = ()
        while (at := marks.find(b"\\")) >= 0:
            self._unended += (at - 1,)
            marks = marks[:at] + marks[at + 1 :]
        self.hunk = hunk
        self.marks = marks
        self._made: dict[int, DiffLine] = {}  # those asked for of late
        self._offsets = list(_offsets(body))
        self._removed = self._counts(b"-")
        self._added = self._counts(b"+")
        removed, added = self._removed[-1], self._added[-1]
        is_broken = not body.endswith(b"\n") or b"\n\n" in body or -1 in self._unended
        sizes = (len(marks) - added, len(marks) - removed, removed, added)
        promised = (hunk.old_length, hunk.new_length, len(hunk.removed), len(hunk.added))
        if is_broken or marks.strip(b" -+") or sizes != promised:
            raise SplitError(
                f"cannot read git's diff: hunk {hunk.number} does not match its header"
            )

    def _counts(self, mark: bytes) -> list[int]:
        """The number of lines with a mark before every `STRIDE`-th line, and in all."""
        starts = range(0, len(self.marks), STRIDE)
        return list(
            accumulate((self.marks.count(mark, at, at + STRIDE) for at in starts), initial=0)
        )

    def __len__(self) -> int:
        return len(self.marks)

    @overload
    def __getitem__(self, index: int) -> DiffLine: ...

    @overload
    def __getitem__(self, index: slice) -> tuple[DiffLine, ...]: ...

    def __getitem__(self, index: int | slice) -> DiffLine | tuple[DiffLine, ...]:
        if isinstance(index, slice):
            start, stop, step = index.indices(len(self))
            if step != 1:
                return tuple(self[at] for at in range(start, stop, step))
            return tuple(islice(self._from(start), max(0, stop - start)))
        at = range(len(self))[index]
        line = self._made.get(at)
        if line is None:
            if len(self._made) >= KEPT:
                self._made.clear()
            first = at - at % STRIDE  # its neighbours are asked for next
            self._made.update(enumerate(islice(self._from(first), STRIDE), first))
            line = self._made[at]
        return line

    def __iter__(self) -> Iterator[DiffLine]:
        return self._from(0)

    def before(self, index: int) -> tuple[int, int]:
        """The numbers of removed and added lines before a line, or before the end."""
        block = index // STRIDE
        start = block * STRIDE
        return (
            self._removed[block] + self.marks.count(b"-", start, index),
            self._added[block] + self.marks.count(b"+", start, index),
        )

    def index_of(self, change: int) -> int:
        """The index of the line of a change.  Raises ValueError for a change of another hunk."""
        removed = change in self.hunk.removed
        counts, mark = (self._removed, b"-") if removed else (self._added, b"+")
        nth = (self.hunk.removed if removed else self.hunk.added).index(change)
        block = bisect_right(counts, nth) - 1
        at = block * STRIDE - 1
        for _ in range(nth - counts[block] + 1):
            at = self.marks.index(mark, at + 1)
        return at

    def index_at(self, offset: int) -> int:
        """The index of the line with a byte of the body, or of the line before that byte."""
        block = bisect_right(self._offsets, offset) - 1
        raw = block * STRIDE + self.hunk.body.count(b"\n", self._offsets[block], offset)
        for index in self._unended:
            raw -= raw > index
        return raw

    def offset_of(self, index: int) -> int:
        """The offset of a line, or of the end, in the hunk's body."""
        raw = index + sum(unended < index for unended in self._unended)
        block = min(raw // STRIDE, len(self._offsets) - 1)
        at = self._offsets[block]
        for _ in range(raw - block * STRIDE):
            at = self.hunk.body.index(b"\n", at) + 1
        return at

    def _from(self, first: int) -> Iterator[DiffLine]:
        if first >= len(self):
            return
        hunk, body = self.hunk, self.hunk.body
        removed, added = self.before(first)
        old, new = hunk.old_start + first - added, hunk.new_start + first - removed
        removed, added = hunk.removed.start + removed, hunk.added.start + added
        at = self.offset_of(first)
        for index in range(first, len(self)):
            end = body.index(b"\n", at) + 1
            text = body[at + 1 : end]
            at = end
            if index in self._unended:
                text = text[:-1]
                at = body.index(b"\n", at) + 1
            mark = self.marks[index : index + 1]
            if mark == b"-":
                yield DiffLine("-", text, old, 0, removed)
                removed += 1
                old += 1
            elif mark == b"+":
                yield DiffLine("+", text, 0, new, added)
                added += 1
                new += 1
            else:
                yield DiffLine(" ", text, old, new, -1)
                old += 1
                new += 1


def _offsets(body: bytes) -> Iterator[int]:
    """The offset of every `STRIDE`-th line of a body, and of its end if that follows a stride."""
    at = 0
    yield at
    while match := _LINES.match(body, at):
        at = match.end()
        yield at
