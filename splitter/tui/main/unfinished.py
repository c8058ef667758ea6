"""Saves a message or an edit while it is being written."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from splitter.core.plan.edits import Edit
    from splitter.tui.main.context import Context


def save(context: Context, number: int, edit: Edit | None, text: str) -> str:
    """Save the unfinished text of a part's message, or of its edit.

    Returns a warning if the text could not be saved, else "".
    """
    context.work.recorder.record_writing(number, text, edit)
    context.refresh_title()
    return context.work.recorder.trouble
