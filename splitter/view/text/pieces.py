"""The width of a line in pieces, and the line cut to a width."""

from __future__ import annotations

from collections.abc import Iterable

from splitter.view.text.cells import width
from splitter.view.text.display import Pieces, Role, shorten


def pieces_width(pieces: Pieces) -> int:
    """The number of terminal cells that the pieces take."""
    return sum(width(text) for text, _ in pieces)


def cut(pieces: Pieces, cells: int) -> Pieces:
    """The pieces in at most so many cells."""
    kept: list[tuple[str, Role]] = []
    for text, role in pieces:
        room = cells - pieces_width(tuple(kept))
        if width(text) > room:
            if room > 0:
                kept.append((shorten(text, room), role))
            break
        if text:
            kept.append((text, role))
    return tuple(kept)


def keys_line(pairs: Iterable[tuple[str, str]]) -> Pieces:
    """Keys with their words, as a footer shows them."""
    line: list[tuple[str, Role]] = []
    for key, word in pairs:
        line += [(f" {key}", "key"), (f" {word} ", "footer")]
    return tuple(line)
