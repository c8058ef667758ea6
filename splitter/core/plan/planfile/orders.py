"""The orders of replaced blocks in a plan file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise

from splitter.core.diff import interleaved
from splitter.core.diff.blocks import Block, block_with, blocks
from splitter.core.diff.interleaved import Order
from splitter.core.diff.model import FilePatch, Hunk
from splitter.core.diff.paths import quote
from splitter.core.plan.plan import Plan
from splitter.core.plan.planfile.lookup import Lookup, spell
from splitter.core.plan.planfile.position import Place
from splitter.core.plan.planfile.schema import OrderEntry


def read_orders(entries: Sequence[OrderEntry], plan: Plan, lookup: Lookup) -> tuple[Order, ...]:
    """The orders of the blocks that some entries name, for a plan without any.

    Raises PlanRefused, with the line, for a line that no block has and for lines out of order.
    """
    found: dict[tuple[int, Hunk, Block], dict[int, tuple[int, int]]] = {}
    for index, entry in enumerate(entries):
        place = ("order", index)
        number = lookup.file(entry.file, place)
        file = lookup.patch.files[number]
        hunk, block = _replaced(file, entry.removed, place, lookup)
        rows = found.setdefault((number, hunk, block), {})
        if entry.removed - block.old in rows:
            what = f"removed line {entry.removed} of '{quote(file.path)}'"
            lookup.refuse(f"{what} is placed twice", "name it only once", place)
        rows[entry.removed - block.old] = (_count(file, block, entry, place, lookup), index)
    return tuple(sorted(_order(plan, *where, rows, lookup) for where, rows in found.items()))


def _order(
    plan: Plan,
    number: int,
    hunk: Hunk,
    block: Block,
    rows: Mapping[int, tuple[int, int]],
    lookup: Lookup,
) -> Order:
    """The order of a block from its entries.

    ``rows`` maps a removed line to the number of added lines before it and the index of its entry.
    """
    for one, other in pairwise(sorted(rows)):
        if rows[one][0] > rows[other][0]:
            first, second = block.old + one, block.old + other
            name = quote(lookup.patch.files[number].path)
            lookup.refuse(
                f"removed line {second} of '{name}' would come before line {first}",
                f"old lines keep their order: place line {second} after new line "
                f"{block.after(rows[one][0])} or a later one",
                ("order", max(rows[one][1], rows[other][1])),
            )
    counts = {row: count for row, (count, _) in rows.items()}
    before = interleaved.place(plan.guess_of(number, hunk, block), counts)
    return Order(number, block.removed.start, before)


def _replaced(file: FilePatch, line: int, place: Place, lookup: Lookup) -> tuple[Hunk, Block]:
    """The replaced block with that line of the old file."""
    found = block_with(file, line)
    if found is None:
        next(lookup.lines(file, "removed", [line], place))  # refuses what is not removed
        replaced = [block for hunk in file.hunks for block in blocks(hunk)]
        lines = (block.old + row for block in replaced for row in range(len(block.removed)))
        lookup.refuse(
            f"no line is added where line {line} of '{quote(file.path)}' is removed",
            f"removed lines with added lines next to them: {spell(lines)}",
            place,
        )
    return found


def _count(file: FilePatch, block: Block, entry: OrderEntry, place: Place, lookup: Lookup) -> int:
    """The number of added lines of a block before a removed line, from its entry."""
    added = range(block.new, block.new + len(block.added))
    if entry.after and entry.after not in added:
        lookup.refuse(
            f"line {entry.after} of '{quote(file.path)}' is not added where line "
            f"{entry.removed} is removed",
            f"lines added there: {spell(added)}; 0 means before all of them",
            place,
        )
    return entry.after - block.new + 1 if entry.after else 0
