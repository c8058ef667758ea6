"""What the lines at the edges of the main screen say, in words."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from splitter.core.plan.constraints import REST
from splitter.core.plan.plan import MAX_PARTS, Plan
from splitter.core.text.counts import count_in_words
from splitter.view.diff.document import Document
from splitter.view.diff.rows import Kind, Row
from splitter.view.diff.search import Found
from splitter.view.diff.selection import owners_of
from splitter.view.keys.actions import CursorContext, Keys, footer
from splitter.view.phrases.wording import owners_in_words, place_in_words, sign, tied_in_words
from splitter.view.text.cells import width
from splitter.view.text.display import Tone, Toned, shorten

#: What is said of a file behind its path, where one part has it.
ALL = ", all of it"
#: In how many cells the end of a path is told in any case, and where there is little room.
PATH, SHORT_PATH = 16, 8
#: From how many cells in a line on it is said what is counted.
WIDE = 64
#: From how many cells in a line on there is a place for the title of the marked part.
TITLED = 100
#: What the sign of the part takes that `space` gives to, with a space on either side.
TARGET = len(f" ▶ {MAX_PARTS} ")
#: The words of the footer that are always there.
_ESSENTIAL = frozenset(("keys", "write", "leave"))


def here(document: Document, plan: Plan, row: Row, moved: str, cells: int) -> str:
    """What a row is, where it goes, and why it cannot go alone or where it was moved.

    Where that is more than so many cells its path is cut, but for its end.  Where there is little
    room the words are fewer, and the path of what is in a file gives way altogether, as do the
    reasons.
    """
    is_wide = cells >= WIDE
    owners = owners_of(document, plan, row)
    goes = owners_in_words(plan, owners, "goes to" if is_wide else "→")
    is_line = row.kind is Kind.LINE
    tied = "" if is_line else tied_in_words(document, row)
    more = f"({tied or moved})" if tied or moved else ""
    if is_line and not is_wide:
        least = f"{place_in_words(document, row, 0)} {goes} {more}"
        more = more if width(least) <= cells else ""
    is_whole = row.kind is Kind.FILE and len(owners) == 1
    behind = (ALL if is_whole else "") + "".join(f" {piece}" for piece in (goes, more) if piece)
    path = cells - width(f"{place_in_words(document, row, 1)}{behind}") + 1
    if is_wide:
        path = max(path, PATH)
    elif path < SHORT_PATH:
        path = SHORT_PATH if row.kind in (Kind.DIRECTORY, Kind.FILE) else 0
    return place_in_words(document, row, path) + behind


def bottom(words: str, number: int, title: str, cells: int) -> str:
    """What there is to tell, and behind it the part that ``space`` gives to, in so many cells.

    The part's title has a place of its own on wide screens, as long as the words leave it; else
    there is only its sign, at the edge.
    """
    shown, target = shorten(f" {words}", told_cells(cells)), f"▶ {sign(number)}"
    left = cells - min(cells * 3 // 10, 48)
    if cells >= TITLED and width(shown) < left:
        target = shorten(f"{target} {title}", cells - left - 1)
    else:
        left = cells - width(target) - 1
    return shown + " " * (left - width(shown)) + target


def told_cells(cells: int) -> int:
    """How much of so many cells is there for words at most, a space before them."""
    return cells - TARGET


def marked(count: int, line: int) -> str:
    """What a marked range holds: so many changes, and with which line it begins, 0 for none."""
    if not count:
        return "no change is marked so far"
    them = "it" if count == 1 else "them"
    begin = f", from line {line} on" if line else ""
    return f"{count_in_words(count)} marked{begin}: a number gives {them} to a part"


def found(rows: Found, before: int, y: int, step: int) -> str:
    """Which match of a search row ``y`` is, on the way from row ``before``."""
    if y == before:
        return "only here"
    is_again = y < before if step > 0 else y > before
    return (f"{again(step)}, " if is_again else "") + rows.in_words(y)


def again(step: int) -> str:
    """That a search goes on at the other end, on its way down or up."""
    return f"from the {'top' if step > 0 else 'end'} again"


def sought(document: Document, y: int | None, before: int) -> str:
    """What is found of a text that is being typed: row ``y``, when one was on row ``before``."""
    if y is None:
        return "nowhere in this diff"
    if y == before:
        return "only here"
    begun = f"{again(1)}: " if y < before else ""
    return begun + place_in_words(document, document.row(y))


def progress(plan: Plan, cells: int) -> str:
    """How much is in the rest, on a screen with so many cells in a line.

    It is as long as it was when nothing was decided.
    """
    left = plan.count(REST)
    shown = _left(left, cells) if left else " rest empty "
    return shown.rjust(len(_left(plan.patch.size, cells)))


def _left(count: int, cells: int) -> str:
    return f" {count_in_words(count) if cells >= WIDE else f'{count:,}'} in the rest "


def offered(where: CursorContext, keys: Keys, plan: Plan, number: int, cells: int) -> Toned:
    """What one may want to do, in so many cells; how to get help, write and leave in any case.

    ``number`` is that of the part marked ▶.
    """
    marked = "" if number == REST else sign(number)
    entries = footer(where, keys, marked, finished=not plan.tally(REST) and plan.alone is None)
    return fitting(entries, _ESSENTIAL, cells)


def fitting(entries: Sequence[tuple[str, str]], always: Collection[str], cells: int) -> Toned:
    """Keys and words as far as they fit into so many cells, those first that come first; those
    whose words are to be there ``always`` in any case.
    """
    sizes = [width(key) + width(word) + 3 for key, word in entries]
    room = cells - sum(
        size for size, (_, word) in zip(sizes, entries, strict=True) if word in always
    )
    line: list[tuple[str, Tone]] = []
    for (key, word), size in zip(entries, sizes, strict=True):
        if word not in always:
            room -= size
            if room < 0:
                continue
        line += [(f" {key}", "key"), (f" {word} ", "footer")]
    return tuple(line)
