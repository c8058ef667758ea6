"""Finding text in a diff: in a hunk's body as bytes first, line by line only where it was found."""

from __future__ import annotations

from collections.abc import Iterator

from splitter.core.lines import line_index
from splitter.core.patch import Hunk

_NEWLINE = ord("\n")


class Wanted:
    """A text that is looked for: in any case, or as it is where it has a capital letter."""

    def __init__(self, text: str) -> None:
        self._any_case = text == text.lower()
        self._wanted = text.encode()

    def matches(self, line: bytes) -> bool:
        """Whether a line has the text."""
        return self._wanted in self._folded(line)

    def may_be_in(self, hunk: Hunk) -> bool:
        """Whether a hunk or its heading can have the text; False where neither has."""
        body = self._folded(hunk.body)
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
        body = self._folded(hunk.body)
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

    def _next(self, body: bytes, low: int, high: int, step: int) -> int:
        """Where the text is next in a body, other than at a line's mark; -1 if nowhere."""
        find = body.find if step > 0 else body.rfind
        while True:
            at = find(self._wanted, low, high)
            if at < 0 or (at > 0 and body[at - 1] != _NEWLINE):
                return at
            if step > 0:
                low = at + 1
            else:
                high = at + len(self._wanted) - 1

    def _folded(self, text: bytes) -> bytes:
        return text.lower() if self._any_case else text
