"""The plan: which part each change belongs to, and each part's message.

A plan is a small immutable value; whatever changes it returns a new one that shares with it what is
alike, so a change costs as much as it touches, however large the commit.  The choice for a file is
one ``bytes`` with a byte for each of its changes: 0 for the rest, the part's number from 1, or
`DROPPED`.  Sending a hunk to a part is then replacing two slices, counting is ``bytes.count``, and
renumbering is ``bytes.translate``.
"""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Iterable, Iterator, Mapping
from enum import Enum, auto
from functools import cached_property
from operator import add
from typing import TypeVar

from msgspec import Struct
from msgspec.structs import replace

from splitter.core.diff.interleaved import Before, Block, Order, Reading, block_of, blocks_in
from splitter.core.diff.model import FileChangeKind, FilePatch, Hunk, Patch
from splitter.core.diff.paths import quote
from splitter.core.plan import constraints
from splitter.core.plan.assignment import Assignment, Edited, numbers_in
from splitter.core.plan.constraints import DROPPED, REST
from splitter.core.plan.edits import (
    Edit,
    EditedLines,
    edited_lines,
    is_shown,
    line_in_words,
    renumbered,
    standing,
    whole_lines,
)
from splitter.core.plan.interleave import guess_beside, is_open, stands_beside
from splitter.core.plan.tallies import Tally, counts_of, differing, recount, tallies_of

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
    """What keeps a plan from being written."""

    NO_CHANGES = auto()
    NO_MESSAGE = auto()
    NUL_IN_MESSAGE = auto()
    UNASSIGNED = auto()
    SEPARATED = auto()
    MISPLACED_EDIT = auto()
    ONE_PART = auto()


class Problem(Struct, frozen=True):
    """Why a plan cannot be written yet.  ``part`` is a part's number, `REST` or `DROPPED`; ``at``
    has the numbers of a file and of one of its changes, where it is about that.
    """

    kind: ProblemKind
    text: str
    part: int
    at: tuple[int, int] | None = None


class Plan(Struct, frozen=True, dict=True):
    """``parts`` are the commits to come, oldest first, numbered from 1.

    ``rest`` is the commit that takes what no part has claimed, None where there is none; it stands
    behind ``rest_after`` of the parts.  ``heir`` is the number of the part that keeps the identity
    of the target (`REST` for the rest's commit), None for the last commit.  ``choices`` has one
    entry a file of the patch.  ``orders`` are those of the replaced blocks of which it is said how
    they read, and not guessed, by rising numbers of file and block.  ``edits`` are the texts
    that neither the old nor the new version has, in order.
    """

    patch: Patch
    parts: tuple[Part, ...]
    choices: Assignment
    rest: Part | None = None
    rest_after: int = 0
    chosen_heir: int | None = None
    orders: tuple[Order, ...] = ()
    edits: tuple[Edit, ...] = ()

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
        """For each byte of a choice, the position of its commit; 255 for what is dropped.

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
        """The part of that number, `REST` being the rest's commit; KeyError if there is none."""
        if number == REST and self.rest is not None:
            return self.rest
        if not 1 <= number <= len(self.parts):
            raise KeyError(number)
        return self.parts[number - 1]

    @cached_property
    def tallies(self) -> dict[int, Tally]:
        """How much each part has that has anything; also the rest and what is dropped."""
        if not self.edits:
            return self._counted
        total = {number: list(counts_of(tally)) for number, tally in self._counted.items()}
        for file in sorted({one.file for one in self.edits}):
            for edit in self.edited_lines_of(file):
                counts = total.setdefault(edit.number, [0, 0, 0, 0])
                counts["+-".index(edit.mark)] += edit.lines
            for number in {one.number for one in self._shown(file)} - {*self.choices[file]}:
                total[number][3] += 1
        return tallies_of(total)

    @cached_property
    def _counted(self) -> dict[int, Tally]:
        """How many of the changes each part has."""
        total: dict[int, list[int]] = {}
        for file, choice in zip(self.patch, self.choices, strict=True):
            recount(total, file, b"", choice, range(len(choice)))
        return tallies_of(total)

    def tally(self, number: int) -> Tally:
        """How much that part has."""
        return self.tallies.get(number, Tally())

    def count(self, number: int) -> int:
        """How many changes a part has, its texts left out."""
        tally = self._counted.get(number, Tally())
        return tally.added + tally.removed + tally.facts

    @property
    def alone(self) -> int | None:
        """The number of the part that has everything; None where there is no such part."""
        number, *others = self.tallies or [REST]
        return None if others or number in (REST, DROPPED) else number

    def lines_of(self, file: int, number: int) -> tuple[int, int]:
        """How many lines of a file a part adds, and how many it removes."""
        one, choice = self.patch.files[file], self.choices[file]
        sides = ("+", one.added), ("-", one.removed)
        edited_lines = [edit for edit in self.edited_lines_of(file) if edit.number == number]
        added, removed = (
            choice.count(number, side.start, side.stop)
            + sum(edit.lines for edit in edited_lines if edit.mark == mark)
            for mark, side in sides
        )
        return added, removed

    def shares(self, number: int) -> Iterator[tuple[FilePatch, bytes]]:
        """The files of which that part has something, each with its choice."""
        having: Iterable[int] = self.choices.having(number)
        if self.edits:
            also = {one.file for one in self.edits if one.number == number}
            having = sorted({*having, *also})
        for file in having:
            yield self.patch.files[file], self.choices[file]

    def problems(self) -> Iterator[Problem]:
        """Everything that keeps the plan from being written."""
        for number in self.order:
            yield from self._problems_of(number)
        if self.rest is None and self.tally(REST):
            yield Problem(ProblemKind.UNASSIGNED, "some changes are in no part", REST)
        for violation in constraints.violations(self.patch, self.choices, self.positions):
            yield Problem(ProblemKind.SEPARATED, violation.reason, violation.number)
        yield from self.misplaced()
        if len(self.order) == 1 and not self.tally(DROPPED):
            text = "everything is in one part; that is not a split"
            yield Problem(ProblemKind.ONE_PART, text, self.order[0])

    def _problems_of(self, number: int) -> Iterator[Problem]:
        name, message = self.name(number), self.part(number).message
        if not self.tally(number):
            yield Problem(ProblemKind.NO_CHANGES, f"nothing is left for {name}", number)
        if not message.strip():
            yield Problem(ProblemKind.NO_MESSAGE, f"the message of {name} is empty", number)
        if "\0" in message:
            text = f"the message of {name} contains a NUL"
            yield Problem(ProblemKind.NUL_IN_MESSAGE, text, number)

    def name(self, number: int) -> str:
        """What a part is called where people read it."""
        return {REST: "the rest", DROPPED: "what is dropped"}.get(number, f"part {number}")

    def said_of(self, file: int) -> tuple[Order, ...]:
        """The orders of a file's replaced blocks of which the plan says how they read."""
        return _of_file(self.orders, file)

    def edits_of(self, file: int) -> tuple[Edit, ...]:
        """The texts of a file that neither of its versions has."""
        return _of_file(self.edits, file)

    def standing(self, file: int, position: int) -> Mapping[int, bytes]:
        """Those of them that a file has in the commit at a position, by the changes at whose places
        they stand.
        """
        return standing(self.edits_of(file), self.choices[file], self.positions, position)

    def edited_lines_of(self, file: int) -> Iterator[EditedLines]:
        """What the texts of a file make its parts add and remove beside its changes."""
        one = self.patch.files[file]
        return edited_lines(one, self.edits_of(file), self.choices[file], self.positions)

    def _shown(self, file: int) -> Iterator[Edit]:
        """The texts of a file that are to be read in some version."""
        choice = self.choices[file]
        return (one for one in self.edits_of(file) if is_shown(one, choice, self.positions))

    def misplaced(self) -> Iterator[Problem]:
        """The texts that cannot stand where they are to."""
        for one in self.edits:
            why = self._why_misplaced(one)
            if why:
                at = one.file, one.change
                yield Problem(ProblemKind.MISPLACED_EDIT, why, one.number, at)

    def _why_misplaced(self, one: Edit) -> str:
        file, choice = self.patch.files[one.file], self.choices[one.file]
        owner, create = choice[one.change], file.fact(FileChangeKind.CREATE)
        line, here, at = line_in_words(file, one.change), self.name(one.number), self.positions
        if owner == DROPPED:
            return f"{line} is dropped: there is no text for it in {here}"
        if at[owner] <= at[one.number]:
            return f"{line} is in {self.name(owner)} already, which leaves no text for {here}"
        if create is not None and at[choice[create]] > at[one.number]:
            return f"'{quote(file.path)}': {constraints.CREATED_FIRST}"
        return ""

    def orders_of(self, file: int) -> tuple[Order, ...]:
        """The orders of a file's replaced blocks that are not guessed by likeness alone: those that
        the plan says, and those that are guessed from who has which line (see `beside`).
        """
        guessed = (
            Order(file, block.removed.start, guess_beside(hunk, block, at))
            for hunk, block, at in self._unsaid(file)
            if stands_beside(block, at)
        )
        return tuple(sorted((*self.said_of(file), *guessed)))

    def order_of(self, file: int, hunk: Hunk, block: Block) -> Before:
        """How a replaced block of a file reads: as the plan says, or as is guessed."""
        number = block.removed.start
        said = (order.before for order in self.said_of(file) if order.block == number)
        return next(said, None) or self.guess_of(file, hunk, block)

    def guess_of(self, file: int, hunk: Hunk, block: Block) -> Before:
        """How a replaced block of a file reads if nothing is said."""
        return guess_beside(hunk, block, self.places_of(file))

    def guesses(self, files: Iterable[int] | None = None) -> Iterator[tuple[int, Block]]:
        """The replaced blocks of some files, or of all, each with its file's number, of which
        nothing says where an old line stands that stays beside a new one.
        """
        for file in range(len(self.patch)) if files is None else files:
            for hunk, block, at in self._unsaid(file):
                if is_open(hunk, block, at):
                    yield file, block

    def _unsaid(self, file: int) -> Iterator[tuple[Hunk, Block, bytes]]:
        """The replaced blocks of a file of which it is not said how they read, each with its hunk
        and the positions of the file's changes; none where all of it goes to one commit.
        """
        if len(numbers_in(self.choices[file])) > 1 or self.edits_of(file):
            at = self.places_of(file)
            said = {order.block for order in self.said_of(file)}
            for hunk, block in blocks_in(self.patch.files[file]):
                if block.removed.start not in said:
                    yield hunk, block, at

    def places_of(self, file: int) -> bytes:
        """For each change of a file the position of its commit; of the first one that has something
        at the place of a line to come.
        """
        places = self.choices[file].translate(self.positions)
        added = self.patch.files[file].added
        early = [one for one in self._shown(file) if one.change in added]
        if not early:
            return places
        earlier = bytearray(places)
        for one in early:
            earlier[one.change] = min(earlier[one.change], self.positions[one.number])
        return bytes(earlier)

    def reading(self, file: int, hunk: Hunk) -> Reading:
        """The lines of one of a file's hunks in the order in which they read."""
        return Reading(hunk, self.orders_of(file))

    # What changes it

    def assign(self, selections: Iterable[Selection], number: int) -> Plan:
        """Give changes to a part, to the rest or to what is dropped.

        What cannot part from them goes along (see `rules`).  Raises KeyError for an unknown part.
        """
        if number not in (REST, DROPPED):
            self.part(number)
        edited = Edited(self.choices)
        moved: dict[int, list[range]] = {}
        for selection in selections:
            choice = bytearray(edited[selection.file])
            for span in selection.changes:
                choice[span.start : span.stop] = bytes([number]) * len(span)
            edited[selection.file] = bytes(choice)
            moved.setdefault(selection.file, []).extend(selection.changes)
        constraints.follow(self.patch, edited, self.positions, moved, number)
        return self._edited(edited)

    def shift(self, file: int, change: int, by: int) -> Plan:
        """A plan in which a line of a replaced block stands elsewhere among the other side's lines.

        It moves down past ``by`` of them, or up where ``by`` is negative, as far as its block goes;
        lines of its own side are pushed along.  Past 0 lines, it is said to stand where it was
        guessed to.  The same plan where there is no way to go, and for a change that is no line of
        a replaced block.
        """
        found = block_of(self.patch.files[file], change)
        if found is None:
            return self
        hunk, block = found
        was, number = self.order_of(file, hunk, block), block.removed.start
        order = Order(file, number, block.shift(was, change, by))
        if order in self.orders or (by and order.before == was):
            return self
        orders = [one for one in self.orders if (one.file, one.block) != (file, number)]
        insort(orders, order)
        return self._keeping_tallies(orders=tuple(orders))

    def edit_lines(self, edit: Edit) -> Plan:
        """A plan in which a line reads that text from a part on; with an empty text, no such text.

        The same plan where that is so already.  Raises KeyError for an unknown part, and ValueError
        for a change that is no line.
        """
        self.part(edit.number)
        if edit.change not in self.patch.files[edit.file].lines:
            raise ValueError(edit.change)
        wanted = replace(edit, text=whole_lines(edit.text))
        place = wanted.file, wanted.change, wanted.number
        kept = [one for one in self.edits if (one.file, one.change, one.number) != place]
        edits = tuple(sorted([*kept, wanted] if wanted.text else kept))
        return self if edits == self.edits else self._keeping_tallies(edits=edits)

    def add(self, message: str = "") -> Plan:
        """A plan with one more part, the last before the rest if that comes last.

        Raises ValueError beyond `MAX_PARTS`.
        """
        if len(self.parts) >= MAX_PARTS:
            raise ValueError(f"no more than {MAX_PARTS} parts")
        at_end = self.rest_after == len(self.parts)
        return self._keeping_tallies(
            parts=(*self.parts, Part(message)),
            rest_after=self.rest_after + 1 if at_end else self.rest_after,
        )

    def remove(self, number: int) -> Plan:
        """A plan without that part; its changes go back to the rest."""
        self.part(number)
        numbers = [other for other in range(1, len(self.parts) + 1) if other != number]
        return self._renumbered(numbers, {number: REST})

    def merge(self, number: int, into: int) -> Plan:
        """A plan in which the changes of one part belong to another, and the first is gone.

        ``into`` may be `REST` or `DROPPED`.  Raises KeyError for an unknown part.
        """
        self.part(number)
        if into not in (REST, DROPPED):
            self.part(into)
        if into == number:
            return self
        numbers = [other for other in range(1, len(self.parts) + 1) if other != number]
        return self._renumbered(numbers, {number: into})

    def move(self, number: int, to: int) -> Plan:
        """A plan in which that part has the number ``to``, the others keeping their order.

        Beside the rest's commit it stays on the side on which it was.
        """
        self.part(number)
        self.part(to)
        numbers = [other for other in range(1, len(self.parts) + 1) if other != number]
        numbers.insert(to - 1, number)
        was_before = number <= self.rest_after
        before = self.rest_after - was_before
        is_before = to <= before or (to == before + 1 and was_before)
        return self._renumbered(numbers, {}, before + is_before)

    def place_rest(self, after: int) -> Plan:
        """A plan in which the rest's commit stands behind so many of the parts; the same where
        there is none.  Raises ValueError for more parts than there are.
        """
        if not 0 <= after <= len(self.parts):
            raise ValueError(after)
        if self.rest is None or after == self.rest_after:
            return self
        return self._keeping_tallies(rest_after=after)._settled(self.choices.having(REST))

    def describe(self, number: int, message: str) -> Plan:
        """A plan in which that part has that message."""
        part = replace(self.part(number), message=message)
        if number == REST:
            return self._keeping_tallies(rest=part)
        parts = (*self.parts[: number - 1], part, *self.parts[number:])
        return self._keeping_tallies(parts=parts)

    def make_heir(self, number: int) -> Plan:
        """A plan in which that part keeps the target's identity."""
        self.part(number)
        return self._keeping_tallies(chosen_heir=number)

    def on_broken(self, number: int, patch: Patch) -> Plan:
        """The plan for a patch in which that renamed file is a deletion and a creation.

        Both halves go where the file went, or to the rest if it went to several parts.  The
        orders of its blocks are gone, and its texts of neither version.
        """
        choice = self.choices[number]
        whole = choice[0] if choice.count(choice[0]) == len(choice) else REST
        halves = patch.files[number : number + len(patch) - len(self.patch) + 1]
        new = [bytes([whole]) * half.size for half in halves]
        choices = list(self.choices)
        choices[number : number + 1] = new
        more = len(halves) - 1
        broken = replace(
            self,
            patch=patch,
            choices=Assignment(choices),
            orders=_behind_broken(self.orders, number, more),
            edits=_behind_broken(self.edits, number, more),
        )
        return broken._settled(range(len(patch)))

    def without_empty_rest(self) -> Plan:
        """The same plan, with no commit for a rest that has nothing left to take."""
        if self.rest is None or self.tally(REST) or not self.parts:
            return self
        heir = None if self.chosen_heir == REST else self.chosen_heir
        return self._keeping_tallies(rest=None, rest_after=0, chosen_heir=heir)

    def with_rest(self, message: str) -> Plan:
        """The same plan, with a commit at its end for a rest that no part takes."""
        if self.rest is not None:
            return self
        return self._keeping_tallies(rest=Part(message), rest_after=len(self.parts))

    def _renumbered(
        self, numbers: list[int], elsewhere: dict[int, int], rest_after: int | None = None
    ) -> Plan:
        """The plan whose parts are those numbers of this one, in that order."""
        if rest_after is None:
            rest_after = sum(number <= self.rest_after for number in numbers)
        table = bytearray(range(256))
        for new, old in enumerate(numbers, 1):
            table[old] = new
        for old, target in elsewhere.items():
            table[old] = table[target]
        gone = [old for old, target in elsewhere.items() if target in (REST, DROPPED)]
        heir = self.chosen_heir
        if heir is not None:
            heir = None if heir in gone else table[heir]
        renamed = [number for number in range(len(table)) if table[number] != number]
        files = {file for number in renamed for file in self.choices.having(number)}
        plan = replace(
            self,
            parts=tuple(self.parts[number - 1] for number in numbers),
            choices=self.choices.put({f: self.choices[f].translate(table) for f in files}),
            rest_after=rest_after,
            chosen_heir=heir,
            edits=renumbered(self.edits, table, gone),
        )
        plan.__dict__["_counted"] = self._tallies_renumbered(table, elsewhere)
        return plan._settled(files)

    def _tallies_renumbered(
        self, table: bytearray, elsewhere: Mapping[int, int]
    ) -> dict[int, Tally]:
        """The tallies of the same choices by other numbers, some of which become one."""
        total: dict[int, list[int]] = {}
        for number, tally in self._counted.items():
            counts = total.setdefault(table[number], [0, 0, 0, 0])
            counts[:] = map(add, counts, counts_of(tally))
        for old, target in elsewhere.items():
            both = sum(target in self.choices[file] for file in self.choices.having(old))
            if both:
                total[table[target]][3] -= both
        return tallies_of(total)

    def _settled(self, files: Iterable[int]) -> Plan:
        """The plan in which nothing in some files is torn from what it cannot part from."""
        edited = Edited(self.choices)
        constraints.settle(self.patch, edited, self.positions, files)
        return self._edited(edited)

    def _edited(self, edited: Edited) -> Plan:
        """The plan with other choices for some files."""
        total = {number: list(counts_of(tally)) for number, tally in self._counted.items()}
        for number, after in edited.items():
            before = self.choices[number]
            span = differing(before, after)
            recount(total, self.patch.files[number], before, after, span)
        plan = replace(self, choices=edited.choices)
        plan.__dict__["_counted"] = tallies_of(total)
        return plan

    def _keeping_tallies(self, **fields: object) -> Plan:
        """The plan with something else but the choices."""
        plan = replace(self, **fields)
        plan.__dict__["_counted"] = self._counted
        return plan


def starting_plan(patch: Patch, message: str) -> Plan:
    """The plan one begins with: all of it is rest, and the rest keeps the message."""
    choices = Assignment(bytes(file.size) for file in patch)
    return Plan(patch, (), choices, rest=Part(message))


def whole(patch: Patch, file: int) -> Selection:
    """Every change of a file."""
    return Selection(file, (range(patch.files[file].size),))


def count_changes(selections: Iterable[Selection]) -> int:
    """How many changes are selected."""
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


def _behind_broken(
    all_of_them: tuple[_OfFiles, ...], number: int, more: int
) -> tuple[_OfFiles, ...]:
    """Those that are not of a file that was taken apart, which makes so many files more."""
    return tuple(
        one if one.file < number else replace(one, file=one.file + more)
        for one in all_of_them
        if one.file != number
    )
