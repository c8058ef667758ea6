"""What the screens look like, compared with pictures that somebody has looked at."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from textual.app import App
from textual.pilot import Pilot

from fixtures.story import build
from splitter import session as sessions
from splitter.core.rewrite.rewrite import Rewrite
from splitter.session import Session
from splitter.tui.app import SplitApp
from tests.support.pictures import UPDATE, assert_as_kept, is_as_kept, svg, text

#: From the beginning to a split that can be written: three parts, two with a message.
STORY = (
    *("X", "J", "1", "K", "right_square_bracket", "2"),
    *(*["down"] * 4, "v", *["down"] * 5, "2", "v", *["down"] * 5, "3"),
    *("comma", "comma", "m", *"Wait for quiet", "ctrl+s"),
    *("full_stop", "m", *"Make the directories first", "ctrl+s", "full_stop", "i"),
)
#: How often to look whether a screen has become what it is to be.
PATIENCE = 100
SIZES = [(120, 40), (80, 24), (40, 10)]


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    directory = tmp_path_factory.mktemp("story") / "tend"
    build(directory)
    return directory


@pytest.fixture
def story(built: Path, tmp_path: Path) -> Iterator[Session]:
    """The story's commit, opened."""
    shutil.copytree(built, tmp_path / "tend", symlinks=True)
    session = sessions.load(tmp_path / "tend", "HEAD~2")
    yield session
    session.close()


async def kept(pilot: Pilot[Rewrite], name: str, draw: Callable[[App[Any]], str] = text) -> None:
    """Assert that a picture is the one that is kept, when all that is read beside is there."""
    app = pilot.app
    await pilot.pause()
    for _ in range(PATIENCE if UPDATE else 0):
        await pilot.pause(0.01)
    for _ in range(PATIENCE):
        if is_as_kept(name, draw(app)):
            break
        await pilot.pause(0.01)
    assert_as_kept(name, draw(app))


def with_any_ids(app: App[Any]) -> str:
    """The screen as text, where ids of commits and changes are not the same each time."""
    return re.sub(
        r"\b(I?)([0-9a-f]{7,40})\b", lambda found: found[1] + "0" * len(found[2]), text(app)
    )


async def in_sizes(
    pilot: Pilot[Rewrite], name: str, draw: Callable[[App[Any]], str] = text
) -> None:
    """Assert that a screen is as it is kept in all sizes; ends in the largest."""
    for size in reversed(SIZES):
        await pilot.resize_terminal(*size)
        await kept(pilot, f"{name}-{size[0]}x{size[1]}.txt", draw)


async def test_screens_are_as_they_were_looked_at(story: Session) -> None:
    app = SplitApp(story, theme="dark")
    async with app.run_test(size=SIZES[0]) as pilot:
        await in_sizes(pilot, "first")
        await pilot.press(*STORY)
        await in_sizes(pilot, "main")
        await kept(pilot, "main.svg", svg)
        for name, key in [("message", "m"), ("picker", "t"), ("preview", "p")]:
            await pilot.press(key)
            await in_sizes(pilot, name)
            await pilot.press("escape")
        app.theme = "colorblind-light"
        await pilot.press("m", *"One place", "ctrl+s", "w")
        await in_sizes(pilot, "review", with_any_ids)
        await pilot.press("escape", "question_mark")
        await kept(pilot, "help.svg", svg)
