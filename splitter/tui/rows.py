"""What the screen shows, as data: a commit's patch as rows, found by their number.

No row is made before it is asked for, so a commit of any size opens at once; and what a key does
costs as much as it touches, however large the commit.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from enum import Enum
from functools import cached_property, lru_cache
from itertools import accumulate, chain

from msgspec import Struct, field
from msgspec.structs import force_setattr, replace

from splitter.core.draft import Cut
from splitter.core.lines import DiffLine
from splitter.core.parse import hunk_lines
from splitter.core.patch import FilePatch, Hunk, Patch
from splitter.core.plan import Plan, Selection, whole
from splitter.core.reading import Order, orders_in
from splitter.core.rules import REST
from splitter.tui.search import Wanted
from splitter.tui.sections import Sections
from splitter.tui.tree import Tree


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


class Layout:
    """Blocks of rows on top of each other, found by row."""

    def __init__(self, heights: Iterable[int]) -> None:
        self.starts = list(accumulate(heights, initial=0))

    @property
    def height(self) -> int:
        """How many rows there are."""
        return self.starts[-1]

    def find(self, y: int) -> tuple[int, int]:
        """The block that has row ``y``, and the row within it."""
        block = bisect_right(self.starts, y) - 1
        return block, y - self.starts[block]


class Document(Struct, frozen=True, eq=False, dict=True):
    """The diff of the files offered, in the order of their paths.

    For each there is a header, its facts, and its hunks with their lines; of the files in
    ``folded`` only the header.  ``closed`` are directories, each with a slash at its end, whose
    files the outline does not show.  At each of ``cuts`` a hunk becomes two.  Blocks that have one
    of ``orders`` are shown in reading order.  ``context`` says of a hunk, by the numbers of file
    and hunk, how many more lines of the file are shown above and below it.  ``text`` gives a file's
    lines as the commit leaves them, with their newlines, and is not asked for a file that goes;
    without it there is no more context.
    """

    patch: Patch
    files: Sequence[int]
    folded: frozenset[int] = frozenset()
    closed: frozenset[bytes] = frozenset()
    cuts: frozenset[Cut] = frozenset()
    orders: tuple[Order, ...] = ()
    context: Mapping[tuple[int, int], tuple[int, int]] = field(default_factory=dict)
    text: Callable[[int], Sequence[bytes]] | None = None

    def __post_init__(self) -> None:
        files = sorted(self.files, key=lambda file: self.patch.files[file].path)
        force_setattr(self, "files", tuple(files))

    # Where the rows are

    @cached_property
    def tree(self) -> Tree:
        """The directories of the files."""
        return _tree(self.patch, tuple(self.files))

    @cached_property
    def _place(self) -> dict[int, int]:
        return {file: place for place, file in enumerate(self.files)}

    @cached_property
    def _layout(self) -> Layout:
        return Layout(self._height(file) for file in self.files)

    @cached_property
    def _hunk_layouts(self) -> dict[int, Layout]:
        return {}

    @cached_property
    def _sections_made(self) -> dict[tuple[int, int], Sections]:
        return {}

    @cached_property
    def _heads_made(self) -> dict[int, tuple[list[int], list[int]]]:
        return {}

    @cached_property
    def _cut_lines(self) -> dict[int, dict[int, list[int]]]:
        """The lines that are cut at, by file and hunk."""
        lines: dict[int, dict[int, list[int]]] = {}
        for cut in self.cuts:
            lines.setdefault(cut.file, {}).setdefault(cut.hunk, []).append(cut.line)
        return lines

    @cached_property
    def _orders(self) -> dict[int, tuple[Order, ...]]:
        """The orders of blocks, by file."""
        orders: dict[int, tuple[Order, ...]] = {}
        for order in self.orders:
            orders[order.file] = (*orders.get(order.file, ()), order)
        return orders

    @cached_property
    def _special(self) -> dict[int, set[int]]:
        """The hunks that are cut or have more context, by file."""
        found = {file: set(hunks) for file, hunks in self._cut_lines.items()}
        for file, hunk in self.context:
            found.setdefault(file, set()).add(hunk)
        return found

    def _height(self, file: int) -> int:
        if file in self.folded:
            return 1
        one = self.patch.files[file]
        more = (
            self.sections(file, hunk).height - 1 - line_count(one.hunks[hunk])
            for hunk in self._special.get(file, ())
        )
        return _plain_height(one) + sum(more)

    def sections(self, file: int, hunk: int) -> Sections:
        """A hunk as it is shown."""
        key = (file, hunk)
        if key not in self._sections_made:
            cuts = self._cut_lines.get(file, {}).get(hunk, ())
            one = self.patch.files[file].hunks[hunk]
            orders = orders_in(one, self._orders.get(file, ()))
            around = self._above(*key), self._below(*key)
            self._sections_made[key] = Sections(one, cuts, *around, orders)
        return self._sections_made[key]

    def _hunk_layout(self, file: int) -> Layout:
        if file not in self._hunk_layouts:
            special = self._special.get(file, ())
            heights = (
                self.sections(file, number).height if number in special else 1 + line_count(hunk)
                for number, hunk in enumerate(self.patch.files[file].hunks)
            )
            self._hunk_layouts[file] = Layout(heights)
        return self._hunk_layouts[file]

    @property
    def height(self) -> int:
        """How many rows there are."""
        return self._layout.height

    def row(self, y: int) -> Row:
        """The row of that number, from 0."""
        place, offset = self._layout.find(y)
        file = self.files[place]
        facts = len(self.patch.files[file].facts)
        if offset == 0:
            return Row(Kind.FILE, file)
        if offset <= facts:
            return Row(Kind.FACT, file, offset - 1)
        hunk, inside = self._hunk_layout(file).find(offset - 1 - facts)
        sections = self.sections(file, hunk)
        section, position = sections.find(inside)
        if position is None:
            return Row(Kind.HUNK, file, hunk, hunk, section)
        return Row(Kind.LINE, file, sections.line_at(position), hunk)

    def y(self, row: Row) -> int:
        """The number of a row.

        That of its file's header where the file is folded, that of the nearest one where less of
        the file is shown now, or its hunk is in fewer sections.
        """
        start = self._layout.starts[self._place[row.file]]
        if row.kind in (Kind.FILE, Kind.DIRECTORY) or row.file in self.folded:
            return start
        if row.kind is Kind.FACT:
            return start + 1 + row.index
        sections = self.sections(row.file, row.hunk)
        first = start + self._hunk_start(row.file, row.hunk)
        if row.kind is Kind.HUNK:
            return first + sections.head(min(row.section, len(sections.starts) - 1))
        last = sections.length + sections.below - 1
        position = sections.position_of(row.index)
        return first + sections.row(min(max(position, -sections.above), last))

    def _hunk_start(self, file: int, hunk: int) -> int:
        """Which of its file's rows a hunk begins with."""
        facts = len(self.patch.files[file].facts)
        return 1 + facts + self._hunk_layout(file).starts[hunk]

    def heading(self, y: int) -> tuple[Row, Row | None]:
        """The header of the file, and that of the hunk's section, to which row ``y`` belongs."""
        row = self.row(y)
        head = Row(Kind.FILE, row.file)
        if row.kind is Kind.LINE:
            sections = self.sections(row.file, row.hunk)
            section = sections.section(sections.position_of(row.index))
            return head, Row(Kind.HUNK, row.file, row.hunk, row.hunk, section)
        return head, row if row.kind is Kind.HUNK else None

    def directory(self, file: int) -> int:
        """The number of the directory that a file is shown in; -1 for none."""
        return self.tree.around(self._place[file])

    # The headers of a file's hunks

    def _heads(self, file: int) -> tuple[list[int], list[int]]:
        """The hunks of a file that are in several sections, and how many headers more there are
        from each of them on.
        """
        if file not in self._heads_made:
            hunks = sorted(self._cut_lines.get(file, ()))
            more = accumulate(len(self.sections(file, hunk).starts) - 1 for hunk in hunks)
            self._heads_made[file] = hunks, [0, *more]
        return self._heads_made[file]

    def head_count(self, file: int) -> int:
        """How many headers of hunks a file has."""
        more = self._heads(file)[1][-1] if file in self._cut_lines else 0
        return len(self.patch.files[file].hunks) + more

    def head(self, file: int, number: int) -> Row:
        """The header of a hunk, or of a section of it, by its number among those of its file."""
        hunks, more = self._heads(file)
        at = bisect_right(range(len(hunks)), number, key=lambda n: hunks[n] + more[n])
        if not at:
            return Row(Kind.HUNK, file, number, number)
        sections = len(self.sections(file, hunks[at - 1]).starts)
        section = number - hunks[at - 1] - more[at - 1]
        if section < sections:
            return Row(Kind.HUNK, file, hunks[at - 1], hunks[at - 1], section)
        hunk = number - more[at]
        return Row(Kind.HUNK, file, hunk, hunk)

    def head_number(self, row: Row) -> int:
        """The number of a row's hunk's header among those of its file: see `head`."""
        hunks, more = self._heads(row.file)
        sections = self.sections(row.file, row.hunk)
        section = min(row.section, len(sections.starts) - 1)
        if row.kind is Kind.LINE:
            section = sections.section(sections.position_of(row.index))
        return row.hunk + more[bisect_left(hunks, row.hunk)] + section

    # Showing more or less

    def fold(self, files: frozenset[int]) -> Document:
        """The same diff with other files folded."""
        return replace(self, folded=files)

    def toggle(self, row: Row) -> Document:
        """The same diff with a row's file, or directory, folded or unfolded.

        The files of a folded directory are folded, and the outline does not show them.
        """
        if row.kind is not Kind.DIRECTORY:
            return self.fold(self.folded ^ {row.file})
        path, below = self.tree.directories[row.index].path, frozenset(self.tree.below(row.index))
        if path not in self.closed:
            return replace(self, closed=self.closed | {path}, folded=self.folded | below)
        closed = self.closed - {path}
        inner = (self.tree.numbers[other] for other in closed if other in self.tree.numbers)
        still = frozenset(chain.from_iterable(map(self.tree.below, inner)))
        return replace(self, closed=closed, folded=self.folded - (below - still))

    def only(self, files: Sequence[int]) -> Document:
        """The diff of other files of the same patch."""
        return replace(self, files=files)

    def drawn_up(self, cuts: Iterable[Cut], orders: tuple[Order, ...] = ()) -> Document:
        """The same diff with its hunks cut elsewhere, and its blocks in other orders."""
        return replace(self, cuts=frozenset(cuts), orders=orders)

    def cut_at(self, row: Row) -> tuple[Cut, ...]:
        """The cuts to add to cut a hunk at a row; none where a side would be without changes.

        On a line that is before it; on a header it is wherever there is context between changes.
        """
        if row.kind is Kind.HUNK:
            gaps = self.sections(row.file, row.hunk).gaps(row.section)
            return tuple(Cut(row.file, row.hunk, line) for line in gaps)
        if row.kind is not Kind.LINE:
            return ()
        now = self.sections(row.file, row.hunk)
        then = Sections(now.hunk, now.cuts | {row.index}, orders=now.orders)
        is_cut = len(then.starts) > len(now.starts)
        return (Cut(row.file, row.hunk, row.index),) if is_cut else ()

    def more_context(self, row: Row, by: int) -> Document:
        """The same diff with so many more lines above and below a row's hunk; fewer below 0.

        Hunks do not overlap: there is no more between two than the file has.
        """
        if row.kind not in (Kind.HUNK, Kind.LINE) or self.text is None:
            return self
        file, hunk = row.file, row.hunk
        sections = self.sections(file, hunk)
        room = self._gap(file, hunk + 1) - self._above(file, hunk + 1)
        above = min(
            max(0, sections.above + by), self._gap(file, hunk) - self._below(file, hunk - 1)
        )
        below = min(max(0, sections.below + by), room)
        if (above, below) == (sections.above, sections.below):
            return self
        context = {**self.context, (file, hunk): (above, below)}
        if not above and not below:
            del context[file, hunk]
        return replace(self, context=context)

    def _above(self, file: int, hunk: int) -> int:
        """How many more lines are shown above a hunk: what the one before it leaves of the gap."""
        if (file, hunk) not in self.context:
            return 0
        room = self._gap(file, hunk) - self._below(file, hunk - 1)
        return max(0, min(self.context[file, hunk][0], room))

    def _below(self, file: int, hunk: int) -> int:
        """How many more lines are shown below a hunk."""
        if (file, hunk) not in self.context:
            return 0
        return max(0, min(self.context[file, hunk][1], self._gap(file, hunk + 1)))

    def _gap(self, file: int, hunk: int) -> int:
        """How many lines the file has between the hunk before and that one, or its end."""
        if self.text is None or self.patch.files[file].new is None:
            return 0
        hunks = self.patch.files[file].hunks
        start = _new_lines(hunks[hunk])[0] if hunk < len(hunks) else len(self.text(file))
        return start - (_new_lines(hunks[hunk - 1])[1] if hunk else 0)

    def line(self, row: Row) -> DiffLine:
        """The line of the diff that a row of that kind shows."""
        hunk = self.patch.files[row.file].hunks[row.hunk]
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

    def around(self, row: Row) -> Sequence[bytes] | None:
        """All lines of the file, where a row shows one from around a hunk; None for the hunk's."""
        if 0 <= row.index < line_count(self.patch.files[row.file].hunks[row.hunk]):
            return None
        assert self.text is not None
        return self.text(row.file)

    # What is under the cursor

    def changes(self, row: Row) -> tuple[range, ...]:
        """The changes of its file that a row stands for; none for a line of context.

        A directory has several files: see `select`.
        """
        file = self.patch.files[row.file]
        if row.kind is Kind.DIRECTORY:
            return ()
        if row.kind is Kind.FILE:
            return (range(file.size),)
        if row.kind is Kind.FACT:
            return (range(row.index, row.index + 1),)
        if row.kind is Kind.HUNK:
            return self.sections(row.file, row.hunk).changes(row.section)
        change = self.line(row).change
        return (range(change, change + 1),) if change >= 0 else ()

    def select(self, row: Row) -> list[Selection]:
        """What is given to a part when the cursor is on that row."""
        if row.kind is Kind.DIRECTORY:
            return [whole(self.patch, file) for file in self.tree.below(row.index)]
        changes = self.changes(row)
        return [Selection(row.file, changes)] if changes else []

    def select_span(self, first: int, last: int) -> list[Selection]:
        """What is given to a part when those rows are marked: their lines and facts.

        A folded file, and a hunk of which only the header is marked, count as a whole.
        """
        if first == last:
            return self.select(self.row(first))
        found = []
        place, offset = self._layout.find(first)
        last_place, last_offset = self._layout.find(last)
        for at in range(place, last_place + 1):
            file = self.files[at]
            if file in self.folded or place < at < last_place:
                found.append(whole(self.patch, file))
                continue
            start = self._before(file, offset if at == place else 0)
            stop = self._before(file, last_offset + 1 if at == last_place else None)
            spans = tuple(range(*ends) for ends in zip(start, stop, strict=True))
            if any(spans):
                found.append(Selection(file, tuple(filter(None, spans))))
        return found

    def owners(self, plan: Plan, row: Row) -> tuple[int, ...]:
        """The numbers of the parts that have something of a row, in the plan's order."""
        if row.kind is Kind.DIRECTORY:
            found = self.tree.owners(plan, row.index)
            return tuple(sorted(found, key=plan.positions.__getitem__))
        if row.kind is Kind.LINE:
            change = self.line(row).change
            return (plan.choices[row.file][change],) if change >= 0 else ()
        return owners(plan, row.file, self.changes(row))

    def _before(self, file: int, offset: int | None) -> tuple[int, int, int]:
        """The first fact, removed and added line from that row of the file on, as changes.

        ``offset`` is None for the end of the file.
        """
        one = self.patch.files[file]
        facts = len(one.facts)
        if offset is None:
            return facts, one.removed.stop, one.added.stop
        if offset <= facts:
            return max(0, offset - 1), one.removed.start, one.added.start
        number, inside = self._hunk_layout(file).find(offset - 1 - facts)
        if number == len(one.hunks):
            return facts, one.removed.stop, one.added.stop
        hunk, sections = one.hunks[number], self.sections(file, number)
        removed, added = sections.before(_position_from(sections, inside))
        return facts, hunk.removed.start + removed, hunk.added.start + added

    # Going on

    def next_undecided(self, plan: Plan, y: int, step: int, kind: Kind) -> int | None:
        """The nearest row above or below (``step`` -1 or 1) that stands for something in the rest.

        Of the same kind as ``kind`` if that is a hunk or a file; else a line or a fact.
        """
        if not plan.tally(REST):
            return None
        place, offset = self._layout.find(y)
        for at in range(place, len(self.files) if step > 0 else -1, step):
            file = self.files[at]
            if REST not in plan.choices[file]:
                continue
            is_here = at == place
            if file in self.folded or kind in (Kind.FILE, Kind.DIRECTORY):
                found = [] if is_here and (step > 0 or not offset) else [0]
            elif step > 0:
                found = self._undecided_from(plan, file, offset + 1 if is_here else 0, kind)
            else:
                found = self._undecided_to(plan, file, offset if is_here else None, kind)
            if found:
                return self._layout.starts[at] + (min(found) if step > 0 else max(found))
        return None

    def _undecided_from(self, plan: Plan, file: int, offset: int, kind: Kind) -> list[int]:
        """The first fact, removed and added line in the rest from that row of the file on."""
        if kind is Kind.HUNK:
            offset = self._head_from(file, offset)
        one, choice = self.patch.files[file], plan.choices[file]
        stops = (len(one.facts), one.removed.stop, one.added.stop)
        starts = self._before(file, offset)
        spans = zip(starts, stops, strict=True)
        found = (choice.find(REST, start, stop) for start, stop in spans)
        return [self._offset(file, change, kind) for change in found if change >= 0]

    def _undecided_to(self, plan: Plan, file: int, offset: int | None, kind: Kind) -> list[int]:
        """The last fact, removed and added line in the rest before that row of the file."""
        if kind is Kind.HUNK and offset:
            offset = self._head_from(file, offset)
        if offset == 0:
            return []
        one, choice = self.patch.files[file], plan.choices[file]
        starts = (0, one.removed.start, one.added.start)
        stops = self._before(file, offset)
        spans = zip(starts, stops, strict=True)
        found = (choice.rfind(REST, start, stop) for start, stop in spans)
        return [self._offset(file, change, kind) for change in found if change >= 0]

    def _offset(self, file: int, change: int, kind: Kind) -> int:
        """The row of its file that stands for a change: a fact, a line or a section's header."""
        one = self.patch.files[file]
        if change < len(one.facts):
            return 1 + change
        hunk = _hunk_of(one, change)
        sections = self.sections(file, hunk)
        position = sections.position_of_change(change)
        start = self._hunk_start(file, hunk)
        if kind is Kind.HUNK:
            return start + sections.head(sections.section(position))
        return start + sections.row(position)

    def _head_from(self, file: int, offset: int) -> int:
        """The first row of a file from that one on that is no line; how many it has, if none."""
        facts = len(self.patch.files[file].facts)
        if offset <= facts:
            return offset
        layout = self._hunk_layout(file)
        hunk, inside = layout.find(offset - 1 - facts)
        if not inside:
            return offset
        sections = self.sections(file, hunk)
        section, position = sections.find(inside)
        if position is None:
            return offset
        heads = len(sections.starts)
        following = sections.head(section + 1) if section + 1 < heads else sections.height
        return self._hunk_start(file, hunk) + following

    def next_of(self, y: int, step: int, kinds: tuple[Kind, ...]) -> int | None:
        """The nearest row above or below of one of those kinds, which are file or hunk."""
        place, offset = self._layout.find(y)
        start = self._layout.starts[place]
        if step > 0:
            found = self._head_below(self.files[place], offset) if Kind.HUNK in kinds else None
            if found is not None:
                return start + found
            return self._layout.starts[place + 1] if place + 1 < len(self.files) else None
        if offset:
            return start + (self._head_above(place, offset) if Kind.HUNK in kinds else 0)
        if not place:
            return None
        start = self._layout.starts[place - 1]
        return start + (self._head_above(place - 1, None) if Kind.HUNK in kinds else 0)

    def _head_below(self, file: int, offset: int) -> int | None:
        """The next row of a file that is the header of a hunk."""
        one = self.patch.files[file]
        if file in self.folded or not one.hunks:
            return None
        first = 1 + len(one.facts)
        found = first if offset < first else self._head_from(file, offset + 1)
        return found if found < first + self._hunk_layout(file).height else None

    def _head_above(self, place: int, offset: int | None) -> int:
        """The row of a file before that one (or before its end) that is a header."""
        file = self.files[place]
        one = self.patch.files[file]
        first = 1 + len(one.facts)
        if file in self.folded or not one.hunks or (offset is not None and offset <= first):
            return 0
        layout = self._hunk_layout(file)
        hunk, inside = layout.find((layout.height if offset is None else offset - first) - 1)
        sections = self.sections(file, hunk)
        return self._hunk_start(file, hunk) + sections.head(sections.find(inside)[0])

    # Searching

    def matching(self, text: str, files: Sequence[int]) -> list[int]:
        """Those of some files whose path has the text, in any case as for `search`."""
        wanted = Wanted(text)
        return [file for file in files if wanted.matches(self.patch.files[file].path)]

    def search(self, text: str, y: int, step: int) -> int | None:
        """The nearest row above or below whose line or path has the text, in any case.

        A text with a capital letter is looked for as it is.  The search goes round once.
        """
        wanted = Wanted(text)
        rounds = ((y + 1, self.height), (0, y + 1)) if step > 0 else ((0, y), (y, self.height))
        found = chain.from_iterable(self._matches(wanted, *one, step) for one in rounds)
        return next(found, None)

    def _matches(self, wanted: Wanted, first: int, stop: int, step: int) -> Iterator[int]:
        """The rows from ``first`` to before ``stop`` that have the text."""
        if first >= stop:
            return
        places = range(self._layout.find(first)[0], self._layout.find(stop - 1)[0] + 1)
        for place in places[::step]:
            start, end = self._layout.starts[place], self._layout.starts[place + 1]
            inside = max(first, start) - start, min(stop, end) - start
            for offset in self._matches_in(wanted, self.files[place], *inside, step):
                yield start + offset

    def _matches_in(
        self, wanted: Wanted, file: int, first: int, stop: int, step: int
    ) -> Iterator[int]:
        """The rows of a file that have the text."""
        one = self.patch.files[file]
        texts = (one.path, *(fact.text.encode() for fact in one.facts))
        heads = range(first, min(stop, len(texts)))
        found = [at for at in heads if wanted.matches(texts[at])]
        if step > 0:
            yield from found
        low, high = max(first - len(texts), 0), stop - len(texts)
        special = self._special.get(file, ())
        for number, hunk in list(enumerate(one.hunks))[::step] if low < high else ():
            if number not in special and not wanted.may_be_in(hunk):
                continue
            start, end = self._hunk_layout(file).starts[number : number + 2]
            inside = range(max(low, start) - start, min(high, end) - start)
            for row in self._matches_in_hunk(wanted, file, number, inside, step):
                yield len(texts) + start + row
        if step < 0:
            yield from reversed(found)

    def _matches_in_hunk(
        self, wanted: Wanted, file: int, hunk: int, rows: range, step: int
    ) -> Iterator[int]:
        """The rows of a hunk that have the text: its heading is that of its first section."""
        if not rows:
            return
        sections = self.sections(file, hunk)
        head = [0] if 0 in rows and wanted.matches(sections.hunk.heading) else []
        low, high = _position_from(sections, rows.start), _position_from(sections, rows.stop)
        length = sections.length
        around = [
            [at for at in span if wanted.matches(self.line(Row(Kind.LINE, file, at, hunk)).text)]
            for span in (range(low, min(high, 0)), range(max(low, length), high))
        ]
        inside = max(low, 0), min(high, length)
        if sections.is_reordered:
            lines = map(sections.position_of, wanted.lines(sections.hunk, 0, length, 1))
            positions: Iterable[int] = sorted(at for at in lines if at in range(*inside))[::step]
        elif inside[0] < inside[1]:
            positions = wanted.lines(sections.hunk, *inside, step)
        else:
            positions = ()
        found = map(sections.row, chain(around[0][::step], positions, around[1][::step]))
        if step < 0:
            found = map(sections.row, chain(around[1][::step], positions, around[0][::step]))
        yield from chain(head, found) if step > 0 else chain(found, head)


def line_count(hunk: Hunk) -> int:
    """How many lines a hunk has, context included."""
    return hunk.old_length + len(hunk.added)


def owners(plan: Plan, file: int, changes: Iterable[range]) -> tuple[int, ...]:
    """The numbers of the parts that have something of those changes, in the plan's order."""
    choice = plan.choices[file]
    spans = [span for span in changes if span]
    numbers = sorted(plan.tallies, key=plan.positions.__getitem__)
    return tuple(
        number
        for number in numbers
        if any(choice.find(number, span.start, span.stop) >= 0 for span in spans)
    )


@lru_cache(maxsize=16384)
def _plain_height(file: FilePatch) -> int:
    """How many rows a file has whose hunks are not cut and have no more context."""
    return 1 + len(file.facts) + sum(1 + line_count(hunk) for hunk in file.hunks)


@lru_cache(maxsize=8)
def _tree(patch: Patch, files: tuple[int, ...]) -> Tree:
    return Tree(patch, files)


def _new_lines(hunk: Hunk) -> tuple[int, int]:
    """The lines of the new file that a hunk has: from which to before which, from 0."""
    start = hunk.new_start - (1 if hunk.new_length else 0)
    return start, start + hunk.new_length


def _hunk_of(file: FilePatch, change: int) -> int:
    """Which hunk of a file has that changed line."""
    if change < file.added.start:
        return bisect_right(file.hunks, change, key=lambda hunk: hunk.removed.start) - 1
    return bisect_right(file.hunks, change, key=lambda hunk: hunk.added.start) - 1


def _position_from(sections: Sections, row: int) -> int:
    """The first position from that row of a hunk on."""
    if row >= sections.height:
        return sections.length + sections.below
    section, position = sections.find(row)
    if position is not None:
        return position
    return sections.starts[section] if section else -sections.above
