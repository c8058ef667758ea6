"""Lines that a plan separates from the lines that replace them."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from msgspec import Struct

from splitter.core.diff.blocks import blocks
from splitter.core.diff.counterparts import pairs_in
from splitter.core.diff.model import FilePatch, Hunk
from splitter.core.plan.assignment import numbers_in
from splitter.core.plan.constraints import DROPPED, REST
from splitter.core.plan.locations import line_with
from splitter.core.plan.plan import Plan


class Torn(Struct, frozen=True):
    """Neighbouring lines of a file in one part, and the lines that replace them in another.

    ``removed`` and ``added`` are numbers of changes, pair by pair; ``old`` and ``new`` are the
    numbers of their parts.
    """

    file: int
    old: int
    new: int
    removed: tuple[int, ...]
    added: tuple[int, ...]

    def keeper(self, plan: Plan) -> int:
        """The part that could have both: not the rest and not the dropped, else the earlier one."""
        return min((self.old, self.new), key=lambda n: (n in (REST, DROPPED), plan.positions[n]))

    def numbers(self, file: FilePatch) -> tuple[list[int], list[int]]:
        """The numbers of the removed lines in the old file, and of the added ones in the new."""
        old = [line_with(file, change)[1].old for change in self.removed]
        return old, [line_with(file, change)[1].new for change in self.added]


def torn(plan: Plan) -> Iterator[Torn]:
    """The lines that a plan separates from the lines that replace them, lines with edits left out.

    Files in one part are not looked at.
    """
    for number, file in enumerate(plan.patch):
        choice = plan.assignment[number]
        if len(numbers_in(choice)) > 1:
            edited = {edit.location for edit in plan.edits_of(number)}
            for hunk in file.hunks:
                for one in _in_hunk(number, hunk, choice):
                    old, new = one.numbers(file)
                    if not any(
                        any(at.old[0] <= line < at.old[1] for line in old)
                        or any(at.new[0] <= line < at.new[1] for line in new)
                        for at in edited
                    ):
                        yield one


def _in_hunk(number: int, hunk: Hunk, choice: bytes) -> Iterator[Torn]:
    if len({choice[change] for side in hunk.changes for change in side}) < 2:
        return
    for block in blocks(hunk):
        pairs = pairs_in(hunk, block)
        for (old, new), some in groupby(pairs, lambda pair: (choice[pair[0]], choice[pair[1]])):
            if old != new:
                removed, added = zip(*some, strict=True)
                yield Torn(number, old, new, removed, added)
