"""Nothing of a repository reaches the terminal as a command."""

from __future__ import annotations

import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from splitter.tui.text import LONGEST, safe, shorten, shorten_path, visible, width


@given(st.binary(max_size=200))
def test_what_is_drawn_has_no_controls(raw: bytes) -> None:
    shown = visible(raw)
    assert not [char for char in shown if unicodedata.category(char) in ("Cc", "Cs", "Zl", "Zp")]
    assert not [char for char in shown if unicodedata.bidirectional(char) in _BIDI]


_BIDI = ("LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI")


@given(st.text(max_size=200))
def test_safe_text_stays_as_it_is(text: str) -> None:
    assert safe(safe(text)) == safe(text)


def test_controls_are_told() -> None:
    assert visible(b"\x1b]0;t\x07") == "^[]0;t^G"
    assert visible(b"caf\xe9\n") == "caf<E9>"
    assert visible("a\u202eb".encode()) == "a<U+202E>b"
    assert visible(b"x\r\n") == "x^M"


def test_tabs_go_to_the_next_stop() -> None:
    assert visible(b"\tx\ty") == " " * 8 + "x" + " " * 7 + "y"


def test_long_lines_are_cut_and_counted() -> None:
    shown = visible(b"x" * 1_000_000)
    assert len(shown) < LONGEST + 40
    assert shown.endswith("(1,000,000 bytes)")


@given(st.text(max_size=40), st.integers(1, 30))
def test_shortened_text_fits(text: str, cells: int) -> None:
    assert width(shorten(text, cells)) <= cells
    assert width(shorten_path(text, cells)) <= cells


def test_shortening_keeps_the_telling_end() -> None:
    assert shorten("a long subject", 8) == "a long …"
    assert shorten_path("src/deep/file.py", 8) == "…file.py"
