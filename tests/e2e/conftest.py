"""The repository of the story, new for each test."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from fixtures.story import build
from tests.e2e.place import Place, environment


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
