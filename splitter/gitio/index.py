"""The index, where the commit under it gets another tree."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path

from splitter.errors import StateRefused
from splitter.gitio.refs import RefUpdate
from splitter.gitio.repo import Repository

#: How many bytes of paths go onto a command line; beyond that the whole index is listed.
ARGUMENTS = 100_000


@contextmanager
def following_index(
    repository: Repository, head: RefUpdate | None, mark: Path
) -> Iterator[Callable[[], None]]:
    """Lock the index and make one ready that follows what is checked out where it agreed with that;
    calling what this yields puts it in place.  ``head`` None says that nothing has to follow.

    What is staged beyond that, and the work tree, stay as they are, so that the difference shows as
    a change that is not staged.  ``mark`` is the file by which `forget_index_lock` knows our
    lock.  Raises StateRefused where the index is locked, GitFailed where git fails.
    """
    wanted = _wanted(repository, head) if head and not repository.bare else {}
    if not wanted:
        yield lambda: None
        return
    index, lock, copy = _files(repository)
    _lock(lock, mark)
    try:
        if index.exists():
            shutil.copy2(index, copy)  # with its time: git goes by it to see what is racy
        _write(repository, wanted, copy)
        yield partial(os.replace, copy, index) if copy.exists() else lambda: None
    finally:
        _remove_copy(copy)
        _unlock(lock)


def forget_index_lock(repository: Repository, mark: Path) -> None:
    """Remove what a killed `following_index` has left, and nobody else's lock."""
    _, lock, copy = _files(repository)
    _remove_copy(copy)
    if lock.is_dir() or (lock.exists() and lock.samefile(mark)):
        with suppress(OSError):  # a directory that is not empty is nobody's lock
            _unlock(lock)


def _lock(lock: Path, mark: Path) -> None:
    """Make the lock of an index: a link of the mark, or where none can be made a directory, which
    git never makes.  Raises StateRefused.
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
            f"the index cannot be locked: '{lock}': {error.strerror}",
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


#: Mode and id, as ``git update-index --index-info`` reads them.
Wanted = Mapping[bytes, tuple[bytes, bytes]]


def _wanted(repository: Repository, head: RefUpdate) -> Wanted:
    """What there is before and after at the paths that differ."""
    out = repository.run(
        "diff-tree", "-r", "-z", "--raw", "--no-abbrev", "--no-renames", head.old, head.new
    )
    fields = out.split(b"\0")
    wanted = {}
    for row, path in zip(fields[::2], fields[1::2], strict=False):
        old_mode, new_mode, old_oid, new_oid, _ = row[1:].split(b" ")
        wanted[path] = (b"%s %s" % (old_mode, old_oid), b"%s %s" % (new_mode, new_oid))
    return wanted


def _write(repository: Repository, wanted: Wanted, index: Path) -> None:
    """Write the new entries into an index where it has the old.  Raises GitFailed."""
    env = {"GIT_INDEX_FILE": str(index)}
    staged = _staged(repository, list(wanted), env)
    rows = [
        new + b"\t" + path
        for path, (old, new) in wanted.items()
        if staged.get(path, b"000000 " + b"0" * (len(old) - 7)) == old
    ]
    stdin = b"".join(row + b"\0" for row in rows)
    repository.run("update-index", "-z", "--index-info", stdin=stdin, env=env)


def _staged(
    repository: Repository, paths: list[bytes], env: Mapping[str, str]
) -> dict[bytes, bytes]:
    """Mode and id of what is in the index at those paths; conflicted entries as they are not."""
    if sum(map(len, paths)) > ARGUMENTS:
        paths = []
    args = ("--literal-pathspecs", "ls-files", "--full-name", "--stage", "-z", "--")
    names = [os.fsdecode(path) for path in paths]
    out = repository.run(*args, *names, env=env, cwd=repository.worktree)
    staged = {}
    for row in out.split(b"\0")[:-1]:
        head, _, path = row.partition(b"\t")
        mode, oid, stage = head.split(b" ")
        staged[path] = b"%s %s" % (mode, oid) if stage == b"0" else b"conflicted"
    return staged
