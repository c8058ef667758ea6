"""Edits: a part's own text for some lines of a file.

An edit hides neighbouring lines and puts others, or none, in their place, from its part on until
the lines change in a later part, until the next part, or for good.  In the weave its text is a run
that one part adds and that a later one removes, or none; so whatever it says, the versions outside
of its own parts are what they would be without it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from enum import Enum
from operator import itemgetter

from msgspec import Struct
from msgspec.structs import replace

from splitter.core.diff.lines import DiffLine
from splitter.core.diff.model import FilePatch
from splitter.core.diff.paths import quote
from splitter.core.plan.constraints import DROPPED
from splitter.core.plan.locations import (
    Location,
    added_in,
    changes_in,
    hunk_at,
    line_with,
    location_of,
    old_line,
)


class Until(Enum):
    """The end of an edit; the value is its name in a plan file.

    With ``CHANGE`` that is until the first later part in which one of its lines changes; where none
    does, no part has the edit.  ``NEXT`` is its own part only, and ``END`` is for good.
    """

    CHANGE = "change"
    NEXT = "next"
    END = "end"


class Edit(Struct, frozen=True):
    """The text of a file at a location from part ``number`` on.

    ``text`` is lines; where it is empty, those at the location are only hidden.  Its last line may
    lack its newline, and gets one where it does not end the file.  Of edits that share lines, one
    in a later part is above one in an earlier part.  Edits of one part share lines only in
    different layers, as merged parts have them; a higher ``layer`` is above a lower one.
    """

    file: int
    location: Location
    number: int
    text: bytes
    until: Until = Until.CHANGE
    layer: int = 0


class EditedLines(Struct, frozen=True):
    """Lines that a part adds (``mark`` is ``"+"``) or removes (``"-"``) beside its changes.

    ``lines`` is how many; less than 0 for lines of its changes that it does not add or remove after
    all.  ``hunk`` is the index of their hunk, -1 outside of all hunks, where ``text`` is not
    known; ``change`` is the number of a change there, -1 for unchanged lines.
    """

    hunk: int
    change: int
    number: int
    mark: str
    text: bytes
    lines: int

    @property
    def times(self) -> int:
        """1, or -1 for lines that are not added or removed after all."""
        return 1 if self.lines > 0 else -1


def whole_lines(text: bytes) -> bytes:
    """A text as whole lines; nothing stays nothing."""
    return text if not text or text.endswith(b"\n") else text + b"\n"


def line_count(text: bytes) -> int:
    """The number of lines of a text."""
    return text.count(b"\n") + (text[-1:] not in (b"", b"\n"))


class FileEdits(Struct, frozen=True):
    """The edits of a file by an assignment of its changes.

    ``choice`` is the file's; ``positions`` has the position of each part, ``order`` the number of
    the part at each position.
    """

    file: FilePatch
    edits: tuple[Edit, ...]
    choice: bytes
    positions: bytes
    order: tuple[int, ...]

    def held(self, edit: Edit) -> range:
        """The positions of the commits that have an edit; empty where none has."""
        start, count = self.positions[edit.number], len(self.order)
        if edit.until is Until.END:
            return range(start, count)
        if edit.until is Until.NEXT:
            return range(start, start + 1 if start + 1 < count else start)
        at = (
            self.positions[owner]
            for span in changes_in(self.file, edit.location)
            for owner in self.choice[span.start : span.stop]
        )
        return range(start, min((one for one in at if start < one < DROPPED), default=start))

    def is_held(self, edit: Edit) -> bool:
        """True if some commit has an edit."""
        return bool(self.held(edit))

    def standing(self, position: int) -> tuple[Edit, ...]:
        """The edits that the commit at a position has.

        Of those that share lines the upper one has its text there; others only hide their lines.
        """
        found = [edit for edit in self.edits if position in self.held(edit)]
        return tuple(
            replace(edit, text=b"") if any(self._covers(one, edit) for one in found) else edit
            for edit in found
        )

    def _covers(self, one: Edit, other: Edit) -> bool:
        """True if an edit is above another with which it shares lines."""
        heights = [(self.positions[edit.number], edit.layer) for edit in (one, other)]
        return heights[0] > heights[1] and one.location.overlaps(other.location)

    @property
    def ends(self) -> frozenset[int]:
        """The numbers of the parts with which edits begin or end."""
        held = [span for span in map(self.held, self.edits) if span]
        at = {end for span in held for end in (span.start, span.stop)}
        return frozenset(self.order[position] for position in at if position < len(self.order))

    def lines(self) -> Iterator[EditedLines]:
        """The lines that the parts add and remove because of the edits."""
        held = [(edit, span) for edit in self.edits if (span := self.held(edit))]
        for edit, span in held:
            if edit.text:
                yield from self._text(edit, span, held)
        lines: dict[tuple[int, int], tuple[int, DiffLine | None]] = {}
        for edit, _ in held:
            lines.update(self._hidden(edit.location))
        for (old, new), (hunk, line) in sorted(lines.items(), key=itemgetter(0)):
            at = Location((old, old + bool(old)), (new, new + bool(new)))
            hidden = [span for edit, span in held if edit.location.overlaps(at)]
            yield from self._line(hunk, line, hidden)

    def _hidden(
        self, location: Location
    ) -> Iterator[tuple[tuple[int, int], tuple[int, DiffLine | None]]]:
        """The lines at a location by their old and new numbers, 0 for none.

        Each comes with the index of its hunk; outside of all hunks that is -1, and the line None.
        """
        for number in range(*location.old):
            yield (number, 0), old_line(self.file, number) or (-1, None)
        for change in added_in(self.file, location.new):
            hunk, line = line_with(self.file, change)
            yield (0, line.new), (hunk.number - 1, line)

    def _line(
        self, hunk: int, line: DiffLine | None, hidden: Sequence[range]
    ) -> Iterator[EditedLines]:
        """The additions and removals of a line that edits hide at some positions."""
        change, text = (-1, b"") if line is None else (line.change, line.text)
        own = range(-1, len(self.order))
        if line is not None and change >= 0:
            at = self.positions[self.choice[change]]
            own = range(-1, at) if line.mark == "-" else range(at, len(self.order))
        for position in _ends(own, *hidden):
            if position not in range(len(self.order)):
                continue
            was, becomes = position - 1 in own, position in own
            shown, is_shown = (
                has and not any(one in span for span in hidden)
                for has, one in ((was, position - 1), (becomes, position))
            )
            number = self.order[position]
            if shown != is_shown:
                if was == becomes:
                    mark = "-" if shown else "+"
                    yield EditedLines(hunk, change, number, mark, text, 1)
            elif was != becomes:
                mark = "-" if was else "+"
                yield EditedLines(hunk, change, number, mark, text, -1)

    def _text(
        self, edit: Edit, span: range, held: Sequence[tuple[Edit, range]]
    ) -> Iterator[EditedLines]:
        """The additions and removals of the text of an edit."""
        later = [other for one, other in held if self._covers(one, edit)]
        hunk = hunk_at(self.file, edit.location)
        first = min((one[0] for one in changes_in(self.file, edit.location) if one), default=-1)
        is_read = False
        for position in _ends(span, *later):
            reads = position in span and not any(position in one for one in later)
            if reads != is_read and position < len(self.order):
                number, mark = self.order[position], "+" if reads else "-"
                count = line_count(edit.text)
                yield EditedLines(hunk, first, number, mark, edit.text, count)
            is_read = reads


def _ends(*spans: range) -> list[int]:
    """The positions where some spans begin and end, rising."""
    return sorted({end for span in spans for end in (span.start, span.stop)})


def line_in_words(file: FilePatch, change: int) -> str:
    """The line of a change and its file, in words."""
    _, line = line_with(file, change)
    return f"{line.name} of '{quote(file.path)}'"


def edit_of_line(file: FilePatch, number: int, change: int, part: int, text: bytes) -> Edit:
    """The edit of one changed line of file ``number`` until the line itself comes or goes.

    Raises ValueError for a change that is not a line.
    """
    return Edit(number, location_of(file, change), part, text)


def changes_of(file: FilePatch, edit: Edit) -> list[int]:
    """The changes of the lines that an edit hides."""
    return [change for span in changes_in(file, edit.location) for change in span]


def in_order(edits: Iterable[Edit]) -> tuple[Edit, ...]:
    """Edits in the order in which a plan has them."""
    return tuple(sorted(edits, key=lambda one: (one.file, one.location, one.number, one.layer)))


def with_edit(edits: Iterable[Edit], edit: Edit) -> tuple[Edit, ...]:
    """The edits with one more.

    It replaces the one of its part with the same lines and layer, or else all edits of its part
    that share lines with it.
    """
    edits = tuple(edits)
    others = tuple(one for one in edits if _name(one) != _name(edit))
    if len(others) == len(edits):
        others = tuple(one for one in edits if not _is_same_place(one, edit))
    return in_order([*others, edit])


def _name(edit: Edit) -> tuple[int, Location, int, int]:
    return edit.file, edit.location, edit.number, edit.layer


def _is_same_place(one: Edit, other: Edit) -> bool:
    is_there = (one.file, one.number) == (other.file, other.number)
    return is_there and one.location.overlaps(other.location)


def renumbered(
    edits: Iterable[Edit], table: Sequence[int], gone: Iterable[int]
) -> tuple[Edit, ...]:
    """The edits when their parts have other numbers, those of the parts that are gone left out."""
    left_out = frozenset(gone)
    return in_order(
        replace(edit, number=table[edit.number]) for edit in edits if edit.number not in left_out
    )


def merged(edits: FileEdits, first: int, second: int) -> tuple[Edit, ...]:
    """The edits of a file when part ``first`` has the text of the later part ``second``.

    Those of the first part that the second no longer has are left out, and so are those of which
    no line can be read any more.  The edits of both parts keep their numbers, and are layered as
    if they were one part's.
    """
    at = edits.positions[second]
    below = [one for one in edits.edits if one.number == first]
    below = [one for one in below if at in edits.held(one) or not edits.is_held(one)]
    above = [one for one in edits.edits if one.number == second]
    kept = [one for one in below if not any(_is_buried(edits, one, other) for other in above)]
    layers: list[Edit] = []
    for edit in (*sorted(kept, key=_layer), *sorted(above, key=_layer)):
        under = (one.layer for one in layers if one.location.overlaps(edit.location))
        layers.append(replace(edit, layer=max(under, default=-1) + 1))
    return in_order([*(one for one in edits.edits if one.number not in (first, second)), *layers])


def _layer(edit: Edit) -> int:
    return edit.layer


def _is_buried(edits: FileEdits, one: Edit, above: Edit) -> bool:
    """True if an edit above another has all of its lines, and holds as long."""
    is_longer = edits.held(one).stop <= edits.held(above).stop
    return edits.is_held(above) and is_longer and above.location.contains(one.location)
