"""Long texts to read, line by line: nothing of them is decoded until it is drawn."""

from __future__ import annotations

import re
from array import array
from bisect import bisect_right
from collections.abc import Sequence
from functools import cached_property

from msgspec import Struct

from splitter.view.text.display import Pieces, Role, visible

_NEWLINE = re.compile(rb"\n")
_FILE = b"\ndiff --git "
_HUNK = b"\n@@ "
_STAT = re.compile(r"( .* \| +\d+ )(\+*)(-*)")
_MARKS: dict[bytes, Role] = {b"+": "added", b"-": "removed", b"@": "hunk"}
_HEADER = (b"index ", b"old mode ", b"new mode ", b"similarity ", b"rename ", b"deleted ", b"new f")


class Page(Struct, frozen=True, dict=True):
    """A text by its lines, counted from 0."""

    text: bytes

    @cached_property
    def starts(self) -> array[int]:
        """The offset at which each line begins."""
        ends = (match.end() for match in _NEWLINE.finditer(self.text))
        starts = array("Q", [0])
        starts.extend(ends)
        if starts[-1] == len(self.text):
            starts.pop()
        return starts

    def __len__(self) -> int:
        return len(self.starts)

    def line(self, y: int) -> bytes:
        """A line without its newline; empty beyond the text."""
        if not 0 <= y < len(self):
            return b""
        end = self.starts[y + 1] if y + 1 < len(self) else len(self.text)
        return self.text[self.starts[y] : end].removesuffix(b"\n")

    def at(self, offset: int) -> int:
        """The line in which that byte of the text is."""
        return max(0, bisect_right(self.starts, offset) - 1)

    def draw(self, y: int) -> Pieces:
        """A line as it is drawn."""
        return ((visible(self.line(y)), "plain"),)

    def keep(self, y: int, other: Page) -> int:
        """The line of another page at which a reader of this page at line ``y`` goes on."""
        return min(y, max(0, len(other) - 1))


class CommitPage(Page, frozen=True, dict=True):
    """A commit as git shows it: header, message, stat, diff."""

    @cached_property
    def diff(self) -> int:
        """The line with which the diff begins; beyond the text where there is none."""
        at = self.text.find(_FILE)
        return self.at(at + 1) if at >= 0 else len(self)

    def draw(self, y: int) -> Pieces:
        """A line with the role of what it is."""
        text = visible(self.line(y))
        if y >= self.diff:
            return ((text, self._role(y)),)
        if text.startswith("commit "):
            return ((text, "bold"),)
        stat = _STAT.fullmatch(text)
        if stat:
            return ((stat[1], "plain"), (stat[2], "added"), (stat[3], "removed"))
        return ((text, "plain"),)

    def _role(self, y: int) -> Role:
        line = self.line(y)
        if line.startswith((b"diff --git ", *_HEADER)) or self._is_name(y):
            return "bold"
        return _MARKS.get(line[:1], "dim" if line[:1] == b"\\" else "plain")

    def _is_name(self, y: int) -> bool:
        """True if it is one of the two lines with a file's names, and no line of the file."""
        first = y if self.line(y).startswith(b"--- ") else y - 1
        return self.line(first - 1).startswith(b"index ")

    def keep(self, y: int, other: Page) -> int:
        """The same line of the same hunk of the same file, as far as the other page has them."""
        at = self.starts[y] if y < len(self) else len(self.text)
        file = self.text.rfind(_FILE, 0, at + len(_FILE))
        name = self.text[file : self.text.find(b"\n", file + 1) + 1]
        there = other.text.find(name) if file >= 0 else -1
        if there < 0:
            return super().keep(y, other)
        end = other.text.find(_FILE, there + 1)
        end = end if end >= 0 else len(other.text)
        here, hunk = file, self.text.rfind(_HUNK, file, at + len(_HUNK))
        if hunk >= 0:
            old = self.text[hunk : self.text.find(b" ", hunk + len(_HUNK)) + 1]
            found = other.text.find(old, there, end)
            here, there = (hunk, found) if found >= 0 else (here, there)
        return min(other.at(there + 1) + y - self.at(here + 1), other.at(end))


class FilePage(Page, frozen=True, dict=True):
    """A file with numbers and marks.

    ``+`` is a new line, ``≈`` one of an edit, ``?`` an old one whose place among new ones is a
    guess, ``=`` one whose place the plan says; lines by rising ranges.  ``changes`` has the changes
    of lines: one a line, or one for all lines of a range.
    """

    added: Sequence[range] = ()
    guessed: Sequence[range] = ()
    explicit: Sequence[range] = ()
    changes: Sequence[tuple[range, range]] = ()
    edited: Sequence[range] = ()

    def change(self, y: int) -> int:
        """The change of a line; -1 for a line that stands there whatever the plan says."""
        at = bisect_right(self.changes, y, key=lambda one: one[0].start)
        lines, changes = self.changes[at - 1] if at else (range(0), range(0))
        return changes[min(y - lines.start, len(changes) - 1)] if y in lines else -1

    def draw(self, y: int) -> Pieces:
        """A line with its number and its mark."""
        number, text = f"{y + 1:>{self.digits}} ", visible(self.line(y))
        if _has(self.added, y):
            mark = "≈ " if _has(self.edited, y) else "+ "
            return ((number, "dim"), (mark, "added_mark"), (text, "added"))
        if _has(self.edited, y):
            return ((number, "dim"), ("≈ ", "moved"), (text, "plain"))
        mark = "? " if _has(self.guessed, y) else "= " if _has(self.explicit, y) else "  "
        return ((number, "dim"), (mark, "warning"), (text, "plain"))

    @property
    def digits(self) -> int:
        """The number of digits of the greatest line number."""
        return len(str(len(self)))


def _has(ranges: Sequence[range], y: int) -> bool:
    """True if one of some rising ranges has that number."""
    at = bisect_right(ranges, y, key=_start)
    return at > 0 and y in ranges[at - 1]


def _start(lines: range) -> int:
    return lines.start
