"""What edits of any lines and of any length make of the versions of a file.

What a version must be is worked out here line by line, from the reading order of the hunks alone.
"""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from splitter.core.diff.interleaved import Order
from splitter.core.diff.model import Patch
from splitter.core.draft.commands import Command, EditText, RemoveEdit, apply
from splitter.core.draft.draft import Draft
from splitter.core.draft.log import done, head, replay
from splitter.core.draft.undo_history import Entry, History
from splitter.core.plan.changes import (
    add_part,
    assign,
    edit_lines,
    merge_parts,
    move_part,
    remove_part,
)
from splitter.core.plan.constraints import DROPPED, REST
from splitter.core.plan.edits import Edit, Until
from splitter.core.plan.locations import Location
from splitter.core.plan.plan import Plan, Selection, starting_plan
from splitter.core.plan.planfile.read import read_plan
from splitter.core.plan.planfile.write import write_plan
from splitter.core.weave.weave import weave
from tests.support.examples import examples
from tests.support.order import split_lines
from tests.support.patches import interleave_hunk, text_patch
from tests.support.repos import Repo
from tests.support.strategies import reordered, versions, with_edits

#: The numbers of a line in the old and in the new version (0: not there), and its change.
Line = tuple[int, int, int, bytes]

assignments = st.sampled_from([REST, 1, 2, 3, DROPPED])


@st.composite
def plans(draw: st.DrawFn, scratch: Repo, pair: tuple[bytes, bytes]) -> Plan:
    """A plan for one file with three parts and the rest, which stands anywhere."""
    patch, _ = text_patch(scratch, *pair)
    plan = starting_plan(patch, "rest")
    for name in ("one", "two", "three"):
        plan = add_part(plan, name)
    plan = replace(plan, rest_after=draw(st.integers(0, 3)))
    owners = draw(st.lists(assignments, min_size=patch.size, max_size=patch.size))
    for change, owner in enumerate(owners):
        plan = assign(plan, [Selection(0, (range(change, change + 1),))], owner)
    return draw(reordered(plan))


def version(
    plan: Plan, pair: tuple[bytes, bytes], position: int, orders: tuple[Order, ...]
) -> bytes:
    done = bytes(plan.positions[owner] <= position for owner in plan.assignment[0])
    woven = weave(plan.patch.files[0], *pair)
    return woven.content(done, orders, plan.standing(0, position))


def lines_of(plan: Plan, old: bytes) -> list[Line]:
    """All lines of both versions in reading order."""
    olds, found, at = split_lines(old), [], 0
    for hunk in plan.patch.files[0].hunks:
        first = hunk.old_start - (1 if hunk.old_length else 0)
        found += [(n + 1, -1, -1, olds[n]) for n in range(at, first)]
        found += [
            (line.old, line.new if line.mark == "+" else -1, line.change, line.text.rstrip(b"\n"))
            for line in interleave_hunk(plan, 0, hunk)
        ]
        at = first + hunk.old_length
    return found + [(n + 1, -1, -1, olds[n]) for n in range(at, len(olds))]


def has(edit: Edit, line: Line) -> bool:
    old, new, _, _ = line
    numbers = range(*edit.location.new) if new > 0 else range(*edit.location.old)
    return (new if new > 0 else old) in numbers


def ends(plan: Plan, edit: Edit, lines: list[Line]) -> range:
    """The positions of the commits that have an edit."""
    start = plan.order.index(edit.number)
    if edit.until is Until.END:
        return range(start, len(plan.order))
    if edit.until is Until.NEXT:
        return range(start, start + (start + 1 < len(plan.order)))
    owners = {plan.assignment[0][line[2]] for line in lines if line[2] >= 0 and has(edit, line)}
    later = [at for at, number in enumerate(plan.order) if number in owners and at > start]
    return range(start, min(later, default=start))


def expected(plan: Plan, lines: list[Line], position: int) -> list[bytes]:
    """The lines of the file in the commit at a position."""
    here = [edit for edit in plan.edits if position in ends(plan, edit, lines)]
    here.sort(key=lambda edit: (plan.order.index(edit.number), edit.layer))
    rows: list[bytes] = []
    begun: list[Edit] = []

    def begin(edit: Edit) -> None:
        later = here[here.index(edit) + 1 :]
        if edit not in begun and not any(edit.location.overlaps(one.location) for one in later):
            rows.extend(split_lines(edit.text))
        begun.append(edit)

    def between(old: int) -> None:
        for edit in plan.edits:
            if edit in here and edit.location.is_between and edit.location.old[0] == old + 1:
                begin(edit)

    between(0)
    for line in lines:
        old, new, change, text = line
        for edit in plan.edits:
            if edit in here and has(edit, line):
                begin(edit)
        owner = plan.assignment[0][change] if change >= 0 else DROPPED
        has_happened = owner in plan.order[: position + 1]
        if has_happened is (new > 0) and not any(has(edit, line) for edit in here):
            rows.append(text)
        if new <= 0:
            between(old)
    return rows


@examples(150)
@given(pair=versions(), data=st.data())
def test_an_edit_is_in_its_parts_and_nowhere_else(
    scratch: Repo, pair: tuple[bytes, bytes], data: st.DataObject
) -> None:
    plan = data.draw(plans(scratch, pair))
    plan = data.draw(with_edits(plan, len(split_lines(pair[0]))))
    if data.draw(st.booleans()):
        plan = merge_parts(plan, *data.draw(st.permutations([1, 2, 3]))[:2])
    lines, orders = lines_of(plan, pair[0]), plan.orders_of(0)
    without = replace(plan, edits=())
    for position in range(len(plan.order)):
        content = version(plan, pair, position, orders)
        assert split_lines(content) == expected(plan, lines, position)
        if not any(position in ends(plan, edit, lines) for edit in plan.edits):
            assert content == version(without, pair, position, orders)


@examples(100)
@given(pair=versions(), data=st.data())
def test_without_edits_for_good_the_last_version_is_the_commit_s(
    scratch: Repo, pair: tuple[bytes, bytes], data: st.DataObject
) -> None:
    plan = data.draw(plans(scratch, pair))
    dropped = [n for n, owner in enumerate(plan.assignment[0]) if owner == DROPPED]
    plan = assign(plan, [Selection(0, tuple(range(n, n + 1) for n in dropped))], REST)
    lengths = (Until.CHANGE, Until.NEXT)
    plan = data.draw(with_edits(plan, len(split_lines(pair[0])), lengths))
    assert version(plan, pair, len(plan.order) - 1, plan.orders_of(0)) == pair[1]
    assert version(plan, pair, -1, plan.orders_of(0)) == pair[0]


@examples(100)
@given(pair=versions(), data=st.data())
def test_the_lines_of_each_part_are_counted(
    scratch: Repo, pair: tuple[bytes, bytes], data: st.DataObject
) -> None:
    plan = data.draw(plans(scratch, pair))
    plan = data.draw(with_edits(plan, len(split_lines(pair[0]))))
    length = len(split_lines(pair[0]))
    for position, number in enumerate(plan.order):
        now = len(split_lines(version(plan, pair, position, plan.orders_of(0))))
        tally = plan.tally(number)
        assert now - length == tally.added - tally.removed
        assert tally.added >= 0 <= tally.removed
        assert bool(tally) == bool(tally.files)
        assert plan.lines_of(0, number) == (tally.added, tally.removed)
        length = now


@examples(100)
@given(pair=versions(), data=st.data())
def test_edits_and_assignments_commute(
    scratch: Repo, pair: tuple[bytes, bytes], data: st.DataObject
) -> None:
    plan = data.draw(plans(scratch, pair))
    edited = data.draw(with_edits(plan, len(split_lines(pair[0])), most=1))
    first = data.draw(st.integers(0, plan.patch.size - 1))
    selections = [Selection(0, (range(first, data.draw(st.integers(first, plan.patch.size))),))]
    number = data.draw(assignments)
    one = assign(edited, selections, number)
    other = assign(plan, selections, number)
    for edit in edited.edits:
        other = edit_lines(other, edit)
    assert one == other
    assert one.tallies == other.tallies


@examples(200)
@given(pair=versions(), data=st.data())
def test_a_merged_part_reads_what_the_later_one_read_and_later_parts_read_on(
    scratch: Repo, pair: tuple[bytes, bytes], data: st.DataObject
) -> None:
    plan = data.draw(plans(scratch, pair))
    plan = data.draw(with_edits(plan, len(split_lines(pair[0])), most=7))
    orders = plan.orders_of(0)
    while len(plan.parts) > 1:
        at = data.draw(st.integers(0, len(plan.order) - 2))
        two = plan.order[at : at + 2]
        number, into = (
            two if two[1] == REST or (two[0] != REST and data.draw(st.booleans())) else two[::-1]
        )
        merged = merge_parts(plan, number, into)
        before = [version(plan, pair, one, orders) for one in range(len(plan.order))]
        after = [version(merged, pair, one, orders) for one in range(len(merged.order))]
        assert after == before[:at] + before[at + 1 :]
        target = "0123456789" * 4
        assert read_plan(write_plan(merged, target), plan.patch, target) == merged
        plan = merged


@examples(100)
@given(pair=versions(), data=st.data())
def test_parts_that_move_or_go_keep_the_edits_of_all_others(
    scratch: Repo, pair: tuple[bytes, bytes], data: st.DataObject
) -> None:
    plan = data.draw(plans(scratch, pair))
    plan = data.draw(with_edits(plan, len(split_lines(pair[0])), most=7))
    if data.draw(st.booleans()):
        plan = add_part(merge_parts(plan, 3, 2), "again")
    number, to = data.draw(st.integers(1, 3)), data.draw(st.integers(1, 3))
    moved = move_part(plan, number, to)
    assert by_message(moved) == by_message(plan)
    assert set(move_part(moved, to, number).edits) == set(plan.edits)
    name = plan.part(number).message
    left = [one for one in by_message(plan) if one[0] != name]
    assert by_message(remove_part(plan, number)) == left
    first = data.draw(st.integers(0, plan.patch.size - 1))
    taken = assign(add_part(plan, "new"), [Selection(0, (range(first, plan.patch.size),))], 4)
    assert taken.edits == plan.edits


def test_a_place_beside_a_line_outlasts_a_squash(scratch: Repo) -> None:
    """An edit that stood at an end of the lines of a later one was taken for one of these lines."""
    pair = b"old\n", b"old\nmore\n"
    plan = starting_plan(text_patch(scratch, *pair)[0], "rest")
    plan = add_part(add_part(plan, "one"), "two")
    top = Edit(0, Location(old=(1, 1)), 1, b"top\n", Until.END)
    line = Edit(0, Location(old=(1, 2)), 2, b"line\n", Until.END)
    merged = merge_parts(edit_lines(edit_lines(plan, top), line), 2, 1)
    assert version(merged, pair, 0, ()) == b"top\nline\n"


def by_message(plan: Plan) -> list[tuple[str, Edit]]:
    """The edits with the messages of their parts, in place of the numbers."""
    return sorted(
        ((plan.part(one.number).message, replace(one, number=0)) for one in plan.edits),
        key=repr,
    )


@examples(60)
@given(pair=versions(), data=st.data())
def test_of_edits_of_the_same_lines_the_latest_holds_until_its_end(
    scratch: Repo, pair: tuple[bytes, bytes], data: st.DataObject
) -> None:
    plan = data.draw(plans(scratch, pair))
    plan = data.draw(with_edits(plan, len(split_lines(pair[0])), (Until.END,), most=1))
    first, second = plan.order[0], plan.order[1]
    (edit,) = plan.edits
    lowest = replace(edit, number=first, text=b"~lowest\n")
    highest = replace(edit, number=second, text=b"~highest\n", until=Until.NEXT)
    plan = edit_lines(edit_lines(replace(plan, edits=()), lowest), highest)
    found = [version(plan, pair, at, plan.orders_of(0)) for at in range(len(plan.order))]
    assert [b"~lowest" in one for one in found] == [True, False, True, True]
    assert [b"~highest" in one for one in found] == [False, True, False, False]


@examples(100)
@given(pair=versions(), data=st.data())
def test_edits_that_are_written_to_a_plan_file_are_read_again(
    scratch: Repo, pair: tuple[bytes, bytes], data: st.DataObject
) -> None:
    plan = data.draw(plans(scratch, pair))
    plan = data.draw(with_edits(plan, len(split_lines(pair[0]))))
    target = "0123456789" * 4
    assert read_plan(write_plan(plan, target), plan.patch, target) == plan


@examples(60)
@given(pair=versions(), data=st.data())
def test_edits_are_in_the_log_and_are_undone_and_redone(
    scratch: Repo, pair: tuple[bytes, bytes], data: st.DataObject
) -> None:
    plan = data.draw(plans(scratch, pair))
    edited = data.draw(with_edits(plan, len(split_lines(pair[0]))))
    commands: list[Command] = [EditText(edit) for edit in edited.edits]
    commands += [RemoveEdit(one.file, one.location, one.number) for one in edited.edits[:1]]
    history, target, log = History(Draft(plan)), "0123456789" * 4, b""
    drafts = [history.draft]
    for command in commands:
        entry = Entry((command,))
        log += done(entry)
        history = history.do(apply(history.draft, entry.commands, _never), entry)
        drafts.append(history.draft)
    again = replay(head(write_plan(plan, target)) + log, lambda _: plan, _never)
    assert again is not None
    assert again.history.draft == history.draft
    for draft in reversed(drafts[:-1]):
        history = history.undo()
        assert history.draft == draft
    for draft in drafts[1:]:
        history = history.redo()
        assert history.draft == draft


def _never(patch: Patch, number: int) -> Patch:
    raise AssertionError((patch, number))
