"""A plan as JSON: where its values stand, and mistakes with their lines, in words."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from splitter.core.plan.planfile.formats import is_json, read_tables
from splitter.core.plan.planfile.json_text import line_and_field, read_json
from splitter.errors import PlanRefused

keys = st.text(st.sampled_from('ab"\\\n\u00e9 {['), max_size=4)
values = st.recursive(
    st.none() | st.booleans() | st.integers() | keys,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(keys, inner, max_size=3),
    max_leaves=12,
)


def places(value: Any, place: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    steps = value if isinstance(value, dict) else range(len(value))
    own = [(*place, step) for step in steps]
    inner = [places(value[step], (*place, step)) for step in steps if is_nested(value[step])]
    return [*own, *(one for some in inner for one in some)]


def is_nested(value: object) -> bool:
    return isinstance(value, dict | list)


@given(st.dictionaries(keys, values, max_size=4), st.sampled_from([None, 0, 2]))
def test_every_value_is_found_at_its_line(value: dict[str, Any], indent: int | None) -> None:
    text = json.dumps(value, indent=indent)
    assert is_json(text)
    assert read_json(text) == value
    lines = text.split("\n")
    for place in places(value):
        line, field = line_and_field(text, place)
        assert field.endswith(f"[{place[-1]}]" if isinstance(place[-1], int) else f".{place[-1]}")
        if isinstance(place[-1], str):
            assert json.dumps(place[-1]) in lines[line - 1]
    assert line_and_field(text, ("nowhere", 1)) == (1, "")


@pytest.mark.parametrize(
    ("text", "sentence", "line"),
    [
        ('{\n"part": [', "the file ends inside of a value", 2),
        ('{\n"part": [\n\n', "the file ends inside of a value", 2),
        ('{\n"part": "', "the file ends inside of a value", 2),
        ('{\n"part": }', "a value is missing", 2),
        ('{\n"part": yes}', "a value is missing", 2),
        ("{\n'part': 1}", "a key is not in double quotes", 2),
        ('{\n"part" 1}', "a key has no value", 2),
        ('{\n"part": [1 2]}', "two values have no comma", 2),
        ('{"part": "a\nb"}', "a text has a line break", 1),
        ('{\n"match": "\\."}', "a text has a lone backslash", 2),
        ("{}\n{}", "something stands behind the plan", 2),
        ('{"a": 1,\n"b": {"c": 1,\n"c": 2}}', "'c' is set twice", 3),
        ('{"a":\n ["\\ud800"]}', "half of a surrogate pair", 2),
        ('{"a": NaN}', "NaN is no value", 0),
        ('{"a": ' + "[" * 100_000, "", 0),
        (f'{{"a": {"9" * 5000}}}', "", 0),
    ],
)
def test_a_mistake_is_named_with_its_line(text: str, sentence: str, line: int) -> None:
    with pytest.raises(PlanRefused) as refused:
        read_tables(text)
    assert str(refused.value).startswith("the plan is not JSON: ")
    assert sentence in str(refused.value)
    assert refused.value.line == line
    assert refused.value.hint


def test_a_comma_before_a_bracket_is_named() -> None:
    with pytest.raises(PlanRefused) as refused:
        read_tables('{"part": [1,\n]}')
    assert "comma" in f"{refused.value} {refused.value.hint}"
