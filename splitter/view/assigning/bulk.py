"""Assigning many changes at once: those that match a search, or change whitespace only."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain

from msgspec.structs import replace

from splitter.core.diff.counterparts import blanks_only, counterparts
from splitter.core.diff.model import joined
from splitter.core.plan.constraints import REST
from splitter.core.plan.plan import Plan, Selection, count_changes
from splitter.view.assigning.assign import after_assigning, assign, unassigned_in, with_brackets
from splitter.view.assigning.outcome import Outcome
from splitter.view.diff.text_in_hunk import Wanted
from splitter.view.phrases import outcomes
from splitter.view.phrases.wording import lines_in_words

#: How many changes at most are searched to count the matches beforehand.
MANY = 20_000


def assign_matches(plan: Plan, files: Sequence[int], text: str, number: int) -> Outcome:
    """Assign the unassigned lines of some files that match a text to a part.

    The unassigned counterparts of matching lines in the part follow.  If there are none, assign the
    unassigned lines of the blocks that this has divided: see `_torn`.  The key ``A``.
    """
    if not text:
        return Outcome(message=outcomes.NOT_SEARCHED)
    if number == REST:
        return Outcome(message=outcomes.REST_IS_SELECTED)
    wanted = Wanted(text)
    found = [one for file in files if (one := _found(plan, file, wanted, number)).changes]
    others = [] if found else [one for file in files for one in _torn(plan, file, wanted, number)]
    if others:
        outcome = assign(plan, others, number)
        return replace(outcome, message=outcomes.others_of_blocks(outcome.message, text))
    if not found:
        return Outcome(message=outcomes.no_match(text))
    outcome = assign(plan, found, number)
    message = outcomes.assigned(lines_in_words(found), number)
    sides = sum(_without(plan, one, wanted) for one in found)
    if sides:
        message += outcomes.counterparts_along(sides)
    message += with_brackets(plan, found, number)
    after = after_assigning(plan, found, number)
    torn = [one for file in files for one in _torn(after, file, wanted, number)]
    if torn:
        message += outcomes.more_in_blocks(count_changes(torn))
    return replace(outcome, message=message)


def matches_in_words(plan: Plan, files: Sequence[int], text: str, number: int) -> str:
    """Words for the number of lines that `assign_matches` would assign, "" for none.

    Not counted, to save time, where the files have more than `MANY` changes.
    """
    if number == REST or sum(plan.patch.files[file].size for file in files) > MANY:
        return ""
    wanted = Wanted(text)
    found = [one for file in files if (one := _found(plan, file, wanted, number)).changes]
    return lines_in_words(found) if found else ""


def _without(plan: Plan, selection: Selection, wanted: Wanted) -> int:
    """The number of changes of a file, of those given, that do not have a text."""
    hunks = plan.patch.files[selection.file].hunks
    having = {change for hunk in hunks for change in wanted.changes(hunk)}
    return sum(change not in having for span in selection.changes for change in span)


def _found(plan: Plan, file: int, wanted: Wanted, number: int) -> Selection:
    """The unassigned lines of a file that match a text, or whose counterparts do."""
    choice = plan.assignment[file]
    if REST not in choice:
        return Selection(file, ())
    lines: set[int] = set()
    for hunk in plan.patch.files[file].hunks:
        having = [one for one in wanted.changes(hunk) if choice[one] in (REST, number)]
        lines.update(having, counterparts(hunk, having) if having else ())
    unassigned = (range(line, line + 1) for line in sorted(lines) if choice[line] == REST)
    return Selection(file, joined(unassigned))


def _torn(plan: Plan, file: int, wanted: Wanted, number: int) -> Iterator[Selection]:
    """The unassigned lines of blocks whose order is a guess, with a matching line in a part."""
    choice = plan.assignment[file]
    if REST not in choice or number not in choice:
        return
    changes = chain.from_iterable(map(wanted.changes, plan.patch.files[file].hunks))
    having = {change for change in changes if choice[change] == number}
    lines: list[range] = []
    for _, block in plan.guesses([file]):
        both = block.removed, block.added
        if not all(map(having.isdisjoint, both)):
            lines += unassigned_in(choice, Selection(file, both))
    if lines:
        yield Selection(file, joined(sorted(lines, key=_start)))


def _start(span: range) -> int:
    return span.start


def assign_whitespace_only(plan: Plan, files: Sequence[int], number: int) -> Outcome:
    """Assign to a part the unassigned changes of some files that change whitespace only: ``W``."""
    if number == REST:
        return Outcome(message=outcomes.REST_IS_SELECTED)
    found = [one for file in files if (one := _whitespace_only(plan, file)).changes]
    if not found:
        return Outcome(message=outcomes.NO_WHITESPACE_ONLY)
    message = outcomes.whitespace_assigned(lines_in_words(found), number)
    return replace(assign(plan, found, number), message=message)


def _whitespace_only(plan: Plan, file: int) -> Selection:
    """The whitespace-only changes of a file, where all that belong together are unassigned."""
    choice = plan.assignment[file]
    if REST not in choice:
        return Selection(file, ())
    found: list[int] = []
    for hunk in plan.patch.files[file].hunks:
        for together in blanks_only(hunk):
            if all(choice[change] == REST for change in together):
                found += together
    return Selection(file, joined(range(change, change + 1) for change in sorted(found)))
