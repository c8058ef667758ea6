"""The two formats of a plan, TOML and JSON: reading either, and words for either."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from splitter.core.plan.planfile import json_text, toml

#: What a hint says in TOML, and how it says the same in JSON.
_IN_JSON = [
    (re.compile(r"; in TOML, .*"), r"; in JSON, write each \\ twice"),
    (re.compile(r"'([a-z]+) = (true|false)'"), r'"\1": \2'),
    (re.compile(r"\b([a-z]+) = "), r'"\1": '),
    (re.compile(r'"""\.\.\."""|(?<=: )\'\.\.\.\''), '"..."'),
    (re.compile(r"\b(a|A) \[\[part\]\]"), r"\1 part"),
    (re.compile(r"\[\[(part|resolution|emptied)\]\] above each"), r'"\1": [ { ... } ]'),
    (re.compile(r"\[\[(\w+)\]\]|\[(dropped)\]"), r'"\1\2"'),
    (re.compile(r"\ba table\b"), "an object"),
    (re.compile(r"\btables\b"), "objects"),
    (re.compile(r"--print-plan\b(?!=)"), "--print-plan=json"),
]


def is_json(text: str) -> bool:
    """True if a plan is JSON: its first character, blanks left out, is ``{``."""
    return text.lstrip(" \t\r\n").startswith("{")


@lru_cache(maxsize=1)
def read_tables(text: str) -> Mapping[str, Any]:
    """The tables of a plan; the last result is kept, as the target is read before the plan.

    Raises PlanRefused where the text is neither TOML nor JSON.
    """
    return json_text.read_json(text) if is_json(text) else toml.read_toml(text)


def in_json(words: str) -> str:
    """A sentence or a hint about a plan in TOML, for a plan in JSON."""
    for pattern, instead in _IN_JSON:
        words = pattern.sub(instead, words)
    return words
