"""A count with its noun, in the singular for one only."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import splitter
from splitter.core.text.counts import count_in_words, plural


@pytest.mark.parametrize(
    ("count", "noun", "words"),
    [
        (0, "line", "0 lines"),
        (1, "line", "1 line"),
        (2, "branch", "2 branches"),
        (1, "branch", "1 branch"),
        (1234567, "more line", "1,234,567 more lines"),
    ],
)
def test_a_count_and_its_noun(count: int, noun: str, words: str) -> None:
    assert count_in_words(count, noun) == words
    assert words.endswith(plural(noun, count))


def test_no_other_module_makes_a_plural() -> None:
    program = Path(splitter.__file__).parent
    ending = re.compile(r"""\belse ["'](?:e?s|ies)["']|["'](?:e?s|ies)["'] if\b""")
    found = [
        str(module.relative_to(program))
        for module in program.rglob("*.py")
        if ending.search(module.read_text(encoding="utf-8"))
    ]
    assert found == []
