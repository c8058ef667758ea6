"""Files of the working tree that follow the commit that is checked out.

They do where edits change the commit, or where dropped changes are discarded.  A file that is as
the commit has it follows.  One with uncommitted changes is merged, and so is what of it is staged;
where that conflicts, nothing is written.  Contents are compared and merged as git keeps them, and
written as the attributes of their path say.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TypeVar

from msgspec import Struct

from splitter.core.diff.paths import quote, some
from splitter.core.objects.tree import Entry
from splitter.core.rewrite.files import FileStep
from splitter.errors import GitFailed, StateRefused
from splitter.gitio.git.merge_file import merge_file
from splitter.gitio.git.objects import Objects
from splitter.gitio.git.repository import Repository
from splitter.gitio.refs.checkout import REGULAR, Checkout
from splitter.gitio.refs.index import SKIPPED

_COMMIT_FIRST = "commit or stash your changes of these files first; then try again"
#: The name of files that say how other files are written.
_ATTRIBUTES = b".gitattributes"
_T = TypeVar("_T")
#: The content of a file, None for no file, before and after.
Change = tuple[Entry | None, Entry | None]


class Moved(Struct, frozen=True):
    """From which content to which a file goes, and its entry in the index."""

    file: Change
    staged: Change


def moves_of(steps: Iterable[FileStep]) -> dict[bytes, Moved]:
    """The moves that some steps make, by path."""
    files = {one.path: (one.before, one.after) for one in steps if not one.is_staged}
    staged = {one.path: (one.before, one.after) for one in steps if one.is_staged}
    return {
        path: Moved(files.get(path) or staged[path], staged.get(path) or files[path])
        for path in {**files, **staged}
    }


class Conflict(Exception):
    """Three contents do not go together."""


def merged(objects: Objects, ours: str, base: str, theirs: str, *options: str) -> str | None:
    """The blob that git merges of three (ids in hex), pending; None where that conflicts.

    ``options`` are those of ``git merge-file``.
    """
    if ours in (base, theirs):
        return theirs
    if base == theirs:
        return ours
    read = objects.read
    done = merge_file(objects.repository, read(ours), read(base), read(theirs), *options)
    return None if done.status else objects.write("blob", done.stdout)


def _followed(objects: Objects, ours: Entry | None, change: Change) -> Entry | None:
    """A file that follows a change of the commit.  Raises Conflict."""
    base, theirs = change
    if ours in change:
        return theirs
    if ours is None or base is None or theirs is None:
        raise Conflict
    if not all(one.mode in REGULAR for one in (ours, base, theirs)):
        raise Conflict
    oid = merged(objects, *(one.oid.hex() for one in (ours, base, theirs)))
    if oid is None:
        raise Conflict
    return Entry(theirs.mode if ours.mode == base.mode else ours.mode, bytes.fromhex(oid))


def plan_steps(
    objects: Objects, moves: Mapping[bytes, Moved], committed: Mapping[bytes, Entry | None]
) -> tuple[FileStep, ...]:
    """The steps by which files, and what of them is staged, follow.

    ``committed`` has the entry of each path in the commit that is checked out: an index entry that
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
    checkout = Checkout(repository, top)
    likes = {
        path: entry or committed[path]
        for path, (mark, entry) in ((path, entries.get(path, (b"", None))) for path in moves)
        if mark not in SKIPPED or checkout.exists(path)
    }
    found = checkout.found(likes, objects)
    for path, moved in moves.items():
        _, entry = entries.get(path, (b"", None))
        try:
            if entry != committed[path]:
                after = _followed(objects, entry, moved.staged)
                if after != entry:
                    steps.append(FileStep(path, entry, after, is_staged=True))
            if path in found:
                before = found[path].entry
                steps.append(FileStep(path, before, _followed(objects, before, moved.file)))
        except Conflict:
            conflicts.append(path)
    if conflicts:
        names = some([quote(path) for path in conflicts])
        raise StateRefused(
            f"uncommitted changes of {names} conflict with the new end result; nothing was changed",
            _COMMIT_FIRST,
        )
    return tuple(one for one in steps if one.is_staged or one.before != one.after)


def refuse_changed(repository: Repository, steps: Iterable[FileStep]) -> None:
    """Raise StateRefused for a file that is no longer as it was when its step was planned."""
    top = repository.worktree
    if top is None:
        return
    files = {one.path: one.before for one in steps if not one.is_staged}
    found = Checkout(repository, top).found(files)
    changed = [path for path, before in files.items() if found[path].entry != before]
    if changed:
        names = some([quote(path) for path in changed])
        raise StateRefused(f"{names} changed meanwhile; nothing was changed", "try again")


def place_files(repository: Repository, steps: Iterable[FileStep]) -> list[str]:
    """Give files the content that they have after their steps.

    Those that are not as they were before are left alone.  Returns a warning for them.
    """
    top = repository.worktree
    if top is None:
        return []
    checkout = Checkout(repository, top)
    files = [one for one in steps if not one.is_staged]
    # files that go make room for those that come
    left = _placed(checkout, [one for one in files if not one.after])
    left += _placed(checkout, [one for one in files if one.after])
    names = some([quote(path) for path in left])
    return [f"{names} in the working tree could not follow the new commit"] if left else []


def _placed(checkout: Checkout, steps: Sequence[FileStep]) -> list[bytes]:
    """Give files the content that they have after their steps.  Returns those left alone."""
    found = _at_once(lambda some: checkout.found({one.path: one.before for one in some}), steps)
    due = [one for one in steps if one.path in found and found[one.path].entry == one.before]
    done = {one.path for one in steps if one.path in found and found[one.path].entry == one.after}
    # attributes first: the other files are written as these say
    attributes = [one for one in due if one.path.rpartition(b"/")[2] == _ATTRIBUTES]
    for group in (attributes, [one for one in due if one not in attributes]):
        contents = _at_once(checkout.contents, group)
        for one in group:
            has_content = one.after and one.after.mode in REGULAR
            is_readable = one.path in contents or not has_content
            if is_readable and checkout.is_still(one.path, found[one.path]):
                with suppress(OSError, GitFailed):
                    checkout.place(one, contents.get(one.path, b""))
                    done.add(one.path)
    return [one.path for one in steps if one.path not in done]


def _at_once(
    read: Callable[[Sequence[FileStep]], Mapping[bytes, _T]], steps: Sequence[FileStep]
) -> Mapping[bytes, _T]:
    """Something that is read for steps at once, by path; without those for which that fails."""
    try:
        return read(steps)
    except (OSError, GitFailed):
        if len(steps) < 2:
            return {}
        return {path: one for step in steps for path, one in _at_once(read, [step]).items()}


def _entries(
    repository: Repository, top: Path, paths: Sequence[bytes]
) -> dict[bytes, tuple[bytes, Entry]]:
    """The entries of the index at some paths, each with its mark.

    An unmerged one has a mode that no file has.
    """
    literal = {"GIT_LITERAL_PATHSPECS": "1"}
    listing = ("-c", "core.sparseCheckout=false", "ls-files", "-v", "-s", "-z", "--full-name")
    out = repository.run(*listing, "--", *paths, env=literal, cwd=top)
    entries = {}
    for row in out.split(b"\0")[:-1]:
        head, path = row.split(b"\t", 1)
        mark, mode, oid, stage = head.split(b" ")
        is_merged = stage == b"0"
        entries[path] = (mark, Entry(mode if is_merged else b"", bytes.fromhex(oid.decode())))
    return entries
