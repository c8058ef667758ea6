"""Control characters are filtered in one place, whatever the text."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

import splitter
from splitter.core.text.controls import is_printable, printable, with_newlines, without_controls

PROGRAM = Path(splitter.__file__).parent
#: Text with many of the characters that a terminal acts on.
texts = st.text(st.characters() | st.sampled_from("\x00\t\n\r\x1b\x7f\x85\x9b\u202e\u200d\ufeff"))
#: Where else `str.isprintable` is asked for, and why.
ELSEWHERE = {
    "view/text/cells.py": "the quick way to measure text, which filters nothing",
    "view/keys/settings.py": "whether a setting names a key by its character",
}


@given(texts)
def test_printable_text_has_a_replacement_for_each_other_character(text: str) -> None:
    found = printable(text)
    assert found.isprintable()
    assert len(found) == len(text)
    assert all(new in (old, "�") for old, new in zip(text, found, strict=True))
    assert (found == text) == is_printable(text)


@given(texts, st.sampled_from(["", "\n", "\n\t"]))
def test_what_is_to_keep_stays(text: str, keep: str) -> None:
    found = printable(text, "", keep)
    assert is_printable(found, keep)
    assert found == "".join(char for char in text if char.isprintable() or char in keep)


@given(texts)
def test_text_without_controls_keeps_its_lines_and_tabs(text: str) -> None:
    found = without_controls(text)
    assert not any(ord(char) < 0x20 or 0x7F <= ord(char) < 0xA0 for char in set(found) - {*"\n\t"})
    assert found.split("\n") == [without_controls(line) for line in with_newlines(text).split("\n")]


def asked(module: Path) -> Iterator[int]:
    """The lines of a module on which `str.isprintable` is asked for."""
    for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Attribute) and node.attr == "isprintable":
            yield node.lineno


def test_no_other_module_filters_by_what_is_printable() -> None:
    here = {
        str(module.relative_to(PROGRAM)) for module in PROGRAM.rglob("*.py") if any(asked(module))
    }
    assert here - {"core/text/controls.py"} == set(ELSEWHERE)
