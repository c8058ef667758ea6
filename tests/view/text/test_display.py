"""Nothing of a repository reaches the terminal as a command."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.segment import Segment
from textual.strip import Strip

from splitter.view.text.cells import width
from splitter.view.text.display import LONGEST, safe, shorten, shorten_path, visible


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


FAMILY = "\U0001f468\u200d\U0001f469\u200d\U0001f467\u200d\U0001f466"
#: Characters of no cell, of one, of two, and such as change the size of what stands before them.
ODD = ["a", "é", "e\u0301", "漢", "\u200d", "\ufe0f", "\u2764", FAMILY, "1\u20e3", "\U0001f3fd"]
TEXTS = st.text(max_size=40) | st.lists(st.sampled_from(ODD), max_size=12).map("".join)


@given(TEXTS, st.integers(1, 30))
def test_shortened_text_fits(text: str, cells: int) -> None:
    assert width(shorten(text, cells)) <= cells
    assert width(shorten_path(text, cells)) <= cells


@given(TEXTS, st.integers(1, 30))
def test_a_text_is_measured_as_it_is_drawn_and_cut(text: str, cells: int) -> None:
    """D36."""
    assert width(text) == Strip([Segment(text)]).cell_length
    short = shorten(text, cells)
    assert Strip([Segment(short)]).crop(0, cells).text == short


@given(TEXTS, st.integers(1, 30))
def test_a_text_is_cut_no_shorter_than_it_has_to_be(text: str, cells: int) -> None:
    kept = len(shorten(text, cells)) - 1
    if width(text) > cells:
        assert width(text[: kept + 1]) >= cells


@pytest.mark.parametrize(
    ("text", "cells"), [(FAMILY, 2), ("\u2764\ufe0f", 2), ("1\ufe0f\u20e3", 2), ("\u1100\u1161", 2)]
)
def test_a_sequence_takes_the_cells_of_what_is_drawn(text: str, cells: int) -> None:
    assert width(text) == cells
    assert shorten(text, cells) == shorten_path(text, cells) == text
    assert shorten(text + "abc", 3) == f"{text}…"
    assert shorten_path("abc" + text, 3) == f"…{text}"


def test_shortening_keeps_the_telling_end() -> None:
    assert shorten("a long subject", 8) == "a long …"
    assert shorten_path("src/deep/file.py", 8) == "…file.py"
