"""Commits above that a plan leaves empty, as entries of a plan file to fill in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from splitter.core.plan.planfile.emptied import describe_unanswered, write_unanswered
from splitter.core.plan.planfile.strings import in_json
from splitter.core.text.controls import printable

if TYPE_CHECKING:
    from splitter.core.rewrite.commits import StackedCommit
    from splitter.core.rewrite.emptied import EmptiedFound

_HEAD = "\n# Add these entries to the plan, each with its action.\n"


_HEAD_OF_JSON = '\nAdd these entries to "emptied" in the plan, each with its action.\n'


def entries(found: EmptiedFound, *, as_json: bool) -> str:
    """An entry for each commit."""
    head = _HEAD_OF_JSON if as_json else _HEAD
    return "\n".join([head, *(_entry(one, as_json=as_json) for one in found.commits)])


def _entry(commit: StackedCommit, *, as_json: bool) -> str:
    subject = printable(commit.subject)
    if as_json:
        return f"{subject}\n{in_json(describe_unanswered(commit.oid))},\n"
    return f"# {subject}\n{write_unanswered(commit.oid)}"
