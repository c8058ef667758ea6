"""What the screen shows, as data: the diff of all files as rows, found by their number.

Another document shares with the one it was made from what is alike, so what a key does costs as
much as it touches, however large the commit.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property, partial
from itertools import chain

from msgspec import Struct, field
from msgspec.structs import replace

from splitter.core.diff.blocks import Block, block_of
from splitter.core.diff.interleaved import Order, orders_in
from splitter.core.diff.lines import DiffLine
from splitter.core.diff.model import Hunk, Patch
from splitter.core.draft.draft import Cut
from splitter.core.plan.plan import Plan, Selection, count_changes, whole
from splitter.view.diff.directories import Tree
from splitter.view.diff.file_rows import FileRows, Kind, Row, may_match, plain_height
from splitter.view.diff.heights import Heights
from splitter.view.diff.hunk_rows import Sections
from splitter.view.diff.paragraphs import paragraphs
from splitter.view.diff.search import Found, Wanted

#: How far below a row another one that is given away alike is looked for.
REACH = 1000
#: From how many lines on the order of a block is guessed before it is asked for.
LARGE = 2000
#: How far from a row the paragraphs go that have it.
NEAR = 1000


class Document(Struct, frozen=True, eq=False, dict=True):
    """The diff of the files of a tree, in the order of their paths: see `FileRows` for each.

    Of the files in ``folded`` there is only the header.  ``closed`` are directories, each with a
    slash at its end, whose files the outline does not show.  ``cuts``, ``orders`` and ``context``
    are those of all files, the context by the numbers of file and hunk; ``text`` gives a file's
    lines by its number.
    """

    tree: Tree
    folded: frozenset[int] = frozenset()
    closed: frozenset[bytes] = frozenset()
    cuts: frozenset[Cut] = frozenset()
    orders: tuple[Order, ...] = ()
    context: Mapping[tuple[int, int], tuple[int, int]] = field(default_factory=dict)
    text: Callable[[int], Sequence[bytes]] | None = None

    @property
    def patch(self) -> Patch:
        """The patch of which these are files."""
        return self.tree.patch

    @property
    def files(self) -> tuple[int, ...]:
        """The numbers of the files."""
        return self.tree.files

    # The files

    @cached_property
    def _made(self) -> dict[int, FileRows]:
        return {}

    def of(self, file: int) -> FileRows:
        """The rows of one file."""
        if file not in self._made:
            self._made[file] = self._make(file)
        return self._made[file]

    def _make(self, file: int) -> FileRows:
        return FileRows(
            file,
            self.patch.files[file],
            file in self.folded,
            self._cuts.get(file, {}),
            self._orders.get(file, ()),
            self._contexts.get(file, {}),
            partial(self.text, file) if self.text else None,
        )

    @cached_property
    def _cuts(self) -> dict[int, dict[int, list[int]]]:
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
    def _contexts(self) -> dict[int, dict[int, tuple[int, int]]]:
        """How many lines are shown around hunks, by file and hunk."""
        found: dict[int, dict[int, tuple[int, int]]] = {}
        for (file, hunk), size in self.context.items():
            found.setdefault(file, {})[hunk] = size
        return found

    # Where the rows are

    @cached_property
    def _heights(self) -> Heights:
        """The heights of the files."""
        unlike = self.folded | self._cuts.keys() | self._contexts.keys()
        return self.tree.heights.put(self._heights_of(unlike))

    def _heights_of(self, files: Iterable[int]) -> dict[int, int]:
        """The heights of those of some files that are here, by place."""
        places = self.tree.places
        return {places[file]: self._height(file) for file in files if file in places}

    def _height(self, file: int) -> int:
        if file in self.folded:
            return 1
        if file in self._cuts or file in self._contexts:
            return self.of(file).height
        return plain_height(self.patch.files[file])

    @property
    def height(self) -> int:
        """How many rows there are."""
        return self._heights.height

    def row(self, y: int) -> Row:
        """The row of that number, from 0."""
        place, offset = self._heights.find(y)
        return self.of(self.files[place]).row(offset)

    def y(self, row: Row) -> int:
        """The number of a row: see `FileRows.offset` for one that is not shown now."""
        return self._start(row.file) + self.of(row.file).offset(row)

    def y_of(self, file: int, change: int) -> int:
        """The number of the row that stands for a change: see `FileRows.offset_of`."""
        return self._start(file) + self.of(file).offset_of(change)

    def _start(self, file: int) -> int:
        return self._heights.start(self.tree.places[file])

    def heading(self, y: int) -> tuple[Row, Row | None]:
        """The header of the file, and that of the hunk's section, to which row ``y`` belongs."""
        row = self.row(y)
        head = Row(Kind.FILE, row.file)
        if row.kind is Kind.LINE:
            return head, Row(
                Kind.HUNK, row.file, row.hunk, row.hunk, self.of(row.file).section(row)
            )
        return head, row if row.kind is Kind.HUNK else None

    def sections(self, file: int, hunk: int) -> Sections:
        """A hunk as it is shown."""
        return self.of(file).sections(hunk)

    def reads(self, row: Row, orders: tuple[Order, ...]) -> bool:
        """Whether the changed lines around one are shown as they read by its file's orders."""
        hunk = self.patch.files[row.file].hunks[row.hunk]
        return self.sections(row.file, row.hunk).reads(row.index, orders_in(hunk, orders))

    def large_block(self, row: Row) -> tuple[Hunk, Block] | None:
        """The replaced block that has a row's line, and its hunk, where its order is no matter of
        an instant; None for any other row.
        """
        if row.kind is not Kind.LINE:
            return None
        file = self.patch.files[row.file]
        if sum(map(len, file.hunks[row.hunk].changes)) < LARGE:
            return None
        found = block_of(file, self.line(row).change)
        return found if found and len(found[1].removed) + len(found[1].added) >= LARGE else None

    def directory(self, file: int) -> int:
        """The number of the directory that a file is shown in; -1 for none."""
        return self.tree.around(self.tree.places[file])

    def head_count(self, file: int) -> int:
        """How many headers of hunks a file has."""
        if file in self._cuts:
            return self.of(file).head_count
        return len(self.patch.files[file].hunks)

    # Showing more or less

    def _changed(self, files: Iterable[int], **fields: object) -> Document:
        """A document with other fields, in which no other files than those have other heights."""
        document = replace(self, **fields)
        document.__dict__["_heights"] = self._heights.put(document._heights_of(files))
        return document

    def fold(self, files: frozenset[int]) -> Document:
        """The same diff with other files folded."""
        return self._changed(self.folded ^ files, folded=files)

    def fold_all(self) -> Document:
        """The same diff with all files unfolded where some are folded, else with all folded."""
        if self.folded:
            return replace(self, folded=frozenset())
        document = replace(self, folded=frozenset(self.files))
        document.__dict__["_heights"] = Heights([1] * len(self.files))
        return document

    def toggle(self, row: Row) -> Document:
        """The same diff with a row's file, or directory, folded or unfolded.

        The files of a folded directory are folded, and the outline does not show them.
        """
        if row.kind is not Kind.DIRECTORY:
            return self.fold(self.folded ^ {row.file})
        path, below = self.tree.directories[row.index].path, frozenset(self.tree.below(row.index))
        if path not in self.closed:
            closed, folded = self.closed | {path}, self.folded | below
            return self._changed(below - self.folded, closed=closed, folded=folded)
        closed = self.closed - {path}
        inner = (self.tree.numbers[other] for other in closed if other in self.tree.numbers)
        opened = below.difference(*map(self.tree.below, inner))
        return self._changed(opened, closed=closed, folded=self.folded - opened)

    def only(self, files: Sequence[int]) -> Document:
        """The diff of other files of the same patch."""
        return replace(self, tree=Tree(self.patch, files))

    def drawn_up(self, cuts: Iterable[Cut], orders: tuple[Order, ...] = ()) -> Document:
        """The same diff with its hunks cut elsewhere, and its blocks in other orders."""
        wanted = frozenset(cuts)
        files = {cut.file for cut in wanted ^ self.cuts}
        files |= {order.file for order in set(orders) ^ set(self.orders)}
        return self._changed(files, cuts=wanted, orders=orders)

    def cut_at(self, row: Row) -> tuple[Cut, ...]:
        """The cuts to add to cut a hunk at a row: see `FileRows.cut_at`."""
        return self.of(row.file).cut_at(row)

    def more_context(self, row: Row, by: int) -> Document:
        """The same diff with so many more lines above and below a row's hunk; fewer below 0.

        The same document where there are no more, or no fewer.
        """
        if row.kind not in (Kind.HUNK, Kind.LINE) or self.text is None:
            return self
        rows = self.of(row.file)
        sections, size = rows.sections(row.hunk), rows.widened(row.hunk, by)
        if size == (sections.above, sections.below):
            return self
        context = {**self.context, (row.file, row.hunk): size}
        if not any(size):
            del context[row.file, row.hunk]
        return self._changed([row.file], context=context)

    def line(self, row: Row) -> DiffLine:
        """The line of the diff that a row of that kind shows."""
        return self.of(row.file).line(row)

    def line_number(self, y: int) -> int:
        """The number that the line of a row has in the version it is of; 0 where it is no line."""
        row = self.row(y)
        line = self.line(row) if row.kind is Kind.LINE else None
        return 0 if line is None else line.new or line.old

    def around(self, row: Row) -> Sequence[bytes] | None:
        """All lines of the file, where a row shows one from around a hunk; None for the hunk's."""
        return self.of(row.file).around(row)

    # What is under the cursor

    def changes(self, row: Row) -> tuple[range, ...]:
        """The changes of its file that a row stands for; none for a line of context.

        A directory has several files: see `select`.
        """
        return () if row.kind is Kind.DIRECTORY else self.of(row.file).changes(row)

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
        place, stop = self._heights.find(first)[0], self._heights.find(last)[0] + 1
        selections = (self._select_in(at, first, last) for at in range(place, stop))
        return [selection for selection in selections if selection.changes]

    def block(self, row: Row) -> range:
        """The rows that stand together with a row: see `FileRows.block`."""
        start, rows = self._start(row.file), self.of(row.file).block(row)
        return range(start + rows.start, start + rows.stop) if rows else rows

    def growing(self, row: Row) -> Iterator[range]:
        """Ever larger ranges of rows that have a row: the paragraphs of its block where all lines
        there are added, or all removed; the block; and its hunk, or section, with the header.

        Paragraphs that go further than `NEAR` rows are left out.  There are none for a row that is
        neither a changed line nor the header of a hunk.
        """
        block = self.block(row)
        if not block:
            return
        if row.kind is Kind.LINE:
            y = self.y(row)
            near = range(max(block.start, y - NEAR), min(block.stop, y + NEAR))
            if not self.sections(row.file, row.hunk).is_replaced(row.index):
                texts = [self.line(self.row(at)).text for at in near]
                for span in paragraphs(texts, y - near.start):
                    rows = near[span.start : span.stop]
                    goes_on = rows.start == near.start > block.start
                    if not goes_on and not rows.stop == near.stop < block.stop:
                        yield rows
            yield block
        _, head = self.heading(block.start)
        if head is not None:
            yield self.block(head)

    def count_span(self, first: int, last: int) -> int:
        """How many changes `select_span` has."""
        place, last_place = self._heights.find(first)[0], self._heights.find(last)[0]
        if place == last_place:
            return count_changes(self.select_span(first, last))
        ends = [self._select_in(at, first, last) for at in (place, last_place)]
        return count_changes(ends) + self.tree.size(place + 1, last_place)

    def _select_in(self, place: int, first: int, last: int) -> Selection:
        """What is marked of one file, if those rows are."""
        file, start = self.files[place], self._heights.start(place)
        height = self._heights[place]
        inside = max(0, first - start), min(height, last + 1 - start)
        if inside == (0, height):
            return whole(self.patch, file)
        return Selection(file, self.of(file).changes_in(*inside))

    def owners(self, plan: Plan, row: Row) -> tuple[int, ...]:
        """The numbers of the parts that have something of a row, in the plan's order."""
        if row.kind is Kind.DIRECTORY:
            found = self.tree.owners(plan, row.index)
            return tuple(sorted(found, key=plan.positions.__getitem__))
        if row.kind is Kind.LINE:
            change = self.line(row).change
            return (plan.choices[row.file][change],) if change >= 0 else ()
        return owners(plan, row.file, self.changes(row))

    # Going on

    def next_of_part(self, plan: Plan, number: int, y: int, step: int, kind: Kind) -> int | None:
        """The nearest row above or below (``step`` -1 or 1) that stands for something of a part, or
        of the rest.

        It is a file where ``kind`` is one; else see `FileRows.having_from`.  ``y`` may be -1,
        before all rows, or behind the last.
        """
        here, offset = self._heights.find(max(0, min(y, self.height - 1)))
        offset += (y >= self.height) - (y < 0)
        for place in self.tree.having(plan, number, here, step):
            file, height = self.files[place], self._heights[place]
            rows, choice = self.of(file), plan.choices[file]
            begin, end = (offset + 1, offset) if place == here else (0, height)
            if file in self.folded or kind in (Kind.FILE, Kind.DIRECTORY):
                found = 0 if (begin == 0 if step > 0 else end > 0) else None
            elif step > 0:
                found = rows.having_from(choice, number, begin, kind)
            else:
                found = rows.having_to(choice, number, end, kind)
            if found is not None:
                return self._heights.start(place) + found
        return None

    def next_alike(self, y: int, kind: Kind) -> int | None:
        """The nearest row below that is given away as a row of that kind is: a file, a hunk, or
        else a line that is changed, or a fact; None also where it is more than `REACH` rows, or
        headers, away.
        """
        if kind in (Kind.FILE, Kind.DIRECTORY):
            return self.next_of(y, 1, (Kind.FILE,))
        kinds = (Kind.HUNK,) if kind is Kind.HUNK else (Kind.LINE, Kind.FACT)
        for _ in range(REACH):
            if kind is Kind.HUNK:
                below = self.next_of(y, 1, (Kind.HUNK, Kind.FILE))
            else:
                below = y + 1 if y + 1 < self.height else None
            if below is None:
                return None
            y, row = below, self.row(below)
            if row.kind in kinds and self.changes(row):
                return y
        return None

    def next_of(self, y: int, step: int, kinds: tuple[Kind, ...]) -> int | None:
        """The nearest row above or below of one of those kinds, which are file or hunk."""
        place, offset = self._heights.find(y)
        start = y - offset
        if step > 0:
            rows = self.of(self.files[place])
            found = rows.head_below(offset) if Kind.HUNK in kinds else None
            if found is not None:
                return start + found
            return start + self._heights[place] if place + 1 < len(self.files) else None
        if not offset and not place:
            return None
        above: int | None = offset
        if not offset:
            place, above = place - 1, None
            start -= self._heights[place]
        is_hunk = Kind.HUNK in kinds
        return start + (self.of(self.files[place]).head_above(above) if is_hunk else 0)

    # Searching

    def matching(self, text: str, files: Sequence[int]) -> list[int]:
        """Those of some files whose path has the text, in any case as for `search`."""
        wanted = Wanted(text)
        return [file for file in files if wanted.matches(self.patch.files[file].path)]

    def search(self, text: str, y: int, step: int) -> int | None:
        """The nearest row above or below whose line or path has the text, in any case.

        A text with a capital letter is looked for as it is.  The search goes round once.
        """
        found = self.found(text)
        if found.is_counted:
            return found.nearest(y, step)
        return self.look_for(text, y, step)

    def look_for(self, text: str, y: int, step: int) -> int | None:
        """The same row as `search` has, and nothing else: no further than that is looked at."""
        wanted = Wanted(text)
        rounds = ((y + 1, self.height), (0, y + 1)) if step > 0 else ((0, y), (y, self.height))
        matches = chain.from_iterable(self._matches(wanted, *one, step) for one in rounds)
        return next(matches, None)

    def found(self, text: str) -> Found:
        """The rows whose line or path has the text, as for `search`."""
        if text not in self._found:
            self._found[text] = Found.among(self._matches(Wanted(text), 0, self.height, 1))
        return self._found[text]

    @cached_property
    def _found(self) -> dict[str, Found]:
        return {}

    def _matches(self, wanted: Wanted, first: int, stop: int, step: int) -> Iterator[int]:
        """The rows from ``first`` to before ``stop`` that have the text."""
        if first >= stop:
            return
        places = range(self._heights.find(first)[0], self._heights.find(stop - 1)[0] + 1)
        for place in places[::step]:
            file = self.files[place]
            if file not in self._contexts and not may_match(self.patch.files[file], wanted):
                continue
            rows = self._made.get(file) or self._make(file)
            start = self._heights.start(place)
            inside = max(first - start, 0), min(stop - start, self._heights[place])
            for offset in rows.matches(wanted, *inside, step):
                yield start + offset


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
