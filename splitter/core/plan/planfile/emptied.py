"""The answers of a plan file about commits above that become empty: reading and writing them."""

from __future__ import annotations

from collections.abc import Sequence

from splitter.core.options import EmptyCommits
from splitter.core.plan.emptied import Emptied
from splitter.core.plan.planfile.position import Place, refusal
from splitter.core.plan.planfile.resolutions import is_commit_id, not_a_commit_id
from splitter.core.plan.planfile.schema import EmptiedTable
from splitter.core.plan.planfile.strings import Entry


def read_emptied(tables: Sequence[EmptiedTable], text: str) -> tuple[Emptied, ...]:
    """The answers of a plan file; ``text`` is all of the file.

    Raises PlanRefused with the line for a wrong id, and for a second answer about one commit.
    """
    found: dict[str, Emptied] = {}
    for index, table in enumerate(tables):
        place: Place = ("emptied", index)
        if not is_commit_id(table.commit):
            raise refusal(*not_a_commit_id(table.commit), text, (*place, "commit"))
        if table.commit in found:
            message = f"there are two answers about {table.commit[:10]}"
            raise refusal(message, "keep one of the two", text, place)
        found[table.commit] = Emptied(table.commit, EmptyCommits(table.action))
    return tuple(found.values())


def write_emptied(one: Emptied) -> str:
    """An answer as a table of a plan file."""
    return _table(one.commit, f'action = "{one.action}"')


def write_unanswered(commit: str) -> str:
    """A table for an answer to fill in."""
    return _table(commit, '# action = "keep" or action = "drop"')


def describe_unanswered(commit: str) -> Entry:
    """The same as an entry of ``emptied`` in a plan as JSON."""
    return {"commit": commit, "action": "keep or drop"}


def _table(commit: str, answer: str) -> str:
    return f'[[emptied]]\ncommit = "{commit}"\n{answer}\n'
