"""Escape and what is typed right behind it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from hypothesis import given
from hypothesis import strategies as st
from textual import events
from textual.app import ComposeResult
from textual.binding import Binding
from textual.message import Message
from textual.pilot import Pilot
from textual.widgets import Input

from splitter.tui.escape import Parser, keys_of
from splitter.tui.one_by_one import OneByOne


def names(typed: str) -> list[str]:
    return [event.key for event in keys_of(typed.encode()) if isinstance(event, events.Key)]


@pytest.mark.parametrize(
    ("typed", "keys"),
    [
        ("\x1b", ["escape"]),
        ("\x1bw", ["alt+w"]),
        ("\x1bW", ["alt+shift+w"]),
        ("\x1bwcli", ["alt+w", "c", "l", "i"]),
        ("\x1b1", ["alt+1"]),
        ("\x1bb\x1bf", ["alt+b", "alt+f"]),
        ("\x1b.", ["escape", "full_stop"]),
        ("\x1b?", ["escape", "question_mark"]),
        ("\x1b/a", ["escape", "slash", "a"]),
        ("\x1b\x1b", ["escape", "escape"]),
        ("\x1b\x1b[A", ["escape", "up"]),
        ("\x1b[A\x1b[1;3A\x1bOA", ["up", "alt+up", "up"]),
        ("\x1b[Zé", ["shift+tab", "é"]),
        ("\x1bé", ["alt+é"]),
    ],
)
def test_no_escape_is_lost(typed: str, keys: list[str]) -> None:
    assert names(typed) == keys


@given(st.text("\x1bwW1.?/<{ \ré", max_size=60))
def test_every_escape_and_every_other_key_is_there(typed: str) -> None:
    keys = names(typed)
    with_alt = [key for key in keys if key.startswith("alt+")]
    assert keys.count("escape") + len(with_alt) == typed.count("\x1b")
    assert len(keys) - keys.count("escape") == len(typed) - typed.count("\x1b")
    assert "circumflex_accent" not in keys


def test_an_escape_alone_is_one_once_it_has_been_waited_for() -> None:
    parser = Parser()
    assert not list(parser.feed("\x1b"))
    assert 0 < parser.patience < 0.06
    found: list[Message] = []
    while not found:
        found = list(parser.tick())
    (event,) = found
    assert isinstance(event, events.Key)
    assert event.key == "escape"
    assert not list(parser.tick())


class Asking(OneByOne[None]):
    """A field, and the keys that reach the application."""

    BINDINGS = [
        Binding("escape", "note('escape')", priority=True),
        Binding("w", "note('w')"),
        Binding("alt+x", "note('alt+x')"),
    ]

    def __init__(self) -> None:
        super().__init__()
        self.noted: list[str] = []

    def compose(self) -> ComposeResult:
        yield Input("two words", select_on_focus=False)

    def action_note(self, key: str) -> None:
        self.noted.append(key)
        self.set_focus(None)


@asynccontextmanager
async def asked(typed: str) -> AsyncIterator[tuple[Asking, Pilot[None]]]:
    """The application after that was typed at once."""
    app = Asking()
    async with app.run_test() as pilot:
        await pilot.pause()
        for key in keys_of(typed.encode()):
            app.post_message(key)
        await pilot.pause()
        await pilot.pause()
        yield app, pilot


@pytest.mark.parametrize(
    ("typed", "noted", "text"),
    [
        ("a\x1bw", ["escape", "w"], "two wordsa"),
        ("\x1bww", ["escape", "w", "w"], "two words"),
        ("\x1bx", ["alt+x"], "two words"),
        ("\x1bb\x1bb\x1bfa", [], "two awords"),
        ("\x1b\x1bbw", ["escape", "escape", "w"], "two words"),
    ],
)
async def test_a_key_with_alt_that_means_nothing_is_escape_and_the_key(
    typed: str, noted: list[str], text: str
) -> None:
    async with asked(typed) as (app, _):
        assert app.noted == noted
        assert app.query_one(Input).value == text
