"""What a key does costs as much as it touches, however large the commit.

Nothing is timed: the lines of the program that are run are counted, for the same keys at a small
and at a large commit.  Between them lie a factor of fifty in files, and one level of `vector`.
The preview, which is made in a thread after the key, is not shown.
"""

from __future__ import annotations

import sys
import textwrap
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from types import FrameType
from typing import Any

import pytest
import rich
import textual
from textual.app import App
from textual.pilot import Pilot

import splitter
from splitter import session as sessions
from splitter.core.rewrite.rewrite import Rewrite
from splitter.tui.app import SplitApp
from splitter.tui.dialogs.message import MessageScreen
from splitter.tui.main.screen import SplitScreen
from splitter.tui.theme.textual import themes
from splitter.tui.widgets import diff
from splitter.tui.widgets.message_area import MessageArea
from splitter.view.diff import text_in_hunk
from tests.support.repos import Repo, Tree

SMALL, LARGE = 40, 2000
HERE = str(Path(splitter.__file__).parent)
#: How many times as many lines a level more of the vectors may take, and how many at least.
MORE, FEW = 1.2, 400

#: One after the other: by the end, nearly all that can be done on the main screen was done.
KEYS = (
    *("down", "up", "pagedown", "pageup", "J", "K", "]", "n", "N", "G", "g"),
    *("]", "down", "1", "1", "u", "ctrl+r", "2", "space", "0", "X", "[", "2", "u"),
    *("g", "1", "u", "c", "a", "u", ".", ",", "i", "<", ">", "F", "D", "u", "u"),
    *("]", "down", "down", "s", "u", "up", "}", "{", "+", "+", "-", "right", "left"),
    *("v", "down", "J", "3", "u", "v", "G", "escape", "shift+down", "escape"),
    *("enter", "n", "enter", "z", "J", "enter", "z", "g", "tab", "up", "enter", "enter", "1", "u"),
    *("tab", "tab", "down", "n", "G", "N", "1", "u", "g", "n"),
)


#: All that is done with the order of a replaced block, and ``/text`` for a search in it.
BLOCK_KEYS = (
    *("]", "down", "down", "down", "{", "}", "}", "down", "}", "u", "ctrl+r"),
    *("/ne", ")", "(", "G", "(", "}", "{", "s", "/_1499 = ", ")", "("),
    *("g", "]", "v", "down", "down", "1", "up", "{", "}", "u", "n", "N"),
)


def commit(files: int) -> tuple[Tree, Tree]:
    """Before and after of so many files, ten in each directory, with two hunks each."""
    kept = b"".join(b"kept %d\n" % line for line in range(20))
    paths = [b"d%03d/f%d" % divmod(number, 10) for number in range(files)]
    before = {path: b"old %s\n" % path + kept + b"old\nend\n" for path in paths}
    after = {path: b"new %s\n" % path + kept + b"new\nend\n" for path in paths}
    return before, after


TraceFunction = Callable[[FrameType, str, Any], Any]


class Count:
    """Counts the lines that are run while it is on: those of the program, or of other places."""

    def __init__(self, *places: str) -> None:
        self.lines = 0
        self.places = places or (HERE,)

    def __enter__(self) -> Count:
        sys.settrace(self._call)
        return self

    def __exit__(self, *_: object) -> None:
        sys.settrace(None)

    def _call(self, frame: FrameType, _: str, __: Any) -> TraceFunction | None:
        return self._line if frame.f_code.co_filename.startswith(self.places) else None

    def _line(self, _: FrameType, event: str, __: Any) -> TraceFunction:
        self.lines += event == "line"
        return self._line


@asynccontextmanager
async def opened(path: Path) -> AsyncIterator[Pilot[Rewrite]]:
    """The screen of a commit, once all is known of it."""
    session = sessions.load(path, "HEAD")
    session.forget_draft()
    app = SplitApp(session)
    async with app.run_test(size=(120, 40)) as pilot:
        for key in ("down", "up"):
            await pilot.press(key)
            await pilot.pause()
            await app.workers.wait_for_complete()
        yield pilot
    session.close()


async def lines_run(path: Path, keys: Sequence[str] = KEYS) -> list[int]:
    """How many lines each key lets run, what it lets be drawn included."""
    found = []
    async with opened(path) as pilot:
        screen = pilot.app.screen
        assert isinstance(screen, SplitScreen)
        for key in keys:
            with Count() as count:
                if key.startswith("/"):
                    screen.diff.find(key[1:])
                    screen.action_do("next-match")
                else:
                    await pilot.press(key)
                await pilot.pause()
            found.append(count.lines)
            await pilot.app.workers.wait_for_complete()
    return found


async def test_a_key_does_not_cost_more_in_a_larger_commit(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(diff, "AHEAD_AFTER", 3600)  # what is done after a key, while nobody waits
    runs = []
    for size in (SMALL, LARGE):
        repo = Repo.init(tmp_path / str(size))
        before, after = commit(size)
        repo.stack((before, "base\n"), (after, "change all\n"))
        runs.append(await lines_run(repo.path))
    assert not grown(KEYS, *runs)


def grown(
    keys: Sequence[str], at_small: Sequence[int], at_large: Sequence[int]
) -> list[tuple[int, str, int, int]]:
    """The keys that let more lines run in the larger one of two commits."""
    return [
        (number, key, small, large)
        for number, (key, small, large) in enumerate(zip(keys, at_small, at_large, strict=True))
        if large > MORE * small + FEW
    ]


async def test_a_key_does_not_cost_more_in_a_larger_block(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """S5: also not once the block has an order of its own.  What all matches of a search are is
    looked for up to `COUNTED`, and both blocks have more than that.
    """
    monkeypatch.setattr(diff, "AHEAD_AFTER", 3600)
    monkeypatch.setattr(text_in_hunk, "COUNTED", 50)
    runs = []
    for size in (1500, 12_000):
        repo = Repo.init(tmp_path / str(size))
        old, new = (
            b"".join(b"value_%d = compute(%s, %d)\n" % (n, form, n % 7) for n in range(size))
            for form in (b"old", b"new")
        )
        repo.stack(({b"f": b"first\n" + old}, "base\n"), ({b"f": b"first\n" + new}, "all\n"))
        runs.append(await lines_run(repo.path, BLOCK_KEYS))
    assert not grown(BLOCK_KEYS, *runs)


class Writing(App[None]):
    """A message with one long line."""

    def __init__(self, length: int) -> None:
        super().__init__()
        self.length = length
        for one in themes():
            self.register_theme(one)
        self.theme = "dark"

    def on_mount(self) -> None:
        text = "A subject\n\n" + "word " * (self.length // 5)
        self.push_screen(MessageScreen("Message of part 1", text, ""))


async def test_a_letter_does_not_cost_more_in_a_longer_line() -> None:
    """S6: what Textual does for it is counted, too."""
    libraries = (str(Path(module.__file__ or "").parent) for module in (textual, rich))
    places = (HERE, textwrap.__file__, *libraries)
    runs = []
    for length in (6000, 300_000):
        async with Writing(length).run_test(size=(120, 40)) as pilot:
            await pilot.pause()
            area = pilot.app.screen.query_one(MessageArea)
            found = []
            for row, column in ((0, 3), (2, 3), (2, 3000)):
                area.move_cursor((row, column))
                await pilot.pause()
                with Count(*places) as count:
                    area.insert("x")
                    await pilot.pause()
                found.append(count.lines)
            runs.append(found)
    assert all(long < 2 * short for short, long in zip(*runs, strict=True)), runs
