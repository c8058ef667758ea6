"""A text found in a hunk: in its body as bytes first, line by line only where it was found."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import islice

from msgspec import Struct

from splitter.core.diff.lines import line_index, marked_lines
from splitter.core.diff.model import Hunk

#: More places than this where a text is found are not counted.
COUNTED = 1000
#: From how many bytes on the body of a hunk is kept in lower case.
LARGE = 100_000

_NEWLINE = ord("\n")
_NO_CHANGE: Iterator[int] = iter(())


class Found(Struct, frozen=True):
    """The rows that have a text, from the top on.

    The first `COUNTED` of them, and one more if there are more.
    """

    rows: tuple[int, ...]

    @classmethod
    def among(cls, rows: Iterable[int]) -> Found:
        """Those of all rows that have the text, from the top on, which are to be counted."""
        return cls(tuple(islice(rows, COUNTED + 1)))

    @property
    def is_counted(self) -> bool:
        """True if these are all rows that have the text."""
        return len(self.rows) <= COUNTED

    def nearest(self, y: int, step: int) -> int | None:
        """The nearest of these rows below row ``y``, or above for a ``step`` of -1; or None.

        It wraps around at the end.
        """
        if not self.rows:
            return None
        if step > 0:
            return self.rows[bisect_right(self.rows, y) % len(self.rows)]
        return self.rows[bisect_left(self.rows, y) - 1]

    def in_words(self, y: int) -> str:
        """The number of row ``y`` among the matching rows, and how many there are."""
        place = bisect_right(self.rows, y)
        if self.is_counted:
            return f"{place}/{len(self.rows)}"
        return f"{place:,}/{COUNTED:,}+" if place <= COUNTED else f"?/{COUNTED:,}+"


class Wanted:
    """A text that is looked for: in any case, or as it is where it has a capital letter."""

    def __init__(self, text: str) -> None:
        self._any_case = text == text.lower()
        self._wanted = text.encode()

    def matches(self, line: bytes) -> bool:
        """True if a line has the text."""
        return self._wanted in self._folded(line)

    def may_be_in(self, hunk: Hunk) -> bool:
        """True if a hunk or its heading can have the text; False where neither has."""
        body = self._body(hunk)
        if self._wanted in body and self._next(body, 0, len(body), 1) >= 0:
            return True
        return bool(hunk.heading) and self.matches(hunk.heading)

    def lines(self, hunk: Hunk, first: int, stop: int, step: int) -> Iterator[int]:
        """The lines of a hunk from ``first`` to before ``stop`` that have the text.

        In git's order for a ``step`` of 1, from the last on for -1.
        """
        if not self._wanted:
            yield from range(first, stop)[::step]
            return
        body = self._body(hunk)
        if self._wanted not in body:
            return
        index = line_index(hunk)
        low, high = index.offset_of(first), index.offset_of(stop)
        while (at := self._next(body, low, high, step)) >= 0:
            line = index.index_at(at)
            if self.matches(index[line].text):
                yield line
            if step > 0:
                low = index.offset_of(line + 1)
            else:
                high = index.offset_of(line)

    def changes(self, hunk: Hunk) -> Iterator[int]:
        """The changed lines of a hunk that have the text, by the numbers of their changes.

        The text has no line end.
        """
        body = self._body(hunk)
        if self._wanted not in body:
            return
        numbers = {b"-": iter(hunk.removed), b"+": iter(hunk.added)}
        for line in marked_lines(body):
            change = next(numbers.get(line[:1], _NO_CHANGE), None)
            if change is not None and line.find(self._wanted, 1) >= 0:
                yield change

    def _next(self, body: bytes, low: int, high: int, step: int) -> int:
        """The next place of the text in a body, other than at a line's mark; or -1."""
        find = body.find if step > 0 else body.rfind
        while True:
            at = find(self._wanted, low, high)
            if at < 0 or (at > 0 and body[at - 1] != _NEWLINE):
                return at
            if step > 0:
                low = at + 1
            else:
                high = at + len(self._wanted) - 1

    def _body(self, hunk: Hunk) -> bytes:
        """A hunk's body as it is looked through."""
        if self._any_case and len(hunk.body) >= LARGE:
            return _lower(hunk)
        return self._folded(hunk.body)

    def _folded(self, text: bytes) -> bytes:
        return text.lower() if self._any_case else text


@lru_cache(maxsize=4)
def _lower(hunk: Hunk) -> bytes:
    """A large body in lower case: each key that searches it asks for it several times."""
    return hunk.body.lower()
