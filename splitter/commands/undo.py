"""The undo of the last split."""

from __future__ import annotations

from splitter import session as sessions
from splitter.commands.opening import here
from splitter.commands.printing import print_report
from splitter.commands.report import undo_report


def undo() -> int:
    """Undo the last split of the repository, and print the report.  Returns the exit status."""
    undone = sessions.undo(here())
    return print_report(undo_report(undone.subject, undone.updates, undone.draft), undone.warnings)
