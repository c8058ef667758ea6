"""Pairing: which old line became which new one, and the order guessed from that."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from splitter.core.diff.align import LONG, interleave, pair, pair_quickly
from tests.support.strategies import lines

blocks = st.lists(lines, max_size=9)


@given(removed=blocks, added=blocks)
def test_pairs_rise_on_both_sides(removed: list[bytes], added: list[bytes]) -> None:
    pairs = pair(removed, added)
    assert all(0 <= old < len(removed) and 0 <= new < len(added) for old, new in pairs)
    assert all(a[0] < b[0] and a[1] < b[1] for a, b in pairwise(pairs))


@given(removed=blocks, added=blocks)
def test_interleaving_keeps_the_order_of_both_sides(
    removed: list[bytes], added: list[bytes]
) -> None:
    before = interleave(removed, added)
    assert len(before) == len(removed)
    assert list(before) == sorted(before)
    assert {*before} <= {*range(len(added) + 1)}


@given(removed=blocks, added=blocks)
def test_what_replaces_a_line_follows_it_directly(removed: list[bytes], added: list[bytes]) -> None:
    before = interleave(removed, added)
    for old, new in pair(removed, added):
        assert before[old] == new
        assert old + 1 == len(before) or before[old + 1] > new


@given(block=st.lists(lines, min_size=1, max_size=9))
def test_blocks_of_one_length_without_likeness_are_paired_one_by_one(block: list[bytes]) -> None:
    added = [b"%d" % n + b"\x01" * 40 for n in range(len(block))]
    assert pair(block, added) == [(n, n) for n in range(len(block))]


@given(
    block=st.lists(st.text("abcdefgh", min_size=8, max_size=12), unique=True, max_size=8),
    data=st.data(),
)
def test_lines_that_stay_alike_find_each_other_among_new_ones(
    block: list[str], data: st.DataObject
) -> None:
    removed = [f"{n}{n}{n}{n}{n}{n} {line}".encode() for n, line in enumerate(block)]
    added: list[bytes] = []
    wanted = []
    for index, line in enumerate(removed):
        added += [b"~" * 30] * data.draw(st.integers(0, 3))
        wanted.append((index, len(added)))
        added.append(line + b"!")
    assert set(wanted) <= set(pair(removed, added))


@given(removed=blocks, added=blocks)
def test_short_blocks_are_paired_the_same_quickly(removed: list[bytes], added: list[bytes]) -> None:
    short = removed[:LONG]
    assert pair_quickly(short, added) == pair(short, added)
    assert pair_quickly(added, short) == pair(added, short)


many = st.lists(lines, min_size=LONG + 1, max_size=3 * LONG)


@given(removed=many, added=many)
def test_quick_pairs_of_long_blocks_rise_on_both_sides(
    removed: list[bytes], added: list[bytes]
) -> None:
    pairs = pair_quickly(removed, added)
    assert all(0 <= old < len(removed) and 0 <= new < len(added) for old, new in pairs)
    assert all(a[0] < b[0] and a[1] < b[1] for a, b in pairwise(pairs))


@given(
    names=st.lists(st.integers(10**20, 10**21 - 1), min_size=LONG + 1, unique=True, max_size=40),
    data=st.data(),
)
def test_a_word_changed_in_every_line_of_a_long_block_is_found_around_new_lines(
    names: list[int], data: st.DataObject
) -> None:
    removed = [b"call old %d" % name for name in names]
    added = [b"call new %d" % name for name in names]
    at = data.draw(st.integers(0, len(added)))
    count = data.draw(st.integers(0, 3))
    pairs = pair_quickly(removed, [*added[:at], *[b"~" * 30] * count, *added[at:]])
    assert pairs == [(row, row + count * (row >= at)) for row in range(len(names))]
