"""Texts as TOML strings."""

from __future__ import annotations

import re

from splitter.core.diff.paths import quote
from splitter.core.text.controls import is_printable

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


def written(text: bytes) -> str:
    """Bytes as the key ``text`` and its value, or as ``quoted`` where they are not UTF-8."""
    try:
        return f"text = {string(text.decode())}"
    except UnicodeDecodeError:
        return f"quoted = {string(quote(text))}"


def written_block(text: bytes) -> str:
    """Bytes as `written`, but over several lines where they are UTF-8."""
    try:
        return f"text = {text_block(text.decode())}"
    except UnicodeDecodeError:
        return written(text)
