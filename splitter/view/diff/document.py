"""The document of the screen: the diff of all files as rows, found by their number.

Another document shares with the one it was made from what is alike, so what a key does costs as
much as it touches, however large the commit.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property, partial

from msgspec import Struct, field
from msgspec.structs import replace

from splitter.core.diff.blocks import Block, block_of
from splitter.core.diff.interleaved import Order, orders_in
from splitter.core.diff.lines import DiffLine
from splitter.core.diff.model import Hunk, Patch
from splitter.core.draft.draft import Cut
from splitter.core.plan.locations import Location
from splitter.view.diff.directories import Tree
from splitter.view.diff.file_rows import FileRows, plain_height
from splitter.view.diff.heights import Heights
from splitter.view.diff.hunk_rows import Sections
from splitter.view.diff.rows import Kind, Row
from splitter.view.diff.text_in_hunk import Found

#: From how many lines on the order of a block is guessed before it is asked for.
LARGE = 2000


class Document(Struct, frozen=True, eq=False, dict=True):
    """The diff of the files of a tree, in the order of their paths: see `FileRows` for each.

    Of the files in ``folded`` there is only the header.  ``closed`` are directories, each with a
    slash at its end, whose files the outline does not show.  ``cuts``, ``orders`` and ``context``
    are those of all files, the context by the numbers of file and hunk; ``text`` gives a file's
    lines by its number, and ``edits`` the locations of edits that no hunk has.
    """

    tree: Tree
    folded: frozenset[int] = frozenset()
    closed: frozenset[bytes] = frozenset()
    cuts: frozenset[Cut] = frozenset()
    orders: tuple[Order, ...] = ()
    context: Mapping[tuple[int, int], tuple[int, int]] = field(default_factory=dict)
    text: Callable[[int], Sequence[bytes]] | None = None
    edits: Mapping[int, tuple[Location, ...]] = field(default_factory=dict)

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
            self.edits.get(file, ()),
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
        """The numbers of lines that are shown around hunks, by file and hunk."""
        found: dict[int, dict[int, tuple[int, int]]] = {}
        for (file, hunk), size in self.context.items():
            found.setdefault(file, {})[hunk] = size
        return found

    # Where the rows are

    @cached_property
    def heights(self) -> Heights:
        """The heights of the files."""
        unlike = self.folded | self._cuts.keys() | self._contexts.keys() | self.edits.keys()
        return self.tree.heights.put(self._heights_of(unlike))

    def _heights_of(self, files: Iterable[int]) -> dict[int, int]:
        """The heights of those of some files that are here, by place."""
        places = self.tree.places
        return {places[file]: self._height(file) for file in files if file in places}

    def _height(self, file: int) -> int:
        if file in self.folded:
            return 1
        if file in self._cuts or file in self._contexts or file in self.edits:
            return self.of(file).height
        return plain_height(self.patch.files[file])

    @property
    def height(self) -> int:
        """The number of rows."""
        return self.heights.height

    def row(self, y: int) -> Row:
        """The row of that number, from 0."""
        place, offset = self.heights.find(y)
        return self.of(self.files[place]).row(offset)

    def y(self, row: Row) -> int:
        """The number of a row: see `FileRows.offset` for one that is not shown now."""
        return self._start(row.file) + self.of(row.file).offset(row)

    def y_of(self, file: int, change: int) -> int:
        """The number of the row that stands for a change: see `FileRows.offset_of`."""
        return self._start(file) + self.of(file).offset_of(change)

    def _start(self, file: int) -> int:
        return self.heights.start(self.tree.places[file])

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
        """True if the changed lines around one are shown as they read by its file's orders."""
        hunk = self.patch.files[row.file].hunks[row.hunk]
        return self.sections(row.file, row.hunk).reads(row.index, orders_in(hunk, orders))

    def large_block(self, row: Row) -> tuple[Hunk, Block] | None:
        """The replaced block of a row's line, and its hunk, if its order takes long to compute.

        None for any other row.
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
        """The number of headers of hunks of a file."""
        if file in self._cuts:
            return self.of(file).head_count
        return len(self.patch.files[file].hunks)

    # Showing more or less

    def _changed(self, files: Iterable[int], **fields: object) -> Document:
        """A document with other fields, in which no other files than those have other heights."""
        document = replace(self, **fields)
        document.__dict__["heights"] = self.heights.put(document._heights_of(files))
        return document

    def fold(self, files: frozenset[int]) -> Document:
        """The same diff with other files folded."""
        return self._changed(self.folded ^ files, folded=files)

    def fold_all(self) -> Document:
        """The same diff with all files unfolded where some are folded, else with all folded."""
        if self.folded:
            return replace(self, folded=frozenset())
        document = replace(self, folded=frozenset(self.files))
        document.__dict__["heights"] = Heights([1] * len(self.files))
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

    def drawn_up(
        self,
        cuts: Iterable[Cut],
        orders: tuple[Order, ...] = (),
        edits: Mapping[int, tuple[Location, ...]] | None = None,
    ) -> Document:
        """The same diff with its hunks cut elsewhere, blocks in other orders, and other edits.

        The same document where all of these are the same.
        """
        edits = edits or {}
        wanted = frozenset(cuts)
        if (wanted, orders, edits) == (self.cuts, self.orders, self.edits):
            return self
        files = {cut.file for cut in wanted ^ self.cuts}
        files |= {order.file for order in set(orders) ^ set(self.orders)}
        files |= {file for file in edits.keys() | self.edits.keys() if self._differs(edits, file)}
        return self._changed(files, cuts=wanted, orders=orders, edits=edits)

    def _differs(self, edits: Mapping[int, tuple[Location, ...]], file: int) -> bool:
        return edits.get(file) != self.edits.get(file)

    def location(self, row: Row) -> Location:
        """The location of a row that is an edit."""
        return self.edits[row.file][row.index]

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
        sections, size = rows.sections(row.hunk), rows.surrounding.widened(row.hunk, by)
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

    def block(self, row: Row) -> range:
        """The rows that stand together with a row: see `FileRows.block`."""
        start, rows = self._start(row.file), self.of(row.file).block(row)
        return range(start + rows.start, start + rows.stop) if rows else rows

    # Searching

    @cached_property
    def searches(self) -> dict[str, Found]:
        """The rows that were found, by the text of the search."""
        return {}

    def has_context(self, file: int) -> bool:
        """True if more lines are shown around a file's hunks."""
        return file in self._contexts

    def look_at(self, file: int) -> FileRows:
        """The rows of one file, which are not kept."""
        return self._made.get(file) or self._make(file)
