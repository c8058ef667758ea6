"""A file as a part reads it, line by line, and the edits that make the part read something else.

The lines of the weave that the part does not read are there as well, so each line that it reads
has a place among all lines.  Lines that an edit has replaced, and its text, are one *cell*: another
edit has all of them or none.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from itertools import groupby

from msgspec import Struct

from splitter.core.plan.constraints import DROPPED
from splitter.core.plan.edits import Edit, Until, whole_lines
from splitter.core.plan.locations import NOTHING, Location, Span
from splitter.core.plan.plan import Plan
from splitter.core.sequences.linediff import replaced
from splitter.core.weave.build import state_at
from splitter.core.weave.weave import Weave, lines_of


class WovenLine(Struct, frozen=True):
    """A line of the weave, or the text of an edit.

    ``old`` is its number in the old version, ``new`` that of an added line in the new version, 0
    for none; ``change`` is its change, -1 for an unchanged line.  ``is_read`` says whether the
    version has it, ``stays`` whether it is unchanged, or added by then and never removed.
    """

    text: bytes
    old: int
    new: int
    change: int
    is_read: bool
    stays: bool
    edit: Edit | None = None

    @property
    def is_place(self) -> bool:
        """True if it is the text of an edit that hides no lines."""
        return self.edit is not None and self.edit.location.is_between


class Region(Struct, frozen=True):
    """Neighbouring cells of a version, from ``start`` to before ``stop``."""

    start: int
    stop: int


class FileVersion(Struct, frozen=True, dict=True):
    """A file of a plan as part ``number`` reads it."""

    plan: Plan
    file: int
    number: int
    lines: tuple[WovenLine, ...]

    @cached_property
    def cells(self) -> tuple[range, ...]:
        """The cells, as ranges of ``lines``."""
        plan, position = self.plan, self.plan.positions[self.number]
        joined = [
            (min(places), max(places) + 1)
            for edit in plan.standing(self.file, position)
            if not edit.location.is_between
            and (places := [at for at, line in enumerate(self.lines) if _is_of(line, edit)])
        ]
        cells: list[range] = []
        at = 0
        for start, stop in sorted(joined):
            if start < at:
                cells[-1] = range(cells[-1].start, max(cells[-1].stop, stop))
            else:
                cells += [range(n, n + 1) for n in range(at, start)]
                cells.append(range(start, stop))
            at = max(at, stop)
        return (*cells, *(range(n, n + 1) for n in range(at, len(self.lines))))

    @cached_property
    def _raw(self) -> tuple[list[bytes], list[int]]:
        """The lines that the part reads, as the weave has them, and their cells."""
        texts: list[bytes] = []
        cells: list[int] = []
        for number, cell in enumerate(self.cells):
            for line in self.lines[cell.start : cell.stop]:
                if line.is_read:
                    new = lines_of(line.text)
                    texts += new
                    cells += [number] * len(new)
        return texts, cells

    @cached_property
    def read(self) -> tuple[list[bytes], list[int]]:
        """The lines that the part reads, each with a newline but the last, and their cells."""
        texts, cells = self._raw
        return [whole_lines(text) for text in texts[:-1]] + texts[-1:], cells

    @property
    def content(self) -> bytes:
        """The file as the part reads it."""
        return b"".join(self.read[0])

    def text(self, region: Region) -> bytes:
        """The text of the part in a region."""
        texts, cells = self.read
        here = zip(texts, cells, strict=True)
        return b"".join(text for text, cell in here if region.start <= cell < region.stop)

    def with_text(self, region: Region, text: bytes) -> bytes:
        """The file with another text in a region."""
        texts, cells = self.read
        above = [line for line, cell in zip(texts, cells, strict=True) if cell < region.start]
        below = [line for line, cell in zip(texts, cells, strict=True) if cell >= region.stop]
        lines = [*above, *lines_of(text), *below]
        return b"".join([*map(whole_lines, lines[:-1]), *lines[-1:]])

    def region_of(self, location: Location) -> Region | None:
        """The cells from the first to the last line of a location; None where there is no line."""
        found = [
            number
            for number, cell in enumerate(self.cells)
            for line in self.lines[cell.start : cell.stop]
            if _is_at(line, location)
        ]
        return Region(min(found), max(found) + 1) if found else None

    def location(self, region: Region) -> Location:
        """The location of the lines of a region."""
        return _location(self._woven(region))

    def region_at(self, line: int) -> Region | None:
        """The cell of a line that the part reads, from 0; None where it reads no such line."""
        cells = self.read[1]
        return Region(cells[line], cells[line] + 1) if 0 <= line < len(cells) else None

    def _woven(self, region: Region) -> tuple[WovenLine, ...]:
        """All lines in a region, those that the part does not read among them."""
        start, stop = (self._start(cell) for cell in (region.start, region.stop))
        return self.lines[start:stop]

    def _start(self, cell: int) -> int:
        return self.cells[cell].start if cell < len(self.cells) else len(self.lines)

    # Edits

    def edits(self, region: Region, text: bytes, until: Until) -> list[Edit]:
        """The edits with which the part reads a text in a region.

        They are one for all lines of the region, without those at its ends that are the same in the
        text and never change; where none of its lines changes later, they are as few lines as
        possible.
        """
        texts, wanted = lines_of(text), self.with_text(region, text)
        start, stop = region.start, region.stop
        while start < stop and texts and self._is_settled(start, texts[0]):
            start, texts = start + 1, texts[1:]
        while start < stop and texts and self._is_settled(stop - 1, texts[-1]):
            stop, texts = stop - 1, texts[:-1]
        if all(line.stays and line.is_read for line in self._woven(Region(start, stop))):
            return self.difference(wanted, until)
        return list(self._edits(Region(start, stop), texts, until))

    def difference(self, wanted: bytes, until: Until) -> list[Edit]:
        """The edits with which the part reads that content."""
        cells = self.read[1]
        new = lines_of(wanted)
        edits: list[Edit] = []
        changed: list[tuple[Region, int, int]] = []
        for first, last, there, end in self._replaced(new):
            region = self._region(first, last)
            if isinstance(region, Location):
                text = b"".join(new[there:end])
                edits.append(Edit(self.file, region, self.number, text, until))
                continue
            start = there - (first - bisect_left(cells, region.start))
            stop = end + bisect_left(cells, region.stop) - last
            if changed and region.start < changed[-1][0].stop:
                before, first_start, _ = changed.pop()
                changed.append((Region(before.start, region.stop), first_start, stop))
            else:
                changed.append((region, start, stop))
        for region, start, stop in changed:
            edits += self._edits(self._with_successors(region), new[start:stop], until)
        return edits

    def _replaced(self, new: list[bytes]) -> list[tuple[int, int, int, int]]:
        """The stretches of the lines that are read, and of new lines in their place.

        A line that would end the file without a newline, and is to have one, is replaced as well.
        """
        old = self.read[0]
        found = list(replaced(old, new))
        last = _match_of_last(found, len(old), len(new))
        raw = self._raw[0][last] if last is not None else b""
        if last is None or raw == new[-1]:
            return found
        return list(replaced([*old[:last], raw, *old[last + 1 :]], new))

    def _region(self, first: int, last: int) -> Region | Location:
        """The cells of the lines that are read from ``first`` to before ``last``.

        Where these are none, it is a place between two lines, or a neighbouring cell.
        """
        cells = self.read[1]
        if first < last:
            return Region(cells[first], cells[last - 1] + 1)
        above, below = cells[max(0, first - 1) : first], cells[first : first + 1]
        for cell in (*above, *below):
            if len(self.cells[cell]) > 1 or self.lines[self.cells[cell].start].edit:
                return Region(cell, cell + 1)
        if not above:
            return Location(old=(1, 1))
        start, stop = above[0], below[0] if below else len(self.cells)
        places = [cell for cell in range(start, stop) if self._last(cell).old]
        free = [
            cell for cell in places if cell + 1 == len(self.cells) or not self._is_later(cell + 1)
        ]
        if below and not free and self.lines[self.cells[below[0]].start].stays:
            return Region(below[0], below[0] + 1)
        for cell in (*free, *places):
            line = self._last(cell).old + 1
            return Location(old=(line, line))
        return Region(start, start + 1)

    def _last(self, cell: int) -> WovenLine:
        return self.lines[self.cells[cell].stop - 1]

    def _with_successors(self, region: Region) -> Region:
        """A region with the lines that a later part adds in place of its last line."""
        stop = region.stop
        last = self.lines[self._start(stop) - 1]
        if last.edit is None and last.is_read and not last.stays:
            while stop < len(self.cells) and self._is_later(stop):
                stop += 1
        return Region(region.start, stop)

    def _is_later(self, cell: int) -> bool:
        line = self.lines[self.cells[cell].start]
        return len(self.cells[cell]) == 1 and bool(line.new) and not line.is_read

    def _is_settled(self, cell: int, text: bytes) -> bool:
        """True if a cell is a line that reads so, and never changes."""
        line = self.lines[self.cells[cell].start]
        if len(self.cells[cell]) > 1 or line.edit or not (line.is_read and line.stays):
            return False
        texts, cells = self.read
        return texts[bisect_left(cells, cell)] == text

    def _edits(self, region: Region, texts: Sequence[bytes], until: Until) -> Iterator[Edit]:
        """The edits of all lines of a region; the first has the text."""
        text = b"".join(texts)
        cells = range(region.start, region.stop)
        for is_place, group in groupby(cells, lambda at: self.lines[self.cells[at].start].is_place):
            here = list(group)
            for some in [[cell] for cell in here] if is_place else [here]:
                lines = self._woven(Region(some[0], some[-1] + 1))
                yield Edit(self.file, _location(lines), self.number, text, until)
                text = b""


def file_version(plan: Plan, weave: Weave, file: int, number: int) -> FileVersion:
    """A file of a plan, by its number, as a part reads it."""
    position = plan.positions[number]
    state = state_at(plan, file, position, plan.orders_of(file))
    never = [owner == DROPPED for owner in plan.assignment[file]]
    lines: list[WovenLine] = []
    for piece in weave.pieces:
        old, new = piece.lines
        for run in piece.runs(state.orders, state.edits):
            is_read = bool(run.reads(state.done))
            if run.edit:
                lines.append(WovenLine(run.text, 0, 0, -1, is_read, False, run.edit))
            elif run.added >= 0:
                lines.append(WovenLine(run.text, 0, new, run.added, is_read, is_read))
                new += 1
            else:
                stays = run.removed < 0 or never[run.removed]
                for text in lines_of(run.text):
                    lines.append(WovenLine(text, old, 0, run.removed, is_read, stays))
                    old += 1
                    new += run.removed < 0
    return FileVersion(plan, file, number, tuple(lines))


def _match_of_last(changed: Iterable[tuple[int, int, int, int]], old: int, new: int) -> int | None:
    """The index of the old line that is the last new one; None where that is changed.

    ``old`` and ``new`` are the numbers of lines.
    """
    at = 0
    for first, _, there, end in (*changed, (old, old, new, new)):
        if there == new:
            return first - 1 if there > at else None
        at = end
    return None


def _is_of(line: WovenLine, edit: Edit) -> bool:
    """True if a line is hidden by an edit, or is its text."""
    if line.edit is not None:
        return (line.edit.location, line.edit.number) == (edit.location, edit.number)
    return _is_at(line, edit.location)


def _is_at(line: WovenLine, location: Location) -> bool:
    """True if a line is one of a location, or is the text of an edit between two lines there."""
    if line.edit is not None:
        return line.is_place and line.edit.location == location
    number, span = (line.new, location.new) if line.new else (line.old, location.old)
    return span[0] <= number < span[1]


def _location(lines: Iterable[WovenLine]) -> Location:
    """The location of neighbouring lines, or that of an edit between two lines."""
    old: list[int] = []
    new: list[int] = []
    place = Location()
    for line in lines:
        if line.edit is not None:
            place = line.edit.location
        elif line.new:
            new.append(line.new)
        else:
            old.append(line.old)
    return Location(_span(old), _span(new)) if old or new else place


def _span(numbers: Sequence[int]) -> Span:
    return (numbers[0], numbers[-1] + 1) if numbers else NOTHING
