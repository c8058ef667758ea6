"""The width of a line of toned pieces, and the line cut to a width."""

from __future__ import annotations

from collections.abc import Iterable

from splitter.view.text.cells import width
from splitter.view.text.display import Tone, Toned, shorten


def toned_width(pieces: Toned) -> int:
    """How many terminal cells the pieces take."""
    return sum(width(text) for text, _ in pieces)


def cut(pieces: Toned, cells: int) -> Toned:
    """The pieces in at most so many cells."""
    kept: list[tuple[str, Tone]] = []
    for text, tone in pieces:
        room = cells - toned_width(tuple(kept))
        if width(text) > room:
            if room > 0:
                kept.append((shorten(text, room), tone))
            break
        if text:
            kept.append((text, tone))
    return tuple(kept)


def keys_line(pairs: Iterable[tuple[str, str]]) -> Toned:
    """Keys with their words, as a footer shows them."""
    line: list[tuple[str, Tone]] = []
    for key, word in pairs:
        line += [(f" {key}", "key"), (f" {word} ", "footer")]
    return tuple(line)
