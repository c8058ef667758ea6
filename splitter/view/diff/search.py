"""Search: the rows of a diff that have a text in a file's path, a heading or a line."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from heapq import merge
from itertools import chain

from splitter.core.diff.model import FilePatch
from splitter.view.diff.document import Document
from splitter.view.diff.file_rows import FileRows, position_from
from splitter.view.diff.hunk_rows import Sections
from splitter.view.diff.rows import Kind, Row
from splitter.view.diff.text_in_hunk import Found, Wanted


def matching(document: Document, text: str, files: Sequence[int]) -> list[int]:
    """Those of some files whose path has the text, in any case as for `find_next`."""
    wanted = Wanted(text)
    return [file for file in files if wanted.matches(document.patch.files[file].path)]


def find_next(document: Document, text: str, y: int, step: int) -> int | None:
    """The nearest row above or below whose line or path has the text, in any case.

    A text with a capital letter is looked for as it is.  The search goes round once.
    """
    rows = find_all(document, text)
    if rows.is_counted:
        return rows.nearest(y, step)
    return look_for(document, text, y, step)


def look_for(document: Document, text: str, y: int, step: int) -> int | None:
    """The same row as `find_next` has, and nothing else: no further than that is looked at."""
    wanted = Wanted(text)
    rounds = ((y + 1, document.height), (0, y + 1)) if step > 0 else ((0, y), (y, document.height))
    matches = chain.from_iterable(_matches(document, wanted, *one, step) for one in rounds)
    return next(matches, None)


def find_all(document: Document, text: str) -> Found:
    """The rows whose line or path has the text, as for `find_next`."""
    if text not in document.searches:
        document.searches[text] = Found.among(
            _matches(document, Wanted(text), 0, document.height, 1)
        )
    return document.searches[text]


def _matches(document: Document, wanted: Wanted, first: int, stop: int, step: int) -> Iterator[int]:
    """The rows from ``first`` to before ``stop`` that have the text."""
    if first >= stop:
        return
    places = range(document.heights.find(first)[0], document.heights.find(stop - 1)[0] + 1)
    for place in places[::step]:
        file = document.files[place]
        if not document.has_context(file) and not may_match(document.patch.files[file], wanted):
            continue
        rows = document.look_at(file)
        start = document.heights.start(place)
        inside = max(first - start, 0), min(stop - start, document.heights[place])
        for offset in matches(rows, wanted, *inside, step):
            yield start + offset


def matches(rows: FileRows, wanted: Wanted, first: int, stop: int, step: int) -> Iterator[int]:
    """The rows from ``first`` to before ``stop`` that have a text, or from the last on."""
    texts = _texts(rows.file)
    heads = range(first, min(stop, len(texts)))
    found = [at for at in heads if wanted.matches(texts[at])]
    if step > 0:
        yield from found
    low, high = max(first - rows.first, 0), stop - rows.first
    for number, hunk in list(enumerate(rows.file.hunks))[::step] if low < high else ():
        if number not in rows.special and not wanted.may_be_in(hunk):
            continue
        start = rows.hunks.start(number)
        end = start + rows.hunks[number]
        inside = range(max(low, start) - start, min(high, end) - start)
        for row in _matches_in(rows, wanted, number, inside, step):
            yield rows.first + start + row
    if step < 0:
        yield from reversed(found)


def _matches_in(
    rows: FileRows, wanted: Wanted, hunk: int, inside: range, step: int
) -> Iterator[int]:
    """The rows of a hunk that have the text: its heading is that of its first section."""
    if not inside:
        return
    sections = rows.sections(hunk)
    head = [0] if 0 in inside and wanted.matches(sections.hunk.heading) else []
    low, high = position_from(sections, inside.start), position_from(sections, inside.stop)
    length = sections.length
    around = [
        [at for at in span if wanted.matches(_text(rows, hunk, at))]
        for span in (range(low, min(high, 0)), range(max(low, length), high))
    ]
    stretches = list(sections.stretches(max(low, 0), min(high, length)))[::step]
    positions = chain.from_iterable(
        _positions(sections, wanted, lines, step) for lines in stretches
    )
    found = map(sections.row, chain(around[0][::step], positions, around[1][::step]))
    if step < 0:
        found = map(sections.row, chain(around[1][::step], positions, around[0][::step]))
    yield from chain(head, found) if step > 0 else chain(found, head)


def _text(rows: FileRows, hunk: int, line: int) -> bytes:
    return rows.line(Row(Kind.LINE, rows.number, line, hunk)).text


def _positions(
    sections: Sections, wanted: Wanted, lines: Iterable[range], step: int
) -> Iterator[int]:
    """The positions of those of some lines of a hunk that have a text: see `Sections.stretches`."""
    sides = (wanted.lines(sections.hunk, side.start, side.stop, step) for side in lines)
    return merge(*(map(sections.position_of, side) for side in sides), reverse=step < 0)


def may_match(file: FilePatch, wanted: Wanted) -> bool:
    """True if some row of a file without more context can have a text; False where none has."""
    return any(map(wanted.matches, _texts(file))) or any(map(wanted.may_be_in, file.hunks))


def _texts(file: FilePatch) -> tuple[bytes, ...]:
    """The texts above the first hunk that are searched, row by row."""
    return (file.path, *(file_change.text.encode() for file_change in file.file_changes))
