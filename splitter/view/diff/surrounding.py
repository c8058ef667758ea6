"""The lines of a file around its hunks, which a diff does not have."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from msgspec import Struct

from splitter.core.diff.lines import DiffLine
from splitter.core.diff.model import FilePatch, Hunk


class Surrounding(Struct, frozen=True):
    """The lines of a file that are shown above and below its hunks, and their numbers.

    ``sizes`` says that by hunk, ``text`` gives the lines of the file: see `FileRows`.
    """

    file: FilePatch
    sizes: Mapping[int, tuple[int, int]]
    text: Callable[[], Sequence[bytes]] | None

    def above(self, hunk: int) -> int:
        """The number of more lines above a hunk: as many as the previous hunk leaves of the gap."""
        if hunk not in self.sizes:
            return 0
        room = self._gap(hunk) - self.below(hunk - 1)
        return max(0, min(self.sizes[hunk][0], room))

    def below(self, hunk: int) -> int:
        """The number of more lines that are shown below a hunk."""
        if hunk not in self.sizes:
            return 0
        return max(0, min(self.sizes[hunk][1], self._gap(hunk + 1)))

    def widened(self, hunk: int, by: int) -> tuple[int, int]:
        """Show so many more lines above and below a hunk, fewer below 0, as far as there are any.

        Hunks do not overlap: there is no more between two than the file has.
        """
        above = self._gap(hunk) - self.below(hunk - 1)
        below = self._gap(hunk + 1) - self.above(hunk + 1)
        return (
            min(max(0, self.above(hunk) + by), above),
            min(max(0, self.below(hunk) + by), below),
        )

    def _gap(self, hunk: int) -> int:
        """The number of lines between the previous hunk and that one, or the end of the file."""
        if self.text is None or self.file.new is None:
            return 0
        hunks = self.file.hunks
        start = _new_lines(hunks[hunk])[0] if hunk < len(hunks) else len(self.text())
        return start - (_new_lines(hunks[hunk - 1])[1] if hunk else 0)

    def has(self, hunk: int, index: int) -> bool:
        """True if the line of that index is one from around a hunk."""
        return not 0 <= index < line_count(self.file.hunks[hunk])

    def all_lines(self) -> Sequence[bytes]:
        """All lines of the file, which has its text."""
        assert self.text is not None
        return self.text()

    def line(self, number: int, index: int) -> DiffLine:
        """The line of that index from around a hunk."""
        hunk = self.file.hunks[number]
        length = line_count(hunk)
        start, stop = _new_lines(hunk)
        at = start + index if index < 0 else stop + index - length
        shift = len(hunk.added) - len(hunk.removed) if index >= length else 0
        old_start = hunk.old_start - (1 if hunk.old_length else 0)
        old = at - start + old_start - shift
        return DiffLine(" ", self.all_lines()[at], old + 1, at + 1, -1)


def line_count(hunk: Hunk) -> int:
    """The number of lines of a hunk, context included."""
    return hunk.old_length + len(hunk.added)


def _new_lines(hunk: Hunk) -> tuple[int, int]:
    """The lines of the new file that a hunk has: from which to before which, from 0."""
    start = hunk.new_start - (1 if hunk.new_length else 0)
    return start, start + hunk.new_length
