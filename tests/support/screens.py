"""Screens opened in process, and what they show."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager

from textual import events
from textual.pilot import Pilot

from splitter.core.rewrite.rewrite import Rewrite
from splitter.session import Session
from splitter.tui.app import SplitApp
from splitter.tui.input.keys import keys_of
from splitter.tui.main.screen import SplitScreen
from splitter.tui.widgets.label import Words


@asynccontextmanager
async def opened(
    session: Session, *keys: str, size: tuple[int, int] = (120, 40)
) -> AsyncIterator[tuple[SplitScreen, Pilot[Rewrite]]]:
    """The main screen after some keys."""
    app = SplitApp(session)
    async with app.run_test(size=size) as pilot:
        await pilot.pause()
        screen = app.screen
        assert isinstance(screen, SplitScreen)
        await pilot.press(*keys)
        await pilot.pause()
        yield screen, pilot


def here(screen: SplitScreen) -> str:
    return screen.query_one("#here", Words).text


def shown(screen: SplitScreen) -> str:
    """The lines of the diff pane as they are drawn."""
    height = screen.diff.size.height
    return "\n".join(screen.diff.render_line(y).text.rstrip() for y in range(height))


def typed(keys: str) -> Iterator[events.Key]:
    """The keys as a terminal sends them."""
    return (key for key in keys_of(keys.encode()) if isinstance(key, events.Key))


async def until(is_so: Callable[[], bool]) -> None:
    """Wait for something that comes by itself."""
    async with asyncio.timeout(20):
        while not is_so():
            await asyncio.sleep(0.01)
