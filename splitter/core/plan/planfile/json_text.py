"""The text of a plan as JSON: its values, the lines of its fields, and its mistakes in words."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from splitter.errors import PlanRefused

#: Where something stands in the document: keys and indices from the top.
Place = tuple[str | int, ...]

_BLANKS = re.compile(r"[ \t\r\n]*")
_DECODER = json.JSONDecoder()
#: The sentence and the hint for a message of json, by how it begins.
_MISTAKES: Mapping[str, tuple[str, str]] = {
    "Expecting value": ("a value is missing", "texts are in double quotes; no comma before ] or }"),
    "Expecting property name": (
        "a key is not in double quotes",
        'write "key": value; no comma before }',
    ),
    "Illegal trailing comma": ("a comma stands before a closing bracket", "remove the comma"),
    "Expecting ':'": ("a key has no value", 'write "key": value'),
    "Expecting ','": (
        "two values have no comma between them, or a bracket is not closed",
        "write [1, 2]",
    ),
    "Unterminated string": ("a text has no quotes at its end", "close the quotes"),
    "Invalid control character": (
        "a text has a line break or another control character",
        r"write \n for a line break, \t for a tab",
    ),
    "Invalid \\": ("a text has a lone backslash", "write it twice"),
    "Extra data": ("something stands behind the plan", "end the file after the last }"),
}
_ENDS_EARLY = (
    "the file ends inside of a value",
    "close each [ with ], each { with }, and each text with its quotes",
)
_OTHERWISE = "compare it with the field 'plan' of --print-plan=json"


def read_json(text: str) -> Mapping[str, Any]:
    """The text as JSON.  Raises PlanRefused where it is not, or where a key is set twice."""
    try:
        found = json.loads(text, object_pairs_hook=_once, parse_constant=_refuse_constant)
    except json.JSONDecodeError as error:
        raise _not_json(error, text) from error
    except (ValueError, RecursionError) as error:  # also numbers and nesting beyond measure
        twice = next(_twice(text, 0, ()), None) if isinstance(error, _Twice) else None
        if twice:
            line, field = line_and_field(text, twice)
            what = f"the plan is not JSON: '{twice[-1]}' is set twice"
            raise PlanRefused(what, "keep one of them", line, field=field) from error
        raise PlanRefused(f"the plan is not JSON: {error}", _OTHERWISE) from error
    if not isinstance(found, dict):  # unreachable for a text that begins with {
        raise PlanRefused("the plan is not JSON: it is not an object", _OTHERWISE)
    lone = next(_lone_surrogates(found, ()), None)
    if lone is not None:
        line, field = line_and_field(text, lone)
        what = "the plan is not JSON: half of a surrogate pair stands alone"
        raise PlanRefused(what, "write the character itself", line, field=field)
    return found


def line_and_field(text: str, place: Place) -> tuple[int, str]:
    """The line, from 1, of a place, or of the value around it, and its name as jq writes it."""
    start = begin = _after_blanks(text, 0)
    name = ""
    for step in place:
        found = [(at, value) for key, at, value in _members(text, start) if key == step]
        if not found:
            break
        begin, start = found[-1]
        name += f"[{step}]" if isinstance(step, int) else f".{step}"
    return text.count("\n", 0, begin) + 1, name


class _Twice(ValueError):
    """A key that an object has twice."""


def _once(pairs: Sequence[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise _Twice
    return found


def _refuse_constant(name: str) -> None:
    raise ValueError(f"{name} is no value of JSON")


def _twice(text: str, start: int, place: Place) -> Iterator[Place]:
    """The places of keys that their objects have twice."""
    seen = set[str | int]()
    for step, _, at in _members(text, start):
        if step in seen:
            yield (*place, step)
        seen.add(step)
        if text[at] in "{[":
            yield from _twice(text, at, (*place, step))


def _lone_surrogates(value: Any, place: Place) -> Iterator[Place]:
    """The places of texts with half of a surrogate pair, which UTF-8 does not have."""
    if isinstance(value, str):
        if any("\ud800" <= char <= "\udfff" for char in value):
            yield place
    elif isinstance(value, dict | list):
        items = value.items() if isinstance(value, dict) else enumerate(value)
        for step, one in items:
            yield from _lone_surrogates(step, place)
            yield from _lone_surrogates(one, (*place, step))


def _members(text: str, start: int) -> Iterator[tuple[str | int, int, int]]:
    """The members of an object or a list that begins at ``start``.

    Yields the key or the index, where the member begins, and where its value begins.
    """
    at, index = start, 0
    closed = {"{": "}", "[": "]"}.get(text[start])
    while closed:
        at = begin = _after_blanks(text, at + 1)
        if text[at] == closed:
            return
        step: str | int = index
        if closed == "}":
            step, at = _DECODER.raw_decode(text, at)
            at = _after_blanks(text, _after_blanks(text, at) + 1)
        yield step, begin, at
        _, at = _DECODER.raw_decode(text, at)
        at = _after_blanks(text, at)
        index += 1
        if text[at] == closed:
            return


def _after_blanks(text: str, at: int) -> int:
    match = _BLANKS.match(text, at)
    assert match is not None
    return match.end()


def _not_json(error: json.JSONDecodeError, text: str) -> PlanRefused:
    is_end = not text[error.pos :].strip() or error.msg.startswith("Unterminated string")
    line = error.lineno
    found = next((one for begin, one in _MISTAKES.items() if error.msg.startswith(begin)), None)
    if is_end and not error.msg.startswith("Extra data"):
        line = text.rstrip("\n").count("\n") + 1
        found = _ENDS_EARLY
    sentence, hint = found or (error.msg, _OTHERWISE)
    return PlanRefused(f"the plan is not JSON: {sentence}", hint, line)
