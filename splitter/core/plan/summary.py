"""The contents of a part, in words and by its paths."""

from __future__ import annotations

from collections.abc import Iterable

from splitter.core.diff.model import FilePatch
from splitter.core.diff.paths import quote
from splitter.core.plan.constraints import DROPPED
from splitter.core.plan.plan import Plan
from splitter.core.text.counts import plural


def paths(plan: Plan, number: int) -> list[bytes]:
    """The old and new paths of the files of which that part has something."""
    return _paths(file for file, _ in plan.shares(number))


def end_paths(plan: Plan) -> list[bytes]:
    """The paths at which the end result can differ from the commit's."""
    edited = _paths(plan.patch.files[number] for number in plan.edited_for_good)
    return list(dict.fromkeys([*paths(plan, DROPPED), *edited]))


def _paths(files: Iterable[FilePatch]) -> list[bytes]:
    """The old and new paths of some files, and those of files to create."""
    sides = (side for file in files for side in (file.old, file.new, file.created) if side)
    return list(dict.fromkeys(side.path for side in sides))


def edited_paths(plan: Plan) -> dict[bytes, int]:
    """The paths of files that are edited for good in the commit, with the files' numbers."""
    files = ((number, plan.patch.files[number]) for number in plan.edited_for_good)
    sides = ((number, file.new or file.created) for number, file in files)
    return {side.path: number for number, side in sides if side}


def describe_end(plan: Plan) -> str:
    """The reasons why the end result differs from the commit's: "drop a and edit b for good"."""
    dropped = [f"drop {describe(plan, DROPPED)}"] if plan.tally(DROPPED) else []
    files = [quote(plan.patch.files[number].path) for number in plan.edited_for_good]
    edited = [f"edit {' and '.join(files)} for good"] if files else []
    return " and ".join([*dropped, *edited])


def describe(plan: Plan, number: int) -> str:
    """The contents of a part in words: its files, and its changes in each of them."""
    return ", ".join(_describe(*share, number) for share in plan.shares(number))


def _describe(file: FilePatch, choice: bytes, number: int) -> str:
    name = quote(file.path)
    file_changes = [f.kind.value for n, f in enumerate(file.file_changes) if choice[n] == number]
    added = choice.count(number, file.added.start)
    removed = choice.count(number, file.removed.start, file.removed.stop)
    hunks = [
        str(hunk.number)
        for hunk in file.hunks
        if any(number in choice[span.start : span.stop] for span in hunk.changes)
    ]
    pieces = [*file_changes]
    if hunks:
        pieces.append(f"{plural('hunk', len(hunks))} {', '.join(hunks)}")
    if added or removed:
        pieces.append(f"+{added} -{removed}")
    return f"{name} ({', '.join(pieces)})" if pieces else name
