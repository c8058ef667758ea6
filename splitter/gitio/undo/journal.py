"""The journal: the ref updates that are being written, on disk until they are done.

git moves the refs of a transaction one after the other, each under a lock file.  If it is killed,
some refs have moved and others have not, and the locks stay.  The journal has the updates; the next
run removes the locks and completes the move.

A run that writes holds a lock (flock(2)) on the journal, and so does the git that moves the refs:
as long as one of them lives, no other run writes or recovers.

It is in this package, and not with the refs, since completing an undo needs the undo record: see
record 0019 of the decisions.
"""

from __future__ import annotations

import fcntl
import json
import os
import signal
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from msgspec import Struct

from splitter.core.rewrite.refs import ANY, HEAD, RefUpdate
from splitter.errors import GitFailed, RefsMoved, SplitError, StateRefused
from splitter.gitio.git.programs import Finished
from splitter.gitio.git.repository import Repository, open_repository
from splitter.gitio.git.sharing import share
from splitter.gitio.refs.files import place_files
from splitter.gitio.refs.index import following_index, forget_index_lock
from splitter.gitio.refs.refs import head_update, reflog_message, update_refs, where, why_not_moved
from splitter.gitio.undo.records import remembered, steps_of
from splitter.signals import ENDING

#: How long to wait for another git split, and how old a lock of unknown make has to be, in seconds.
PATIENCE = 1.0
#: From here on a status is that of a program that was killed; git itself ends with 129 at most.
KILLED = 130


class _Entry(Struct, frozen=True):
    """The updates under way, the directory of the run, and the reflog message."""

    directory: str
    message: str
    updates: tuple[RefUpdate, ...]

    def encode(self) -> bytes:
        rows = [[_portable(update.name), update.old, update.new] for update in self.updates]
        return json.dumps([_portable(self.directory), self.message, rows]).encode()

    @classmethod
    def decode(cls, text: bytes) -> _Entry:
        """The entry of a text.  Raises ValueError or TypeError for a text that is not an entry."""
        directory, message, rows = json.loads(text)
        updates = tuple(RefUpdate(_native(name), old, new) for name, old, new in rows)
        return cls(_native(directory), message, updates)


def _portable(name: str) -> str:
    """A path or a ref's name, decoded by the locale, as it is in UTF-8."""
    return os.fsencode(name).decode(errors="surrogateescape")


def _native(name: str) -> str:
    """The argument of `_portable`, in the locale of this process."""
    return os.fsdecode(name.encode(errors="surrogateescape"))


class Journal(Struct, frozen=True):
    """The journal of a repository, open and locked."""

    repository: Repository
    descriptor: int

    @property
    def path(self) -> Path:
        """Its file."""
        return self.repository.journal

    def move(self, updates: Sequence[RefUpdate], message: str) -> None:
        """Move all refs or none, if each is where it was read.

        ``message`` is for the reflogs.  Where nothing moves, raises RefsMoved or KeyboardInterrupt.
        """
        repository = self.repository
        entry = self.begin(updates, message)
        with uninterrupted() as interrupted:
            try:
                done = update_refs(repository, updates, message, self.descriptor)
            except BaseException:
                if not self._settle(repository, entry, onward=False):
                    self.begin()
                raise
            killed = _was_killed(done)
            if killed:
                self._remove_locks(repository, entry)
            begun = b"prepare: ok" in done.stdout
            moved = not done.status or (begun and self._settle(repository, entry, killed))
        if moved:
            return
        self.begin()
        if interrupted:
            raise KeyboardInterrupt
        raise why_not_moved(repository, updates, done)

    def begin(self, updates: Sequence[RefUpdate] = (), message: str = "") -> _Entry:
        """Write the updates under way; none before the move begins."""
        seen_from = _seen_from(self.repository)
        entry = _Entry(seen_from, reflog_message(message), tuple(updates))
        try:
            text = entry.encode().ljust(os.fstat(self.descriptor).st_size)
            os.pwrite(self.descriptor, text, 0)
        except OSError as error:
            raise _unwritable(self.path, error) from error
        return entry

    def recover(self) -> str:
        """Complete the move of a killed run.  Returns a notice, or ""."""
        entry = self._read()
        notice = ""
        with uninterrupted() as interrupted:
            if entry is not None:
                notice = self._bring_to_its_end(self._as_seen(entry), entry)
            self.end()
        if interrupted:
            raise KeyboardInterrupt
        return notice

    def _bring_to_its_end(self, repository: Repository, entry: _Entry) -> str:
        forget_index_lock(repository, self.path)
        self._remove_locks(repository, entry)
        if not self._settle(repository, entry, onward=True):
            return ""
        head = head_update(repository, entry.updates)
        memory = remembered(repository, entry.updates)
        steps = steps_of(repository, entry.updates) if head else ()
        with following_index(repository, head, self.path, memory, steps) as following:
            following.place()
        place_files(repository, steps)
        return f"completed a git split that was interrupted ({entry.message})"

    @property
    def idle(self) -> bool:
        """True if no refs are under way."""
        entry = self._read()
        return entry is None or not entry.updates

    def end(self) -> None:
        """Clear the entry."""
        os.ftruncate(self.descriptor, 0)

    def _read(self) -> _Entry | None:
        """The entry under way; None for no entry, or for one that was not completely written."""
        size = os.fstat(self.descriptor).st_size
        try:
            return _Entry.decode(os.pread(self.descriptor, size, 0))
        except (ValueError, TypeError):
            return None

    def _as_seen(self, entry: _Entry) -> Repository:
        """The repository from the worktree of the killed run, which has a HEAD of its own."""
        repository = self.repository
        if entry.directory != _seen_from(repository):
            with suppress(SplitError):
                other = open_repository(Path(entry.directory))
                return other if other.common_dir == repository.common_dir else repository
        return repository

    def _settle(self, repository: Repository, entry: _Entry, onward: bool) -> bool:
        """Complete a transaction that was cut off: ``onward`` if possible, or else back.

        Returns whether the refs are at their new places.  Raises RefsMoved where neither is
        possible now; the journal stays.
        """
        ways = [entry.updates, tuple(u.reversed for u in entry.updates if u.old != ANY)]
        reason = ""
        for way in ways if onward else reversed(ways):
            at = where(repository, [update.name for update in entry.updates])
            known = [update for update in entry.updates if update.old != ANY]
            if not any(at[update.name] == update.new for update in known):
                return False
            left = [u for u in way if u.old in (ANY, at[u.name])]
            if all(u.old == ANY for u in left):
                return way is ways[0]
            done = update_refs(repository, left, entry.message, self.descriptor)
            if not done.status:
                return way is ways[0]
            if _was_killed(done):
                self._remove_locks(repository, entry)
            reason = str(why_not_moved(repository, left, done))
        raise RefsMoved(
            f"only some of the refs were moved: {reason}",
            "fix that, then run any git split to complete the move",
        )

    def _remove_locks(self, repository: Repository, entry: _Entry) -> None:
        """Remove the locks of a killed transaction.

        They are newer than the entry, and contain nothing but what that transaction writes.
        """
        contents: dict[str, list[bytes]] = {}
        for update in entry.updates:
            contents[update.name] = [update.new.encode(), update.old.encode()]
        began = os.fstat(self.descriptor).st_mtime
        for name in (*contents, HEAD, "packed-refs"):
            shared = name.startswith("refs/") or name == "packed-refs"
            inside = repository.common_dir if shared else repository.git_dir
            lock = inside / f"{name}.lock"
            with suppress(FileNotFoundError):
                if lock.stat().st_mtime < began:
                    continue
                content = lock.read_bytes()
                if not content:
                    time.sleep(max(0.0, lock.stat().st_mtime + PATIENCE - time.time()))
                if lock.read_bytes().rstrip() in (b"", *contents.get(name, [])):
                    if name == "packed-refs":
                        lock.with_suffix(".new").unlink(missing_ok=True)
                    lock.unlink()


def _seen_from(repository: Repository) -> str:
    return str(repository.worktree or repository.git_dir)


def _was_killed(done: Finished) -> bool:
    return done.status < 0 or done.status >= KILLED


@contextmanager
def writing(repository: Repository) -> Iterator[Journal]:
    """Lock the journal for writing.  Raises StateRefused where another git split has it."""
    path = repository.journal
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o666)
        share(repository, path.parent, path)
    except OSError as error:
        raise _unwritable(path, error) from error
    with _locked(repository, descriptor) as journal:
        journal.recover()
        journal.begin()
        try:
            yield journal
        except BaseException:
            if journal.idle:
                journal.end()
            raise
        journal.end()


def recover(repository: Repository) -> str:
    """Complete the move of a killed run.  Returns a notice, or "".

    Raises StateRefused where the other run is alive.
    """
    try:
        descriptor = os.open(repository.journal, os.O_RDWR)
    except OSError as error:
        raise _unwritable(repository.journal, error) from error
    with _locked(repository, descriptor) as journal:
        return journal.recover()


def _unwritable(path: Path, error: OSError) -> GitFailed:
    return GitFailed(f"cannot write '{path}': {error.strerror}", "nothing was changed")


@contextmanager
def _locked(repository: Repository, descriptor: int) -> Iterator[Journal]:
    try:
        _take(descriptor)
        try:
            yield Journal(repository, descriptor)
        finally:
            fcntl.flock(descriptor, fcntl.LOCK_UN)  # for those too that have it from us
    finally:
        os.close(descriptor)


def _take(descriptor: int) -> None:
    until = time.monotonic() + PATIENCE
    while True:
        try:
            return fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            if time.monotonic() > until:
                raise StateRefused(
                    "another git split is writing to this repository; nothing was changed",
                    "wait for it to end, then split again",
                ) from error
            time.sleep(0.02)


@contextmanager
def uninterrupted() -> Iterator[list[int]]:
    """Defer a ^C, and signals that end the process, to the end of the block.

    git gets a ^C as well, so its exit status has the result.  Yields the signals deferred so far,
    on which nothing else acts.
    """
    caught: list[int] = []
    if threading.current_thread() is not threading.main_thread():
        yield caught
        return
    numbers = (signal.SIGINT, *ENDING)
    before = {n: signal.signal(n, lambda number, _: caught.append(number)) for n in numbers}
    try:
        yield caught
    finally:
        for number, handler in before.items():
            signal.signal(number, handler or signal.SIG_DFL)
