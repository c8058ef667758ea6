"""The edits of a plan file."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress

from splitter.core.diff.paths import unquote
from splitter.core.plan.edits import (
    Edit,
    edit_of_line,
    in_order,
    line_in_words,
    whole_lines,
)
from splitter.core.plan.planfile.lookup import Lookup
from splitter.core.plan.planfile.position import Place
from splitter.core.plan.planfile.schema import EDIT_FORM, EditEntry, PartTable


def read_edits(
    tables: Sequence[PartTable], numbers: Sequence[int], lookup: Lookup
) -> tuple[Edit, ...]:
    """The edits of all parts; ``numbers`` has the number of each table's part.

    Raises PlanRefused, with the line, for a line that is not changed and for a second edit of one.
    """
    found: dict[tuple[int, int, int], bytes] = {}
    for index, (table, number) in enumerate(zip(tables, numbers, strict=True)):
        for at, entry in enumerate(table.between):
            place = ("part", index, "between", at)
            file, change, text = _edit(entry, place, lookup)
            if (file, change, number) in found:
                what = line_in_words(lookup.patch.files[file], change)
                lookup.refuse(f"{what} has two edits in this part", "remove one of them", place)
            found[file, change, number] = text
    files = lookup.patch.files
    return in_order(
        edit_of_line(files[file], file, change, number, text)
        for (file, change, number), text in found.items()
    )


def _edit(entry: EditEntry, place: Place, lookup: Lookup) -> tuple[int, int, bytes]:
    """A file's number, one of its changes and the text for it."""
    number = lookup.file(entry.file, place)
    lines = {"removed": entry.removed, "added": entry.added}
    named = [(key, line) for key, line in lines.items() if line is not None]
    if len(named) != 1:
        lookup.refuse("an edit replaces exactly one line", f"write {EDIT_FORM}", place)
    ((key, line),) = named
    (change,) = lookup.lines(lookup.patch.files[number], key, [line], place)
    text = _text(entry)
    if not text:
        lookup.refuse("'text' must have at least one line", f"write {EDIT_FORM}", place)
    return number, change, whole_lines(text)


def _text(entry: EditEntry) -> bytes:
    """The text of an entry; b"" if it has not exactly one.

    Text that is not UTF-8 is quoted as paths are.
    """
    if entry.text is not None and entry.quoted is None:
        return entry.text.encode()
    if entry.quoted is not None and entry.text is None:
        with suppress(ValueError):
            return unquote(entry.quoted)
    return b""
