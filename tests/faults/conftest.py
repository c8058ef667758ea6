"""A repository with two branches above the target."""

from __future__ import annotations

import pytest

from tests.support.repos import Repo
from tests.support.stories import story


@pytest.fixture
def two(repo: Repo) -> Repo:
    """The story on ``main``, and ``other`` one commit above the target."""
    old = story(repo)
    repo.branch("other", old[2])
    (repo.path / "untracked").write_bytes(b"u\n")
    return repo
