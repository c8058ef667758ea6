"""Every key, with search."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence
from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Input

from splitter.tui.dialogs.dialog import Dialog
from splitter.tui.widgets.field import Field
from splitter.tui.widgets.label import Words
from splitter.tui.widgets.pager import Pager
from splitter.view.keys.actions import ACTIONS, Action, Keys, entries
from splitter.view.phrases import dialogs
from splitter.view.text.cells import width
from splitter.view.text.display import Pieces
from splitter.view.text.pieces import pieces_width

#: In how many cells the keys of an action are shown, and what it does.
KEYS_WIDTH, WORDS_WIDTH = 13, 47
#: From how many columns on the names of the actions are shown, and the columns beside a line.
WITH_NAMES, MARGIN = 76, 2
#: In fewer cells words are cut instead of folded.
NARROWEST = 10


class HelpScreen(Dialog[None]):
    """Actions with their keys, and what the signs mean; typing searches among the actions."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,ctrl+c", "back", "Back", show=False, priority=True),
        Binding("down", "scroll(1)", "Down", show=False, priority=True),
        Binding("up", "scroll(-1)", "Up", show=False, priority=True),
        Binding("pagedown", "page(1)", "Page down", show=False, priority=True),
        Binding("pageup", "page(-1)", "Page up", show=False, priority=True),
    ]

    def __init__(
        self,
        keys: Keys,
        actions: Sequence[Action] = ACTIONS,
        signs: Sequence[Pieces] = dialogs.SIGNS,
    ) -> None:
        """By themselves the actions and signs are those of the main screen."""
        super().__init__()
        self.keys = keys
        self.actions = actions
        self.signs = signs

    def compose(self) -> ComposeResult:
        """The field to search in, and the actions."""
        yield Words(dialogs.HELP, id="title", role="title")
        yield Field(placeholder=dialogs.HELP_SEARCH, id="search", compact=True)
        yield Pager()
        yield Words(dialogs.HELP_KEYS, id="keys", role="footer")

    def on_mount(self) -> None:
        self.query_one(Field).focus()

    def on_input_changed(self, event: Input.Changed) -> None:
        self._show(event.value)

    def on_resize(self, event: events.Resize) -> None:
        del event
        self._show(self.query_one(Field).value)

    def _show(self, text: str) -> None:
        self.query_one(Pager).read(list(self._lines(text)))

    def _lines(self, text: str) -> Iterator[Pieces]:
        wide = self.size.width
        lines = list(help_lines(text, self.keys, self.actions, with_names=wide >= WITH_NAMES))
        for line in [*lines, *(() if text else self.signs)]:
            yield from _folded(line, wide - MARGIN)

    def action_scroll(self, by: int) -> None:
        self.query_one(Pager).action_move(by)

    def action_page(self, by: int) -> None:
        self.query_one(Pager).action_page(by)

    def action_back(self) -> None:
        self.dismiss(None)


def help_lines(
    text: str, keys: Keys, actions: Sequence[Action], *, with_names: bool
) -> Iterator[Pieces]:
    """The actions that match a text, group by group, with their names in the configuration."""
    group = ""
    for entry in entries(text, keys, actions):
        if entry.group != group:
            if group:
                yield (("", "plain"),)
            group = entry.group
            yield ((group.upper(), "bold"),)
        pad = " " * max(1, KEYS_WIDTH - width(entry.keys))
        line: Pieces = ((f" {entry.keys}{pad}", "key"), (entry.words, "plain"))
        if with_names and entry.name:
            gap = " " * max(2, WORDS_WIDTH - width(entry.words))
            line = (*line, (f"{gap}{entry.name}", "dim"))
        yield line
    if not group:
        yield ((dialogs.HELP_FOUND_NOTHING, "dim"),)


def _folded(line: Pieces, cells: int) -> Iterator[Pieces]:
    """A line, its words folded below each other where they need more than so many cells."""
    *keys, (words, role) = line
    taken = pieces_width(tuple(keys))
    if pieces_width(line) <= cells or len(keys) > 1 or cells - taken < NARROWEST:
        yield line
        return
    for number, part in enumerate(textwrap.wrap(words, cells - taken, break_on_hyphens=False)):
        first: Pieces = ((" " * taken, "plain"),) if number else tuple(keys)
        yield (*first, (part, role))
