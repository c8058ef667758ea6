"""The rows of one file: its header, its file changes, edits, and its hunks with their lines.

No row is made before it is asked for, so a file of any size opens at once.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Mapping, Sequence
from functools import cached_property, lru_cache
from itertools import accumulate

from msgspec import Struct, field

from splitter.core.diff.interleaved import Order, orders_in
from splitter.core.diff.lines import DiffLine
from splitter.core.diff.model import FilePatch
from splitter.core.diff.parse import hunk_lines
from splitter.core.draft.draft import Cut
from splitter.core.plan.locations import Location
from splitter.view.diff.heights import Heights
from splitter.view.diff.hunk_rows import Sections
from splitter.view.diff.rows import Kind, Row
from splitter.view.diff.surrounding import Surrounding, line_count


class FileRows(Struct, frozen=True, eq=False, dict=True):
    """One file as it is shown; an *offset* is the number of a row in it, 0 for its header.

    ``number`` is the file's in the patch.  Of a folded one there is only the header.  At each of
    ``cuts``, which are lines by hunk, a hunk becomes two.  Blocks that have one of ``orders`` are
    shown in reading order.  ``context`` says by hunk how many more lines of the file are shown
    above and below it.  ``text`` gives the file's lines as the commit leaves them, with their
    newlines, and is not asked for a file that goes; without it there is no more context.  ``edits``
    are the locations of edits that no hunk has.
    """

    number: int
    file: FilePatch
    is_folded: bool = False
    cuts: Mapping[int, Sequence[int]] = field(default_factory=dict)
    orders: tuple[Order, ...] = ()
    context: Mapping[int, tuple[int, int]] = field(default_factory=dict)
    text: Callable[[], Sequence[bytes]] | None = None
    edits: tuple[Location, ...] = ()

    # Where the rows are

    @property
    def height(self) -> int:
        """The number of rows."""
        return 1 if self.is_folded else self.first + self.hunks.height

    @property
    def first(self) -> int:
        """The offset of the first hunk."""
        return 1 + len(self.file.file_changes) + len(self.edits)

    @cached_property
    def special(self) -> set[int]:
        """The hunks that are cut or have more context."""
        return self.cuts.keys() | self.context.keys()

    @cached_property
    def hunks(self) -> Heights:
        """The numbers of rows of its hunks."""
        plain = plain_hunks(self.file)
        return plain.put({hunk: self.sections(hunk).height for hunk in self.special})

    @cached_property
    def _made(self) -> dict[int, Sections]:
        return {}

    def sections(self, hunk: int) -> Sections:
        """A hunk as it is shown."""
        if hunk not in self._made:
            one = self.file.hunks[hunk]
            around = self.surrounding.above(hunk), self.surrounding.below(hunk)
            orders = orders_in(one, self.orders)
            self._made[hunk] = Sections(one, self.cuts.get(hunk, ()), *around, orders)
        return self._made[hunk]

    def row(self, offset: int) -> Row:
        """The row at an offset."""
        if offset == 0:
            return Row(Kind.FILE, self.number)
        if offset <= len(self.file.file_changes):
            return Row(Kind.FILE_CHANGE, self.number, offset - 1)
        if offset < self.first:
            return Row(Kind.EDIT, self.number, offset - 1 - len(self.file.file_changes))
        hunk, inside = self.hunks.find(offset - self.first)
        sections = self.sections(hunk)
        section, position = sections.find(inside)
        if position is None:
            return Row(Kind.HUNK, self.number, hunk, hunk, section)
        return Row(Kind.LINE, self.number, sections.line_at(position), hunk)

    def offset(self, row: Row) -> int:
        """The offset of a row.

        The header where the file is folded, the nearest one where less of the file is shown now, or
        its hunk is in fewer sections.
        """
        if row.kind in (Kind.FILE, Kind.DIRECTORY) or self.is_folded:
            return 0
        if row.kind is Kind.FILE_CHANGE:
            return 1 + row.index
        if row.kind is Kind.EDIT:
            return min(1 + len(self.file.file_changes) + row.index, self.first - 1)
        sections = self.sections(row.hunk)
        first = self._start(row.hunk)
        if row.kind is Kind.HUNK:
            return first + sections.head(min(row.section, len(sections.starts) - 1))
        last = sections.length + sections.below - 1
        position = sections.position_of(row.index)
        return first + sections.row(min(max(position, -sections.above), last))

    def _start(self, hunk: int) -> int:
        """The offset of a hunk's first header."""
        return self.first + self.hunks.start(hunk)

    def section(self, row: Row) -> int:
        """The section to which a line belongs, or which a header is of."""
        sections = self.sections(row.hunk)
        if row.kind is Kind.LINE:
            return sections.section(sections.position_of(row.index))
        return min(row.section, len(sections.starts) - 1)

    def block(self, row: Row) -> range:
        """The rows that stand together with a row, and that row; none for another row.

        They are the changed lines around a changed line, or all lines below the header of a hunk.
        """
        if row.kind not in (Kind.LINE, Kind.HUNK) or self.is_folded:
            return range(0)
        start, sections = self._start(row.hunk), self.sections(row.hunk)
        is_head = row.kind is Kind.HUNK
        rows = sections.rows(row.section) if is_head else sections.block(row.index)
        return range(start + rows.start, start + rows.stop) if rows else rows

    # Its headers

    @cached_property
    def _heads(self) -> tuple[list[int], list[int]]:
        """The hunks in several sections, and how many headers more there are from each on."""
        hunks = sorted(self.cuts)
        more = accumulate(len(self.sections(hunk).starts) - 1 for hunk in hunks)
        return hunks, [0, *more]

    @property
    def head_count(self) -> int:
        """The number of headers of hunks."""
        return len(self.file.hunks) + self._heads[1][-1]

    def head(self, number: int) -> Row:
        """The header of a hunk, or of a section of it, by its number among them."""
        hunks, more = self._heads
        at = bisect_right(range(len(hunks)), number, key=lambda n: hunks[n] + more[n])
        section = number - hunks[at - 1] - more[at - 1] if at else 0
        if at and section < len(self.sections(hunks[at - 1]).starts):
            return Row(Kind.HUNK, self.number, hunks[at - 1], hunks[at - 1], section)
        hunk = number - more[at]
        return Row(Kind.HUNK, self.number, hunk, hunk)

    def head_number(self, row: Row) -> int:
        """The number of a row's hunk's header: see `head`."""
        hunks, more = self._heads
        return row.hunk + more[bisect_left(hunks, row.hunk)] + self.section(row)

    def head_from(self, offset: int) -> int:
        """The first row from that one on that is no line; how many there are, if none."""
        if offset < self.first:
            return offset
        hunk, inside = self.hunks.find(offset - self.first)
        if not inside:
            return offset
        sections = self.sections(hunk)
        section, position = sections.find(inside)
        if position is None:
            return offset
        heads = len(sections.starts)
        following = sections.head(section + 1) if section + 1 < heads else sections.height
        return self._start(hunk) + following

    def head_below(self, offset: int) -> int | None:
        """The next header of a hunk below a row."""
        if self.is_folded or not self.file.hunks:
            return None
        found = self.first if offset < self.first else self.head_from(offset + 1)
        return found if found < self.height else None

    def head_above(self, offset: int | None) -> int:
        """The next header above a row, or above the end for None; that of the file comes last."""
        if self.is_folded or not self.file.hunks or (offset is not None and offset <= self.first):
            return 0
        end = self.height if offset is None else offset
        hunk, inside = self.hunks.find(end - 1 - self.first)
        sections = self.sections(hunk)
        return self._start(hunk) + sections.head(sections.find(inside)[0])

    # Its lines

    @cached_property
    def surrounding(self) -> Surrounding:
        """The lines around its hunks."""
        return Surrounding(self.file, self.context, self.text)

    def around(self, row: Row) -> Sequence[bytes] | None:
        """All lines of the file, where a row shows one from around a hunk; None for the hunk's."""
        is_around = self.surrounding.has(row.hunk, row.index)
        return self.surrounding.all_lines() if is_around else None

    def line(self, row: Row) -> DiffLine:
        """The line of the diff that a row of that kind shows."""
        if self.surrounding.has(row.hunk, row.index):
            return self.surrounding.line(row.hunk, row.index)
        return hunk_lines(self.file.hunks[row.hunk])[row.index]

    # Its changes

    def changes(self, row: Row) -> tuple[range, ...]:
        """The changes that a row stands for; none for a line of context."""
        if row.kind is Kind.FILE:
            return (range(self.file.size),)
        if row.kind is Kind.FILE_CHANGE:
            return (range(row.index, row.index + 1),)
        if row.kind is Kind.HUNK:
            return self.sections(row.hunk).changes(row.section)
        change = -1 if row.kind is Kind.EDIT else self.line(row).change
        return (range(change, change + 1),) if change >= 0 else ()

    def changes_in(self, first: int, stop: int) -> tuple[range, ...]:
        """The lines and file changes from ``first`` to before ``stop`` of an unfolded file."""
        ends = zip(self.changes_before(first), self.changes_before(stop), strict=True)
        return tuple(span for start, end in ends if (span := range(start, end)))

    def changes_before(self, offset: int) -> tuple[int, int, int]:
        """The first file change, removed and added line from that row on, as changes."""
        one = self.file
        if offset < self.first:
            file_changes = min(max(0, offset - 1), len(one.file_changes))
            return file_changes, one.removed.start, one.added.start
        file_changes = len(one.file_changes)
        number, inside = self.hunks.find(offset - self.first)
        if number == len(one.hunks):
            return file_changes, one.removed.stop, one.added.stop
        hunk, sections = one.hunks[number], self.sections(number)
        removed, added = sections.before(position_from(sections, inside))
        return file_changes, hunk.removed.start + removed, hunk.added.start + added

    def cut_at(self, row: Row) -> tuple[Cut, ...]:
        """The cuts to add to cut a hunk at a row; none where a side would be without changes.

        On a line that is before it; on a header it is wherever there is context between changes.
        """
        if row.kind is Kind.HUNK:
            gaps = self.sections(row.hunk).gaps(row.section)
            return tuple(Cut(self.number, row.hunk, line) for line in gaps)
        if row.kind is not Kind.LINE:
            return ()
        now = self.sections(row.hunk)
        then = Sections(now.hunk, now.cuts | {row.index}, orders=now.orders)
        is_cut = len(then.starts) > len(now.starts)
        return (Cut(self.number, row.hunk, row.index),) if is_cut else ()

    def offset_of(self, change: int) -> int:
        """The place of the row for a change, a file change or a line.

        In a folded file it is that of the header.
        """
        if self.is_folded:
            return 0
        if change < len(self.file.file_changes):
            return 1 + change
        hunk = self.file.hunk_of(change).number - 1
        sections = self.sections(hunk)
        return self._start(hunk) + sections.row(sections.position_of_change(change))


@lru_cache(maxsize=1024)
def plain_hunks(file: FilePatch) -> Heights:
    """The numbers of rows of a file's hunks that are not cut and have no more context."""
    return Heights(1 + line_count(hunk) for hunk in file.hunks)


@lru_cache(maxsize=16384)
def plain_height(file: FilePatch) -> int:
    """The number of rows of a file whose hunks are not cut and have no more context."""
    return 1 + len(file.file_changes) + sum(1 + line_count(hunk) for hunk in file.hunks)


def position_from(sections: Sections, row: int) -> int:
    """The first position from that row of a hunk on."""
    if row >= sections.height:
        return sections.length + sections.below
    section, position = sections.find(row)
    if position is not None:
        return position
    return sections.starts[section] if section else -sections.above
