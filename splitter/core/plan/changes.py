"""Functions that return a plan after a change.

The new plan shares with the old one all that is alike.  Where nothing changes it is the same value.
"""

from __future__ import annotations

from bisect import insort
from collections.abc import Iterable, Mapping
from operator import add
from typing import TypeVar

from msgspec.structs import replace

from splitter.core.diff.blocks import block_of
from splitter.core.diff.interleaved import Order
from splitter.core.diff.model import FilePatch, Patch
from splitter.core.plan import constraints
from splitter.core.plan.assignment import Assignment, Edited
from splitter.core.plan.constraints import DROPPED, REST
from splitter.core.plan.edits import Edit, merged, renumbered, with_edit
from splitter.core.plan.locations import Location, is_together
from splitter.core.plan.plan import MAX_PARTS, Part, Plan, Selection
from splitter.core.plan.tallies import Tally, counts_of, differing, recount, tallies_of

_OfFiles = TypeVar("_OfFiles", Order, Edit)


def assign(plan: Plan, selections: Iterable[Selection], number: int) -> Plan:
    """Assign changes to a part or to the rest, or drop them.

    Changes that cannot be separated from them follow (see `constraints`).  Raises KeyError for an
    unknown part.
    """
    if number not in (REST, DROPPED):
        plan.part(number)
    edited = Edited(plan.assignment)
    moved: dict[int, list[range]] = {}
    for selection in selections:
        choice = bytearray(edited[selection.file])
        for span in selection.changes:
            choice[span.start : span.stop] = bytes([number]) * len(span)
        edited[selection.file] = bytes(choice)
        moved.setdefault(selection.file, []).extend(selection.changes)
    constraints.follow(plan.patch, edited, plan.positions, moved, number)
    return _edited(plan, edited)


def shift_line(plan: Plan, file: int, change: int, by: int) -> Plan:
    """A plan in which a line of a replaced block stands elsewhere among the other side's lines.

    It moves down past ``by`` of them, or up where ``by`` is negative, within its block; lines of
    its own side are pushed along.  With 0 the order is fixed as it was guessed.  The same plan
    where the line cannot move, and for a change that is not a line of a replaced block.
    """
    found = block_of(plan.patch.files[file], change)
    if found is None:
        return plan
    hunk, block = found
    was, number = plan.order_of(file, hunk, block), block.removed.start
    order = Order(file, number, block.shift(was, change, by))
    if order in plan.orders or (by and order.before == was):
        return plan
    orders = [one for one in plan.orders if (one.file, one.block) != (file, number)]
    insort(orders, order)
    return _keeping_tallies(plan, orders=tuple(orders))


def edit_lines(plan: Plan, edit: Edit) -> Plan:
    """A plan with one more edit, in place of those of its part that share lines with it.

    The same plan where it has that edit.  Raises KeyError for an unknown part, and ValueError for
    lines that do not stand together.
    """
    plan.part(edit.number)
    if not is_together(plan.patch.files[edit.file], edit.location):
        raise ValueError(edit.location)
    edits = with_edit(plan.edits, edit)
    return plan if edits == plan.edits else _keeping_tallies(plan, edits=edits)


def remove_edit(plan: Plan, file: int, location: Location, number: int) -> Plan:
    """A plan without the edit that a part has of a location; the same plan where it has none."""
    place = file, location, number
    edits = tuple(one for one in plan.edits if (one.file, one.location, one.number) != place)
    return plan if len(edits) == len(plan.edits) else _keeping_tallies(plan, edits=edits)


def add_part(plan: Plan, message: str = "") -> Plan:
    """A plan with one more part, the last before the rest if that comes last.

    Raises ValueError beyond `MAX_PARTS`.
    """
    if len(plan.parts) >= MAX_PARTS:
        raise ValueError(f"no more than {MAX_PARTS} parts")
    at_end = plan.rest_after == len(plan.parts)
    return _keeping_tallies(
        plan,
        parts=(*plan.parts, Part(message)),
        rest_after=plan.rest_after + 1 if at_end else plan.rest_after,
    )


def remove_part(plan: Plan, number: int) -> Plan:
    """A plan without that part; its changes go back to the rest."""
    plan.part(number)
    numbers = [other for other in range(1, len(plan.parts) + 1) if other != number]
    return _renumbered(plan, numbers, {number: REST}, gone=[number])


def merge_parts(plan: Plan, number: int, into: int) -> Plan:
    """A plan in which the changes of one part belong to another, and the first is removed.

    The edits of both stay, so that the part reads what the later of two neighbours has read, and
    later parts what they have read before.  ``into`` may be `REST` or `DROPPED`.  Raises KeyError
    for an unknown part.
    """
    plan.part(number)
    if into not in (REST, DROPPED):
        plan.part(into)
    if into == number:
        return plan
    numbers = [other for other in range(1, len(plan.parts) + 1) if other != number]
    if into not in plan.order:
        return _renumbered(plan, numbers, {number: into}, gone=[number])
    first, second = sorted((number, into), key=plan.positions.__getitem__)
    files = dict.fromkeys(edit.file for edit in plan.edits)
    edits = [edit for file in files for edit in merged(plan.file_edits(file), first, second)]
    merging = _keeping_tallies(plan, edits=tuple(edits))
    return _renumbered(merging, numbers, {number: into})


def move_part(plan: Plan, number: int, to: int) -> Plan:
    """A plan in which a part has the number ``to``, the others keeping their order.

    It stays on its side of the rest's commit.
    """
    plan.part(number)
    plan.part(to)
    numbers = [other for other in range(1, len(plan.parts) + 1) if other != number]
    numbers.insert(to - 1, number)
    was_before = number <= plan.rest_after
    before = plan.rest_after - was_before
    is_before = to <= before or (to == before + 1 and was_before)
    return _renumbered(plan, numbers, {}, before + is_before)


def place_rest(plan: Plan, after: int) -> Plan:
    """A plan in which the rest's commit stands behind ``after`` parts.

    The same plan where no commit has the rest.  Raises ValueError for more parts than there are.
    """
    if not 0 <= after <= len(plan.parts):
        raise ValueError(after)
    if plan.rest is None or after == plan.rest_after:
        return plan
    return _settled(_keeping_tallies(plan, rest_after=after), plan.assignment.having(REST))


def describe_part(plan: Plan, number: int, message: str) -> Plan:
    """A plan in which that part has that message."""
    part = replace(plan.part(number), message=message)
    if number == REST:
        return _keeping_tallies(plan, rest=part)
    parts = (*plan.parts[: number - 1], part, *plan.parts[number:])
    return _keeping_tallies(plan, parts=parts)


def make_heir(plan: Plan, number: int) -> Plan:
    """A plan in which that part keeps the target's identity."""
    plan.part(number)
    return _keeping_tallies(plan, chosen_heir=number)


def with_broken_rename(plan: Plan, number: int, patch: Patch) -> Plan:
    """The plan for a patch in which a renamed file is a deletion and a creation.

    Both are in the part that had the file, or in the rest if several had it.  The orders of its
    blocks and its edits are dropped.
    """
    choice = plan.assignment[number]
    whole = choice[0] if choice.count(choice[0]) == len(choice) else REST
    halves = patch.files[number : number + len(patch) - len(plan.patch) + 1]
    new = [bytes([whole]) * half.size for half in halves]
    assignment = list(plan.assignment)
    assignment[number : number + 1] = new
    more = len(halves) - 1
    broken = replace(
        plan,
        patch=patch,
        assignment=Assignment(assignment),
        orders=_behind_broken(plan.orders, number, more),
        edits=_behind_broken(plan.edits, number, more),
    )
    return _settled(broken, range(len(patch)))


def with_untouched(plan: Plan, file: FilePatch) -> Plan:
    """A plan that has a file that the commit does not touch; the same where it has it."""
    if file.path in plan.patch.numbers:
        return plan
    return _with_untouched(plan, (*plan.patch.untouched, file))


def without_unedited(plan: Plan) -> Plan:
    """A plan without the files that neither the commit nor an edit touches."""
    edited, first = {one.file for one in plan.edits}, plan.patch.touched
    untouched = dict(enumerate(plan.patch.untouched, first))
    if edited.issuperset(untouched):
        return plan
    return _with_untouched(plan, (file for at, file in untouched.items() if at in edited))


def _with_untouched(plan: Plan, files: Iterable[FilePatch]) -> Plan:
    """The plan with exactly these of the files that the commit does not touch."""
    patch = plan.patch.with_untouched(files)
    assignment = [plan.assignment[number] for number in range(patch.touched)]
    edits = (
        replace(edit, file=patch.numbers[plan.patch.files[edit.file].path]) for edit in plan.edits
    )
    return _keeping_tallies(
        plan,
        patch=patch,
        assignment=Assignment([*assignment, *(b"" for _ in patch.untouched)]),
        edits=tuple(edits),
    )


def without_empty_rest(plan: Plan) -> Plan:
    """The same plan, with no commit for a rest that has nothing left to take."""
    if plan.rest is None or plan.tally(REST) or plan.count(REST) or not plan.parts:
        return plan
    heir = None if plan.chosen_heir == REST else plan.chosen_heir
    return _keeping_tallies(plan, rest=None, rest_after=0, chosen_heir=heir)


def with_rest(plan: Plan, message: str) -> Plan:
    """The same plan, with a commit at its end for a rest that no part takes."""
    if plan.rest is not None:
        return plan
    return _keeping_tallies(plan, rest=Part(message), rest_after=len(plan.parts))


def _renumbered(
    plan: Plan,
    numbers: list[int],
    elsewhere: dict[int, int],
    rest_after: int | None = None,
    gone: Iterable[int] = (),
) -> Plan:
    """The plan whose parts are those numbers of this one, in that order.

    The edits of the parts that are ``gone`` go with them.
    """
    if rest_after is None:
        rest_after = sum(number <= plan.rest_after for number in numbers)
    table = bytearray(range(256))
    for new, old in enumerate(numbers, 1):
        table[old] = new
    for old, target in elsewhere.items():
        table[old] = table[target]
    heir = plan.chosen_heir
    if heir is not None:
        heir = None if elsewhere.get(heir) in (REST, DROPPED) else table[heir]
    renamed = [number for number in range(len(table)) if table[number] != number]
    files = {file for number in renamed for file in plan.assignment.having(number)}
    after = replace(
        plan,
        parts=tuple(plan.parts[number - 1] for number in numbers),
        assignment=plan.assignment.put({f: plan.assignment[f].translate(table) for f in files}),
        rest_after=rest_after,
        chosen_heir=heir,
        edits=renumbered(plan.edits, table, gone),
    )
    after.__dict__["_counted"] = _tallies_renumbered(plan, table, elsewhere)
    return _settled(after, files)


def _tallies_renumbered(
    plan: Plan, table: bytearray, elsewhere: Mapping[int, int]
) -> dict[int, Tally]:
    """The tallies of the same assignment by other numbers, some of which become one."""
    total: dict[int, list[int]] = {}
    for number, tally in plan._counted.items():
        counts = total.setdefault(table[number], [0, 0, 0, 0])
        counts[:] = map(add, counts, counts_of(tally))
    for old, target in elsewhere.items():
        both = sum(target in plan.assignment[file] for file in plan.assignment.having(old))
        if both:
            total[table[target]][3] -= both
    return tallies_of(total)


def _settled(plan: Plan, files: Iterable[int]) -> Plan:
    """The plan in which all constraints hold again in some files."""
    edited = Edited(plan.assignment)
    constraints.settle(plan.patch, edited, plan.positions, files)
    return _edited(plan, edited)


def _edited(plan: Plan, edited: Edited) -> Plan:
    """The plan with another assignment for some files."""
    total = {number: list(counts_of(tally)) for number, tally in plan._counted.items()}
    for number, after in edited.items():
        before = plan.assignment[number]
        span = differing(before, after)
        recount(total, plan.patch.files[number], before, after, span)
    changed = replace(plan, assignment=edited.assignment)
    changed.__dict__["_counted"] = tallies_of(total)
    return changed


def _keeping_tallies(plan: Plan, **fields: object) -> Plan:
    """The plan with something else but the assignment."""
    after = replace(plan, **fields)
    after.__dict__["_counted"] = plan._counted
    return after


def _behind_broken(
    all_of_them: tuple[_OfFiles, ...], number: int, more: int
) -> tuple[_OfFiles, ...]:
    """The orders or edits of other files, renumbered for a rename that was broken."""
    return tuple(
        one if one.file < number else replace(one, file=one.file + more)
        for one in all_of_them
        if one.file != number
    )
