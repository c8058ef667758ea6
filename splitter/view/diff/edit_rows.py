"""The rows of edits: one of their lines, or a row of its own where no hunk has them."""

from __future__ import annotations

from collections.abc import Mapping

from splitter.core.diff.model import FilePatch
from splitter.core.diff.parse import hunk_lines
from splitter.core.draft.draft import Draft
from splitter.core.plan.locations import Location, changes_in, old_line
from splitter.core.plan.plan import Plan
from splitter.view.diff.document import Document
from splitter.view.diff.rows import Kind, Row


def far_edits(plan: Plan) -> Mapping[int, tuple[Location, ...]]:
    """The locations of edits far from all hunks, by the number of their file."""
    found: dict[int, dict[Location, None]] = {}
    for edit in plan.edits:
        if not _is_shown(plan.patch.files[edit.file], edit.location):
            found.setdefault(edit.file, {})[edit.location] = None
    return {file: tuple(locations) for file, locations in found.items()}


def drawn(document: Document, draft: Draft) -> Document:
    """The document as it is drawn of a draft."""
    return document.drawn_up(draft.cuts, draft.plan.orders, far_edits(draft.plan))


def y_of_edit(document: Document, file: int, location: Location) -> int:
    """The number of the row that stands for an edit of a file that is shown."""
    far = document.edits.get(file, ())
    if location in far:
        return document.y(Row(Kind.EDIT, file, far.index(location)))
    patch = document.patch.files[file]
    for changes in changes_in(patch, location):
        if changes:
            return document.y_of(file, changes[0])
    number = location.old[0]
    number = max(1, number - 1) if location.is_between else number
    found = old_line(patch, number)
    if found is None:
        return document.y(Row(Kind.FILE, file))
    lines = hunk_lines(patch.hunks[found[0]])
    index = next(at for at, one in enumerate(lines) if one.mark != "+" and one.old == number)
    return document.y(Row(Kind.LINE, file, index, found[0]))


def edit_rows(document: Document, plan: Plan, number: int) -> list[int]:
    """The numbers of the rows that stand for the edits of a part."""
    shown = set(document.files)
    mine = (edit for edit in plan.edits if edit.number == number and edit.file in shown)
    return sorted(y_of_edit(document, edit.file, edit.location) for edit in mine)


def _is_shown(file: FilePatch, location: Location) -> bool:
    """True if the diff has the first line of a location, or the line above a place."""
    first, _ = location.old
    if not first:
        return True
    return old_line(file, max(1, first - 1) if location.is_between else first) is not None
