"""The log of a draft: its history as text, a line for every key.

    {"version": 1, "plan": "version = 1\\ntarget = ..."}
    [[3, "hunk", 1, 0, 0, 1], ["add", ""], ["assign", 1, [3, [4, 9]]]]
    [null, ["refs", "head"]]
    "undo"
    "redo"
    {"writing": 1, "text": "Add a"}
    {"writing": 1, "text": "f(a)", "edit": ["edit", 3, [51, 52], [0, 0], 1, "change", ""]}
    "given up"
    {"selected": 2}

The first line has the plan that it starts from, as a plan file, with the target and the fingerprint
that it is for.  An entry is a list: the fields of a `CursorPosition`, or null, and its
commands.  A message or an edit that is being written counts until the next entry, or until it is
cancelled (`"given up"`).  The part that was selected when the draft was left counts until the next
entry.

Each line is JSON in ASCII, as the standard library writes it: it keeps stray halves of surrogate
pairs, which a message may have and msgspec's JSON refuses.  msgspec checks what the JSON holds.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any, Literal

from msgspec import Struct, convert, to_builtins

from splitter.core.diff.paths import quote, unquote
from splitter.core.draft.commands import (
    Add,
    Assign,
    Break,
    BreakRename,
    ChooseDropped,
    ChooseEmpty,
    Command,
    CutHunk,
    Describe,
    EditLine,
    EditText,
    MakeHeir,
    Merge,
    Move,
    OpenFile,
    PlaceRest,
    Remove,
    RemoveEdit,
    Resolve,
    Shift,
    Unresolve,
    UpdateRefs,
    apply,
)
from splitter.core.draft.draft import Cut, Draft, Natural
from splitter.core.draft.undo_history import CursorPosition, Entry, History
from splitter.core.plan.edits import Edit, Until
from splitter.core.plan.locations import Location, is_together, location_of
from splitter.core.plan.plan import Plan, Selection
from splitter.core.plan.resolutions import Resolution, Taken

VERSION: Literal[1] = 1
UNDONE = "undo"
REDONE = "redo"
GIVEN_UP = "given up"


class _Record(Struct, frozen=True, array_like=True, forbid_unknown_fields=True):
    """Something that stands in the log in another form than its value has."""


class _Lines(_Record, frozen=True):
    """A `Selection`: a file, and the first change and the one behind the last of each range."""

    file: Natural
    spans: tuple[tuple[Natural, Natural], ...]


class _Assign(_Record, frozen=True, tag="assign"):
    number: Natural
    selections: tuple[_Lines, ...]


class _Break(_Record, frozen=True, tag="break"):
    path: str


class _CutHunk(_Record, frozen=True, tag="cut"):
    file: Natural
    hunk: Natural
    line: Natural


class _OfEdit(_Record, frozen=True):
    """The place of an edit, and its part."""

    file: Natural
    old: tuple[Natural, Natural]
    new: tuple[Natural, Natural]
    number: Natural


class _EditText(_OfEdit, frozen=True, tag="edit"):
    until: Until
    text: str
    layer: Natural = 0


class _RemoveEdit(_OfEdit, frozen=True, tag="unedit"):
    pass


class _EditLine(_Record, frozen=True, tag="between"):
    file: Natural
    change: Natural
    number: Natural
    text: str


class _Resolve(_Record, frozen=True, tag="resolve"):
    commit: str
    path: str
    blobs: tuple[str, ...]
    taken: Taken
    text: str


class _Unresolve(_Record, frozen=True, tag="unresolve"):
    commit: str
    path: str


_Recorded = (
    _Assign
    | _Break
    | _CutHunk
    | _EditText
    | _RemoveEdit
    | _EditLine
    | _Resolve
    | _Unresolve
    | Add
    | Remove
    | Merge
    | Move
    | PlaceRest
    | Describe
    | MakeHeir
    | UpdateRefs
    | ChooseDropped
    | ChooseEmpty
    | Shift
    | OpenFile
)


class _Head(Struct, frozen=True):
    """The first line."""

    version: Literal[1]
    plan: str


class _Writing(Struct, frozen=True, omit_defaults=True):
    """A `Writing`; older logs have the changed ``lines`` of an edit."""

    writing: Natural
    text: str
    edit: _EditText | None = None
    lines: _Lines | None = None


class _Selected(Struct, frozen=True):
    """The number of the part that was selected when the draft was left."""

    selected: Natural


class Writing(Struct, frozen=True):
    """A message or an edit that is being written.

    It has the number of its part, the text so far, and for an edit its location and how long it is
    going to hold.
    """

    number: int
    text: str
    edit: Edit | None = None


# Writing


def head(plan: str) -> bytes:
    """The first line of a log; ``plan`` is the text of the plan that the history starts from."""
    return _line(to_builtins(_Head(VERSION, plan)))


def done(act: Entry) -> bytes:
    """The line for an act."""
    return _line([to_builtins(act.at), *map(_dump, act.commands)])


def undone() -> bytes:
    """The line for one command that was undone."""
    return _line(UNDONE)


def redone() -> bytes:
    """The line for one act done again."""
    return _line(REDONE)


def writing(message: Writing) -> bytes:
    """The line for a message as far as it is written."""
    record = to_builtins(_Writing(message.number, message.text))
    if message.edit is not None:
        record["edit"] = _dump(EditText(message.edit))
    return _line(record)


def given_up() -> bytes:
    """The line for a message that stays as it was."""
    return _line(GIVEN_UP)


def selected(number: int) -> bytes:
    """The line for the part that is selected when the draft is left."""
    return _line(to_builtins(_Selected(number)))


def _line(value: object) -> bytes:
    return json.dumps(value, separators=(",", ":")).encode() + b"\n"


def _dump(command: Command) -> object:
    """A command as a list of its name and its fields."""
    if isinstance(command, Assign):
        return ["assign", command.number, *map(_flat, command.selections)]
    values = to_builtins(_record(command))
    if isinstance(command, EditText) and not command.edit.layer:
        del values[-1]
    return values


def _record(command: Command) -> _Record | Command:
    """The record of a command; the command itself where that stands in the log as it is."""
    record: _Record | Command = command
    match command:
        case Break(path):
            record = _Break(quote(path))
        case CutHunk(cut):
            record = _CutHunk(cut.file, cut.hunk, cut.line)
        case EditText(edit):
            at, text = edit.location, quote(edit.text)
            until, layer = edit.until, edit.layer
            record = _EditText(edit.file, at.old, at.new, edit.number, until, text, layer)
        case RemoveEdit(file, at, number):
            record = _RemoveEdit(file, at.old, at.new, number)
        case EditLine(file, change, number, line):
            record = _EditLine(file, change, number, quote(line))
        case Resolve(one):
            path_in_log, text = quote(one.path), quote(one.text)
            record = _Resolve(one.commit, path_in_log, one.blobs, one.taken, text)
        case Unresolve(commit, path):
            record = _Unresolve(commit, quote(path))
    return record


def _flat(selection: Selection) -> list[object]:
    """A selection as the log has it: the file, then a pair for each range."""
    return [selection.file, *_spans(selection.changes)]


def _spans(changes: tuple[range, ...]) -> list[list[int]]:
    """Ranges of changes as pairs; those that touch are one."""
    spans: list[list[int]] = []
    for span in changes:
        if spans and spans[-1][1] == span.start:
            spans[-1][1] = span.stop
        else:
            spans.append([span.start, span.stop])
    return spans


# Reading


class Replayed(Struct, frozen=True):
    """A log that was read: the history, and the message that was being written at its end.

    ``length`` is the number of bytes of the log that were understood; ``selected`` is the part that
    was selected when the draft was left, None where that is not known.
    """

    history: History
    writing: Writing | None
    length: int
    selected: int | None = None


def replay(
    log: bytes, read_plan: Callable[[str], Plan], break_rename: BreakRename
) -> Replayed | None:
    """Replay a log up to the first line that is torn or not understood.

    None where that is its first line.  ``read_plan`` reads the plan that it starts from.  Raises
    the errors of ``read_plan``, and SplitError where ``break_rename`` fails.
    """
    lines = log.splitlines(keepends=True)
    text = _start(lines[0]) if lines else None
    if text is None:
        return None
    history = History(Draft(read_plan(text)))
    message: Writing | None = None
    part: int | None = None
    length = len(lines[0])
    for line in lines[1:]:
        try:
            entry = _load(line)
            if isinstance(entry, _Writing):
                message = _writing(entry, history.draft.plan)
            elif isinstance(entry, _Selected):
                part = entry.selected
            else:
                history, message, part = _again(history, entry, break_rename), None, None
        except (ValueError, TypeError, LookupError, RecursionError):
            break
        length += len(line)
    return Replayed(history, message, length, part)


def _writing(record: _Writing, plan: Plan) -> Writing:
    """The message or edit that is being written.

    Raises LookupError or ValueError where the plan has no such part, or no such lines.
    """
    plan.part(record.writing)
    edit: Edit | None = None
    if record.lines is not None:
        edit = _of_lines(plan, _selection(record.lines), record.writing)
    elif record.edit is not None:
        edit = _edit(record.edit)
    if edit is not None and not is_together(plan.patch.files[edit.file], edit.location):
        raise LookupError(edit.location)
    return Writing(record.writing, record.text, edit)


def _start(line: bytes) -> str | None:
    """The text of the plan in a first line."""
    try:
        return convert(_json(line), _Head).plan
    except (ValueError, RecursionError):
        return None


def _json(line: bytes) -> Any:
    if not line.endswith(b"\n"):
        raise ValueError("a torn line")
    return json.loads(line)


def _again(history: History, entry: Entry | str, break_rename: BreakRename) -> History:
    if entry == GIVEN_UP:
        return history
    if isinstance(entry, str):
        return history.undo() if entry == UNDONE else history.redo()
    return history.do(apply(history.draft, entry.commands, break_rename), entry)


def _of_lines(plan: Plan, lines: Selection, number: int) -> Edit:
    """An edit from the first to the last of some changed lines."""
    file, location = plan.patch.files[lines.file], Location()
    for change in (change for span in lines.changes for change in span):
        location = location.joined(location_of(file, change))
    return Edit(lines.file, location, number, b"")


def _load(line: bytes) -> Entry | _Writing | _Selected | str:
    """The value of a line.  Raises ValueError, TypeError or LookupError for any other line."""
    value = _json(line)
    if value in (UNDONE, REDONE, GIVEN_UP):
        return str(value)
    if isinstance(value, dict):
        if "selected" in value:
            return convert(value, _Selected)
        if "lines" in value:
            value["lines"] = _nested(value["lines"])
        return convert(value, _Writing)
    at, *commands = value
    records = convert([_shaped(one) for one in commands], tuple[_Recorded, ...])
    return Entry(tuple(map(_command, records)), convert(at, CursorPosition | None))


def _shaped(value: list[Any]) -> list[Any]:
    """A command of the log with its selections in one list, as a record has them."""
    if value[0] != "assign":
        return value
    name, number, *selections = value
    return [name, number, list(map(_nested, selections))]


def _nested(value: list[Any]) -> list[Any]:
    """A selection of the log with its ranges in one list, as a record has them."""
    file, *spans = value
    return [file, spans]


def _command(record: _Recorded) -> Command:
    """The command that a record is of."""
    command: Command
    match record:
        case _Assign(number, selections):
            command = Assign(tuple(map(_selection, selections)), number)
        case _Break(path):
            command = Break(unquote(path))
        case _CutHunk(file, hunk, line):
            command = CutHunk(Cut(file, hunk, line))
        case _EditText():
            command = EditText(_edit(record))
        case _RemoveEdit(file, old, new, number):
            command = RemoveEdit(file, Location(old, new), number)
        case _EditLine(file, change, number, text):
            command = EditLine(file, change, number, unquote(text))
        case _Resolve(commit, path, blobs, taken, text):
            command = Resolve(Resolution(commit, unquote(path), taken, unquote(text), blobs))
        case _Unresolve(commit, path):
            command = Unresolve(commit, unquote(path))
        case _:
            command = record
    return command


def _edit(one: _EditText) -> Edit:
    at, text = Location(one.old, one.new), unquote(one.text)
    return Edit(one.file, at, one.number, text, one.until, one.layer)


def _selection(lines: _Lines) -> Selection:
    return Selection(lines.file, tuple(range(start, stop) for start, stop in lines.spans))
