"""A split that is being worked on: every act is kept before anything shows it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from splitter.core.draft.commands import apply
from splitter.core.draft.draft import Draft
from splitter.core.draft.undo_history import Entry, History
from splitter.core.plan.plan import Plan
from splitter.session import Session

if TYPE_CHECKING:
    from splitter.core.draft.log import Writing


class DraftSession:
    """The history of one commit's draft, from where it was left.

    Each method that changes the draft returns a warning if the change is not kept, else "".
    """

    def __init__(self, session: Session, history: History) -> None:
        """Resume the history from `Session.open_draft` or `Session.asides`, or start a new one."""
        self.session = session
        self.history = history
        self.recorder = session.keep(history)

    @property
    def draft(self) -> Draft:
        """The draft as it stands."""
        return self.history.draft

    @property
    def plan(self) -> Plan:
        """The plan as it stands."""
        return self.draft.plan

    @property
    def is_begun(self) -> bool:
        """True if anything was decided."""
        return self.history.past is not None or self.session.begun(self.plan)

    @property
    def writing(self) -> Writing | None:
        """The message that is being written, or was when the draft was left."""
        return self.recorder.writing

    # Acts

    def do(self, act: Entry) -> str:
        """Apply the commands of an act.  Raises SplitError, with nothing done, where git fails."""
        draft = apply(self.draft, act.commands, self.session.break_rename)
        warning = self.recorder.record(act)
        self.history = self.history.do(draft, act)
        return warning

    def undo(self) -> str:
        """Undo the last entry; there must be one."""
        warning = self.recorder.record_undo()
        self.history = self.history.undo()
        return warning

    def redo(self) -> str:
        """Apply the entry again that was undone last."""
        warning = self.recorder.record_redo()
        self.history = self.history.redo()
        return warning

    # Leaving

    @property
    def selected(self) -> int | None:
        """The part that was selected when the draft was left; None where that is not known."""
        return self.recorder.selected

    def leave(self, selected: int) -> None:
        """Release the draft for the next run; a history without entries leaves no draft.

        ``selected`` is the part to select then.
        """
        if self.is_begun:
            self.recorder.record_selected(selected)
            self.recorder.save(self.plan)
        elif not self.history.future and self.writing is None:
            self.session.forget_draft()
        self.recorder.close()
