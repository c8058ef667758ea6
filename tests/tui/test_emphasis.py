"""What is marked inside a replaced line is what the other line does not have."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from splitter.core.parse import DiffLine
from splitter.tui.emphasis import Span, blanks_at_end, changed_spans

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


def test_blanks_at_the_end_of_an_added_line() -> None:
    line = DiffLine("+", b"x  \n", 0, 1, 0)
    assert blanks_at_end(line, "x  ") == (1, 3)
    assert blanks_at_end(line, "x") is None
    assert blanks_at_end(DiffLine("-", b"x  \n", 1, 0, 0), "x  ") is None
