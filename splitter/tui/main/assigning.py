"""Giving changes to parts: what is under the cursor or marked, and where the cursor goes then."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from textual import on

from splitter.core.draft.commands import Assign
from splitter.core.plan.constraints import REST
from splitter.tui.dialogs.dialog import conversation
from splitter.tui.main.layout import Panes
from splitter.tui.widgets.diff import DiffView
from splitter.tui.widgets.line_list import LineList
from splitter.view.assigning import assign, bulk, edits, hunks, parts
from splitter.view.assigning.outcome import Outcome
from splitter.view.diff.file_rows import Kind, Row
from splitter.view.phrases.wording import all_in_one

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from splitter.core.draft.log import Writing
    from splitter.core.draft.undo_history import Entry
    from splitter.core.plan.plan import Selection


class Giving(Panes):
    """Gives changes to parts, marks ranges of them, and says in which order they read."""

    @property
    def _kind(self) -> Kind:
        """What a key gives away here: lines, where they are marked."""
        return self._row.kind if self.diff.marked_from is None else Kind.LINE

    def action_give(self, number: int) -> None:
        if self.focused is self.parts:
            before = self.parts.current
            self._mark_part(number)
            is_other = self.parts.current != before
            self._tell("" if is_other else parts.why_not_marked(self.plan, number, before))
            return
        kind, last, selections = self._kind, self.diff.span[1], self._selection
        by = assign.assign_unassigned if self.diff.marked_from is None else assign.assign_range
        outcome = by(self.plan, selections, number)
        if number == REST and outcome.commands:
            self._do_marked(outcome)  # it is what is left to decide, so the cursor stays
        elif number != REST and assign.has_unassigned(self.plan, selections):
            self._give(outcome, partial(self._next_undecided, last, kind))
        else:
            self._give(outcome, partial(self._next_alike, last, kind))

    def action_give_current(self) -> None:
        self.action_give(self.parts.current)

    def action_give_file(self) -> None:
        row, last = self._row, self.diff.span[1]
        if self.diff.marked_from is None:
            row = row if row.kind is Kind.DIRECTORY else Row(Kind.FILE, row.file)
            selections = self.document.select(row)
        else:
            selections = self.diff.selection()
        kind = Kind.HUNK if self._kind is Kind.LINE else self._kind
        outcome = assign.assign_only_unassigned(self.plan, selections, self.parts.current)
        self._give(outcome, partial(self._next_undecided, last, kind))

    def action_give_found(self) -> None:
        files, text = self.document.files, self.diff.known.found
        outcome = bulk.assign_matches(self.plan, files, text, self.parts.current)
        self._give(outcome, partial(self._next_undecided, self.diff.cursor, Kind.HUNK))

    def action_give_blanks(self) -> None:
        outcome = bulk.assign_whitespace_only(self.plan, self.document.files, self.parts.current)
        self._give(outcome, partial(self._next_undecided, self.diff.cursor, Kind.HUNK))

    @conversation
    async def action_give_to(self) -> None:
        from splitter.tui.dialogs.part_picker import PickPart  # noqa: PLC0415

        selection = self._selection
        if not selection:
            self.action_give(REST)
            return
        number = await self._ask(PickPart(self.plan))
        if number is not None:
            self.action_give(number)

    @on(DiffView.GutterClicked)
    def _give_clicked(self) -> None:
        self.action_give_current()

    def _give(self, outcome: Outcome, following: Callable[[], int | None]) -> None:
        """Take an outcome that gives something away; move on to what follows then, and say what was
        done.
        """
        if not self._take(outcome):
            return
        self.diff.mark(None)
        y = following()
        if y is not None:
            self._jump_to(y)
        if self._unkept:
            self._tell(self._unkept)
        elif self.plan.alone is not None:
            self._tell(all_in_one(self.plan, self.plan.alone))
        elif y is not None:
            self._tell_here(outcome.message, "; here: ")
        elif not self.plan.tally(REST):
            self._tell(f"{outcome.message}; the rest is empty: w takes a last look and writes")
        else:
            self._tell(f"{outcome.message}; {assign.END}")

    def _do_marked(self, outcome: Outcome) -> None:
        """Take an outcome for what is marked, which is not marked any more then."""
        if self._do(outcome):
            told = self._told
            self.diff.mark(None)
            self._tell(told)

    def _go_behind(self, act: Entry) -> None:
        """Go from where something was given to what is undecided behind it."""
        step = act.commands[-1]
        is_given = isinstance(step, Assign) and step.number != REST
        y = self._next_undecided(self.diff.cursor, self.diff.row.kind) if is_given else None
        if y is not None:
            self._jump_to(y)
        self._tell()

    def _next_alike(self, y: int, kind: Kind) -> int | None:
        if kind is not Kind.DIRECTORY:
            return self.document.next_alike(y, kind)
        last = self.document.tree.below(self.outline.row.index)[-1]
        return self.document.next_alike(self.document.y(Row(Kind.FILE, last)), Kind.FILE)

    def _next_undecided(self, y: int, kind: Kind) -> int | None:
        """The next row of a kind below a row that stands for something undecided: the same key does
        there what it did here.
        """
        if kind not in (Kind.HUNK, Kind.FACT):
            return self.document.next_of_part(self.plan, REST, y, 1, kind)
        first = self.document.next_of_part(self.plan, REST, self._end(y), 1, Kind.LINE)
        head = None if first is None else self.document.heading(first)[1]
        above = y if head is None else self.document.y(head)
        return above if above > y else first

    # Ranges

    def action_mark(self) -> None:
        self.set_focus(self.diff)
        self.diff.mark(None if self.diff.marked_from is not None else self.diff.cursor)
        self._tell()

    def action_mark_block(self) -> None:
        (first, last), is_marked = self.diff.span, self.diff.marked_from is not None
        here = self.diff.cursor if self.diff.back_to is None else self.diff.back_to
        count = self.document.count_span(first, last) if is_marked else 0
        found = self.document.growing(self.document.row(here))
        around = (rows for rows in found if first in rows and last in rows)
        more = (rows for rows in around if self.document.count_span(rows[0], rows[-1]) > count)
        rows = next(more, None)
        if rows is None:
            told = "nothing to mark here: V is for a changed line, or a hunk"
            self._tell("there is no more to mark than this" if is_marked else told)
            return
        self.set_focus(self.diff)
        self._jump_to(rows[-1])
        self.diff.mark(rows[0], here)
        self._tell()

    def action_extend(self, by: int) -> None:
        self.set_focus(self.diff)
        anchor = self.diff.marked_from
        self.diff.mark(self.diff.cursor if anchor is None else anchor)
        self._go_to(self.diff.cursor + by)

    def action_unmark(self) -> None:
        self.set_focus(self.diff)
        if self.diff.marked_from is not None:
            back_to = self.diff.back_to
            self.diff.mark(None)
            if back_to is not None:
                self._jump_to(back_to)
        elif self.diff.known.found:
            self.diff.find("")
            self.diff.shift_back()
        elif self.filtered:
            self._show_only("")
            return
        self._tell()

    @on(LineList.Dragged)
    def _drag_range(self, event: LineList.Dragged) -> None:
        if event.source is self.diff:
            self.diff.mark(event.start)
            self._tell()

    # A text of neither version

    @conversation
    async def action_write_between(self) -> None:
        await self._write_between(self.parts.current, self._selection)

    @conversation
    async def _go_on_between(self, writing: Writing) -> None:
        """Open a text for some lines as it was when the draft was left."""
        if writing.lines is not None:
            await self._write_between(writing.number, [writing.lines], writing.text)

    async def _write_between(
        self, number: int, selections: Sequence[Selection], text: str | None = None
    ) -> None:
        from splitter.tui.dialogs.edit import EditScreen  # noqa: PLC0415

        place = edits.place_of(self.plan, selections, number)
        if isinstance(place, str):
            self.work.recorder.gave_up()
            self._tell(place)
            return
        title = f"What {self.plan.name(number)} reads here until {place.until}"
        screen = EditScreen(title, place, text)
        screen.keep = self._keeping(number, selections[0])
        written = await self._ask(screen)
        outcome = Outcome() if written is None else edits.written(place, written)
        self._do_marked(outcome)
        if not outcome.commands:
            self.work.recorder.gave_up()

    # How hunks and lines are shown

    def action_split_hunk(self) -> None:
        row = self._row
        if self._do(hunks.split_hunk(self.document.cut_at(row), row)):
            told = self._told
            _, head = self.document.heading(self.document.y(row))
            if head is not None:
                self._jump_to(self.document.y(head))
            self._tell(told)

    def action_shift_line(self, by: int) -> None:
        self._do(hunks.shift_line(self.document, self.plan, self.diff.row, by))

    def action_break_rename(self) -> None:
        self._do(hunks.break_rename(self.plan, self._row.file))
