"""A plan file that is not TOML: the line, the mistake in words, and what to do."""

from __future__ import annotations

import pytest

from splitter.core.plan.planfile.toml import read_toml
from splitter.errors import PlanRefused

PART = '[[part]]\nmessage = "one"\n'


@pytest.mark.parametrize(
    ("text", "sentence", "line"),
    [
        (f"{PART}changes = [\n", "the file ends inside of a value", 3),
        (f'{PART}changes = [ {{ file = "a" }},\n\n', "the file ends inside of a value", 3),
        (f'{PART}edits = """\nx\n', "the file ends inside of a value", 4),
        (f"{PART}rest = yes\n", "a value is missing or not in quotes", 3),
        (f"{PART}rest\n", "a key has no value", 3),
        (f"{PART}= 3\n", "a line begins with no key", 3),
        (f"{PART}rest = true heir = true\n", "something stands behind a value", 3),
        (f'{PART}changes = [\n {{ file = "a" }}\n {{ file = "b" }}\n]\n', "a list has no comma", 5),
        (f'{PART}changes = [ {{ file = "a" hunks = [1] }} ]\n', "an entry has no comma", 3),
        (f'{PART}changes = "one\ntwo"\n', "a text has a character that needs other quotes", 3),
        (f'{PART}file = "a\\d"\n', "a text has a lone backslash", 3),
        ("[[part]\n", "a heading is not closed", 1),
        (f'{PART}message = "two"\nrest = true\n', "a key is set twice", 3),
        ("[dropped]\n[dropped]\n", "a heading stands there twice", 2),
    ],
)
def test_a_mistake_is_named_with_its_line(text: str, sentence: str, line: int) -> None:
    with pytest.raises(PlanRefused) as refused:
        read_toml(text)
    assert str(refused.value).startswith(f"the plan is not TOML: {sentence}")
    assert refused.value.line == line
    assert refused.value.hint


def test_any_other_mistake_has_the_words_of_the_reader() -> None:
    with pytest.raises(PlanRefused) as refused:
        read_toml("a = " + "[" * 100_000)
    assert "recursion" in str(refused.value)
    assert "--print-plan" in refused.value.hint
