"""Assigning changes to a part: what is under the cursor, or a marked range."""

from __future__ import annotations

import re
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain

from msgspec.structs import replace

from splitter.core.diff.lines import line_index
from splitter.core.diff.model import joined
from splitter.core.draft.commands import Add, Assign
from splitter.core.plan import changes as plan_changes
from splitter.core.plan.assignment import numbers_in
from splitter.core.plan.brackets import surplus_in_words, surplus_with
from splitter.core.plan.constraints import DROPPED, REST
from splitter.core.plan.plan import MAX_PARTS, Plan, Selection, count_changes
from splitter.view.assigning.outcome import Outcome
from splitter.view.highlight.intraline import partner
from splitter.view.phrases import edits, outcomes
from splitter.view.phrases.wording import (
    changes_in_words,
    count_file_changes,
    enumeration,
    only_line,
)

_UNASSIGNED = re.compile(b"%c+" % REST)


def assign(plan: Plan, selections: Sequence[Selection], number: int) -> Outcome:
    """Assign changes to a part; the number after the last part's adds a part first."""
    following = len(plan.parts) + 1
    if not selections:
        return Outcome(message=outcomes.UNCHANGED_LINE)
    if number > following and number != DROPPED:
        return Outcome(message=outcomes.no_part_yet(number, following))
    new = number == following
    if new and number > MAX_PARTS:
        return Outcome(message=outcomes.TOO_MANY_PARTS)
    others = selections if new else list(_not_in(plan, selections, number))
    count = count_changes(others)
    if not count:
        is_untouched = bool(selections) and not count_changes(selections)
        words = outcomes.NOT_TOUCHED if is_untouched else outcomes.already_there(plan, number)
        return Outcome(message=words)
    command = Assign(tuple(selections), number)
    mark = number if number not in (REST, DROPPED) else None
    whole = changes_in_words(plan.patch, selections, count_file_changes(plan.patch, others), count)
    message = outcomes.assigned(whole, number) + _taken_from(plan, selections, number, count)
    message += _unread(plan, selections, number) if plan.edits else ""
    return Outcome((Add(""), command) if new else (command,), message, mark)


def assign_unassigned(plan: Plan, selections: Sequence[Selection], number: int) -> Outcome:
    """Assign the unassigned ones of some changes to a part.

    So no other part loses changes by surprise.  If none is unassigned, or the part is the rest,
    assign all of them.  For a single line of a replaced block, the message names the part of its
    counterpart.
    """
    outcome = _assign_unassigned(plan, selections, number)
    apart = _apart(plan, selections, number) if outcome.commands else ""
    return replace(outcome, message=outcome.message + apart)


def assign_range(plan: Plan, selections: Sequence[Selection], number: int) -> Outcome:
    """Assign as `assign_unassigned` does, with a warning about brackets.

    The message names each bracket that the part then has without its counterpart in the hunks of
    the changes.
    """
    outcome = _assign_unassigned(plan, selections, number)
    if not outcome.commands or number == REST:
        return outcome
    given = unassigned_of(plan, selections) or selections
    return replace(outcome, message=outcome.message + with_brackets(plan, given, number))


def _assign_unassigned(plan: Plan, selections: Sequence[Selection], number: int) -> Outcome:
    left = unassigned_of(plan, selections)
    if number == REST or not left:
        return assign(plan, selections, number)
    others = _others(plan, selections, number)
    outcome = assign(plan, left, number)
    if not others or not outcome.commands:
        return outcome
    lines = _lines_of(plan, left)
    after = after_assigning(plan, left, number)
    if lines and _others(after, selections, number) != others:
        outcome, after = assign(plan, lines, number), after_assigning(plan, lines, number)
    return replace(outcome, message=outcome.message + _staying(plan, after, selections, number))


def assign_only_unassigned(plan: Plan, selections: Iterable[Selection], number: int) -> Outcome:
    """Assign only the unassigned ones of some changes to a part: the key ``a``."""
    if number == REST:
        return Outcome(message=outcomes.REST_IS_SELECTED)
    left = unassigned_of(plan, selections)
    return assign(plan, left, number) if left else Outcome(message=outcomes.NOTHING_UNASSIGNED_HERE)


def has_unassigned(plan: Plan, selections: Iterable[Selection]) -> bool:
    """True if any of some changes is unassigned."""
    return any(
        plan.assignment[one.file].find(REST, span.start, span.stop) >= 0
        for one in selections
        for span in one.changes
    )


def unassigned_of(plan: Plan, selections: Iterable[Selection]) -> list[Selection]:
    """The unassigned ones of some changes."""
    found = (
        Selection(one.file, unassigned_in(plan.assignment[one.file], one)) for one in selections
    )
    return [selection for selection in found if selection.changes]


def unassigned(choice: bytes, first: int = 0, stop: int = sys.maxsize) -> Iterator[range]:
    """The unassigned changes of a file from ``first`` to before ``stop``, as ranges of numbers."""
    return (range(*match.span()) for match in _UNASSIGNED.finditer(choice, first, stop))


def unassigned_in(choice: bytes, selection: Selection) -> tuple[range, ...]:
    """The unassigned ones of the selected changes of a file, as ranges of their numbers."""
    spans = (unassigned(choice, span.start, span.stop) for span in selection.changes)
    return tuple(chain.from_iterable(spans))


def _apart(plan: Plan, selections: Sequence[Selection], number: int) -> str:
    """The message about one side of a replaced line, which stays when the other is assigned."""
    only = only_line(plan.patch, selections)
    if only is None:
        return ""
    file, change = only
    hunk = plan.patch.files[file].hunk_of(change)
    lines = line_index(hunk)
    at = partner(hunk, lines.index_of(change))
    if at is None:
        return ""
    other = lines[at]
    owner = plan.assignment[file][other.change]  # a line takes no other lines along
    if owner == number:
        return ""
    return outcomes.other_version(plan, other, owner)


def after_assigning(plan: Plan, selections: Iterable[Selection], number: int) -> Plan:
    """The plan once changes are assigned to a part, which may be a new one."""
    is_new = len(plan.parts) < number < DROPPED
    return plan_changes.assign(
        (plan_changes.add_part(plan) if is_new else plan), selections, number
    )


def _lines_of(plan: Plan, selections: Iterable[Selection]) -> list[Selection]:
    """The lines among some changes; a file change may take lines of others along."""
    found = []
    for one in selections:
        first = plan.patch.files[one.file].lines.start
        spans = joined(range(max(span.start, first), span.stop) for span in one.changes)
        found += [Selection(one.file, spans)] if spans else []
    return found


def _staying(plan: Plan, after: Plan, selections: Sequence[Selection], number: int) -> str:
    """The message about changes that came along from other parts, and those that stay there."""
    before, left = (_others(each, selections, number) for each in (plan, after))
    along = sum(before.values()) - sum(left.values())
    message = outcomes.taken_along(along, outcomes.named(plan, list(before))) if along > 0 else ""
    if not left:
        return message
    return message + outcomes.staying(sum(left.values()), outcomes.named(plan, list(left)))


def with_brackets(plan: Plan, selections: Iterable[Selection], number: int) -> str:
    """Words for the brackets without a counterpart that a part has once it is assigned changes."""
    odd = surplus_with(plan, selections, number)
    message = ", ".join(surplus_in_words(pair, surplus) for pair, surplus in odd.items())
    return outcomes.uneven_brackets(message) if message else ""


def _taken_from(plan: Plan, selections: Sequence[Selection], number: int, count: int) -> str:
    """Words for the other parts that lose some of the ``count`` assigned changes."""
    others = _others(plan, selections, number)
    if not others:
        return ""
    return outcomes.taken_from(sum(others.values()), count, outcomes.named(plan, list(others)))


def _others(plan: Plan, selections: Iterable[Selection], number: int) -> dict[int, int]:
    """The number of changes in each part but one, dropped changes included."""
    counts = Counter[int]()
    for selection in selections:
        for span in selection.changes:
            choice = plan.assignment[selection.file][span.start : span.stop]
            counts.update({other: choice.count(other) for other in numbers_in(choice)})
    return {other: counts[other] for other in sorted(counts.keys() - {REST, number})}


def _unread(plan: Plan, selections: Sequence[Selection], number: int) -> str:
    """Words for the parts whose edits no longer apply once some changes are assigned."""
    before = {one.at for one in plan.misplaced()}
    after = after_assigning(plan, selections, number)
    lost = {one.part for one in after.misplaced() if one.at not in before}
    names = enumeration([plan.name(part) for part in sorted(lost)]) if lost else ""
    return edits.lost(names) if lost else ""


def _not_in(plan: Plan, selections: Iterable[Selection], number: int) -> Iterator[Selection]:
    """Those of some changes that a part does not have."""
    others = re.compile(b"[^%b]+" % re.escape(bytes([number])))
    for one in selections:
        choice = plan.assignment[one.file]
        found = (others.finditer(choice, span.start, span.stop) for span in one.changes)
        yield Selection(one.file, tuple(range(*m.span()) for m in chain.from_iterable(found)))
