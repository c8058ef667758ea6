"""What a commit changes, as git's own diff tells it: nothing of the program is used here."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

_HUNK = re.compile(rb"@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@")
_SECTION = re.compile(rb"^diff --git ", re.MULTILINE)
#: The options under which plans count hunks and lines: git's defaults.
DIFF = (
    "-r",
    "-U3",
    "-M",
    "-l1000",
    "--no-rename-empty",
    "--diff-algorithm=myers",
    "--indent-heuristic",
)


@dataclass(frozen=True)
class Side:
    """A file as a tree has it."""

    path: bytes
    mode: str
    oid: str


Listing = dict[bytes, Side]


@dataclass(frozen=True)
class Hunk:
    """The changed lines of a hunk: removed ones by the old file's numbers, added by the new's."""

    removed: tuple[int, ...]
    added: tuple[int, ...]


@dataclass(frozen=True)
class File:
    """What happens to one file: whole-file facts by their names in a plan file, and hunks."""

    old: Side | None
    new: Side | None
    facts: tuple[str, ...]
    hunks: tuple[Hunk, ...]

    @property
    def path(self) -> bytes:
        """The file's name in a plan."""
        side = self.new or self.old
        assert side
        return side.path

    @property
    def sides(self) -> tuple[Side, Side]:
        """Old and new, each standing for the other where that is not there."""
        old, new = self.old or self.new, self.new or self.old
        assert old
        assert new
        return old, new


def read_files(raw: bytes, patch: bytes) -> list[File]:
    """The files of a commit, from ``git diff-tree -z --raw`` and ``git diff-tree -p``."""
    cuts = [*(match.start() for match in _SECTION.finditer(patch)), len(patch)]
    sections = pairwise(cuts)
    files = []
    for status, old, new in _records(raw):
        begin, end = next(sections)
        if status == "T":  # one record, but shown as a deletion and a creation
            _, end = next(sections)
        only = old if status == "D" else new
        plain = status != "T" and only.mode.startswith("100")
        hunks = tuple(_hunks(patch[begin:end])) if plain else ()
        files.append(_file(status, old, new, hunks))
    assert next(sections, None) is None
    return files


def _records(raw: bytes) -> Iterator[tuple[str, Side, Side]]:
    fields = iter(raw.split(b"\0"))
    for head in fields:
        if not head:
            return
        old_mode, new_mode, old_oid, new_oid, status = head[1:].decode().split(" ")
        path = next(fields)
        other = next(fields) if status[0] in "RC" else path
        yield status[0], Side(path, old_mode, old_oid), Side(other, new_mode, new_oid)


def _file(status: str, old: Side, new: Side, hunks: tuple[Hunk, ...]) -> File:
    if status in "AD":
        facts = ["create" if status == "A" else "delete"]
    elif status == "T":
        facts = ["type"]
    else:
        happened = {
            "rename": status == "R",
            "mode": old.mode != new.mode,
            "content": old.oid != new.oid and not hunks,
        }
        facts = [name for name, is_so in happened.items() if is_so]
    there = (None if status == "A" else old, None if status == "D" else new)
    return File(*there, tuple(facts), hunks)


def _hunks(section: bytes) -> Iterator[Hunk]:
    rows = iter(section.split(b"\n"))
    for row in rows:
        match = _HUNK.match(row)
        if not match:
            continue
        old, old_left, new, new_left = (int(g) if g else 1 for g in match.groups())
        old_end, new_end = old + old_left, new + new_left
        if not old_left:
            old, old_end = old + 1, old + 1
        if not new_left:
            new, new_end = new + 1, new + 1
        removed, added = [], []
        while old < old_end or new < new_end:
            mark = next(rows)[:1]
            if mark == b"-":
                removed.append(old)
            if mark == b"+":
                added.append(new)
            old += mark in (b"-", b" ")
            new += mark in (b"+", b" ")
        yield Hunk(tuple(removed), tuple(added))
