"""Random edits, and the content that a file must have with them.

A content is made by replacing text, line by line, in the two blobs that git has of the file.  So
that it is known to the byte, the plan sets the order of all replaced lines of an edited file.
"""

from __future__ import annotations

import hashlib
import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from tools.fuzz.model import File, Side
from tools.fuzz.plans import DROPPED, Choice, Edit, Plan, blocks, draw_order

#: A line in reading order: whether it is one of the new file's, its number, and its text.
Row = tuple[bool, int, bytes]

#: Edits for good are drawn seldom: commits above then often conflict, and no tree is judged.
_UNTILS = ("change", "change", "change", "next", "next", "next", "end")
_CREATED = (b"fuzz shim", b"zz/fuzz.py")
_ALLOWED = {"create", "delete", "rename", "mode"}


@dataclass(frozen=True)
class Texts:
    """The two versions of a file, as lines with their newlines."""

    old: Sequence[bytes]
    new: Sequence[bytes]

    @classmethod
    def of(cls, file: File, bodies: Mapping[str, bytes]) -> Texts:
        """Those of a file, by the bodies of its blobs."""
        old = b"" if file.old is None else bodies[file.old.oid]
        new = b"" if file.new is None or is_created(file) else bodies[file.new.oid]
        return cls(lines_of(old), lines_of(new))


def lines_of(data: bytes) -> list[bytes]:
    """The lines of a content, each with its newline but perhaps the last."""
    return data.splitlines(keepends=True) if b"\r" not in data else _split(data)


def _split(data: bytes) -> list[bytes]:
    rows = [row + b"\n" for row in data.split(b"\n")]
    rows[-1] = rows[-1][:-1]
    return rows if rows[-1] else rows[:-1]


# Drawing


def is_created(file: File) -> bool:
    """Whether a file is in no tree, so that only edits create it."""
    return not file.facts and file.old is None


def draw_untouched(listing: Sequence[Side], chance: random.Random) -> list[File]:
    """A few files that the commit does not touch, of those that its tree has, and a new one."""
    plain = [side for side in listing if side.mode.startswith("100")]
    found = [File(one, one, (), ()) for one in chance.sample(plain, min(len(plain), 2))]
    paths = {side.path for side in listing}
    path = chance.choice(_CREATED)
    if chance.random() < 0.5 and not {path, path.split(b"/")[0]} & paths:
        found.append(File(None, Side(path, "100644", ""), (), ()))
    return found


def is_text(body: bytes) -> bool:
    """Whether git takes a content for text, and no other program keeps it elsewhere."""
    return b"\0" not in body[:8000] and not body.startswith(b"version https://git-lfs")


def with_edits(
    plan: Plan, untouched: Sequence[File], bodies: Mapping[str, bytes], chance: random.Random
) -> Plan:
    """The plan with some edits of its files, and of some that the commit does not touch."""
    files = [*plan.files, *untouched]
    assignment = [*plan.assignment, *(Choice() for _ in untouched)]
    able = [at for at, file in enumerate(files) if _is_editable(file, bodies)]
    if not able:
        return plan
    edits: list[Edit] = []
    for at in chance.sample(able, min(len(able), chance.randint(1, 3))):
        assignment[at].after.clear()
        draw_order(assignment[at], chance, 1.0)
        own: list[Edit] = []
        for _ in range(chance.randint(1, 5)):
            edit = _draw(
                plan, at, files[at], assignment[at], Texts.of(files[at], bodies), own, chance
            )
            if edit is not None:
                own.append(edit)
        edits += own
    known = {edit.file for edit in edits}
    used = [at for at in range(len(files)) if at < len(plan.files) or at in known]
    numbers = {at: number for number, at in enumerate(used)}
    return replace(
        plan,
        files=[files[at] for at in used],
        assignment=[assignment[at] for at in used],
        edits=[replace(edit, file=numbers[edit.file]) for edit in edits],
    )


def _is_editable(file: File, bodies: Mapping[str, bytes]) -> bool:
    sides = [side for side in (file.old, file.new) if side]
    if any(side.path.endswith(b".gitmodules") for side in sides):  # git reads it
        return False
    if not all(side.mode.startswith("100") for side in sides) or not set(file.facts) <= _ALLOWED:
        return False
    return all(is_text(bodies[side.oid]) for side in sides if side.oid)


def _draw(
    plan: Plan,
    at: int,
    file: File,
    choice: Choice,
    texts: Texts,
    own: Sequence[Edit],
    chance: random.Random,
) -> Edit | None:
    """An edit that the plan can have; None where the one that was drawn cannot be."""
    parts = len(plan.messages)
    happens = dict(zip(file.facts, choice.facts, strict=True))
    first, last = happens.get("create", 1), happens.get("delete", parts + 1) - 1
    if first > min(last, parts):
        return None
    part = chance.randint(first, min(last, parts))
    old, new, after = _draw_place(file, choice, texts, own, chance)
    edit = Edit(at, part, old, new, after, _draw_text(texts, chance), chance.choice(_UNTILS))
    if edit.until == "change" and stop_of(edit, choice, parts) > parts and chance.random() < 0.8:
        edit = replace(edit, until="next")
    if is_created(file) and not edit.text:
        return None
    layers = [one.layer for one in own if one.part == part and shares_lines(one, edit)]
    if layers and chance.random() < 0.5:
        return None
    edit = replace(edit, layer=max(layers, default=-1) + 1)
    is_last = part == parts
    if (edit.until == "next" and is_last) or not (old or new or after is not None):
        return None
    is_deleted = happens.get("delete", DROPPED) != DROPPED
    return None if is_deleted and stop_of(edit, choice, parts) > parts else edit


def _draw_place(
    file: File, choice: Choice, texts: Texts, own: Sequence[Edit], chance: random.Random
) -> tuple[tuple[int, ...], tuple[int, ...], int | None]:
    """Old lines, added lines, or a place behind an old line; often those of another edit."""
    count = len(texts.old)
    if own and chance.random() < 0.5:
        one = chance.choice(own)
        if chance.random() < 0.5 or not one.old:
            return one.old, one.new, one.after
        start = max(1, one.old[0] - chance.randint(0, 2))
        stop = min(count, one.old[-1] + chance.randint(0, 2))
        return tuple(range(start, stop + 1)), (), None
    how = chance.choice(["old", "old", "added", "block", "after"])
    replaced = [pair for pair in blocks(choice) if pair[0] or pair[1]]
    near = [line for pair in replaced for line in pair[0]]
    if how == "old" and count:
        start = chance.choice(near) if near and chance.random() < 0.5 else chance.randint(1, count)
        return tuple(range(start, min(count, start + chance.choice([0, 0, 1, 3])) + 1)), (), None
    if how in ("added", "block") and replaced:
        gone, come = chance.choice(replaced)
        if how == "block":
            return tuple(gone), tuple(come), None
        if come:
            begin = chance.randrange(len(come))
            return (), tuple(come[begin : begin + chance.choice([1, 1, 2, 4])]), None
    return (), (), chance.randint(0, count) if file.old else 0


def _draw_text(texts: Texts, chance: random.Random) -> bytes:
    how = chance.random()
    if how < 0.2:
        return b""
    known = [*texts.old, *texts.new]
    if how < 0.35 and known:
        return chance.choice(known).rstrip(b"\n") + b"\n"
    if how < 0.4:
        return b"\xff\xfe \xe4\n"
    return b"".join(b"edit %d\n" % chance.randint(0, 9) for _ in range(chance.choice([1, 1, 2, 3])))


# What edits do


def shares_lines(one: Edit, other: Edit) -> bool:
    """Whether two edits of a file have a line in common, or one is in the middle of the other."""
    if {*one.old} & {*other.old} or {*one.new} & {*other.new}:
        return True
    if one.after is not None and other.after is not None:
        return one.after == other.after
    pairs = (one, other), (other, one)
    return any(
        place.after is not None and {place.after, place.after + 1} <= {*lines.old}
        for place, lines in pairs
    )


def stop_of(edit: Edit, choice: Choice, parts: int) -> int:
    """The first part that no longer has an edit; one behind all of them for good."""
    if edit.until == "next":
        return edit.part + 1
    owners = [choice.removed[line] for line in edit.old if line in choice.removed]
    owners += [choice.added[line] for line in edit.new]
    later = [one for one in owners if edit.part < one != DROPPED]
    return min(later) if edit.until == "change" and later else parts + 1


def is_for_good(edit: Edit, plan: Plan) -> bool:
    """Whether an edit changes the end result."""
    parts = len(plan.messages)
    return edit.until != "next" and stop_of(edit, plan.assignment[edit.file], parts) > parts


def content(plan: Plan, index: int, part: int, texts: Texts) -> bytes:
    """The content of an edited file once that part is there."""
    choice, parts = plan.assignment[index], len(plan.messages)
    held = [
        edit
        for edit in plan.edits
        if edit.file == index and edit.part <= part < stop_of(edit, choice, parts)
    ]
    shown = [one for one in held if not any(_is_above(other, one) for other in held)]
    hidden = {(False, line) for edit in held for line in edit.old}
    hidden |= {(True, line) for edit in held for line in edit.new}
    rows: list[bytes] = []
    begun: set[int] = set()

    def behind(line: int) -> None:
        rows.extend(text for edit in shown if edit.after == line for text in lines_of(edit.text))

    behind(0)
    for is_new, number, text in reading_order(choice, texts):
        for edit in shown:
            if number in (edit.new if is_new else edit.old) and id(edit) not in begun:
                begun.add(id(edit))
                rows += lines_of(edit.text)
        owner = (choice.added if is_new else choice.removed).get(number, DROPPED)
        if (is_new, number) not in hidden and (owner <= part) == is_new:
            rows.append(text)
        if not is_new:
            behind(number)
    ended = [row if row.endswith(b"\n") else row + b"\n" for row in rows[:-1]]
    return b"".join([*ended, *rows[-1:]])


def _is_above(one: Edit, other: Edit) -> bool:
    heights = [(edit.part, edit.layer) for edit in (one, other)]
    return heights[0] > heights[1] and shares_lines(one, other)


def reading_order(choice: Choice, texts: Texts) -> Iterator[Row]:
    """All lines of both versions, replaced ones in the order of the plan."""
    at_old = at_new = 1
    while at_old <= len(texts.old) or at_new <= len(texts.new):
        gone, come = [], []
        while at_old in choice.removed:
            gone.append(at_old)
            at_old += 1
        while at_new in choice.added:
            come.append(at_new)
            at_new += 1
        places = [((choice.after.get(n, 0), 1, n), (False, n, texts.old[n - 1])) for n in gone]
        places += [((n, 0, 0), (True, n, texts.new[n - 1])) for n in come]
        yield from (row for _, row in sorted(places))
        if at_old <= len(texts.old):
            yield False, at_old, texts.old[at_old - 1]
        at_old, at_new = at_old + 1, at_new + 1


def blob_id(body: bytes, like: str) -> str:
    """The id that git gives a blob, in the algorithm of another id."""
    data = b"blob %d\0%b" % (len(body), body)
    return (hashlib.sha1(data) if len(like) == 40 else hashlib.sha256(data)).hexdigest()


def emptied(listings: Sequence[Mapping[bytes, Side]]) -> bool:
    """Whether a part has the same files as the one before, which are the first."""
    return any(one == other for one, other in pairwise(listings))
