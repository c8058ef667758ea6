"""Changing how hunks, lines and renames are laid out, and what the cursor is on."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Sequence

from msgspec.structs import replace

from splitter.core.diff.blocks import block_of
from splitter.core.diff.model import FileChangeKind
from splitter.core.draft.commands import Break, CutHunk, Shift
from splitter.core.draft.draft import Cut
from splitter.core.plan import changes as plan_changes
from splitter.core.plan.edits import changes_of
from splitter.core.plan.plan import Plan
from splitter.view.assigning.outcome import Outcome
from splitter.view.diff.document import Document
from splitter.view.diff.rows import Kind, Row
from splitter.view.diff.text_in_hunk import Wanted
from splitter.view.keys.actions import CursorContext
from splitter.view.phrases import outcomes


def break_rename(plan: Plan, file: int) -> Outcome:
    """Break a rename into a deletion and a creation."""
    one = plan.patch.files[file]
    if one.file_change(FileChangeKind.RENAME) is None:
        return Outcome(message=outcomes.NOT_RENAMED)
    message = outcomes.rename_broken(len(plan.edits_of(file)))
    return Outcome((Break(one.path),), message)


def split_hunk(cuts: Sequence[Cut], row: Row) -> Outcome:
    """Split the hunk at a row."""
    if not cuts:
        return Outcome(message=outcomes.NO_CUT)
    message = outcomes.hunk_split(len(cuts) + 1, at_line=row.kind is Kind.LINE)
    return Outcome(tuple(map(CutHunk, cuts)), message)


def shift_line(document: Document, plan: Plan, row: Row, by: int) -> Outcome:
    """Move a line of a replaced block past the nearest line of the other side.

    Where the order that the diff shows is not yet that of the plan, the first call only shows it.
    """
    file, change = row.file, document.line(row).change if row.kind is Kind.LINE else -1
    if change < 0:
        return Outcome(message=outcomes.NOT_IN_BLOCK)
    as_guessed = plan_changes.shift_line(plan, file, change, 0)
    if not document.reads(row, as_guessed.explicit_orders_of(file)):
        return Outcome((Shift(file, change, 0),), outcomes.GUESSED_ORDER)
    outcome = shift_change(plan, file, change, by)
    more = outcomes.FILE_PREVIEW if outcome.commands else ""
    return replace(outcome, message=outcome.message + more)


def shift_standing(plan: Plan, number: int, file: int, change: int, by: int) -> Outcome:
    """Move a line of a replaced block past the nearest line of the other side in a part's file.

    Down, or up for a ``by`` of -1.
    """
    found = block_of(plan.patch.files[file], change) if change >= 0 else None
    if found is None:
        return Outcome(message=outcomes.NOT_IN_BLOCK)
    hunk, block = found
    before, is_old = plan.order_of(file, hunk, block), change in block.removed
    side = block.added if is_old else block.removed
    at = before[change - block.removed.start] if is_old else 0
    at = at if is_old else bisect_right(before, change - block.added.start)
    passed = range(at, len(side)) if by > 0 else range(at - 1, -1, -1)
    stands = _standing(plan, number, file)
    count = next((n for n, other in enumerate(passed, 1) if stands(side[other])), 0)
    if not count:
        kind, way = ("new" if is_old else "old"), ("below" if by > 0 else "above")
        return Outcome(message=outcomes.no_line_to_pass(kind, way))
    return shift_change(plan, file, change, by * count)


def _standing(plan: Plan, number: int, file: int) -> Callable[[int], bool]:
    """True if the line of a change stands in the file after a part, or a text at its place."""
    position, choice, one = plan.positions[number], plan.assignment[file], plan.patch.files[file]
    texts = {n for edit in plan.standing(file, position) for n in changes_of(one, edit)}

    def stands(change: int) -> bool:
        has_happened = plan.positions[choice[change]] <= position
        return change in texts or has_happened is (change in one.added)

    return stands


def shift_change(plan: Plan, file: int, change: int, by: int) -> Outcome:
    """Move a line of a replaced block, from where it stands by the plan, as `shift_line` does."""
    if plan_changes.shift_line(plan, file, change, by) is plan:
        return Outcome(message=outcomes.END_OF_BLOCK)
    return Outcome((Shift(file, change, by),), outcomes.line_moved(by))


def cursor_context(document: Document, row: Row, searched: str) -> CursorContext:
    """The context of the cursor, by which the footer offers keys.

    ``searched`` is the text that was searched, "" for none.
    """
    if row.kind is Kind.FILE_CHANGE:
        file_change = document.patch.files[row.file].file_changes[row.index]
        return (
            CursorContext.RENAME
            if file_change.kind is FileChangeKind.RENAME
            else CursorContext.FILE_CHANGE
        )
    if row.kind is not Kind.LINE:
        return _CONTEXTS[row.kind]
    line = document.line(row)
    is_found = bool(searched) and Wanted(searched).matches(line.text)
    if line.change < 0:
        return CursorContext.FOUND_UNCHANGED if is_found else CursorContext.UNCHANGED
    if is_found:
        return CursorContext.FOUND
    replaced = document.sections(row.file, row.hunk).is_replaced(row.index)
    return CursorContext.BLOCK if replaced else CursorContext.LINE


_CONTEXTS = {
    Kind.EDIT: CursorContext.EDIT,
    Kind.DIRECTORY: CursorContext.DIRECTORY,
    Kind.FILE: CursorContext.FILE,
    Kind.HUNK: CursorContext.HUNK,
}
