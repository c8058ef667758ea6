"""Edits: a part's own text at the place of a changed line, until the line's own part.

Neither the old nor the new version has such a text.  One part adds it, and the part of the change
at whose place it stands removes it, so the last version is always the target's: in the weave it is
a run of lines that one part adds and a later one removes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby, pairwise

from msgspec import Struct

from splitter.core.diff.lines import DiffLine, line_index
from splitter.core.diff.model import FilePatch, Hunk
from splitter.core.diff.paths import quote
from splitter.core.plan.constraints import DROPPED


class Edit(Struct, frozen=True, order=True):
    """The text of a file at the place of one of its changed lines, from part ``number`` on.

    It ends at the next edit of the line, or at the line's own part.  ``text`` has whole lines, at
    least one.
    """

    file: int
    change: int
    number: int
    text: bytes


class EditedLines(Struct, frozen=True):
    """Lines that a part adds (``mark`` is ``"+"``) or removes (``"-"``) because of edits.

    ``change`` is the place; with ``times`` of -1 they are lines of its changes that it does not add
    or remove.
    """

    change: int
    number: int
    mark: str
    text: bytes
    times: int = 1

    @property
    def lines(self) -> int:
        """The number of lines, negative for lines that are not added or removed."""
        return self.times * (self.text.count(b"\n") + (not self.text.endswith(b"\n")))


def whole_lines(text: bytes) -> bytes:
    """A text as whole lines; nothing stays nothing."""
    return text if not text or text.endswith(b"\n") else text + b"\n"


def is_shown(one: Edit, choice: bytes, positions: bytes) -> bool:
    """Whether a text is to be read in some version: its line comes, or goes, in a later part."""
    return positions[one.number] < positions[choice[one.change]] < DROPPED


def standing(
    edits: Iterable[Edit], choice: bytes, positions: bytes, position: int
) -> Mapping[int, bytes]:
    """The edits that a file has in the commit at a position, by the changes at their places.

    ``edits`` and ``choice`` are the file's; ``positions`` has the position of each part.
    """
    found: dict[int, tuple[int, bytes]] = {}
    for one in edits:
        since, until = positions[one.number], positions[choice[one.change]]
        if since <= position < until < DROPPED:
            found[one.change] = max(found.get(one.change, (0, b"")), (since, one.text))
    return {change: text for change, (_, text) in found.items()}


def edited_lines(
    file: FilePatch, edits: Iterable[Edit], choice: bytes, positions: bytes
) -> Iterator[EditedLines]:
    """The lines that the edits of a file make its parts add and remove."""
    shown = (one for one in edits if is_shown(one, choice, positions))
    for change, group in groupby(shown, lambda one: one.change):
        texts = sorted(group, key=lambda one: positions[one.number])
        is_old, last = change in file.removed, choice[change]
        if is_old:
            _, line = line_with(file, change)
            yield EditedLines(change, texts[0].number, "-", line.text)
            yield EditedLines(change, last, "-", line.text, -1)
        for one in texts:
            yield EditedLines(change, one.number, "+", one.text)
        for before, after in pairwise(texts):
            yield EditedLines(change, after.number, "-", before.text)
        yield EditedLines(change, last, "-", texts[-1].text)


def line_with(file: FilePatch, change: int) -> tuple[Hunk, DiffLine]:
    """The line of a change, and its hunk.  Raises ValueError for a file change."""
    if change not in file.lines:
        raise ValueError(change)
    hunk = file.hunk_of(change)
    lines = line_index(hunk)
    return hunk, lines[lines.index_of(change)]


def line_in_words(file: FilePatch, change: int) -> str:
    """The line of a change and its file, in words."""
    _, line = line_with(file, change)
    return f"{line.name} of '{quote(file.path)}'"


def renumbered(
    edits: Iterable[Edit], table: Sequence[int], gone: Iterable[int]
) -> tuple[Edit, ...]:
    """The edits after parts were renumbered, without those of removed parts.

    Of two edits of one line that end up in one part, the later part's stays.
    """
    left_out = frozenset(gone)
    kept: dict[tuple[int, int, int], tuple[int, bytes]] = {}
    for one in edits:
        if one.number in left_out:
            continue
        place = one.file, one.change, table[one.number]
        if one.number >= kept.get(place, (0, b""))[0]:
            kept[place] = one.number, one.text
    return tuple(sorted(Edit(*place, text) for place, (_, text) in kept.items()))
