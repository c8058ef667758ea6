"""What the keys do to a draft: each wish is answered with the steps that fulfil it, or with words.

Nothing of the screen is in here, so what a key means can be tested without one.
"""

from __future__ import annotations

import re
import sys
from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain

from msgspec import Struct
from msgspec.structs import replace

from splitter.core.diff.interleaved import blanks_only, block_of, counterparts
from splitter.core.diff.lines import line_index
from splitter.core.diff.model import FileChangeKind, joined
from splitter.core.draft.commands import (
    Add,
    Assign,
    Break,
    Command,
    CutHunk,
    Describe,
    MakeHeir,
    Merge,
    Move,
    PlaceRest,
    Remove,
    Shift,
    UpdateRefs,
)
from splitter.core.draft.draft import Cut
from splitter.core.plan.assignment import numbers_in
from splitter.core.plan.brackets import surplus_with
from splitter.core.plan.constraints import DROPPED, REST
from splitter.core.plan.plan import MAX_PARTS, Plan, Selection, count_changes
from splitter.view.diff.document import Document
from splitter.view.diff.file_rows import Kind, Row
from splitter.view.diff.search import Wanted
from splitter.view.highlight.intraline import partner
from splitter.view.keys.actions import CursorContext
from splitter.view.phrases.wording import (
    aim_in_words,
    changes_in_words,
    count_in_words,
    enumeration,
    lines_in_words,
    only_line,
    surplus_in_words,
)

#: Of how many changes it is asked at most how many of them a search has found.
MANY = 20_000
#: What is told where no text is searched.
NOT_SEARCHED = "nothing is searched now: / searches"
#: What is told where the rest has nothing below.
END = "no rest below: n goes to the top"
_MARKED_IS_REST = "the marked part is the rest; . and , mark another, c makes one"
_UNDECIDED = re.compile(b"%c+" % REST)


class Answer(Struct, frozen=True):
    """The steps to take, none where the wish cannot be fulfilled; what to tell; and the part that
    is the one marked afterwards (None: the same as before).
    """

    steps: tuple[Command, ...] = ()
    told: str = ""
    mark: int | None = None


def give(plan: Plan, selections: Sequence[Selection], number: int) -> Answer:
    """Give changes to a part; the number after the last part's makes a new one."""
    following = len(plan.parts) + 1
    if not selections:
        return Answer(told="an unchanged line goes nowhere; n goes to what is in the rest")
    if number > following and number != DROPPED:
        return Answer(told=f"there is no part {number} yet; the next one is {following}")
    new = number == following
    if new and number > MAX_PARTS:
        return Answer(told=f"there are {MAX_PARTS} parts; more than that cannot be")
    count = count_changes(selections) - (0 if new else _count_in(plan, selections, number))
    if not count:
        there = "dropped" if number == DROPPED else f"in {plan.name(number)}"
        return Answer(told=f"it is {there} already")
    assign = Assign(tuple(selections), number)
    mark = number if number not in (REST, DROPPED) else None
    whole = changes_in_words(plan.patch, selections, count)
    told = f"{whole} → {aim_in_words(number)}{_from(plan, selections, number, count)}"
    told += _unread(plan, selections, number) if plan.edits else ""
    return Answer((Add(""), assign) if new else (assign,), told, mark)


def claim(plan: Plan, selections: Sequence[Selection], number: int) -> Answer:
    """Give what is under the cursor or marked to a part: what is undecided of it, so that nothing
    decided is taken from another part by surprise; where nothing is, and to the rest, all of it.
    Of a line alone it is told where its other side stays.
    """
    answer = _claim(plan, selections, number)
    apart = _apart(plan, selections, number) if answer.steps else ""
    return replace(answer, told=answer.told + apart)


def _claim(plan: Plan, selections: Sequence[Selection], number: int) -> Answer:
    left = undecided_of(plan, selections)
    if number == REST or not left:
        return give(plan, selections, number)
    others = _others(plan, selections, number)
    answer = give(plan, left, number)
    if not others or not answer.steps:
        return answer
    lines = _lines_of(plan, left)
    after = _given(plan, left, number)
    if lines and _others(after, selections, number) != others:
        answer, after = give(plan, lines, number), _given(plan, lines, number)
    return replace(answer, told=answer.told + _staying(plan, after, selections, number))


def _apart(plan: Plan, selections: Sequence[Selection], number: int) -> str:
    """Where one side of a replaced line stays when the other alone goes to a part."""
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
    owner = plan.choices[file][other.change]  # a line takes no other lines along
    if owner == number:
        return ""
    form = f"old form, line {other.old}" if other.old else f"new form, line {other.new}"
    return f"; its {form}, stays {'dropped' if owner == DROPPED else f'in {plan.name(owner)}'}"


def _given(plan: Plan, selections: Iterable[Selection], number: int) -> Plan:
    """The plan after changes are given to a part, which may be the next one."""
    is_new = len(plan.parts) < number < DROPPED
    return (plan.add() if is_new else plan).assign(selections, number)


def _lines_of(plan: Plan, selections: Iterable[Selection]) -> list[Selection]:
    """Those of some changes that are lines: a whole-file fact may take others' lines along."""
    found = []
    for one in selections:
        first = plan.patch.files[one.file].lines.start
        spans = joined(range(max(span.start, first), span.stop) for span in one.changes)
        found += [Selection(one.file, spans)] if spans else []
    return found


def _staying(plan: Plan, after: Plan, selections: Sequence[Selection], number: int) -> str:
    """What of some changes has gone along from other parts, and what has stayed there."""
    before, left = (_others(each, selections, number) for each in (plan, after))
    along = sum(before.values()) - sum(left.values())
    told = f", and {along:,} along with them from {_named(plan, before)}" if along > 0 else ""
    if not left:
        return told
    count = sum(left.values())
    return f"{told}; {count:,} in {_named(plan, left)} {'stays' if count == 1 else 'stay'}"


def claim_range(plan: Plan, selections: Sequence[Selection], number: int) -> Answer:
    """Give as `claim` does, and tell where a part has a bracket then without its other half in the
    hunks that the changes are in.
    """
    answer = _claim(plan, selections, number)
    if not answer.steps or number == REST:
        return answer
    given = undecided_of(plan, selections) or selections
    return replace(answer, told=answer.told + _with_brackets(plan, given, number))


def _with_brackets(plan: Plan, selections: Iterable[Selection], number: int) -> str:
    """Which brackets a part has without their other half once some changes are given to it."""
    odd = surplus_with(plan, selections, number)
    told = ", ".join(surplus_in_words(pair, surplus) for pair, surplus in odd.items())
    return f", with {told}" if told else ""


def _from(plan: Plan, selections: Sequence[Selection], number: int, count: int) -> str:
    """From which other parts so many changes are taken that go to one, in words."""
    others = _others(plan, selections, number)
    if not others:
        return ""
    taken = sum(others.values())
    some = "" if taken == count else f"{taken:,} of them "
    return f", {some}from {_named(plan, others)}"


def _others(plan: Plan, selections: Iterable[Selection], number: int) -> dict[int, int]:
    """How many of some changes other parts than one have, or are dropped, by their numbers."""
    counts = Counter[int]()
    for selection in selections:
        for span in selection.changes:
            choice = plan.choices[selection.file][span.start : span.stop]
            counts.update({other: choice.count(other) for other in numbers_in(choice)})
    return {other: counts[other] for other in sorted(counts.keys() - {REST, number})}


def _named(plan: Plan, numbers: Iterable[int]) -> str:
    """What parts are called from which something is taken, or not."""
    names = ("what was dropped" if other == DROPPED else plan.name(other) for other in numbers)
    return enumeration(tuple(names))


def give_undecided(plan: Plan, selections: Iterable[Selection], number: int) -> Answer:
    """Give those of some changes to a part that are undecided."""
    if number == REST:
        return Answer(told=_MARKED_IS_REST)
    left = undecided_of(plan, selections)
    return give(plan, left, number) if left else Answer(told="nothing of it is in the rest")


def undecided_of(plan: Plan, selections: Iterable[Selection]) -> list[Selection]:
    """Those of some changes that no part has claimed."""
    found = (Selection(one.file, _left(plan.choices[one.file], one)) for one in selections)
    return [selection for selection in found if selection.changes]


def _left(choice: bytes, selection: Selection) -> tuple[range, ...]:
    """Those of the changes of a file that no part has claimed."""
    spans = (undecided(choice, span.start, span.stop) for span in selection.changes)
    return tuple(chain.from_iterable(spans))


def give_found(plan: Plan, files: Sequence[int], text: str, number: int) -> Answer:
    """Give the undecided lines of some files that have a text to a part, and the undecided ones
    that replace, or are replaced by, a line with the text that goes there or is there.  Where there
    are none left, give what is undecided of the blocks that are torn by that: see `_torn`.
    """
    if not text:
        return Answer(told=NOT_SEARCHED)
    if number == REST:
        return Answer(told=_MARKED_IS_REST)
    wanted = Wanted(text)
    found = [one for file in files if (one := _found(plan, file, wanted, number)).changes]
    others = [] if found else [one for file in files for one in _torn(plan, file, wanted, number)]
    if others:
        answer = give(plan, others, number)
        return replace(answer, told=f"{answer.told}, the rest of rewritten blocks with '{text}'")
    if not found:
        told = f"no line of the rest has '{text}'; what is unchanged, headings and paths stay"
        return Answer(told=told)
    answer = give(plan, found, number)
    told = f"{lines_in_words(found)} → {aim_in_words(number)}"
    sides = sum(_without(plan, one, wanted) for one in found)
    if sides:
        told += f", {sides:,} only as the other side"
    told += _with_brackets(plan, found, number)
    after = _given(plan, found, number)
    torn = [one for file in files for one in _torn(after, file, wanted, number)]
    if torn:
        lines = count_in_words(count_changes(torn), "other line")
        told += f"; A again: {lines} of the rewritten blocks"
    return replace(answer, told=told)


def found_in_words(plan: Plan, files: Sequence[int], text: str, number: int) -> str:
    """How much `give_found` would give to a part, in words; "" where that is nothing, or of more
    than `MANY` changes, so that it does not take long.
    """
    if number == REST or sum(plan.patch.files[file].size for file in files) > MANY:
        return ""
    wanted = Wanted(text)
    found = [one for file in files if (one := _found(plan, file, wanted, number)).changes]
    return lines_in_words(found) if found else ""


def _without(plan: Plan, selection: Selection, wanted: Wanted) -> int:
    """How many of some changes of a file do not have a text."""
    hunks = plan.patch.files[selection.file].hunks
    having = {change for hunk in hunks for change in wanted.changes(hunk)}
    return sum(change not in having for span in selection.changes for change in span)


def _found(plan: Plan, file: int, wanted: Wanted, number: int) -> Selection:
    """The undecided lines of a file to give to a part, for a text that is in them or in their
    counterparts.
    """
    choice = plan.choices[file]
    if REST not in choice:
        return Selection(file, ())
    lines: set[int] = set()
    for hunk in plan.patch.files[file].hunks:
        having = [one for one in wanted.changes(hunk) if choice[one] in (REST, number)]
        lines.update(having, counterparts(hunk, having) if having else ())
    undecided = (range(line, line + 1) for line in sorted(lines) if choice[line] == REST)
    return Selection(file, joined(undecided))


def give_blanks(plan: Plan, files: Sequence[int], number: int) -> Answer:
    """Give what the rest has of some files that changes nothing but blanks to a part."""
    if number == REST:
        return Answer(told=_MARKED_IS_REST)
    found = [one for file in files if (one := _blanks(plan, file)).changes]
    if not found:
        return Answer(told="no line of the rest changes blanks only")
    told = f"{lines_in_words(found)} → {aim_in_words(number)}, which change blanks only"
    return replace(give(plan, found, number), told=told)


def _blanks(plan: Plan, file: int) -> Selection:
    """The changes of a file that change nothing but blanks, where the rest has all that belong
    together.
    """
    choice = plan.choices[file]
    if REST not in choice:
        return Selection(file, ())
    found: list[int] = []
    for hunk in plan.patch.files[file].hunks:
        for together in blanks_only(hunk):
            if all(choice[change] == REST for change in together):
                found += together
    return Selection(file, joined(range(change, change + 1) for change in sorted(found)))


def _torn(plan: Plan, file: int, wanted: Wanted, number: int) -> Iterator[Selection]:
    """What is undecided of those blocks of a file of which a part has a line with a text, where it
    is a guess in what order the lines stand.
    """
    choice = plan.choices[file]
    if REST not in choice or number not in choice:
        return
    changes = chain.from_iterable(map(wanted.changes, plan.patch.files[file].hunks))
    having = {change for change in changes if choice[change] == number}
    lines: list[range] = []
    for _, block in plan.guesses([file]):
        both = block.removed, block.added
        if not all(map(having.isdisjoint, both)):
            lines += _left(choice, Selection(file, both))
    if lines:
        yield Selection(file, joined(sorted(lines, key=_start)))


def _start(span: range) -> int:
    return span.start


def has_undecided(plan: Plan, selections: Iterable[Selection]) -> bool:
    """Whether any of some changes is undecided."""
    return any(
        plan.choices[one.file].find(REST, span.start, span.stop) >= 0
        for one in selections
        for span in one.changes
    )


def undecided(choice: bytes, first: int = 0, stop: int = sys.maxsize) -> Iterator[range]:
    """The changes of a file that no part has claimed, as ranges of their numbers: of those from
    ``first`` to before ``stop``.
    """
    return (range(*match.span()) for match in _UNDECIDED.finditer(choice, first, stop))


def _unread(plan: Plan, selections: Sequence[Selection], number: int) -> str:
    """Which parts have texts that are not read any more once some changes are given away."""
    before = {one.at for one in plan.misplaced()}
    after = _given(plan, selections, number)
    lost = {one.part for one in after.misplaced() if one.at not in before}
    names = enumeration([plan.name(part) for part in sorted(lost)]) if lost else ""
    return f"; its text in {names} is not read then" if lost else ""


def _count_in(plan: Plan, selections: Sequence[Selection], number: int) -> int:
    """How many of some changes a part has."""
    return sum(
        plan.choices[selection.file].count(number, span.start, span.stop)
        for selection in selections
        for span in selection.changes
    )


def add_part(plan: Plan) -> Answer:
    """Make a part with nothing in it yet."""
    if len(plan.parts) >= MAX_PARTS:
        return Answer(told=f"there are {MAX_PARTS} parts; more than that cannot be")
    return Answer((Add(""),), "a new part; space gives to it", mark=len(plan.parts) + 1)


def remove_part(plan: Plan, number: int) -> Answer:
    """Take a part away."""
    if number in (REST, DROPPED):
        return Answer(told=f"{plan.name(number)} is no part that can be removed")
    before = min(number, len(plan.parts) - 1)
    told = f"part {number} is gone; its changes are rest"
    return Answer((Remove(number),), told, mark=before or REST)


def merge_part(number: int) -> Answer:
    """Merge a part into the one before it."""
    if number in (REST, DROPPED) or number == 1:
        return Answer(told="there is no part before it to merge into")
    into = number - 1
    return Answer((Merge(number, into),), f"part {number} is in part {into} now", mark=into)


def move_part(plan: Plan, number: int, by: int) -> Answer:
    """Give a part, or the rest, an earlier or later place, by one."""
    if number == DROPPED:
        return Answer(told="what is dropped has no place")
    at = plan.order.index(number) + by
    if not 0 <= at < len(plan.order):
        return Answer(told=f"{plan.name(number)} is the {'last' if by > 0 else 'first'} one")
    if REST in (number, plan.order[at]):
        return _move_rest(plan, by if number == REST else -by, number)
    to = number + by
    return Answer((Move(number, to),), f"part {number} is part {to} now", mark=to)


def _move_rest(plan: Plan, by: int, mark: int) -> Answer:
    """Let the rest come later or earlier by one part; who is the heir stays it."""
    after = plan.rest_after + by
    told = f"the rest comes {f'behind part {after}' if after else 'first'} now"
    heir = () if plan.place_rest(after).heir == plan.heir else (MakeHeir(plan.heir),)
    return Answer((*heir, PlaceRest(after)), told, mark)


def unmarked(plan: Plan, number: int, marked: int) -> str:
    """Why a part cannot be marked: it is marked already, or not there."""
    if number == marked:
        there = "what is dropped" if number == DROPPED else plan.name(number)
        return f"{there} is marked already"
    return "nothing is dropped" if number == DROPPED else f"there is no part {number}"


def choose_refs(which: str) -> Answer:
    """Choose the refs to update, ``branches`` or ``head``."""
    told = "all branches follow" if which == "branches" else "only this branch follows"
    return Answer((UpdateRefs(which),), told)


def make_heir(plan: Plan, number: int) -> Answer:
    """Let a part keep the target's identity."""
    if number == DROPPED:
        return Answer(told="what is dropped cannot be the heir")
    if number == plan.heir:
        return Answer(told=f"{plan.name(number)} is the heir already")
    return Answer((MakeHeir(number),), f"{plan.name(number)} is the heir now")


def describe(plan: Plan, number: int, message: str) -> Answer:
    """Give a part a message."""
    if message == plan.part(number).message:
        return Answer()
    problem = "the message contains a NUL: remove it before writing" if "\0" in message else ""
    return Answer((Describe(number, message),), problem)


def break_rename(plan: Plan, file: int) -> Answer:
    """Take a rename apart."""
    one = plan.patch.files[file]
    if one.fact(FileChangeKind.RENAME) is None:
        return Answer(told="this file is not renamed")
    told = "now a deletion and a creation"
    texts = len(plan.edits_of(file))
    gone = f"; {count_in_words(texts, 'text')} of its lines gone" if texts else ""
    return Answer((Break(one.path),), told + gone)


def split_hunk(cuts: Sequence[Cut], row: Row) -> Answer:
    """Show the hunk at a row as several."""
    if not cuts:
        return Answer(told="there is no place to split here: both halves need a change")
    place = " above this line" if row.kind is Kind.LINE else ""
    told = f"split into {len(cuts) + 1} hunks{place}; u puts it together"
    return Answer(tuple(map(CutHunk, cuts)), told)


def shift_line(document: Document, plan: Plan, row: Row, by: int) -> Answer:
    """Move a line of a replaced block past the nearest line of the other side.

    Where the block is not shown as it reads, that comes first: what moves then is seen to move.
    """
    file, change = row.file, document.line(row).change if row.kind is Kind.LINE else -1
    if change < 0:
        return Answer(told="an unchanged line has its place")
    as_guessed = plan.shift(file, change, 0)
    if not document.reads(row, as_guessed.said_of(file)):
        told = "this is how the block reads, by a guess; once more moves the line"
        return Answer((Shift(file, change, 0),), told)
    answer = shift_change(plan, file, change, by)
    more = "; o shows the file as it will stand" if answer.steps else ""
    return replace(answer, told=answer.told + more)


def shift_standing(plan: Plan, number: int, file: int, change: int, by: int) -> Answer:
    """Move a line of a replaced block past the nearest line of the other side that stands in the
    file after a part, so that the file reads otherwise; down, or up for a ``by`` of -1.
    """
    found = block_of(plan.patch.files[file], change) if change >= 0 else None
    if found is None:
        return Answer(told="this line has its place: the keys are for old and new lines of a block")
    hunk, block = found
    before, is_old = plan.order_of(file, hunk, block), change in block.removed
    side = block.added if is_old else block.removed
    at = before[change - block.removed.start] if is_old else 0
    at = at if is_old else bisect_right(before, change - block.added.start)
    passed = range(at, len(side)) if by > 0 else range(at - 1, -1, -1)
    stands = _standing(plan, number, file)
    count = next((n for n, other in enumerate(passed, 1) if stands(side[other])), 0)
    if not count:
        kind, way = ("new" if is_old else "old"), ("below" if by > 0 else "above")
        return Answer(
            told=f"it cannot go further: no {kind} line of its block stands {way} it here"
        )
    return shift_change(plan, file, change, by * count)


def _standing(plan: Plan, number: int, file: int) -> Callable[[int], bool]:
    """Whether the line of a change stands in the file after a part, or a text at its place."""
    position, choice, one = plan.positions[number], plan.choices[file], plan.patch.files[file]
    texts = plan.standing(file, position)

    def stands(change: int) -> bool:
        has_happened = plan.positions[choice[change]] <= position
        return change in texts or has_happened is (change in one.added)

    return stands


def shift_change(plan: Plan, file: int, change: int, by: int) -> Answer:
    """Move a line of a replaced block, from where it stands by the plan, as `shift_line` does."""
    if plan.shift(file, change, by) is plan:
        return Answer(
            told="it cannot go further: only old and new lines of one block pass each other"
        )
    told = f"{'earlier' if by < 0 else 'later'} among the lines of its block"
    return Answer((Shift(file, change, by),), told)


def where(document: Document, row: Row, searched: str) -> CursorContext:
    """What is under the cursor, as far as it matters for what one may want to do.

    ``searched`` is the text that was searched, "" for none.
    """
    if row.kind is Kind.FACT:
        fact = document.patch.files[row.file].facts[row.index]
        return CursorContext.RENAME if fact.kind is FileChangeKind.RENAME else CursorContext.FACT
    if row.kind is not Kind.LINE:
        return _WHERE[row.kind]
    line = document.line(row)
    is_found = bool(searched) and Wanted(searched).matches(line.text)
    if line.change < 0:
        return CursorContext.FOUND_UNCHANGED if is_found else CursorContext.UNCHANGED
    if is_found:
        return CursorContext.FOUND
    replaced = document.sections(row.file, row.hunk).is_replaced(row.index)
    return CursorContext.BLOCK if replaced else CursorContext.LINE


_WHERE = {
    Kind.DIRECTORY: CursorContext.DIRECTORY,
    Kind.FILE: CursorContext.FILE,
    Kind.HUNK: CursorContext.HUNK,
}
