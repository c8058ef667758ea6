"""Details of file changes that a patch does not have."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence

from splitter.core.diff.file_changes import FileDetails, is_worth_reading
from splitter.core.diff.model import SUBMODULE, SYMLINK, FilePatch, Side
from splitter.errors import SplitError
from splitter.gitio.git.repository import Repository

#: A symlink of more bytes than this points nowhere; it is not read.
LONGEST_LINK = 4096


def look_into(repository: Repository, files: Sequence[FilePatch]) -> list[FileDetails]:
    """The details of the file changes of some files.  Details that cannot be read are left out."""
    worth = [file for file in files if is_worth_reading(file)]
    sides = [side for file in worth for side in (file.old, file.new) if side]
    try:
        read = _read(repository, [side for side in sides if side.mode != SUBMODULE])
    except SplitError:
        read = {}
    return [_seen(repository, file, read) for file in files]


def _seen(repository: Repository, file: FilePatch, read: Mapping[str, int | bytes]) -> FileDetails:
    if not is_worth_reading(file):
        return FileDetails()
    old, new = file.old, file.new
    if old and new and old.mode == new.mode == SUBMODULE:
        return FileDetails(way=_way(repository, old, new))
    return FileDetails(read.get(old.oid) if old else None, read.get(new.oid) if new else None)


def _read(repository: Repository, sides: Sequence[Side]) -> dict[str, int | bytes]:
    """The size of each blob, and where each symlink points, by object id."""
    oids = {side.oid for side in sides}
    links = {side.oid for side in sides if side.mode == SYMLINK}
    if not oids:
        return {}
    known = repository.headers(map(str.encode, oids))
    sizes = {found[0]: found[2] for found in known if found}
    short = [oid for oid in links if sizes.get(oid, LONGEST_LINK + 1) <= LONGEST_LINK]
    targets = dict(zip(short, repository.objects(short), strict=True))
    return {oid: size for oid, size in sizes.items() if oid not in links} | targets


def _way(repository: Repository, old: Side, new: Side) -> tuple[int, int] | None:
    """The numbers of commits that a submodule goes back and forward; None if not known here."""
    try:
        top = repository.worktree
        if top is None or repository.from_elsewhere:
            return None
        place = top / os.fsdecode(new.path)
        if not (place / ".git").exists():
            return None
        between = f"{old.oid}...{new.oid}"
        done = repository.try_run(
            "-C", str(place), "rev-list", "--count", "--left-right", between, "--"
        )
    except (SplitError, OSError, ValueError):
        return None
    counts = done.stdout.split()
    return (int(counts[0]), int(counts[1])) if not done.status and len(counts) == 2 else None
