"""Keeping the draft of one commit while it is open on the screen.

Every act is in the log before the screen shows it: one line, written at once, so that a kill loses
nothing.  The plan file follows when there is time; it is for people, and for other commands.
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
    from splitter.core.plan.plan import Selection

BUSY = "another git split has this commit open; changes made here are not kept"


class Recorder:
    """The draft of one commit, by the commit's id in hex.

    That something cannot be kept is no error: ``trouble`` says why something of the draft is not
    kept at the moment, "" where all is, and it is returned by the first call that meets it.  What
    could not be written is tried again with the next act, and by `retry`.  ``writing`` is the
    message that is being written, or was when the draft was left.
    """

    def __init__(self, drafts: Drafts, target: str) -> None:
        self.trouble = ""
        self.writing: Writing | None = None
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
        """What was kept, and the lock on it; None for nothing, or for nothing that fits.

        Raises SplitError where git fails to take a rename apart.
        """
        self._lock()
        if self.trouble == BUSY:
            return None
        replayed = self._replay(read_plan, break_rename)
        if replayed is not None:
            self._found, self._length = replayed.history, replayed.length
            self.writing = replayed.writing
            return self._found
        return self._read(self._target, read_plan)

    def asides(self, read_plan: Callable[[str], Plan]) -> Iterator[History]:
        """What was set aside and still fits, the latest first; nothing while another git split has
        the commit open.

        Raises SplitError where git fails to take a rename apart.
        """
        names = self._drafts.asides(self._target) if self.trouble != BUSY else []
        found = (self._read(name, read_plan) for name in names)
        return (history for history in found if history is not None)

    def _read(self, name: str, read_plan: Callable[[str], Plan]) -> History | None:
        """The beginning of a history with a plan that is kept, if it still fits."""
        text = self._drafts.read(name)
        if text is None:
            return None
        with suppress(PlanRefused):
            return History(Draft(read_plan(text)))
        return None

    def keep(self, history: History) -> None:
        """Keep what is done from here on: to what `open` returned, or to a history that begins."""
        self._lock()
        self._unwritten = self._head = b""
        if history is not self._found:
            self._start, self._length = history.draft.plan, 0
            self.writing = None

    def prepare(self) -> None:
        """Get ready what the first act takes, so that its key need not wait for it."""
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
        """What the log tells, if there is an act in it, or a message."""
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
        """Record an act.  Returns a warning if it is not kept, else ""; so do all that record."""
        self.writing = None
        return self._append(draft.log.done(act))

    def record_undo(self) -> str:
        """Record that the last act was undone."""
        self.writing = None
        return self._append(draft.log.undone())

    def record_redo(self) -> str:
        """Record that an act was redone."""
        self.writing = None
        return self._append(draft.log.redone())

    def record_writing(self, number: int, text: str, lines: Selection | None = None) -> str:
        """Keep a part's message, or its text for some lines, as far as it is written; it counts
        until the next act.
        """
        self.writing = draft.log.Writing(number, text, lines)
        return self._append(draft.log.writing(self.writing))

    def record_cancel(self) -> str:
        """Keep that what was being written, if there is anything, stays as it was."""
        was, self.writing = self.writing, None
        return self._append(draft.log.given_up()) if was else ""

    def save(self, plan: Plan) -> str:
        """Write the plan file.  Takes the longer the larger the plan is."""
        if self.trouble == BUSY:
            return self._tell()
        self.retry()
        try:
            self._drafts.write(self._target, planfile.write.write_plan(plan, self._target))
        except OSError:
            return self._tell() if self.trouble else ""  # where all is well the log has all of it
        self._saved = True
        self.trouble, self._has_warned = "", False
        return ""

    def retry(self) -> str:
        """Try again to keep what could not be kept, if there is anything."""
        return self._write_out() if self.trouble not in ("", BUSY) else ""

    def log(self, act: Entry | None = None) -> bytes:
        """All that was kept, and one more act, as `Drafts.replace` takes it; empty where that is
        not all that was done.
        """
        if self._descriptor < 0 or self._unwritten:
            return b""
        more = draft.log.done(act) if act else b""
        with suppress(OSError):
            return self._drafts.log(self._target).read_bytes()[: self._length] + more
        return b""

    def _append(self, line: bytes) -> str:
        """Write a line at the log's end, and before it what could not be written so far."""
        if self.trouble == BUSY:
            return self._tell()
        self.prepare()
        self._unwritten += self._head + line
        self._head, self._saved = b"", False
        return self._write_out()

    def _write_out(self) -> str:
        """Write what is not written yet at the log's end."""
        try:
            if self._descriptor < 0:
                self._open_late()
            if self._unwritten:
                self._add(self._unwritten)
        except BlockingIOError:
            self.trouble = BUSY
            return self._tell()
        except OSError as error:
            self.trouble = _unkept(error)
            return self._tell()
        self._unwritten, self.trouble, self._has_warned = b"", "", False
        return ""

    def _add(self, data: bytes) -> None:
        """Write all of some data behind what counts of the log.  Raises OSError."""
        if os.fstat(self._descriptor).st_size != self._length:
            os.ftruncate(self._descriptor, self._length)
        _write(self._descriptor, data)
        self._length += len(data)

    def _open_late(self) -> None:
        """Open the log where that was not possible before.  Raises OSError, BlockingIOError also
        where another git split has written to it since.
        """
        self._open_log()
        if os.fstat(self._descriptor).st_size != self._size:
            os.close(self._descriptor)
            self._descriptor = -1
            raise BlockingIOError

    def _tell(self) -> str:
        warning, self._has_warned = "" if self._has_warned else self.trouble, True
        return warning

    # Closing

    def close(self) -> None:
        """Let go of the draft.  A log that is empty, or behind the plan file, goes."""
        if self._descriptor < 0:
            return
        behind = (self._head or self._unwritten) and self._saved
        with suppress(OSError):
            if behind or not os.fstat(self._descriptor).st_size:
                self._drafts.log(self._target).unlink()
        os.close(self._descriptor)
        self._descriptor = -1

    def set_aside(self, plan: Plan) -> str:
        """Let go of the draft, and keep its plan beside the drafts, for who did not mean it.

        Returns why that cannot be kept, "" where it is: then the draft stays.
        """
        if self.writing is not None and self.writing.lines is None:
            plan = describe_part(plan, self.writing.number, self.writing.text)
        try:
            self._drafts.set_aside(self._target, planfile.write.write_plan(plan, self._target))
        except OSError as error:
            return f"cannot set the draft aside: {error.strerror}"
        self.forget()
        return ""

    def forget(self) -> None:
        """Let go of the draft, and keep nothing; what another git split has open stays."""
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
