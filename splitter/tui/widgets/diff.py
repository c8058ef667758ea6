"""The diff, with a gutter that says where each changed line goes."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from time import perf_counter

from rich.segment import Segment
from rich.style import Style

from splitter.core.moved import Moved, find_moved, moved_in_words
from splitter.core.parse import DiffLine
from splitter.core.patch import Patch
from splitter.core.plan import Plan, Selection
from splitter.core.quote import quote
from splitter.session import Session
from splitter.tui import style
from splitter.tui.emphasis import changed_words
from splitter.tui.facts import FactWords
from splitter.tui.rows import Document, Kind, Row
from splitter.tui.spans import Layer, found, pieces
from splitter.tui.syntax import Highlighter
from splitter.tui.text import Tone, safe, visible
from splitter.tui.whitespace import Rules, blank_at_eof, errors, rules
from splitter.tui.widgets.line_list import LineList
from splitter.tui.words import shape, sign, signs

GUTTER = 4
_MARKS: dict[str, Tone] = {" ": "plain", "-": "removed_mark", "+": "added_mark"}
_LINES: dict[str, Tone] = {" ": "plain", "-": "removed", "+": "added"}
#: Beside the mark of a line that was moved: it goes away, or comes.
_MOVED = {"-": "»", "+": "«"}
_WORDS: dict[str, Tone] = {" ": "plain", "-": "removed_word", "+": "added_word"}
#: How long to work on what can wait before a key has its turn, and how long to let it, in seconds.
SLICE, PAUSE = 0.004, 0.001
#: How long after the first line of a language was drawn its lexer is loaded, in seconds.
LOAD_AFTER = 0.03


class DiffView(LineList):
    """The diff of all files offered, one under the other.

    ``found`` is the text that was searched for; `find` sets it.
    """

    def __init__(self, document: Document, plan: Plan, session: Session) -> None:
        super().__init__(id="diff")
        self.session = session
        self.document = document
        self.plan = plan
        self.marked_from: int | None = None
        self.numbers = len(str(_last_line(document)))
        self.found = ""
        self.whitespace = Rules()
        self.facts = FactWords(session.look_into)
        self._is_reading = False
        self.moved = Moved({})
        self.highlighter = Highlighter()
        self._is_colouring = False

    def on_mount(self) -> None:
        self.resize_list(self.document.height)
        self.run_worker(self._read_rules())
        self.run_worker(self._find_moved(self.document.patch), group="moved")

    async def _find_moved(self, patch: Patch) -> None:
        """Find what only moves in a patch, a little at a time, and show it."""
        steps = find_moved(patch)
        while (found := _advance(steps, SLICE)) is None:
            await asyncio.sleep(PAUSE)
        self.moved = found
        self.refresh()

    async def _read_rules(self) -> None:
        setting = await asyncio.to_thread(lambda: self.session.whitespace)
        if rules(setting) != self.whitespace:
            self.whitespace = rules(setting)
            self.refresh()

    @property
    def row(self) -> Row:
        """The row under the cursor."""
        return self.document.row(self.cursor)

    @property
    def span(self) -> tuple[int, int]:
        """The first and last line marked, or twice the line under the cursor."""
        other = self.cursor if self.marked_from is None else self.marked_from
        return min(self.cursor, other), max(self.cursor, other)

    def selection(self) -> list[Selection]:
        """What a key that gives something away gives away."""
        return self.document.select_span(*self.span)

    def show_plan(self, plan: Plan) -> None:
        """Show where the changes go by another plan."""
        self.plan = plan
        self.refresh()

    def show_document(self, document: Document, row: Row) -> None:
        """Show other rows, with the cursor on that one."""
        if document.patch is not self.document.patch:
            self.moved = Moved({})
            self.run_worker(self._find_moved(document.patch), group="moved", exclusive=True)
        self.document = document
        self.marked_from = None
        self.resize_list(document.height)
        self.move_to(document.y(row))
        self.refresh()

    def mark(self, anchor: int | None) -> None:
        """Begin a range at a line, or end it."""
        self.marked_from = anchor
        self.refresh()

    def find(self, text: str) -> None:
        """Show where a text is found, in any case unless it has a capital letter."""
        self.found = text
        self.refresh()

    def moved_in_words(self, row: Row) -> str:
        """Where a row's line was moved from or to, as far as that is known; "" where it was not."""
        if row.kind is not Kind.LINE:
            return ""
        change = self.document.line(row).change
        return moved_in_words(self.moved, self.document.patch, row.file, change)

    def refresh_between(self, first: int, last: int) -> None:
        """Draw anew what a move of the cursor changes: with a range, all lines on view."""
        if self.marked_from is None:
            super().refresh_between(first, last)
        else:
            self.refresh()

    def background(self, y: int) -> Style | None:
        """The cursor's line, and those of the range."""
        first, last = self.span
        if y != self.cursor and self.marked_from is not None and first <= y <= last:
            return self.look["marked"]
        return super().background(y)

    def fixed(self) -> int:
        return GUTTER + 2 * self.numbers + 3

    def draw(self, y: int) -> list[Segment]:
        row = self.document.row(y)
        return [self._mark(y), *_DRAW[row.kind](self, row)]

    def _mark(self, y: int) -> Segment:
        first, last = self.span
        if self.marked_from is not None and first <= y <= last:
            return Segment("┃", self.look["bold"])
        return Segment("▌" if y == self.cursor else " ", self.look["bold"])

    def _gutter(self, row: Row) -> Segment:
        numbers = self.document.owners(self.plan, row)
        text = signs(numbers)
        text = text if len(text) <= GUTTER - 1 else "+" + sign(numbers[-1])[-2:]
        look = self.look.part(numbers[0]) if len(numbers) == 1 else self.look["bold"]
        return Segment(f"{text:>{GUTTER - 1}} ", look)

    def _file(self, row: Row) -> list[Segment]:
        file = self.document.patch.files[row.file]
        arrow = "▸" if row.file in self.document.folded else "▾"
        counts = f"  +{len(file.added)} -{len(file.removed)}"
        name = f"{arrow} {shape(file)} {safe(quote(file.path))}"
        return [
            self._gutter(row),
            Segment(name, self.look["file"]),
            Segment(counts, self.look["dim"]),
        ]

    def _fact(self, row: Row) -> list[Segment]:
        words = self.facts.words(self.document.patch.files[row.file], row.index)
        if self.facts.is_waiting and not self._is_reading:
            self._is_reading = True
            self.run_worker(self._read_facts())
        return [self._gutter(row), Segment(f"  {safe(words)}", self.look["fact"])]

    async def _read_facts(self) -> None:
        """Read what there is to tell about the facts that were drawn, and draw them again."""
        while self.facts.is_waiting:
            await asyncio.to_thread(self.facts.read)
            self.refresh()
        self._is_reading = False

    def _hunk(self, row: Row) -> list[Segment]:
        sections = self.document.sections(row.file, row.hunk)
        ranges, heading = sections.ranges(row.section), visible(sections.heading(row.section))
        return [
            self._gutter(row),
            Segment(ranges.decode(), self.look["hunk"]),
            Segment(heading, self.look["dim"]),
        ]

    def _line(self, row: Row) -> list[Segment]:
        line = self.document.line(row)
        gutter = self._gutter(row) if line.change >= 0 else Segment(" " * GUTTER)
        numbers = f"{line.old or '':>{self.numbers}} {line.new or '':>{self.numbers}}"
        moved = _MOVED[line.mark] if self._is_moved(row, line) else " "
        segments = [
            gutter,
            Segment(numbers, self.look["dim"]),
            Segment(moved, self.look["moved"]),
            *self._text(row, line),
        ]
        if not line.text.endswith(b"\n"):
            segments.append(Segment(" ⊘ no newline at end", self.look["dim"]))
        return segments

    def _is_moved(self, row: Row, line: DiffLine) -> bool:
        return self.moved.block(row.file, line.change) is not None

    def _text(self, row: Row, line: DiffLine) -> list[Segment]:
        """A line in the colours of its language, with all that is to be seen in it on top."""
        text = visible(line.text)
        look = self.look
        base = look[_LINES[line.mark]]
        layers: list[Layer[Style]] = []
        if look.code:
            base = base.background_style
            layers.append(self._colours(row))
        if self._is_moved(row, line):
            base = style.over(base, look["moved"])
        hunk = self.document.patch.files[row.file].hunks[row.hunk]
        word = look[_WORDS[line.mark]]
        layers.append([(*span, word) for span in changed_words(hunk, row.index)])
        mark = look[_MARKS[line.mark]]
        if line.mark == "+":
            blanks = errors(line.text, self.whitespace)
            layers.append([(*span, look["blanks"]) for span in blanks])
            if "blank-at-eof" in self.whitespace.errors and row.index in blank_at_eof(hunk):
                mark = look["blanks"]
        layers.append([(*span, look["found"]) for span in found(text, self.found)])
        cut = pieces(text, base, layers, style.over)
        return [
            Segment(line.mark, mark),
            *(Segment(piece, one) for piece, one in cut),
        ]

    # Colours of the language

    def _colours(self, row: Row) -> Layer[Style]:
        """The colours of a line's words; none as long as they are not known."""
        file = self.document.patch.files[row.file]
        words = self.highlighter.ready(file, file.hunks[row.hunk], row.index)
        if words is None:
            if not self._is_colouring:
                self._is_colouring = True
                self.run_worker(self._colour())
            return ()
        code = self.look.code
        return [(start, end, code[kind]) for start, end, kind in words]

    async def _colour(self) -> None:
        """Find the colours of what was drawn without, a little at a time, and draw it again."""
        highlighter = self.highlighter
        while highlighter.is_unloaded or highlighter.is_waiting:
            if highlighter.is_unloaded:
                await asyncio.sleep(LOAD_AFTER)
                await asyncio.to_thread(highlighter.load)
                self.refresh()
            elif highlighter.work(SLICE):
                self.refresh()
            await asyncio.sleep(PAUSE)
        self._is_colouring = False


def _advance(steps: Iterator[None], seconds: float) -> Moved | None:
    """Take steps for about so long.  Returns what they led to, if they have come to an end."""
    end = perf_counter() + seconds
    try:
        while perf_counter() < end:
            next(steps)
    except StopIteration as done:
        return done.value  # type: ignore[no-any-return]
    return None


_DRAW = {
    Kind.FILE: DiffView._file,
    Kind.FACT: DiffView._fact,
    Kind.HUNK: DiffView._hunk,
    Kind.LINE: DiffView._line,
}


def _last_line(document: Document) -> int:
    """The greatest line number of the diff."""
    last = 1
    for file in document.files:
        for hunk in document.patch.files[file].hunks[-1:]:
            ends = (hunk.old_start + hunk.old_length, hunk.new_start + hunk.new_length)
            last = max(last, *ends)
    return last
