"""The plan: the part of each change, and the message of each part.

A plan is a small immutable value; a changed plan shares with it all that is alike, so a change
costs as much as it touches, however large the commit.  The choice for a file is one ``bytes`` with
a byte for each of its changes: 0 for the rest, the part's number from 1, or `DROPPED`.  Assigning a
hunk replaces two slices, counting is ``bytes.count``, and renumbering is ``bytes.translate``.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping
from enum import Enum, auto
from functools import cached_property
from typing import TypeVar

from msgspec import Struct

from splitter.core.diff.blocks import Before, Block, blocks_in
from splitter.core.diff.interleaved import Order
from splitter.core.diff.model import FileChangeKind, FilePatch, Hunk, Patch
from splitter.core.diff.paths import quote
from splitter.core.plan import constraints
from splitter.core.plan.assignment import Assignment, numbers_in
from splitter.core.plan.constraints import DROPPED, REST
from splitter.core.plan.edits import Edit, EditedLines, FileEdits, Until, changes_of
from splitter.core.plan.emptied import Emptied
from splitter.core.plan.interleave import guess_beside, is_open, stands_beside
from splitter.core.plan.locations import added_in, location_in_words
from splitter.core.plan.resolutions import Resolution
from splitter.core.plan.tallies import Tally, count, counts_of, tallies_of

#: The greatest number of parts beside the rest.
MAX_PARTS = 200


class Part(Struct, frozen=True):
    """One of the commits to come: its message, as the user writes it."""

    message: str


class Selection(Struct, frozen=True):
    """Some changes of one file, by ranges of their numbers."""

    file: int
    changes: tuple[range, ...]


class ProblemKind(Enum):
    """The reasons why a plan cannot be written."""

    NO_CHANGES = auto()
    NO_MESSAGE = auto()
    NUL_IN_MESSAGE = auto()
    UNASSIGNED = auto()
    SEPARATED = auto()
    MISPLACED_EDIT = auto()
    ONE_PART = auto()


class Problem(Struct, frozen=True):
    """A reason why a plan cannot be written yet.

    ``part`` is a part's number, `REST` or `DROPPED`; ``at`` has the numbers of a file and of one of
    its changes, for a problem at a line.
    """

    kind: ProblemKind
    text: str
    part: int
    at: tuple[int, int] | None = None


class Plan(Struct, frozen=True, dict=True):
    """A split of a patch into parts.

    ``parts`` are the new commits, oldest first, numbered from 1.  ``rest`` is the commit of all
    changes that no part has, None without such a commit; it stands behind ``rest_after`` of the
    parts.  ``heir`` is the number of the part that keeps the identity of the target (`REST` for the
    rest's commit), None for the last commit.  ``assignment`` has one entry per file of the patch.
    ``orders`` are the orders of replaced blocks that are set explicitly, by rising numbers of file
    and block.  ``edits`` are the edits, in order.  ``resolutions`` are those of conflicts with the
    commits above, at most one for a commit and a path, and ``emptied`` the answers about commits
    above that become empty, at most one for a commit.
    """

    patch: Patch
    parts: tuple[Part, ...]
    assignment: Assignment
    rest: Part | None = None
    rest_after: int = 0
    chosen_heir: int | None = None
    orders: tuple[Order, ...] = ()
    edits: tuple[Edit, ...] = ()
    resolutions: tuple[Resolution, ...] = ()
    emptied: tuple[Emptied, ...] = ()

    # What it says

    @cached_property
    def order(self) -> tuple[int, ...]:
        """The numbers of the commits to come, oldest first; `REST` for the rest's commit."""
        numbers = list(range(1, len(self.parts) + 1))
        if self.rest is not None:
            numbers.insert(self.rest_after, REST)
        return tuple(numbers)

    @cached_property
    def positions(self) -> bytes:
        """For each byte of a choice, the position of its commit; 255 for dropped changes.

        Where no commit takes the rest, it counts as coming after all parts.
        """
        table = bytearray([len(self.order)] * 256)
        for position, number in enumerate(self.order):
            table[number] = position
        table[DROPPED] = DROPPED
        return bytes(table)

    @property
    def heir(self) -> int:
        """The number of the part that keeps the target's identity.

        The rest's commit is not heir by default while it has nothing to take.
        """
        if self.chosen_heir is not None:
            return self.chosen_heir
        last = [number for number in self.order if number != REST or self.tally(REST)]
        return (last or self.order)[-1]

    def part(self, number: int) -> Part:
        """A part by its number, `REST` for the rest.  Raises KeyError for an unknown part."""
        if number == REST and self.rest is not None:
            return self.rest
        if not 1 <= number <= len(self.parts):
            raise KeyError(number)
        return self.parts[number - 1]

    @cached_property
    def tallies(self) -> dict[int, Tally]:
        """The tally of each part that has changes, the rest and the dropped changes included."""
        if not self.edits:
            return self._counted
        total = {number: list(counts_of(tally)) for number, tally in self._counted.items()}
        for file in sorted({one.file for one in self.edits}):
            counted: dict[int, list[int]] = {}
            count(counted, self.patch.files[file], self.assignment[file])
            edited = {number: counts[:3] for number, counts in counted.items()}
            for edit in self.edited_lines_of(file):
                edited.setdefault(edit.number, [0, 0, 0])["+-".index(edit.mark)] += edit.lines
            for number, counts in edited.items():
                was = counted.get(number, (0, 0, 0, 0))
                now = (*counts, any(counts))
                tally = total.get(number, (0, 0, 0, 0))
                total[number] = [a + b - c for a, b, c in zip(tally, now, was, strict=True)]
        return tallies_of(total)

    @cached_property
    def _counted(self) -> dict[int, Tally]:
        """The tallies of the changes of all parts."""
        total: dict[int, list[int]] = {}
        for file, choice in zip(self.patch, self.assignment, strict=True):
            count(total, file, choice)
        return tallies_of(total)

    def tally(self, number: int) -> Tally:
        """The tally of a part."""
        return self.tallies.get(number, Tally())

    def count(self, number: int) -> int:
        """The number of changes of a part, edits left out."""
        tally = self._counted.get(number, Tally())
        return tally.added + tally.removed + tally.file_changes

    @property
    def alone(self) -> int | None:
        """The number of the part that has everything; None where there is no such part."""
        number, *others = self.tallies or [REST]
        return None if others or number in (REST, DROPPED) else number

    def lines_of(self, file: int, number: int) -> tuple[int, int]:
        """The numbers of lines of a file that a part adds and removes."""
        one, choice = self.patch.files[file], self.assignment[file]
        sides = ("+", one.added), ("-", one.removed)
        edited_lines = [edit for edit in self.edited_lines_of(file) if edit.number == number]
        added, removed = (
            choice.count(number, side.start, side.stop)
            + sum(edit.lines for edit in edited_lines if edit.mark == mark)
            for mark, side in sides
        )
        return added, removed

    def files_of(self, number: int) -> Iterable[int]:
        """The numbers of the files of which that part has something."""
        having = self.assignment.having(number)
        if not self.edits:
            return having
        files = {one.file for one in self.edits}
        also = {file for file in files if number in self.file_edits(file).ends}
        return sorted({*having, *also})

    def shares(self, number: int) -> Iterator[tuple[FilePatch, bytes]]:
        """The files of which that part has something, each with its choice."""
        for file in self.files_of(number):
            yield self.patch.files[file], self.assignment[file]

    def problems(self) -> Iterator[Problem]:
        """Everything that keeps the plan from being written."""
        for number in self.order:
            yield from self._problems_of(number)
        if self.rest is None and self.count(REST):
            yield Problem(ProblemKind.UNASSIGNED, "some changes are in no part", REST)
        for violation in constraints.violations(self.patch, self.assignment, self.positions):
            yield Problem(ProblemKind.SEPARATED, violation.reason, violation.number)
        yield from self.misplaced()
        if len(self.order) == 1 and not self.tally(DROPPED):
            number = self.order[0]
            yield Problem(ProblemKind.ONE_PART, f"everything is in {self.name(number)}", number)

    def _problems_of(self, number: int) -> Iterator[Problem]:
        name, message = self.name(number), self.part(number).message
        if not self.tally(number):
            yield Problem(ProblemKind.NO_CHANGES, f"{name} has no changes", number)
        if not message.strip():
            yield Problem(ProblemKind.NO_MESSAGE, f"the message of {name} is empty", number)
        if "\0" in message:
            text = f"the message of {name} contains a NUL byte"
            yield Problem(ProblemKind.NUL_IN_MESSAGE, text, number)

    def name(self, number: int) -> str:
        """The name of a part in messages."""
        return {REST: "the rest", DROPPED: "the dropped changes"}.get(number, f"part {number}")

    def explicit_orders_of(self, file: int) -> tuple[Order, ...]:
        """The orders of a file's replaced blocks that the plan sets explicitly."""
        return _of_file(self.orders, file)

    def edits_of(self, file: int) -> tuple[Edit, ...]:
        """The edits of a file."""
        return _of_file(self.edits, file)

    def file_edits(self, file: int) -> FileEdits:
        """The edits of a file, which know the parts that have them."""
        one, choice = self.patch.files[file], self.assignment[file]
        return FileEdits(one, self.edits_of(file), choice, self.positions, self.order)

    @cached_property
    def edited_for_good(self) -> tuple[int, ...]:
        """The numbers of the files that edits leave otherwise than the commit did."""
        held = (one for one in self.edits if one.until is Until.END)
        return tuple(sorted({one.file for one in held}))

    @property
    def changes_end(self) -> bool:
        """True if the end result is not the commit's: for what is dropped, or edited for good."""
        return bool(self.tally(DROPPED) or self.edited_for_good)

    def standing(self, file: int, position: int) -> tuple[Edit, ...]:
        """The edits of a file that the commit at a position has (see `FileEdits`)."""
        return self.file_edits(file).standing(position) if self.edits_of(file) else ()

    def edited_lines_of(self, file: int) -> Iterator[EditedLines]:
        """The lines that the parts add and remove because of edits, beside its changes."""
        return self.file_edits(file).lines()

    def misplaced(self) -> Iterator[Problem]:
        """The edits that no part can have."""
        for one in self.edits:
            why = self.why_misplaced(one)
            if why:
                change = next(iter(changes_of(self.patch.files[one.file], one)), -1)
                yield Problem(ProblemKind.MISPLACED_EDIT, why, one.number, (one.file, change))

    def why_misplaced(self, one: Edit) -> str:
        """The reason why no part can have an edit; "" for none."""
        file, choice, at = self.patch.files[one.file], self.assignment[one.file], self.positions
        where, here = location_in_words(file, one.location), self.name(one.number)
        create, delete = (
            file.file_change(FileChangeKind.CREATE),
            file.file_change(FileChangeKind.DELETE),
        )
        if create is not None and at[choice[create]] > at[one.number]:
            return f"'{quote(file.path)}': {constraints.CREATED_FIRST}"
        if delete is not None and at[choice[delete]] <= at[one.number]:
            return f"'{quote(file.path)}' is deleted in {self.name(choice[delete])} already"
        if delete is not None and one.until is Until.END and choice[delete] != DROPPED:
            return f"'{quote(file.path)}' is deleted: an edit of it cannot hold for good"
        if self.file_edits(one.file).is_held(one):
            return ""
        if one.until is Until.NEXT:
            return f"{here} is the last part: no next part ends its edit of {where}"
        owners = [choice[change] for change in changes_of(file, one)]
        if len(owners) != 1:
            return f"{where} changes in no part after {here}: {here} cannot edit it"
        if owners[0] == DROPPED:
            return f"{where} is dropped: {here} cannot edit it"
        return f"{where} is already in {self.name(owners[0])}: {here} cannot edit it"

    def orders_of(self, file: int) -> tuple[Order, ...]:
        """The orders of a file's replaced blocks that are not guessed by likeness alone.

        These are the orders that the plan sets, and those guessed from the parts of the lines (see
        `interleave`).
        """
        guessed = (
            Order(file, block.removed.start, guess_beside(hunk, block, at))
            for hunk, block, at in self._unordered(file)
            if stands_beside(block, at)
        )
        return tuple(sorted((*self.explicit_orders_of(file), *guessed)))

    def order_of(self, file: int, hunk: Hunk, block: Block) -> Before:
        """The order of a replaced block of a file: set by the plan, or guessed."""
        number = block.removed.start
        explicit = (
            order.before for order in self.explicit_orders_of(file) if order.block == number
        )
        return next(explicit, None) or self.guess_of(file, hunk, block)

    def guess_of(self, file: int, hunk: Hunk, block: Block) -> Before:
        """The guessed order of a replaced block of a file."""
        return guess_beside(hunk, block, self.places_of(file))

    def guesses(self, files: Iterable[int] | None = None) -> Iterator[tuple[int, Block]]:
        """The replaced blocks whose interleaving is a guess that some version shows.

        Yields the number of the file and the block, for some files or for all.
        """
        for file in range(len(self.patch)) if files is None else files:
            for hunk, block, at in self._unordered(file):
                if is_open(hunk, block, at):
                    yield file, block

    def _unordered(self, file: int) -> Iterator[tuple[Hunk, Block, bytes]]:
        """The replaced blocks of a file whose order the plan does not set.

        Yields the hunk, the block and the positions of the file's changes; nothing for a file that
        is in one commit.
        """
        if len(numbers_in(self.assignment[file])) > 1 or self.edits_of(file):
            at = self.places_of(file)
            explicit = {order.block for order in self.explicit_orders_of(file)}
            for hunk, block in blocks_in(self.patch.files[file]):
                if block.removed.start not in explicit:
                    yield hunk, block, at

    def places_of(self, file: int) -> bytes:
        """For each change of a file the position of its commit.

        For an added line that an edit stands for earlier, it is the position of the edit's part.
        """
        places = bytearray(self.assignment[file].translate(self.positions))
        edits = self.file_edits(file)
        for one in edits.edits:
            added = added_in(self.patch.files[file], one.location.new)
            if one.text and added and not one.location.old[1] and edits.is_held(one):
                places[added[0]] = min(places[added[0]], self.positions[one.number])
        return bytes(places)


def starting_plan(patch: Patch, message: str) -> Plan:
    """The plan one begins with: all of it is rest, and the rest keeps the message."""
    assignment = Assignment(bytes(file.size) for file in patch)
    return Plan(patch, (), assignment, rest=Part(message))


def plan_by_files(
    patch: Patch, parts: Iterable[Part], files: Mapping[int, int], rest: Part
) -> Plan:
    """A plan of whole files: ``files`` has the number of the part of each, the rest all others."""
    assignment = Assignment(bytes([files.get(n, REST)]) * file.size for n, file in enumerate(patch))
    numbered = tuple(parts)
    return Plan(patch, numbered, assignment, rest=rest, rest_after=len(numbered))


def whole(patch: Patch, file: int) -> Selection:
    """Every change of a file."""
    return Selection(file, (range(patch.files[file].size),))


def count_changes(selections: Iterable[Selection]) -> int:
    """The number of selected changes."""
    return sum(len(span) for selection in selections for span in selection.changes)


_OfFiles = TypeVar("_OfFiles", Order, Edit)


def _of_file(all_of_them: tuple[_OfFiles, ...], file: int) -> tuple[_OfFiles, ...]:
    """Those of a file, of some that are sorted by files."""
    if not all_of_them:
        return ()
    first, stop = (bisect_left(all_of_them, at, key=_file) for at in (file, file + 1))
    return all_of_them[first:stop]


def _file(one: Order | Edit) -> int:
    return one.file
