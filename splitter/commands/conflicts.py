"""Conflicts of a plan, as entries of a plan file to fill in."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from splitter.core.diff.paths import quote
from splitter.core.plan.planfile.resolutions import describe_unresolved, write_unresolved
from splitter.core.plan.planfile.strings import in_json
from splitter.core.rewrite.conflicts import (
    later_in_words,
    modes_in_words,
    progress_in_words,
)
from splitter.core.text.controls import printable

if TYPE_CHECKING:
    from splitter.core.rewrite.conflicts import Conflict, ConflictsFound
    from splitter.session import Session

_HEAD = """\

# Add these entries to the plan, each with its outcome:
# take = "ours" (the new history), take = "theirs" (the commit above), or a text.
"""


_HEAD_OF_JSON = """\

Add these entries to "resolution" in the plan, each with its outcome:
"take": "ours" (the new history), "take": "theirs" (the commit above), or a text.
"""


def entries(session: Session, found: ConflictsFound, *, as_json: bool) -> str:
    """An entry for each conflict, with the merge in its text where there is one."""
    head, mark = (_HEAD_OF_JSON, "") if as_json else (_HEAD, "# ")
    left = len(found.conflicts)
    words = f"{mark}Conflicts: {progress_in_words(found.resolved, left, found.later)}.\n"
    return "\n".join([head + words, *_entries(session, found, as_json=as_json)])


def _entries(session: Session, found: ConflictsFound, *, as_json: bool) -> Iterator[str]:
    for conflict in found.conflicts:
        text = session.remembered(conflict)
        comment = printable(_comment(conflict, is_remembered=text is not None))
        if text is None and conflict.at.has_text and not conflict.is_binary:
            text = session.merged_text(conflict)
        at = conflict.at.path, conflict.commit.oid, conflict.at.blobs
        if as_json:
            yield f"{comment}\n{in_json(describe_unresolved(*at, text))},\n"
        else:
            yield f"# {comment}\n{write_unresolved(*at, text)}"


def _comment(conflict: Conflict, *, is_remembered: bool) -> str:
    """A conflict in a line."""
    on = f" on {', '.join(conflict.branches)}" if conflict.branches else ""
    words = [f"{conflict.commit.subject}{on}: {quote(conflict.at.path)}"]
    words.append(modes_in_words(conflict.at))
    if conflict.is_void:
        words.append("its resolution was for other contents")
    if is_remembered:
        words.append("resolved as before (rerere)")
    return "; ".join(filter(None, [*words, later_in_words(conflict)]))
