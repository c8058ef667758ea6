"""The assignment: the part of each change of each file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import reduce
from operator import or_

from splitter.core.sequences.vector import WIDTH, Node, Vector


class Assignment(Vector[bytes]):
    """For each file of a patch one ``bytes``: the number of a part for each of its changes.

    The measure of a file is the set of numbers in it, as bits.
    """

    @staticmethod
    def measure(item: bytes) -> int:
        return sum(1 << number for number in numbers_in(item))

    @staticmethod
    def combined(measures: Iterable[int]) -> int:
        return reduce(or_, measures, 0)

    def having(self, number: int, first: int = 0, step: int = 1) -> Iterator[int]:
        """The files in which a number is, from ``first`` on: up, or down with a ``step`` of -1."""
        return _having(self._root, self._span, 1 << number, first, step)

    def numbers(self, first: int, stop: int) -> list[int]:
        """The numbers in the files from ``first`` to before ``stop``, rising."""
        mask = self.total(first, stop)
        return [number for number in range(mask.bit_length()) if mask >> number & 1]


class Edited(dict[int, bytes]):
    """An assignment while it is being changed: the changed files, and behind them the old ones."""

    def __init__(self, before: Assignment) -> None:
        super().__init__()
        self.before = before

    def __missing__(self, file: int) -> bytes:
        return self.before[file]

    @property
    def assignment(self) -> Assignment:
        """The assignment as it is now."""
        return self.before.put(self)


def numbers_in(choice: bytes) -> list[int]:
    """The numbers in a choice, each once."""
    found = []
    while choice:
        found.append(choice[0])
        choice = choice.translate(None, choice[:1])
    return found


def _having(node: Node, span: int, bit: int, first: int, step: int) -> Iterator[int]:
    """The places below a node at which the bit is set, counted from the node's first place."""
    size = len(node.children)
    at = first // span
    ahead = range(max(at, 0), size) if step > 0 else range(min(at, size - 1), -1, -1)
    for child in ahead:
        if not node.measures[child] & bit:
            continue
        start = child * span
        if span == 1:
            yield start
        else:
            below = _having(node.children[child], span // WIDTH, bit, first - start, step)
            yield from (start + place for place in below)
