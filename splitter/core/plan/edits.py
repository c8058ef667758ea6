"""Texts between two versions: what stands at a changed line's place before the line's own part.

Neither the old nor the new version has such a text.  It comes with one part and goes with the part
of the change at whose place it stands, so the last version is the target's whatever it says: in the
weave it is a run of lines that one part adds and a later one removes.
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
    """What a file reads at the place of one of its changed lines, from part ``number`` on.

    It ends where another one for the line begins, or the line comes or goes.  ``text`` is whole
    lines, at least one.
    """

    file: int
    change: int
    number: int
    text: bytes


class EditedLines(Struct, frozen=True):
    """Lines that a part adds (``mark`` is ``"+"``) or removes (``"-"``), at the place of a change,
    beside what its changes say; with ``times`` of -1, lines of its changes that it does not add or
    remove after all.
    """

    change: int
    number: int
    mark: str
    text: bytes
    times: int = 1

    @property
    def lines(self) -> int:
        """How many lines there are, less than 0 where they are not added or removed after all."""
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
    """The texts that a file has in the commit at a position, by the changes at whose places they
    are.

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
    """What the texts of a file make its parts add and remove."""
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
    """The line that a change is of, and its hunk.  Raises ValueError for what is no line."""
    if change not in file.lines:
        raise ValueError(change)
    hunk = file.hunk_of(change)
    lines = line_index(hunk)
    return hunk, lines[lines.index_of(change)]


def line_in_words(file: FilePatch, change: int) -> str:
    """Which line a change is of, and of which file."""
    _, line = line_with(file, change)
    return f"{line.name} of '{quote(file.path)}'"


def renumbered(
    edits: Iterable[Edit], table: Sequence[int], gone: Iterable[int]
) -> tuple[Edit, ...]:
    """The texts when their parts have other numbers, those of the parts that are gone left out.

    Of two for one line that come to be in one part, that of the part that came later stays.
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
