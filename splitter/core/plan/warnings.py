"""Warnings: places of a plan to check before it is written."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from splitter.core.plan.brackets import uneven
from splitter.core.plan.plan import Plan


class PlanWarning(Struct, frozen=True, order=True):
    """A place to look at: a change of a file, and the file as it stands after a part."""

    file: int
    change: int
    number: int


def warnings(plan: Plan) -> list[PlanWarning]:
    """The warnings of a plan, by rising numbers of files and changes.

    A bracket without its partner, or an interleaving of lines that is a guess.
    """
    return sorted({*_uneven(plan), *_guessed(plan)})


def following(found: list[PlanWarning], last: PlanWarning | None) -> PlanWarning | None:
    """The next warning behind a place, from the end back to the first; None without warnings."""
    behind = (one for one in found if last is not None and one > last)
    return next(behind, found[0] if found else None)


def _uneven(plan: Plan) -> Iterator[PlanWarning]:
    return (PlanWarning(one.file, one.change, one.number) for one in uneven(plan))


def _guessed(plan: Plan) -> Iterator[PlanWarning]:
    """The replaced blocks whose interleaving is a guess.

    Each has the first part in which that shows, and the first old line in question.
    """
    for file, block in plan.guesses():
        places = plan.places_of(file)
        first = min(places[change] for change in block.added)
        standing = (change for change in block.removed if places[change] > first)
        yield PlanWarning(file, next(standing, block.removed.start), plan.order[first])
