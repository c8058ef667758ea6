"""Everything a user can do on the main screen, and on the list of commits.

`ACTIONS` has every action of the main screen: help, palette and manual page follow from it.  The
footer offers some of them, which `_OFFERED` names for each place of the cursor.  The main screen
has the method of each action in a table of its own.  The keys here are the usual ones; the user's
configuration may put others in their place (`settings`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from enum import Enum

from msgspec import Struct
from msgspec.structs import replace

ASSIGN = "assign the line, hunk or file under the cursor"
RANGE = "ranges, hunks and the order of lines"
MOVE = "move around"
READ = "view"
PARTS = "the selected part ▶"
ALL = "general"
COMMITS = "choose a commit"
REVIEW = "review"


class CursorContext(Enum):
    """The kinds of place of the cursor that the footer distinguishes."""

    LINE = "a changed line"
    BLOCK = "a line of a block with old and new lines"
    FOUND = "a changed line that matches the search"
    UNCHANGED = "an unchanged line"
    FOUND_UNCHANGED = "an unchanged line that matches the search"
    FILE_CHANGE = "a file change"
    RENAME = "the rename of a file"
    EDIT = "an edit far from all hunks"
    HUNK = "a hunk"
    FILE = "a file"
    DIRECTORY = "a directory"
    RANGE = "a marked range"
    PART = "a part"


class Action(Struct, frozen=True):
    """One thing to do.

    ``name`` is its name in the configuration (``split.key.<name>``), by which the main screen finds
    its method; ``keys`` are the usual keys by the names that `key_in_words` reads; ``words`` say
    what it does.  ``call`` is what a list runs, as Textual writes it.
    """

    name: str
    keys: tuple[str, ...]
    words: str
    group: str
    call: str = ""


def _digits() -> Iterator[Action]:
    for digit in range(1, 10):
        words = f"assign to part {digit}"
        yield Action(f"assign-{digit}", (str(digit),), words, ASSIGN)


ACTIONS: tuple[Action, ...] = (
    *_digits(),
    Action("assign-rest", ("0",), "put back into the rest", ASSIGN),
    Action("drop", ("X",), "drop: kept as an uncommitted change", ASSIGN),
    Action("assign", ("space",), "assign to the selected part ▶", ASSIGN),
    Action("assign-to", ("t",), "assign to a part chosen from a list", ASSIGN),
    Action("assign-file", ("a",), "assign the rest of the file or range to ▶", ASSIGN),
    Action("assign-matches", ("A",), "assign all unassigned search matches to ▶", ASSIGN),
    Action("assign-whitespace", ("W",), "assign unassigned whitespace-only lines to ▶", ASSIGN),
    Action("assign-move", ("&",), "assign a moved block, old and new place, to ▶", ASSIGN),
    Action("undo", ("u",), "undo", ALL),
    Action("redo", ("ctrl+r",), "redo", ALL),
    Action("write", ("w",), "review & write", ALL),
    Action("quit", ("q", "ctrl+q"), "quit; the draft is saved", ALL),
    Action("help", ("?",), "all keys", ALL),
    Action("palette", ("ctrl+p",), "search the actions", ALL),
    Action("theme", ("T",), "choose another theme", ALL),
    Action("suspend", ("ctrl+z",), "suspend; fg in the shell resumes", ALL),
    Action("up", ("up", "k"), "line up", MOVE, "move(-1)"),
    Action("down", ("down", "j"), "line down", MOVE, "move(1)"),
    Action("page-up", ("pageup", "ctrl+b"), "page up", MOVE, "page(-1)"),
    Action("page-down", ("pagedown", "ctrl+f"), "page down", MOVE, "page(1)"),
    Action("half-page-up", ("ctrl+u",), "half a page up", MOVE, "half_page(-1)"),
    Action("half-page-down", ("ctrl+d",), "half a page down", MOVE, "half_page(1)"),
    Action("first", ("home", "g"), "first line", MOVE, "first"),
    Action("last", ("end", "G"), "last line", MOVE, "last"),
    Action("next", ("n",), "next unassigned change, or match of a search", MOVE),
    Action("previous", ("N",), "previous unassigned change, or match", MOVE),
    Action("next-of-part", (";",), "next change of the selected part ▶", MOVE),
    Action("previous-of-part", (":",), "previous change of the selected part ▶", MOVE),
    Action("next-hunk", ("]",), "next hunk", MOVE),
    Action("previous-hunk", ("[",), "previous hunk", MOVE),
    Action("next-file", ("J",), "next file", MOVE),
    Action("previous-file", ("K",), "previous file", MOVE),
    Action("other-half", ("%",), "the other place of a moved line", MOVE),
    Action("next-pane", ("tab",), "next pane", MOVE),
    Action("previous-pane", ("shift+tab",), "previous pane", MOVE),
    Action("search", ("/",), "search; / and Enter repeat it", MOVE),
    Action("next-match", (")",), "next match of the search", MOVE),
    Action("previous-match", ("(",), "previous match of the search", MOVE),
    Action("mark", ("v",), "start or end a range", RANGE),
    Action("mark-block", ("V",), "mark the paragraph; again: block, then hunk", RANGE),
    Action("extend-down", ("shift+down",), "extend the range down", RANGE),
    Action("extend-up", ("shift+up",), "extend the range up", RANGE),
    Action("unmark", ("escape",), "end the range, the search or the filter", RANGE),
    Action("split-hunk", ("s",), "split the hunk in two at the cursor", RANGE),
    Action("line-up", ("{", "alt+up"), "move the line up in its block", RANGE),
    Action("line-down", ("}", "alt+down"), "move the line down in its block", RANGE),
    Action("edit", ("e", "r"), "edit these lines as ▶ reads them", RANGE),
    Action("edit-file", ("E",), "edit the file as ▶ reads it, in your editor", RANGE),
    Action("edit-other", ("O",), "edit any file as ▶ reads it, in your editor", RANGE),
    Action("break-rename", ("b",), "turn a rename into a deletion and a creation", RANGE),
    Action("next-part", (".",), "select the next part", PARTS),
    Action("previous-part", (",",), "select the previous part", PARTS),
    Action("new-part", ("c",), "add a part", PARTS),
    Action("message", ("m",), "write its message", PARTS),
    Action("editor", ("M",), "write it in your editor, with the diff", PARTS),
    Action("remove-part", ("D",), "remove it; its changes return to the rest", PARTS),
    Action("merge-part", ("F",), "squash it into the previous part", PARTS),
    Action("part-earlier", ("<",), "move it earlier", PARTS),
    Action("part-later", (">",), "move it later", PARTS),
    Action("keep-identity", ("i",), "let it keep the Change-Id and notes", PARTS),
    Action("filter", ("f",), "show only some files", READ),
    Action("fold", ("enter",), "fold or unfold the file or directory", READ),
    Action("fold-all", ("z",), "fold or unfold all files", READ),
    Action("more-context", ("+", "="), "more context around the hunk", READ),
    Action("less-context", ("-",), "less context around the hunk", READ),
    Action("copy", ("y",), "copy the line, range, hunk, file or part", READ),
    Action("shift-left", ("left", "h"), "scroll long lines to the left", READ, "shift(-1)"),
    Action("shift-right", ("right", "l"), "scroll long lines to the right", READ, "shift(1)"),
    Action("preview", ("p",), "preview the commits, full screen", READ),
    Action("preview-pane", ("P",), "show or hide the preview pane", READ),
    Action("outline-pane", ("B",), "show or hide the outline", READ),
    Action("preview-file", ("o",), "preview the file as it will be", READ),
)
BY_NAME = {action.name: action for action in ACTIONS}

#: Usual keys that are newer than the others: where a configuration uses one for another action, it
#: is that action's.
NEWER: Mapping[str, str] = {
    "e": "edit",
    "E": "edit-file",
    "O": "edit-other",
    ";": "next-of-part",
    ":": "previous-of-part",
    "&": "assign-move",
    "%": "other-half",
    "ctrl+d": "half-page-down",
    "ctrl+u": "half-page-up",
    "y": "copy",
    "h": "shift-left",
    "l": "shift-right",
}

#: The former names of actions, which configurations may still have.
FORMER_NAMES: Mapping[str, str] = {
    **{f"give-{digit}": f"assign-{digit}" for digit in range(1, 10)},
    "to-rest": "assign-rest",
    "give": "assign",
    "give-to": "assign-to",
    "give-file": "assign-file",
    "give-found": "assign-matches",
    "give-blanks": "assign-whitespace",
    "leave": "quit",
    "next-found": "next-match",
    "previous-found": "previous-match",
    "between": "edit",
    "heir": "keep-identity",
}

#: The actions of the list of commits, except moving around in it.  An action with the name of one
#: above has its keys.
PICKING: tuple[Action, ...] = (
    Action("pick", ("enter", "space"), "split the commit under the cursor", COMMITS, "pick"),
    Action("narrow", ("/",), "filter by message, author or id", COMMITS, "filter"),
    Action("show-all", ("escape",), "end the filter; without a filter, quit", COMMITS, "give_up"),
    Action("older", ("+", "="), "show older commits", COMMITS, "older"),
    Action("next-pane", ("tab",), "next pane", COMMITS, "app.focus_next"),
    Action("previous-pane", ("shift+tab",), "previous pane", COMMITS, "app.focus_previous"),
    Action("help", ("?",), "all keys", COMMITS, "help"),
    Action("quit", ("q", "ctrl+q"), "quit", COMMITS, "leave"),
)

#: The actions of the review, whose keys are fixed.
REVIEWING: tuple[Action, ...] = (
    Action("review-write", ("y",), "write the new history", REVIEW),
    Action("review-branches", ("b",), "move only the current branch, or all again", REVIEW),
    Action("review-dropped", ("d",), "keep or discard dropped changes", REVIEW),
    Action("review-emptied", ("e",), "drop or keep commits above that become empty", REVIEW),
    Action("review-warning", ("o",), "go to the place of the next warning", REVIEW),
    Action("review-back", ("escape", "q"), "back to the diff; nothing is changed", REVIEW),
    Action("review-up", ("up", "k"), "line up", REVIEW),
    Action("review-down", ("down", "j"), "line down", REVIEW),
    Action("review-page-up", ("pageup",), "page up", REVIEW),
    Action("review-page-down", ("pagedown",), "page down", REVIEW),
)

#: The keys in the footer, the most important first: the action's name and a short word for it.
_OFFERED: dict[CursorContext, tuple[tuple[str, str], ...]] = {
    CursorContext.LINE: (
        ("mark-block", "mark paragraph"),
        ("edit", "edit in ▶"),
        ("mark", "mark range"),
        ("split-hunk", "split hunk"),
    ),
    CursorContext.BLOCK: (
        ("mark-block", "mark block"),
        ("edit", "edit in ▶"),
        ("line-up", "move"),
        ("split-hunk", "split hunk"),
    ),
    CursorContext.FOUND: (
        ("assign-matches", "matches to ▶"),
        ("next", "next match"),
        ("mark", "mark range"),
    ),
    CursorContext.UNCHANGED: (
        ("next", "next unassigned"),
        ("edit", "edit in ▶"),
        ("more-context", "more context"),
        ("next-hunk", "next hunk"),
    ),
    CursorContext.FOUND_UNCHANGED: (
        ("assign-matches", "matches to ▶"),
        ("next", "next match"),
        ("next-hunk", "next hunk"),
    ),
    CursorContext.EDIT: (
        ("edit", "edit"),
        ("next-hunk", "next hunk"),
        ("next", "next unassigned"),
    ),
    CursorContext.FILE_CHANGE: (("next", "next unassigned"), ("next-file", "next file")),
    CursorContext.RENAME: (
        ("break-rename", "break rename"),
        ("next", "next unassigned"),
        ("next-file", "next file"),
    ),
    CursorContext.HUNK: (
        ("split-hunk", "split hunk"),
        ("edit", "edit in ▶"),
        ("more-context", "more context"),
        ("next-hunk", "next hunk"),
    ),
    CursorContext.FILE: (
        ("fold", "fold"),
        ("assign-file", "unassigned to ▶"),
        ("edit-file", "edit file in ▶"),
        ("next-file", "next file"),
        ("next", "next unassigned"),
    ),
    CursorContext.DIRECTORY: (("fold", "fold"), ("next", "next unassigned")),
    CursorContext.RANGE: (
        ("mark-block", "mark more"),
        ("unmark", "cancel"),
        ("extend-down", "extend"),
        ("edit", "edit in ▶"),
    ),
    CursorContext.PART: (
        ("message", "message"),
        ("keep-identity", "keep Change-Id"),
        ("part-earlier", "move earlier"),
    ),
}
_ASSIGNING = (("assign-1", "assign"), ("assign", "▶"))
_UNASSIGNING = (("assign-rest", "rest"), ("drop", "drop"))
_NOT_ASSIGNING = (
    CursorContext.EDIT,
    CursorContext.UNCHANGED,
    CursorContext.FOUND_UNCHANGED,
    CursorContext.PART,
)
_OFTEN = (("undo", "undo"), ("message", "message"))
WRITE, WRITE_SHORT = "review & write", "write"
#: The word for `quit` where it leads back to the list of commits.
TO_LIST, TO_LIST_SHORT = "to the list", "list"
#: The words that are shorter on a narrow screen.
_SHORT = {"write": WRITE_SHORT, "next": "next"}
_ALWAYS = (("write", WRITE), ("quit", "quit"), ("preview", "preview"), ("search", "search"))
#: The words that the footer has in any case.
ESSENTIAL = frozenset(("keys", WRITE, WRITE_SHORT, "quit", TO_LIST, TO_LIST_SHORT))

Keys = Mapping[str, Sequence[str]]
USUAL: Keys = {action.name: action.keys for action in ACTIONS}
USUAL_REVIEWING: Keys = {action.name: action.keys for action in REVIEWING}
USUAL_PICKING: Keys = {action.name: action.keys for action in PICKING}

#: The keys that assign to a part by its number, as people read them.
DIGITS = "1-9"
_TO_A_NUMBER = tuple(_digits())

_IN_WORDS = {
    "pageup": "PgUp",
    "pagedown": "PgDn",
    "up": "↑",
    "down": "↓",
    "left": "←",
    "right": "→",
    "escape": "Esc",
    "underscore": "_",
}


def key_in_words(key: str) -> str:
    """A key as people read it: ``ctrl+r`` is Ctrl+R."""
    *modifiers, last = key.split("+") if len(key) > 1 else [key]
    shown = _IN_WORDS.get(last) or (last if len(last) == 1 and not modifiers else last.title())
    return "+".join([*(modifier.title() for modifier in modifiers), shown])


def keys_in_words(keys: Keys, name: str) -> str:
    """All keys of an action as people read them."""
    return " ".join(map(key_in_words, keys[name]))


def has_digits(keys: Keys) -> bool:
    """True if every digit assigns to the part of that number, and no other key does."""
    return all(keys.get(action.name) == action.keys for action in _TO_A_NUMBER)


def to_list(action: Action) -> Action:
    """The action as it is on a screen that was opened from the list of commits."""
    words = f"back {TO_LIST}; the draft is saved"
    return replace(action, words=words) if action.name == "quit" else action


def footer(
    where: CursorContext,
    keys: Keys,
    selected: str,
    *,
    finished: bool,
    is_wide: bool = True,
    is_from_list: bool = False,
) -> list[tuple[str, str]]:
    """The keys and words to offer at that place, the most important first.

    ``selected`` is the sign of the selected part, "" for the rest: then keys that assign to it are
    not offered.  ``finished``: everything is assigned, so that writing comes first.
    ``is_from_list``: the screen was opened from the list of commits, to which quitting leads.
    """
    names = [("help", "keys"), ("write", WRITE)] if finished else [("help", "keys")]
    assigning, back = ((), ()) if where in _NOT_ASSIGNING else (_ASSIGNING, _UNASSIGNING)
    first, *others = _OFFERED[where]
    names += [*assigning, first, *_OFTEN, *back, *others, *_ALWAYS]
    offered = dict.fromkeys(name for name, _ in names)
    words = {**dict(reversed(names)), **({} if is_wide else _SHORT)}
    if is_from_list:
        words["quit"] = TO_LIST if is_wide else TO_LIST_SHORT
    return [
        (_first(keys, name), words[name].replace("▶", f"▶{selected}"))
        for name in offered
        if keys[name] and (selected or "▶" not in words[name])
    ]


def _first(keys: Keys, name: str) -> str:
    """The key to show for an action; for the digits, which belong together, all of them."""
    if name == "assign-1" and has_digits(keys):
        return DIGITS
    if name == "line-up" and keys["line-down"]:
        return key_in_words(keys["line-up"][0]) + " " + key_in_words(keys["line-down"][0])
    return key_in_words(keys[name][0])


def matching(text: str, keys: Keys, actions: Sequence[Action] = ACTIONS) -> Iterator[Action]:
    """The actions that a key of that name runs, or whose texts have every word of the text.

    Case does not matter.  A slash before the words begins a search elsewhere, and is skipped.
    """
    text = text.removeprefix("/") if len(text) > 1 else text
    wanted = text.lower().split()
    for action in actions:
        by_key = text.strip() in keys_in_words(keys, action.name).split()
        searched = f"{action.words} {action.name} {action.group}".lower()
        if by_key or (len(text) != 1 and all(word in searched for word in wanted)):
            yield action


class HelpEntry(Struct, frozen=True):
    """A line of the help: keys, their action, and the names in the configuration, "" for none."""

    keys: str
    words: str
    name: str
    group: str


def entries(text: str, keys: Keys, actions: Sequence[Action] = ACTIONS) -> Iterator[HelpEntry]:
    """The entries `matching` a text, a line each; one for all digits, where they are all there."""
    found = list(matching(text, keys, actions))
    count = len(_TO_A_NUMBER)
    if has_digits(keys) and found[:count] == list(_TO_A_NUMBER):
        words = "assign to part 1-9; the next number adds one"
        yield HelpEntry(DIGITS, words, "assign-1 to -9", ASSIGN)
        found = found[count:]
    for action in found:
        name = action.name if action.name in BY_NAME else ""
        yield HelpEntry(keys_in_words(keys, action.name) or "-", action.words, name, action.group)
