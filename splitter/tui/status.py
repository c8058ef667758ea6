"""What the lines at the edges of the main screen say, in words."""

from __future__ import annotations

from splitter.core.plan import Plan
from splitter.core.rules import REST
from splitter.tui.actions import Keys, Where, footer
from splitter.tui.document import Document
from splitter.tui.rows import Kind, Row
from splitter.tui.text import Tone, Toned, width
from splitter.tui.words import (
    count_in_words,
    owners_in_words,
    place_in_words,
    tied_in_words,
)

#: The words of the footer that are always there.
_ESSENTIAL = frozenset(("keys", "write", "leave"))


def here(document: Document, plan: Plan, row: Row, moved: str) -> str:
    """What a row is, where it goes, and why it cannot go alone or where it was moved."""
    numbers = document.owners(plan, row)
    pieces = [place_in_words(document, row), owners_in_words(plan, numbers)]
    tied = tied_in_words(document, row) if row.kind is not Kind.LINE else ""
    more = tied or moved
    return " ".join(filter(None, pieces)) + (f" ({more})" if more else "")


def marked(count: int) -> str:
    """What a marked range holds: so many changes."""
    return f"{count_in_words(count)} marked: a number gives them to a part"


def progress(plan: Plan) -> str:
    """How much is undecided."""
    left = plan.tally(REST)
    count = left.added + left.removed + left.facts
    return f" {count:,} undecided " if count else " all decided "


def offered(where: Where, keys: Keys, plan: Plan, cells: int) -> Toned:
    """What one may want to do, in so many cells; how to get help, write and leave in any case."""
    entries = footer(where, keys, finished=not plan.tally(REST))
    sizes = [width(key) + width(word) + 3 for key, word in entries]
    room = cells - sum(
        size for size, (_, word) in zip(sizes, entries, strict=True) if word in _ESSENTIAL
    )
    line: list[tuple[str, Tone]] = []
    for (key, word), size in zip(entries, sizes, strict=True):
        if word not in _ESSENTIAL:
            room -= size
            if room < 0:
                continue
        line += [(f" {key}", "key"), (f" {word} ", "footer")]
    return tuple(line)
