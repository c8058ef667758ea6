"""Texts and entries as TOML, and entries as JSON."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence

from splitter.core.diff.paths import quote
from splitter.core.text.controls import is_printable

#: A text, a number, or a list of both.
Value = str | int | Sequence[str | int]
#: An entry of a list: its keys and their values.
Entry = Mapping[str, Value]

_ESCAPES = {
    "\\": "\\\\",
    '"': '\\"',
    "\b": "\\b",
    "\t": "\\t",
    "\n": "\\n",
    "\f": "\\f",
    "\r": "\\r",
}


def _escape(text: str, keep: str = "") -> str:
    """Text for a TOML string; control and invisible characters are escaped."""
    return "".join(
        char if char in keep or (char not in _ESCAPES and is_printable(char)) else _escaped(char)
        for char in text
    )


def _escaped(char: str) -> str:
    code = ord(char)
    return _ESCAPES.get(char) or (f"\\u{code:04X}" if code < 0x10000 else f"\\U{code:08X}")


def string(text: str) -> str:
    """A text as a TOML string on one line."""
    return f'"{_escape(text)}"'


def text_block(message: str) -> str:
    """A message as a TOML string over several lines."""
    escaped = re.sub(r'"(?=""|\Z)', r'\\"', _escape(message, keep='\n\t"'))
    return f'"""\n{escaped}"""'


def text_or_quoted(text: bytes) -> Entry:
    """Bytes as the key ``text`` and its value, or as ``quoted`` where they are not UTF-8."""
    try:
        return {"text": text.decode()}
    except UnicodeDecodeError:
        return {"quoted": quote(text)}


def written(text: bytes) -> str:
    """The same in TOML, on one line."""
    ((key, value),) = text_or_quoted(text).items()
    return f"{key} = {value_in_toml(value)}"


def written_block(text: bytes) -> str:
    """Bytes as `written`, but over several lines where they are UTF-8."""
    try:
        return f"text = {text_block(text.decode())}"
    except UnicodeDecodeError:
        return written(text)


def in_toml(entry: Entry) -> str:
    """An entry as an inline table of TOML."""
    return f"{{ {', '.join(f'{key} = {value_in_toml(value)}' for key, value in entry.items())} }}"


def in_json(entry: Entry) -> str:
    """An entry as an object of JSON; invisible characters are escaped."""
    text = json.dumps(entry, ensure_ascii=False)
    return text if is_printable(text) else json.dumps(entry)


def value_in_toml(value: Value) -> str:
    """A text, a number, or a list of both, as TOML."""
    if isinstance(value, str):
        return string(value)
    return str(value) if isinstance(value, int) else f"[{', '.join(map(value_in_toml, value))}]"
