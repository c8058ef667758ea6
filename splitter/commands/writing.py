"""Writing of a prepared rewrite, and its report."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

from splitter import commands
from splitter.commands.printing import (
    complain,
    forget_stdout,
    print_report,
    strerror,
)
from splitter.commands.report import split_report
from splitter.core import report
from splitter.errors import SplitError

if TYPE_CHECKING:
    from splitter.commands.options import Options
    from splitter.core.plan.plan import Plan
    from splitter.core.rewrite.rewrite import Rewrite
    from splitter.session import Session


def apply(session: Session, plan: Plan, notes: Sequence[str], options: Options) -> int:
    """Prepare and write a plan, and print the report.  Returns the exit status."""
    return finish_prepared(session, session.prepare(plan), notes, options)


def finish_prepared(
    session: Session, rewrite: Rewrite, notes: Sequence[str], options: Options
) -> int:
    """Write a rewrite, and print the report or the JSON.  Returns the exit status."""
    if options.json:
        return finish_as_json(session, rewrite, options.dry_run, notes)
    return finish(session, rewrite, options.dry_run)


def finish(session: Session, rewrite: Rewrite, dry_run: bool) -> int:
    """Write a rewrite and print the report.  Returns the exit status.

    In a dry run only its objects are written.
    """
    if dry_run:
        complain(*(f"warning: {line}" for line in _stored(session, rewrite)))
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


def finish_as_json(
    session: Session, rewrite: Rewrite, dry_run: bool, warnings: Sequence[str]
) -> int:
    """Write a rewrite and print the result as JSON.  Returns the exit status.

    In a dry run only its objects are written.
    """
    if dry_run:
        warnings = [*warnings, *_stored(session, rewrite)]
    else:
        written = session.write(rewrite)
        warnings = [*warnings, *written.hidden, *written.warnings]
    try:
        commands.as_json.print_json(
            report.result.describe_result(session.target, rewrite, warnings, dry_run)
        )
    except OSError as error:
        forget_stdout()
        if not isinstance(error, BrokenPipeError):
            complain(f"warning: cannot print the result: {strerror(error)}")
    return 0


def _stored(session: Session, rewrite: Rewrite) -> list[str]:
    """Write the objects of a dry run.  Returns a warning where that is not permitted."""
    try:
        session.store(rewrite)
    except SplitError as error:
        return [f"the new objects were not written: {error}"]
    return []
