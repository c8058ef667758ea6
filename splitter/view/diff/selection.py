"""Selections of the cursor or a marked range: changes to assign, and the parts that have them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from splitter.core.diff.lines import DiffLine
from splitter.core.plan.plan import Plan, Selection, count_changes, whole
from splitter.view.diff.document import Document
from splitter.view.diff.paragraphs import paragraphs
from splitter.view.diff.rows import Kind, Row

#: How far from a row the paragraphs go that have it.
NEAR = 1000


def select(document: Document, row: Row) -> list[Selection]:
    """The changes that a key assigns when the cursor is on that row."""
    if row.kind is Kind.DIRECTORY:
        return [whole(document.patch, file) for file in document.tree.below(row.index)]
    changes = document.changes(row)
    return [Selection(row.file, changes)] if changes else []


def select_span(document: Document, first: int, last: int) -> list[Selection]:
    """The changes that a key assigns when those rows are marked: lines and file changes.

    A folded file, and a hunk of which only the header is marked, count as a whole.
    """
    if first == last:
        return select(document, document.row(first))
    place, stop = document.heights.find(first)[0], document.heights.find(last)[0] + 1
    selections = (_select_in(document, at, first, last) for at in range(place, stop))
    return [selection for selection in selections if selection.changes]


def lines_in(document: Document, first: int, last: int) -> tuple[int, list[DiffLine]] | None:
    """The file and the lines of those rows; of a hunk's header, from its first to its last change.

    None where they have no lines, or are of several files.
    """
    rows = [document.row(y) for y in range(first, last + 1)]
    files = {row.file for row in rows}
    if len(files) != 1:
        return None
    if first == last and rows[0].kind is Kind.HUNK:
        rows = [document.row(y) for y in document.block(rows[0])]
        rows = [row for row in rows if row.kind is Kind.LINE]
        changed = [at for at, row in enumerate(rows) if document.changes(row)]
        rows = rows[changed[0] : changed[-1] + 1]
    lines = [document.line(row) for row in rows if row.kind is Kind.LINE]
    return (files.pop(), lines) if lines else None


def growing(document: Document, row: Row) -> Iterator[range]:
    """Ever larger ranges of rows around a row.

    The paragraphs of its block where all lines are added, or all removed; the block; and its hunk,
    or section, with the header.  Paragraphs that go further than `NEAR` rows are left out.  None
    for a row that is neither a changed line nor the header of a hunk.
    """
    block = document.block(row)
    if not block:
        return
    if row.kind is Kind.LINE:
        y = document.y(row)
        near = range(max(block.start, y - NEAR), min(block.stop, y + NEAR))
        if not document.sections(row.file, row.hunk).is_replaced(row.index):
            texts = [document.line(document.row(at)).text for at in near]
            for span in paragraphs(texts, y - near.start):
                rows = near[span.start : span.stop]
                goes_on = rows.start == near.start > block.start
                if not goes_on and not rows.stop == near.stop < block.stop:
                    yield rows
        yield block
    _, head = document.heading(block.start)
    if head is not None:
        yield document.block(head)


def count_span(document: Document, first: int, last: int) -> int:
    """The number of changes that `select_span` finds."""
    place, last_place = document.heights.find(first)[0], document.heights.find(last)[0]
    if place == last_place:
        return count_changes(select_span(document, first, last))
    ends = [_select_in(document, at, first, last) for at in (place, last_place)]
    return count_changes(ends) + document.tree.size(place + 1, last_place)


def _select_in(document: Document, place: int, first: int, last: int) -> Selection:
    """The selection of one file where those rows are marked."""
    file, start = document.files[place], document.heights.start(place)
    height = document.heights[place]
    inside = max(0, first - start), min(height, last + 1 - start)
    if inside == (0, height):
        return whole(document.patch, file)
    return Selection(file, document.of(file).changes_in(*inside))


def owners_of(document: Document, plan: Plan, row: Row) -> tuple[int, ...]:
    """The numbers of the parts that have something of a row, in the plan's order."""
    if row.kind is Kind.DIRECTORY:
        found = document.tree.owners(plan, row.index)
        return tuple(sorted(found, key=plan.positions.__getitem__))
    if row.kind is Kind.LINE:
        change = document.line(row).change
        return (plan.assignment[row.file][change],) if change >= 0 else ()
    return owners(plan, row.file, document.changes(row))


def owners(plan: Plan, file: int, changes: Iterable[range]) -> tuple[int, ...]:
    """The numbers of the parts that have something of those changes, in the plan's order."""
    choice = plan.assignment[file]
    spans = [span for span in changes if span]
    numbers = sorted(plan.tallies, key=plan.positions.__getitem__)
    return tuple(
        number
        for number in numbers
        if any(choice.find(number, span.start, span.stop) >= 0 for span in spans)
    )
