"""What a user may do to a draft, drawn by Hypothesis."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from hypothesis import strategies as st
from msgspec.structs import replace

from splitter import session as sessions
from splitter.core.diff.blocks import block_of
from splitter.core.diff.model import FileChangeKind, FilePatch, Hunk, Patch
from splitter.core.draft.commands import (
    Add,
    Assign,
    Break,
    ChooseDropped,
    ChooseEmpty,
    Command,
    CutHunk,
    Describe,
    EditText,
    MakeHeir,
    Merge,
    Move,
    PlaceRest,
    Remove,
    RemoveEdit,
    Resolve,
    Shift,
    UpdateRefs,
)
from splitter.core.draft.draft import Cut, Draft
from splitter.core.options import DroppedChanges, EmptyCommits, UpdatedRefs
from splitter.core.plan.changes import (
    add_part,
    assign,
    describe_part,
    edit_lines,
    make_heir,
    merge_parts,
    move_part,
    place_rest,
    remove_edit,
    remove_part,
    shift_line,
    with_broken_rename,
)
from splitter.core.plan.constraints import DROPPED, REST
from splitter.core.plan.emptied import Emptied, with_answer
from splitter.core.plan.plan import MAX_PARTS, Plan, Selection, whole
from splitter.core.plan.resolutions import Resolution, Taken, with_resolution
from splitter.session import Session
from tests.support.edits import edit_at
from tests.support.repos import File, Repo, Tree
from tests.support.stories import numbered
from tests.support.strategies import some_lines

LINES = numbered()
BEFORE: Tree = {
    b"a/old": LINES,
    b"b": LINES,
    b"gone": b"g1\ng2\n",
    b"tool": b"#!/bin/sh\n",
    b"z/old\xff": LINES[::-1],
}
AFTER: Tree = {
    b"a/new": LINES.replace(b"line 20\n", b"line twenty\nand a half\n"),
    b"b": numbered(5, 7, 8, 30).replace(b"line 18\n", b"").removesuffix(b"\n"),
    b"made": b"m1\nm2\nm3\n",
    b"tool": File(b"#!/bin/sh\n", "100755"),
    b"y/new \xff": LINES[::-1],
}
MESSAGE = "Do several things\n\nfor \u201creasons\u201d\n"
_TEXTS = st.text(max_size=8) | st.sampled_from(["", "one\n\ntwo\n", '"""\\', "\x1b[31m\r\u2028"])


@contextmanager
def tangled(repo: Repo) -> Iterator[Session]:
    """A commit with renames, hunks and file changes, opened for splitting."""
    repo.stack((BEFORE, "base\n"), (AFTER, MESSAGE))
    session = sessions.load(repo.path, "HEAD")
    assert [file.file_change(FileChangeKind.RENAME) is not None for file in session.patch].count(
        True
    ) == 2
    yield session
    session.close()


@dataclass(frozen=True)
class Meant:
    """A step, and the plan that it is to lead to, had by asking the plan itself."""

    step: Command
    plan: Plan


def draw_step(data: st.DataObject, session: Session, draft: Draft) -> Meant:
    """Something that can be done to a draft."""
    plan, count = draft.plan, len(draft.plan.parts)
    part = st.integers(1, max(count, 1))
    what = data.draw(st.integers(0, 15))
    if not count or (what == 0 and count < MAX_PARTS):
        text = data.draw(_TEXTS)
        return Meant(Add(text), add_part(plan, text))
    number, other = data.draw(part), data.draw(part)
    match what:
        case 1 | 2 | 3:
            return _draw_place(data, plan, number, other)
        case 4 | 5:
            return _draw_words(data, plan)
        case 6 | 7:
            return Meant(CutHunk(draw_cut(data, plan.patch)), plan)
        case 14 | 15:
            return (_draw_choice if what == 14 else _draw_resolution)(data, plan)
        case 8 if renamed := _renamed(plan.patch):
            at = data.draw(st.sampled_from(renamed))
            patch = session.break_rename(plan.patch, at)
            return Meant(Break(plan.patch.files[at].path), with_broken_rename(plan, at, patch))
        case 9 | 10 | 11:
            return (_draw_text if what == 11 else _draw_shift)(data, plan)
    target = data.draw(st.sampled_from([*range(1, count + 1), REST, DROPPED]))
    picked = tuple(draw_selection(data, plan.patch) for _ in range(data.draw(st.integers(1, 2))))
    return Meant(Assign(picked, target), assign(plan, picked, target))


def _draw_place(data: st.DataObject, plan: Plan, number: int, other: int) -> Meant:
    what = data.draw(st.integers(0, 3))
    if what == 3:
        into = data.draw(st.sampled_from([other, REST, DROPPED]))
        return Meant(Merge(number, into), merge_parts(plan, number, into))
    if what == 0:
        return Meant(Remove(number), remove_part(plan, number))
    if what == 1:
        after = other % (len(plan.parts) + 1)
        return Meant(PlaceRest(after), place_rest(plan, after))
    return Meant(Move(number, other), move_part(plan, number, other))


def _draw_words(data: st.DataObject, plan: Plan) -> Meant:
    number = data.draw(st.sampled_from(plan.order))
    if data.draw(st.booleans()):
        return Meant(MakeHeir(number), make_heir(plan, number))
    text = data.draw(_TEXTS)
    return Meant(Describe(number, text), describe_part(plan, number, text))


def _renamed(patch: Patch) -> list[int]:
    return [
        n for n, file in enumerate(patch) if file.file_change(FileChangeKind.RENAME) is not None
    ]


def _draw_shift(data: st.DataObject, plan: Plan) -> Meant:
    replaced = [
        (number, change)
        for number, file in enumerate(plan.patch)
        for change in range(file.size)
        if block_of(file, change) is not None
    ]
    number, change = data.draw(st.sampled_from(replaced or [(0, 0)]))
    by = data.draw(st.integers(-3, 3))
    return Meant(Shift(number, change, by), shift_line(plan, number, change, by))


def _draw_text(data: st.DataObject, plan: Plan) -> Meant:
    lined = [number for number, file in enumerate(plan.patch) if file.lines]
    number = data.draw(st.sampled_from(lined))
    change = data.draw(st.sampled_from(plan.patch.files[number].lines))
    text = data.draw(some_lines | st.just(b""))
    edit = edit_at(plan, change, data.draw(st.sampled_from(plan.order)), text, file=number)
    if text:
        return Meant(EditText(edit), edit_lines(plan, edit))
    at = number, edit.location, edit.number
    return Meant(RemoveEdit(*at), remove_edit(plan, *at))


def draw_cut(data: st.DataObject, patch: Patch) -> Cut:
    """A place where a hunk can be cut."""
    file = data.draw(st.sampled_from([n for n, file in enumerate(patch) if file.hunks]))
    hunks: tuple[Hunk, ...] = patch.files[file].hunks
    long = [n for n, hunk in enumerate(hunks) if _height(hunk) > 1]
    hunk = data.draw(st.sampled_from(long))
    return Cut(file, hunk, data.draw(st.integers(1, _height(hunks[hunk]) - 1)))


def _height(hunk: Hunk) -> int:
    return sum(line[:1] in (b" ", b"-", b"+") for line in hunk.body.split(b"\n"))


def draw_selection(data: st.DataObject, patch: Patch) -> Selection:
    """A file, a hunk or a few changes."""
    number = data.draw(st.integers(0, len(patch) - 1))
    file: FilePatch = patch.files[number]
    kind = data.draw(st.integers(0, 2))
    if kind == 0:
        return whole(patch, number)
    if kind == 1 and file.hunks:
        return Selection(number, data.draw(st.sampled_from(file.hunks)).changes)
    picked = data.draw(st.sets(st.integers(0, file.size - 1), min_size=1))
    return Selection(number, tuple(range(at, at + 1) for at in sorted(picked)))


# Comparing: the patch is another object each time that it is read, or that a rename is broken

_NONE = Patch((), "")
Seen = tuple[object, ...]


def seen(draft: Draft) -> Seen:
    """All that there is to a draft, as a value."""
    patch = draft.plan.patch
    plan = replace(draft.plan, patch=_NONE)
    paths, tallies = [file.path for file in patch], draft.plan.tallies
    return plan, patch.broken, paths, tallies, draft.cuts, draft.update_refs


def _draw_choice(data: st.DataObject, plan: Plan) -> Meant:
    """A choice that is not in the plan."""
    refs = st.sampled_from(UpdatedRefs).map(UpdateRefs)
    dropped = st.sampled_from(DroppedChanges).map(ChooseDropped)
    return Meant(data.draw(refs | dropped), plan)


def _draw_resolution(data: st.DataObject, plan: Plan) -> Meant:
    """A resolution of a conflict with a commit above, or an answer about one that becomes empty."""
    commit = data.draw(st.sampled_from(["a" * 40, "b" * 40]))
    if data.draw(st.booleans()):
        action = data.draw(st.sampled_from(EmptyCommits))
        answers = with_answer(plan.emptied, Emptied(commit, action))
        if set(answers) == set(plan.emptied):
            answers = plan.emptied
        return Meant(ChooseEmpty(commit, action), replace(plan, emptied=answers))
    taken = data.draw(st.sampled_from(Taken))
    text = data.draw(st.binary(max_size=9)) if taken is Taken.TEXT else b""
    one = Resolution(commit, b"y/new \xff", taken, text, (commit, "", commit))
    return Meant(Resolve(one), replace(plan, resolutions=with_resolution(plan.resolutions, one)))
