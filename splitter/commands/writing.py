"""Writing of a prepared rewrite, and its report."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

from splitter.commands.printing import complain, print_report
from splitter.commands.report import split_report

if TYPE_CHECKING:
    from splitter.core.rewrite.rewrite import Rewrite
    from splitter.session import Session


def finish(session: Session, rewrite: Rewrite, dry_run: bool) -> int:
    """Write a rewrite and print the report.  Returns the exit status.

    In a dry run only its objects are written.
    """
    if dry_run:
        session.store(rewrite)
        complain(
            "Dry run: no ref was moved.  The split would be:",
            *split_report(session.target, rewrite),
        )
        lines = "".join(update.line for update in rewrite.updates)
        sys.stdout.buffer.write(os.fsencode(lines))
        return 0
    written = session.write(rewrite)
    report = [
        *split_report(session.target, rewrite, written.hidden),
        "To undo: git split --undo",
    ]
    return print_report(report, [*written.hidden, *written.warnings])
