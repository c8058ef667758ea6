"""Every key."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.screen import Screen

from splitter.tui.text import Toned
from splitter.tui.widgets.pager import Pager
from splitter.tui.widgets.words import Words

_KEYS = """\
GIVE what is under the cursor (line, hunk, file, or the marked range)
  1 - 9        to that part; the next number makes a new part
  0            back to the rest
  X            drop it: it leaves history and stays in the work tree
  space        to the part marked ▶
  t            to a part by its number, for more than nine
  a            all that is undecided in this file to the part marked ▶
  b            a renamed file: take it apart into a deletion and a creation

MOVE
  ↑ ↓ k j      a line               PgUp PgDn    a page
  [ ]          hunk                 K J          file
  N n          undecided            g G          first, last
  Tab          another pane         Enter        fold, unfold the file
  v            begin or end a range Shift+↑ ↓    range from here
  /            search               f            only some files
  ← →          shift long lines

PARTS (the one marked ▶)
  , .          mark the one before, the next
  c            a new part           D            remove: its changes become rest
  < >          earlier, later       F            merge into the part before
  i            heir: keeps the Change-Id
  m            message              M            message in your editor, with the diff

ALL
  u  Ctrl+R    undo, redo           p            preview the commits
  w            last look, then y writes
  q            leave; the draft is kept
"""


class HelpScreen(Screen[None]):
    """All keys of the main screen."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q,question_mark,ctrl+c", "back", "Back", show=False, priority=True),
    ]

    def compose(self) -> ComposeResult:
        """The keys."""
        yield Words(" every key", id="title")
        yield Pager([_styled(line) for line in _KEYS.splitlines()])
        yield Words(" Esc back", id="keys")

    def on_mount(self) -> None:
        self.query_one(Pager).focus()

    def action_back(self) -> None:
        self.dismiss(None)


def _styled(line: str) -> Toned:
    return ((line, "plain" if line.startswith(" ") else "bold"),)
