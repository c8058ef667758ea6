"""A history drawn with lines, as text: one lane for each line of descent, the newest on top."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from msgspec import Struct, field

#: What stands for a commit.
NODE = "●"
#: What stands for a commit that is none of those drawn.
OTHER = "○"


class Place(Struct, frozen=True):
    """The place of a commit among the lanes.

    ``above`` is the row in which lanes come together over it ("" for none), ``node`` its own row,
    ``others`` has a row for each parent that is not drawn, ``below`` is the row in which its other
    parents part ("" for none), ``lanes`` what goes on under it.
    """

    above: str
    node: str
    others: tuple[str, ...]
    below: str
    lanes: str


class Lanes(Struct):
    """Places commits, children before their parents.  ``wanted`` is what each lane leads to."""

    wanted: list[str] = field(default_factory=list)

    def place(self, oid: str, parents: Sequence[str], others: int = 0) -> Place:
        """The place of a commit with those parents, and with so many that are not drawn."""
        joined = [lane for lane, wanted in enumerate(self.wanted) if wanted == oid]
        if not joined:
            joined = [self._free(0)]
            self.wanted[joined[0]] = oid
        own = joined[0]
        above = self._fork(own, joined[1:], "╯", "┴")
        for lane in joined[1:]:
            self.wanted[lane] = ""
        self._trim()
        node = self._row({own: NODE})
        outside = self._fork(own, [len(self.wanted)], OTHER, OTHER)
        self.wanted[own] = parents[0] if parents else ""
        new = []
        for parent in parents[1:]:
            new.append(self._free(own + 1))
            self.wanted[new[-1]] = parent
        below = self._fork(own, new, "╮", "┬")
        self._trim()
        return Place(above, node, (outside,) * others, below, self._row({}))

    def _free(self, first: int) -> int:
        """A lane from ``first`` on that leads nowhere yet."""
        for lane in range(first, len(self.wanted)):
            if not self.wanted[lane]:
                return lane
        self.wanted.append("")
        return len(self.wanted) - 1

    def _trim(self) -> None:
        """Forget the lanes at the right that lead nowhere."""
        while self.wanted and not self.wanted[-1]:
            self.wanted.pop()

    def _row(self, marks: dict[int, str]) -> str:
        """A row with those marks, and a line in each other lane that leads somewhere."""
        return "".join(
            f"{marks.get(lane) or ('│' if wanted else ' ')} "
            for lane, wanted in enumerate(self.wanted)
        )

    def _fork(self, own: int, ends: Collection[int], corner: str, tee: str) -> str:
        """A row with a line from the lane ``own`` to others at its right; "" for none."""
        if not ends:
            return ""
        last = max(ends)
        row = ""
        for lane in range(max(last + 1, len(self.wanted))):
            leads = lane < len(self.wanted) and self.wanted[lane]
            if lane == own:
                mark = "├"
            elif lane in ends:
                mark = corner if lane == last else tee
            elif own < lane < last:
                mark = "┼" if leads else "─"
            else:
                mark = "│" if leads else " "
            row += mark + ("─" if own <= lane < last else " ")
        return row
