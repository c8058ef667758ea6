"""The directories of the files offered.

A directory has a row of its own where two files or more are in it and not all of them in one
directory below it; so chains are one row, and a file that is alone shows its longer path.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from itertools import accumulate, pairwise

from msgspec import Struct

from splitter.core.diff.model import Patch
from splitter.core.plan.assignment import Assignment
from splitter.core.plan.plan import Plan
from splitter.view.diff.file_rows import plain_height
from splitter.view.diff.heights import Heights
from splitter.view.diff.rows import Kind, Row


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
    """Some files of a patch in the order of their paths, and their directories."""

    def __init__(self, patch: Patch, files: Iterable[int]) -> None:
        self.patch = patch
        self.files = tuple(sorted(files, key=lambda file: patch.files[file].path))
        self.places = {file: place for place, file in enumerate(self.files)}
        paths = [patch.files[file].path for file in self.files]
        sizes = (patch.files[file].size for file in self.files)
        self._sizes = list(accumulate(sizes, initial=0))  # the changes before each file
        self.directories = tuple(_nested(sorted(_spans(paths), key=lambda s: (s[1], -s[2]))))
        self.numbers = {one.path: number for number, one in enumerate(self.directories)}
        self._innermost = [-1] * len(paths)
        for number, one in enumerate(self.directories):
            self._innermost[one.first : one.stop] = [number] * (one.stop - one.first)
        self._is_whole = self.files == tuple(range(len(patch.files)))
        self._followed: Assignment | None = None  # the assignment of which this is the files' own
        self._choices = Assignment()

    @cached_property
    def heights(self) -> Heights:
        """The number of rows of each file where all are shown plainly."""
        return Heights(plain_height(self.patch.files[file]) for file in self.files)

    # As the outline has them

    @cached_property
    def entries(self) -> tuple[Row, ...]:
        """The directories and the files, each directory before what is in it."""
        found: list[Row] = []
        number = 0
        for place, file in enumerate(self.files):
            while number < len(self.directories) and self.directories[number].first == place:
                found.append(Row(Kind.DIRECTORY, file, number))
                number += 1
            found.append(Row(Kind.FILE, file))
        return tuple(found)

    @cached_property
    def outline(self) -> Heights:
        """The number of rows of the outline for each entry where all are shown plainly."""
        files = self.patch.files
        return Heights(
            1 + (len(files[entry.file].hunks) if entry.kind is Kind.FILE else 0)
            for entry in self.entries
        )

    def entry_of_directory(self, number: int) -> int:
        """The entry of a directory: there are those before it, and the files before it."""
        return number + self.directories[number].first

    def entry_of_file(self, file: int) -> int:
        """The entry of a file."""
        place = self.places[file]
        return place + bisect_right(self.directories, place, key=_first)

    def inside(self, number: int) -> range:
        """The entries that are in a directory."""
        last = self.files[self.directories[number].stop - 1]
        return range(self.entry_of_directory(number) + 1, self.entry_of_file(last) + 1)

    def size(self, first: int, stop: int) -> int:
        """The number of changes of the files from one place to before another."""
        return self._sizes[stop] - self._sizes[first]

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

    def owners(self, plan: Plan, directory: int) -> list[int]:
        """The parts that have something below a directory."""
        one = self.directories[directory]
        return self._choices_in(plan).numbers(one.first, one.stop)

    def having(self, plan: Plan, number: int, place: int, step: int) -> Iterator[int]:
        """The places of the files of which a part has something, from one on up or down."""
        return self._choices_in(plan).having(number, place, step)

    def _choices_in(self, plan: Plan) -> Assignment:
        """The assignment of the files here, in their order.

        They are kept, and changed where another plan gives a file elsewhere.
        """
        now, before = plan.assignment, self._followed
        if self._is_whole:
            return now
        if before is None or len(before) != len(now):
            self._choices = Assignment(now[file] for file in self.files)
        elif now is not before:
            places = ((self.places.get(file), now[file]) for file in now.differing(before))
            self._choices = self._choices.put(
                {at: choice for at, choice in places if at is not None}
            )
        self._followed = now
        return self._choices


def _first(directory: Directory) -> int:
    return directory.first


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
    shared = one[: one.rfind(b"/") + 1]
    while not other.startswith(shared):
        shared = shared[: shared.rfind(b"/", 0, -1) + 1]
    return shared


def _nested(spans: Sequence[tuple[bytes, int, int]]) -> Iterator[Directory]:
    around: list[tuple[int, int]] = []  # the numbers of the directories that are open, their ends
    for number, (path, first, stop) in enumerate(spans):
        while around and around[-1][1] <= first:
            around.pop()
        yield Directory(path, first, stop, around[-1][0] if around else -1, len(around))
        around.append((number, stop))
