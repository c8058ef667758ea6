"""Bytes of a repository as text that is safe to draw: nothing reaches the terminal as a command."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from typing import Literal

from splitter.view.text.cells import width

#: What a piece of text is; a theme has a style for each.
Role = Literal[
    "plain", "dim", "bold", "italic", "strike", "file", "hunk", "file_change", "key", "moved",
    "added", "removed", "added_mark", "removed_mark", "added_word", "removed_word", "blanks",
    "found", "cursor", "marked", "here", "title", "heading", "footer",
    "good", "warning", "bad", "dropped", "heir", "ruler", "too_long",
]  # fmt: skip
#: A line to read: pieces of text, each with its role.
Pieces = tuple[tuple[str, Role], ...]

#: How many bytes of one line are shown; more is only counted.
LONGEST = 4000
TAB = 8

#: Makes one character of the two beside it, as in an emoji of a family.
_JOINER = "\u200d"

_UNSAFE = re.compile(
    "[\x00-\x08\x0a-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\udc80-\udcff]"
)


def visible(raw: bytes) -> str:
    """A line as it is drawn: tabs expanded, controls and what is not UTF-8 in visible form.

    A newline at its end is left out; bytes beyond `LONGEST` are only counted.
    """
    raw = raw.removesuffix(b"\n")
    cut = raw[:LONGEST]
    text = safe(cut.decode("utf-8", "surrogateescape"))
    return text if len(raw) == len(cut) else f"{text}… ({len(raw):,} bytes)"


def safe(text: str) -> str:
    """Text with tabs expanded, and controls, bidi marks and stray bytes in visible form."""
    return _UNSAFE.sub(_shown, text).expandtabs(TAB)


def _shown(match: re.Match[str]) -> str:
    char = match[0]
    code = ord(char)
    if code < 0x20:
        return "^" + chr(code + 0x40)
    if code == 0x7F:
        return "^?"
    if 0xDC80 <= code <= 0xDCFF:
        return f"<{code - 0xDC00:02X}>"
    return f"<U+{code:04X}>"


def shorten(text: str, cells: int) -> str:
    """The text in at most so many cells, cut at its end with an ellipsis."""
    if width(text) <= cells:
        return text
    if cells <= 0:
        return ""
    ends = range(len(text))
    return f"{text[: bisect_right(ends, cells - 1, key=lambda end: width(text[:end])) - 1]}…"


def shorten_path(path: str, cells: int) -> str:
    """The path in at most so many cells, cut at its beginning with an ellipsis."""
    if width(path) <= cells:
        return path
    if cells <= 0:
        return ""
    starts = [at for at, char in enumerate(path) if width(char) and path[at - 1 : at] != _JOINER]
    at = bisect_left(starts, 1 - cells, key=lambda start: -width(path[start:]))
    return f"…{path[starts[at] :]}" if at < len(starts) else "…"
