"""What the screen shows, as data: a commit's patch as rows, found by their number.

No row is made before it is asked for, so a commit of any size opens at once.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from itertools import accumulate

from splitter.core.parse import DiffLine, hunk_lines
from splitter.core.patch import FilePatch, Hunk, Patch
from splitter.core.plan import Plan, Selection
from splitter.core.quote import quote
from splitter.core.rules import DROPPED, REST, reason


class Kind(Enum):
    """The kinds of row."""

    FILE = "file"
    FACT = "fact"
    HUNK = "hunk"
    LINE = "line"


@dataclass(frozen=True, slots=True)
class Row:
    """One row.  ``index`` counts facts, hunks and the lines of ``hunk`` from 0."""

    kind: Kind
    file: int
    index: int = 0
    hunk: int = 0


def line_count(hunk: Hunk) -> int:
    """How many lines a hunk has, context included."""
    return hunk.old_length + len(hunk.added)


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


class Document:
    """The diff of the files offered: for each a header, its facts, its hunks with their lines.

    Of the files in ``folded`` only the header is there.
    """

    def __init__(
        self, patch: Patch, files: Sequence[int], folded: frozenset[int] = frozenset()
    ) -> None:
        self.patch = patch
        self.files = tuple(files)
        self.folded = folded
        self._place = {file: place for place, file in enumerate(self.files)}
        self._layout = Layout(self._height(file) for file in self.files)
        self._hunks: dict[int, Layout] = {}

    def _height(self, file: int) -> int:
        if file in self.folded:
            return 1
        one = self.patch.files[file]
        return 1 + len(one.facts) + sum(1 + line_count(hunk) for hunk in one.hunks)

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
        if inside == 0:
            return Row(Kind.HUNK, file, hunk, hunk)
        return Row(Kind.LINE, file, inside - 1, hunk)

    def y(self, row: Row) -> int:
        """The number of a row; of its file's header where the file is folded."""
        start = self._layout.starts[self._place[row.file]]
        if row.kind is Kind.FILE or row.file in self.folded:
            return start
        if row.kind is Kind.FACT:
            return start + 1 + row.index
        first = start + 1 + len(self.patch.files[row.file].facts)
        hunk = first + self._hunk_layout(row.file).starts[row.hunk]
        return hunk if row.kind is Kind.HUNK else hunk + 1 + row.index

    def _hunk_layout(self, file: int) -> Layout:
        if file not in self._hunks:
            hunks = self.patch.files[file].hunks
            self._hunks[file] = Layout(1 + line_count(hunk) for hunk in hunks)
        return self._hunks[file]

    def fold(self, files: frozenset[int]) -> Document:
        """The same diff with other files folded."""
        return Document(self.patch, self.files, files)

    def only(self, files: Sequence[int]) -> Document:
        """The diff of other files of the same patch."""
        return Document(self.patch, files, self.folded)

    def line(self, row: Row) -> DiffLine:
        """The line of the diff that a row of that kind shows."""
        return hunk_lines(self.patch.files[row.file].hunks[row.hunk])[row.index]

    # What is under the cursor

    def changes(self, row: Row) -> tuple[range, ...]:
        """The changes that a row stands for; none for a line of context."""
        file = self.patch.files[row.file]
        if row.kind is Kind.FILE:
            return (range(file.size),)
        if row.kind is Kind.FACT:
            return (range(row.index, row.index + 1),)
        if row.kind is Kind.HUNK:
            return file.hunks[row.index].changes
        change = self.line(row).change
        return (range(change, change + 1),) if change >= 0 else ()

    def select(self, row: Row) -> list[Selection]:
        """What is given to a part when the cursor is on that row."""
        changes = self.changes(row)
        return [Selection(row.file, changes)] if changes else []

    def select_span(self, first: int, last: int) -> list[Selection]:
        """What is given to a part when those rows are marked: their lines and facts.

        A folded file, and a hunk of which only the header is marked, count as a whole.
        """
        if first == last:
            return self.select(self.row(first))
        found: dict[int, list[range]] = {}
        for y in range(first, last + 1):
            row = self.row(y)
            whole = row.kind is Kind.FILE and row.file in self.folded
            if whole or row.kind in (Kind.FACT, Kind.LINE):
                found.setdefault(row.file, []).extend(self.changes(row))
        return [Selection(file, tuple(spans)) for file, spans in found.items() if spans]

    # Going on

    def next_undecided(self, plan: Plan, y: int, step: int, kind: Kind) -> int | None:
        """The nearest row above or below (``step`` -1 or 1) that stands for something in the rest.

        Of the same kind as ``kind`` if that is a hunk or a file; else a line or a fact.
        """
        for row in self._rows_from(plan, y, step, kind):
            if _has(plan, row.file, self.changes(row), REST):
                return self.y(row)
        return None

    def _rows_from(self, plan: Plan, y: int, step: int, kind: Kind) -> Iterator[Row]:
        """The rows to look at from ``y`` on, leaving out files and hunks that are decided."""
        here = self.row(y)
        place = self._place[here.file]
        files = self.files[place:] if step > 0 else self.files[place::-1]
        for file in files:
            if REST not in plan.choices[file]:
                continue
            for row in self._rows_of(plan, file, step, kind):
                if (self.y(row) - y) * step > 0:
                    yield row

    def _rows_of(self, plan: Plan, file: int, step: int, kind: Kind) -> Iterator[Row]:
        one = self.patch.files[file]
        if kind is Kind.FILE or file in self.folded:
            yield Row(Kind.FILE, file)
            return
        facts = [Row(Kind.FACT, file, index) for index in range(len(one.facts))]
        if step > 0:
            yield from facts
        for index in range(len(one.hunks))[::step]:
            if not _has(plan, file, one.hunks[index].changes, REST):
                continue
            if kind is Kind.HUNK:
                yield Row(Kind.HUNK, file, index, index)
            else:
                for line in range(line_count(one.hunks[index]))[::step]:
                    yield Row(Kind.LINE, file, line, index)
        if step < 0:
            yield from reversed(facts)

    def next_of(self, y: int, step: int, kinds: tuple[Kind, ...]) -> int | None:
        """The nearest row above or below of one of those kinds, which are file or hunk."""
        here = self.row(y)
        at = self._place[here.file]
        for place in (at, at + step):
            if not 0 <= place < len(self.files):
                continue
            heads = [row for row in self._heads(self.files[place]) if row.kind in kinds]
            for row in heads[::step]:
                if (self.y(row) - y) * step > 0:
                    return self.y(row)
        return None

    def _heads(self, file: int) -> Iterator[Row]:
        yield Row(Kind.FILE, file)
        if file not in self.folded:
            for index in range(len(self.patch.files[file].hunks)):
                yield Row(Kind.HUNK, file, index, index)

    def matching(self, text: str) -> list[int]:
        """The numbers of the patch's files whose path has the text, in any case as for `search`."""
        match = _matcher(text)
        return [number for number, file in enumerate(self.patch) if match(file.path)]

    def search(self, text: str, y: int, step: int) -> int | None:
        """The nearest row above or below whose line or path has the text, in any case.

        A text with a capital letter is looked for as it is.  The search goes round once.
        """
        match = _matcher(text)
        order = [*range(y + step, self.height if step > 0 else -1, step)]
        order += range(0 if step > 0 else self.height - 1, y + step, step)
        return next((at for at in order if match(self._text(self.row(at)))), None)

    def _text(self, row: Row) -> bytes:
        file = self.patch.files[row.file]
        if row.kind is Kind.FILE:
            return file.path
        if row.kind is Kind.FACT:
            return file.facts[row.index].text.encode()
        if row.kind is Kind.HUNK:
            return file.hunks[row.index].heading
        return self.line(row).text


class Outline:
    """The files and hunks of a document, a row each."""

    def __init__(self, document: Document) -> None:
        self.document = document
        files = document.patch.files
        self._layout = Layout(
            1 if file in document.folded else 1 + len(files[file].hunks) for file in document.files
        )

    @property
    def height(self) -> int:
        """How many rows there are."""
        return self._layout.height

    def row(self, y: int) -> Row:
        """The row of that number, from 0."""
        place, offset = self._layout.find(y)
        file = self.document.files[place]
        if offset == 0:
            return Row(Kind.FILE, file)
        return Row(Kind.HUNK, file, offset - 1, offset - 1)

    def y(self, row: Row) -> int:
        """The number of the row that shows a row of the document."""
        start = self._layout.starts[self.document.files.index(row.file)]
        inside = row.kind in (Kind.HUNK, Kind.LINE) and row.file not in self.document.folded
        return start + 1 + row.hunk if inside else start


def _has(plan: Plan, file: int, changes: Iterable[range], number: int) -> bool:
    choice = plan.choices[file]
    return any(choice.find(number, span.start, span.stop) >= 0 for span in changes)


def _matcher(text: str) -> Callable[[bytes], bool]:
    wanted = text.encode()
    if text != text.lower():
        return lambda line: wanted in line
    return lambda line: wanted in line.lower()


# Words


def owners(plan: Plan, file: int, changes: Iterable[range]) -> tuple[int, ...]:
    """The numbers of the parts that have something of those changes, in the plan's order."""
    choice = plan.choices[file]
    found: set[int] = set()
    for span in changes:
        found.update(choice[span.start : span.stop])
    return tuple(sorted(found, key=plan.positions.__getitem__))


def sign(number: int) -> str:
    """What stands for a part in the gutter: its number, a dot for the rest, X for dropped."""
    if number == REST:
        return "·"
    return "X" if number == DROPPED else str(number)


def signs(numbers: Sequence[int]) -> str:
    """The signs of several parts."""
    marks = [sign(number) for number in numbers]
    return "".join(marks) if all(len(mark) == 1 for mark in marks) else ",".join(marks)


def place_in_words(document: Document, row: Row) -> str:
    """What a row is, in words."""
    file = document.patch.files[row.file]
    name = quote(file.path)
    if row.kind is Kind.FILE:
        return f"{name}, all of it"
    if row.kind is Kind.FACT:
        return f"{name}, {file.facts[row.index].text}"
    if row.kind is Kind.HUNK:
        return f"hunk {row.index + 1} of {len(file.hunks)} in {name}"
    line = document.line(row)
    if line.change < 0:
        return f"line {line.new} of {name}, unchanged"
    what, number = ("removed", line.old) if line.mark == "-" else ("added", line.new)
    return f"{what} line {number} of {name}"


def owners_in_words(plan: Plan, numbers: Sequence[int]) -> str:
    """To which parts something goes, in words."""
    if not numbers:
        return ""
    if numbers == (DROPPED,):
        return "is dropped"
    names = [plan.name(n) if n != DROPPED else "dropped" for n in numbers]
    return f"goes to {' and '.join(names)}"


def tied_in_words(document: Document, row: Row) -> str:
    """Why some changes of the row's file go together; "" where they do not."""
    return reason(document.patch, row.file)


def shape(file: FilePatch) -> str:
    """What happens to a file, as one letter in git's manner."""
    if file.old is None:
        return "A"
    if file.new is None:
        return "D"
    return "R" if file.old.path != file.new.path else "M"
