"""The draft of one commit while it is open on the screen.

Every entry is in the log before the screen shows it: one line, written at once, so that a kill
loses nothing.  The plan file is written later; it is for people, and for other commands.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import TYPE_CHECKING

from splitter.core import draft
from splitter.core.draft.draft import Draft
from splitter.core.draft.undo_history import History
from splitter.core.plan import planfile
from splitter.core.plan.changes import describe_part
from splitter.core.plan.plan import Plan
from splitter.errors import PlanRefused
from splitter.gitio.drafts.store import Drafts

if TYPE_CHECKING:
    from splitter.core.draft.commands import BreakRename
    from splitter.core.draft.log import Replayed, Writing
    from splitter.core.draft.undo_history import Entry
    from splitter.core.plan.edits import Edit

BUSY = "another git split has this commit open; changes made here are not saved"


class Recorder:
    """Records the draft of one commit, by the commit's id in hex.

    A failure to save is no error: ``trouble`` is the reason why something of the draft is not saved
    at the moment, "" if all is, and the first call that fails returns it.  The data is written
    again with the next entry, and by `retry`.  ``writing`` is the message or edit that is being
    written, or was when the draft was closed; ``selected`` is the part that was selected then, None
    where that is not known.
    """

    def __init__(self, drafts: Drafts, target: str) -> None:
        self.trouble = ""
        self.writing: Writing | None = None
        self.selected: int | None = None
        self._drafts = drafts
        self._target = target
        self._descriptor = -1
        self._found: History | None = None  # what was read from the log
        self._start: Plan | None = None  # what a new log has to begin with
        self._length = 0  # the bytes of the log that count
        self._size = 0  # the bytes that the log had when it could not be locked
        self._head = b""  # the beginning of a new log
        self._unwritten = b""
        self._has_warned = False
        self._saved = False

    # Opening

    def open(self, read_plan: Callable[[str], Plan], break_rename: BreakRename) -> History | None:
        """Lock the draft and return its history; None without a draft that fits.

        Raises SplitError where git fails to break a rename.
        """
        self._lock()
        if self.trouble == BUSY:
            return None
        replayed = self._replay(read_plan, break_rename)
        if replayed is not None:
            self._found, self._length = replayed.history, replayed.length
            self.writing, self.selected = replayed.writing, replayed.selected
            return self._found
        return self._read(self._target, read_plan)

    def asides(self, read_plan: Callable[[str], Plan]) -> Iterator[History]:
        """The drafts kept aside that still fit, the latest first.

        None while another git split has the commit open.  Raises SplitError where git fails to
        break a rename.
        """
        names = self._drafts.asides(self._target) if self.trouble != BUSY else []
        found = (self._read(name, read_plan) for name in names)
        return (history for history in found if history is not None)

    def _read(self, name: str, read_plan: Callable[[str], Plan]) -> History | None:
        """A new history with a plan that was saved; None if the plan does not fit any more."""
        text = self._drafts.read(name)
        if text is None:
            return None
        with suppress(PlanRefused):
            return History(Draft(read_plan(text)))
        return None

    def keep(self, history: History) -> None:
        """Record from now on, to the history of `open` or to a new one."""
        self._lock()
        self._unwritten = self._head = b""
        if history is not self._found:
            self._start, self._length = history.draft.plan, 0
            self.writing = self.selected = None

    def prepare(self) -> None:
        """Prepare the head of a new log, so that the first key need not wait for it."""
        if self._start is not None:
            self._head = draft.log.head(planfile.write.write_plan(self._start, self._target))
            self._start = None

    def _lock(self) -> None:
        if self._descriptor >= 0:
            return
        self.trouble, self._has_warned = "", False
        try:
            self._open_log()
        except BlockingIOError:
            self.trouble = BUSY
        except OSError as error:
            self.trouble = _unkept(error)
            with suppress(OSError):
                self._size = self._drafts.log(self._target).stat().st_size

    def _open_log(self) -> None:
        """Open the log, and lock it.  Raises OSError, BlockingIOError where another one has it."""
        self._descriptor = self._drafts.lock(self._target)

    def _replay(
        self, read_plan: Callable[[str], Plan], break_rename: BreakRename
    ) -> Replayed | None:
        """The log replayed; None if it has neither an entry nor a message."""
        try:
            log = self._drafts.log(self._target).read_bytes()
        except OSError:
            return None
        if not log:
            return None
        with suppress(PlanRefused):
            replayed = draft.log.replay(log, read_plan, break_rename)
            if replayed and (replayed.history.past or replayed.history.future or replayed.writing):
                return replayed
        return None

    # Keeping

    def record(self, act: Entry) -> str:
        """Record an entry.  Returns a warning if it could not be saved, else ""."""
        self.writing = None
        return self._append(draft.log.done(act))

    def record_undo(self) -> str:
        """Record that the last entry was undone."""
        self.writing = None
        return self._append(draft.log.undone())

    def record_redo(self) -> str:
        """Record that an entry was redone."""
        self.writing = None
        return self._append(draft.log.redone())

    def record_writing(self, number: int, text: str, edit: Edit | None = None) -> str:
        """Record a part's message, or an edit, as it is being written.

        It counts until the next entry.
        """
        self.writing = draft.log.Writing(number, text, edit)
        return self._append(draft.log.writing(self.writing))

    def record_cancel(self) -> str:
        """Record that the message or edit that was being written, if any, was cancelled."""
        was, self.writing = self.writing, None
        return self._append(draft.log.given_up()) if was else ""

    def record_selected(self, number: int) -> str:
        """Record which part is selected when the draft is left, if it has a log."""
        return self._append(draft.log.selected(number)) if self._length else ""

    def save(self, plan: Plan) -> str:
        """Write the plan file.  The time grows with the plan."""
        if self.trouble == BUSY:
            return self._warn()
        self.retry()
        try:
            self._drafts.write(self._target, planfile.write.write_plan(plan, self._target))
        except OSError:
            return self._warn() if self.trouble else ""  # where all is well the log has all of it
        self._saved = True
        self.trouble, self._has_warned = "", False
        return ""

    def retry(self) -> str:
        """Try again to save what could not be saved."""
        return self._write_out() if self.trouble not in ("", BUSY) else ""

    def log(self, act: Entry | None = None) -> bytes:
        """The log and one more entry, for `Drafts.replace`; empty if the log is incomplete."""
        if self._descriptor < 0 or self._unwritten:
            return b""
        more = draft.log.done(act) if act else b""
        with suppress(OSError):
            return self._drafts.log(self._target).read_bytes()[: self._length] + more
        return b""

    def _append(self, line: bytes) -> str:
        """Append a line to the log, and before it all that could not be written so far."""
        if self.trouble == BUSY:
            return self._warn()
        self.prepare()
        self._unwritten += self._head + line
        self._head, self._saved = b"", False
        return self._write_out()

    def _write_out(self) -> str:
        """Append the unwritten lines to the log."""
        try:
            if self._descriptor < 0:
                self._open_late()
            if self._unwritten:
                self._add(self._unwritten)
        except BlockingIOError:
            self.trouble = BUSY
            return self._warn()
        except OSError as error:
            self.trouble = _unkept(error)
            return self._warn()
        self._unwritten, self.trouble, self._has_warned = b"", "", False
        return ""

    def _add(self, data: bytes) -> None:
        """Write data behind the valid part of the log.  Raises OSError."""
        if os.fstat(self._descriptor).st_size != self._length:
            os.ftruncate(self._descriptor, self._length)
        _write(self._descriptor, data)
        self._length += len(data)

    def _open_late(self) -> None:
        """Open the log after that failed before.

        Raises OSError, BlockingIOError also where another git split has written to it since.
        """
        self._open_log()
        if os.fstat(self._descriptor).st_size != self._size:
            os.close(self._descriptor)
            self._descriptor = -1
            raise BlockingIOError

    def _warn(self) -> str:
        warning, self._has_warned = "" if self._has_warned else self.trouble, True
        return warning

    # Closing

    def close(self) -> None:
        """Release the draft.  A log that is empty, or older than the plan file, is removed."""
        if self._descriptor < 0:
            return
        behind = (self._head or self._unwritten) and self._saved
        with suppress(OSError):
            if behind or not os.fstat(self._descriptor).st_size:
                self._drafts.log(self._target).unlink()
        os.close(self._descriptor)
        self._descriptor = -1

    def set_aside(self, plan: Plan) -> str:
        """Release the draft, and keep its plan aside, to get it back later.

        Returns why that failed, else "": after a failure the draft stays.
        """
        if self.writing is not None and self.writing.edit is None:
            plan = describe_part(plan, self.writing.number, self.writing.text)
        try:
            self._drafts.set_aside(self._target, planfile.write.write_plan(plan, self._target))
        except OSError as error:
            return f"cannot set the draft aside: {error.strerror}"
        self.forget()
        return ""

    def forget(self) -> None:
        """Release and remove the draft, unless another git split has it open."""
        if self._descriptor >= 0:
            with suppress(OSError):
                self._drafts.log(self._target).unlink()
            os.close(self._descriptor)
            self._descriptor = -1
        self._found = self.writing = None
        self._drafts.remove(self._target)


def _write(descriptor: int, data: bytes) -> None:
    """Write all of it, which takes one write(2) unless there is no room."""
    written = 0
    while written < len(data):
        written += os.write(descriptor, data[written:])


def _unkept(error: OSError) -> str:
    return f"cannot save the draft: {error.strerror}"
