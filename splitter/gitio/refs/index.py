"""The index, where the commit under it gets another tree.

Entries that agreed with the old commit follow to the new one; entries with something staged stay.
git writes the entries, into a copy that then replaces the index.  As git forgets the marks of an
entry that it writes (skip-worktree, assume-unchanged, intent-to-add), they are set again.  Where
there is no index, none is made.
"""

from __future__ import annotations

import os
import shutil
from bisect import bisect_left
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from functools import cached_property, partial
from pathlib import Path

from msgspec import Struct

from splitter.core.objects.tree import Entry
from splitter.core.rewrite.files import FileStep
from splitter.core.rewrite.refs import RefUpdate
from splitter.errors import GitFailed, StateRefused
from splitter.gitio.git.repository import Repository

#: What `ls-files -v` puts before an entry: no mark, skip-worktree, assume-unchanged, both.
_PLAIN, _SKIPPED, _ASSUMED, _BOTH = b"H", b"S", b"h", b"s"
#: The marks by which git leaves the working tree's file alone, and those by which it trusts it.
SKIPPED, ASSUMED = (_SKIPPED, _BOTH), (_ASSUMED, _BOTH)
#: What else is remembered of a path: the index had the new commit's entry already; intent-to-add.
_STAYS, _INTENDED = b"=", b"N"
#: Lets git see and write all entries as they are: no directory as one entry, no mark taken away.
_EXPANDED = ("-c", "core.sparseCheckout=false")
#: Lets paths be paths, whatever the user's environment makes of them.
_LITERAL = {
    "GIT_LITERAL_PATHSPECS": "1",
    "GIT_GLOB_PATHSPECS": "0",
    "GIT_NOGLOB_PATHSPECS": "0",
    "GIT_ICASE_PATHSPECS": "0",
}

#: A letter for each path.
Marks = Mapping[bytes, bytes]


class Following(Struct, frozen=True):
    """An index that is ready: ``place`` replaces the index by it.

    ``changed`` are the paths at which the two commits differ, with their modes in the old commit
    (``000000`` for no entry).  ``marks`` are the marks of the index's entries, None without an
    index.  ``memory`` is the data that an undo needs beyond the commits, for `following_index`;
    empty for nothing.
    """

    place: Callable[[], None]
    changed: Mapping[bytes, bytes] = {}
    marks: Marks | None = None
    memory: bytes = b""


@contextmanager
def following_index(
    repository: Repository,
    head: RefUpdate | None,
    mark: Path,
    memory: bytes = b"",
    steps: Sequence[FileStep] = (),
) -> Iterator[Following]:
    """Lock the index and prepare one whose entries follow HEAD where they agreed with it.

    ``head`` is the update of what is checked out, None if that stays.  What is staged, and the
    working tree, stay as they are, so that the difference shows as an unstaged change; only what
    the ``steps`` name becomes what they make of it.  ``mark`` is the file by which
    `forget_index_lock` recognises our lock; ``memory`` comes from the split that is undone.  Raises
    StateRefused where the index is locked, GitFailed where git fails.
    """
    changes = _changes(repository, head) if head and not repository.bare else {}
    changed = {path: change.old[:6] for path, change in changes.items()}
    if not changes:
        yield Following(lambda: None, changed)
        return
    index, lock, copy = _files(repository)
    if not index.exists():
        yield Following(lambda: None, changed)
        return
    _lock(lock, mark)
    try:
        assert head
        shutil.copy2(index, copy)  # with its time: git goes by it to see what is racy
        step = _Step(_Copy(repository, copy), head, changes, _read_memory(memory))
        step.write()
        is_merged = step.write_staged(steps)
        moves = step.followed or is_merged
        place = partial(os.replace, copy, index) if moves else lambda: None
        yield Following(place, changed, step.listing.marks, step.memory)
    finally:
        _remove_copy(copy)
        _unlock(lock)


def forget_index_lock(repository: Repository, mark: Path) -> None:
    """Remove the files of a killed `following_index`, and no other lock."""
    _, lock, copy = _files(repository)
    _remove_copy(copy)
    if lock.is_dir() or (lock.exists() and lock.samefile(mark)):
        with suppress(OSError):  # a directory that is not empty is nobody's lock
            _unlock(lock)


def _lock(lock: Path, mark: Path) -> None:
    """Make the lock of an index: a link of the mark, or a directory where links are not possible.

    git never makes a directory.  Raises StateRefused.
    """
    try:
        try:
            os.link(mark, lock)
        except FileExistsError:
            raise
        except OSError:
            lock.mkdir()
    except OSError as error:
        raise StateRefused(
            f"cannot lock the index: '{lock}': {error.strerror}",
            "if no other git command is running, remove the lock; then try again",
        ) from error


def _unlock(lock: Path) -> None:
    if lock.is_dir():
        lock.rmdir()
    else:
        lock.unlink(missing_ok=True)


def _remove_copy(copy: Path) -> None:
    for path in (copy, copy.with_name(copy.name + ".lock")):
        path.unlink(missing_ok=True)


def _files(repository: Repository) -> tuple[Path, Path, Path]:
    """The index, its lock, and the copy that is to take its place."""
    (index,) = (path.resolve() for path in repository.git_paths("index"))
    return index, index.with_name(index.name + ".lock"), index.with_name(index.name + ".split")


class _Change(Struct, frozen=True):
    """The entries of the two commits at a path, as ``git update-index --index-info`` reads them."""

    old: bytes
    new: bytes

    @property
    def creates(self) -> bool:
        """True if the old commit has nothing at the path."""
        return self.old.startswith(b"000000 ")

    @property
    def deletes(self) -> bool:
        """True if the new commit has nothing at the path."""
        return self.new.startswith(b"000000 ")


_Changes = Mapping[bytes, _Change]


def _changes(repository: Repository, head: RefUpdate) -> _Changes:
    """The paths at which the commits differ."""
    out = repository.run(
        "diff-tree", "-r", "-z", "--raw", "--no-abbrev", "--no-renames", head.old, head.new
    )
    fields = out.split(b"\0")
    changes = {}
    for row, path in zip(fields[::2], fields[1::2], strict=False):
        old_mode, new_mode, old_oid, new_oid, _ = row[1:].split(b" ")
        changes[path] = _Change(b"%s %s" % (old_mode, old_oid), b"%s %s" % (new_mode, new_oid))
    return changes


class _Copy(Struct, frozen=True):
    """The copy of the index, and how git is run on it."""

    repository: Repository
    path: Path

    def run(
        self, *args: str, rows: Iterable[bytes] = (), env: Mapping[str, str] | None = None
    ) -> bytes:
        """Run git on the copy, with rows on its standard input that end in NUL.  Raises GitFailed.

        Paths are from the top of the working tree, also if git split runs in the git directory.
        """
        repository = self.repository
        top = repository.worktree
        here = {"GIT_INDEX_FILE": str(self.path), **(env or {})}
        if top is None:
            here |= {"GIT_DIR": str(repository.git_dir), "GIT_WORK_TREE": str(repository.git_dir)}
        stdin = b"".join(row + b"\0" for row in rows)
        return repository.run(*args, stdin=stdin, env=here, cwd=top or repository.git_dir)


class _Listing(Struct, frozen=True, dict=True):
    """The entries of an index: ``rows`` are marks and paths, in git's order."""

    rows: Sequence[bytes]

    @cached_property
    def marks(self) -> Marks:
        """The entries that have a mark, with it."""
        return {row[2:]: row[:1] for row in self.rows if row[:1] in (_SKIPPED, _ASSUMED, _BOTH)}

    @cached_property
    def paths(self) -> Sequence[bytes]:
        """The paths of all entries, in git's order."""
        return [row[2:] for row in self.rows]

    @cached_property
    def known(self) -> Collection[bytes]:
        """The paths of all entries."""
        return frozenset(self.paths)

    def in_the_way(self, path: bytes) -> Iterator[bytes]:
        """The entries that exclude a path: files in place of its directories, and all below it."""
        names = path.split(b"/")
        above = (b"/".join(names[:depth]) for depth in range(1, len(names)))
        yield from (one for one in above if one in self.known)
        below = path + b"/"
        at = bisect_left(self.paths, below)
        while at < len(self.paths) and self.paths[at].startswith(below):
            yield self.paths[at]
            at += 1


class _Step(Struct, frozen=True, dict=True):
    """An index that follows from one commit to the other, path by path.

    ``remembered`` are the marks that an earlier step the other way kept of the paths.
    """

    copy: _Copy
    head: RefUpdate
    changes: _Changes
    remembered: Marks

    @cached_property
    def listing(self) -> _Listing:
        """The entries before the step."""
        out = self.copy.run(*_EXPANDED, "ls-files", "-v", "-z", "--full-name")
        return _Listing(out.split(b"\0")[:-1])

    @cached_property
    def staged(self) -> Collection[bytes]:
        """The paths at which the index differs from the old commit."""
        return self._differing(self.head.old)

    def _differing(self, commit: str) -> Collection[bytes]:
        """The paths at which the index differs from a commit.

        An intent-to-add entry counts as no entry, as in ``git diff --cached``.
        """
        args = ("--cached", "--ita-invisible-in-index", "--ignore-submodules=none", "--no-renames")
        out = self.copy.run(*_EXPANDED, "diff-index", *args, "--name-only", "-z", commit)
        return frozenset(out.split(b"\0")[:-1])

    @cached_property
    def followed(self) -> Mapping[bytes, _Change]:
        """The changes that the index follows."""
        agreeing = {
            path: change
            for path, change in self.changes.items()
            if path not in self.staged and self.remembered.get(path) != _STAYS
        }
        removed = {path for path, change in agreeing.items() if change.deletes}
        return {
            path: change
            for path, change in agreeing.items()
            if not change.creates or removed.issuperset(self.listing.in_the_way(path))
        }

    @cached_property
    def intended(self) -> Collection[bytes]:
        """The followed paths that have an intent-to-add entry."""
        created = (path for path, change in self.followed.items() if change.creates)
        return {path for path in created if path in self.listing.known}

    @property
    def memory(self) -> bytes:
        """The data for the undo.

        It has the marks of removed entries, the intent-to-add entries, and the paths at which the
        index had the new commit's entry already.
        """
        gone = (path for path, change in self.followed.items() if change.deletes)
        rows = {path: self.listing.marks[path] for path in gone if path in self.listing.marks}
        rows |= dict.fromkeys(self.intended, _INTENDED)
        if any(path in self.staged for path in self.changes):
            differing = self._differing(self.head.new)
            ahead = (path for path in self.changes if path in self.staged)
            rows |= {path: _STAYS for path in ahead if path not in differing}
        return b"".join(b"%s %s\0" % (mark, path) for path, mark in rows.items())

    def write(self) -> None:
        """Write the followed entries, then their marks.  Raises GitFailed."""
        if not self.followed:
            return
        update = (*self._view, "update-index", "-z")
        again = self._intended_again
        rows = (
            b"%s\t%s" % (change.new, path)
            for path, change in self.followed.items()
            if path not in again
        )
        self.copy.run(*update, "--index-info", rows=rows)
        if again:
            args = ("-q", "-N", "--no-refresh", "--pathspec-from-file=-", "--pathspec-file-nul")
            reset = (*self._view, "reset", *args, self.head.new)
            self.copy.run(*reset, rows=again, env=_LITERAL)
        for option, marks in (
            ("--skip-worktree", SKIPPED),
            ("--assume-unchanged", ASSUMED),
        ):
            if marked := [path for path, mark in self._kept.items() if mark in marks]:
                self.copy.run(*update, option, "--stdin", rows=marked)
        if self._sparse and self._view:
            self._collapse()

    def write_staged(self, steps: Iterable[FileStep]) -> bool:
        """Write the entries that steps make of those with something staged.

        Returns whether there are any.  Raises GitFailed.
        """
        staged = {one.path: one for one in steps if one.is_staged}
        if not staged:
            return False
        out = self.copy.run(*_EXPANDED, "ls-files", "-s", "-z", "--full-name")
        rows = []
        for row in out.split(b"\0")[:-1]:
            head, path = row.split(b"\t", 1)
            mode, oid, _ = head.split(b" ")
            step = staged.get(path)
            if step and step.after and step.before == Entry(mode, bytes.fromhex(oid.decode())):
                after = step.after.oid.hex().encode()
                rows.append(b"%s %s\t%s" % (step.after.mode, after, path))
        self.copy.run(*_EXPANDED, "update-index", "-z", "--index-info", rows=rows)
        return bool(rows)

    def _collapse(self) -> None:
        """Let a sparse index hold each directory outside of the cone as one entry again.

        Raises StateRefused where git fails or loses entries by it, as git 2.39 does with
        intent-to-add entries: the next git command would do the same to an expanded index.
        """
        listing = (*_EXPANDED, "ls-files", "--stage", "-z")
        before = self.copy.run(*listing)
        try:
            self.copy.run("update-index", "--force-write-index")
            intact = self.copy.run(*listing) == before
        except GitFailed:
            intact = False
        if not intact:
            raise StateRefused(
                "git loses entries when it writes this sparse index; nothing was changed",
                "stage the intent-to-add files with git add, or update git; then try again",
            )

    @property
    def _sparse(self) -> bool:
        """True if git writes sparse indexes here."""
        repository = self.copy.repository
        return repository.flag("index.sparse") and repository.flag("core.sparsecheckout")

    @property
    def _kept(self) -> Marks:
        """The marks of the followed paths that have an entry afterwards."""
        marks, again = self.listing.marks, self._intended_again
        return {
            path: marks.get(path, self.remembered.get(path, _PLAIN))
            for path, change in self.followed.items()
            if not change.deletes or path in again
        }

    @property
    def _intended_again(self) -> Collection[bytes]:
        """The followed paths that had an intent-to-add entry before the split."""
        gone = (path for path, change in self.followed.items() if change.deletes)
        return {path for path in gone if self.remembered.get(path) == _INTENDED}

    @property
    def _view(self) -> Sequence[str]:
        """The options with which git writes the index.

        A sparse index is expanded only if an entry outside of the cone may be concerned.
        """
        outside = any(
            change.creates or self.listing.marks.get(path) in SKIPPED
            for path, change in self.followed.items()
        )
        return () if self._sparse and not outside else _EXPANDED


def _read_memory(memory: bytes) -> Marks:
    return {row[2:]: row[:1] for row in memory.split(b"\0")[:-1]}
