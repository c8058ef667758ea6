"""The tables and keys of a plan file, checked by msgspec, and the messages for errors in it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from difflib import get_close_matches
from typing import Annotated, Any, Literal

from msgspec import Meta, Struct, ValidationError, convert, field

from splitter.core.plan.planfile.formats import read_tables
from splitter.core.plan.planfile.position import Place, refusal
from splitter.errors import PlanRefused

#: How the entries of two lists are written.
ORDER_FORM = '{ file = "...", removed = 46, after = 47 }'
EDIT_FORM = '{ file = "...", added = 50, text = "..." }'
MAX_LAYER = 1000
UNTIL_FORM = 'until = "change", "next" or "end"'


#: Numbers and spans of lines or hunks.
Spans = int | str | list[int | str]


class _Table(Struct, frozen=True, forbid_unknown_fields=True):
    """A table of the document; ``file`` is a path as git quotes it, "" without one."""


class ChangeEntry(_Table, frozen=True):
    """Some changes of a file; all of them where only the file is named.

    ``file`` may be a pathspec too.  ``id`` is the content id of a hunk or a file change, or
    several; ``match`` is a regular expression for changed lines, of all files where none is named.
    """

    file: str = ""
    facts: list[str] | None = None
    hunks: Spans | None = None
    removed: Spans | None = None
    added: Spans | None = None
    id: str | list[str] | None = None
    match: str | None = None


class OrderEntry(_Table, frozen=True, kw_only=True):
    """The new line of a replaced block behind which an old line stands, 0 for before them all."""

    file: str = ""
    removed: int
    after: int


class LineEntry(_Table, frozen=True):
    """A text for one line of a later part, as it is or quoted as git quotes paths."""

    file: str = ""
    removed: int | None = None
    added: int | None = None
    text: str | None = None
    quoted: str | None = None


class EditEntry(_Table, frozen=True):
    """A text for neighbouring lines, or for the place after a line, and how long it holds.

    The text is as it is, or quoted as git quotes paths; without ``newline``, its last line has no
    newline at its end.  Edits of one part that share lines are in
    different layers, the highest above the others.
    """

    file: str = ""
    removed: Spans | None = None
    added: Spans | None = None
    kept: Spans | None = None
    after: int | None = None
    text: str | None = None
    quoted: str | None = None
    until: Literal["change", "next", "end"] = "change"
    newline: bool = True
    layer: Annotated[int, Meta(ge=0, le=MAX_LAYER)] = 0


class PartTable(_Table, frozen=True):
    """One of the commits to come."""

    message: str | None = None
    heir: bool = False
    rest: bool = False
    changes: list[ChangeEntry] = []
    edits: list[EditEntry] = []
    between: list[LineEntry] = []


class DroppedTable(_Table, frozen=True):
    """The changes that no part has."""

    changes: list[ChangeEntry] = []


class ResolutionTable(_Table, frozen=True, kw_only=True):
    """The file that a commit above has where it conflicts with the new history.

    The text is as it is, or quoted as git quotes paths; ``take`` takes a side in place of it.
    ``blobs`` are the ids of base, ours and theirs, "" for a side without the file.
    """

    commit: str
    path: str
    text: str | None = None
    quoted: str | None = None
    take: Literal["ours", "theirs"] | None = None
    blobs: list[str] = []


class EmptiedTable(_Table, frozen=True):
    """The answer whether a commit above is kept or dropped if it becomes empty."""

    commit: str
    action: Literal["keep", "drop"]


class Document(_Table, frozen=True):
    """A whole plan file."""

    version: Literal[1]
    target: str | None = None
    fingerprint: str | None = None
    broken: list[str] = []
    order: list[OrderEntry] = []
    part: list[PartTable] = []
    dropped: DroppedTable = field(default_factory=DroppedTable)
    resolution: list[ResolutionTable] = []
    emptied: list[EmptiedTable] = []


#: What a table is called, by the key that it stands at, and its own keys.
_TABLES: dict[str, tuple[str, type[_Table]]] = {
    "": ("the plan", Document),
    "part": ("a part", PartTable),
    "dropped": ("[dropped]", DroppedTable),
    "resolution": ("a resolution", ResolutionTable),
    "emptied": ("an entry of [[emptied]]", EmptiedTable),
    "changes": ("an entry of 'changes'", ChangeEntry),
    "order": ("an entry of 'order'", OrderEntry),
    "edits": ("an edit", EditEntry),
    "between": ("an entry of 'between'", LineEntry),
}
_LINE_LISTS = ("hunks", "removed", "added")
_NEW_PLAN = "print a new plan with --print-plan"
#: The sentence and the hint for some keys of the plan, whatever is wrong with their values.
_SENTENCES: dict[str, tuple[str, str]] = {
    "version": ("the plan's version is not 1", "begin with: version = 1"),
    "target": ("the plan is for another commit", _NEW_PLAN),
    "part": ("the plan has no [[part]]", "add one for each new commit"),
}
#: What a key's value must be, and how it is written.
_VALUES: dict[str, tuple[str, str]] = {
    "fingerprint": ("a text in quotes", _NEW_PLAN),
    "broken": ("a list of paths in quotes", 'write broken = ["..."]'),
    "order": ("a list", f"write order = [ {ORDER_FORM} ]"),
    "changes": ("a list", 'write changes = [ { file = "..." } ]'),
    "edits": ("a list", f"write edits = [ {EDIT_FORM} ]"),
    "between": ("a list", "write between = [...]"),
    "kept": ("a number or a span", 'write kept = 3 or kept = "3-5"'),
    "newline": ("true or false", "write newline = false for a last line without a newline"),
    "layer": ("a number from 0", "write layer = 1 for an edit above another one"),
    "until": ('"change", "next" or "end"', f"write {UNTIL_FORM}"),
    "resolution": ("a list of tables", "write [[resolution]] above each"),
    "emptied": ("a list of tables", "write [[emptied]] above each"),
    "action": ('"keep" or "drop"', 'write action = "keep" or action = "drop"'),
    "commit": ("the id of a commit in quotes", 'write commit = "..."'),
    "path": ("a path in quotes", 'write path = "..."'),
    "take": ('"ours" or "theirs"', 'write take = "ours" or take = "theirs"'),
    "blobs": ("a list of ids in quotes", 'write blobs = ["...", "...", "..."], or leave it out'),
    "message": ("a text in quotes", 'write message = """..."""'),
    "heir": ("true or false", "write heir = true"),
    "rest": ("true or false", "write rest = true"),
    "file": ("a path in quotes", 'write file = "..."'),
    "id": ("an id in quotes", 'write id = "..."'),
    "match": ("a regular expression in quotes", "write match = '...'"),
    "facts": ("a list of names in quotes", 'write facts = ["mode"]'),
    "hunks": ("a number, a span or a list", 'write hunks = [1, "3-5"]'),
    "removed": ("a number, a span or a list", 'write removed = [1, "3-5"]'),
    "added": ("a number, a span or a list", 'write added = [1, "3-5"]'),
    "text": ("a text in quotes", f"write {EDIT_FORM}"),
    "quoted": ("a text in quotes", 'write quoted = "..."'),
}
#: The same for a key of one kind of table only.
_VALUES_IN: dict[tuple[str, str], tuple[str, str]] = {
    ("resolution", "text"): ("a text in quotes", 'write text = """..."""'),
    ("resolution", "commit"): ("the id of a commit in quotes", 'write commit = "..."'),
    ("resolution", "path"): ("a path in quotes", 'write path = "..."'),
    ("emptied", "commit"): ("the id of a commit in quotes", 'write commit = "..."'),
    ("emptied", "action"): ('"keep" or "drop"', 'write action = "keep" or action = "drop"'),
    ("order", "removed"): ("the number of a line", f"write {ORDER_FORM}"),
    ("order", "after"): ("the number of a line", f"write {ORDER_FORM}"),
    ("edits", "removed"): ("a number or a span", 'write removed = 3 or removed = "3-5"'),
    ("edits", "added"): ("a number or a span", 'write added = 3 or added = "3-5"'),
    ("edits", "after"): ("the number of a line", "write after = 3, or after = 0 for the top"),
    ("between", "removed"): ("the number of a line", f"write {EDIT_FORM}"),
    ("between", "added"): ("the number of a line", f"write {EDIT_FORM}"),
}

#: Keys that others write for keys of a plan that look different.
_MEANT = {
    "path": "file",
    "files": "changes",
    "paths": "changes",
    "hunks": "changes",
    "entries": "changes",
    "lines": "added",
    "pattern": "match",
    "regex": "match",
    "regexp": "match",
    "commits": "part",
    "subject": "message",
    "title": "message",
    "drop": "dropped",
}

_ERROR = re.compile(
    r"(?:Object (?P<what>contains unknown|missing required) field `(?P<key>.*?)`|.*?)"
    r"(?: - at `\$(?P<path>[^`]*)`)?",
    re.DOTALL,
)
_STEP = re.compile(r"\.(\w+)|\[(\d+)\]")


def read_document(text: str) -> Document:
    """The tables of a plan file.

    Raises PlanRefused, with the line, for an unknown or missing key, for a value of another type,
    and for a text that is neither TOML nor JSON.
    """
    tables = read_tables(text)
    if "plan" in tables and "version" not in tables:
        what = "this is a commit as JSON, not a plan"
        raise PlanRefused(what, "pass the value of its field 'plan', as jq .plan prints it")
    try:
        return convert(tables, Document)
    except ValidationError as error:
        raise _refusal(str(error), tables, text) from error


def not_a_span(value: object) -> tuple[str, str]:
    """The sentence and the hint for an item that is neither a number nor a span."""
    shown = str(value).lower() if isinstance(value, bool) else value
    return f"'{shown}' is neither a number nor a span", 'write numbers and spans: [3, "7-9"]'


def _refusal(error: str, tables: Mapping[str, Any], text: str) -> PlanRefused:
    """The refusal for an error of msgspec, which names a place and perhaps a key there."""
    match = _ERROR.fullmatch(error)
    assert match is not None
    steps = _STEP.finditer(match["path"] or "")
    place: Place = tuple(step[1] or int(step[2]) for step in steps)
    keys = ["", *(step for step in place if isinstance(step, str))]
    key = match["key"]
    if match["what"] and key != "version":
        name, table = _TABLES[keys[-1]]
        known = table.__struct_fields__
        if match["what"] == "contains unknown":
            meant = [_MEANT[key]] if key in _MEANT else get_close_matches(key, known, 1)
            alike = [f"did you mean '{one}'?" for one in meant if one in known]
            hint = "  ".join([*alike, f"known keys: {', '.join(known)}; see git split --help"])
            return refusal(f"unknown key '{key}' in {name}", hint, text, (*place, key))
        return refusal(f"'{key}' is missing in {name}", _VALUES_IN[keys[-1], key][1], text, place)
    return refusal(*_sentence([*keys, *([key] if key else [])], place, tables), text, place)


def _sentence(keys: list[str], place: Place, tables: Mapping[str, Any]) -> tuple[str, str]:
    """The sentence and the hint for a value of a wrong type, or for a version that is not there."""
    parent, key = keys[-2:]
    is_item = bool(place) and isinstance(place[-1], int)
    if key in _TABLES and (is_item or key == "dropped"):
        name, table = _TABLES[key]
        form = 'write { file = "..." }; ' if key == "changes" else ""
        return f"{name} must be a table", f"{form}its keys are {', '.join(table.__struct_fields__)}"
    if key in _SENTENCES:
        return _SENTENCES[key]
    if is_item and parent == "changes" and key in _LINE_LISTS:
        return not_a_span(_value(tables, place))
    kind, hint = _VALUES_IN.get((parent, key)) or _VALUES[key]
    return f"'{key}' must be {kind}", hint


def _value(tables: Any, place: Place) -> object:
    for step in place:
        tables = tables[step]
    return tables
