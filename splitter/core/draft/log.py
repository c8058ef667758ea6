"""A history as text to which every key adds a line, so that it can be had again.

    {"version": 1, "plan": "version = 1\\ntarget = ..."}
    [[3, "hunk", 1, 0, 0, 1], ["add", ""], ["assign", 1, [3, [4, 9]]]]
    [null, ["refs", "head"]]
    "undo"
    "redo"
    {"writing": 1, "text": "Add a"}
    {"writing": 1, "text": "f(a)", "lines": [3, [4, 5]]}
    "given up"

The first line has the plan that it starts from, as a plan file, with the target and the fingerprint
that it is for.  An entry is a list: the fields of a `CursorPosition`, or null, and its
steps.  A message that is being written to a part, or a text for some lines, counts until the next
act, which is that it was accepted, or until it is given up.  Each line is JSON.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from msgspec import Struct
from msgspec.structs import astuple

from splitter.core.diff.paths import quote, unquote
from splitter.core.draft.commands import (
    Add,
    Assign,
    Break,
    BreakRename,
    Command,
    CutHunk,
    Describe,
    EditText,
    MakeHeir,
    Merge,
    Move,
    PlaceRest,
    Remove,
    Shift,
    UpdateRefs,
    take,
)
from splitter.core.draft.draft import Cut, Draft
from splitter.core.draft.undo_history import CursorPosition, Entry, History
from splitter.core.plan.edits import Edit
from splitter.core.plan.plan import Plan, Selection

VERSION = 1
UNDONE = "undo"
REDONE = "redo"
GIVEN_UP = "given up"


def _whole(value: object) -> int:
    if type(value) is not int:
        raise TypeError(value)
    return value


def _number(value: object) -> int:
    if _whole(value) < 0:
        raise ValueError(value)
    return _whole(value)


def _known(value: object) -> int | None:
    return None if value is None else _number(value)


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError(value)
    return value


def _refs(value: object) -> str:
    if value not in ("branches", "head"):
        raise ValueError(value)
    return str(value)


#: The steps that are nothing but numbers and texts, and how these are read.
_PLAIN: dict[str, tuple[Callable[..., Command], tuple[Callable[[object], object], ...]]] = {
    "add": (Add, (_text,)),
    "remove": (Remove, (_number,)),
    "merge": (Merge, (_number, _number)),
    "move": (Move, (_number, _number)),
    "rest": (PlaceRest, (_number,)),
    "describe": (Describe, (_number, _text)),
    "heir": (MakeHeir, (_number,)),
    "shift": (Shift, (_number, _number, _whole)),
    "refs": (UpdateRefs, (_refs,)),
}
_NAMES: dict[object, str] = {make: name for name, (make, _) in _PLAIN.items()}


class Writing(Struct, frozen=True):
    """A message that is being written, or a text for some lines: the number of its part, the text
    so far, and the lines.
    """

    number: int
    text: str
    lines: Selection | None = None


# Writing


def head(plan: str) -> bytes:
    """The first line of a log; ``plan`` is the text of the plan that the history starts from."""
    return _line({"version": VERSION, "plan": plan})


def done(act: Entry) -> bytes:
    """The line for an act."""
    return _line([act.at and astuple(act.at), *map(_dump, act.steps)])


def undone() -> bytes:
    """The line for one act taken back."""
    return _line(UNDONE)


def redone() -> bytes:
    """The line for one act done again."""
    return _line(REDONE)


def writing(message: Writing) -> bytes:
    """The line for a message as far as it is written."""
    told: dict[str, object] = {"writing": message.number, "text": message.text}
    if message.lines is not None:
        told["lines"] = [message.lines.file, *_spans(message.lines.changes)]
    return _line(told)


def given_up() -> bytes:
    """The line for a message that stays as it was."""
    return _line(GIVEN_UP)


def _line(value: object) -> bytes:
    return json.dumps(value, separators=(",", ":")).encode() + b"\n"


def _dump(step: Command) -> list[object]:
    match step:
        case Assign(selections, number):
            return ["assign", number, *([s.file, *_spans(s.changes)] for s in selections)]
        case Break(path):
            return ["break", quote(path)]
        case CutHunk(cut):
            return ["cut", cut.file, cut.hunk, cut.line]
        case EditText(one):
            return ["between", one.file, one.change, one.number, quote(one.text)]
    return [_NAMES[type(step)], *astuple(step)]


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
    """What a log tells: the history, the message that was being written at its end, and how many
    of the log's bytes that was told by.
    """

    history: History
    writing: Writing | None
    length: int


def replay(
    log: bytes, read_plan: Callable[[str], Plan], break_rename: BreakRename
) -> Replayed | None:
    """Do again what a log tells, up to the first line that is torn or not understood.

    None where its first line is that already.  ``read_plan`` reads the plan that it starts from.
    Raises what that raises, and SplitError where ``break_rename`` does.
    """
    lines = log.splitlines(keepends=True)
    text = _start(lines[0]) if lines else None
    if text is None:
        return None
    history = History(Draft(read_plan(text)))
    message: Writing | None = None
    length = len(lines[0])
    for line in lines[1:]:
        try:
            told = _load(line)
            if isinstance(told, Writing):
                _refuse_unknown(told, history.draft.plan)
                message = told
            else:
                history, message = _again(history, told, break_rename), None
        except (ValueError, TypeError, LookupError, RecursionError):
            break
        length += len(line)
    return Replayed(history, message, length)


def _refuse_unknown(told: Writing, plan: Plan) -> None:
    """Raise LookupError where the plan has no such part, or no such lines."""
    plan.part(told.number)
    if told.lines is not None:
        size = len(plan.choices[told.lines.file])
        if any(span.stop > size for span in told.lines.changes):
            raise LookupError(told.lines)


def _start(line: bytes) -> str | None:
    """The text of the plan in a first line."""
    try:
        first = _json(line)
        known = first["version"] == VERSION and isinstance(first["plan"], str)
    except (ValueError, TypeError, LookupError, RecursionError):
        return None
    return first["plan"] if known else None


def _json(line: bytes) -> Any:
    if not line.endswith(b"\n"):
        raise ValueError("a torn line")
    return json.loads(line)


def _again(history: History, told: Entry | str, break_rename: BreakRename) -> History:
    if told == GIVEN_UP:
        return history
    if isinstance(told, str):
        return history.undo() if told == UNDONE else history.redo()
    return history.do(take(history.draft, told.steps, break_rename), told)


def _load(line: bytes) -> Entry | Writing | str:
    """What a line tells.  Raises ValueError, TypeError or LookupError where that is not known."""
    value = _json(line)
    if value in (UNDONE, REDONE, GIVEN_UP):
        return str(value)
    if isinstance(value, dict):
        lines = _selection(value["lines"]) if "lines" in value else None
        return Writing(_number(value["writing"]), _text(value["text"]), lines)
    at, *steps = value
    return Entry(tuple(map(_step, steps)), None if at is None else _place(*at))


def _place(
    file: object, kind: object, hunk: object, index: object, *marked: object
) -> CursorPosition:
    before, after = marked or (None, None)
    return CursorPosition(
        _whole(file), _text(kind), _whole(hunk), _whole(index), _known(before), _known(after)
    )


def _step(value: list[Any]) -> Command:
    name, *fields = value
    match name:
        case "assign":
            number, *selections = fields
            return Assign(tuple(map(_selection, selections)), _number(number))
        case "break":
            (path,) = fields
            return Break(unquote(_text(path)))
        case "cut":
            return CutHunk(Cut(*map(_number, fields)))
        case "between":
            return EditText(_interim(*fields))
    make, readers = _PLAIN[name]
    return make(*(read(field) for read, field in zip(readers, fields, strict=True)))


def _interim(file: object, change: object, number: object, text: object) -> Edit:
    return Edit(_number(file), _number(change), _number(number), unquote(_text(text)))


def _selection(value: list[Any]) -> Selection:
    file, *spans = value
    return Selection(_number(file), tuple(range(_number(a), _number(b)) for a, b in spans))
