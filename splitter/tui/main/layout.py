"""The main screen as it is shown: parts on top, files and hunks at the left, the diff with its
gutter, and on wide terminals the commit to come beside it.

What a key means to the draft is `desk`'s, what is shown is `document`'s.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, TypeVar

from textual import events
from textual.app import ComposeResult
from textual.screen import Screen

from splitter.core.draft.commands import Assign
from splitter.core.draft.draft import Draft
from splitter.core.draft.undo_history import CursorPosition, Entry, History
from splitter.core.plan.constraints import DROPPED
from splitter.core.plan.plan import Plan, Selection
from splitter.draft_session import DraftSession
from splitter.errors import SplitError
from splitter.session import Session
from splitter.tui.dialogs.dialog import Dialog
from splitter.tui.widgets.cached import Below, Beside, Cached
from splitter.tui.widgets.diff import DiffView
from splitter.tui.widgets.label import Words
from splitter.tui.widgets.line_list import LineList
from splitter.tui.widgets.outline import OutlineView
from splitter.tui.widgets.parts import PartsView
from splitter.tui.widgets.preview import PreviewPane
from splitter.view.assigning import hunks
from splitter.view.assigning.outcome import Outcome
from splitter.view.diff.directories import Tree
from splitter.view.diff.document import Document
from splitter.view.diff.file_rows import Kind, Row
from splitter.view.keys.actions import CursorContext, Keys
from splitter.view.phrases import status
from splitter.view.phrases.wording import PASTE_IGNORED
from splitter.view.text.display import Toned, safe, width

if TYPE_CHECKING:
    from collections.abc import Callable

#: From how many columns on there is room for the outline beside the diff.
ROOM_FROM = 72
#: From how many columns on the outline and the preview are there by themselves.
OUTLINE_FROM, PREVIEW_FROM = 100, 160
#: In how many cells it is worth while to say what is under the cursor.
LEAST = 30

Answered = TypeVar("Answered")


class Panes(Screen[None], Cached, inherit_bindings=False):
    """The panes, the words below them, and the draft that they show: every act makes a new one."""

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
        self.work = DraftSession(session, history)
        self.keys = keys
        self.document = self._read_patch()
        self.filtered = ""
        self._told = ""
        self._unkept = ""  # why the last act could not be kept, if that was to be told
        self._beside: bool | None = None  # whether the user wants the preview; None: where it fits
        self._outlined: bool | None = None  # the same of the outline
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
        if self.work.recorder.trouble:
            marks.append(" not kept ")
        if self.filtered:
            files = f"{len(self.document.files)} of {len(self.plan.patch)} files"
            marks.append(f" only: {safe(self.filtered)} ({files}) ")
        return (*((mark, "marked") for mark in marks), (words, "title"))

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
        self.work.recorder.retry()
        self._head.say(self._title)
        words, current = safe(first or self._here()), self.parts.current
        self._words.say(status.bottom(words, current, self.parts.title(current), self.size.width))
        self._progress.say(status.progress(self.plan, self.size.width))
        keys = status.offered(self._where, self.keys, self.plan, current, self.size.width - 1)
        self._keys.say(keys)

    def _tell_here(self, first: str, link: str = "") -> None:
        """Say something, and behind it what is under the cursor, where the line has room for that
        and what links them.
        """
        taken = width(first + link)
        has_room = not first or status.told_cells(self.size.width) - taken > LEAST
        self._tell(first + link + self._here(taken) if has_room else first)

    def _here(self, taken: int = 0) -> str:
        if self.diff.marked_from is not None:
            first, last = self.diff.span
            is_above = first < self.diff.on_view.start
            line = self.document.line_number(first) if is_above else 0
            return status.marked(self.document.count_span(first, last), line)
        row = self._row
        moved, cells = self.diff.line_in_words(row), status.told_cells(self.size.width) - 1 - taken
        return status.here(self.document, self.plan, row, moved, cells)

    @property
    def _where(self) -> CursorContext:
        """What is under the cursor."""
        if self.focused is self.parts:
            return CursorContext.PART
        if self.diff.marked_from is not None:
            return CursorContext.RANGE
        return hunks.cursor_context(self.document, self._row, self.diff.known.found)

    def on_paste(self, event: events.Paste) -> None:
        event.stop()
        self._tell(PASTE_IGNORED)

    def on_descendant_focus(self) -> None:
        self._tell(self._told)

    # Where one is

    @property
    def _row(self) -> Row:
        return self.outline.row if self.focused is self.outline else self.diff.row

    @property
    def _selection(self) -> list[Selection]:
        return (self.outline if self.focused is self.outline else self.diff).selection()

    @property
    def _line(self) -> tuple[int, int]:
        """The line of the diff under the cursor, by its numbers in both versions; 0 for none."""
        row = self._row
        if row.kind is not Kind.LINE:
            return 0, 0
        line = self.document.line(row)
        return line.old, line.new

    def _go_to(self, y: int) -> None:
        self._jump_to(y)
        self._tell()

    def _jump_to(self, y: int) -> None:
        """Go to a row; another hunk is read from the left again."""
        y = max(0, min(y, self.document.height - 1))
        here, there = self.diff.row, self.document.row(y)
        self.diff.shift_back()
        if (here.file, here.hunk) != (there.file, there.hunk):
            self.diff.shift_to(0)
        self.diff.jump_to(y, self._end(y))
        self.outline.move_to(self.outline.outline.y(self.diff.row), tell=False)

    def _end(self, y: int) -> int:
        """The last row of the hunk whose header row ``y`` is; of another row, that row."""
        if self.document.row(y).kind is not Kind.HUNK:
            return y
        following = self.document.next_of(y, 1, (Kind.HUNK, Kind.FILE))
        return (self.document.height if following is None else following) - 1

    def _y(self, at: CursorPosition) -> int:
        """Where a place is now; where the cursor is if it is no longer there."""
        try:
            return self.document.y(Row(Kind(at.kind), at.file, at.index, at.hunk))
        except (LookupError, ValueError):
            return self.diff.cursor

    def _back_to(self, at: CursorPosition, act: Entry, marked: int | None) -> None:
        """Go to where something was done, with that part marked, and what was given on view."""
        y = self._y(at)
        begin = self._begin(act, y)
        if begin < y:
            self._jump_to(begin)
        self._jump_to(y)
        self._mark_part(marked)

    def _begin(self, act: Entry, y: int) -> int:
        """Where a range begins that was given on row ``y``; there where it is none that has room on
        view.
        """
        step = act.commands[-1]
        file = self.document.row(y).file
        if not isinstance(step, Assign) or [one.file for one in step.selections] != [file]:
            return y
        added = self.document.patch.files[file].added.start
        starts = [span.start for span in step.selections[0].changes if span]
        sides = [start for start in starts if start < added], [n for n in starts if n >= added]
        first = min((self.document.y_of(file, min(side)) for side in sides if side), default=y)
        return first if 0 < y - first < self.diff.size.height else y

    def _mark_part(self, number: int | None) -> None:
        """Let another part be the one that is marked, where there is one to mark."""
        if number is not None:
            self.parts.choose(number)
            self._show_preview()

    def _follow_cursor(self, source: LineList) -> None:
        """Let the other panes follow the cursor of one of them."""
        if source is self.diff:
            self.outline.move_to(self.outline.outline.y(self.diff.row), tell=False)
        elif source is self.outline and self.focused is self.outline:
            self.diff.mark(None)
            y = self.document.y(self.outline.row)
            self.diff.jump_to(y, self._end(y))
        if source is self.parts or self._as_file:
            self._show_preview()
        self._tell()

    # The draft

    def _do(self, outcome: Outcome) -> bool:
        """Take the steps of an outcome, and tell it; says whether there were any."""
        is_done = self._take(outcome)
        if is_done:
            self._tell(self._unkept or outcome.message)
        return is_done

    def _take(self, outcome: Outcome) -> bool:
        """Take the steps of an outcome; says whether there were any, and tells why not."""
        if not outcome.commands:
            self._unkept = ""
            self._tell(outcome.message)
            return False
        row, here = self._row, self.parts.current
        after = here if outcome.mark is None else outcome.mark
        at = CursorPosition(row.file, row.kind.value, row.hunk, row.index, here, after)
        act = Entry(outcome.commands, at)
        before = self.work.draft
        try:
            self._unkept = self.work.do(act)
        except SplitError as error:
            self._tell(str(error))
            return False
        self._show(before)
        self._mark_part(outcome.mark)
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

    def _show_document(self, document: Document, row: Row) -> None:
        self.document = document
        for pane in (self.diff, self.outline):
            pane.show_document(document, self.plan, row)

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
        self._tell(f"{len(files)} of {len(offered)} files")

    def _keeping(self, number: int, lines: Selection | None = None) -> Callable[[str], str]:
        """Keeps what is being written for a part, its message or a text for some lines; what that
        returns is why it is not kept, "" where it is.
        """

        def keep(text: str) -> str:
            self.work.recorder.writes(number, text, lines)
            self._head.say(self._title)
            return self.work.recorder.trouble

        return keep

    def let_go(self) -> None:
        """Leave the draft to whoever opens the commit next."""
        self.work.leave()

    # The preview

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

    async def _preview_alone(self, *, as_file: bool) -> None:
        """The commit, or the file under the cursor, on the whole screen."""
        from splitter.tui.dialogs.preview import PreviewScreen  # noqa: PLC0415

        where = (self.session.previewer, self.plan, self._previewed, self._row.file, self._line)
        await self._ask(PreviewScreen(*where, as_file=as_file))

    # Other screens

    async def _ask(self, question: Dialog[Answered]) -> Answered | None:
        """What is answered on a screen above this one; None also where there is one already, which
        a click just before has opened.
        """
        if self._is_left or not self.is_active:
            return None
        return await question
