"""Escape and what is typed right behind it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from textual import events
from textual.app import App, ComposeResult
from textual.binding import Binding
from textual.message import Message
from textual.pilot import Pilot
from textual.widgets import Input

from splitter.core.text.controls import without_controls
from splitter.tui.input.key_queue import KeyQueue
from splitter.tui.input.keys import (
    PASTE_BEGIN,
    PASTE_END,
    WAITED,
    Parser,
    keys_of,
)


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


def paste(text: str) -> str:
    """What a terminal sends for a paste."""
    return f"{PASTE_BEGIN}{text}{PASTE_END}"


def events_of(*typed: str) -> list[str]:
    """The events of what comes in these pieces: the names of keys, and pastes as "paste: ..."."""
    parser = Parser()
    return [
        f"paste: {event.text}" if isinstance(event, events.Paste) else event.key
        for piece in typed
        for event in parser.feed(piece)
        if isinstance(event, events.Key | events.Paste)
    ]


@pytest.mark.parametrize(
    ("pasted", "text"),
    [
        ("two words", "two words"),
        ("", ""),
        ("text \x1b X more", "text  X more"),
        ("\x1b", ""),
        ("\x1b[A\x1b[201", "[A[201"),
        ("\x1b[200~X", "[200~X"),
        ("\x1b\x1b[31mred\x1b[0m", "[31mred[0m"),
        ("a\rb\r\nc\nd\te", "a\nb\nc\nd\te"),
        ("\x00\x03\x07\x7f\x90\x9b", ""),
        ("é 漢 \u2028", "é 漢 \u2028"),
    ],
)
def test_a_paste_is_text_up_to_its_end_marker(pasted: str, text: str) -> None:
    """D11."""
    assert events_of(f"a{paste(pasted)}y") == ["a", f"paste: {text}", "y"]


@given(
    st.lists(st.sampled_from(["X", "\x1b", "[", "200~", "[201", "é", "\r", "\n"]), max_size=8),
    st.lists(st.integers(0, 40), max_size=6),
)
def test_a_paste_may_come_in_pieces(texts: list[str], cuts: list[int]) -> None:
    """Wherever a slow line cuts it, and whatever is in it but the end marker (D11)."""
    pasted = "".join(texts)
    typed = f"j{paste(pasted)}k"
    ends = [0, *sorted(min(cut, len(typed)) for cut in cuts), len(typed)]
    pieces = [typed[a:b] for a, b in pairwise(ends) if a < b]
    assert events_of(*pieces) == ["j", f"paste: {without_controls(pasted)}", "k"]


def test_half_a_marker_is_waited_for_longer_than_escape() -> None:
    """The rest of a marker that comes late still begins a paste, and does not run as keys."""
    parser = Parser()
    assert not list(parser.feed("\x1b[20"))
    assert parser.patience > 10 * WAITED
    (event,) = parser.feed("0~X" + PASTE_END)
    assert isinstance(event, events.Paste)


class Asking(KeyQueue[None]):
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


async def test_the_terminal_is_taken_again_before_an_error_of_an_editor_is_raised(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Textual does not take it again by itself: a merge tool that failed left a dead screen."""
    done: list[str] = []

    @contextmanager
    def suspend(_: object) -> Iterator[None]:
        done.append("released")
        yield
        done.append("taken")

    monkeypatch.setattr(App, "suspend", suspend)
    app: KeyQueue[None] = KeyQueue()
    async with app.run_test():
        with pytest.raises(OSError, match="no editor"), app.suspend():
            raise OSError("no editor")
    assert done == ["released", "taken"]
