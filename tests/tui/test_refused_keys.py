"""A key that cannot do anything says why, and changes nothing."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import pytest
from textual.pilot import Pilot

from splitter.core.plan.constraints import DROPPED
from splitter.core.rewrite.rewrite import Rewrite
from splitter.session import Session
from splitter.tui.app import SplitApp
from splitter.tui.input.bindings import OF_LISTS, call
from splitter.tui.main.screen import SplitScreen
from splitter.tui.widgets.label import Words
from splitter.tui.widgets.search_field import SearchField
from splitter.view.diff.rows import Kind, Row
from splitter.view.keys.actions import ACTIONS, Action

#: What leaves the screen or gives the terminal away, which has tests of its own.
ELSEWHERE = {"quit", "suspend", "editor", "edit-file"}
TRIED = [action for action in ACTIONS if action.name not in ELSEWHERE | OF_LISTS]


def at_first(screen: SplitScreen) -> None:
    """Nothing is done yet, and the cursor is on a file."""


def on_unchanged(screen: SplitScreen) -> None:
    screen.cursor.go_to(2)


def at_last(screen: SplitScreen) -> None:
    """The cursor is on the last line, and two parts are there."""
    screen.action_do("assign-1")
    screen.action_do("new-part")
    screen.cursor.go_to(screen.document.height - 1)


def among_parts(screen: SplitScreen) -> None:
    screen.action_do("assign-1")
    screen.set_focus(screen.parts)


def on_dropped(screen: SplitScreen) -> None:
    """What is dropped is marked."""
    screen.action_do("drop")
    screen.mark_part(DROPPED)


def all_given(screen: SplitScreen) -> None:
    """Nothing is left in the rest."""
    for file in range(len(screen.document.files)):
        screen.cursor.go_to(screen.document.y(Row(Kind.FILE, file)))
        screen.action_do("assign-1")


STATES: list[Callable[[SplitScreen], None]] = [
    at_first,
    on_unchanged,
    at_last,
    among_parts,
    on_dropped,
    all_given,
]


@asynccontextmanager
async def opened(session: Session) -> AsyncIterator[tuple[SplitScreen, Pilot[Rewrite]]]:
    app = SplitApp(session)
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.pause()
        screen = app.screen
        assert isinstance(screen, SplitScreen)
        yield screen, pilot


def shown(screen: SplitScreen) -> tuple[object, ...]:
    """All that a key may change and that is seen, but for the line of words."""
    app = screen.app
    return (
        screen.work.history.draft,
        screen.work.history.past,
        screen.document,
        screen.focused,
        [(pane.cursor, pane.offset_x) for pane in (screen.diff, screen.outline, screen.parts)],
        screen.diff.marked_from,
        screen.diff.known.found,
        screen.filtered,
        (screen.preview.display, screen.panes.side.display, screen.previews_file),
        len(app.screen_stack),
        app.theme,
    )


@pytest.mark.parametrize("begin", STATES, ids=lambda state: state.__name__)
async def test_every_action_does_something_or_says_why_not(
    session: Session, begin: Callable[[SplitScreen], None]
) -> None:
    async with opened(session) as (screen, pilot):
        begin(screen)
        await pilot.pause()
        silent: list[str] = []
        for action in TRIED:
            if await _is_silent(screen, action):
                silent.append(action.name)
            if screen.app.screen is not screen:
                await pilot.pause()
                await screen.app.pop_screen()
            screen.query_one(SearchField).action_answer()
        assert silent == []


async def _is_silent(screen: SplitScreen, action: Action) -> bool:
    """Whether an action changes nothing, and says nothing either."""
    screen.say()
    history = screen.work.history
    before, length = shown(screen), len(screen.work.recorder.log())
    await screen.run_action(call(action.name))
    after = shown(screen)
    if before == after:
        assert len(screen.work.recorder.log()) == length
    is_silent = before == after and not screen.shown_message
    now, screen.work.history = screen.work.draft, history
    screen.show_draft(now)
    return is_silent


#: The keys that open a dialog, a key that it refuses, and what it says then.
DIALOGS = [
    (["T"], "x", "#unknown", "press 1, 2, 3, 4, 5, 6 or k"),
    (["t", *"nothing"], "enter", "#question", "no part matches"),
    (["p"], "7", "#title", "there is no part 7"),
    (["p"], "J", "#title", "J and K need a file"),
    (["o"], "K", "#title", "changes no file above"),
    (["1", "m", *"One", "ctrl+s", "w"], "x", "#here", "y: write, Esc: back, ?: all keys"),
    (["1", "m", *"One", "ctrl+s", "w"], "b", "#here", "no other branch contains the commit"),
    (["1", "m", *"One", "ctrl+s", "w"], "o", "#here", "no warning is about a line"),
]


@pytest.mark.parametrize(("keys", "key", "place", "words"), DIALOGS)
async def test_a_key_that_a_dialog_refuses_says_why(
    session: Session, keys: list[str], key: str, place: str, words: str
) -> None:
    async with opened(session) as (screen, pilot):
        await pilot.press(*keys)
        app = screen.app
        dialog = app.screen
        assert dialog is not screen
        before = shown(screen)
        await pilot.press(key)
        assert app.screen is dialog
        assert words in dialog.query_one(place, Words).text
        assert shown(screen) == before
        assert not app._exit
