"""The main screen: parts on top, files and hunks at the left, the diff with its gutter, and on wide
terminals the commit to come beside it.

It only passes on: what a key means to the draft is `desk`'s, what is shown is `document`'s.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, ClassVar, TypeVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.screen import Screen

from splitter.core.draft import Draft
from splitter.core.history import Act, At, History
from splitter.core.plan import Plan, Selection
from splitter.core.rules import DROPPED, REST
from splitter.core.steps import Assign
from splitter.errors import SplitError
from splitter.session import Session
from splitter.tui import desk, status
from splitter.tui.actions import Keys, Where
from splitter.tui.bindings import bindings
from splitter.tui.desk import Answer
from splitter.tui.document import Document
from splitter.tui.rows import Kind, Row
from splitter.tui.screens.above import Above, conversation
from splitter.tui.style import LOOKS
from splitter.tui.text import Toned, safe, width
from splitter.tui.tree import Tree
from splitter.tui.widgets.diff import DiffView
from splitter.tui.widgets.line_list import LineList
from splitter.tui.widgets.outline import OutlineView
from splitter.tui.widgets.parts import PartsView
from splitter.tui.widgets.preview import PreviewPane
from splitter.tui.widgets.still import Below, Beside, Still
from splitter.tui.widgets.words import Words
from splitter.tui.words import act_in_words, refusal_in_words
from splitter.work import Work

if TYPE_CHECKING:
    from collections.abc import Callable

    from splitter.core.doubts import Doubt
    from splitter.core.log import Writing
    from splitter.gitio.rewrite import Rewrite

#: What a newcomer has to know, until the first key.
FIRST = "press 1 on what does not belong here for a new commit"
#: From how many columns on there is room for the outline beside the diff.
ROOM_FROM = 72
#: From how many columns on the outline and the preview are there by themselves.
OUTLINE_FROM, PREVIEW_FROM = 100, 160


Answered = TypeVar("Answered")


class SplitScreen(Screen[None], Still):
    """Gives changes to parts.  Every key makes a new draft; the panes show it."""

    BINDINGS: ClassVar[list[BindingType]] = [
        *bindings(),
        Binding("ctrl+c", "quit", "Leave", show=False, priority=True),
    ]

    def __init__(
        self,
        session: Session,
        history: History,
        keys: Keys,
        back: Callable[[], None] | None = None,
    ) -> None:
        """``back`` goes back to the screen on which the commit was picked, where there is one."""
        super().__init__()
        self.session = session
        self._back = back
        self.work = Work(session, history)
        self.keys = keys
        self.document = self._read_patch()
        self._searched: tuple[str, ...] = ()
        self.filtered = ""
        self._told = ""
        self._unkept = ""  # why the last act could not be kept, if that was to be told
        self._beside: bool | None = None  # whether the user wants the preview; None: where it fits
        self._outlined: bool | None = None  # the same of the outline
        self._which = session.which  # which refs follow, as was seen last
        self._doubt: Doubt | None = None  # the one that was looked at last
        self._is_left = False
        self._as_file = False  # whether the preview shows the file, and not the commit
        self.parts = PartsView(self.plan, session.change_id)
        self.outline = OutlineView(self.document, self.plan)
        self.diff = DiffView(self.document, self.plan, session)
        self.preview = PreviewPane(session.previewer)
        self._side = Below(id="side")
        self._head = Words(id="title", tone="title")
        self._progress = Words(id="progress", tone="title")
        self._words = Words(id="here", tone="heading")
        self._keys = Words(id="keys", tone="footer")

    @property
    def plan(self) -> Plan:
        """The plan as it stands."""
        return self.work.plan

    def compose(self) -> ComposeResult:
        """Title, parts, outline, diff and preview, and two lines of words."""
        with Beside(id="top"):
            yield self._head
            yield self._progress
        yield self.parts
        with Beside(id="panes"):
            with self._side:
                yield self.outline
            yield self.diff
            yield self.preview
        yield self._words
        yield self._keys

    @property
    def _title(self) -> Toned:
        target = self.session.target
        words = f" git split {target.oid[:10]}  {safe(target.subject)}"
        marks = []
        if self.work.keeper.trouble:
            marks.append(" not kept ")
        if self.filtered:
            files = f"{len(self.document.files)} of {len(self.plan.patch)} files"
            marks.append(f" only: {safe(self.filtered)} ({files}) ")
        return (*((mark, "marked") for mark in marks), (words, "title"))

    def on_mount(self) -> None:
        self._head.say(self._title)
        for pane in (self.parts, self.outline, self.diff):
            pane.follow = self._follow_cursor
        self._arrange()
        self.set_focus(self.diff)
        if self.work.is_begun:
            self._go_on()
        else:
            self._tell(self.work.keeper.trouble or FIRST)
        if self.work.writing is not None:
            self._go_on_writing(self.work.writing)
        self.call_after_refresh(self.work.keeper.prepare)

    def _go_on(self) -> None:
        """Go where one was when the draft was left: to what was undone, or behind what was given
        last.  Where that is not known, to what is undecided, with the last part marked.
        """
        last, undone = self.work.history.last, self.work.history.next
        if undone is not None and undone.at is not None:
            self._back_to(undone.at, undone.at.before)
            self._tell()
        elif last is None or last.at is None:
            self._mark_part(len(self.plan.parts))
            self.action_undecided(1)
        else:
            self._back_to(last.at, last.at.after)
            self._go_behind(last)

    def _go_behind(self, act: Act) -> None:
        """Go from where something was given to what is undecided behind it."""
        is_given = isinstance(act.steps[-1], Assign)
        y = self._next_undecided(self.diff.cursor, self.diff.row.kind) if is_given else None
        if y is not None:
            self._jump_to(y)
        self._tell()

    def _mark_part(self, number: int | None) -> None:
        """Let another part be the one that is marked, where there is one to mark."""
        if number is not None:
            self.parts.choose(number)
            self._show_preview()

    def on_resize(self) -> None:
        self._arrange()
        self._show_preview()
        self._tell(self._told)

    def _arrange(self) -> None:
        """Show the panes that there is room for."""
        wide, high = self.app.size
        is_wide = wide >= PREVIEW_FROM
        beside = is_wide if self._beside is None else self._beside and wide >= ROOM_FROM
        self.preview.display = beside
        outlined = self._outline_fits if self._outlined is None else self._outlined
        self._side.display = wide >= ROOM_FROM and outlined
        self._progress.styles.width = len(status.progress(self.plan, wide))
        self.parts.fit(max(1, high // 9), max(2, high // 4))

    @property
    def _outline_fits(self) -> bool:
        """Whether there is room for the outline beside the diff and what else is there."""
        wide = self.app.size.width
        return wide >= PREVIEW_FROM or (wide >= OUTLINE_FROM and not self.preview.display)

    # Words

    def _tell(self, first: str = "") -> None:
        """Say in words what is under the cursor and where it goes, or what comes first."""
        self._told = first
        words, current = safe(first or self._here()), self.parts.current
        self._words.say(status.bottom(words, current, self.parts.title(current), self.size.width))
        self._progress.say(status.progress(self.plan, self.size.width))
        keys = status.offered(self._where, self.keys, self.plan, current, self.size.width - 1)
        self._keys.say(keys)

    def _tell_here(self, first: str) -> None:
        """Say something, and behind it in what is left of the line what is under the cursor."""
        self._tell(first + self._here(width(first)))

    def _here(self, taken: int = 0) -> str:
        if self.diff.marked_from is not None:
            return status.marked(self.document.count_span(*self.diff.span))
        row = self._row
        moved, cells = self.diff.moved_in_words(row), status.told_cells(self.size.width) - 1 - taken
        return status.here(self.document, self.plan, row, moved, cells)

    @property
    def _where(self) -> Where:
        """What is under the cursor."""
        if self.focused is self.parts:
            return Where.PART
        if self.diff.marked_from is not None:
            return Where.RANGE
        return desk.where(self.document, self._row, self.diff.known.found)

    @property
    def _row(self) -> Row:
        return self.outline.row if self.focused is self.outline else self.diff.row

    def on_descendant_focus(self) -> None:
        self._tell(self._told)

    def _follow_cursor(self, source: LineList) -> None:
        """Let the other panes follow the cursor of one of them."""
        if source is self.diff:
            self.outline.move_to(self.outline.outline.y(self.diff.row), tell=False)
        elif source is self.outline and self.focused is self.outline:
            self.diff.mark(None)
            self.diff.move_to(self.document.y(self.outline.row), tell=False)
        if source is self.parts or self._as_file:
            self._show_preview()
        self._tell()

    @on(LineList.Dragged)
    def _drag_range(self, event: LineList.Dragged) -> None:
        if event.source is self.diff:
            self.diff.mark(event.start)
            self._tell()

    @on(LineList.Chosen)
    def _open_chosen(self, event: LineList.Chosen) -> None:
        if event.source is self.parts:
            self.action_message()
        elif event.source is self.outline or (
            event.source is self.diff and self.diff.row.kind is Kind.FILE
        ):
            self.action_fold()

    @on(DiffView.GutterClicked)
    def _give_clicked(self) -> None:
        self.action_give_current()

    # Drafts

    def _do(self, answer: Answer) -> bool:
        """Take the steps of an answer, and tell it; says whether all is as was wished."""
        is_done = self._take(answer)
        if is_done:
            self._tell(self._unkept or answer.told)
        return is_done

    def _take(self, answer: Answer) -> bool:
        """Take the steps of an answer; says whether all is as was wished, and tells why not."""
        if not answer.steps:
            self._unkept = ""
            self._tell(answer.told)
            return answer.holds
        row, here = self._row, self.parts.current
        after = here if answer.mark is None else answer.mark
        at = At(row.file, row.kind.value, row.hunk, row.index, here, after)
        act = Act(answer.steps, at)
        before = self.work.draft
        try:
            self._unkept = self.work.do(act)
        except SplitError as error:
            self._tell(str(error))
            return False
        self._show(before)
        self._mark_part(answer.mark)
        return True

    def _show(self, before: Draft) -> None:
        """Show the draft, where another one was shown."""
        draft = self.work.draft
        self.parts.show_plan(draft.plan)
        if draft.plan.patch is not before.plan.patch:
            self._show_patch()
        elif (draft.cuts, draft.plan.orders) != (before.cuts, before.plan.orders):
            document = self.document.drawn_up(draft.cuts, draft.plan.orders)
            self._show_document(document, self._row)
        else:
            self.outline.show_plan(draft.plan)
            self.diff.show_plan(draft.plan)
        self._show_preview()

    def _read_patch(self) -> Document:
        """The document of the patch as it stands, all of it unfolded."""
        patch = self.plan.patch
        return Document(
            Tree(patch, self.session.offers(patch)),
            cuts=self.work.draft.cuts,
            orders=self.plan.orders,
            text=partial(self.session.lines, patch),
        )

    def _show_patch(self) -> None:
        """Show another reading of the same commit, at the same file."""
        path = self.document.patch.files[self._row.file].path
        document = self._read_patch()
        shown = document.matching(self.filtered, document.files)
        self.filtered = self.filtered if shown else ""
        document = document.only(shown or document.files)
        files = document.patch.files
        at = next((n for n in document.files if files[n].path == path), document.files[0])
        self._show_document(document, Row(Kind.FILE, at))
        self._head.say(self._title)

    def _show_document(self, document: Document, row: Row) -> None:
        self.document = document
        for pane in (self.diff, self.outline):
            pane.show_document(document, self.plan, row)

    def _show_preview(self) -> None:
        """Let the preview follow, where it is there."""
        if not self.preview.display:
            return
        number = self._previewed
        if self._as_file:
            self.preview.show_file(self.plan, number, self._row.file, self._line)
        else:
            self.preview.show(self.plan, number)

    @property
    def _previewed(self) -> int:
        """The number of the part to preview."""
        current = self.parts.current
        return current if current != DROPPED else self.plan.order[0]

    @property
    def _line(self) -> tuple[int, int]:
        """The line of the diff under the cursor, by its numbers in both versions; 0 for none."""
        row = self._row
        if row.kind is not Kind.LINE:
            return 0, 0
        line = self.document.line(row)
        return line.old, line.new

    def let_go(self) -> None:
        """Leave the draft to whoever opens the commit next."""
        self.work.leave()

    # Giving changes to parts

    @property
    def _kind(self) -> Kind:
        """What a key gives away here: lines, where they are marked."""
        return self._row.kind if self.diff.marked_from is None else Kind.LINE

    @property
    def _selection(self) -> list[Selection]:
        return (self.outline if self.focused is self.outline else self.diff).selection()

    def action_give(self, number: int) -> None:
        kind, last, selections = self._kind, self.diff.span[1], self._selection
        by = desk.claim if self.diff.marked_from is None else desk.give_range
        answer = by(self.plan, selections, number)
        if desk.has_undecided(self.plan, selections):
            self._give(answer, partial(self._next_undecided, last, kind))
        else:
            self._give(answer, partial(self._next_alike, last, kind))

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
        answer = desk.give_undecided(self.plan, selections, self.parts.current)
        self._give(answer, partial(self._next_undecided, last, kind))

    def action_give_found(self) -> None:
        files, text = self.document.files, self.diff.known.found
        answer = desk.give_found(self.plan, files, text, self.parts.current)
        self._give(answer, partial(self._next_undecided, self.diff.cursor, Kind.HUNK))

    @conversation
    async def action_give_to(self) -> None:
        from splitter.tui.screens.parts import PickPart  # noqa: PLC0415

        selection = self._selection
        if not selection:
            self.action_give(REST)
            return
        number = await self._ask(PickPart(self.plan))
        if number is not None:
            self.action_give(number)

    def _give(self, answer: Answer, following: Callable[[], int | None]) -> None:
        """Take an answer that gives something away; move on to what follows then, and say what was
        done.
        """
        if not self._take(answer):
            return
        self.diff.mark(None)
        y = following()
        if y is not None:
            self._jump_to(y)
        if self._unkept:
            self._tell(self._unkept)
        elif y is not None:
            self._tell_here(f"{answer.told}; here: ")
        elif not self.plan.tally(REST):
            self._tell(f"{answer.told}; everything is decided: w takes a last look and writes")
        else:
            self._tell(f"{answer.told}; {desk.END}")

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
        first = self.document.next_of_part(self.plan, REST, y, 1, Kind.LINE)
        head = None if first is None else self.document.heading(first)[1]
        return first if head is None else self.document.y(head)

    def action_split_hunk(self) -> None:
        row = self._row
        if self._do(desk.split_hunk(self.document.cut_at(row), row)):
            told = self._told
            _, head = self.document.heading(self.document.y(row))
            if head is not None:
                self._jump_to(self.document.y(head))
            self._tell(told)

    def action_shift_line(self, by: int) -> None:
        self._do(desk.shift_line(self.document, self.plan, self.diff.row, by))

    def action_break_rename(self) -> None:
        self._do(desk.break_rename(self.plan, self._row.file))

    # Moving about

    def _list(self) -> LineList:
        focused = self.focused
        return focused if isinstance(focused, LineList) else self.diff

    def action_move(self, by: int) -> None:
        self._list().action_move(by)

    def action_page(self, by: int) -> None:
        self._list().action_page(by)

    def action_first(self) -> None:
        self._list().action_first()

    def action_last(self) -> None:
        self._list().action_last()

    def action_shift(self, by: int) -> None:
        self._list().action_shift(by)

    def action_next_pane(self, by: int) -> None:
        """Go from pane to pane: from the diff to its files, then to the parts."""
        panes = (self.diff, self.outline, self.parts, self.preview.page)
        shown = [pane for pane in panes if pane in self.focus_chain]
        here = next((at for at, pane in enumerate(shown) if pane is self.focused), 0)
        self.set_focus(shown[(here + by) % len(shown)])
        self._tell()

    def _go_to(self, y: int) -> None:
        self._jump_to(y)
        self._tell()

    def _jump_to(self, y: int) -> None:
        y = max(0, min(y, self.document.height - 1))
        self.diff.shift_back()
        self.diff.jump_to(y, self._end(y))
        self.outline.move_to(self.outline.outline.y(self.diff.row), tell=False)

    def _end(self, y: int) -> int:
        """The last row of the hunk whose header row ``y`` is; of another row, that row."""
        if self.document.row(y).kind is not Kind.HUNK:
            return y
        following = self.document.next_of(y, 1, (Kind.HUNK, Kind.FILE))
        return (self.document.height if following is None else following) - 1

    def _y(self, at: At) -> int:
        """Where a place is now; where the cursor is if it is no longer there."""
        try:
            return self.document.y(Row(Kind(at.kind), at.file, at.index, at.hunk))
        except (LookupError, ValueError):
            return self.diff.cursor

    def action_mark(self) -> None:
        self.set_focus(self.diff)
        self.diff.mark(None if self.diff.marked_from is not None else self.diff.cursor)
        self._tell()

    def action_mark_block(self) -> None:
        (first, last), is_marked = self.diff.span, self.diff.marked_from is not None
        here = self.diff.cursor if self.diff.back_to is None else self.diff.back_to
        least = last - first + 1 + is_marked
        found = self.document.growing(self.document.row(here))
        around = (rows for rows in found if first in rows and last in rows)
        rows = next((rows for rows in around if len(rows) >= least), None)
        if rows is None:
            told = "nothing to mark here: V is for a changed line, or a hunk"
            self._tell("all of the hunk is marked" if is_marked else told)
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

    def action_undecided(self, step: int) -> None:
        self._go_through(REST, step, "nothing is undecided")

    def action_of_part(self, step: int) -> None:
        number = self.parts.current
        self._go_through(number, step, f"nothing goes to {self.plan.name(number)}")

    def _go_through(self, number: int, step: int, nothing: str) -> None:
        """Go to the next thing of a part, or of the rest, from the other end again if need be; from
        line to line where there is only the hunk of the cursor.
        """
        find = partial(self.document.next_of_part, self.plan, number, step=step)
        here, edge = self.diff.cursor, -1 if step > 0 else self.document.height
        kind = Kind.LINE if self._is_alone(find, here, edge) else Kind.HUNK
        y, told = find(here, kind=kind), ""
        if y is None:
            left = f" ({desk.LEFT})" if number == REST else ""
            y, told = find(edge, kind=kind), f"{status.again(step)}{left}: "
        if y is None:
            hidden = " in the files shown (f shows others)" if self.filtered else ""
            self._tell(nothing + hidden)
            return
        self._jump_to(y)
        self._tell_here(told)

    def _is_alone(self, find: Callable[..., int | None], here: int, edge: int) -> bool:
        """Whether a hunk with the cursor in it is all that is found from one end to the other."""
        only = find(edge, kind=Kind.HUNK)
        return (
            only is not None
            and only <= here <= self._end(only)
            and find(only, kind=Kind.HUNK) is None
        )

    def action_hunk(self, step: int) -> None:
        self._go_to_next(step, (Kind.HUNK, Kind.FILE), "hunk")

    def action_file(self, step: int) -> None:
        self._go_to_next(step, (Kind.FILE,), "file")

    def _go_to_next(self, step: int, kinds: tuple[Kind, ...], noun: str) -> None:
        row = self.document.next_of(self.diff.cursor, step, kinds)
        if row is not None:
            self._go_to(row)
        else:
            self._tell(f"there is no {noun} {'below' if step > 0 else 'above'}")

    @conversation
    async def action_search(self) -> None:
        from splitter.tui.screens.ask import AskText  # noqa: PLC0415
        from splitter.tui.screens.seeking import Seeking  # noqa: PLC0415

        seeking = Seeking(self.diff, self.outline, self._show_found)
        question = AskText(
            "Search, then ) for the next",
            self.diff.known.found,
            former=self._searched,
            typed=seeking.show,
        )
        text = await self._ask(question)
        seeking.back()
        if not text:
            return
        self._searched = (*self._searched, text)
        self.diff.find(text)
        self.action_found(1)

    def action_found(self, step: int) -> None:
        """Go to the next or the previous row that has the text searched."""
        text, before = self.diff.known.found, self.diff.cursor
        if not text:
            self._tell(desk.NOT_SEARCHED)
            return
        y = self.document.search(text, before, step)
        if y is None:
            self._tell(f"'{safe(text)}' is nowhere in this diff")
            return
        self._show_found(y)
        which = status.found(self.document.found(text), before, y, step)
        self._tell_here(f"{which}: ")

    def _show_found(self, y: int) -> None:
        self._jump_to(y)
        self.diff.reveal()

    # Reading

    def action_fold(self) -> None:
        row = self._row
        head = row if row.kind is Kind.DIRECTORY else Row(Kind.FILE, row.file)
        self._show_document(self.document.toggle(row), head)
        self._tell()

    def action_fold_all(self) -> None:
        self._show_document(self.document.fold_all(), Row(Kind.FILE, self._row.file))
        self._tell()

    def action_context(self, by: int) -> None:
        row = self.diff.row
        try:
            document = self.document.more_context(row, by)
        except SplitError as error:
            self._tell(str(error))
            return
        if document is self.document:
            self._tell("there are no more lines to show; + and - widen and narrow a hunk")
        else:
            self._show_document(document, row)
            self._tell()

    @conversation
    async def action_filter(self) -> None:
        from splitter.tui.screens.ask import AskText  # noqa: PLC0415

        question = AskText("Only files whose path has (none: all)", self.filtered)
        text = await self._ask(question)
        if text is not None:
            self._show_only(text)

    def _show_only(self, text: str) -> None:
        """Show the files whose path has a text, from the same place where that is among them."""
        offered = self.session.offers(self.plan.patch)
        files = self.document.matching(text, offered)
        if not files:
            self._tell(f"no file has '{safe(text)}' in its path")
            return
        self.filtered = text
        row = self.diff.row if self.diff.row.file in files else Row(Kind.FILE, files[0])
        self._show_document(self.document.only(files), row)
        self._head.say(self._title)
        self._tell(f"{len(files)} of {len(offered)} files")

    @conversation
    async def action_preview(self) -> None:
        await self._preview_alone(as_file=False)

    async def _preview_alone(self, *, as_file: bool) -> None:
        """The commit, or the file under the cursor, on the whole screen."""
        from splitter.tui.screens.preview import PreviewScreen  # noqa: PLC0415

        where = (self.session.previewer, self.plan, self._previewed, self._row.file, self._line)
        await self._ask(PreviewScreen(*where, as_file=as_file))

    def action_preview_pane(self) -> None:
        if self.size.width < ROOM_FROM:
            self.action_preview()
            return
        self._beside = not self.preview.display
        self.on_resize()

    def action_outline_pane(self) -> None:
        if self.size.width < ROOM_FROM:
            self._tell(f"there is room for the outline from {ROOM_FROM} columns on")
            return
        if self.focused is self.outline:
            self.set_focus(self.diff)
        wanted = not self._side.display
        self._outlined = None if wanted == self._outline_fits else wanted
        self.on_resize()

    @conversation
    async def action_preview_file(self) -> None:
        if self.preview.display:
            self._as_file = not self._as_file
            self._show_preview()
        else:
            await self._preview_alone(as_file=True)

    # Parts

    def action_choose(self, by: int) -> None:
        self.parts.move_to((self.parts.cursor + by) % self.parts.count, tell=False)
        self._show_preview()
        self._tell()

    def action_add_part(self) -> None:
        self._do(desk.add_part(self.plan))

    def action_remove_part(self) -> None:
        self._do(desk.remove_part(self.plan, self.parts.current))

    def action_merge_part(self) -> None:
        self._do(desk.merge_part(self.parts.current))

    def action_move_part(self, by: int) -> None:
        self._do(desk.move_part(self.plan, self.parts.current, by))

    def action_heir(self) -> None:
        self._do(desk.make_heir(self.plan, self.parts.current))

    @conversation
    async def action_message(self) -> None:
        await self._write_message(self.parts.current)

    @conversation
    async def _go_on_writing(self, message: Writing) -> None:
        """Open a message as it was when the draft was left."""
        self._mark_part(message.number)
        title = f"Message of {self.plan.name(message.number)}, as you left it"
        await self._write_message(message.number, title, message.text)

    async def _write_message(self, number: int, why: str = "", written: str | None = None) -> bool:
        """Let the user write a part's message, or go on with what is written of it; says whether
        there is one afterwards.
        """
        from splitter.tui.screens.message import MessageScreen  # noqa: PLC0415

        if number == DROPPED:
            self._tell("what is dropped has no message")
            return False
        if self._is_left or not self.is_active:
            return False
        title = why or f"Message of {self.plan.name(number)}"
        screen = MessageScreen.of(self.session, self.plan, number, title, text=written)
        screen.is_begun = written is not None
        screen.keep = partial(self.work.keeper.writes, number)
        message = await self._ask(screen)
        if message is None or not self._do(desk.describe(self.plan, number, message)):
            self.work.keeper.gave_up()
        return bool(message and message.strip())

    def action_editor(self) -> None:
        number = self.parts.current
        if number == DROPPED:
            self._tell("what is dropped has no message")
            return
        message, told = self.plan.part(number).message, ""
        with self.app.suspend():
            try:
                message = self.session.edit_message(self.plan, number)
            except (SplitError, OSError) as error:  # would leave the terminal as it is
                told = str(error)
        self._do(desk.describe(self.plan, number, message))
        self._tell(told)

    # All

    async def _ask(self, question: Above[Answered]) -> Answered | None:
        """What is answered on a screen above this one; None also where there is one already, which
        a click just before has opened.
        """
        if self._is_left or not self.is_active:
            return None
        return await question

    def action_undo(self) -> None:
        act, before = self.work.history.last, self.work.draft
        if act is None:
            self._tell("there is nothing to undo")
            return
        unkept = self.work.undo()
        self._show(before)
        if act.at is not None:
            self._back_to(act.at, act.at.before)
        self._tell(unkept or f"undone: {act_in_words(act)}")

    def action_redo(self) -> None:
        act, before = self.work.history.next, self.work.draft
        if act is None:
            self._tell("there is nothing to do again")
            return
        unkept = self.work.redo()
        self._show(before)
        if act.at is not None:
            self._back_to(act.at, act.at.after)
        self._tell(unkept or f"done again: {act_in_words(act)}")

    def _back_to(self, at: At, marked: int | None) -> None:
        """Go to where something was done, with that part marked."""
        self._jump_to(self._y(at))
        self._mark_part(marked)

    @conversation
    async def action_write(self) -> None:
        from splitter.tui.screens.last_look import LastLook  # noqa: PLC0415
        from splitter.tui.screens.working import preparing  # noqa: PLC0415

        if not await self._complete():
            return
        plan, which = self.plan.without_empty_rest(), self._which
        rewrite = await self._ask(preparing(self.session, plan, which))
        if isinstance(rewrite, SplitError):
            which, rewrite = "head", await self._without_others(plan, rewrite)
        if rewrite is None:
            return
        look = LastLook(self.session, rewrite, which, self._doubt)
        looked_at = await self._ask(look)
        self._which = look.which
        if looked_at is not None:
            self._is_left = True
            self.app.exit(looked_at)
        elif look.to_doubt:
            await self._show_doubt(look.to_doubt)

    async def _show_doubt(self, doubt: Doubt) -> None:
        """Go to what is doubtful, and show the file after the part of which it is."""
        self._doubt = doubt
        if doubt.file not in self.document.files:
            self._show_only("")
        self._jump_to(self.document.y(self.document.of(doubt.file).row_of(doubt.change)))
        self._mark_part(doubt.number)
        self._tell()
        if self.preview.display:
            self._as_file = True
            self._show_preview()
        else:
            await self._preview_alone(as_file=True)

    async def _complete(self) -> bool:
        """Whether there is something to write; missing messages are asked for."""
        if not self.work.is_begun:
            self._tell("there is only the rest so far: press 1 on what does not belong here")
            return False
        plan = self.plan.without_empty_rest()
        missing = [number for number in plan.order if not plan.part(number).message.strip()]
        for count, number in enumerate(missing, 1):
            name = self.plan.name(number)
            which = f" ({count} of {len(missing)})" if len(missing) > 1 else ""
            if not await self._write_message(number, f"{name} needs a message{which}"):
                self._tell(f"{name} has no message yet")
                return False
        return True

    async def _without_others(self, plan: Plan, error: SplitError) -> Rewrite | None:
        """Show why a plan cannot be written; the rewrite in which only HEAD's branch follows, where
        that goes and the user wants it.

        Whether it goes is found out by preparing it: no refusal says so by itself, and an answer
        that leads into the next refusal is none.
        """
        from splitter.tui.screens.ask import AskKey  # noqa: PLC0415
        from splitter.tui.screens.working import preparing  # noqa: PLC0415

        told = refusal_in_words(error)
        self._tell(told)
        alone = None
        if self._which != "head":
            alone = await self._ask(preparing(self.session, plan, "head"))
        if isinstance(alone, SplitError):
            alone = None
        answers = {"b": "let only this branch follow, and look at that"} if alone else {}
        answer = await self._ask(AskKey(safe(told), {**answers, "q": "back; nothing is changed"}))
        return alone if answer == "b" else None

    def action_palette(self) -> None:
        from splitter.tui.palette import Palette  # noqa: PLC0415

        if self.is_active:
            self.app.push_screen(Palette())

    @conversation
    async def action_theme(self) -> None:
        from splitter.tui.screens.ask import AskKey  # noqa: PLC0415

        names = dict(zip("123456", LOOKS, strict=True)) | {"k": "as it is"}
        question = AskKey("Which colours?  Keep some with: git config split.theme <name>", names)
        answer = await self._ask(question)
        if answer in names and names[answer] in LOOKS:
            self.app.theme = names[answer]

    def action_help(self) -> None:
        from splitter.tui.screens.help import HelpScreen  # noqa: PLC0415

        if self.is_active:
            self.app.push_screen(HelpScreen(self.keys))

    async def action_suspend(self) -> None:
        await self.app.run_action("suspend_process")

    @conversation
    async def action_leave(self) -> None:
        """Go back to where the commit was picked, or else leave."""
        await self._go(self.app.exit if self._back is None else self._back)

    @conversation
    async def action_quit(self) -> None:
        """Leave altogether."""
        await self._go(self.app.exit)

    async def _go(self, elsewhere: Callable[[], None]) -> None:
        """Leave the draft and go elsewhere; where it could not be kept, that is asked before."""
        if not self.is_active or self._is_left:
            return
        trouble = self.work.keeper.trouble
        if trouble and self.work.is_begun:
            from splitter.tui.screens.ask import AskKey  # noqa: PLC0415

            question = AskKey(f"{safe(trouble)}.", {"y": "leave; it is lost", "n": "stay"})
            if await self._ask(question) != "y":
                return
        self._is_left = True
        self.let_go()
        elsewhere()
