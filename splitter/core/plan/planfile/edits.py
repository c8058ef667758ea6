"""The edits of a plan file: the text that a part has in place of some lines."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import suppress

from msgspec import Struct
from msgspec.structs import replace

from splitter.core.diff.model import SUBMODULE, FileChangeKind, FilePatch
from splitter.core.diff.paths import quote, unquote
from splitter.core.plan.edits import Edit, Until, edit_of_line, in_order, whole_lines
from splitter.core.plan.locations import (
    NOTHING,
    Location,
    Span,
    is_together,
    line_with,
    lines_in_words,
    location_in_words,
    removed_in,
)
from splitter.core.plan.plan import Plan
from splitter.core.plan.planfile.lookup import Lookup, items_of, spell
from splitter.core.plan.planfile.position import Place
from splitter.core.plan.planfile.schema import (
    EDIT_FORM,
    EditEntry,
    LineEntry,
    PartTable,
)

#: How many lines the old version of a file has.
CountLines = Callable[[FilePatch], int]

_NEIGHBOURS = "name all lines from the first to the last, or write an edit for each place"


class ReadEdits(Struct, frozen=True):
    """The edits of a plan file.

    ``unsettled`` are those that end with a later change, or hold for good where there is none.
    """

    edits: tuple[Edit, ...] = ()
    unsettled: frozenset[Edit] = frozenset()

    def settled(self, plan: Plan) -> tuple[Plan, list[str]]:
        """A plan with these edits, each with an end, and notes.

        The notes are on edits that hold for good although the file does not ask for it.
        """
        edits, notes = [], []
        for edit in plan.edits:
            if edit in self.unsettled and not plan.file_edits(edit.file).is_held(edit):
                where = location_in_words(plan.patch.files[edit.file], edit.location)
                why = f"{where} changes in no later part"
                notes.append(f"the edit of {plan.name(edit.number)} holds for good: {why}")
                edits.append(replace(edit, until=Until.END))
            else:
                edits.append(edit)
        return replace(plan, edits=tuple(edits)), notes


def read_edits(
    tables: Sequence[PartTable],
    numbers: Sequence[int],
    lookup: Lookup,
    count_lines: CountLines | None = None,
) -> ReadEdits:
    """The edits of all parts; ``numbers`` has the number of each table's part.

    Where ``count_lines`` is None it is not checked that unchanged lines are there.  Raises
    PlanRefused, with the line, for lines that are not what the entry calls them or that do not
    stand together, and for a second edit of a line in one part.
    """
    found: list[Edit] = []
    unsettled: set[Edit] = set()
    for index, (table, number) in enumerate(zip(tables, numbers, strict=True)):
        own: list[Edit] = []
        for edit, place in _edits(table, ("part", index), number, lookup, count_lines):
            same = (one for one in own if (one.file, one.layer) == (edit.file, edit.layer))
            if any(one.location.overlaps(edit.location) for one in same):
                what = location_in_words(lookup.patch.files[edit.file], edit.location)
                hint = "remove one of them, or write layer = 1 in the one above"
                lookup.refuse(f"{what} has two edits in this part", hint, place)
            own.append(edit)
            if place[2] == "edits" and edit.until is Until.CHANGE:
                unsettled.add(edit)
        found += own
    return ReadEdits(in_order(found), frozenset(unsettled))


def _edits(
    table: PartTable, part: Place, number: int, lookup: Lookup, count_lines: CountLines | None
) -> Iterator[tuple[Edit, Place]]:
    """The edits of a part, each with its place in the plan file."""
    for at, entry in enumerate(table.edits):
        place = (*part, "edits", at)
        yield _edit(entry, place, number, lookup, count_lines), place
    for at, line in enumerate(table.between):
        place = (*part, "between", at)
        yield _edit_of_line(line, place, number, lookup), place


def _edit(
    entry: EditEntry, place: Place, number: int, lookup: Lookup, count_lines: CountLines | None
) -> Edit:
    index = lookup.file(entry.file, place)
    file = lookup.patch.files[index]
    if not _has_lines(file):
        lookup.refuse(f"'{quote(file.path)}' has no lines to edit", "edit text files only", place)
    count = count_lines(file) if count_lines else None
    location = _location(entry, place, file, lookup, count)
    text = _text(entry)
    if text is None:
        lookup.refuse("an edit has one 'text'", f'write {EDIT_FORM}; "" removes lines', place)
    until = Until(entry.until)
    text = whole_lines(text) if entry.newline else text.removesuffix(b"\n")
    return Edit(index, location, number, text, until, entry.layer)


def _edit_of_line(entry: LineEntry, place: Place, number: int, lookup: Lookup) -> Edit:
    index = lookup.file(entry.file, place)
    file = lookup.patch.files[index]
    lines = {"removed": entry.removed, "added": entry.added}
    named = [(key, line) for key, line in lines.items() if line is not None]
    if len(named) != 1:
        lookup.refuse("an edit replaces exactly one line", f"write {EDIT_FORM}", place)
    ((key, line),) = named
    (change,) = lookup.lines(file, key, [line], place)
    text = _text(entry)
    if not text:
        lookup.refuse("'text' must have at least one line", f"write {EDIT_FORM}", place)
    return edit_of_line(file, index, change, number, whole_lines(text))


def _has_lines(file: FilePatch) -> bool:
    """True if a file is text, as far as its patch says."""
    modes = {side.mode for side in (file.old, file.new) if side}
    is_binary = file.file_change(FileChangeKind.CONTENT) is not None or SUBMODULE in modes
    return bool(file.hunks) or not is_binary


def _location(
    entry: EditEntry, place: Place, file: FilePatch, lookup: Lookup, count: int | None
) -> Location:
    """The lines, or the place between two, that an entry names."""
    name = quote(file.path)
    lists = [entry.removed, entry.kept, entry.added]
    if (entry.after is None) == all(one is None for one in lists):
        lookup.refuse(
            "an edit names lines, or the line that it stands behind",
            "write removed, added or kept lines; or only after = 3, a line of the old file",
            place,
        )
    if entry.after is not None:
        if entry.after < 0 or (count is not None and entry.after > count):
            hint = f"the old file has {count} lines; 0 is the top" if count else "0 is the top"
            lookup.refuse(f"'{name}' has no line {entry.after} in the old file", hint, place)
        return Location(old=(entry.after + 1, entry.after + 1))
    removed = list(lookup.lines(file, "removed", items_of(entry.removed), place))
    added = list(lookup.lines(file, "added", items_of(entry.added), place))
    old = [line_with(file, change)[1].old for change in removed]
    old += lookup.kept(file, items_of(entry.kept), place, count)
    new = [line_with(file, added[at])[1].new for at in (0, -1)] if added else []
    is_gap = sorted({*added}) != list(range(min(added), max(added) + 1)) if added else False
    location = Location(_span(old), (min(new), max(new) + 1) if new else NOTHING)
    if not old and not new:
        lookup.refuse("this names no line", f"write {EDIT_FORM}", place)
    is_gap = is_gap or len({*old}) != location.old[1] - location.old[0]
    if is_gap or not is_together(file, location):
        what = lines_in_words(file, location) if not is_gap else f"lines {spell(sorted({*old}))}"
        lookup.refuse(f"{what} of '{name}' do not stand together", _NEIGHBOURS, place)
    return location


def _span(numbers: Collection[int]) -> Span:
    return (min(numbers), max(numbers) + 1) if numbers else NOTHING


def _text(entry: EditEntry | LineEntry) -> bytes | None:
    """The text of an entry, None if there is not exactly one.

    What is not UTF-8 is quoted as paths are.
    """
    if entry.text is not None and entry.quoted is None:
        return entry.text.encode()
    if entry.quoted is not None and entry.text is None:
        with suppress(ValueError):
            return unquote(entry.quoted)
    return None


def removed_and_kept(file: FilePatch, span: Span) -> tuple[list[int], list[int]]:
    """The removed and the unchanged lines of a span of the old file, by their numbers."""
    removed = [line_with(file, change)[1].old for change in removed_in(file, span)]
    known = frozenset(removed)
    return removed, [number for number in range(*span) if number not in known]
