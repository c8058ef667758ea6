"""Parts that leave a bracket without its partner.

Where a function was added behind another, a diff may count the closing brace of one as the other's.
A part with the lines of one function as the diff shows them then lacks a brace.

Brackets are counted, those in strings and comments too.  So a kind of bracket is not checked in a
file in which the commit itself changes its balance.
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
    """A file with unbalanced brackets once a part is there.

    ``surplus`` is how many more opening brackets of ``pair`` there are than before, negative for
    fewer; ``number`` is the part, ``change`` its first change in the hunk that causes it.
    """

    file: int
    number: int
    pair: bytes
    surplus: int
    change: int


def uneven(plan: Plan) -> Iterator[Uneven]:
    """The first part that leaves a file's brackets unbalanced, for each file and pair."""
    for file, patch in enumerate(plan.patch):
        choice = plan.assignment[file]
        if len(numbers_in(choice)) < 2 and not plan.edits_of(file):
            continue
        edits = list(plan.edited_lines_of(file))
        if any(edit.hunk < 0 for edit in edits):
            continue
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
    """The balance of brackets of a part in some hunks, once it has the selected changes too.

    For each pair how many more are opened than closed, negative for fewer; pairs that are not
    balanced over all lines of the hunk are left out.  Empty for more than `LONG` lines, to bound
    the time.
    """
    found = dict.fromkeys(PAIRS, 0)
    looked_at = 0
    for selection in selections:
        patch = plan.patch.files[selection.file]
        owners, chosen = bytearray(plan.assignment[selection.file]), bytearray(patch.size)
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


def surplus_in_words(pair: bytes, surplus: int) -> str:
    """The surplus of opened or closed brackets of a pair, in words."""
    text = pair.decode() if surplus > 0 else pair[::-1].decode()
    count = "a" if abs(surplus) == 1 else f"{abs(surplus):,}"
    return f"{count} {text[0]} without {text[1]}"


def _by_owner(
    hunk: Hunk, owners: bytes | bytearray, edits: Iterable[EditedLines]
) -> Mapping[int, Surplus]:
    """The brackets that the changed lines of a hunk and its edits open and close, by part."""
    found: dict[int, Surplus] = {}
    for edit in edits:
        if edit.hunk == hunk.number - 1:
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
    """The balance of brackets of a text, ``by`` times."""
    return tuple(by * (text.count(pair[:1]) - text.count(pair[1:])) for pair in PAIRS)


def _sum(all_of_them: Iterable[Surplus]) -> Surplus:
    return tuple(map(sum, zip(_NONE, *all_of_them, strict=True)))


def _first(hunk: Hunk, choice: bytes, edits: Iterable[EditedLines], number: int) -> int:
    """The first change of a hunk that a part has or edits, else the first of all."""
    own = [choice.find(number, side.start, side.stop) for side in hunk.changes]
    here = (one for one in edits if one.number == number and one.hunk == hunk.number - 1)
    found = [change for change in (*own, *(one.change for one in here)) if change >= 0]
    return min(found, default=next(change for side in hunk.changes for change in side))
