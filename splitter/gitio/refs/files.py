"""Files of the working tree that follow the commit that is checked out, where edits change it.

A file that is as the commit has it follows.  One with uncommitted changes is merged, and so is what
of it is staged; where that conflicts, nothing is written.  Contents are compared and merged as
git keeps them, and written as the attributes of their path say.
"""

from __future__ import annotations

import os
import stat
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from msgspec import Struct

from splitter.core.diff.paths import quote, some
from splitter.core.rewrite.files import FileStep
from splitter.errors import GitFailed, StateRefused
from splitter.gitio.git.objects import Objects
from splitter.gitio.git.repository import Repository
from splitter.gitio.refs.index import SKIPPED

#: The modes of files that have lines.
_REGULAR = (b"100644", b"100755")
#: The end of the name that a file has until it takes the other's place.
_MADE = b".git-split"
_COMMIT_FIRST = "commit or stash your changes of these files first; then try again"


class Moved(Struct, frozen=True):
    """From which blob to which a file goes (ids in hex), and its entry in the index."""

    file: tuple[str, str]
    staged: tuple[str, str]


def moves_of(steps: Iterable[FileStep]) -> dict[bytes, Moved]:
    """What some steps make of their files."""
    files = {one.path: (one.before, one.after) for one in steps if not one.is_staged}
    staged = {one.path: (one.before, one.after) for one in steps if one.is_staged}
    return {
        path: Moved(files.get(path) or staged[path], staged.get(path) or files[path])
        for path in {**files, **staged}
    }


def merged(objects: Objects, ours: str, base: str, theirs: str) -> str | None:
    """The blob that git merges of three (ids in hex), pending; None where that conflicts."""
    if ours in (base, theirs):
        return theirs
    if base == theirs:
        return ours
    with tempfile.TemporaryDirectory(prefix="git-split-") as directory:
        names = []
        for name, oid in (("ours", ours), ("base", base), ("theirs", theirs)):
            file = Path(directory) / name
            file.write_bytes(objects.read(oid))
            names.append(str(file))
        done = objects.repository.try_run("merge-file", "-p", *names)
    return None if done.status else objects.write("blob", done.stdout)


def plan_steps(
    objects: Objects, moves: Mapping[bytes, Moved], committed: Mapping[bytes, str]
) -> tuple[FileStep, ...]:
    """The steps by which files, and what of them is staged, follow.

    ``committed`` has the blob of each path in the commit that is checked out: an index entry that
    is like it follows without a step.  Raises StateRefused, with the names, for files whose
    uncommitted changes conflict.
    """
    repository = objects.repository
    top = repository.worktree
    if top is None or not moves:
        return ()
    steps: list[FileStep] = []
    conflicts: list[bytes] = []
    entries = _entries(repository, top, list(moves))
    for path, moved in moves.items():
        mark, mode, entry = entries.get(path, (b"", b"", ""))
        if mode not in _REGULAR:
            conflicts.append(path)
            continue
        if entry != committed[path]:
            after = merged(objects, entry, *moved.staged)
            steps += [] if after is None else [FileStep(path, entry, after, is_staged=True)]
            conflicts += [path] if after is None else []
        if mark not in SKIPPED or os.path.lexists(_file(top, path)):
            before = _content(objects, top, path)
            after = None if before is None else merged(objects, before, *moved.file)
            if before is None or after is None:
                conflicts.append(path)
            else:
                steps.append(FileStep(path, before, after))
    if conflicts:
        names = some([quote(path) for path in dict.fromkeys(conflicts)])
        raise StateRefused(
            f"uncommitted changes of {names} conflict with edits for good; nothing was changed",
            _COMMIT_FIRST,
        )
    return tuple(steps)


def refuse_changed(repository: Repository, steps: Iterable[FileStep]) -> None:
    """Raise StateRefused for a file that is no longer as it was when its step was planned."""
    top = repository.worktree
    files = [one for one in steps if not one.is_staged]
    if top is None or not files:
        return
    changed = [one.path for one in files if _id(repository, top, one.path) != one.before]
    if changed:
        names = some([quote(path) for path in changed])
        raise StateRefused(f"{names} changed meanwhile; nothing was changed", "try again")


def place_files(repository: Repository, steps: Iterable[FileStep]) -> list[str]:
    """Give files the content that they have after their steps.

    Those that are not as they were before are left alone.  Returns a warning for them.
    """
    top = repository.worktree
    left = []
    for one in steps:
        if top is None or one.is_staged:
            continue
        try:
            current = _id(repository, top, one.path)
            if current == one.before:
                _place(repository, top, one)
            elif current != one.after:
                left.append(one.path)
        except (OSError, GitFailed):
            left.append(one.path)
    names = some([quote(path) for path in left])
    return [f"the edits are not in the working tree's {names}"] if left else []


def _place(repository: Repository, top: Path, step: FileStep) -> None:
    file = _file(top, step.path)
    smudge = ("cat-file", "--filters", b"--path=" + step.path, step.after)
    content = repository.run(*smudge, cwd=top)
    mode = stat.S_IMODE(os.lstat(file).st_mode)
    directory, name = os.path.split(file)
    # a name that a killed run has left is taken again
    made = os.path.join(directory, b".%s.%s%s" % (name, step.after[:10].encode(), _MADE))  # noqa: PTH118
    try:
        with open(made, "wb") as stream:  # noqa: PTH123
            stream.write(content)
            os.fchmod(stream.fileno(), mode)
        os.replace(made, file)  # noqa: PTH105
    except BaseException:
        with suppress(OSError):
            os.unlink(made)  # noqa: PTH108
        raise


def _file(top: Path, path: bytes) -> bytes:
    return os.path.join(os.fsencode(top), path)  # noqa: PTH118 - paths are bytes


def _entries(
    repository: Repository, top: Path, paths: Sequence[bytes]
) -> dict[bytes, tuple[bytes, bytes, str]]:
    """The entries of the index at some paths: their marks, modes and blobs."""
    literal = {"GIT_LITERAL_PATHSPECS": "1"}
    listing = ("-c", "core.sparseCheckout=false", "ls-files", "-v", "-s", "-z", "--full-name")
    out = repository.run(*listing, "--", *paths, env=literal, cwd=top)
    entries = {}
    for row in out.split(b"\0")[:-1]:
        head, path = row.split(b"\t", 1)
        mark, mode, oid, stage = head.split(b" ")
        is_merged = stage == b"0"
        entries[path] = (mark, mode if is_merged else b"", oid.decode())
    return entries


def _is_regular(top: Path, path: bytes) -> bool:
    try:
        return stat.S_ISREG(os.lstat(_file(top, path)).st_mode)
    except OSError:
        return False


def _id(repository: Repository, top: Path, path: bytes) -> str:
    """The id of the blob that git would make of a file, "" where it is no regular file."""
    if not _is_regular(top, path):
        return ""
    return repository.run("hash-object", "--", path, cwd=top).decode().strip()


def _content(objects: Objects, top: Path, path: bytes) -> str | None:
    """The blob that git makes of a file, pending; None where it is no regular file."""
    if not _is_regular(top, path):
        return None
    with objects.quarantine() as place:
        made = objects.repository.run("hash-object", "-w", "--", path, env=place.env, cwd=top)
        oid = made.decode().strip()
        place.adopt([oid])
    return oid
