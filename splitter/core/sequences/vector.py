"""An immutable sequence that keeps a measure of its stretches.

Two sequences share all that they have alike: a change makes new only the nodes on its path from the
root, so it costs as many steps as the tree is deep, however long the sequence.  The tree is that of
Bagwell's "Ideal Hash Trees" (2001) with the index in place of the hash, as in Clojure's vectors.  A
node keeps the measure of each child.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain, groupby
from typing import Any, Self, TypeVar, overload

from msgspec import Struct

#: How many children a node has at most.
WIDTH = 32

Item = TypeVar("Item")
Change = tuple[int, Any]


class Node(Struct, frozen=True, eq=False):
    """Items or nodes side by side, and the measure of each."""

    children: tuple[Any, ...]
    measures: tuple[int, ...]


class Vector(Sequence[Item]):
    """An immutable sequence.  A subclass defines the measure of items, single and combined."""

    def __init__(self, items: Iterable[Item] = ()) -> None:
        children: list[Any] = list(items)
        measures = list(map(self.measure, children))
        self._length, self._span = len(children), 1
        while len(children) > WIDTH:
            children = list(map(Node, _chunks(children), _chunks(measures)))
            measures = [self.combined(node.measures) for node in children]
            self._span *= WIDTH
        self._root = Node(tuple(children), tuple(measures))

    @staticmethod
    @abstractmethod
    def measure(item: Any, /) -> int:
        """The measure of one item."""

    @staticmethod
    @abstractmethod
    def combined(measures: Iterable[int], /) -> int:
        """The measure of adjacent stretches from their measures; 0 for none."""

    def __len__(self) -> int:
        return self._length

    @overload
    def __getitem__(self, at: int) -> Item: ...
    @overload
    def __getitem__(self, at: slice) -> Sequence[Item]: ...
    def __getitem__(self, at: int | slice) -> Item | Sequence[Item]:
        if isinstance(at, slice):
            return tuple(self)[at]
        if not 0 <= at < self._length:
            raise IndexError(at)
        children, span = self._root.children, self._span
        while span > 1:
            children, span = children[at // span % WIDTH].children, span // WIDTH
        return children[at % WIDTH]  # type: ignore[no-any-return]

    def __iter__(self) -> Iterator[Item]:
        children: Iterable[Any] = self._root.children
        span = self._span
        while span > 1:
            children = chain.from_iterable(node.children for node in children)
            span //= WIDTH
        return iter(children)

    def __eq__(self, other: object) -> bool:
        if type(other) is not type(self) or len(other) != len(self):
            return NotImplemented if not isinstance(other, Vector) else False
        return next(self.differing(other), None) is None

    def __hash__(self) -> int:
        return hash(tuple(self))

    def put(self, changes: Mapping[int, Item]) -> Self:
        """The sequence with other items at those places; the same where they are not others.

        Raises IndexError for a place that there is not.
        """
        ordered = sorted(changes.items(), key=_place)
        if ordered and (ordered[0][0] < 0 or ordered[-1][0] >= self._length):
            raise IndexError(ordered)
        root = self._put(self._root, self._span, ordered)
        if root is self._root:
            return self
        made = type(self).__new__(type(self))
        made._length, made._span, made._root = self._length, self._span, root
        return made

    def _put(self, node: Node, span: int, changes: Sequence[Change]) -> Node:
        """A node with other items at some places of the whole; the same where they are the same."""
        children, measures = list(node.children), list(node.measures)
        is_same = True
        for at, some in groupby(changes, key=lambda change: change[0] // span % WIDTH):
            if span == 1:
                ((_, child),) = some
                if child == children[at]:
                    continue
                measures[at] = self.measure(child)
            else:
                child = self._put(children[at], span // WIDTH, tuple(some))
                if child is children[at]:
                    continue
                measures[at] = self.combined(child.measures)
            children[at] = child
            is_same = False
        return node if is_same else Node(tuple(children), tuple(measures))

    def differing(self, other: Vector[Item]) -> Iterator[int]:
        """The places at which another sequence of the same length has other items, in order.

        Shared nodes are skipped.
        """
        return _differing(self._root, other._root, self._span, 0)

    def total(self, first: int, stop: int) -> int:
        """The measure of the items from ``first`` to before ``stop``."""
        return self.combined(_measures(self._root, self._span, first, stop))


def _chunks(items: Sequence[Any]) -> Iterator[tuple[Any, ...]]:
    return (tuple(items[at : at + WIDTH]) for at in range(0, len(items), WIDTH))


def _place(change: Change) -> int:
    return change[0]


def _differing(one: Node, other: Node, span: int, start: int) -> Iterator[int]:
    """The places at which the items below two nodes differ.

    The nodes begin at ``start``, each child has ``span`` items.
    """
    if one is other:
        return
    for at, (mine, its) in enumerate(zip(one.children, other.children, strict=True)):
        if mine is its:
            continue
        if span > 1:
            yield from _differing(mine, its, span // WIDTH, start + at * span)
        elif mine != its:
            yield start + at


def _measures(node: Node, span: int, first: int, stop: int) -> Iterator[int]:
    """The measures of the greatest nodes, and of the items, that make up a stretch."""
    for at in range(first // span, -(-stop // span)):
        low, high = max(first - at * span, 0), min(stop - at * span, span)
        if (low, high) == (0, span):
            yield node.measures[at]
        else:
            yield from _measures(node.children[at], span // WIDTH, low, high)
