"""The plan as a TOML file: for scripts, for a draft and for resuming.  One format, one validator.

    version = 1
    target = "9f3c..."                # optional; the commit, also where the command names none
    fingerprint = "..."               # optional; of the diff; a stale plan is refused
    broken = ["new/name"]             # optional; renames to be a deletion and a creation
    order = [                         # optional; where old lines stand among new ones
      { file = "b", removed = 46, after = 47 },            # 46 stands behind the new line 47
    ]

    [[part]]
    message = "..."
    changes = [
      { file = "a" },                                      # all of it
      { file = "b", hunks = [1, 3] },                      # by hunk, numbered from 1 in the file
      { file = "b", removed = [46], added = ["46-47"] },   # by line: old file's, new file's numbers
      { file = "c", facts = ["mode"] },                    # by whole-file fact
    ]
    between = [                       # optional; what lines of later parts read from this one on
      { file = "b", added = 50, text = "..." },            # or removed = ..., by the old file
    ]

    [[part]]
    heir = true                       # keeps the Change-Id; without any, the last part does
    message = "..."                   # optional for heir and rest: the commit's own
    rest = true                       # all that no part and no [dropped] names

    [dropped]
    changes = [...]

How the old and the new lines of a replaced block interleave is guessed, and shows where an old line
stays beside a new one.  `order` says it of single old lines: ``after`` is the new line of the block
behind which the line stands, 0 for before them all.  Every line keeps its place in its own version,
so the old lines around it are pushed along; the others stand where they are guessed to.

`between` has texts that neither the old nor the new version has.  One stands at the place of an
added line that a later part brings, or of a removed line that a later part takes away, until then.
What is not UTF-8 is ``quoted``, as git quotes paths.

A plan need not name the fact ``create`` of a new file that has lines, nor ``delete`` of a deleted
one: the creation comes with the file's first lines, the deletion with its last.

Positions in the file are looked up only where something is to be refused.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from functools import lru_cache
from itertools import pairwise
from typing import Any, NoReturn

from msgspec import Struct, field
from msgspec.structs import replace

from splitter.core.diff import interleaved
from splitter.core.diff.interleaved import Block, Order
from splitter.core.diff.model import FileChangeKind, FilePatch, Hunk, Patch, spelled
from splitter.core.diff.parse import hunk_lines
from splitter.core.diff.paths import quote, unquote
from splitter.core.plan.assignment import Assignment, Edited
from splitter.core.plan.constraints import DROPPED, REST, ends
from splitter.core.plan.edits import Edit, line_in_words, line_with, whole_lines
from splitter.core.plan.plan import MAX_PARTS, Part, Plan, Problem
from splitter.errors import PlanRefused

_TOP = ("version", "target", "fingerprint", "broken", "order", "part", "dropped")
_PART = ("message", "heir", "rest", "changes", "between")
_BETWEEN = ("file", "removed", "added", "text", "quoted")
_AS_ORDER = '{ file = "...", removed = 46, after = 47 }'
_AS_TEXT = '{ file = "...", added = 50, text = "..." }'
_CHANGE = ("file", "facts", "hunks", "removed", "added")
_ORDER = ("file", "removed", "after")
_ID = re.compile("[0-9a-f]{4,}")
_SPAN = re.compile(r"([0-9]{1,9})(?:-([0-9]{1,9}))?")

#: How many spans a hint spells out.
SPELLED = 8

_MARK = "\N{REPLACEMENT CHARACTER} here"

#: Where something stands in the document: keys and indices from the top.
Place = tuple[str | int, ...]
#: Takes renames apart, by their numbers in a patch.
BreakRenames = Callable[[Patch, Sequence[int]], Patch]


def target_of(text: str) -> str:
    """The id of the commit that a plan is for, in hex and perhaps only its beginning; "" where the
    plan does not say it.  Raises PlanRefused for what is not TOML.
    """
    target = _document(text).get("target")
    return target if isinstance(target, str) and _ID.fullmatch(target) else ""


def read_plan(
    text: str,
    patch: Patch,
    target: str,
    break_renames: BreakRenames | None = None,
    message: str = "",
) -> Plan:
    """The plan that the text describes for a patch of the commit ``target`` (its id in hex).

    ``break_renames`` takes apart the renames that the plan wants so, by their number in the patch.
    ``message`` is what the heir and the rest have where the text gives them none.

    What the text names is checked, and that it names nothing twice; whether the plan is complete
    is asked with `refuse_incomplete`.  Raises PlanRefused with the line at fault.
    """
    return _Reader(text, patch, target, break_renames, message).plan()


def read_plan_by_hand(
    text: str,
    patch: Patch,
    target: str,
    break_renames: BreakRenames | None = None,
    message: str = "",
) -> tuple[Plan, list[str]]:
    """The plan of a text that leaves out where a file with lines is created or deleted, and notes
    that say where.

    The creation comes with the first lines of the file, the deletion with the last.  Else it is as
    in `read_plan`, which takes what is left out for rest.
    """
    reader = _Reader(text, patch, target, break_renames, message)
    return reader.with_ends(reader.plan())


def refuse_incomplete(plan: Plan, text: str) -> None:
    """Raise PlanRefused, with the line, for the first problem of a plan that the text describes."""
    problem = next(plan.problems(), None)
    if problem is None:
        return
    place: Place = ("dropped",) if problem.part == DROPPED else ("part",)
    if problem.part in plan.order:
        key = "between" if problem.at else "message"
        place = ("part", plan.order.index(problem.part), key)
    raise PlanRefused(problem.text, _advice(plan, problem), _line(text, place))


def _advice(plan: Plan, problem: Problem) -> str:
    if problem.part == REST and plan.rest is None:
        return f"unclaimed: {_first_unclaimed(plan)}; name it, or put 'rest = true' into one part"
    if "not a split" in problem.text:
        return "add a [[part]] and move some of the changes into it"
    if problem.at:
        return "take the text out of 'between', or put the line into a later part"
    if "NUL" in problem.text:
        return "remove the NUL: git reads a message only up to it"
    if "message" in problem.text:
        return "give it a message; only the heir and the rest may leave it out"
    if "nothing is left" in problem.text:
        return "give it changes, or remove the part"
    return "put these changes into the same part"


def _first_unclaimed(plan: Plan) -> str:
    for number, choice in enumerate(plan.choices):
        file = plan.patch.files[number]
        at = choice.find(REST)
        if at < 0:
            continue
        name = f"'{quote(file.path)}'"
        for hunk in file.hunks:
            if hunk.has(at):
                return f"{name}, hunk {hunk.number}"
        return f"{name}, {file.facts[at].kind.value}"
    return "nothing"


class _Reader(Struct):
    text: str
    patch: Patch
    target: str
    break_renames: BreakRenames | None
    message: str
    choices: list[bytearray] = field(default_factory=list)
    named: list[bytearray] = field(default_factory=list)

    def plan(self) -> Plan:
        document = _document(self.text)
        self._head(document)
        self._broken(document)
        self.choices = [bytearray(file.size) for file in self.patch]
        self.named = [bytearray(file.size) for file in self.patch]
        tables = self._tables(document)
        rest = self._only_one(tables, "rest")
        heir = self._only_one(tables, "heir")
        numbers = _numbers(len(tables), rest)
        for index, table in enumerate(tables):
            self._changes(table, ("part", index), numbers[index])
        dropped = document.get("dropped", {})
        self._known(dropped, ("dropped",), ("changes",))
        self._changes(dropped, ("dropped",), DROPPED)
        parts = [Part(self._message(table, index)) for index, table in enumerate(tables)]
        plan = Plan(
            patch=self.patch,
            parts=tuple(part for index, part in enumerate(parts) if index != rest),
            choices=Assignment(bytes(choice) for choice in self.choices),
            rest=None if rest is None else parts[rest],
            rest_after=rest or 0,
            chosen_heir=None if heir is None else numbers[heir],
        )
        for table, number in zip(tables, numbers, strict=True):
            if "message" not in table and number in (REST, plan.heir):
                plan = plan.describe(number, self.message)
        plan = replace(plan, edits=self._interims(tables, numbers))
        return replace(plan, orders=self._orders(document, plan))

    def with_ends(self, plan: Plan) -> tuple[Plan, list[str]]:
        """A plan that was read, with the creations and deletions that it does not name where the
        lines of their files are; and notes that say so.
        """
        edited, notes = Edited(plan.choices), []
        for number, choice in enumerate(plan.choices):
            for fact, part in _ends(plan, number):
                if part != choice[fact] and not self.named[number][fact]:
                    edited[number] = choice[:fact] + bytes([part]) + choice[fact + 1 :]
                    notes.append(_note(plan, number, fact, part))
        return replace(plan, choices=edited.choices), notes

    def _head(self, document: Mapping[str, Any]) -> None:
        self._known(document, (), _TOP)
        if document.get("version") != 1 or document["version"] is True:
            self._refuse("the plan's version is not 1", "begin with: version = 1", ("version",))
        target = document.get("target", self.target)
        if not isinstance(target, str) or len(target) < 4 or not self.target.startswith(target):
            self._refuse(
                "the plan is for another commit",
                f"this commit is {self.target}; print a new plan with --print-plan",
                ("target",),
            )
        if document.get("fingerprint", self.patch.fingerprint) != self.patch.fingerprint:
            self._refuse(
                "the plan is stale: the commit's changes are not those it was made for",
                "print a new plan with --print-plan",
                ("fingerprint",),
            )

    def _broken(self, document: Mapping[str, Any]) -> None:
        """Take apart the renames that are named by their new paths."""
        numbers: dict[int, None] = {}
        for index, name in enumerate(self._list(document.get("broken", []), "broken", ("broken",))):
            place = ("broken", index)
            number = self._file({"file": name}, place)
            is_renamed = self.patch.files[number].fact(FileChangeKind.RENAME) is not None
            if not is_renamed or number in numbers or not self.break_renames:
                hint = "name the new path of a renamed file, once"
                self._refuse(f"'{name}' is no rename that can be taken apart", hint, place)
            numbers[number] = None
        if numbers and self.break_renames:
            self.patch = self.break_renames(self.patch, list(numbers))

    def _interims(self, tables: list[Mapping[str, Any]], numbers: list[int]) -> tuple[Edit, ...]:
        """The texts that neither version has."""
        found: dict[tuple[int, int, int], bytes] = {}
        for index, (table, number) in enumerate(zip(tables, numbers, strict=True)):
            place = ("part", index, "between")
            entries = self._list(table.get("between", []), "between", place)
            for at, entry in enumerate(entries):
                file, change, text = self._interim(entry, (*place, at))
                if (file, change, number) in found:
                    what = line_in_words(self.patch.files[file], change)
                    self._refuse(f"{what} has two texts here", "leave it one", (*place, at))
                found[file, change, number] = text
        return tuple(sorted(Edit(*where, text) for where, text in found.items()))

    def _interim(self, entry: Any, place: Place) -> tuple[int, int, bytes]:
        """A file's number, one of its changes and the text for it."""
        self._known(entry, place, _BETWEEN)
        number = self._file(entry, place)
        keys = [key for key in ("removed", "added") if key in entry]
        if len(keys) != 1:
            self._refuse("a text stands at the place of one line", f"write {_AS_TEXT}", place)
        line = self._number(entry, keys[0], _AS_TEXT, place)
        lines = self._lines(keys[0], "-" if keys[0] == "removed" else "+")
        (change,) = lines(self.patch.files[number], [line], place)
        return number, change, self._lines_of_text(entry, place)

    def _lines_of_text(self, entry: Mapping[str, Any], place: Place) -> bytes:
        """The text of an entry, as it is or, for what is not UTF-8, quoted as paths are."""
        text, quoted = entry.get("text"), entry.get("quoted")
        whole = b""
        if isinstance(text, str) and quoted is None:
            whole = text.encode()
        elif isinstance(quoted, str) and text is None:
            with suppress(ValueError):
                whole = unquote(quoted)
        if not whole:
            self._refuse("'text' is one line or more", f"write {_AS_TEXT}", place)
        return whole_lines(whole)

    def _orders(self, document: Mapping[str, Any], plan: Plan) -> tuple[Order, ...]:
        """The orders of the replaced blocks of which something is said, in a plan without them."""
        found: dict[tuple[int, Hunk, Block], dict[int, tuple[int, int]]] = {}
        for index, entry in enumerate(self._list(document.get("order", []), "order", ("order",))):
            place = ("order", index)
            self._known(entry, place, _ORDER)
            number = self._file(entry, place)
            file = self.patch.files[number]
            line = self._number(entry, "removed", _AS_ORDER, place)
            hunk, block = self._replaced(file, line, place)
            rows = found.setdefault((number, hunk, block), {})
            if line - block.old in rows:
                what = f"removed line {line} of '{quote(file.path)}'"
                self._refuse(f"{what} is placed twice", "leave it in one place", place)
            rows[line - block.old] = (self._count(file, block, entry, place), index)
        return tuple(sorted(self._order(plan, *where, rows) for where, rows in found.items()))

    def _order(
        self,
        plan: Plan,
        number: int,
        hunk: Hunk,
        block: Block,
        rows: Mapping[int, tuple[int, int]],
    ) -> Order:
        """The order of a block, from how many added lines stand before a removed one and the index
        of the entry that says so.
        """
        for one, other in pairwise(sorted(rows)):
            if rows[one][0] > rows[other][0]:
                first, second = block.old + one, block.old + other
                name = quote(self.patch.files[number].path)
                self._refuse(
                    f"removed line {second} of '{name}' would stand before line {first}",
                    f"old lines keep their order: place line {second} after new line "
                    f"{block.after(rows[one][0])} or a later one",
                    ("order", max(rows[one][1], rows[other][1])),
                )
        said = {row: count for row, (count, _) in rows.items()}
        before = interleaved.place(plan.guess_of(number, hunk, block), said)
        return Order(number, block.removed.start, before)

    def _replaced(self, file: FilePatch, line: int, place: Place) -> tuple[Hunk, Block]:
        """The replaced block with that line of the old file."""
        found = interleaved.block_with(file, line)
        if found is None:
            next(self._lines("removed", "-")(file, [line], place))  # refuses what is not removed
            replaced = [block for hunk in file.hunks for block in interleaved.blocks(hunk)]
            lines = (block.old + row for block in replaced for row in range(len(block.removed)))
            self._refuse(
                f"no line is added where line {line} of '{quote(file.path)}' is removed",
                f"removed lines beside added ones: {_spell(lines)}",
                place,
            )
        return found

    def _count(self, file: FilePatch, block: Block, entry: Any, place: Place) -> int:
        """How many added lines of a block stand before a removed one, as an entry says."""
        after = self._number(entry, "after", _AS_ORDER, place)
        added = range(block.new, block.new + len(block.added))
        if after and after not in added:
            self._refuse(
                f"line {after} of '{quote(file.path)}' is not added where line "
                f"{entry['removed']} is removed",
                f"lines added there: {_spell(added)}; 0 stands for before them all",
                place,
            )
        return after - block.new + 1 if after else 0

    def _number(self, entry: Mapping[str, Any], key: str, form: str, place: Place) -> int:
        number = entry.get(key)
        if not isinstance(number, int) or isinstance(number, bool):
            self._refuse(f"'{key}' is the number of a line", f"write {form}", place)
        return number

    def _tables(self, document: Mapping[str, Any]) -> list[Mapping[str, Any]]:
        tables = document.get("part", [])
        if not isinstance(tables, list) or not tables:
            self._refuse("the plan has no [[part]]", "add one for every commit to come", ("part",))
        if len(tables) > MAX_PARTS:
            self._refuse(f"the plan has more than {MAX_PARTS} parts", "merge some", ("part",))
        for index, table in enumerate(tables):
            self._known(table, ("part", index), _PART)
        return tables

    def _message(self, table: Mapping[str, Any], index: int) -> str:
        message = table.get("message", "")
        if not isinstance(message, str):
            place = ("part", index, "message")
            self._refuse("a message is a text", 'write message = """..."""', place)
        return message

    def _only_one(self, tables: list[Mapping[str, Any]], key: str) -> int | None:
        found = []
        for index, table in enumerate(tables):
            value = table.get(key, False)
            if not isinstance(value, bool):
                place = ("part", index, key)
                self._refuse(f"'{key}' is true or false", f"write {key} = true", place)
            if value:
                found.append(index)
        if len(found) > 1:
            place = ("part", found[1], key)
            self._refuse(f"a second part has '{key} = true'", "leave it on one part", place)
        return found[0] if found else None

    def _changes(self, table: Mapping[str, Any], place: Place, number: int) -> None:
        changes = table.get("changes", [])
        if not isinstance(changes, list):
            hint = 'write changes = [ { file = "..." } ]'
            self._refuse("'changes' is a list", hint, (*place, "changes"))
        for index, change in enumerate(changes):
            self._change(change, (*place, "changes", index), number)

    def _change(self, change: Any, place: Place, number: int) -> None:
        self._known(change, place, _CHANGE)
        file_number = self._file(change, place)
        file = self.patch.files[file_number]
        picked: list[int] = []
        pick: dict[str, Callable[[FilePatch, Any, Place], Iterable[int]]] = {
            "facts": self._facts,
            "hunks": self._hunks,
            "removed": self._lines("removed", "-"),
            "added": self._lines("added", "+"),
        }
        for key in change:
            if key in pick:
                picked += pick[key](file, change[key], place)
        if len(change) == 1:
            picked = list(range(file.size))
        if not picked:
            self._refuse("this names no change", "name hunks or lines, or only the file", place)
        for one in picked:
            if self.named[file_number][one]:
                what = _describe(file, one)
                self._refuse(f"{what} is named twice", "leave it in one place", place)
            self.named[file_number][one] = 1
            self.choices[file_number][one] = number

    def _file(self, change: Mapping[str, Any], place: Place) -> int:
        name = change.get("file")
        try:
            path = unquote(name) if isinstance(name, str) else None
        except ValueError:
            path = None
        if path not in self.patch.numbers:
            known = ", ".join(quote(file.path) for file in self.patch.files[:5])
            more = ", ..." if len(self.patch) > 5 else ""
            shown = "this names no file" if name is None else f"the commit has no file '{name}'"
            self._refuse(shown, f"it changes {known}{more}", place)
        return self.patch.numbers[path]

    def _facts(self, file: FilePatch, value: Any, place: Place) -> Iterator[int]:
        known = [fact.kind.value for fact in file.facts]
        for name in self._list(value, "facts", place):
            if name not in known:
                hint = f"it has {', '.join(known)}" if known else "it has lines only"
                self._refuse(f"'{quote(file.path)}' has no fact '{name}'", hint, place)
            number = file.fact(FileChangeKind(name))
            assert number is not None
            yield number

    def _hunks(self, file: FilePatch, value: Any, place: Place) -> Iterator[int]:
        last = len(file.hunks)
        for number in self._spans(value, "hunks", place):
            if not 1 <= number <= last:
                hint = (
                    f"it has hunks 1 to {last}" if last else "it has no hunks; name only the file"
                )
                self._refuse(f"'{quote(file.path)}' has no hunk {number}", hint, place)
            for span in file.hunks[number - 1].changes:
                yield from span

    def _lines(self, key: str, mark: str) -> Callable[[FilePatch, Any, Place], Iterator[int]]:
        def pick(file: FilePatch, value: Any, place: Place) -> Iterator[int]:
            changed = {
                line.old if mark == "-" else line.new: line.change
                for hunk in file.hunks
                for line in hunk_lines(hunk)
                if line.mark == mark
            }
            for number in self._spans(value, key, place):
                if number not in changed:
                    version = "old" if mark == "-" else "new"
                    hint = f"{key} lines, by the {version} file's numbers: {_spell(changed)}"
                    name = quote(file.path)
                    self._refuse(f"line {number} of '{name}' is not {key}", hint, place)
                yield changed[number]

        return pick

    def _list(self, value: Any, key: str, place: Place) -> list[Any]:
        if not isinstance(value, list):
            self._refuse(f"'{key}' is a list", f"write {key} = [...]", place)
        return value

    def _spans(self, value: Any, key: str, place: Place) -> Iterator[int]:
        for item in self._list(value, key, place):
            if isinstance(item, int) and not isinstance(item, bool):
                yield item
                continue
            match = _SPAN.fullmatch(item) if isinstance(item, str) else None
            if not match or int(match[2] or match[1]) < int(match[1]):
                hint = f'write {key} = [3, "7-9"]'
                self._refuse(f"'{item}' is neither a number nor a span", hint, place)
            first, last = int(match[1]), int(match[2] or match[1])
            if last - first > 10_000_000:
                self._refuse(f"the span '{item}' is longer than any file", "shorten it", place)
            yield from range(first, last + 1)

    def _known(self, table: Any, place: Place, keys: tuple[str, ...]) -> None:
        if not isinstance(table, dict):
            self._refuse("a table is wanted here", f"its keys are {', '.join(keys)}", place)
        for key in table:
            if key not in keys:
                hint = f"known here: {', '.join(keys)}"
                self._refuse(f"unknown key '{key}'", hint, (*place, key))

    def _refuse(self, message: str, hint: str, place: Place) -> NoReturn:
        raise PlanRefused(message, hint, _line(self.text, place))


def _numbers(count: int, rest: int | None) -> list[int]:
    """The number of each part in the file's order, the rest's commit being `REST`."""
    numbers = [number + 1 for number in range(count)]
    if rest is not None:
        numbers = [*numbers[:rest], REST, *(number - 1 for number in numbers[rest + 1 :])]
    return numbers


@lru_cache(maxsize=1)
def _document(text: str) -> Mapping[str, Any]:
    """The text as TOML; the last one is kept, for its target is asked for before its plan."""
    try:
        return tomllib.loads(text)
    except (ValueError, RecursionError) as error:  # also numbers and nesting beyond measure
        raise _not_toml(error) from error


def _not_toml(error: Exception) -> PlanRefused:
    match = re.search(r" \(at line (\d+), column \d+\)", str(error))
    text = str(error).replace(match[0], "") if match else str(error)
    return PlanRefused(f"the plan is not TOML: {text}", "", int(match[1]) if match else 0)


def _line(text: str, place: Place) -> int:
    """The line on which something stands in the text, or its nearest surroundings; 0 if neither."""
    import tomlkit  # noqa: PLC0415 - late: only a refusal needs it

    for depth in range(len(place), 0, -1):
        document = tomlkit.parse(text)
        try:
            _mark(document, place[:depth])
        except (KeyError, IndexError, TypeError):
            continue
        before, found, _ = tomlkit.dumps(document).partition(_MARK)
        if found:
            return before.count("\n") + 1
    return 0


def _mark(node: Any, place: Place) -> None:
    """Put a mark where that place is in a document; for a table, behind its header."""
    from tomlkit.items import AoT, Table  # noqa: PLC0415

    for key in place[:-1]:
        node = node[key]
    found = node[place[-1]]
    if isinstance(found, AoT):
        found = found[0]
    if isinstance(found, Table):
        found.comment(_MARK)
    else:
        node[place[-1]] = _MARK


def _ends(plan: Plan, number: int) -> Iterator[tuple[int, int]]:
    """The creation and the deletion of a file, each with the part that has its first or last lines,
    texts between two versions included.
    """
    file = plan.patch.files[number]
    lines = set(plan.choices[number][file.lines.start :])
    texts = {one.number for one in plan.edits_of(number)}
    return ends(file, lines | texts, plan.positions)


def _note(plan: Plan, number: int, fact: int, part: int) -> str:
    """In words, to which part a creation or a deletion was assigned with the lines of its file."""
    file = plan.patch.files[number]
    is_new = file.facts[fact].kind is FileChangeKind.CREATE
    name, end = f"'{quote(file.path)}'", "first" if is_new else "last"
    if part == DROPPED:
        what = "creation" if is_new else "deletion"
        return f"the {what} of {name} is dropped with its {end} lines"
    done = "created" if is_new else "deleted"
    return f"{name} is {done} in {plan.name(part)}, with its {end} lines"


def _describe(file: FilePatch, change: int) -> str:
    """A change in words: which line, or which fact, of which file."""
    if change < len(file.facts):
        return f"the {file.facts[change].kind.value} of '{quote(file.path)}'"
    return line_in_words(file, change)


def _spell(numbers: Iterable[int]) -> str:
    """Numbers as spans: ``1-3, 7``; only the first few."""
    spans = spelled(numbers)
    more = ["..."] if len(spans) > SPELLED else []
    return ", ".join([*spans[:SPELLED], *more]) or "none"


def _spans_of(numbers: Iterable[int]) -> list[str]:
    """Numbers as TOML items: ``7`` or ``"1-3"``."""
    return [f'"{span}"' if "-" in span else span for span in spelled(numbers)]


# Writing


def write_plan(plan: Plan, target: str, comments: Mapping[int, str] | None = None) -> str:
    """The text from which `read_plan` gives back the plan; ``target`` is the commit's id in hex.

    ``comments`` may say something about a part, by its number.
    """
    blocks = [_head(plan.patch, target) + _orders(plan)]
    for number in plan.order:
        lines = [f"# {line}" for line in (comments or {}).get(number, "").splitlines()]
        lines.append("[[part]]")
        if number == plan.chosen_heir:
            lines.append("heir = true")
        lines.append(f"message = {_text(plan.part(number).message)}")
        lines += _rest(plan) if number == REST else [_entries(plan, number)]
        lines += _between(plan, number)
        blocks.append("\n".join(lines) + "\n")
    if plan.tally(DROPPED):
        blocks.append(f"[dropped]\n{_entries(plan, DROPPED)}\n")
    return "\n".join(blocks)


def write_starting_plan(
    patch: Patch, target: str, message: str, comment: str, apart: Collection[int] = ()
) -> str:
    """A plan to start from, each fact and hunk on a line that says what it is.

    All of it is in one part.  With ``apart``, the numbers of some of the files, those are in a part
    of their own, and all others in the rest below it.  Every part has that message.
    """
    lines = [*(f"# {line}" for line in comment.splitlines()), "[[part]]"]
    lines += [f"message = {_text(message)}"]
    if apart:
        lines += _named((file for number, file in enumerate(patch) if number in apart))
        lines += ["", "[[part]]", f"message = {_text(message)}", "rest = true"]
    lines += _named((file for number, file in enumerate(patch) if number not in apart))
    return "\n".join([_head(patch, target), *lines, ""])


def _named(files: Iterable[FilePatch]) -> Iterator[str]:
    """The changes of some files, line by line, with comments."""
    yield "changes = ["
    for file in files:
        name = _string(quote(file.path))
        shape = f"+{len(file.added)} -{len(file.removed)}"
        yield f"  # {_one_line(quote(file.path))}  {shape}"
        for fact in file.facts:
            entry = f'{{ file = {name}, facts = ["{fact.kind.value}"] }},'
            yield f"  {entry}  # {_one_line(fact.text)}"
        for hunk in file.hunks:
            header = _one_line(hunk.header.decode(errors="replace"))
            yield f"  {{ file = {name}, hunks = [{hunk.number}] }},  # {header}"
    yield "]"


def _head(patch: Patch, target: str) -> str:
    head = f'version = 1\ntarget = "{target}"\nfingerprint = "{patch.fingerprint}"\n'
    names = ", ".join(_string(quote(path)) for path in patch.broken)
    return f"{head}broken = [{names}]\n" if names else head


def _orders(plan: Plan) -> str:
    entries = [f"  {{ {entry} }}," for order in plan.orders for entry in _placed(plan, order)]
    return "\n".join(["order = [", *entries, "]\n"]) if entries else ""


def _placed(plan: Plan, order: Order) -> Iterator[str]:
    """Of an order, the places that are not guessed, nor come about by pushing; at least one."""
    file = plan.patch.files[order.file]
    found = interleaved.block_of(file, order.block)
    assert found is not None
    hunk, block = found
    name = f"file = {_string(quote(file.path))}"
    guess = plan.guess_of(order.file, hunk, block)
    said = interleaved.places(guess, order.before) or {0: order.before[0]}
    for row, count in said.items():
        yield f"{name}, removed = {block.old + row}, after = {block.after(count)}"


def _entries(plan: Plan, number: int) -> str:
    shares = plan.shares(number)
    return _listed(entry for file, choice in shares for entry in _entry(file, choice, number))


def _rest(plan: Plan) -> list[str]:
    """That a part takes the rest; and the creations and deletions there that `read_plan_by_hand`
    would take to the lines of their files.
    """
    named = []
    for number in plan.choices.having(REST):
        file, choice = plan.patch.files[number], plan.choices[number]
        for fact, part in _ends(plan, number):
            if choice[fact] == REST != part:
                name = _string(quote(file.path))
                named.append(f'file = {name}, facts = ["{file.facts[fact].kind.value}"]')
    return ["rest = true", *([_listed(named)] if named else [])]


def _listed(entries: Iterable[str]) -> str:
    return "\n".join(["changes = [", *(f"  {{ {entry} }}," for entry in entries), "]"])


def _between(plan: Plan, number: int) -> list[str]:
    """A part's texts of neither version."""
    entries = []
    for one in plan.edits:
        if one.number == number:
            file = plan.patch.files[one.file]
            _, line = line_with(file, one.change)
            at = f"removed = {line.old}" if line.mark == "-" else f"added = {line.new}"
            entries.append(
                f"  {{ file = {_string(quote(file.path))}, {at}, {_written(one.text)} }},"
            )
    return ["between = [", *entries, "]"] if entries else []


def _written(text: bytes) -> str:
    try:
        return f"text = {_string(text.decode())}"
    except UnicodeDecodeError:
        return f"quoted = {_string(quote(text))}"


def _entry(file: FilePatch, choice: bytes, number: int) -> Iterator[str]:
    name = f"file = {_string(quote(file.path))}"
    if choice.count(number) == len(choice):
        yield name
        return
    facts = [f'"{f.kind.value}"' for n, f in enumerate(file.facts) if choice[n] == number]
    if facts:
        yield f"{name}, facts = [{', '.join(facts)}]"
    whole, removed, added = [], [], []
    for hunk in file.hunks:
        mine = sum(choice.count(number, span.start, span.stop) for span in hunk.changes)
        if mine == sum(map(len, hunk.changes)):
            whole.append(hunk.number)
        elif mine:
            lines = [line for line in hunk_lines(hunk) if line.change >= 0]
            removed += [ln.old for ln in lines if choice[ln.change] == number and ln.mark == "-"]
            added += [ln.new for ln in lines if choice[ln.change] == number and ln.mark == "+"]
    if whole:
        yield f"{name}, hunks = [{', '.join(_spans_of(whole))}]"
    keys = [("removed", removed), ("added", added)]
    spans = [f"{key} = [{', '.join(_spans_of(lines))}]" for key, lines in keys if lines]
    if spans:
        yield ", ".join([name, *spans])


_ESCAPES = {
    "\\": "\\\\",
    '"': '\\"',
    "\b": "\\b",
    "\t": "\\t",
    "\n": "\\n",
    "\f": "\\f",
    "\r": "\\r",
}


def _escape(text: str, keep: str = "") -> str:
    """Text for a TOML string; what a terminal would act on, or not show, is escaped as well."""
    return "".join(
        char if char in keep or (char not in _ESCAPES and char.isprintable()) else _escaped(char)
        for char in text
    )


def _escaped(char: str) -> str:
    code = ord(char)
    return _ESCAPES.get(char) or (f"\\u{code:04X}" if code < 0x10000 else f"\\U{code:08X}")


def _string(text: str) -> str:
    return f'"{_escape(text)}"'


def _text(message: str) -> str:
    """A message as a TOML string over several lines."""
    escaped = re.sub(r'"(?=""|\Z)', r'\\"', _escape(message, keep='\n\t"'))
    return f'"""\n{escaped}"""'


def _one_line(text: str) -> str:
    """Text that may stand in a comment: no control characters."""
    return "".join(char if char.isprintable() else "�" for char in text)
