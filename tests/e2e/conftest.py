"""The repository of the story, new for each test."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import TypeVar

import pytest

from fixtures.story import build
from tests.e2e.place import Place, environment
from tests.e2e.terminal import TERMINALS, Pty, Terminal

#: Opens a program with the words of its command line, a size and environment variables.
Open = Callable[..., Terminal]
#: The same, in a terminal whose bytes can be looked at.
OpenPty = Callable[..., Pty]
_Kind = TypeVar("_Kind", bound=Terminal)


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The story's repository, to be copied and not to be touched."""
    directory = tmp_path_factory.mktemp("built") / "tend"
    build(directory)
    return directory


@pytest.fixture
def story(built: Path, tmp_path: Path) -> Place:
    """A repository of the story to work in."""
    directory = tmp_path / "tend"
    shutil.copytree(built, directory, symlinks=True)
    place = Place(directory, environment(tmp_path / "home"))
    place.git("update-index", "-q", "--refresh")
    return place


@pytest.fixture
def place(tmp_path: Path) -> Place:
    """An empty repository to work in."""
    return Place.init(tmp_path / "work", tmp_path / "home")


@pytest.fixture(params=TERMINALS, ids=lambda kind: kind.__name__.lower())
def terminals(request: pytest.FixtureRequest) -> Iterator[Open]:
    """Opens programs in a terminal of each kind: a place, then the command."""
    yield from _opener(request.param)


@pytest.fixture
def ptys() -> Iterator[OpenPty]:
    """Opens programs in terminals whose bytes can be looked at: a place, then the command."""
    yield from _opener(Pty)


def _opener(kind: type[_Kind]) -> Iterator[Callable[..., _Kind]]:
    started: list[_Kind] = []

    def begin(place: Place, *command: str, columns: int = 120, rows: int = 40, **env: str) -> _Kind:
        started.append(kind(command, place.directory, place.env | env, columns, rows))
        return started[-1]

    yield begin
    for terminal in started:
        terminal.kill()


@pytest.fixture
def screen(terminals: Open, story: Place) -> Open:
    """Opens ``git split`` on the story's repository in a terminal of each kind."""
    return partial(terminals, story, "git", "split")
