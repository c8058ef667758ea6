"""Answers about commits above that change nothing in the new history, as part of a plan."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import Struct

from splitter.core.options import EmptyCommits


class Emptied(Struct, frozen=True):
    """The answer whether a commit above is kept or dropped if it becomes empty.

    ``commit`` is the commit's present id in hex.
    """

    commit: str
    action: EmptyCommits


def with_answer(answers: Iterable[Emptied], one: Emptied) -> tuple[Emptied, ...]:
    """Answers with one more, which replaces the one about the same commit."""
    return (*(other for other in answers if other.commit != one.commit), one)
