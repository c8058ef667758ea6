"""Plans without a screen: printing the plan to start from, and applying a plan."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from splitter import commands
from splitter.commands.opening import load, look_at
from splitter.commands.plan_warnings import plan_warnings
from splitter.commands.printing import complain
from splitter.core import report
from splitter.core.plan import planfile
from splitter.core.plan.planfile.formats import is_json
from splitter.core.plan.planfile.strings import in_json, in_toml
from splitter.core.rewrite.conflicts import ConflictsFound, unneeded
from splitter.core.rewrite.emptied import EmptiedFound, refuse_undecided, unneeded_answers
from splitter.core.text.counts import count_in_words
from splitter.errors import PlanRefused, TargetRefused

if TYPE_CHECKING:
    from splitter.commands.options import Options
    from splitter.session import Session

#: How many notes on a plan are printed, and how many warnings; the result as JSON has all.
NOTES = 8

_TOGETHER = """\
All changes are in one part.  Add a [[part]] for each new commit, oldest first, and move
the lines of 'changes' to the part that they belong to.  A part with 'rest = true' takes
all changes that no part names.
"""
_APART = """\
The files that match the pathspecs are in the first part, all others in the rest below it.
Write a message for the first part.  Move the lines of 'changes' to the part that they belong
to, or add a [[part]] for one more commit; changes that no part names stay in the rest.
"""
_IN_A_PLAN = """\
[dropped] lists changes that are not committed; they are kept as uncommitted changes.
Name single lines with removed = ["3-5"], numbered as in the old file, and added = [7], as in
the new file.  facts = ["mode"] names a file change.  'heir = true' lets a part keep the
Change-Id and notes; by default the last part does.
"""


def print_plan(options: Options) -> int:
    """Print the plan to start from.  Returns the exit status."""
    revision = "HEAD" if options.commit is None else options.commit
    with closing(look_at(options, revision)) as session:
        return _print_json(session) if options.print_plan == "json" else _print_plan(session)


def apply_plan(options: Options, name: str) -> int:
    """Apply the plan of a file, ``-`` for standard input.  Returns the exit status."""
    text = _read_plan_text(name)
    with closing(_load_for_plan(options, text)) as session:
        return _apply_plan(session, text, options)


def _apart(session: Session) -> frozenset[int]:
    """The files for a part of their own: those that match the pathspecs, unless all do."""
    return session.offered if len(session.offered) < len(session.patch) else frozenset[int]()


def _print_json(session: Session) -> int:
    patch, message = session.patch, session.default_message
    commands.as_json.print_json(
        report.commit.describe_commit(session.target, patch, message, _apart(session))
    )
    return 0


def _print_plan(session: Session) -> int:
    apart = _apart(session)
    comment = _APART if apart else _TOGETHER
    message = session.default_message
    text = planfile.write.write_starting_plan(
        session.patch, session.target.oid, message, f"{comment}{_IN_A_PLAN}", apart
    )
    sys.stdout.buffer.write(text.encode())
    return 0


def _apply_plan(session: Session, text: str, options: Options) -> int:
    plan, notes = session.read_plan_with_notes(text)
    planfile.complete.refuse_incomplete(plan, text)
    try:
        rewrite = session.prepare(plan)
        refuse_undecided(rewrite)
    except ConflictsFound as found:
        found.entries = commands.conflicts.entries(session, found, as_json=is_json(text))
        raise
    except EmptiedFound as found:
        found.entries = commands.emptied.entries(found, as_json=is_json(text))
        raise
    notes += [*map(unneeded, rewrite.unused), *unneeded_answers(rewrite)]
    warnings = list(plan_warnings(plan, in_json if is_json(text) else in_toml))
    _print_some("note", notes, "file")
    _print_some("warning", warnings, "place")
    return commands.writing.finish_prepared(session, rewrite, [*warnings, *notes], options)


def _print_some(kind: str, lines: Sequence[str], place: str) -> None:
    """Print the first of some notes or warnings, and how many more there are."""
    rest = len(lines) - NOTES
    more = [f"the same for {count_in_words(rest, f'more {place}')}"] if rest > 0 else []
    complain(*(f"{kind}: {line}" for line in [*lines[:NOTES], *more]))


def _load_for_plan(options: Options, text: str) -> Session:
    """Open the commit that the command names, or else the plan, or else HEAD."""
    if options.commit is not None:
        return load(options, options.commit)
    target = planfile.read.target_of(text)
    try:
        return load(options, target or "HEAD")
    except TargetRefused as error:
        if not target:
            raise
        hint = "use the plan in its own repository, or print a new one with --print-plan"
        raise PlanRefused(f"the plan's target {error}", hint) from error


def _read_plan_text(name: str) -> str:
    try:
        raw = sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()
        return raw.decode("utf-8")
    except OSError as error:
        raise PlanRefused(f"cannot read the plan '{name}': {error.strerror}") from error
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise PlanRefused("the plan is not UTF-8", "save it as UTF-8", line) from error
