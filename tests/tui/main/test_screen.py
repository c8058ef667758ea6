"""The screen through its keys, in process: what is pressed comes out in the plan and is shown."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

import pytest
from textual.command import CommandInput, CommandList
from textual.widgets import Input

from splitter.session import Session
from splitter.tui.app import SplitApp
from splitter.tui.dialogs.preview import PreviewScreen
from splitter.tui.main.screen import SplitScreen
from splitter.tui.widgets.pager import Pager
from splitter.view.keys.actions import ACTIONS
from tests.support.acts import seen
from tests.support.screens import here, opened, typed
from tests.tui.conftest import settled


async def test_controls_are_never_drawn(session: Session) -> None:
    async with opened(session, "right_square_bracket", "right_square_bracket", "J", "K") as (s, _):
        await s.app.workers.wait_for_complete()
        everything = "".join(
            segment.text for y in range(s.document.height) for segment in s.diff.draw(y)
        )
        assert "\x1b" not in everything
        assert "^[]0;title^G    fifty <FF>" in everything


async def test_help_has_every_key(session: Session) -> None:
    async with opened(session, "question_mark") as (screen, pilot):
        text = "\n".join(
            words for line in screen.app.screen.query_one(Pager).lines for words, _ in line
        )
        for word in ("drop", "next unassigned", "Change-Id", "preview", "review"):
            assert word in text
        await pilot.press("escape")


#: A line of the palette by what is typed.
WANTED = {
    "": "write its message  (m)   the selected part ▶",
    "assign": "assign to part 1  (1)",
    "previous hunk": "previous hunk  ([)   move around",
}


@pytest.mark.parametrize("typed", list(WANTED))
async def test_every_line_of_the_palette_can_be_chosen(session: Session, typed: str) -> None:
    async with opened(session, "ctrl+p") as (screen, pilot):
        screen.app.screen.query_one(CommandInput).value = typed
        options = screen.app.screen.query_one(CommandList)
        lines: list[str] = []
        for _ in range(200):
            lines = [str(one.prompt) for one in options.options]
            if WANTED[typed] in lines and (typed or len(lines) == len(ACTIONS)):
                break
            await pilot.pause(0.01)
        assert WANTED[typed] in lines
        assert not any("\n" in line for line in lines)
        assert typed or len(lines) == len(ACTIONS)


async def test_newcomer_is_told_what_to_do(session: Session) -> None:
    async with opened(session) as (screen, pilot):
        assert "press 1" in here(screen)
        await pilot.press("down")
        assert "press 1" not in here(screen)


async def test_keys_typed_ahead_wait_for_the_screen_that_opens(session: Session) -> None:
    async with opened(session) as (screen, pilot):
        screen.action_do("preview")
        while screen.app.screen is screen:
            await asyncio.sleep(0)
        preview = screen.app.screen
        assert isinstance(preview, PreviewScreen)
        assert not preview.is_mounted
        screen.app.simulate_key("f")
        await pilot.pause()
        assert preview.as_file


async def test_an_answer_given_twice_leaves_the_screen_below(session: Session) -> None:
    async with opened(session, "f") as (screen, pilot):
        for _ in range(3):
            screen.app.simulate_key("enter")
        await pilot.pause()
        assert screen.app.screen is screen


async def test_errors_are_told_without_controls(session: Session) -> None:
    async with opened(session) as (screen, _):
        screen.say("git: no '\x1b[2J'")
        assert here(screen).partition(" ▶ ")[0].rstrip() == " git: no '^[[2J'"


async def test_keys_at_once_open_one_screen(session: Session) -> None:
    async with opened(session, "1") as (screen, pilot):
        app = screen.app
        for keys in (*map(list, ("TTq", "mwT", "po", "ff")), ["question_mark", "T"]):
            for key in keys:
                app.simulate_key(key)
            await pilot.pause()
            assert app.screen_stack[-2] is screen, keys
            await pilot.press("escape", *("n" if keys[0] == "m" else ""))
            assert app.screen is screen
        await pilot.press("ctrl+p")
        for key in ("escape", "escape"):
            app.simulate_key(key)
        await pilot.pause()
        assert app.screen is screen


async def shown_after(session: Session, keys: Sequence[str]) -> tuple[object, ...]:
    """What is there after keys, those of each text at once."""
    app = SplitApp(session)
    async with app.run_test() as pilot:
        await pilot.pause()
        screen = app.screen
        assert isinstance(screen, SplitScreen)
        for some in keys:
            for key in typed(some):
                app.post_message(key)
            await pilot.pause()
            await settled(pilot)
        focused = app.focused
        text = focused.value if isinstance(focused, Input) else ""
        stack = [type(one) for one in app.screen_stack]
        shown = (stack, text, seen(screen.work.history.draft), screen.diff.cursor, screen.filtered)
    screen.save_and_close()
    session.forget_draft()
    return shown


@pytest.mark.parametrize(
    "keys",
    [
        "/fifty\r1",
        "1t2\r1t\r",
        "1m\rFix it\x132",
        "1mOne\x13X/e\r",
        "?un\x031]2",
        "\t1\t\t",
        "fno\r1",
        "pp1",
        "T6q",
        "1wA\x13",
        "1qn2",
        "1mOne\x13wb\x1b2",
    ],
)
async def test_keys_at_once_do_what_they_do_one_by_one(session: Session, keys: str) -> None:
    assert await shown_after(session, [keys]) == await shown_after(session, list(keys))
