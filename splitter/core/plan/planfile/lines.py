"""The line of a place in a plan file, found by tomlkit.  Imported late: only a refusal needs it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import tomlkit
from tomlkit.items import AoT, Table

if TYPE_CHECKING:
    from splitter.core.plan.planfile.position import Place

_MARK = "\N{REPLACEMENT CHARACTER} here"


def line_of(text: str, place: Place) -> int:
    """The line, from 1, of a place in the text, or of the table around it; 0 if neither exists."""
    for depth in range(len(place), 0, -1):
        document = tomlkit.parse(text)
        try:
            _mark(document, place[:depth])
        except (KeyError, IndexError, TypeError):
            continue
        before, found, _ = tomlkit.dumps(document).partition(_MARK)
        if found:
            return before.count("\n") + 1
    return 0


def _mark(node: Any, place: Place) -> None:
    """Put a mark where that place is in a document; for a table, behind its header."""
    for key in place[:-1]:
        node = node[key]
    found = node[place[-1]]
    if isinstance(found, AoT):
        found = found[0]
    if isinstance(found, Table):
        found.comment(_MARK)
    else:
        node[place[-1]] = _MARK
