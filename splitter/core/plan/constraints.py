"""Constraints: changes that cannot be separated, and why.

Each constraint is that one change must not come later than another:

* a file is created before, or together with, any line of it;
* a file is deleted after, or together with, all its lines;
* a path is deleted before, or together with, the directory or file that replaces it.

"Later" is by the position of the commit; dropped changes come after everything.  `violations` finds
violated constraints, `follow` moves the changes that are tied to changes just moved, `settle`
repairs a plan whose parts changed places.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache

from msgspec import Struct

from splitter.core.diff.model import FileChangeKind, FilePatch, Patch
from splitter.core.plan.assignment import Assignment, Edited

#: What stands in a choice for a change that no part has claimed.
REST = 0
#: What stands in a choice for a change that leaves history.
DROPPED = 255

CREATED_FIRST = "a file cannot have lines before it is created"
DELETED_LAST = "deleting a file removes all lines that are left in it"
LEFT_FIRST = "the old path has to be deleted before the new one is created"


class Violation(Struct, frozen=True):
    """A rule that a plan breaks: in which file, why, and the part that has it wrong."""

    file: int
    reason: str
    number: int


class Bond(Struct, frozen=True, order=True):
    """A path that must be deleted before another is created, as (file, file change) twice."""

    leave_file: int
    leave_change: int
    enter_file: int
    enter_change: int


@lru_cache(maxsize=8)
def bonds(patch: Patch) -> tuple[Bond, ...]:
    """The paths of the patch that turn from file to directory or back."""
    leaving: dict[bytes, tuple[int, int]] = {}
    entering: dict[bytes, tuple[int, int]] = {}
    for number, file in enumerate(patch):
        renamed = file.file_change(FileChangeKind.RENAME)
        left = file.file_change(FileChangeKind.DELETE) if renamed is None else renamed
        entered = file.file_change(FileChangeKind.CREATE) if renamed is None else renamed
        if left is not None and file.old:
            leaving[file.old.path] = (number, left)
        if entered is not None and file.new:
            entering[file.new.path] = (number, entered)
    found = [(leaving[above], entering[path]) for path, above in _nested(entering, leaving)]
    found += [(leaving[path], entering[above]) for path, above in _nested(leaving, entering)]
    return tuple(Bond(*leave, *enter) for leave, enter in found if leave[0] != enter[0])


def _nested(
    paths: Mapping[bytes, object], above: Mapping[bytes, object]
) -> Iterator[tuple[bytes, bytes]]:
    """The paths that lie below one of ``above``, each with that one."""
    for path in paths:
        end = path.rfind(b"/")
        while end > 0:
            if path[:end] in above:
                yield path, path[:end]
            end = path.rfind(b"/", 0, end)


def reason(patch: Patch, file: int) -> str:
    """The reason why some changes of that file cannot part, in words; empty where none are tied."""
    one = patch.files[file]
    if any(file in (tie.leave_file, tie.enter_file) for tie in bonds(patch)):
        return LEFT_FIRST
    if one.hunks and one.file_change(FileChangeKind.CREATE) is not None:
        return CREATED_FIRST
    if one.hunks and one.file_change(FileChangeKind.DELETE) is not None:
        return DELETED_LAST
    return ""


def violations(patch: Patch, assignment: Assignment, positions: bytes) -> Iterator[Violation]:
    """Every rule that the assignment breaks."""
    for number, file in enumerate(patch):
        if not file.lines:
            continue
        choice = assignment[number]
        parts = set(choice[file.lines.start :])
        create, delete = (
            file.file_change(FileChangeKind.CREATE),
            file.file_change(FileChangeKind.DELETE),
        )
        if create is not None:
            first = min(parts, key=positions.__getitem__)
            if positions[first] < positions[choice[create]]:
                yield Violation(number, f"{_name(file)}: {CREATED_FIRST}", first)
        if delete is not None:
            last = max(parts, key=positions.__getitem__)
            if positions[last] > positions[choice[delete]]:
                yield Violation(number, f"{_name(file)}: {DELETED_LAST}", choice[delete])
    for tie in bonds(patch):
        leave, enter = _numbers(tie, assignment)
        if positions[leave] > positions[enter]:
            name = _name(patch.files[tie.enter_file])
            yield Violation(tie.enter_file, f"{name}: {LEFT_FIRST}", enter)


def follow(
    patch: Patch,
    assignment: Edited,
    positions: bytes,
    moved: Mapping[int, Sequence[range]],
    number: int,
) -> None:
    """Assign to ``number`` all changes tied to those just assigned to it, in place."""
    todo = [(file, spans) for file, spans in moved.items()]
    while todo:
        file, spans = todo.pop()
        _follow_inside(patch.files[file], file, assignment, positions, (spans, number))
        for tie in _ties_of(patch).get(file, ()):
            leave, enter = _numbers(tie, assignment)
            if positions[leave] <= positions[enter]:
                continue
            other = (tie.leave_file, tie.leave_change)
            if file == tie.leave_file:
                other = (tie.enter_file, tie.enter_change)
            _put(assignment, *other, number)
            todo.append((other[0], [range(other[1], other[1] + 1)]))


def settle(patch: Patch, assignment: Edited, positions: bytes, files: Iterable[int]) -> None:
    """Repair the assignment of some files after their parts changed places, in place.

    A creation moves to the first part that has lines of the file, a deletion to the last, and a
    path that has to be deleted first goes along with its replacement.
    """
    tied: set[Bond] = set()
    ties_of = _ties_of(patch)
    for number in files:
        file = patch.files[number]
        tied.update(ties_of.get(number, ()))
        for file_change, part in ends(file, set(assignment[number]), positions):
            _put(assignment, number, file_change, part)
    for tie in sorted(tied):
        leave, enter = _numbers(tie, assignment)
        if positions[leave] > positions[enter]:
            _put(assignment, tie.leave_file, tie.leave_change, enter)
            span = range(tie.leave_change, tie.leave_change + 1)
            follow(patch, assignment, positions, {tie.leave_file: [span]}, enter)


def ends(file: FilePatch, numbers: Collection[int], positions: bytes) -> Iterator[tuple[int, int]]:
    """The parts for the creation and the deletion of a file with changed lines in some parts.

    The creation belongs to the first of the parts ``numbers``, the deletion to the last.  Yields
    the file change and the number.
    """
    if file.lines:
        for kind, end in ((FileChangeKind.CREATE, min), (FileChangeKind.DELETE, max)):
            file_change = file.file_change(kind)
            if file_change is not None:
                yield file_change, end(numbers, key=positions.__getitem__)


def _follow_inside(
    file: FilePatch,
    index: int,
    assignment: Edited,
    positions: bytes,
    move: tuple[Sequence[range], int],
) -> None:
    """Follow a move inside one file."""
    spans, number = move
    before = assignment[index]
    at = positions[number]
    create, delete = (
        file.file_change(FileChangeKind.CREATE),
        file.file_change(FileChangeKind.DELETE),
    )
    if create is not None and file.lines:
        if any(create in span for span in spans):
            earlier = [other for other in set(before) if positions[other] < at]
            assignment[index] = before.translate(_all_to(earlier, number))
        elif positions[before[create]] > at:
            _put(assignment, index, create, number)
    if delete is not None and file.lines:
        if any(delete in span for span in spans):
            later = [other for other in set(before) if positions[other] > at]
            assignment[index] = before.translate(_all_to(later, number))
        elif positions[before[delete]] < at:
            _put(assignment, index, delete, number)


@lru_cache(maxsize=8)
def _ties_of(patch: Patch) -> dict[int, list[Bond]]:
    by_file: dict[int, list[Bond]] = {}
    for tie in bonds(patch):
        by_file.setdefault(tie.leave_file, []).append(tie)
        by_file.setdefault(tie.enter_file, []).append(tie)
    return by_file


def _numbers(tie: Bond, assignment: Assignment | Edited) -> tuple[int, int]:
    return (
        assignment[tie.leave_file][tie.leave_change],
        assignment[tie.enter_file][tie.enter_change],
    )


def _put(assignment: Edited, file: int, change: int, number: int) -> None:
    choice = bytearray(assignment[file])
    choice[change] = number
    assignment[file] = bytes(choice)


def _all_to(numbers: Sequence[int], number: int) -> bytes:
    table = bytearray(range(256))
    for other in numbers:
        table[other] = number
    return bytes(table)


def _name(file: FilePatch) -> str:
    return f"'{file.path.decode(errors='backslashreplace')}'"
