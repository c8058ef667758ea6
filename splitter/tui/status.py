"""What the lines at the edges of the main screen say, in words."""

from __future__ import annotations

from splitter.core.plan import MAX_PARTS, Plan
from splitter.core.rules import REST
from splitter.tui.actions import Keys, Where, footer
from splitter.tui.document import Document
from splitter.tui.rows import Kind, Row
from splitter.tui.search import Found
from splitter.tui.text import Tone, Toned, shorten, width
from splitter.tui.words import (
    count_in_words,
    owners_in_words,
    place_in_words,
    sign,
    tied_in_words,
)

#: In how many cells the end of a path is told in any case.
PATH = 16
#: From how many cells in a line on it is said what is counted.
WIDE = 64
#: What the sign of the part takes that `space` gives to, with a space on either side.
TARGET = len(f" ▶ {MAX_PARTS} ")
#: The words of the footer that are always there.
_ESSENTIAL = frozenset(("keys", "write", "leave"))


def here(document: Document, plan: Plan, row: Row, moved: str, cells: int) -> str:
    """What a row is, where it goes, and why it cannot go alone or where it was moved.

    Where that is more than so many cells its path is cut, but for its end.
    """
    owners = owners_in_words(plan, document.owners(plan, row))
    tied = tied_in_words(document, row) if row.kind is not Kind.LINE else ""
    more = f"({tied or moved})" if tied or moved else ""
    behind = " ".join(filter(None, [owners, more]))
    room = cells - width(place_in_words(document, row, 0)) - width(behind) - 1
    return f"{place_in_words(document, row, max(PATH, room))} {behind}".rstrip()


def bottom(words: str, number: int, title: str, cells: int) -> str:
    """What there is to tell, and behind it the part that ``space`` gives to, in so many cells.

    The part's title gives way first, never its sign.
    """
    told = shorten(f" {words}", told_cells(cells))
    left = max(cells - min(max(cells * 3 // 10, 12), 48), width(told) + 1)
    target = shorten(f"▶ {sign(number)} {title}", cells - left - 1)
    return told + " " * (left - width(told)) + target


def told_cells(cells: int) -> int:
    """How much of so many cells is there for words at most, a space before them."""
    return cells - TARGET


def marked(count: int) -> str:
    """What a marked range holds: so many changes."""
    them = "it" if count == 1 else "them"
    return f"{count_in_words(count)} marked: a number gives {them} to a part"


def found(rows: Found, before: int, y: int, step: int) -> str:
    """Which match of a search row ``y`` is, on the way from row ``before``."""
    if y == before:
        return "only here"
    again = ""
    if (y < before) if step > 0 else (y > before):
        again = f"from the {'top' if step > 0 else 'end'} again, "
    return again + rows.in_words(y)


def progress(plan: Plan, cells: int) -> str:
    """How much is undecided, on a screen with so many cells in a line.

    It is as long as it was when nothing was decided.
    """
    counts = {number: t.added + t.removed + t.facts for number, t in plan.tallies.items()}
    left = counts.get(REST, 0)
    told = _undecided(left, cells) if left else " all decided "
    return told.rjust(len(_undecided(sum(counts.values()), cells)))


def _undecided(count: int, cells: int) -> str:
    return f" {count_in_words(count) if cells >= WIDE else f'{count:,}'} undecided "


def offered(where: Where, keys: Keys, plan: Plan, number: int, cells: int) -> Toned:
    """What one may want to do, in so many cells; how to get help, write and leave in any case.

    ``number`` is that of the part marked ▶.
    """
    entries = footer(where, keys, sign(number), finished=not plan.tally(REST))
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
