"""The reading order: each side in its order whatever is moved, and moving is what it looks like."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from splitter.core.diff import interleaved
from splitter.core.diff.blocks import Before, block_of, blocks_in
from splitter.core.diff.interleaved import InterleavedHunk, place, places
from splitter.core.diff.lines import DiffLine
from splitter.core.diff.model import FilePatch, Hunk, Patch, Side
from splitter.core.diff.parse import hunk_lines
from splitter.core.plan.changes import add_part, assign, shift_line
from splitter.core.plan.plan import Plan, Selection, starting_plan
from splitter.core.weave.weave import weave
from tests.support.examples import examples
from tests.support.patches import interleave_hunk, text_patch
from tests.support.repos import Repo
from tests.support.strategies import reordered, replacements, versions


def sides(text: InterleavedHunk) -> tuple[list[DiffLine], list[DiffLine]]:
    """The old and the new version of a hunk's lines, in the order in which they are read."""
    return (
        [line for line in text if line.mark != "+"],
        [line for line in text if line.mark != "-"],
    )


@examples(120)
@given(pair=versions() | replacements(), data=st.data())
def test_a_hunk_reads_as_its_own_lines_each_side_in_order(
    scratch: Repo, pair: tuple[bytes, bytes], data: st.DataObject
) -> None:
    patch, _ = text_patch(scratch, *pair)
    (file,) = patch
    plan = data.draw(reordered(starting_plan(patch, "")))
    for hunk in file.hunks:
        text = interleave_hunk(plan, 0, hunk)
        printed = hunk_lines(hunk)
        read = list(text)
        assert sides(text) == (
            [line for line in printed if line.mark != "+"],
            [line for line in printed if line.mark != "-"],
        )
        assert [text[at] for at in range(len(text))] == read
        assert [printed[text.source(at)] for at in range(len(text))] == read
        assert [text.place(text.source(at)) for at in range(len(text))] == list(range(len(text)))
        assert (text[1:-1], text[-1]) == (tuple(read[1:-1]), read[-1])
        with pytest.raises(IndexError):
            text[len(read)]
        for at, line in enumerate(read):
            in_block = line.change >= 0 and block_of(file, line.change) is not None
            assert text.find(line.change) == (at if in_block else None)
            assert in_block or text.source(at) == at


def moved_by_hand(read: list[DiffLine], change: int, by: int) -> list[DiffLine]:
    """The lines of a block after the nearest line of the other side was put behind, or before."""
    step = 1 if by > 0 else -1
    for _ in range(abs(by)):
        at = next(n for n, line in enumerate(read) if line.change == change)
        beyond = range(at + step, len(read) if by > 0 else -1, step)
        other = next((n for n in beyond if read[n].mark != read[at].mark), None)
        if other is None:
            break
        passed = read.pop(other)
        read.insert(at, passed)
    return read


@examples(200)
@given(pair=replacements(), data=st.data())
def test_a_line_moves_past_lines_of_the_other_side_and_pushes_its_own(
    scratch: Repo, pair: tuple[bytes, bytes], data: st.DataObject
) -> None:
    patch, _ = text_patch(scratch, *pair)
    (file,) = patch
    plan = data.draw(reordered(starting_plan(patch, "")))
    change = data.draw(st.sampled_from(file.lines))
    by = data.draw(st.integers(-9, 9))
    after = shift_line(plan, 0, change, by)
    found = block_of(file, change)
    if found is None:
        assert after is plan
        return
    hunk, block = found
    was, now = (
        list(interleave_hunk(one, 0, hunk))[block.start : block.stop] for one in (plan, after)
    )
    assert now == moved_by_hand(list(was), change, by)
    assert (after is plan) == (
        now == was and (by != 0 or plan.explicit_orders_of(0) == after.explicit_orders_of(0))
    )
    assert after.tallies == plan.tallies
    others = [[line for line in read if line.change != change] for read in (was, now)]
    at = [next(n for n, line in enumerate(read) if line.change == change) for read in (was, now)]
    if others[0] == others[1]:  # nothing was pushed
        back = shift_line(after, 0, change, at[0] - at[1])
        assert list(interleave_hunk(back, 0, hunk))[block.start : block.stop] == was


@examples(100)
@given(pair=replacements(), data=st.data())
def test_the_order_set_for_a_block_holds_whoever_has_its_lines(
    scratch: Repo, pair: tuple[bytes, bytes], data: st.DataObject
) -> None:
    patch, _ = text_patch(scratch, *pair)
    (file,) = patch
    plan = data.draw(reordered(starting_plan(patch, "")))
    ordered = [order.block for order in plan.orders]
    assert ordered == sorted(set(ordered))
    one = data.draw(st.sampled_from(file.lines))
    given_away = assign(add_part(plan, "one"), [Selection(0, (range(one, one + 1),))], 1)
    assert given_away.orders == plan.orders
    for hunk, block in blocks_in(file):
        if block.removed.start in ordered:
            (order,) = (one for one in plan.orders if one.block == block.removed.start)
            assert given_away.order_of(0, hunk, block) == order.before
            assert order in given_away.orders_of(0)
        else:
            pinned = shift_line(given_away, 0, block.added[0], 0)
            assert pinned.order_of(0, hunk, block) == given_away.order_of(0, hunk, block)
            assert len(pinned.orders) == len(plan.orders) + 1
            assert shift_line(pinned, 0, block.removed[0], 0) is pinned


counts = st.lists(st.integers(0, 9), min_size=1, max_size=9).map(lambda rows: Before(sorted(rows)))


@given(data=st.data(), guessed=counts)
def test_few_places_say_a_whole_order(data: st.DataObject, guessed: Before) -> None:
    size = len(guessed)
    rows = data.draw(st.lists(st.integers(0, 9), min_size=size, max_size=size))
    before = Before(sorted(rows))
    places_set = places(guessed, before)
    assert place(guessed, places_set) == before
    for row in places_set:
        assert place(guessed, {one: at for one, at in places_set.items() if one != row}) != before


@given(data=st.data(), guessed=counts)
def test_what_is_placed_is_there_and_the_others_are_only_pushed(
    data: st.DataObject, guessed: Before
) -> None:
    rows = data.draw(st.sets(st.integers(0, len(guessed) - 1)))
    chosen = data.draw(st.lists(st.integers(0, 9), min_size=len(rows), max_size=len(rows)))
    places_set = dict(zip(sorted(rows), sorted(chosen), strict=True))
    before = place(guessed, places_set)
    assert list(before) == sorted(before)
    for row, count in enumerate(before):
        least = max([0, *(at for one, at in places_set.items() if one <= row)])
        most = min([9, *(at for one, at in places_set.items() if one >= row)])
        assert count == min(max(guessed[row], least), most)


# Examples

OLD = b"before\nopen the door\nwalk in\nclose the door\nafter\n"
NEW = b"before\nenter\nafter\n"


@pytest.fixture
def three(scratch: Repo) -> Plan:
    """Three old lines became a new one: the first old line stays, the other two go."""
    patch, _ = text_patch(scratch, OLD, NEW)
    return starting_plan(patch, "")


def rows(plan: Plan) -> bytes:
    """The first hunk as it reads: marks and lines."""
    text = interleave_hunk(plan, 0, plan.patch.files[0].hunks[0])
    return b"".join(line.mark.encode() + line.text for line in text)


def content(plan: Plan, old: bytes, new: bytes, *stay: int) -> bytes:
    """The file when all has happened but the removal of some lines, by their index."""
    (file,) = plan.patch
    done = bytearray(b"\1" * file.size)
    for index in stay:
        done[file.removed[index]] = 0
    return weave(file, old, new).content(bytes(done), plan.orders_of(0))


def test_an_old_line_that_stays_is_moved_to_the_other_side_of_the_new_one(three: Plan) -> None:
    (file,) = three.patch
    assert rows(three) == b" before\n-open the door\n+enter\n-walk in\n-close the door\n after\n"
    assert content(three, OLD, NEW, 2) == b"before\nenter\nclose the door\nafter\n"
    up = shift_line(three, 0, file.removed[2], -1)
    assert rows(up) == b" before\n-open the door\n-walk in\n-close the door\n+enter\n after\n"
    assert content(up, OLD, NEW, 2) == b"before\nclose the door\nenter\nafter\n"
    assert shift_line(up, 0, file.removed[2], -1) is up
    assert shift_line(three, 0, file.added[0], 2) == up


def test_the_new_line_moves_over_all_the_old_ones(three: Plan) -> None:
    (file,) = three.patch
    top = shift_line(three, 0, file.added[0], -9)
    assert rows(top) == b" before\n+enter\n-open the door\n-walk in\n-close the door\n after\n"
    assert content(top, OLD, NEW, 0, 2) == b"before\nenter\nopen the door\nclose the door\nafter\n"
    assert shift_line(top, 0, file.added[0], -1) is top
    assert rows(shift_line(top, 0, file.added[0], 1)) == rows(three)


def test_one_replacement_of_two_can_be_read_the_way_git_prints_it(scratch: Repo) -> None:
    """jj#6829 the other way round: who wants git's order of the lines can have it."""
    old, new = b"a\nb\nc\nd\n", b"a\nb2\nc2\nd\n"
    patch, _ = text_patch(scratch, old, new)
    (file,) = patch
    plan = starting_plan(patch, "")
    first = bytes([1, 0, 1, 0])  # b became b2
    assert weave(file, old, new).content(first, plan.orders) == b"a\nb2\nc\nd\n"
    printed = shift_line(plan, 0, file.removed[1], -1)
    assert rows(printed) == b" a\n-b\n-c\n+b2\n+c2\n d\n"
    assert weave(file, old, new).content(first, printed.orders) == b"a\nc\nb2\nd\n"


def test_a_change_that_no_other_side_stands_beside_has_nowhere_to_go(scratch: Repo) -> None:
    patch, _ = text_patch(scratch, b"a\nb\nc\nd\n", b"b\nc\nd\ne\n")
    plan = starting_plan(patch, "")
    assert [
        shift_line(plan, 0, change, by) is plan for change in range(-1, 4) for by in (-1, 0, 1)
    ] == [True] * 15


def test_whole_hunks_are_not_read_line_by_line(monkeypatch: pytest.MonkeyPatch) -> None:
    """What lies in one part is taken from the versions, whatever the order of its blocks."""
    bodies = (b"-a\n-b\n+c\n", b"-d\n+e\n+f\n")
    one = Hunk(1, 1, 2, 1, 1, b"", range(2), range(3, 4), bodies[0])
    other = Hunk(2, 10, 1, 9, 2, b"", range(2, 3), range(4, 6), bodies[1])
    side = Side(b"f", b"100644", "0" * 40)
    patch = Patch((FilePatch(side, side, (), (one, other)),), "")
    plan = shift_line(shift_line(starting_plan(patch, ""), 0, 1, 9), 0, 2, 9)
    old = b"a\nb\n" + b"=\n" * 7 + b"d\n"
    woven = weave(patch.files[0], old, b"c\n" + b"=\n" * 7 + b"e\nf\n")
    asked: list[Hunk] = []
    monkeypatch.setattr(interleaved, "hunk_lines", asked.append)
    assert len(plan.orders) == 2
    assert woven.content(bytes([1, 1, 0, 1, 0, 0]), plan.orders) == old.replace(b"a\nb", b"c")
    assert asked == []
