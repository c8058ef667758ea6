"""A commit as JSON, to make a plan from: its files, hunks and lines, and the plan to fill in.

Texts that are not UTF-8 are in ``quoted`` in place of ``text``, quoted as git quotes paths.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Literal

from msgspec import UNSET, Struct, UnsetType, field

from splitter.core.diff.content_ids import ids_of
from splitter.core.diff.lines import DiffLine
from splitter.core.diff.model import Hunk, Patch
from splitter.core.diff.moved import Moved, find_moved, other_place
from splitter.core.diff.parse import hunk_lines
from splitter.core.diff.paths import c_quote, quote
from splitter.core.rewrite.target import Target
from splitter.core.sequences.steps import result


class MovedJson(Struct, frozen=True):
    """The place of a moved line on the other side: a path, and a line from 1."""

    file: str
    line: int


class LineJson(Struct, frozen=True, omit_defaults=True):
    """A line of a hunk: ``+`` added, ``-`` removed, or a blank; its numbers, from 1; its text.

    An added line has no number in the old file, a removed one none in the new file.
    """

    mark: Literal[" ", "+", "-"]
    old: int | None = None
    new: int | None = None
    text: str | None = None
    quoted: str | None = None
    has_newline: bool = True
    moved: MovedJson | None = None


class HunkJson(Struct, frozen=True):
    """A hunk: its number in the file, from 1, its content id, git's header, and its lines."""

    number: int
    id: str
    header: str
    lines: tuple[LineJson, ...]


class FileChangeJson(Struct, frozen=True):
    """A file change: its name for ``facts``, its content id, and a text for people."""

    kind: Literal["create", "delete", "rename", "mode", "type", "content"]
    id: str
    text: str


class FileJson(Struct, frozen=True, omit_defaults=True):
    """A file of the commit; ``old_path`` if it was renamed; the numbers of changed lines."""

    path: str
    added: int
    removed: int
    file_changes: tuple[FileChangeJson, ...]
    hunks: tuple[HunkJson, ...]
    old_path: str | None = None


class PlanEntryJson(Struct, frozen=True):
    """An entry of ``changes``: all of a file."""

    file: str


class PlanPartJson(Struct, frozen=True, omit_defaults=True):
    """A part of the plan to start from: one with changes, to fill in, or the rest."""

    message: str
    changes: tuple[PlanEntryJson, ...] | UnsetType = UNSET
    rest: bool = False


class StartingPlanJson(Struct, frozen=True):
    """A plan to start from, which ``--plan`` reads once its first part is filled in.

    All changes are in the last part, the rest, except for files that were named by pathspecs.
    """

    version: Literal[1]
    target: str
    fingerprint: str
    part: tuple[PlanPartJson, ...]


class CommitJson(Struct, frozen=True):
    """A commit to split: id, parent (null for a root commit), message, files, and a plan."""

    version: Literal[1] = field(name="schema")
    commit: str
    parent: str | None
    message: str
    files: tuple[FileJson, ...]
    plan: StartingPlanJson


def describe_commit(
    target: Target, patch: Patch, message: str, apart: Collection[int] = ()
) -> CommitJson:
    """A commit and its patch; ``message`` is its message without the trailers.

    With ``apart``, the numbers of some of the files, those are in the first part of the plan, which
    is empty otherwise.
    """
    moved = result(find_moved(patch))
    files = tuple(_file(patch, number, moved) for number in range(len(patch)))
    entries = (PlanEntryJson(files[number].path) for number in sorted(apart))
    parts = PlanPartJson("", tuple(entries)), PlanPartJson(message, rest=True)
    plan = StartingPlanJson(1, target.oid, patch.fingerprint, parts)
    parent = target.commit.parents[0] if target.commit.parents else None
    return CommitJson(1, target.oid, parent, target.message, files, plan)


def _file(patch: Patch, number: int, moved: Moved) -> FileJson:
    file = patch.files[number]
    file_changes, hunks = ids_of(file)
    is_renamed = file.old is not None and file.new is not None and file.old.path != file.new.path
    return FileJson(
        path=quote(file.path),
        added=len(file.added),
        removed=len(file.removed),
        file_changes=tuple(
            FileChangeJson(file_change.kind.value, one, file_change.text)
            for file_change, one in zip(file.file_changes, file_changes, strict=True)
        ),
        hunks=tuple(
            _hunk(patch, number, hunk, one, moved)
            for hunk, one in zip(file.hunks, hunks, strict=True)
        ),
        old_path=quote(file.old.path) if is_renamed and file.old else None,
    )


def _hunk(patch: Patch, number: int, hunk: Hunk, one: str, moved: Moved) -> HunkJson:
    header = hunk.header.decode(errors="backslashreplace")
    lines = (_line(patch, number, line, moved) for line in hunk_lines(hunk))
    return HunkJson(hunk.number, one, header, tuple(lines))


def _line(patch: Patch, number: int, line: DiffLine, moved: Moved) -> LineJson:
    text, quoted = _text(line.text.removesuffix(b"\n"))
    block = moved.block(number, line.change) if line.change >= 0 else None
    place = block and MovedJson(*other_place(patch, block, number, line.change))
    return LineJson(
        line.mark,  # type: ignore[arg-type]  # one of three characters
        line.old or None,
        line.new or None,
        text,
        quoted,
        line.text.endswith(b"\n"),
        place,
    )


def _text(raw: bytes) -> tuple[str | None, str | None]:
    """The text and the quoted text of a line, one of them None."""
    try:
        return raw.decode(), None
    except UnicodeDecodeError:
        return None, c_quote(raw)
