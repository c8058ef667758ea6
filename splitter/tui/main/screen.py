"""The main screen: parts on top, files at the left, the diff, and a preview on wide terminals.

It is composed of controllers, each with the methods of a group of actions, and is the `Context` of
all of them.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, ClassVar

from msgspec.structs import replace
from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.reactive import Reactive
from textual.screen import Screen
from textual.widget import Widget

from splitter.core.draft.draft import Draft
from splitter.core.draft.undo_history import CursorPosition, Entry, History
from splitter.core.plan.constraints import DROPPED
from splitter.core.plan.plan import Plan
from splitter.draft_session import DraftSession
from splitter.errors import SplitError
from splitter.session import Session
from splitter.tui.dialogs.dialog import Dialog
from splitter.tui.input.bindings import bindings, call
from splitter.tui.main.actions import Controllers
from splitter.tui.main.context import Answered
from splitter.tui.main.cursor import Cursor
from splitter.tui.main.layout import Layout
from splitter.tui.main.status_lines import StatusLines
from splitter.tui.widgets.cached import Below, Beside, Cached
from splitter.tui.widgets.diff import DiffView
from splitter.tui.widgets.line_list import LineList
from splitter.tui.widgets.outline import OutlineView
from splitter.tui.widgets.parts import PartsView
from splitter.tui.widgets.preview import PreviewPane
from splitter.view.assigning.outcome import Outcome
from splitter.view.diff.directories import Tree
from splitter.view.diff.document import Document
from splitter.view.diff.edit_rows import drawn, far_edits
from splitter.view.diff.rows import Kind, Row
from splitter.view.diff.search import matching
from splitter.view.keys.actions import Keys
from splitter.view.phrases import status
from splitter.view.phrases.wording import PASTE_IGNORED

if TYPE_CHECKING:
    from collections.abc import Callable


class SplitScreen(Screen[None], Cached, inherit_bindings=False):
    """Shows a draft, and runs the actions of its controllers."""

    BINDINGS: ClassVar[list[BindingType]] = [
        *bindings(),
        Binding("ctrl+c", call("exit"), "Quit", show=False, priority=True),
    ]

    #: As Textual has it; but the pane that gets the focus draws what changes, not the whole screen.
    focused: Reactive[Widget | None] = Reactive(None, repaint=False)

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
        self.work = DraftSession(session, history)
        self.keys = keys
        self.document = self._read_patch()
        self.filtered = ""
        self.is_from_list = back is not None
        self.previews_file = self.is_left = False
        self.parts = PartsView(self.plan, session.target.identity)
        self.outline = OutlineView(self.document, self.plan)
        self.diff = DiffView(self.document, self.plan, session)
        self.preview = PreviewPane(session.previewer)
        self.panes = Layout(self.parts, Below(self.outline, id="side"), self.diff, self.preview)
        self.cursor = Cursor(self)
        self.status_lines = StatusLines(self)
        self._controllers = Controllers(self, back)
        self.methods = self._controllers.methods()

    def compose(self) -> ComposeResult:
        """Title, parts, outline, diff and preview, and two lines of words."""
        with Beside(id="top"):
            yield self.status_lines.title
            yield self.status_lines.end
            yield self.status_lines.progress
        yield self.parts
        with Beside(id="panes"):
            yield self.panes.side
            yield self.diff
            yield self.preview
        yield self.status_lines.words
        with Below(id="bottom"):
            yield self.status_lines.keys
            yield self._controllers.searching.field

    # Actions

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Run no action while the text of a search is typed, as Textual asks for it."""
        is_searching = self.focused is self._controllers.searching.field
        return not is_searching and super().check_action(action, parameters)

    def action_do(self, name: str) -> object:
        """Run an action of the table by its name; what is returned may have to be awaited."""
        return self.methods[name]()

    # Events

    def on_mount(self) -> None:
        for pane in (self.parts, self.outline, self.diff):
            pane.follow = self._follow_cursor
        self._fit()
        self.set_focus(self.diff)
        if self.work.is_begun:
            self._resume()
        else:
            self.say(self.work.recorder.trouble or status.FIRST)
        self._controllers.writing.take_options()
        writing = self.work.writing
        if writing is not None and writing.edit is None:
            self._controllers.part_actions.resume(writing)
        elif writing is not None:
            self._controllers.editing.resume(writing)
        self.call_after_refresh(self.work.recorder.prepare)

    def _resume(self) -> None:
        """Go to where the draft was left: to what was undone, or behind what was assigned last.

        Where that is not known, go to the first unassigned changes, with the last part marked.
        """
        last, undone = self.work.history.last, self.work.history.next
        if undone is not None and undone.at is not None:
            self.cursor.go_back(undone, is_undone=True)
            self.say()
        elif last is None or last.at is None:
            self.mark_part(len(self.plan.parts))
            self._controllers.navigating.unassigned(1)
        else:
            self.cursor.go_back(last, is_undone=False)
            self.cursor.go_behind(last)
            self.say()
        if self.work.selected is not None:
            self.mark_part(self.work.selected)
            self.say(self.shown_message)

    def on_resize(self) -> None:
        self.refit()

    def on_key(self, event: events.Key) -> None:
        """Say that a character is no key here."""
        used = {key for keys in self.keys.values() for key in keys}
        if event.is_printable and event.character not in used | {" "}:
            self.say(status.not_a_key(event.character or "", self.keys))

    def on_paste(self, event: events.Paste) -> None:
        event.stop()
        self.say(PASTE_IGNORED)

    def on_descendant_focus(self) -> None:
        self.say(self.shown_message)

    @on(DiffView.GutterClicked)
    def _assign_clicked(self) -> None:
        self._controllers.assigning.assign_to_marked()

    @on(LineList.Dragged)
    def _drag_range(self, event: LineList.Dragged) -> None:
        if event.source is self.diff:
            self._controllers.marking.extend_from(event.start)

    @on(LineList.Chosen)
    def _open_chosen(self, event: LineList.Chosen) -> None:
        if event.source is self.parts:
            self._controllers.part_actions.message()
        elif event.source is self.outline or (
            event.source is self.diff and self.diff.row.kind is Kind.FILE
        ):
            self._controllers.viewing.fold()

    def _follow_cursor(self, source: LineList) -> None:
        """Let the other panes follow the cursor of one of them."""
        self.cursor.follow(source)
        if source is self.parts or self.previews_file:
            self.show_preview()
        self.say()

    # Words

    @property
    def footer(self) -> Widget:
        """The line of the keys on offer, in whose place a search is typed."""
        return self.status_lines.keys

    @property
    def shown_message(self) -> str:
        """The message on the screen, "" where it describes the cursor."""
        return self.status_lines.shown_message

    def say(self, message: str = "") -> None:
        """Show a message; without one, describe what is under the cursor."""
        self.status_lines.say(message)

    def with_cursor(self, message: str, link: str) -> str:
        """A message, and behind it what is under the cursor, where the line has room for both."""
        return self.status_lines.with_cursor(message, link)

    def refresh_title(self) -> None:
        """Show the title anew, which warns where the draft cannot be saved."""
        self.status_lines.refresh_title()

    # Panes

    @property
    def pane(self) -> Widget | None:
        """The pane with the focus."""
        return self.focused

    def refit(self) -> None:
        """Show the panes that fit, with all that depends on their size."""
        self._fit()
        self.show_preview()
        self.say(self.shown_message)

    def _fit(self) -> None:
        wide, high = self.app.size
        self.panes.arrange(wide, high)
        self.status_lines.arrange(wide)

    def mark_part(self, number: int | None) -> None:
        """Mark a part; None leaves the mark where it is."""
        if number is not None:
            self.parts.choose(number)
            self.show_preview()

    def show_preview(self) -> None:
        """Update the preview, where it is shown."""
        if not self.preview.display:
            return
        number = self.preview_number()
        if self.previews_file:
            self.preview.show_file(self.plan, number, self.cursor.row.file, self.cursor.line)
        else:
            self.preview.show(self.plan, number)

    def preview_number(self) -> int:
        """The number of the part to preview."""
        current = self.parts.current
        return current if current != DROPPED else self.plan.order[0]

    # The draft

    @property
    def plan(self) -> Plan:
        """The plan as it stands."""
        return self.work.plan

    def apply(self, outcome: Outcome, then: Callable[[], str] | None = None) -> bool:
        """Apply the commands of an outcome, and show its message.

        Returns whether it had commands that could be applied.  ``then`` is called after the
        commands: it moves the cursor, and returns the message to show.
        """
        if not outcome.commands:
            self.say(outcome.message)
            return False
        row, here = self.cursor.row, self.parts.current
        after = here if outcome.mark is None else outcome.mark
        at = CursorPosition(row.file, row.kind.value, row.hunk, row.index, here, after)
        before = self.work.draft
        try:
            warning = self.work.do(Entry(outcome.commands, at))
        except SplitError as error:
            self.say(str(error))
            return False
        self.show_draft(before)
        self.mark_part(outcome.mark)
        message = outcome.message if then is None else then()
        self.say(warning or message)
        return True

    def show_draft(self, before: Draft) -> None:
        """Show the draft, in place of the previous one."""
        draft = self.work.draft
        self.parts.show_plan(draft.plan)
        if draft.plan.patch is not before.plan.patch:
            self._show_patch()
        elif (document := drawn(self.document, draft)) is not self.document:
            self.show_document(document, self.cursor.row)
        else:
            self.outline.show_plan(draft.plan)
            self.diff.show_plan(draft.plan)
        self.show_preview()

    def save_and_close(self) -> None:
        """Save the draft, and release it."""
        self.work.leave(self.parts.current)

    # The document

    def _read_patch(self) -> Document:
        """The document of the patch, all of it unfolded."""
        patch = self.plan.patch
        return Document(
            Tree(patch, self.session.offers(patch)),
            cuts=self.work.draft.cuts,
            orders=self.plan.orders,
            text=partial(self.session.lines, patch),
            edits=far_edits(self.plan),
        )

    def _show_patch(self) -> None:
        """Show another patch of the same commit, at the same file."""
        was = self.document.patch.files[self.cursor.row.file]
        document = self._read_patch()
        shown = matching(document, self.filtered, document.files)
        self.filtered = self.filtered if shown else ""
        document = document.only(shown or document.files)
        files = document.patch.files
        at = next((n for n in document.files if files[n].path == was.path), document.files[0])
        row = self.diff.row
        is_same = files[at] is was and row.kind not in (Kind.DIRECTORY, Kind.EDIT)
        self.show_document(document, replace(row, file=at) if is_same else Row(Kind.FILE, at))

    def show_document(self, document: Document, row: Row) -> None:
        """Show a document, with the cursor on a row."""
        self.document = document
        for pane in (self.diff, self.outline):
            pane.show_document(document, self.plan, row)

    def show_only(self, text: str) -> None:
        """Show only the files whose path contains a text, "" for all."""
        offered = self.session.offers(self.plan.patch)
        files = matching(self.document, text, offered)
        if not files:
            self.say(status.no_such_file(text))
            return
        self.filtered = text
        row = self.diff.row if self.diff.row.file in files else Row(Kind.FILE, files[0])
        self.show_document(self.document.only(files), row)
        self.say(status.files_shown(len(files), len(offered)))

    # Dialogs

    async def ask(self, question: Dialog[Answered]) -> Answered | None:
        """The answer of a dialog.

        None also where another screen is open already, or this one is about to close.
        """
        if self.is_left or not self.is_active:
            return None
        return await question
