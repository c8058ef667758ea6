"""The line of a plan file at fault.  Lines are looked up only where something is to be refused."""

from __future__ import annotations

from typing import Any

from splitter.errors import PlanRefused

_MARK = "\N{REPLACEMENT CHARACTER} here"

#: Where something stands in the document: keys and indices from the top.
Place = tuple[str | int, ...]


def refusal(message: str, hint: str, text: str, place: Place) -> PlanRefused:
    """The error for a place of a plan file, with its line."""
    return PlanRefused(message, hint, line_of(text, place))


def line_of(text: str, place: Place) -> int:
    """The line, from 1, of a place in the text, or of what surrounds it; 0 if neither is there."""
    import tomlkit  # noqa: PLC0415 - late: only a refusal needs it

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
    from tomlkit.items import AoT, Table  # noqa: PLC0415

    for key in place[:-1]:
        node = node[key]
    found = node[place[-1]]
    if isinstance(found, AoT):
        found = found[0]
    if isinstance(found, Table):
        found.comment(_MARK)
    else:
        node[place[-1]] = _MARK
