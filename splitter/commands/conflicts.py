"""Conflicts of a plan, printed as entries to fill in."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from splitter.commands.printing import complain
from splitter.core.diff.paths import quote
from splitter.core.plan.planfile.resolutions import write_unresolved
from splitter.core.text.controls import printable
from splitter.core.text.counts import count_in_words

if TYPE_CHECKING:
    from splitter.core.rewrite.conflicts import Conflict, ConflictsFound
    from splitter.session import Session


def print_conflicts(session: Session, found: ConflictsFound) -> None:
    """Print an entry for each conflict to standard error, for the plan file."""
    complain(
        "# Conflicts with commits above.  Add these entries to the plan, each with its outcome:",
        '# take = "ours" (the new history), take = "theirs" (the commit above), or a text.',
    )
    for conflict in found.conflicts:
        text = session.remembered(conflict)
        comment = _comment(conflict, is_remembered=text is not None)
        if text is None and conflict.at.has_text and not conflict.is_binary:
            text = session.merged_text(conflict)
        entry = write_unresolved(conflict.at.path, conflict.commit.oid, conflict.at.blobs, text)
        sys.stderr.write(f"\n# {printable(comment)}\n{entry}")
    sys.stderr.write("\n")


def _comment(conflict: Conflict, *, is_remembered: bool) -> str:
    """What is in conflict, in a line."""
    on = f" on {', '.join(conflict.branches)}" if conflict.branches else ""
    words = [f"{conflict.commit.subject}{on}: {quote(conflict.at.path)}"]
    if conflict.is_void:
        words.append("its resolution was for other contents")
    if is_remembered:
        words.append("resolved as before (rerere)")
    if conflict.later:
        later = count_in_words(conflict.later, "later commit")
        words.append(f"{later} {'changes' if conflict.later == 1 else 'change'} this file, too")
    return "; ".join(words)
