"""The edits that the lines of the diff have, in words."""

from __future__ import annotations

from splitter.core.diff.lines import DiffLine
from splitter.core.plan.edits import Edit
from splitter.core.plan.locations import Location
from splitter.core.plan.plan import Plan
from splitter.view.diff.document import Document
from splitter.view.diff.rows import Kind, Row
from splitter.view.phrases import edits as phrases
from splitter.view.phrases.wording import enumeration


def edits_of_line(plan: Plan, file: int, line: DiffLine) -> list[Edit]:
    """The edits that have a line, and those of the place behind it."""
    return [edit for edit in plan.edits_of(file) if edit.location.has(line) or _is_at(edit, line)]


def editors_of(document: Document, plan: Plan, row: Row) -> tuple[int, ...]:
    """The numbers of the parts that edit the line of a row, or have the edit that it is."""
    edits = plan.edits_of(row.file) if row.kind in (Kind.LINE, Kind.EDIT) else ()
    if not edits:
        return ()
    if row.kind is Kind.EDIT:
        location = document.location(row)
        found = [edit for edit in edits if edit.location == location]
    else:
        line = document.line(row)
        found = [edit for edit in edits if edit.location.has(line)]
    return tuple(sorted({edit.number for edit in found}, key=plan.positions.__getitem__))


def edits_at(plan: Plan, file: int, location: Location) -> str:
    """The edits of a location, in words."""
    found = [edit for edit in plan.edits_of(file) if edit.location == location]
    held = [one for one in found if plan.file_edits(file).is_held(one)]
    unheld = enumeration([plan.name(one.number) for one in found if one not in held] or [""])
    words = [phrases.in_words(plan, one) for one in held]
    return ", ".join([*words, *([phrases.not_applied(unheld)] if unheld else [])])


def edits_in_words(plan: Plan, file: int, line: DiffLine, *, is_first: bool = False) -> str:
    """The edits of a line that some part has, in words; "" for none.

    With ``is_first``, only those of which it is the first line.
    """
    found = [one for one in edits_of_line(plan, file, line) if plan.file_edits(file).is_held(one)]
    if is_first:
        found = [one for one in found if _begins_at(one, line)]
    found.sort(key=lambda one: plan.positions[one.number])
    return f"≈ {', '.join(phrases.in_words(plan, one) for one in found)}" if found else ""


def unread_in_words(plan: Plan, file: int, line: DiffLine) -> str:
    """The parts whose edit of a line no version has, in words; "" for none."""
    found = [
        one for one in edits_of_line(plan, file, line) if not plan.file_edits(file).is_held(one)
    ]
    names = enumeration([plan.name(one.number) for one in found]) if found else ""
    return phrases.not_applied(names) if names else ""


def are_read(plan: Plan, file: int) -> list[bool]:
    """Of each edit of a file, in their order, whether some part has it by a plan."""
    edits = plan.file_edits(file)
    return list(map(edits.is_held, edits.edits))


def _is_at(edit: Edit, line: DiffLine) -> bool:
    """True if an edit stands between a line and the next one; at the top, before the first."""
    if not edit.location.is_between or line.mark == "+":
        return False
    return line.old == max(1, edit.location.old[0] - 1)


def _begins_at(edit: Edit, line: DiffLine) -> bool:
    old, new = edit.location.old, edit.location.new
    if edit.location.is_between:
        return True
    return line.old == old[0] if old[1] else line.new == new[0]
