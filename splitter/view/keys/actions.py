"""Everything a user can do on the main screen: one table for keys, help, palette and footer.

The keys here are the usual ones; the user's configuration may put others in their place
(`settings`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from enum import Enum

from msgspec import Struct

GIVE = "give what is under the cursor; the number after the last part makes a new one"
RANGE = "ranges, hunks, and the order of lines"
MOVE = "move about"
READ = "read"
PARTS = "parts: the one marked ▶"
ALL = "at any time"
COMMITS = "which commit?"


class CursorContext(Enum):
    """What is under the cursor, as far as it matters for what one may want to do."""

    LINE = "a changed line"
    BLOCK = "a line of a block with old and new lines"
    FOUND = "a changed line that has the text searched"
    UNCHANGED = "an unchanged line"
    FOUND_UNCHANGED = "an unchanged line that has the text searched"
    FACT = "a whole-file fact"
    RENAME = "the fact that a file was renamed"
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
        words = f"to part {digit}"
        yield Action(f"give-{digit}", (str(digit),), words, GIVE)


ACTIONS: tuple[Action, ...] = (
    *_digits(),
    Action("to-rest", ("0",), "back to the rest", GIVE),
    Action("drop", ("X",), "drop it: stays in the work tree only", GIVE),
    Action("give", ("space",), "to the part marked ▶", GIVE),
    Action("give-to", ("t",), "to a part picked from a list", GIVE),
    Action("give-file", ("a",), "what is left of file, directory, range: to ▶", GIVE),
    Action("give-found", ("A",), "the rest's lines with the text searched: to ▶", GIVE),
    Action("give-blanks", ("W",), "what of the rest changes only blanks: to ▶", GIVE),
    Action("undo", ("u",), "undo", ALL),
    Action("redo", ("ctrl+r",), "redo", ALL),
    Action("write", ("w",), "last look, then write", ALL),
    Action("leave", ("q", "ctrl+q"), "leave; the draft is kept", ALL),
    Action("help", ("?",), "every key", ALL),
    Action("palette", ("ctrl+p",), "find an action by its words", ALL),
    Action("theme", ("T",), "other colours", ALL),
    Action("suspend", ("ctrl+z",), "to the shell; fg comes back", ALL),
    Action("up", ("up", "k"), "a line up", MOVE, "move(-1)"),
    Action("down", ("down", "j"), "a line down", MOVE, "move(1)"),
    Action("page-up", ("pageup", "ctrl+b"), "a page up", MOVE, "page(-1)"),
    Action("page-down", ("pagedown", "ctrl+f"), "a page down", MOVE, "page(1)"),
    Action("first", ("home", "g"), "the first line", MOVE, "first"),
    Action("last", ("end", "G"), "the last line", MOVE, "last"),
    Action("next", ("n",), "next in the rest", MOVE),
    Action("previous", ("N",), "in the rest before", MOVE),
    Action("next-of-part", ("e",), "next of what the part marked ▶ has", MOVE),
    Action("previous-of-part", ("E",), "what it has before", MOVE),
    Action("next-hunk", ("]",), "next hunk", MOVE),
    Action("previous-hunk", ("[",), "hunk before", MOVE),
    Action("next-file", ("J",), "next file", MOVE),
    Action("previous-file", ("K",), "file before", MOVE),
    Action("next-pane", ("tab",), "next pane", MOVE),
    Action("previous-pane", ("shift+tab",), "pane before", MOVE),
    Action("search", ("/",), "search (again with Enter)", MOVE),
    Action("next-found", (")",), "next match of the search", MOVE),
    Action("previous-found", ("(",), "match before", MOVE),
    Action("mark", ("v",), "begin or end a range", RANGE),
    Action("mark-block", ("V",), "range: paragraph; again: block, then hunk", RANGE),
    Action("extend-down", ("shift+down",), "range from here down", RANGE),
    Action("extend-up", ("shift+up",), "range from here up", RANGE),
    Action("unmark", ("escape",), "give up the range, the search, the filter", RANGE),
    Action("split-hunk", ("s",), "split the hunk above the cursor", RANGE),
    Action("line-up", ("{", "alt+up"), "line earlier in its block", RANGE),
    Action("line-down", ("}", "alt+down"), "line later in its block", RANGE),
    Action("between", ("r",), "edit what ▶ reads here until the line comes", RANGE),
    Action("break-rename", ("b",), "a rename: a deletion and a creation", RANGE),
    Action("next-part", (".",), "mark the next part", PARTS),
    Action("previous-part", (",",), "mark the part before", PARTS),
    Action("new-part", ("c",), "make a new part", PARTS),
    Action("message", ("m",), "its message", PARTS),
    Action("editor", ("M",), "its message in your editor, with the diff", PARTS),
    Action("remove-part", ("D",), "remove it: its changes become rest", PARTS),
    Action("merge-part", ("F",), "merge it into the part before", PARTS),
    Action("part-earlier", ("<",), "move it earlier", PARTS),
    Action("part-later", (">",), "move it later", PARTS),
    Action("heir", ("i",), "make it the heir: it keeps the Change-Id", PARTS),
    Action("filter", ("f",), "show only some files", READ),
    Action("fold", ("enter",), "fold or unfold the file or directory", READ),
    Action("fold-all", ("z",), "fold or unfold all files", READ),
    Action("more-context", ("+", "="), "more lines around the hunk", READ),
    Action("less-context", ("-",), "fewer lines around the hunk", READ),
    Action("shift-left", ("left",), "long lines: back to the left", READ, "shift(-1)"),
    Action("shift-right", ("right",), "long lines: further to the right", READ, "shift(1)"),
    Action("preview", ("p",), "preview the commits, full screen", READ),
    Action("preview-pane", ("P",), "preview beside the diff", READ),
    Action("outline-pane", ("B",), "outline beside the diff", READ),
    Action("preview-file", ("o",), "preview: the file as it will stand", READ),
)
BY_NAME = {action.name: action for action in ACTIONS}

#: What can be done in the list of commits, beside moving about in it.  What has the name of one of
#: the actions above has its keys.
PICKING: tuple[Action, ...] = (
    Action("pick", ("enter", "space"), "split the commit under the cursor", COMMITS, "pick"),
    Action("narrow", ("/",), "filter by message, author or id", COMMITS, "filter"),
    Action("show-all", ("escape",), "end the filter; without one, leave", COMMITS, "give_up"),
    Action("older", ("+", "="), "show older commits too", COMMITS, "older"),
    Action("next-pane", ("tab",), "to the commit's text, and back", COMMITS, "app.focus_next"),
    Action("previous-pane", ("shift+tab",), "to the list, and back", COMMITS, "app.focus_previous"),
    Action("help", ("?",), "every key", COMMITS, "help"),
    Action("leave", ("q", "ctrl+q"), "leave", COMMITS, "leave"),
)

#: What the footer offers, the most wanted first: the action's name and a short word for it.
_OFFERED: dict[CursorContext, tuple[tuple[str, str], ...]] = {
    CursorContext.LINE: (
        ("mark-block", "paragraph"),
        ("mark", "range"),
        ("split-hunk", "split above"),
        ("between", "other text in ▶"),
    ),
    CursorContext.BLOCK: (
        ("mark-block", "block"),
        ("line-up", "order"),
        ("split-hunk", "split above"),
        ("between", "other text in ▶"),
    ),
    CursorContext.FOUND: (
        ("give-found", "all found to ▶"),
        ("next-found", "next found"),
        ("mark", "range"),
    ),
    CursorContext.UNCHANGED: (
        ("next", "next in rest"),
        ("more-context", "context"),
        ("next-hunk", "hunk"),
    ),
    CursorContext.FOUND_UNCHANGED: (
        ("give-found", "all found to ▶"),
        ("next-found", "next found"),
        ("next", "next in rest"),
    ),
    CursorContext.FACT: (("next", "next in rest"), ("next-file", "file")),
    CursorContext.RENAME: (
        ("break-rename", "take apart"),
        ("next", "next in rest"),
        ("next-file", "file"),
    ),
    CursorContext.HUNK: (
        ("split-hunk", "split"),
        ("more-context", "context"),
        ("next-hunk", "hunk"),
    ),
    CursorContext.FILE: (
        ("fold", "fold"),
        ("give-file", "its rest to ▶"),
        ("next-file", "file"),
        ("next", "next in rest"),
    ),
    CursorContext.DIRECTORY: (("fold", "fold"), ("next", "next in rest")),
    CursorContext.RANGE: (
        ("mark-block", "more"),
        ("unmark", "give up"),
        ("extend-down", "further"),
        ("between", "other text in ▶"),
    ),
    CursorContext.PART: (("message", "message"), ("heir", "heir"), ("part-earlier", "earlier")),
}
_GIVING = (("give-1", "give"), ("give", "▶"))
_GIVING_BACK = (("to-rest", "rest"), ("drop", "drop"))
_NOT_GIVING = (CursorContext.UNCHANGED, CursorContext.FOUND_UNCHANGED, CursorContext.PART)
_OFTEN = (("undo", "undo"), ("message", "message"))
_ALWAYS = (("write", "write"), ("leave", "leave"), ("preview", "preview"), ("search", "search"))

Keys = Mapping[str, Sequence[str]]
USUAL: Keys = {action.name: action.keys for action in ACTIONS}
USUAL_PICKING: Keys = {action.name: action.keys for action in PICKING}

#: The keys that give to a part by its number, as people read them.
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
    """Whether every digit gives to the part of that number, and no other key does."""
    return all(keys.get(action.name) == action.keys for action in _TO_A_NUMBER)


def footer(where: CursorContext, keys: Keys, marked: str, finished: bool) -> list[tuple[str, str]]:
    """What to offer at that place: keys and words, the most wanted first.

    ``marked`` is the sign of the part marked ▶, "" for the rest, where what gives to that part is
    not offered; ``finished`` says that the rest is empty, so that writing is what one wants.
    """
    names = [("help", "keys"), ("write", "write")] if finished else [("help", "keys")]
    giving, back = ((), ()) if where in _NOT_GIVING else (_GIVING, _GIVING_BACK)
    first, *others = _OFFERED[where]
    names += [*giving, first, *_OFTEN, *back, *others, *_ALWAYS]
    offered = dict.fromkeys(name for name, _ in names)
    words = dict(reversed(names))
    return [
        (_first(keys, name), words[name].replace("▶", f"▶{marked}"))
        for name in offered
        if keys[name] and (marked or "▶" not in words[name])
    ]


def _first(keys: Keys, name: str) -> str:
    """The key to show for an action; for the digits, which belong together, all of them."""
    if name == "give-1" and has_digits(keys):
        return DIGITS
    if name == "line-up" and keys["line-down"]:
        return key_in_words(keys["line-up"][0]) + " " + key_in_words(keys["line-down"][0])
    return key_in_words(keys[name][0])


def matching(text: str, keys: Keys, actions: Sequence[Action] = ACTIONS) -> Iterator[Action]:
    """Of some actions those that a key of that name runs, and those whose words, name or group have
    every word of the text, in any case.  A slash before the words begins a search elsewhere, and is
    passed over.
    """
    text = text.removeprefix("/") if len(text) > 1 else text
    wanted = text.lower().split()
    for action in actions:
        by_key = text.strip() in keys_in_words(keys, action.name).split()
        searched = f"{action.words} {action.name} {action.group}".lower()
        if by_key or (len(text) != 1 and all(word in searched for word in wanted)):
            yield action


class HelpEntry(Struct, frozen=True):
    """A line of the help: keys as people read them, what they do, and the names in the
    configuration, "" for none.
    """

    keys: str
    words: str
    name: str
    group: str


def entries(text: str, keys: Keys, actions: Sequence[Action] = ACTIONS) -> Iterator[HelpEntry]:
    """What is `matching` a text, a line each; one for all digits, where they are all there."""
    found = list(matching(text, keys, actions))
    count = len(_TO_A_NUMBER)
    if has_digits(keys) and found[:count] == list(_TO_A_NUMBER):
        yield HelpEntry(DIGITS, "to the part of that number", "give-1 to give-9", GIVE)
        found = found[count:]
    for action in found:
        name = action.name if action.name in BY_NAME else ""
        yield HelpEntry(keys_in_words(keys, action.name) or "-", action.words, name, action.group)
