"""Putting back what the last split changed."""

from __future__ import annotations

from splitter import session as sessions
from splitter.commands.opening import here
from splitter.commands.printing import tell
from splitter.commands.report import undo_report


def undo() -> int:
    """Undo the last split of the repository, and print the report.  Returns the exit status."""
    undone = sessions.undo(here())
    return tell(undo_report(undone.subject, undone.updates, undone.draft), undone.told)
