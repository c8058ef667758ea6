"""Rows, parts and changes, in words and signs."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from splitter.core.diff.model import FilePatch, Patch
from splitter.core.diff.paths import quote
from splitter.core.draft import commands
from splitter.core.draft.undo_history import Entry
from splitter.core.plan.constraints import DROPPED, REST, reason
from splitter.core.plan.locations import line_with
from splitter.core.plan.locations import lines_in_words as lines_at
from splitter.core.plan.plan import Plan, Selection, count_changes
from splitter.core.text.counts import count_in_words
from splitter.errors import SplitError
from splitter.view.diff.document import Document
from splitter.view.diff.rows import Kind, Row
from splitter.view.diff.selection import count_span, select_span
from splitter.view.text.display import safe, shorten_path


def sign(number: int) -> str:
    """The sign of a part in the gutter: its number, a dot for the rest, X for dropped."""
    if number == REST:
        return "·"
    return "X" if number == DROPPED else str(number)


#: The answer to a paste where no text is written.
PASTE_IGNORED = "paste ignored: paste into a message, an edit or a search"
#: Behind the last line of a file that does not end in a newline.
NO_NEWLINE = " ⊘ no newline at end"
#: What becomes of dropped changes.
DROPPED_IS = "not committed; kept as an uncommitted change"


def signs(numbers: Sequence[int], cells: int) -> str:
    """The signs of several parts, separated, so that they do not read as one number.

    If they do not fit, the first and the last; else a sign for more, and the last.
    """
    marks = [sign(number) for number in numbers]
    shorter = (",".join(marks), f"{marks[0]}…{marks[-1]}", f"+{marks[-1]}", "+")
    return next(one for one in shorter if len(one) <= cells)


def all_in_one(plan: Plan, number: int) -> str:
    """The refusal where a part has everything, which is not a split."""
    return f"everything is in {plan.name(number)}: leave something in the rest"


#: Stands for the place of an edit in a file that edits create.
IN_NEW_FILE = "new file"


def place_in_words(document: Document, row: Row, cells: int = sys.maxsize) -> str:
    """The name of a row, in words; its path in at most so many cells, cut at its beginning.

    Where there are none the path of what is in a file is left out.
    """
    if row.kind is Kind.DIRECTORY:
        one = document.tree.directories[row.index]
        name = shorten_path(safe(quote(one.path)), cells)
        return f"{name} ({count_in_words(one.stop - one.first, 'file')})"
    file = document.patch.files[row.file]
    name = shorten_path(safe(quote(file.path)), cells)
    if row.kind is Kind.FILE:
        return name
    if row.kind is Kind.FILE_CHANGE:
        return ", ".join(filter(None, (name, file.file_changes[row.index].text)))
    if row.kind is Kind.EDIT:
        where = IN_NEW_FILE if file.created else lines_at(file, document.location(row))
        return ", ".join(filter(None, (name, where)))
    if row.kind is Kind.HUNK:
        hunk = f"hunk {row.index + 1}/{len(file.hunks)}" + (f" of {name}" if name else "")
        count = len(document.sections(row.file, row.hunk).starts)
        return hunk if count == 1 else f"piece {row.section + 1}/{count} of {hunk}"
    line, of = document.line(row), f" of {name}" if name else ""
    return f"{line.name}{of}" + (", unchanged" if line.change < 0 else "")


def owners_in_words(plan: Plan, numbers: Sequence[int]) -> str:
    """The parts in which changes are, in words; "" for none."""
    names = [plan.name(number) for number in numbers if number != DROPPED]
    if not names:
        return "dropped" if numbers else ""
    dropped = ", partly dropped" if DROPPED in numbers else ""
    return f"in {enumeration(names)}{dropped}"


def tied_in_words(document: Document, row: Row) -> str:
    """The reason why changes of the row's file go together; "" for none, or for a directory."""
    if row.kind is Kind.DIRECTORY:
        return ""
    return reason(document.patch, row.file)


def shape(file: FilePatch) -> str:
    """The change of a file, as one letter in git's manner; ``≈`` where only edits change it."""
    if file.is_untouched:
        return "≈"
    if file.old is None:
        return "A"
    if file.new is None:
        return "D"
    return "R" if file.old.path != file.new.path else "M"


def enumeration(names: Sequence[str], link: str = "and") -> str:
    """Some names, at least one, as one lists them, a word before the last."""
    *first, last = names
    return f"{', '.join(first)} {link} {last}" if first else last


def refusal_in_words(error: SplitError) -> str:
    """The reason of a refusal, and the hint where there is one."""
    return f"{error} ({error.hint})" if error.hint else str(error)


def changes_in_words(
    patch: Patch, selections: Sequence[Selection], file_changes: int, count: int
) -> str:
    """The name of the selected line, if it is only one; else the number of lines.

    ``file_changes`` of the ``count`` changes are file changes, which are counted apart.
    """
    only = only_line(patch, selections)
    if only is not None:
        file, change = only
        _, line = line_with(patch.files[file], change)
        return line.name
    return amount_in_words(count - file_changes, file_changes)


def amount_in_words(lines: int, file_changes: int, link: str = " and ") -> str:
    """The numbers of lines and of file changes, without those that are 0."""
    amounts = ((lines, "line"), (file_changes, "file change"))
    return link.join(count_in_words(count, noun) for count, noun in amounts if count)


def count_file_changes(patch: Patch, selections: Sequence[Selection]) -> int:
    """The number of file changes among the selected changes."""
    return sum(
        max(0, min(span.stop, patch.files[one.file].lines.start) - span.start)
        for one in selections
        for span in one.changes
    )


def span_in_words(document: Document, first: int, last: int) -> str:
    """The number of changes from one row to another: of lines, where they are in one file."""
    count = count_span(document, first, last)
    if document.row(first).file != document.row(last).file:
        return count_in_words(count)
    file_changes = (
        count_file_changes(document.patch, select_span(document, first, last)) if count else 0
    )
    return amount_in_words(count - file_changes, file_changes)


def only_line(patch: Patch, selections: Sequence[Selection]) -> tuple[int, int] | None:
    """The only selected changed line, by the numbers of its file and its change; or None."""
    if count_changes(selections) != 1:
        return None
    file, change = next((one.file, n) for one in selections for span in one.changes for n in span)
    return (file, change) if change in patch.files[file].lines else None


def lines_in_words(selections: Sequence[Selection]) -> str:
    """The numbers of selected lines and files, one selection a file, in words."""
    lines, files = count_changes(selections), len(selections)
    return f"{count_in_words(lines, 'line')} in {count_in_words(files, 'file')}"


def aim_in_words(number: int) -> str:
    """The name of a part, in a word or two."""
    return "dropped" if number == DROPPED else "rest" if number == REST else f"part {number}"


#: The commands that need no more words than these.
_COMMANDS: dict[type[commands.Command], str] = {
    commands.Add: "new part",
    commands.PlaceRest: "rest moved",
    commands.Shift: "line moved in its block",
    commands.Break: "rename broken",
    commands.CutHunk: "hunk split",
    commands.UpdateRefs: "choice of branches",
    commands.ChooseDropped: "choice for dropped changes",
    commands.ChooseEmpty: "choice for empty commits",
    commands.Resolve: "resolution of a conflict",
    commands.Unresolve: "resolution of a conflict",
    commands.OpenFile: "file opened",
}


def entry_in_words(patch: Patch, entry: Entry) -> str:
    """An entry of the undo history of a plan for a patch, in a few words."""
    match entry.commands[-1]:
        case commands.Assign(selections, number):
            count = count_changes(selections)
            file_changes = count_file_changes(patch, selections)
            changes = changes_in_words(patch, selections, file_changes, count)
            words = f"{changes} → {aim_in_words(number)}"
        case commands.Remove(number):
            words = f"part {number} removed"
        case commands.Merge(number, into):
            words = f"part {number} squashed into {aim_in_words(into)}"
        case commands.Move(number, to):
            words = f"part {number} moved to {to}"
        case commands.Describe(number):
            words = f"message of {aim_in_words(number)}"
        case commands.MakeHeir(number):
            words = f"Change-Id and notes → {aim_in_words(number)}"
        case commands.EditText(edit):
            words = f"edit in {aim_in_words(edit.number)}"
        case commands.RemoveEdit(number=number) | commands.EditLine(number=number):
            words = f"edit in {aim_in_words(number)}"
        case command:
            words = _COMMANDS[type(command)]
    return words
