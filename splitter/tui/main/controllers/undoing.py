"""Undo and redo."""

from __future__ import annotations

from typing import TYPE_CHECKING

from splitter.tui.main.context import Context, Controller
from splitter.view.phrases import status
from splitter.view.phrases.wording import entry_in_words

if TYPE_CHECKING:
    from splitter.core.draft.undo_history import Entry, History


class Undoing(Controller):
    """Undoes and redoes, and counts how often in a row."""

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        #: The history after the last undo or redo.
        self._reached: History | None = None
        #: The number of them in a row: below 0 for undo.
        self._in_a_row = 0

    def undo(self) -> None:
        """Undo the last entry of the history."""
        entry = self.context.work.history.last
        if entry is None:
            self.context.say(status.NOTHING_TO_UNDO)
            return
        self._step(entry, -1)

    def redo(self) -> None:
        """Redo the entry that was undone last."""
        entry = self.context.work.history.next
        if entry is None:
            self.context.say(status.NOTHING_TO_REDO)
            return
        self._step(entry, 1)

    def _step(self, entry: Entry, by: int) -> None:
        """Undo an entry (``by`` -1) or redo it (1), and go to where it was made."""
        context, work = self.context, self.context.work
        before, is_undo, is_next = work.draft, by < 0, self._reached is work.history
        warning = work.undo() if is_undo else work.redo()
        self._in_a_row = by + (self._in_a_row if is_next and self._in_a_row * by > 0 else 0)
        self._reached = work.history
        context.show_draft(before)
        context.cursor.go_back(entry, is_undone=is_undo)
        count = abs(self._in_a_row)
        words = entry_in_words(context.plan.patch, entry)
        context.say(warning or status.undone(words, count, is_undo=is_undo))
