"""The next row for the cursor: of a part, of a kind, or assigned like the one under it."""

from __future__ import annotations

from splitter.core.plan.plan import Plan
from splitter.view.diff.document import Document
from splitter.view.diff.file_rows import FileRows
from splitter.view.diff.rows import Kind

#: How far below a row the next one that is assigned alike is searched.
REACH = 1000


def next_of_part(
    document: Document, plan: Plan, number: int, y: int, step: int, kind: Kind
) -> int | None:
    """The nearest row above or below (``step`` -1 or 1) with a change of a part, or of the rest.

    It is a file where ``kind`` is one; else see `having_from`.  ``y`` may be -1, before all rows,
    or behind the last.
    """
    here, offset = document.heights.find(max(0, min(y, document.height - 1)))
    offset += (y >= document.height) - (y < 0)
    for place in document.tree.having(plan, number, here, step):
        file, height = document.files[place], document.heights[place]
        rows, choice = document.of(file), plan.assignment[file]
        begin, end = (offset + 1, offset) if place == here else (0, height)
        if file in document.folded or kind in (Kind.FILE, Kind.DIRECTORY):
            found = 0 if (begin == 0 if step > 0 else end > 0) else None
        elif step > 0:
            found = having_from(rows, choice, number, begin, kind)
        else:
            found = having_to(rows, choice, number, end, kind)
        if found is not None:
            return document.heights.start(place) + found
    return None


def next_alike(document: Document, y: int, kind: Kind) -> int | None:
    """The nearest row below that is assigned as a row of that kind is.

    It is a file, a hunk, or else a changed line or a file change; None also where it is more than
    `REACH` rows, or headers, away.
    """
    if kind in (Kind.FILE, Kind.DIRECTORY):
        return next_of(document, y, 1, (Kind.FILE,))
    kinds = (Kind.HUNK,) if kind is Kind.HUNK else (Kind.LINE, Kind.FILE_CHANGE)
    for _ in range(REACH):
        if kind is Kind.HUNK:
            below = next_of(document, y, 1, (Kind.HUNK, Kind.FILE))
        else:
            below = y + 1 if y + 1 < document.height else None
        if below is None:
            return None
        y, row = below, document.row(below)
        if row.kind in kinds and document.changes(row):
            return y
    return None


def next_of(document: Document, y: int, step: int, kinds: tuple[Kind, ...]) -> int | None:
    """The nearest row above or below of one of those kinds, which are file or hunk."""
    place, offset = document.heights.find(y)
    start = y - offset
    if step > 0:
        rows = document.of(document.files[place])
        found = rows.head_below(offset) if Kind.HUNK in kinds else None
        if found is not None:
            return start + found
        return start + document.heights[place] if place + 1 < len(document.files) else None
    if not offset and not place:
        return None
    above: int | None = offset
    if not offset:
        place, above = place - 1, None
        start -= document.heights[place]
    is_hunk = Kind.HUNK in kinds
    return start + (document.of(document.files[place]).head_above(above) if is_hunk else 0)


def having_from(rows: FileRows, choice: bytes, number: int, offset: int, kind: Kind) -> int | None:
    """The first row from one on that stands for something of a part, or of the rest.

    That is a line or a file change; where ``kind`` is a hunk, a header stands for its lines if they
    are all that part's.
    """
    one = rows.file
    stops = (len(one.file_changes), one.removed.stop, one.added.stop)
    spans = zip(rows.changes_before(offset), stops, strict=True)
    found = (choice.find(number, start, stop) for start, stop in spans)
    first = min((rows.offset_of(change) for change in found if change >= 0), default=None)
    if first is None or kind is not Kind.HUNK:
        return first
    head = rows.head_above(first)
    if not _is_whole(rows, choice, number, head):
        return first
    if head >= offset:
        return head
    return having_from(rows, choice, number, rows.head_from(offset), kind)


def having_to(rows: FileRows, choice: bytes, number: int, offset: int, kind: Kind) -> int | None:
    """The last such row before one."""
    if offset == 0:
        return None
    if kind is Kind.HUNK and _is_whole(rows, choice, number, head := rows.head_above(offset)):
        return head
    one = rows.file
    starts = (0, one.removed.start, one.added.start)
    spans = zip(starts, rows.changes_before(offset), strict=True)
    found = (choice.rfind(number, start, stop) for start, stop in spans)
    last = max((rows.offset_of(change) for change in found if change >= 0), default=None)
    if last is None or kind is not Kind.HUNK:
        return last
    head = rows.head_above(last)
    return head if _is_whole(rows, choice, number, head) else last


def _is_whole(rows: FileRows, choice: bytes, number: int, head: int) -> bool:
    """True if all lines below the header of a hunk are a part's; not so below a file's."""
    row = rows.row(head)
    return row.kind is Kind.HUNK and all(
        choice.count(number, span.start, span.stop) == len(span) for span in rows.changes(row)
    )
