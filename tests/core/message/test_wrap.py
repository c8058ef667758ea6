"""The body of a message, filled."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from splitter.core.message.trailers import parse_message
from splitter.core.message.wrap import COLUMNS, fill, has_long_lines, separate_subject

_WORDS = st.lists(
    st.text("abcde.,-éß漢", min_size=1, max_size=12) | st.sampled_from(["-", "*", "1.", ">", "|"]),
    min_size=1,
    max_size=40,
)
_LINES = st.builds(
    lambda indent, words: indent + " ".join(words), st.sampled_from(["", "", "    ", "- "]), _WORDS
)
MESSAGES = st.lists(_LINES | st.just(""), min_size=1, max_size=12).map("\n".join)


def letters(text: str) -> str:
    return "".join(text.split())


@given(MESSAGES)
def test_nothing_but_blanks_changes(text: str) -> None:
    assert letters(fill(text)) == letters(text)
    assert fill(text).split("\n", 1)[0] == text.split("\n", 1)[0]


@given(MESSAGES)
def test_filled_is_filled(text: str) -> None:
    once = fill(text)
    assert fill(once) == once


@given(MESSAGES)
def test_trailers_stay_trailers(text: str) -> None:
    whole = f"Subject\n\n{text}\n\nSigned-off-by: A <a@b>\nChange-Id: I12\n"
    assert parse_message(fill(whole)).trailers == parse_message(whole).trailers


@given(MESSAGES)
def test_filled_has_no_long_lines(text: str) -> None:
    assert not has_long_lines(fill(text))


@given(st.lists(st.sampled_from(["word ", "x" * 80, "x" * 1100, "- ", "    ", ">", "\n"])))
def test_long_lines_are_found_as_where_all_is_filled(pieces: list[str]) -> None:
    """S6: of very long lines, only the beginning is looked at."""
    text = "subject\n\n" + "".join(pieces)
    long = {line.rstrip() for line in text.split("\n")[1:] if len(line.rstrip()) > COLUMNS}
    filled = {line.rstrip() for line in fill(text).split("\n")[1:]}
    assert has_long_lines(text) == bool(long - filled)


def test_lines_that_are_not_filled_are_not_long() -> None:
    long = "word " * 30
    assert has_long_lines(f"one\n\n{long}")
    assert has_long_lines(f"one\n\ntext\n- {long}")
    assert not has_long_lines(long)
    assert not has_long_lines(f"one\n\n    {long}\n> {long}\n\n{'x' * 100}\n\nSee-also: {long}")


def test_paragraphs_items_and_code() -> None:
    long = "word " * 30
    kept = f"    code {long}\n> quoted {long}\n"
    text = f"Subject {long}\n\n{long}\nand more\n\n- {long}\n- two\n\n{kept}"
    lines = fill(text).split("\n")
    assert lines[0] == f"Subject {long}"
    assert all(
        len(line) <= COLUMNS for line in lines[1:] if "code" not in line and "quoted" not in line
    )
    assert "- two" in lines
    assert f"    code {long}" in lines
    assert [line for line in lines if line.startswith("  word")]


def test_blank_line_comes_behind_the_subject() -> None:
    assert separate_subject("a\nb") == "a\n\nb"
    assert separate_subject("a\n\nb") == "a\n\nb"
    assert separate_subject("a") == "a"
