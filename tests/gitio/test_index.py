"""The index after a drop and its undo, whatever stands in it; git alone says what does."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from splitter.errors import StateRefused
from tests.support.repos import Repo
from tests.support.splits import opened, split, undo
from tests.support.stories import DROPPING, story


def refusing(number: int) -> Callable[..., None]:
    """A system call that fails with an error."""

    def refuse(*_: object) -> None:
        raise OSError(number, os.strerror(number))

    return refuse


# The lock, where no link to the journal can be made


@pytest.mark.parametrize("number", [errno.EXDEV, errno.EPERM, errno.EOPNOTSUPP])
def test_without_hard_links_the_index_is_locked_all_the_same(
    repo: Repo, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    """D24: an index on another file system, or on one that has no links."""
    story(repo)
    monkeypatch.setattr(os, "link", refusing(number))
    lock = repo.path / ".git/index.lock"
    locked = []
    replace = os.replace

    def see(*args: Path) -> None:
        locked.append(repo.attempt("add", ".").stderr)
        replace(*args)

    monkeypatch.setattr(os, "replace", see)
    split(repo, "HEAD~2", DROPPING)
    assert b"index.lock" in locked[0]
    assert not lock.exists()
    assert repo.git("status", "--porcelain") == b" M a\n"
    lock.write_bytes(b"another's")
    with pytest.raises(StateRefused, match=r"index\.lock.*File exists"):
        undo(repo)
    assert lock.read_bytes() == b"another's"


def test_without_hard_links_the_lock_of_a_killed_run_is_removed(repo: Repo) -> None:
    """D24."""
    story(repo)
    split(repo, "HEAD~2", DROPPING)
    lock, journal = repo.path / ".git/index.lock", repo.path / ".git/split/journal"
    lock.mkdir()
    journal.write_text('["", "", []]')
    with opened(repo, "HEAD"):
        assert not lock.exists()
    undo(repo)
    assert repo.git("status", "--porcelain") == b""
