"""Paths as people read and write them.

A path is bytes.  Written as text it is itself where it is UTF-8 and does not begin with a quotation
mark, and otherwise in the form in which git quotes paths (git-config(1), ``core.quotePath``).
"""

from __future__ import annotations

import re
from collections.abc import Sequence

_NAMED = {
    b"\a": "\\a",
    b"\b": "\\b",
    b"\t": "\\t",
    b"\n": "\\n",
    b"\v": "\\v",
    b"\f": "\\f",
    b"\r": "\\r",
    b'"': '\\"',
    b"\\": "\\\\",
}
_PLAIN = {text[1]: raw for raw, text in _NAMED.items()}
_ESCAPE = re.compile(r'\\([0-3][0-7]{2}|[abtnvfr"\\])')


def quote(path: bytes) -> str:
    """The path as text, quoted as git quotes it; `unquote` gives back the bytes."""
    try:
        text = path.decode()
    except UnicodeDecodeError:
        return c_quote(path)
    return c_quote(path) if text.startswith('"') else text


def unquote(text: str) -> bytes:
    """The path that `quote` wrote.  Raises ValueError for a broken quotation."""
    if not text.startswith('"'):
        return text.encode()
    inner = text[1:-1]
    if len(text) < 2 or not text.endswith('"') or '"' in _ESCAPE.sub("", inner):
        raise ValueError(text)
    if "\\" in _ESCAPE.sub("", inner):
        raise ValueError(text)
    pieces = _ESCAPE.split(inner)
    raw = [
        (_PLAIN.get(piece) or bytes([int(piece, 8)])) if index % 2 else piece.encode()
        for index, piece in enumerate(pieces)
    ]
    return b"".join(raw)


def some(names: Sequence[str], few: int = 3) -> str:
    """The first few names, and how many there are more."""
    more = [f"{len(names) - few} more"] if len(names) > few else []
    return ", ".join([*names[:few], *more])


def c_quote(path: bytes) -> str:
    """The path in git's quoted form."""
    octets = [path[index : index + 1] for index in range(len(path))]
    body = "".join(
        _NAMED.get(octet) or (octet.decode() if b" " <= octet < b"\x7f" else f"\\{octet[0]:03o}")
        for octet in octets
    )
    return f'"{body}"'
