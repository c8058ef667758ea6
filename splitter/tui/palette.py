"""The command palette: every action by its words."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from textual.command import CommandPalette, DiscoveryHit, Hit, Hits, Provider
from textual.screen import Screen

from splitter.tui.actions import ACTIONS, Action, keys_in_words
from splitter.tui.screens.above import Above


class Actions(Provider):
    """The actions of the main screen."""

    async def discover(self) -> Hits:
        """All of them, before anything is typed."""
        for action in ACTIONS:
            yield DiscoveryHit(self._title(action), self._run(action), help=action.group)

    async def search(self, query: str) -> Hits:
        """Those that are like what was typed."""
        matcher = self.matcher(query)
        for action in ACTIONS:
            title = self._title(action)
            score = matcher.match(title)
            if score > 0:
                shown = matcher.highlight(title)
                yield Hit(score, shown, self._run(action), help=action.group)

    def _title(self, action: Action) -> str:
        keys = getattr(self.app, "keys", {})
        shown = keys_in_words(keys, action.name) if action.name in keys else ""
        return f"{action.words}  ({shown})" if shown else action.words

    def _run(self, action: Action) -> Callable[[], Any]:
        return partial(_run, self.screen, action.call)


class Palette(CommandPalette, Above[None]):
    """Textual's palette, with these actions."""

    def __init__(self) -> None:
        super().__init__([Actions])


async def _run(screen: Screen[Any], call: str) -> None:
    await screen.run_action(call)
