"""The directories of the files offered.

A directory has a row of its own where two files or more are in it and not all of them in one
directory below it; so chains are one row, and a file that is alone shows its longer path.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import pairwise

from msgspec import Struct

from splitter.core.patch import Patch
from splitter.core.plan import Plan


class Directory(Struct, frozen=True):
    """One directory: its path with a slash at its end, and the places of the files below it.

    ``parent`` is the number of the directory that it is shown in, -1 for none; ``depth`` is how
    many it is in.
    """

    path: bytes
    first: int
    stop: int
    parent: int
    depth: int


class Tree:
    """The directories of files that stand in the order of their paths."""

    def __init__(self, patch: Patch, files: Sequence[int]) -> None:
        paths = [patch.files[file].path for file in files]
        self.files = tuple(files)
        self.directories = tuple(_nested(sorted(_spans(paths), key=lambda s: (s[1], -s[2]))))
        self.numbers = {one.path: number for number, one in enumerate(self.directories)}
        self._innermost = [-1] * len(paths)
        for number, one in enumerate(self.directories):
            self._innermost[one.first : one.stop] = [number] * (one.stop - one.first)
        self._choices: tuple[bytes, ...] = ()
        self._counts: list[dict[int, int]] = [{} for _ in self.directories]

    def around(self, place: int) -> int:
        """The number of the directory that the file at that place is shown in; -1 for none."""
        return self._innermost[place]

    def below(self, directory: int) -> tuple[int, ...]:
        """The files below a directory."""
        one = self.directories[directory]
        return self.files[one.first : one.stop]

    def above(self, directory: int) -> Iterator[int]:
        """A directory and those that it is in, from inside out."""
        while directory >= 0:
            yield directory
            directory = self.directories[directory].parent

    def owners(self, plan: Plan, directory: int) -> frozenset[int]:
        """The parts that have something below a directory.

        How many files each part has there is kept, and changed for the files that another plan
        gives elsewhere.
        """
        if plan.choices is not self._choices:
            self._follow(plan.choices)
        return frozenset(self._counts[directory])

    def _follow(self, choices: tuple[bytes, ...]) -> None:
        before = self._choices
        for place, file in enumerate(self.files):
            old, new = before[file] if before else b"", choices[file]
            if old is not new:
                self._count(place, _parts(old), -1)
                self._count(place, _parts(new), 1)
        self._choices = choices

    def _count(self, place: int, parts: frozenset[int], by: int) -> None:
        for directory in self.above(self._innermost[place]):
            counts = self._counts[directory]
            for number in parts:
                counts[number] = counts.get(number, 0) + by
                if not counts[number]:
                    del counts[number]


@lru_cache(maxsize=8192)
def _parts(choice: bytes) -> frozenset[int]:
    return frozenset(choice)


def _spans(paths: Sequence[bytes]) -> Iterator[tuple[bytes, int, int]]:
    """Every directory that two neighbours have in common at most, from which place to which."""
    open_ones: list[tuple[bytes, int]] = []
    for place, (path, following) in enumerate(pairwise([*paths, b""])):
        shared = _shared(path, following)
        first = place
        while open_ones and len(open_ones[-1][0]) > len(shared):
            directory, first = open_ones.pop()
            yield directory, first, place + 1
        if shared and (not open_ones or len(open_ones[-1][0]) < len(shared)):
            open_ones.append((shared, first))


def _shared(one: bytes, other: bytes) -> bytes:
    """The directory that both paths are in, with a slash at its end."""
    length = next((n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), None)
    short = one[: min(len(one), len(other)) if length is None else length]
    return short[: short.rfind(b"/") + 1]


def _nested(spans: Sequence[tuple[bytes, int, int]]) -> Iterator[Directory]:
    around: list[tuple[int, int]] = []  # the numbers of the directories that are open, their ends
    for number, (path, first, stop) in enumerate(spans):
        while around and around[-1][1] <= first:
            around.pop()
        yield Directory(path, first, stop, around[-1][0] if around else -1, len(around))
        around.append((number, stop))
