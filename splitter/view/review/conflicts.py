"""Conflicts as lines to read: their list, and the sides of one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from splitter.core.diff.align import pair_quickly
from splitter.core.diff.paths import quote
from splitter.core.plan.resolutions import Taken
from splitter.core.rewrite.conflicts import Conflict, later_in_words
from splitter.core.rewrite.regions import Region
from splitter.view.highlight.intraline import changed_spans
from splitter.view.phrases import conflicts as phrases
from splitter.view.text.cells import width
from splitter.view.text.display import Pieces, Role, safe, shorten, visible
from splitter.view.text.pieces import cut, pieces_width

#: From so many cells on, the sides stand side by side, if their lines are short enough.
BESIDE_FROM = 96
_BLANK: Pieces = (("", "plain"),)


def conflict_row(
    conflict: Conflict, taken: Taken | None, *, is_remembered: bool, cells: int
) -> Pieces:
    """A conflict in a row: whether it is resolved, the file, the commit with its branches."""
    mark: tuple[str, Role] = ("✓ ", "good") if taken is not None else ("! ", "warning")
    path: tuple[str, Role] = (f"{safe(quote(conflict.at.path))}  ", "file")
    state = phrases.state(conflict, taken, is_remembered=is_remembered)
    more = " · ".join(filter(None, (state, later_in_words(conflict))))
    pieces: Pieces = (mark, path, (phrases.commit(conflict), "plain"))
    return cut((*pieces, (f"  {more}", "dim")) if more else pieces, cells)


def conflict_lines(conflict: Conflict, places: Sequence[Region], cells: int) -> list[Pieces]:
    """An opened conflict: what it is, what each key takes, and the sides at each place."""
    lines: list[Pieces] = [
        ((phrases.kind(conflict), "bold"),),
        _BLANK,
        (("o ", "key"), (phrases.outcome(conflict, Taken.OURS), "plain")),
        (("t ", "key"), (phrases.outcome(conflict, Taken.THEIRS), "plain")),
        _BLANK,
    ]
    if conflict.is_binary:
        lines.append(((phrases.BINARY, "warning"),))
    for place in places:
        lines += [*place_lines(place, cells), _BLANK]
    return [cut(line, cells) for line in lines]


def place_lines(place: Region, cells: int) -> Iterator[Pieces]:
    """The sides of a place: side by side where none of their lines is cut, or below each other."""
    return _beside(place, cells) if _has_room(place, cells) else _below(place)


def _has_room(place: Region, cells: int) -> bool:
    longest = max(width(visible(line)) for line in (*place.ours, *place.base, *place.theirs, b""))
    return cells >= BESIDE_FROM and longest <= _column(cells)


def _column(cells: int) -> int:
    """The cells of one of three columns."""
    return (cells - 4) // 3


def _below(place: Region) -> Iterator[Pieces]:
    """The sides of a place, one below the other."""
    yield from _context(place.before)
    for heading, lines in _sides(place):
        yield ((f"── {heading}", "hunk"),)
        yield from lines
    yield (("──", "hunk"),)
    yield from _context(place.after)


def _beside(place: Region, cells: int) -> Iterator[Pieces]:
    """The sides of a place in three columns."""
    yield from _context(place.before)
    wide = _column(cells)
    columns = [[((heading, "hunk"),), *lines] for heading, lines in _sides(place)]
    for row in range(max(map(len, columns))):
        pieces: list[tuple[str, Role]] = []
        for number, column in enumerate(columns):
            shown = cut(column[row], wide) if row < len(column) else ()
            filled = " " * (wide - pieces_width(shown))
            pieces += [*shown, (filled if number == 2 else f"{filled}│ ", "dim")]
        yield tuple(pieces)
    yield from _context(place.after)


def _sides(place: Region) -> Iterator[tuple[str, list[Pieces]]]:
    """Ours, base and theirs: a heading, and lines with the words that differ from base."""
    yield phrases.NEW_HISTORY, _side(place.ours, place.base, "added", "added_word")
    yield phrases.BASE, [((visible(line), "dim"),) for line in place.base] or [_none()]
    yield phrases.ABOVE, _side(place.theirs, place.base, "added", "added_word")


def _side(lines: Sequence[bytes], base: Sequence[bytes], role: Role, word: Role) -> list[Pieces]:
    partners = {new: old for old, new in pair_quickly(base, lines)}
    shown: list[Pieces] = []
    for number, line in enumerate(lines):
        text = visible(line)
        old = partners.get(number)
        if old is not None and base[old] == line:
            shown.append(((text, "plain"),))
            continue
        spans = changed_spans(visible(base[old]), text)[1] if old is not None else ()
        shown.append(_spelled(text, spans, role, word))
    return shown or [_none()]


def _spelled(text: str, spans: Sequence[tuple[int, int]], role: Role, word: Role) -> Pieces:
    pieces: list[tuple[str, Role]] = []
    at = 0
    for start, stop in spans:
        pieces += [(text[at:start], role), (text[start:stop], word)]
        at = stop
    return (*pieces, (text[at:], role))


def _none() -> Pieces:
    return ((phrases.NO_LINES, "dim"),)


def _context(lines: Sequence[bytes]) -> Iterator[Pieces]:
    yield from (((visible(line), "plain"),) for line in lines)


def cause_lines(end: str, cells: int) -> list[Pieces]:
    """The reason of the conflicts, and that nothing is written yet."""
    texts = phrases.cause(end), phrases.NOTHING_MOVED
    return [((shorten(text, cells) if width(text) > cells else text, "dim"),) for text in texts]
