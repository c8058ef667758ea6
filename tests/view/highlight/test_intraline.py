"""What is marked inside a replaced line is what the other line does not have."""

from __future__ import annotations

from itertools import groupby

from hypothesis import given
from hypothesis import strategies as st

from splitter.core.diff.align import pair
from splitter.core.diff.model import Hunk
from splitter.core.diff.parse import hunk_lines
from splitter.view.highlight.intraline import LARGEST, Span, changed_spans, changed_words
from splitter.view.text.display import visible
from tests.support.examples import examples
from tests.support.patches import text_patch
from tests.support.repos import Repo
from tests.support.strategies import versions

WORDS = st.lists(st.sampled_from(["a", "foo", " ", "(", "=", "  ", "bar1"]), max_size=12)


def outside(text: str, spans: tuple[Span, ...]) -> str:
    kept = [char for at, char in enumerate(text) if not any(i <= at < j for i, j in spans)]
    return "".join(kept)


@given(WORDS, WORDS)
def test_what_is_not_marked_is_the_same(old_words: list[str], new_words: list[str]) -> None:
    old, new = "".join(old_words), "".join(new_words)
    gone, come = changed_spans(old, new)
    if gone or come or old == new:
        assert outside(old, gone) == outside(new, come)


def test_changed_word_is_marked() -> None:
    assert changed_spans("x = old(1)", "x = new(1)") == (((4, 7),), ((4, 7),))
    assert changed_spans("nothing alike", "0000") == ((), ())


def words_of_all_lines(hunk: Hunk) -> dict[int, tuple[Span, ...]]:
    """The changed words of every line that has a partner, block by block."""
    found: dict[int, tuple[Span, ...]] = {}
    for _, group in groupby(enumerate(hunk_lines(hunk)), key=lambda item: item[1].change >= 0):
        block = list(group)
        removed = [item for item in block if item[1].mark == "-"]
        added = [item for item in block if item[1].mark == "+"]
        for old, new in pair([line.text for _, line in removed], [line.text for _, line in added]):
            one, other = removed[old], added[new]
            spans = changed_spans(visible(one[1].text), visible(other[1].text))
            found[one[0]], found[other[0]] = spans
    return found


@examples(60)
@given(pair=versions())
def test_words_of_a_line_are_those_of_its_block(scratch: Repo, pair: tuple[bytes, bytes]) -> None:
    for hunk in text_patch(scratch, *pair)[0].files[0].hunks:
        wanted = words_of_all_lines(hunk)
        for index in range(len(hunk_lines(hunk))):
            assert changed_words(hunk, index) == wanted.get(index, ())


def test_a_very_long_block_is_left_alone() -> None:
    for added, marked in ((LARGEST, {((0, 1),)}), (LARGEST + 1, {()})):
        body = b"-1 same\n" * LARGEST + b"+2 same\n" * added
        changes = range(LARGEST), range(LARGEST, LARGEST + added)
        hunk = Hunk(1, 1, LARGEST, 1, added, b"", *changes, body)
        assert {changed_words(hunk, at) for at in range(LARGEST + added)} == marked
