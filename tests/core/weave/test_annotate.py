"""Each line of a version is described as the text of the version shows it."""

from __future__ import annotations

from collections.abc import Iterable

from hypothesis import given
from hypothesis import strategies as st

from splitter.core.diff.blocks import blocks
from splitter.core.diff.model import FilePatch
from splitter.core.diff.parse import hunk_lines
from splitter.core.plan.plan import starting_plan
from splitter.core.weave.annotate import State, line_of, stretches
from splitter.core.weave.weave import weave
from tests.support.edits import edit_at
from tests.support.examples import examples
from tests.support.order import split_lines
from tests.support.patches import text_patch
from tests.support.repos import Repo
from tests.support.strategies import joined, lines, reordered, versions


def text(line: bytes) -> bytes:
    return line.removesuffix(b"\n")


def blocks_with_both(file: FilePatch, done: bytes) -> set[int]:
    """The removed changes that have not happened, of blocks of which added ones have."""
    return {
        change
        for hunk in file.hunks
        for block in blocks(hunk)
        if any(done[added] for added in block.added)
        for change in block.removed
        if not done[change]
    }


def _at_places(file: FilePatch, edits: Iterable[int]) -> bytes:
    """For each change, 1 if it is an added line at whose place a text stands."""
    return bytes(change in file.added and change in edits for change in range(file.size))


@examples(150)
@given(pair=versions(), data=st.data())
def test_lines_of_any_version(
    scratch: Repo, pair: tuple[bytes, bytes], data: st.DataObject
) -> None:
    old, new = pair
    (file,) = (patch := text_patch(scratch, old, new)[0])
    woven = weave(file, old, new)
    plan = data.draw(reordered(starting_plan(patch, "")))
    orders = plan.orders
    done = bytes(data.draw(st.lists(st.integers(0, 1), min_size=file.size, max_size=file.size)))
    left = [change for change in file.lines if not done[change]]
    written = st.lists(lines, min_size=1, max_size=2).map(lambda all_of_it: joined(all_of_it, True))
    edits = data.draw(st.dictionaries(st.sampled_from(left), written)) if left else {}
    standing = tuple(edit_at(plan, change, 0, written) for change, written in edits.items())
    state = State(done, orders, standing)
    rows = split_lines(woven.content(done, orders, standing))
    found = list(stretches(woven, state))
    texts = {line.change: text(line.text) for hunk in file.hunks for line in hunk_lines(hunk)}

    assert [one.start for one in found] == sorted(one.start for one in found)
    added = [change for one in found for change in one.added]
    assert added == [change for change in file.added if done[change]]
    for one in found:
        assert rows[one.start : one.start + len(one.added)] == [texts[n] for n in one.added]
    between = {one.anchor: rows[one.start : one.stop] for one in found if one.edit}
    assert between == {change: split_lines(text) for change, text in edits.items()}
    among = [
        rows[at]
        for one in found
        if not one.added and one.edit is None
        for at in range(one.start, one.stop)
    ]
    stay = blocks_with_both(file, bytes(map(max, done, _at_places(file, edits))))
    assert sorted(among) == sorted(texts[change] for change in stay - edits.keys())
    explicit = {order.block for order in orders}
    assert explicit or not any(one.explicit for one in found)

    for hunk in file.hunks:
        for line in hunk_lines(hunk):
            is_there = line.change < 0 or bool(done[line.change]) == (line.mark == "+")
            is_there = is_there and line.change not in edits
            at = line_of(woven, state, (line.old, line.new))
            assert 0 <= at <= len(rows)
            if is_there:
                assert rows[at] == text(line.text)


def test_a_line_between_hunks_is_found(scratch: Repo) -> None:
    rows = [b"%d\n" % number for number in range(30)]
    old = b"".join(rows)
    new = b"".join([b"first\n", *rows[:25], b"last\n"])
    (file,) = text_patch(scratch, old, new)[0]
    woven = weave(file, old, new)
    assert line_of(woven, State(bytes(file.size)), (15, 16)) == 14
    assert line_of(woven, State(b"\1" * file.size), (15, 16)) == 15
