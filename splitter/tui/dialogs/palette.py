"""The command palette: every action by its words."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, ClassVar

from textual.binding import Binding, BindingType
from textual.command import CommandPalette, DiscoveryHit, Hit, Hits, Provider
from textual.content import Content
from textual.screen import Screen

from splitter.tui.dialogs.dialog import Dialog
from splitter.tui.input.bindings import call
from splitter.view.keys.actions import (
    ACTIONS,
    MOVE,
    PARTS,
    READ,
    USUAL,
    Action,
    keys_in_words,
)

#: The groups that are named behind the words of their actions.
_ABOUT = {MOVE: MOVE, READ: READ, PARTS: PARTS}


class Actions(Provider):
    """The actions of the main screen, each on one line."""

    async def discover(self) -> Hits:
        """All of them, before anything is typed."""
        for action in ACTIONS:
            title, about = self._words(action)
            yield DiscoveryHit(_shown(Content(title + about), about), self._run(action))

    async def search(self, query: str) -> Hits:
        """Those that are like what was typed."""
        matcher = self.matcher(query)
        for action in ACTIONS:
            title, about = self._words(action)
            score = matcher.match(title + about)
            if score > 0:
                shown = _shown(matcher.highlight(title + about), about)
                yield Hit(score, shown, self._run(action))

    def _words(self, action: Action) -> tuple[str, str]:
        """The effect of an action with its keys, and its subject."""
        keys = keys_in_words(getattr(self.app, "keys", USUAL), action.name)
        about = _ABOUT.get(action.group, "")
        return action.words + (f"  ({keys})" if keys else ""), f"   {about}" if about else ""

    def _run(self, action: Action) -> Callable[[], Any]:
        return partial(_run, self.screen, call(action.name))


class Palette(CommandPalette, Dialog[None], inherit_bindings=False):
    """Textual's palette, with these actions."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "command_list('cursor_up')", "Up", show=False),
        Binding("down", "cursor_down", "Down", show=False),
        Binding("pageup", "command_list('page_up')", "Page up", show=False),
        Binding("pagedown", "command_list('page_down')", "Page down", show=False),
        Binding("escape", "escape", "Back", show=False),
        Binding("ctrl+c", "escape", "Back", show=False, priority=True),
    ]

    def __init__(self) -> None:
        super().__init__([Actions])


def _shown(line: Content, about: str) -> Content:
    """A line whose end, what the action is about, steps back."""
    return line.stylize("dim", len(line) - len(about)) if about else line


async def _run(screen: Screen[Any], action: str) -> None:
    await screen.run_action(action)
