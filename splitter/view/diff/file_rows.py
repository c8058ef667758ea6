"""The rows of one file: its header, its facts, and its hunks with their lines.

No row is made before it is asked for, so a file of any size opens at once.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from enum import Enum
from functools import cached_property, lru_cache
from heapq import merge
from itertools import accumulate, chain

from msgspec import Struct, field

from splitter.core.diff.interleaved import Order, orders_in
from splitter.core.diff.lines import DiffLine
from splitter.core.diff.model import FilePatch, Hunk
from splitter.core.diff.parse import hunk_lines
from splitter.core.draft.draft import Cut
from splitter.view.diff.heights import Heights
from splitter.view.diff.hunk_rows import Sections
from splitter.view.diff.search import Wanted


class Kind(Enum):
    """The kinds of row.  A directory is a row of the outline only."""

    DIRECTORY = "directory"
    FILE = "file"
    FACT = "fact"
    HUNK = "hunk"
    LINE = "line"


class Row(Struct, frozen=True):
    """One row.

    ``index`` counts facts, hunks, the lines of ``hunk`` and the directories of the tree from 0.
    Lines are counted in git's order; what is shown above a hunk counts down from -1, what is shown
    below it counts on from its last line.  ``section`` is which section of the hunk a header is of.
    ``file`` is the first file below a directory.
    """

    kind: Kind
    file: int
    index: int = 0
    hunk: int = 0
    section: int = 0


class FileRows(Struct, frozen=True, eq=False, dict=True):
    """One file as it is shown; an *offset* is the number of a row in it, 0 for its header.

    ``number`` is the file's in the patch.  Of a folded one there is only the header.  At each of
    ``cuts``, which are lines by hunk, a hunk becomes two.  Blocks that have one of ``orders`` are
    shown in reading order.  ``context`` says by hunk how many more lines of the file are shown
    above and below it.  ``text`` gives the file's lines as the commit leaves them, with their
    newlines, and is not asked for a file that goes; without it there is no more context.
    """

    number: int
    file: FilePatch
    is_folded: bool = False
    cuts: Mapping[int, Sequence[int]] = field(default_factory=dict)
    orders: tuple[Order, ...] = ()
    context: Mapping[int, tuple[int, int]] = field(default_factory=dict)
    text: Callable[[], Sequence[bytes]] | None = None

    # Where the rows are

    @property
    def height(self) -> int:
        """How many rows there are."""
        return 1 if self.is_folded else self._first + self._hunks.height

    @property
    def _first(self) -> int:
        """The offset of the first hunk."""
        return 1 + len(self.file.facts)

    @cached_property
    def _special(self) -> set[int]:
        """The hunks that are cut or have more context."""
        return self.cuts.keys() | self.context.keys()

    @cached_property
    def _hunks(self) -> Heights:
        plain = plain_hunks(self.file)
        return plain.put({hunk: self.sections(hunk).height for hunk in self._special})

    @cached_property
    def _made(self) -> dict[int, Sections]:
        return {}

    def sections(self, hunk: int) -> Sections:
        """A hunk as it is shown."""
        if hunk not in self._made:
            one = self.file.hunks[hunk]
            around = self._above(hunk), self._below(hunk)
            orders = orders_in(one, self.orders)
            self._made[hunk] = Sections(one, self.cuts.get(hunk, ()), *around, orders)
        return self._made[hunk]

    def row(self, offset: int) -> Row:
        """The row at an offset."""
        if offset == 0:
            return Row(Kind.FILE, self.number)
        if offset < self._first:
            return Row(Kind.FACT, self.number, offset - 1)
        hunk, inside = self._hunks.find(offset - self._first)
        sections = self.sections(hunk)
        section, position = sections.find(inside)
        if position is None:
            return Row(Kind.HUNK, self.number, hunk, hunk, section)
        return Row(Kind.LINE, self.number, sections.line_at(position), hunk)

    def offset(self, row: Row) -> int:
        """Where a row is.

        The header where the file is folded, the nearest one where less of the file is shown now, or
        its hunk is in fewer sections.
        """
        if row.kind in (Kind.FILE, Kind.DIRECTORY) or self.is_folded:
            return 0
        if row.kind is Kind.FACT:
            return 1 + row.index
        sections = self.sections(row.hunk)
        first = self._start(row.hunk)
        if row.kind is Kind.HUNK:
            return first + sections.head(min(row.section, len(sections.starts) - 1))
        last = sections.length + sections.below - 1
        position = sections.position_of(row.index)
        return first + sections.row(min(max(position, -sections.above), last))

    def _start(self, hunk: int) -> int:
        """The offset of a hunk's first header."""
        return self._first + self._hunks.start(hunk)

    def section(self, row: Row) -> int:
        """The section to which a line belongs, or which a header is of."""
        sections = self.sections(row.hunk)
        if row.kind is Kind.LINE:
            return sections.section(sections.position_of(row.index))
        return min(row.section, len(sections.starts) - 1)

    def block(self, row: Row) -> range:
        """Where the rows are that stand together with a row: the changed lines around a changed
        line, or all lines below the header of a hunk, and that; none for another row.
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
        """The hunks that are in several sections, and how many headers more there are from each of
        them on.
        """
        hunks = sorted(self.cuts)
        more = accumulate(len(self.sections(hunk).starts) - 1 for hunk in hunks)
        return hunks, [0, *more]

    @property
    def head_count(self) -> int:
        """How many headers of hunks there are."""
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
        if offset < self._first:
            return offset
        hunk, inside = self._hunks.find(offset - self._first)
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
        found = self._first if offset < self._first else self.head_from(offset + 1)
        return found if found < self.height else None

    def head_above(self, offset: int | None) -> int:
        """The next header above a row, or above the end for None; that of the file comes last."""
        if self.is_folded or not self.file.hunks or (offset is not None and offset <= self._first):
            return 0
        end = self.height if offset is None else offset
        hunk, inside = self._hunks.find(end - 1 - self._first)
        sections = self.sections(hunk)
        return self._start(hunk) + sections.head(sections.find(inside)[0])

    # More of the file

    def widened(self, hunk: int, by: int) -> tuple[int, int]:
        """So many more lines above and below a hunk, fewer below 0, as far as there are any.

        Hunks do not overlap: there is no more between two than the file has.
        """
        sections = self.sections(hunk)
        above = self._gap(hunk) - self._below(hunk - 1)
        below = self._gap(hunk + 1) - self._above(hunk + 1)
        return (
            min(max(0, sections.above + by), above),
            min(max(0, sections.below + by), below),
        )

    def _above(self, hunk: int) -> int:
        """How many more lines are shown above a hunk: what the one before it leaves of the gap."""
        if hunk not in self.context:
            return 0
        room = self._gap(hunk) - self._below(hunk - 1)
        return max(0, min(self.context[hunk][0], room))

    def _below(self, hunk: int) -> int:
        """How many more lines are shown below a hunk."""
        if hunk not in self.context:
            return 0
        return max(0, min(self.context[hunk][1], self._gap(hunk + 1)))

    def _gap(self, hunk: int) -> int:
        """How many lines the file has between the hunk before and that one, or its end."""
        if self.text is None or self.file.new is None:
            return 0
        hunks = self.file.hunks
        start = _new_lines(hunks[hunk])[0] if hunk < len(hunks) else len(self.text())
        return start - (_new_lines(hunks[hunk - 1])[1] if hunk else 0)

    def around(self, row: Row) -> Sequence[bytes] | None:
        """All lines of the file, where a row shows one from around a hunk; None for the hunk's."""
        if 0 <= row.index < line_count(self.file.hunks[row.hunk]):
            return None
        assert self.text is not None
        return self.text()

    def line(self, row: Row) -> DiffLine:
        """The line of the diff that a row of that kind shows."""
        hunk = self.file.hunks[row.hunk]
        lines = self.around(row)
        if lines is None:
            return hunk_lines(hunk)[row.index]
        length = line_count(hunk)
        start, stop = _new_lines(hunk)
        at = start + row.index if row.index < 0 else stop + row.index - length
        shift = len(hunk.added) - len(hunk.removed) if row.index >= length else 0
        old_start = hunk.old_start - (1 if hunk.old_length else 0)
        old = at - start + old_start - shift
        return DiffLine(" ", lines[at], old + 1, at + 1, -1)

    # Its changes

    def changes(self, row: Row) -> tuple[range, ...]:
        """The changes that a row stands for; none for a line of context."""
        if row.kind is Kind.FILE:
            return (range(self.file.size),)
        if row.kind is Kind.FACT:
            return (range(row.index, row.index + 1),)
        if row.kind is Kind.HUNK:
            return self.sections(row.hunk).changes(row.section)
        change = self.line(row).change
        return (range(change, change + 1),) if change >= 0 else ()

    def changes_in(self, first: int, stop: int) -> tuple[range, ...]:
        """The lines and facts from ``first`` to before ``stop``, of a file that is not folded."""
        ends = zip(self._before(first), self._before(stop), strict=True)
        return tuple(span for start, end in ends if (span := range(start, end)))

    def _before(self, offset: int) -> tuple[int, int, int]:
        """The first fact, removed and added line from that row on, as changes."""
        one = self.file
        if offset < self._first:
            return max(0, offset - 1), one.removed.start, one.added.start
        facts = len(one.facts)
        number, inside = self._hunks.find(offset - self._first)
        if number == len(one.hunks):
            return facts, one.removed.stop, one.added.stop
        hunk, sections = one.hunks[number], self.sections(number)
        removed, added = sections.before(_position_from(sections, inside))
        return facts, hunk.removed.start + removed, hunk.added.start + added

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

    # What a part has

    def having_from(self, choice: bytes, number: int, offset: int, kind: Kind) -> int | None:
        """The first row from one on that stands for something of a part, or of the rest.

        That is a line or a fact; where ``kind`` is a hunk, a header stands for its lines if they
        are all that part's.
        """
        one = self.file
        stops = (len(one.facts), one.removed.stop, one.added.stop)
        spans = zip(self._before(offset), stops, strict=True)
        found = (choice.find(number, start, stop) for start, stop in spans)
        first = min((self.offset_of(change) for change in found if change >= 0), default=None)
        if first is None or kind is not Kind.HUNK:
            return first
        head = self.head_above(first)
        if not self._is_whole(choice, number, head):
            return first
        if head >= offset:
            return head
        return self.having_from(choice, number, self.head_from(offset), kind)

    def having_to(self, choice: bytes, number: int, offset: int, kind: Kind) -> int | None:
        """The last such row before one."""
        if offset == 0:
            return None
        if kind is Kind.HUNK and self._is_whole(choice, number, head := self.head_above(offset)):
            return head
        one = self.file
        starts = (0, one.removed.start, one.added.start)
        spans = zip(starts, self._before(offset), strict=True)
        found = (choice.rfind(number, start, stop) for start, stop in spans)
        last = max((self.offset_of(change) for change in found if change >= 0), default=None)
        if last is None or kind is not Kind.HUNK:
            return last
        head = self.head_above(last)
        return head if self._is_whole(choice, number, head) else last

    def offset_of(self, change: int) -> int:
        """Where the row is that stands for a change, a fact or a line: that of the header where the
        file is folded.
        """
        if self.is_folded:
            return 0
        if change < len(self.file.facts):
            return 1 + change
        hunk = self.file.hunk_of(change).number - 1
        sections = self.sections(hunk)
        return self._start(hunk) + sections.row(sections.position_of_change(change))

    def _is_whole(self, choice: bytes, number: int, head: int) -> bool:
        """Whether all lines below the header of a hunk are a part's; not so below a file's."""
        row = self.row(head)
        return row.kind is Kind.HUNK and all(
            choice.count(number, span.start, span.stop) == len(span) for span in self.changes(row)
        )

    # Searching

    def matches(self, wanted: Wanted, first: int, stop: int, step: int) -> Iterator[int]:
        """The rows from ``first`` to before ``stop`` that have a text, or from the last on."""
        texts = _texts(self.file)
        heads = range(first, min(stop, len(texts)))
        found = [at for at in heads if wanted.matches(texts[at])]
        if step > 0:
            yield from found
        low, high = max(first - self._first, 0), stop - self._first
        for number, hunk in list(enumerate(self.file.hunks))[::step] if low < high else ():
            if number not in self._special and not wanted.may_be_in(hunk):
                continue
            start = self._hunks.start(number)
            end = start + self._hunks[number]
            inside = range(max(low, start) - start, min(high, end) - start)
            for row in self._matches_in(wanted, number, inside, step):
                yield self._first + start + row
        if step < 0:
            yield from reversed(found)

    def _matches_in(self, wanted: Wanted, hunk: int, rows: range, step: int) -> Iterator[int]:
        """The rows of a hunk that have the text: its heading is that of its first section."""
        if not rows:
            return
        sections = self.sections(hunk)
        head = [0] if 0 in rows and wanted.matches(sections.hunk.heading) else []
        low, high = _position_from(sections, rows.start), _position_from(sections, rows.stop)
        length = sections.length
        around = [
            [at for at in span if wanted.matches(self._text(hunk, at))]
            for span in (range(low, min(high, 0)), range(max(low, length), high))
        ]
        stretches = list(sections.stretches(max(low, 0), min(high, length)))[::step]
        positions = chain.from_iterable(
            _positions(sections, wanted, lines, step) for lines in stretches
        )
        found = map(sections.row, chain(around[0][::step], positions, around[1][::step]))
        if step < 0:
            found = map(sections.row, chain(around[1][::step], positions, around[0][::step]))
        yield from chain(head, found) if step > 0 else chain(found, head)

    def _text(self, hunk: int, line: int) -> bytes:
        return self.line(Row(Kind.LINE, self.number, line, hunk)).text


def _positions(
    sections: Sections, wanted: Wanted, lines: Iterable[range], step: int
) -> Iterator[int]:
    """The positions of those of some lines of a hunk that have a text: see `Sections.stretches`."""
    sides = (wanted.lines(sections.hunk, side.start, side.stop, step) for side in lines)
    return merge(*(map(sections.position_of, side) for side in sides), reverse=step < 0)


def may_match(file: FilePatch, wanted: Wanted) -> bool:
    """Whether some row of a file without more context can have a text; False where none has."""
    return any(map(wanted.matches, _texts(file))) or any(map(wanted.may_be_in, file.hunks))


def _texts(file: FilePatch) -> tuple[bytes, ...]:
    """What is looked at above the first hunk, row by row."""
    return (file.path, *(fact.text.encode() for fact in file.facts))


def line_count(hunk: Hunk) -> int:
    """How many lines a hunk has, context included."""
    return hunk.old_length + len(hunk.added)


@lru_cache(maxsize=1024)
def plain_hunks(file: FilePatch) -> Heights:
    """How many rows the hunks of a file have that are not cut and have no more context."""
    return Heights(1 + line_count(hunk) for hunk in file.hunks)


@lru_cache(maxsize=16384)
def plain_height(file: FilePatch) -> int:
    """How many rows a file has whose hunks are not cut and have no more context."""
    return 1 + len(file.facts) + sum(1 + line_count(hunk) for hunk in file.hunks)


def _new_lines(hunk: Hunk) -> tuple[int, int]:
    """The lines of the new file that a hunk has: from which to before which, from 0."""
    start = hunk.new_start - (1 if hunk.new_length else 0)
    return start, start + hunk.new_length


def _position_from(sections: Sections, row: int) -> int:
    """The first position from that row of a hunk on."""
    if row >= sections.height:
        return sections.length + sections.below
    section, position = sections.find(row)
    if position is not None:
        return position
    return sections.starts[section] if section else -sections.above
