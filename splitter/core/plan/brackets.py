"""Which commits to come leave a bracket without its other half.

Where a function was added behind another, a diff may count the closing brace of the one for the
other's.  Who takes the lines of one function as the diff shows them then leaves a brace behind.

Brackets are only counted, those in strings and comments too.  So nothing is said of a kind of
bracket whose count in a file the commit itself changes.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import compress

from msgspec import Struct

from splitter.core.diff.model import Hunk
from splitter.core.plan.assignment import numbers_in
from splitter.core.plan.edits import EditedLines
from splitter.core.plan.plan import Plan, Selection

#: The kinds of brackets.
PAIRS = (b"{}", b"()", b"[]")

#: For each kind of bracket, how many more are opened than closed.
Surplus = tuple[int, ...]

#: Of how many changed lines it is asked at most what some of them open and close.
LONG = 2000

_ANY = re.compile(rb"[][(){}]")
_REMOVED, _ADDED = (re.compile(rb"^[%s].*" % mark, re.MULTILINE) for mark in (b"-", b"+"))
_NONE: Surplus = (0,) * len(PAIRS)


class Uneven(Struct, frozen=True):
    """That a file has ``surplus`` more opening brackets of a pair than before, fewer below 0, once
    part ``number`` is there; ``change`` is the first of that part in the hunk that it comes from.
    """

    file: int
    number: int
    pair: bytes
    surplus: int
    change: int


def uneven(plan: Plan) -> Iterator[Uneven]:
    """Where a commit to come leaves a file's brackets uneven: the first for each file and pair."""
    for file, patch in enumerate(plan.patch):
        choice = plan.choices[file]
        if len(numbers_in(choice)) < 2 and not plan.edits_of(file):
            continue
        edits = list(plan.edited_lines_of(file))
        by_hunk = [_by_owner(hunk, choice, edits) for hunk in patch.hunks]
        total = _sum(_sum(owners.values()) for owners in by_hunk)
        for kind, pair in enumerate(PAIRS):
            if total[kind]:
                continue
            surplus = 0
            for number in plan.order:
                own = sum(owners.get(number, _NONE)[kind] for owners in by_hunk)
                surplus += own
                if surplus:
                    at = next(n for n, one in enumerate(by_hunk) if one.get(number, _NONE)[kind])
                    change = _first(patch.hunks[at], choice, edits, number)
                    yield Uneven(file, number, pair, surplus, change)
                    break


def surplus_with(plan: Plan, selections: Iterable[Selection], number: int) -> dict[bytes, int]:
    """How many more brackets of each pair a part opens than it closes, fewer below 0, in the hunks
    that some changes are in, once it has these too: of the pairs for which that is not so of all
    lines of the hunk.  Of more than `LONG` lines nothing is said, so that it does not take long.
    """
    found = dict.fromkeys(PAIRS, 0)
    looked_at = 0
    for selection in selections:
        patch = plan.patch.files[selection.file]
        owners, chosen = bytearray(plan.choices[selection.file]), bytearray(patch.size)
        for span in selection.changes:
            owners[span.start : span.stop] = bytes([number]) * len(span)
            chosen[span.start : span.stop] = b"\1" * len(span)
        for hunk in patch.hunks:
            if not any(1 in chosen[side.start : side.stop] for side in hunk.changes):
                continue
            looked_at += sum(map(len, hunk.changes))
            if looked_at > LONG:
                return {}
            by_owner = _by_owner(hunk, owners, plan.edited_lines_of(selection.file))
            both = _sum(by_owner.values()), by_owner.get(number, _NONE)
            for pair, total, own in zip(PAIRS, *both, strict=True):
                found[pair] += 0 if total else own
    return {pair: count for pair, count in found.items() if count}


def _by_owner(
    hunk: Hunk, owners: bytes | bytearray, edits: Iterable[EditedLines]
) -> Mapping[int, Surplus]:
    """What the changed lines of a hunk open and close, by whoever has them, and the texts of
    neither version that are among them.
    """
    found: dict[int, Surplus] = {}
    for edit in edits:
        if hunk.has(edit.change):
            by = edit.times if edit.mark == "+" else -edit.times
            found[edit.number] = _sum((found.get(edit.number, _NONE), _surplus(edit.text, by)))
    if not _ANY.search(hunk.body):
        return found
    for by, changes, pattern in ((-1, hunk.removed, _REMOVED), (1, hunk.added, _ADDED)):
        lines = pattern.findall(hunk.body)
        owned = owners[changes.start : changes.stop]
        for number in numbers_in(bytes(owned)):
            own = b"".join(compress(lines, map(number.__eq__, owned)))
            found[number] = _sum((found.get(number, _NONE), _surplus(own, by)))
    return found


def _surplus(text: bytes, by: int) -> Surplus:
    """So many times what a text opens and closes."""
    return tuple(by * (text.count(pair[:1]) - text.count(pair[1:])) for pair in PAIRS)


def _sum(all_of_them: Iterable[Surplus]) -> Surplus:
    return tuple(map(sum, zip(_NONE, *all_of_them, strict=True)))


def _first(hunk: Hunk, choice: bytes, edits: Iterable[EditedLines], number: int) -> int:
    """The first change of a hunk that a part has, or at whose place it edits."""
    own = [choice.find(number, side.start, side.stop) for side in hunk.changes]
    edited = [one.change for one in edits if one.number == number and hunk.has(one.change)]
    return min(change for change in (*own, *edited) if change >= 0)
