"""Edits of changed lines, by the numbers of their changes."""

from __future__ import annotations

from msgspec.structs import replace

from splitter.core.plan.edits import Edit, Until, edit_of_line
from splitter.core.plan.plan import Plan


def edit_at(
    plan: Plan, change: int, number: int, text: bytes, until: Until = Until.CHANGE, file: int = 0
) -> Edit:
    """A part's edit of one changed line of a file."""
    edit = edit_of_line(plan.patch.files[file], file, change, number, text)
    return replace(edit, until=until)
