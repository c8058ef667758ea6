"""The text of a plan file as a plan."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from msgspec import Struct, field
from msgspec.structs import replace

from splitter.core.diff.model import FileChangeKind, FilePatch, Patch
from splitter.core.diff.paths import quote, unquote
from splitter.core.plan.assignment import Assignment
from splitter.core.plan.changes import describe_part
from splitter.core.plan.constraints import DROPPED, REST
from splitter.core.plan.plan import MAX_PARTS, Part, Plan
from splitter.core.plan.planfile.edits import CountLines, ReadEdits, read_edits
from splitter.core.plan.planfile.emptied import read_emptied
from splitter.core.plan.planfile.file_ends import with_file_ends
from splitter.core.plan.planfile.formats import read_tables
from splitter.core.plan.planfile.lookup import Lookup, describe_change
from splitter.core.plan.planfile.orders import read_orders
from splitter.core.plan.planfile.position import Place
from splitter.core.plan.planfile.resolutions import read_resolutions
from splitter.core.plan.planfile.schema import (
    ChangeEntry,
    Document,
    EditEntry,
    PartTable,
    read_document,
)
from splitter.core.plan.planfile.selections import MatchPaths, Selected, Selector
from splitter.errors import PlanRefused

_ID = re.compile("[0-9a-f]{4,}")

#: How a change is named: by its name or number, or because it matches.
_BY_NAME, _BY_MATCH = 1, 2

#: Takes renames apart, by their numbers in a patch.
BreakRenames = Callable[[Patch, Sequence[int]], Patch]
#: Finds a file that the commit does not touch, by its path; raises PlanRefused for any other path.
OpenUntouched = Callable[[Patch, bytes], FilePatch]


class Sources(Struct, frozen=True):
    """The functions by which a plan file is read beside the patch; None for what it cannot have.

    ``break_renames`` breaks renames, by their numbers in a patch.  ``count_lines`` says how many
    lines the old version of a file has, ``match_paths`` which paths a pathspec matches, and
    ``open_untouched`` finds files that the commit does not touch.
    """

    break_renames: BreakRenames | None = None
    count_lines: CountLines | None = None
    match_paths: MatchPaths | None = None
    open_untouched: OpenUntouched | None = None


_NO_SOURCES = Sources()


def target_of(text: str) -> str:
    """The id of the commit that a plan is for, in hex and perhaps abbreviated; "" for none.

    Raises PlanRefused where the text is neither TOML nor JSON.
    """
    target = read_tables(text).get("target")
    return target if isinstance(target, str) and _ID.fullmatch(target) else ""


def read_plan(
    text: str,
    patch: Patch,
    target: str,
    sources: Sources = _NO_SOURCES,
    message: str = "",
) -> Plan:
    """The plan that the text describes for a patch of the commit ``target`` (its id in hex).

    ``message`` is the message of the heir and the rest if the text has none for them.

    Names are checked, and that nothing is named twice; `refuse_incomplete` checks whether the plan
    is complete.  Raises PlanRefused with the line of the error.
    """
    sources = replace(sources, count_lines=None, match_paths=None)
    return _Reader(text, patch, target, sources, message).plan()


def read_plan_by_hand(
    text: str,
    patch: Patch,
    target: str,
    sources: Sources = _NO_SOURCES,
    message: str = "",
) -> tuple[Plan, list[str]]:
    """The plan of a text that may leave out creations and deletions of files with lines, and notes.

    The creation comes with the first lines of the file, the deletion with the last.  An edit until
    its lines change holds for good where they change in no later part.  Else it is as in
    `read_plan`, which takes what is left out for rest.
    """
    reader = _Reader(text, patch, target, sources, message)
    plan, notes = with_file_ends(reader.plan(), reader.named)
    plan, more = reader.edits.settled(plan)
    created = [f"'{quote(file.path)}' is created by edits" for file in plan.patch if file.created]
    return plan, [*notes, *more, *created]


class _Reader(Struct):
    text: str
    patch: Patch
    target: str
    sources: Sources
    message: str
    edits: ReadEdits = ReadEdits()
    assignment: list[bytearray] = field(default_factory=list)
    named: list[bytearray] = field(default_factory=list)

    @property
    def lookup(self) -> Lookup:
        return Lookup(self.text, self.patch)

    def plan(self) -> Plan:
        document = read_document(self.text)
        self._head(document)
        self._broken(document)
        self._untouched(document)
        self.assignment = [bytearray(file.size) for file in self.patch]
        self.named = [bytearray(file.size) for file in self.patch]
        tables = self._tables(document)
        rest = self._only_one("rest", [table.rest for table in tables])
        heir = self._only_one("heir", [table.heir for table in tables])
        numbers = _numbers(len(tables), rest)
        for index, table in enumerate(tables):
            self._changes(table.changes, ("part", index), numbers[index])
        self._changes(document.dropped.changes, ("dropped",), DROPPED)
        parts = [Part(table.message or "") for table in tables]
        plan = Plan(
            patch=self.patch,
            parts=tuple(part for index, part in enumerate(parts) if index != rest),
            assignment=Assignment(bytes(choice) for choice in self.assignment),
            rest=None if rest is None else parts[rest],
            rest_after=rest or 0,
            chosen_heir=None if heir is None else numbers[heir],
        )
        for table, number in zip(tables, numbers, strict=True):
            if table.message is None and number in (REST, plan.heir):
                plan = describe_part(plan, number, self.message)
        self.edits = read_edits(tables, numbers, self.lookup, self.sources.count_lines)
        plan = replace(plan, edits=self.edits.edits)
        return replace(
            plan,
            orders=read_orders(document.order, plan, self.lookup),
            resolutions=read_resolutions(document.resolution, self.text),
            emptied=read_emptied(document.emptied, self.text),
        )

    def _head(self, document: Document) -> None:
        """Refuse the plan of another commit, or of another version of it."""
        target, fingerprint = document.target, document.fingerprint
        if target is not None and (len(target) < 4 or not self.target.startswith(target)):
            self.lookup.refuse(
                "the plan is for another commit",
                f"this commit is {self.target}; print a new plan with --print-plan",
                ("target",),
            )
        if fingerprint not in (None, self.patch.fingerprint):
            self.lookup.refuse(
                "the plan is stale: it was made for a different diff of this commit",
                "print a new plan with --print-plan",
                ("fingerprint",),
            )

    def _broken(self, document: Document) -> None:
        """Break the renames that are named by their new paths."""
        numbers: dict[int, None] = {}
        for index, name in enumerate(document.broken):
            place = ("broken", index)
            number = self.lookup.file(name, place)
            is_renamed = self.patch.files[number].file_change(FileChangeKind.RENAME) is not None
            if not is_renamed or number in numbers or not self.sources.break_renames:
                hint = "name the new path of a renamed file, once"
                self.lookup.refuse(f"'{name}' is not a rename that can be broken", hint, place)
            numbers[number] = None
        if numbers and self.sources.break_renames:
            self.patch = self.sources.break_renames(self.patch, list(numbers))

    def _untouched(self, document: Document) -> None:
        """Open the files that the commit does not touch, and that the plan edits."""
        for part, table in enumerate(document.part):
            for at, entry in enumerate(table.edits):
                place = ("part", part, "edits", at)
                try:
                    path = unquote(entry.file)
                except ValueError:
                    continue  # refused where the edit is read
                if path and path not in self.patch.numbers and self.sources.open_untouched:
                    try:
                        file = self.sources.open_untouched(self.patch, path)
                    except PlanRefused as error:
                        self.lookup.refuse(str(error), error.hint, place)
                    self._refuse_typo(file, entry, place)
                    self.patch = self.patch.with_untouched([*self.patch.untouched, file])

    def _refuse_typo(self, file: FilePatch, entry: EditEntry, place: Place) -> None:
        """Refuse lines of a file that is not there."""
        if file.created and entry.after != 0:
            hint = "write the path of a file that the commit has; after = 0 creates one"
            self.lookup.refuse(f"there is no file '{entry.file}'", hint, place)

    def _tables(self, document: Document) -> list[PartTable]:
        refuse, tables = self.lookup.refuse, document.part
        if not tables:
            refuse("the plan has no [[part]]", "add one for each new commit", ("part",))
        if len(tables) > MAX_PARTS:
            refuse(f"the plan has more than {MAX_PARTS} parts", "merge some of them", ("part",))
        return tables

    def _only_one(self, key: str, values: Sequence[bool]) -> int | None:
        """The index of the one part that has ``key``, None if no part has it."""
        found = [index for index, value in enumerate(values) if value]
        if len(found) > 1:
            message = f"a second part has '{key} = true'"
            self.lookup.refuse(message, "keep it in one part only", ("part", found[1], key))
        return found[0] if found else None

    def _changes(self, entries: Sequence[ChangeEntry], place: Place, number: int) -> None:
        """Assign the changes that some entries name to a part."""
        for index, entry in enumerate(entries):
            self._change(entry, (*place, "changes", index), number)

    def _change(self, entry: ChangeEntry, place: Place, number: int) -> None:
        lookup = self.lookup
        selected = Selector(lookup, self.sources.match_paths).select(entry, place)
        if not selected:
            lookup.refuse(
                "this entry names no change", "name hunks or lines, or only the file", place
            )
        is_broad = entry.match is not None
        for one in selected:
            self._assign(one, number, is_broad, place)

    def _assign(self, selected: Selected, number: int, is_broad: bool, place: Place) -> None:
        """Assign selected changes to a part.

        With ``is_broad``, they are those of a pattern: one part may have them twice.
        """
        file, changes = selected
        for one in changes:
            if self.named[file][one]:
                by_match = is_broad or self.named[file][one] == _BY_MATCH
                if by_match and self.assignment[file][one] == number:
                    continue
                what = describe_change(self.patch.files[file], one)
                owner = self.assignment[file][one]
                names = {
                    number: "this part has it",
                    REST: "the rest has it",
                    DROPPED: "it is dropped",
                }
                hint = f"name it only once; {names.get(owner, f'part {owner} has it')} already"
                self.lookup.refuse(f"{what} is named twice", hint, place)
            self.named[file][one] = _BY_MATCH if is_broad else _BY_NAME
            self.assignment[file][one] = number


def _numbers(count: int, rest: int | None) -> list[int]:
    """The number of each part in the file's order, the rest's commit being `REST`."""
    numbers = [number + 1 for number in range(count)]
    if rest is not None:
        numbers = [*numbers[:rest], REST, *(number - 1 for number in numbers[rest + 1 :])]
    return numbers
