"""What a signal to git split does on the screen: it exits from any state, and saves the draft."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from textual.screen import Screen

from splitter.gitio.drafts.store import drafts_of
from splitter.session import Session
from splitter.tui.app import SplitApp
from splitter.tui.dialogs.dialog import Dialog
from splitter.tui.dialogs.edit import EditScreen
from splitter.tui.dialogs.help import HelpScreen
from splitter.tui.dialogs.message import MessageScreen
from splitter.tui.dialogs.palette import Palette
from splitter.tui.dialogs.part_picker import PickPart
from splitter.tui.dialogs.preview import PreviewScreen
from splitter.tui.dialogs.progress import Working
from splitter.tui.dialogs.question import AskKey, AskText
from splitter.tui.main.screen import SplitScreen
from tests.tui.conftest import TIMEOUT

#: The actions of the main screen that open a screen above it.
OPENING: list[tuple[str, type[Screen[Any]]]] = [
    ("message", MessageScreen),
    ("edit", EditScreen),
    ("filter", AskText),
    ("assign-to", PickPart),
    ("theme", AskKey),
    ("preview", PreviewScreen),
    ("help", HelpScreen),
    ("palette", Palette),
    ("write", Working),
]
#: Two parts with messages, and the cursor on a line of the rest.
BEGUN = ["1", "m", *"One", "ctrl+s", "c", "m", *"Two", "ctrl+s", *["down"] * 4]


class Unsaved(Dialog[None]):
    """A screen that fails to save what it has."""

    def save_and_close(self) -> None:
        raise OSError("no space left on device")


async def ended(app: SplitApp) -> None:
    """Wait until the application has left its loop by itself."""
    async with asyncio.timeout(TIMEOUT):
        while app.is_running:
            await asyncio.sleep(0.005)


@pytest.mark.parametrize(("action", "opened"), OPENING)
async def test_a_signal_while_a_screen_opens_ends_git_split(
    session: Session, action: str, opened: type[Screen[Any]]
) -> None:
    """The field of a message was not there yet, and git split went on as if none had come."""
    app = SplitApp(session)
    async with app.run_test() as pilot:
        await pilot.pause()
        await pilot.press(*BEGUN)
        main = app.screen
        assert isinstance(main, SplitScreen)
        main.action_do(action)
        assert isinstance(app.screen, opened)
        assert not app.screen.is_mounted
        app._leave()
        await ended(app)
    assert (app.return_code, app.return_value) == (0, None)
    assert drafts_of(session.repository).path(session.target.oid).exists()


async def test_a_screen_that_fails_to_save_stops_neither_the_others_nor_the_exit(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    saved: list[SplitScreen] = []

    def save(screen: SplitScreen) -> None:
        saved.append(screen)

    monkeypatch.setattr(SplitScreen, "save_and_close", save)
    app = SplitApp(session)
    async with app.run_test() as pilot:
        await pilot.pause()
        main = app.screen
        await app.push_screen(Unsaved())
        with pytest.raises(OSError, match="no space left"):
            app._leave()
        await ended(app)
    assert saved == [main]
