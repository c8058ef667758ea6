"""The text of a plan file as TOML, and what to do where it is not."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from typing import Any

from splitter.errors import PlanRefused

_PLACE = re.compile(r" \(at (?:line (\d+), column \d+|end of document)\)")
#: The sentence and the hint for a message of tomllib, by how it begins.
_MISTAKES: Mapping[str, tuple[str, str]] = {
    "Invalid value": ("a value is missing or not in quotes", 'write texts in quotes: "..."'),
    "Expected '=' after a key": ("a key has no value", "write key = value; # begins a comment"),
    "Invalid statement": ("a line begins with no key", "write key = value; # begins a comment"),
    "Expected newline": (
        "something stands behind a value",
        "end the line there; # begins a comment",
    ),
    "Unclosed array": (
        "a list has no comma between two entries, or no ] at its end",
        "write [1, 2]",
    ),
    "Unclosed inline table": (
        "an entry has no comma between two keys, or no } on its line",
        'write { file = "...", hunks = [1] } on one line',
    ),
    "Unterminated string": ("a text has no quotes at its end", "close the quotes"),
    'Expected "\'"': ("a text has no quotes at its end", "close the quotes"),
    "Illegal character": (
        "a text has a character that needs other quotes",
        'begin and end a text of several lines with """',
    ),
    "Unescaped": ("a text has a lone backslash", "write it twice, or use single quotes"),
    "Expected ']": ("a heading is not closed", "write [[part]] or [dropped]"),
    "Cannot overwrite": ("a key is set twice", "keep one of them"),
    "Duplicate inline table key": ("a key is set twice", "keep one of them"),
    "Cannot declare": ("a heading stands there twice", "a plan has one [dropped]"),
}
_ENDS_EARLY = (
    "the file ends inside of a value",
    "close each [ with ], each { with }, and each text with its quotes",
)
_OTHERWISE = "compare it with the output of --print-plan"


def read_toml(text: str) -> Mapping[str, Any]:
    """The text as TOML.  Raises PlanRefused where it is not."""
    try:
        return tomllib.loads(text)
    except (ValueError, RecursionError) as error:  # also numbers and nesting beyond measure
        raise _not_toml(str(error), text) from error


def _not_toml(error: str, text: str) -> PlanRefused:
    place = _PLACE.search(error)
    is_end = place is not None and place[1] is None
    line = int(place[1]) if place and place[1] else 0
    if is_end:
        line = text.rstrip("\n").count("\n") + 1
    found = next((mistake for begin, mistake in _MISTAKES.items() if error.startswith(begin)), None)
    if is_end and error.startswith(("Invalid value", "Unterminated", "Unclosed", "Expected")):
        found = _ENDS_EARLY
    sentence, hint = found or (error.replace(place[0], "") if place else error, _OTHERWISE)
    return PlanRefused(f"the plan is not TOML: {sentence}", hint, line)
