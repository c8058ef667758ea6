"""The weave: any lines in any parts, every version whole and in reading order.

The hunks come from the real git; what each part must hold is worked out here from git's text alone.
"""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from splitter.core.diff.model import FilePatch, Hunk, Side
from splitter.core.plan.plan import starting_plan
from splitter.core.weave.weave import weave
from splitter.errors import SplitError
from tests.support.edits import edit_at
from tests.support.examples import examples
from tests.support.order import assert_in_order, split_lines, with_own_lines
from tests.support.patches import interleave_hunk, text_patch, text_trees
from tests.support.repos import Repo
from tests.support.strategies import reordered, versions


@examples(150)
@given(pair=versions(), data=st.data())
@example(pair=(b"", b"a"), data=None)
@example(pair=(b"a", b"a\n"), data=None)
@example(pair=(b"a\n\n\n", b"\n\na"), data=None)
@example(pair=(b"\\ No newline at end of file", b"-\n+\n \n\\"), data=None)
def test_every_part_is_whole_and_in_order(
    scratch: Repo, pair: tuple[bytes, bytes], data: st.DataObject | None
) -> None:
    old, new = pair
    patch, raw = text_patch(scratch, old, new)
    (file,) = patch
    woven = weave(file, old, new)
    plan = starting_plan(patch, "")
    orders = data.draw(reordered(plan)).orders if data else ()
    parts = 5
    owner = (
        data.draw(st.lists(st.integers(1, parts), min_size=file.size, max_size=file.size))
        if data
        else [1 + n % parts for n in range(file.size)]
    )
    versions_made = []
    for part in range(parts + 1):
        done = bytes(number <= part for number in owner)
        content = woven.content(done, orders)
        assert_in_order(content, old, new, raw, done)
        if not content.endswith(b"\n") and content:
            assert split_lines(content)[-1] in {b.rsplit(b"\n", 1)[-1] for b in (old, new)}
        versions_made.append(content)
    assert versions_made[0] == old
    assert versions_made[-1] == new


@examples(100)
@given(pair=versions(), data=st.data())
def test_a_text_stands_where_its_line_comes_or_goes(
    scratch: Repo, pair: tuple[bytes, bytes], data: st.DataObject
) -> None:
    patch, raw = text_patch(scratch, *pair)
    (file,) = patch
    plan = data.draw(reordered(starting_plan(patch, "")))
    orders = plan.orders
    done = bytes(data.draw(st.lists(st.integers(0, 1), min_size=file.size, max_size=file.size)))
    texts = {n: b"between %d\n" % n for n in file.lines if not done[n] and data.draw(st.booleans())}
    edits = tuple(edit_at(plan, change, 0, text) for change, text in texts.items())
    content = weave(file, *pair).content(done, orders, edits)
    own = with_own_lines(file, content, pair, texts)
    done = bytes(has or (n in texts and n in file.added) for n, has in enumerate(done))
    assert_in_order(own, *pair, raw, done)


@examples(100)
@given(pair=versions())
def test_each_change_lands_once_and_is_the_line_that_git_shows(
    scratch: Repo, pair: tuple[bytes, bytes]
) -> None:
    old, new = pair
    (file,) = text_patch(scratch, old, new)[0]
    woven = weave(file, old, new)
    assert sorted(run.added for run in woven.runs() if run.added >= 0) == list(file.added)
    assert sorted(run.removed for run in woven.runs() if run.removed >= 0) == list(file.removed)
    assert not any(run.added >= 0 and run.removed >= 0 for run in woven.runs())
    trees = text_trees(scratch, old, new)
    added, removed, _ = scratch.git("diff-tree", "--numstat", "-r", *trees).split(b"\t")
    assert (len(file.added), len(file.removed)) == (int(added), int(removed))


@examples(100)
@given(pair=versions(), data=st.data())
def test_every_version_is_what_is_left_and_has_come_of_the_reading_order(
    scratch: Repo, pair: tuple[bytes, bytes], data: st.DataObject
) -> None:
    old, new = pair
    patch, _ = text_patch(scratch, old, new)
    (file,) = patch
    plan = data.draw(reordered(starting_plan(patch, "")))
    done = bytes(data.draw(st.lists(st.integers(0, 1), min_size=file.size, max_size=file.size)))
    olds = split_lines(old)
    wanted: list[bytes] = []
    at = 0
    for hunk in file.hunks:
        first = hunk.old_start - (1 if hunk.old_length else 0)
        wanted += olds[at:first]
        wanted += [
            line.text.removesuffix(b"\n")
            for line in interleave_hunk(plan, 0, hunk)
            if line.mark == " " or (line.mark == "+") == bool(done[line.change])
        ]
        at = first + hunk.old_length
    made = weave(file, old, new).content(done, plan.orders)
    assert split_lines(made) == wanted + olds[at:]


def replaced(scratch: Repo, old: bytes, new: bytes, chosen: dict[bytes, bytes]) -> bytes:
    """The file after a part with those lines only: removed ones, each with its replacement."""
    patch, _ = text_patch(scratch, old, new)
    (file,) = patch
    olds, news = old.splitlines(True), new.splitlines(True)
    done = bytearray(file.size)
    removed = [n for n, line in enumerate(olds) if line not in news]
    added = [n for n, line in enumerate(news) if line not in olds]
    for change, number in zip(file.removed, removed, strict=True):
        done[change] = olds[number] in chosen
    for change, number in zip(file.added, added, strict=True):
        done[change] = news[number] in chosen.values()
    return weave(file, old, new).content(bytes(done))


def test_one_of_two_replacements_keeps_its_place(scratch: Repo) -> None:
    """jj#6829, lazygit#1275: git's order of the lines would give ``a c b2 d``."""
    got = replaced(scratch, b"a\nb\nc\nd\n", b"a\nb2\nc2\nd\n", {b"b\n": b"b2\n"})
    assert got == b"a\nb2\nc\nd\n"


def test_the_second_of_two_replacements_keeps_its_place(scratch: Repo) -> None:
    got = replaced(scratch, b"a\nb\nc\nd\n", b"a\nb2\nc2\nd\n", {b"c\n": b"c2\n"})
    assert got == b"a\nb\nc2\nd\n"


def test_a_replacement_finds_its_line_past_new_ones(scratch: Repo) -> None:
    old = b"top\nfirst = compute(1)\nsecond = compute(2)\nend\n"
    new = b"top\n# why\nfirst = compute(10)\n# and\nsecond = compute(20)\nend\n"
    got = replaced(scratch, old, new, {b"second = compute(2)\n": b"second = compute(20)\n"})
    assert got == b"top\nfirst = compute(1)\nsecond = compute(20)\nend\n"


def test_a_line_without_newline_gets_one_where_it_does_not_end_the_file(scratch: Repo) -> None:
    old, new = b"a\nb", b"a\nb\nc"
    (file,) = text_patch(scratch, old, new)[0]
    woven = weave(file, old, new)
    only_last = bytes([0] * len(file.removed) + [0, 1])
    assert woven.content(only_last) == b"a\nb\nc"


def test_a_diff_that_does_not_rebuild_the_file_is_refused(scratch: Repo) -> None:
    (file,) = text_patch(scratch, b"a\nb\n", b"a\nc\n")[0]
    with pytest.raises(SplitError, match="does not rebuild"):
        weave(file, b"a\nb\n", b"a\nd\n").content(b"\1\0")


def test_a_hunk_whose_body_is_not_what_its_header_says_is_refused() -> None:
    hunk = Hunk(1, 1, 5, 1, 5, b"", range(1), range(1, 2), b"-a\n+b\n")
    side = Side(b"f", b"100644", "0" * 40)
    with pytest.raises(SplitError, match="cannot read"):
        weave(FilePatch(side, side, (), (hunk,)), b"a\n" * 5, b"b\n" * 5).content(b"\1\0")
