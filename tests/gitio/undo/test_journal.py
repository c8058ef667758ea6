"""What the next git split makes of refs that a killed one was moving."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from splitter.core.rewrite.refs import RefUpdate
from splitter.errors import RefsMoved
from splitter.gitio.git.repository import open_repository
from splitter.gitio.undo.journal import writing
from tests.support.repos import Repo
from tests.support.splits import opened

NAMES = ("refs/heads/main", "refs/heads/other")


class Killed(BaseException):
    """In place of the signal."""


@dataclass
class Move:
    """Two branches that were to move from a commit to another when the run was killed."""

    repo: Repo
    old: str
    new: str

    def at(self) -> list[str]:
        refs = self.repo.refs()
        return ["new" if refs[name] == self.new else refs[name] for name in NAMES]


@pytest.fixture
def move(repo: Repo) -> Move:
    base, old = repo.stack(({b"a": b"1\n"}, "base"), ({b"a": b"2\n"}, "old"))
    repo.branch("other", old)
    made = Move(repo, old, repo.commit({b"a": b"2\n"}, "new", [base]))
    repository = open_repository(repo.path)
    updates = [RefUpdate(name, made.old, made.new) for name in NAMES]
    with pytest.raises(Killed), writing(repository) as journal:
        journal.begin(updates, "split: old")
        raise Killed
    repository.close()
    return made


def test_where_some_refs_have_moved_the_others_follow(move: Move) -> None:
    move.repo.git("update-ref", NAMES[0], move.new)
    lock = move.repo.path / ".git/refs/heads/other.lock"
    lock.write_text(f"{move.new}\n")  # as git leaves it when it is killed
    with opened(move.repo) as session:
        assert session.recovered == "completed a git split that was interrupted (split: old)"
    assert move.at() == ["new", "new"]
    assert not lock.exists()
    assert move.repo.git("status", "--porcelain") == b""
    with opened(move.repo) as session:
        assert session.recovered == ""


def test_where_no_ref_has_moved_none_does(move: Move) -> None:
    with opened(move.repo) as session:
        assert session.recovered == ""
    assert move.at() == [move.old, move.old]


def test_a_move_that_cannot_end_either_way_is_refused_and_can_be_completed_later(
    move: Move,
) -> None:
    move.repo.git("update-ref", NAMES[0], move.new)
    for branch in ("main", "other"):
        (move.repo.path / f".git/refs/heads/{branch}.lock").write_text("of somebody else\n")
    with pytest.raises(RefsMoved, match="only some of the refs were moved"), opened(move.repo):
        pass
    for branch in ("main", "other"):
        (move.repo.path / f".git/refs/heads/{branch}.lock").unlink()
    with opened(move.repo) as session:
        assert session.recovered
    assert move.at() == ["new", "new"]
