"""The creations and deletions of files with lines, which a plan file need not name."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from msgspec.structs import replace

from splitter.core.diff.model import FileChangeKind
from splitter.core.diff.paths import quote
from splitter.core.plan.assignment import Edited
from splitter.core.plan.constraints import DROPPED, ends
from splitter.core.plan.plan import Plan


def with_file_ends(plan: Plan, named: Sequence[Sequence[int]]) -> tuple[Plan, list[str]]:
    """A plan in which creations and deletions that are not named follow the lines of their files.

    Returns notes on them as well.  ``named`` has for each file and each of its changes whether it
    is named.
    """
    edited, notes = Edited(plan.assignment), []
    for number, choice in enumerate(plan.assignment):
        for file_change, part in file_ends(plan, number):
            if part != choice[file_change] and not named[number][file_change]:
                edited[number] = choice[:file_change] + bytes([part]) + choice[file_change + 1 :]
                notes.append(_note(plan, number, file_change, part))
    return replace(plan, assignment=edited.assignment), notes


def file_ends(plan: Plan, number: int) -> Iterator[tuple[int, int]]:
    """The creation and the deletion of a file, each with the part of its first or last lines.

    Edits count as lines.
    """
    file = plan.patch.files[number]
    lines = set(plan.assignment[number][file.lines.start :])
    texts = {one.number for one in plan.edits_of(number)}
    return ends(file, lines | texts, plan.positions)


def _note(plan: Plan, number: int, file_change: int, part: int) -> str:
    """The note on a creation or a deletion that was assigned with the lines of its file."""
    file = plan.patch.files[number]
    is_new = file.file_changes[file_change].kind is FileChangeKind.CREATE
    name, end = f"'{quote(file.path)}'", "first" if is_new else "last"
    if part == DROPPED:
        what = "creation" if is_new else "deletion"
        return f"the {what} of {name} is dropped with its {end} lines"
    done = "created" if is_new else "deleted"
    return f"{name} is {done} in {plan.name(part)}, with its {end} lines"
