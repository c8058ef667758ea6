"""What of a plan a person should look at before it is written."""

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
    """Where a bracket lacks its other half, and where the order of lines is a guess, by rising
    numbers of files and changes.
    """
    return sorted({*_uneven(plan), *_guessed(plan)})


def following(found: list[PlanWarning], last: PlanWarning | None) -> PlanWarning | None:
    """The next of some warnings behind one, round the end; None where there are none."""
    behind = (one for one in found if last is not None and one > last)
    return next(behind, found[0] if found else None)


def _uneven(plan: Plan) -> Iterator[PlanWarning]:
    return (PlanWarning(one.file, one.change, one.number) for one in uneven(plan))


def _guessed(plan: Plan) -> Iterator[PlanWarning]:
    """The replaced blocks that are a guess, each after the first part in which that matters, at
    the first old line that stands there.
    """
    for file, block in plan.guesses():
        places = plan.places_of(file)
        first = min(places[change] for change in block.added)
        standing = (change for change in block.removed if places[change] > first)
        yield PlanWarning(file, next(standing, block.removed.start), plan.order[first])
