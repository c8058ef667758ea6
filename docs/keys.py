"""Writes what the documentation says of keys, themes and actions, from the program's own tables.

    python docs/keys.py

It writes docs/keys.md, and what stands between the two marks in the manual page.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from splitter.view.keys.actions import ACTIONS, PICKING, Action, key_in_words  # noqa: E402
from splitter.view.keys.editing import EDITS, Edit  # noqa: E402
from splitter.view.keys.settings import THEMES  # noqa: E402

PAGE = ROOT / "docs" / "keys.md"
MANUAL = ROOT / "man" / "git-split.1"
#: What is written into the manual page stands between these lines.
BEGIN, END = '.\\" Written by docs/keys.py:\n', '.\\" End of what docs/keys.py writes.\n'

_HEAD = """\
# Keys

This page is written by `python docs/keys.py`. On the screen, `?` shows the same, with search.

`▶` marks one of the parts at the top: what `Space` gives to, and what the keys for parts are about.
`.` and `,` mark another one. So every part can be reached without a digit.
"""
_OTHERS = """
## On the other screens

| where | key | what it does |
|-|-|-|
"""
_OTHERS_BELOW = """\
| its filter | `↑` `↓` `PgUp` `PgDn` | move in the list |
| | `Enter` | split the commit under the cursor |
| | `Esc` | back to the list, as it is shown |
| list of parts | digits, words | narrow the list |
| | `↑` `↓` `Enter` | this part |
| message | `Esc` `Ctrl+S` | done |
| | `Ctrl+C` | leave it as it was |
| | `Tab` `Enter` | on no text: take the proposal |
| | `Ctrl+O` | go on in your editor |
| | `Ctrl+L` `Alt+Q` | fill the paragraphs |
| preview | `←` `→`, `0` to `9` | another part |
| | `o` `f` `Tab` | the commit, or the file as it will stand |
| | `J` `K` | the part's next file, the one before |
| | `Esc` `q` `Ctrl+Q` `p` | back |
| last look | `y` | write history |
| | `o` | the next place to look at: `{` `}` move its line, `Enter` in the diff, `Esc` back |
| | `b` | let only the branch follow that is checked out, or all again |
| | `Esc` `q` `Ctrl+Q` | back; nothing is changed |
| a question | `Esc` `Ctrl+C` `Ctrl+Q` | the last answer, which changes nothing |
"""
_FIELDS = """
## In text fields

In a message, an edit, a search or a filter. Pasted text goes in as text, without control
characters; a field of one line takes the first line of it. Elsewhere a paste does nothing.

| key | what it does |
|-|-|
"""
_BELOW = """
## Mouse

A click moves the cursor; one on the number beside a line gives it to the part marked `▶`; one on a
part marks that. Dragging marks a range, the wheel scrolls, a double click folds or picks.

## Keys of your own

    git config --global split.key.give-1 '1 &'      # several, with a space between
    git config --global split.key.drop ''           # none

The name is the action's in the tables above. A key is written `x`, `X`, `?`, `space`, `enter`,
`escape`, `tab`, `pageup`, `f5`, `ctrl+x`, `alt+up`. What belongs to another action already,
and what no terminal sends, is refused with its name.

## Colours

    git config --global split.theme light

"""
#: Which fields have a key, by whether one line has it and whether several lines have it.
_WHERE = {(True, True): "", (True, False): "one line: ", (False, True): "several lines: "}
_TAIL = """
`T` tries them out. Where `NO_COLOR` is set, the theme is `plain`. No colour is the only sign of
anything: beside it there is always a mark, a number, bold, underline or reverse.
"""


def page() -> str:
    """The page of keys, in Markdown."""
    others = _OTHERS + "".join(_picking()) + _OTHERS_BELOW
    fields = _FIELDS + "".join(_edits())
    return _HEAD + "".join(_tables()) + others + fields + _BELOW + "".join(_themes()) + _TAIL


def _tables() -> Iterator[str]:
    for group, actions in groupby(ACTIONS, lambda action: action.group):
        yield f"\n## {group[0].upper()}{group[1:]}\n\n| key | what it does | name |\n|-|-|-|\n"
        for action in actions:
            yield f"| {_keys(action)} | {action.words} | `{action.name}` |\n"


def _picking() -> Iterator[str]:
    for number, action in enumerate(PICKING):
        where = "" if number else "list of commits "
        yield f"| {where}| {_keys(action)} | {action.words} |\n"


def _edits() -> Iterator[str]:
    for edit in EDITS:
        where = _WHERE[bool(edit.in_line), bool(edit.in_area)]
        yield f"| {_keys(edit)} | {where}{edit.words} |\n"


def _keys(action: Action | Edit) -> str:
    return " ".join(f"`{key_in_words(key)}`" for key in action.keys)


def _themes() -> Iterator[str]:
    yield "| theme | |\n|-|-|\n"
    for name, words in THEMES.items():
        yield f"| `{name}` | {words} |\n"


def manual() -> str:
    """The manual page with the actions and themes of today."""
    before, begin, rest = MANUAL.read_text(encoding="utf-8").partition(BEGIN)
    _, end, after = rest.partition(END)
    return before + begin + "".join(_manual_keys()) + end + after


def _manual_keys() -> Iterator[str]:
    for group, actions in groupby(ACTIONS, lambda action: action.group):
        yield f'.SS "{_roff(group[0].upper() + group[1:])}"\n'
        for action in actions:
            yield from _manual_entry(action)
    yield ".SH THEMES\n"
    for name, words in THEMES.items():
        yield f".TP\n\\fB{_roff(name)}\\fR\n{_roff(words[0].upper() + words[1:])}.\n"


def _manual_entry(action: Action) -> Iterator[str]:
    keys = ", ".join(f"\\fB{_roff(key_in_words(key))}\\fR" for key in action.keys)
    yield f".TP\n{keys}  ({_roff(action.name)})\n{_roff(action.words)}\n"


def _roff_character(character: str) -> str:
    named = {"-": "\\-", "\\": "\\e"}
    return named.get(character) or f"\\[u{ord(character):04X}]"


def _roff(text: str) -> str:
    """Text as it stands in a manual page."""
    escaped = re.sub(r"[-\\]|[^\x00-\x7f]", lambda match: _roff_character(match[0]), text)
    return re.sub(r"^(?=[.'])", r"\\&", escaped)


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
    MANUAL.write_text(manual(), encoding="utf-8")
