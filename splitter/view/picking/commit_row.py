"""One commit of the list as a row: its id and subject, marks in words, counts, author and age."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from splitter.core.text.counts import count_in_words
from splitter.view.text.cells import width
from splitter.view.text.display import Pieces, Role, safe, shorten
from splitter.view.text.pieces import pieces_width

if TYPE_CHECKING:
    from splitter.core.rewrite.commits import Counts, ListedCommit

#: From how many columns on a line has everything, and from how many it has most.
WIDE, MEDIUM = 110, 64
#: In how many cells an author is named.
AUTHOR = 12

_UNITS = (
    ("year", 365 * 86400),
    ("month", 30 * 86400),
    ("week", 7 * 86400),
    ("day", 86400),
    ("hour", 3600),
    ("minute", 60),
)


class CommitRow(Struct, frozen=True):
    """A commit as it is listed.

    ``counts`` is how much it changes, None before that is known; ``age`` is in seconds.
    """

    commit: ListedCommit
    counts: Counts | None
    has_draft: bool
    age: float

    def pieces(self, cells: int, is_current: bool) -> Pieces:
        """The row in so many cells."""
        one = self.commit
        right = self._right(cells)
        left: Pieces = (
            ("▶ " if is_current else "  ", "bold"),
            ("◎ " if one.merge else "● ", "dim" if one.pushed or one.merge else "bold"),
            (f"{one.oid[:8]} " if cells >= MEDIUM else "", "hunk"),
        )
        room = max(8, cells - pieces_width((*left, *right)) - 2)
        subject = shorten(safe(one.subject) or "(no subject)", room)
        role: Role = "dim" if one.merge else "plain"
        return (*left, (subject + " " * (room - width(subject) + 1), role), *right)

    def _right(self, cells: int) -> Pieces:
        """The text behind the subject: marks in words, counts, author and age."""
        one, counts = self.commit, self.counts
        marks: list[tuple[str, Role]] = [
            (f"{word} ", role) for word, role, holds in self._marks() if holds
        ]
        lines = f"+{counts.added} -{counts.removed}" if counts and not one.merge else ""
        if cells < MEDIUM:
            return (*marks, (lines, "dim"))
        broad = 18 if cells >= WIDE else 9
        pieces: Pieces = (*marks, (f"{self._size(cells):>{broad}} {lines:>11}", "dim"))
        if cells >= WIDE and one.author:
            author = shorten(safe(one.author), AUTHOR)
            padding = " " * (AUTHOR - width(author))
            pieces += ((f"  {author}{padding} {age_in_words(self.age):>9}", "dim"),)
        return pieces

    def _size(self, cells: int) -> str:
        """The numbers of files and hunks of the commit; an ellipsis before they are known."""
        if self.commit.merge:
            return ""
        if self.counts is None:
            return "…"
        files = count_in_words(self.counts.files, "file")
        return f"{files}, {count_in_words(self.counts.hunks, 'hunk')}" if cells >= WIDE else files

    def _marks(self) -> tuple[tuple[str, Role, bool], ...]:
        one = self.commit
        return (
            ("merge", "dim", one.merge),
            ("draft", "heir", self.has_draft),
            ("pushed", "warning", one.pushed and not one.merge),
        )


def age_in_words(seconds: float) -> str:
    """An age in the greatest unit that it fills."""
    for unit, size in _UNITS:
        if seconds >= size:
            return count_in_words(int(seconds / size), unit)
    return "now"
