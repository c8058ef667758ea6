"""The diff, with a gutter that says where each changed line goes."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from time import perf_counter
from typing import TypeVar

from rich.segment import Segment
from rich.style import Style
from textual import events, work
from textual.message import Message
from textual.strip import Strip

from splitter.core.diff.blocks import Block
from splitter.core.diff.interleaved import guess_ahead
from splitter.core.diff.model import Hunk, Patch
from splitter.core.diff.moved import Moved, find_moved, moved_in_words
from splitter.core.diff.paths import quote
from splitter.core.plan.plan import Plan, Selection
from splitter.core.sequences.steps import Steps
from splitter.errors import SplitError
from splitter.session import Session
from splitter.tui.theme import styles
from splitter.tui.widgets.assigned_list import AssignedList
from splitter.tui.widgets.clip import shift_to_see
from splitter.tui.widgets.diff_painter import Known, Painter, last_line
from splitter.view.assigning.edited import (
    are_read,
    editors_of,
    edits_in_words,
    unread_in_words,
)
from splitter.view.diff.document import Document
from splitter.view.diff.rows import Kind, Row
from splitter.view.diff.selection import select_span
from splitter.view.highlight.intraline import changes_blanks
from splitter.view.highlight.spans import found
from splitter.view.highlight.whitespace import rules_by_path
from splitter.view.phrases.file_details import FileChangeWords
from splitter.view.text.cells import width
from splitter.view.text.display import safe, shorten_path, visible

_T = TypeVar("_T")

#: How wide the gutter is, which says where a line goes, with a space behind it.
GUTTER = 4
#: How long to work on what can wait before a key has its turn, and how long to let it, in seconds.
SLICE, PAUSE = 0.004, 0.001
#: How long after a scroll the page behind it is drawn, in seconds.
AHEAD_AFTER = 0.04
#: How long after the first line of a language was drawn its lexer is loaded, in seconds.
LOAD_AFTER = 0.03


class DiffView(AssignedList):
    """The diff of all files offered, one under the other."""

    class GutterClicked(Message):
        """A line's gutter was clicked, and the cursor is there."""

    def __init__(self, document: Document, plan: Plan, session: Session) -> None:
        super().__init__(document, plan, id="diff")
        self.session = session
        self.marked_from: int | None = None
        self.back_to: int | None = None  # where the cursor goes when the range is cancelled
        self.known = Known(FileChangeWords(session.look_into))
        self._digits = len(str(last_line(document)))
        self._shift_before: int | None = None
        self._is_reading = False
        self._is_colouring = False
        self._expected: set[tuple[Hunk, Block]] = set()  # the blocks of which the order is guessed
        self._ahead = range(0)
        self._drawing: asyncio.TimerHandle | None = None

    def on_mount(self) -> None:
        self.resize_list(self.document.height)
        self.call_after_refresh(self._look_closer)

    def _look_closer(self) -> None:
        """Find out, now that the first lines are to be read, what else there is to see in them."""
        self.known.is_first = False
        self.refresh()
        self._read_rules()
        self._find_moved(self.document.patch)

    def row_at(self, y: int) -> Row:
        return self.document.row(y)

    @property
    def span(self) -> tuple[int, int]:
        """The first and last line marked, or twice the line under the cursor."""
        other = self.cursor if self.marked_from is None else self.marked_from
        return min(self.cursor, other), max(self.cursor, other)

    def selection(self) -> list[Selection]:
        """The changes that a key assigns."""
        return select_span(self.document, *self.span)

    def show_document(self, document: Document, plan: Plan, row: Row) -> None:
        """Show other rows, with the cursor on that one."""
        if document.patch is not self.document.patch:
            self.known.moved = Moved({})
            self._find_moved(document.patch)
        self.plan = plan
        self.document = document
        self.marked_from = self.back_to = None
        self.resize_list(document.height)
        self.move_to(document.y(row), tell=False)
        self.refresh()

    def show_plan(self, plan: Plan) -> None:
        """Show where the changes go by another plan for the same patch."""
        has_other_texts = plan.edits != self.plan.edits or any(
            are_read(plan, file) != are_read(self.plan, file)
            for file in {one.file for one in plan.edits}
        )
        super().show_plan(plan)
        if has_other_texts:
            self._owners.clear()
            self.refresh()

    def owners(self, y: int) -> tuple[int, ...]:
        """As in `AssignedList`; of an edit, or of unchanged lines, the parts that edit them."""
        found = super().owners(y)
        return found or editors_of(self.document, self.plan, self.row_at(y))

    def mark(self, anchor: int | None, back_to: int | None = None) -> None:
        """Begin a range at a line, or end it; giving it up leads back to a line."""
        self.back_to = back_to
        if anchor != self.marked_from:
            self.marked_from = anchor
            self.refresh()

    def find(self, text: str) -> None:
        """Show where a text is found, in any case unless it has a capital letter."""
        if text != self.known.found:
            self.known.found = text
            self.refresh()

    def reveal(self) -> None:
        """Shift the lines to show the match on the line of the cursor, until `shift_back`."""
        if self._shift_before is None:
            self._shift_before = self.offset_x
        row = self.row
        text = visible(self.document.line(row).text) if row.kind is Kind.LINE else ""
        for start, end in found(text, self.known.found)[:1]:
            cells = self.scrollable_content_region.width - self.fixed()
            span = width(text[:start]), width(text[:end])
            self.shift_to(shift_to_see(*span, cells, self.offset_x))

    def shift_back(self) -> None:
        """Shift the lines as they were before `reveal`, unless they were shifted since."""
        if self._shift_before is not None:
            self.shift_to(self._shift_before)
            self._shift_before = None

    def action_shift(self, by: int) -> None:
        self._shift_before = None
        super().action_shift(by)

    def line_in_words(self, row: Row) -> str:
        """The edit, the move or the whitespace-only change of a line, in words; "" for none."""
        if row.kind is not Kind.LINE:
            return ""
        line = self.document.line(row)
        words = edits_in_words(self.plan, row.file, line)
        words = words or unread_in_words(self.plan, row.file, line)
        if line.change < 0:
            return words
        words = words or moved_in_words(
            self.known.moved, self.document.patch, row.file, line.change
        )
        hunk = self.document.patch.files[row.file].hunks[row.hunk]
        return words or ("whitespace-only" if changes_blanks(hunk, row.index) else "")

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

    def shifts(self, y: int) -> bool:
        return self.document.row(y).kind is Kind.LINE

    def fixed(self) -> int:
        return 1 + GUTTER + self._painter.fixed

    @property
    def _painter(self) -> Painter:
        return Painter(self.document, self.plan, self.known, self.look, self._digits)

    def on_click(self, event: events.Click) -> None:
        is_given = event.x <= GUTTER and event.chain == 1 and self.marked_from is None
        if is_given and self.line_at(event) is not None:
            self.post_message(self.GutterClicked())
        else:
            super().on_click(event)

    def heading(self) -> Strip | None:
        """The file's name and the hunk's heading, once their rows are above the pane.

        The heading is git's name for the function around the hunk.
        """
        top = self.scroll_offset.y
        if not top or self.size.height <= 3:
            return None
        row, hunk = self.document.heading(top)
        if self.document.row(top) == row:
            return None
        file = self.document.patch.files[row.file]
        within = visible(file.hunks[hunk.hunk].heading).strip() if hunk else ""
        cells = self.size.width
        room = max(8, cells - 2 - min(len(within), cells // 2))
        name = shorten_path(safe(quote(file.path)), room)
        look = self.look["heading"]
        bold = styles.over(look, self.look["bold"])
        segments = [Segment(f" {name}  ", bold), Segment(within, look)]
        return Strip(segments).crop_extend(0, cells, look)

    def edge(self, y: int) -> list[Segment]:
        return [self._mark(y), self.signs(y, GUTTER - 1)]

    def body(self, y: int) -> list[Segment]:
        row = self.row_at(y)
        segments = self._painter.draw(row)
        self._catch_up()
        self._expect_order(row)
        return segments

    def _mark(self, y: int) -> Segment:
        first, last = self.span
        if self.marked_from is not None and first <= y <= last:
            return Segment("┃", self.look["bold"])
        return Segment("▌" if y == self.cursor else " ", self.look["bold"])

    # What takes its time, a little at a time

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        super().watch_scroll_y(old_value, new_value)
        top, height = round(new_value), self.size.height
        first = top + height if new_value > old_value else top - height
        self._ahead = range(max(0, first), min(first + height, self.count))
        self._draw_soon(AHEAD_AFTER)

    def _draw_soon(self, seconds: float) -> None:
        if self._drawing is not None:
            self._drawing.cancel()
        self._drawing = asyncio.get_running_loop().call_later(seconds, self._draw_ahead)

    def _draw_ahead(self) -> None:
        """Draw the next page in the direction in which was scrolled last, for nobody waits now."""
        if self.is_attached and self._ahead.stop <= self.count:
            with suppress(SplitError):
                if not self.draw_ahead(self._ahead, perf_counter() + SLICE):
                    self._draw_soon(PAUSE)

    def _catch_up(self) -> None:
        """Begin to find out what was drawn without being known."""
        known = self.known
        if known.is_first:
            return
        if known.file_changes.is_waiting and not self._is_reading:
            self._is_reading = True
            self._read_details()
        highlighter = known.highlighter
        if (highlighter.is_unloaded or highlighter.is_waiting) and not self._is_colouring:
            self._is_colouring = True
            self._colour()

    def _expect_order(self, row: Row) -> None:
        """Begin to guess how a large block reads of which a line was drawn: a key may ask."""
        found = None if self.known.is_first else self.document.large_block(row)
        if found is not None and found not in self._expected:
            self._expected.add(found)
            self._guess(*found)

    @work
    async def _guess(self, hunk: Hunk, block: Block) -> None:
        """Guess how a block reads, a little at a time."""
        steps = guess_ahead(hunk, block)
        while _advance(steps, SLICE) is None:
            await asyncio.sleep(PAUSE)

    @work
    async def _read_rules(self) -> None:
        """Read what is a whitespace error; where git does not say, it is what it usually is."""
        with suppress(SplitError):
            rules = rules_by_path(*await asyncio.to_thread(self.session.whitespace))
            if rules != self.known.whitespace:
                self.known.whitespace = rules
                self.refresh()

    @work
    async def _read_details(self) -> None:
        """Read the details of the file changes that were drawn, and draw them again."""
        file_changes = self.known.file_changes
        while file_changes.is_waiting:
            file_changes.learn(await asyncio.to_thread(file_changes.read))
            self.refresh()
        self._is_reading = False

    @work(group="moved", exclusive=True)
    async def _find_moved(self, patch: Patch) -> None:
        """Find what only moves in a patch, and show it."""
        steps = find_moved(patch)
        while (moved := _advance(steps, SLICE)) is None:
            await asyncio.sleep(PAUSE)
        self.known.moved = moved
        self.refresh()

    @work
    async def _colour(self) -> None:
        """Find the colours of what was drawn without, and draw it again."""
        highlighter = self.known.highlighter
        while highlighter.is_unloaded or highlighter.is_waiting:
            if highlighter.is_unloaded:
                await asyncio.sleep(LOAD_AFTER)
                highlighter.learn(await asyncio.to_thread(highlighter.load))
            elif highlighter.work(SLICE):
                self.refresh()
            await asyncio.sleep(PAUSE)
        self._is_colouring = False


def _advance(steps: Steps[_T], seconds: float) -> _T | None:
    """Take steps for about so long.  Returns what they led to, if they have come to an end."""
    end = perf_counter() + seconds
    try:
        while perf_counter() < end:
            next(steps)
    except StopIteration as done:
        return done.value  # type: ignore[no-any-return]
    return None
