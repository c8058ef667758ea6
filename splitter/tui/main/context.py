"""The interface that all controllers of the main screen use."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

    from textual.app import App
    from textual.geometry import Size
    from textual.widget import Widget

    from splitter.core.draft.draft import Draft
    from splitter.core.plan.plan import Plan
    from splitter.draft_session import DraftSession
    from splitter.session import Session
    from splitter.tui.dialogs.dialog import Dialog
    from splitter.tui.main.cursor import Cursor
    from splitter.tui.main.layout import Layout
    from splitter.tui.widgets.diff import DiffView
    from splitter.tui.widgets.outline import OutlineView
    from splitter.tui.widgets.parts import PartsView
    from splitter.tui.widgets.preview import PreviewPane
    from splitter.view.assigning.outcome import Outcome
    from splitter.view.diff.document import Document
    from splitter.view.diff.rows import Row
    from splitter.view.keys.actions import Keys

Answered = TypeVar("Answered")


class Context(Protocol):
    """The members of the main screen that a controller may use."""

    session: Session
    work: DraftSession
    keys: Keys
    document: Document
    filtered: str
    parts: PartsView
    outline: OutlineView
    diff: DiffView
    preview: PreviewPane
    panes: Layout
    cursor: Cursor
    #: Whether the preview shows the file under the cursor, and not the commit.
    previews_file: bool
    #: Whether the screen was opened from the list of commits.
    is_from_list: bool
    #: Whether the screen is about to close.
    is_left: bool

    @property
    def app(self) -> App[Any]:
        """The application."""

    @property
    def plan(self) -> Plan:
        """The plan of the draft."""

    @property
    def size(self) -> Size:
        """The size of the screen in cells."""

    @property
    def is_active(self) -> bool:
        """True if no other screen is above this one."""

    @property
    def pane(self) -> Widget | None:
        """The pane with the focus."""

    @property
    def focus_chain(self) -> list[Widget]:
        """The widgets that can have the focus, in the order of the Tab key."""

    def set_focus(self, widget: Widget | None) -> None:
        """Give the focus to a pane."""

    # Words

    @property
    def footer(self) -> Widget:
        """The line of the keys on offer, in whose place a search is typed."""

    @property
    def shown_message(self) -> str:
        """The message on the screen, "" where it describes the cursor."""

    def say(self, message: str = "") -> None:
        """Show a message; without one, describe what is under the cursor."""

    def with_cursor(self, message: str, link: str) -> str:
        """A message, and behind it what is under the cursor, where the line has room for both."""

    def refresh_title(self) -> None:
        """Show the title anew, which warns where the draft cannot be saved."""

    # The draft

    def apply(self, outcome: Outcome, then: Callable[[], str] | None = None) -> bool:
        """Apply the commands of an outcome, and show its message.

        Returns whether it had commands that could be applied.  ``then`` is called after the
        commands: it moves the cursor, and returns the message to show.
        """

    def show_draft(self, before: Draft) -> None:
        """Show the draft, in place of the previous one."""

    # The document

    def show_document(self, document: Document, row: Row) -> None:
        """Show a document, with the cursor on a row."""

    def show_only(self, text: str) -> None:
        """Show only the files whose path contains a text, "" for all."""

    def mark_part(self, number: int | None) -> None:
        """Mark a part; None leaves the mark where it is."""

    def show_preview(self) -> None:
        """Update the preview, where it is shown."""

    def preview_number(self) -> int:
        """The number of the part to preview."""

    def refit(self) -> None:
        """Show the panes that fit, with all that depends on their size."""

    # Dialogs

    async def ask(self, question: Dialog[Answered]) -> Answered | None:
        """The answer of a dialog.

        None also where another screen is open already, or this one is about to close.
        """

    def save_and_close(self) -> None:
        """Save the draft, and release it."""


class Controller:
    """A group of actions of the main screen.  It calls no other controller."""

    def __init__(self, context: Context) -> None:
        self.context = context

    @property
    def app(self) -> App[Any]:
        """The application, to which a `conversation` belongs."""
        return self.context.app
