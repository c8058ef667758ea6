"""Colours.  None of them is the only sign of anything."""

from __future__ import annotations

from functools import lru_cache

from rich.style import Style

from splitter.core.rules import DROPPED, REST

_PARTS = ("#7aa2f7", "#e0af68", "#bb9af7", "#7dcfff", "#ff9e64", "#9ece6a", "#f7768e", "#73daca")

PLAIN = Style()
DIM = Style(dim=True)
BOLD = Style(bold=True)
FILE = Style(bold=True, underline=False)
HUNK = Style(color="#7dcfff")
FACT = Style(italic=True)
ADDED = Style(color="#9ece6a")
REMOVED = Style(color="#f7768e")
ADDED_WORD = Style(bgcolor="#2d4a25", underline=True)
REMOVED_WORD = Style(bgcolor="#5a2534", underline=True)
BLANKS = Style(bgcolor="#b03a4e")
CURSOR = Style(bgcolor="#364a82", bold=True)
MARKED = Style(bgcolor="#3b4261")
HERE = Style(bgcolor="#292e42", bold=True)


@lru_cache(maxsize=256)
def part_style(number: int) -> Style:
    """The colour of a part's sign."""
    if number == REST:
        return DIM
    if number == DROPPED:
        return Style(color="#f7768e", bold=True)
    return Style(color=_PARTS[(number - 1) % len(_PARTS)], bold=True)
