"""The git that is kept for reading, when it is not there any more."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from splitter.errors import GitFailed
from splitter.gitio.git.repository import open_repository
from tests.support.repos import Repo


def test_an_object_is_read_though_the_git_that_was_kept_has_ended(repo: Repo) -> None:
    oid = repo.commit({b"a": b"x\n"}, "one")
    repository = open_repository(repo.path)
    before = repository.object(oid)
    repository._reader.process.kill()
    repository._reader.process.wait()
    assert repository.object(oid) == before
    repository.close()


def test_a_git_that_was_kept_and_has_ended_can_be_closed(repo: Repo) -> None:
    repository = open_repository(repo.path)
    reader = repository._reader.process
    assert reader.stdin
    reader.kill()
    reader.wait()
    reader.stdin.write(b"HEAD\n")  # what is written last may wait for a git that is gone
    repository.close()
    assert reader.stdin.closed


def test_without_a_directory_to_start_git_in_an_object_cannot_be_read(tmp_path: Path) -> None:
    repo = Repo.init(tmp_path / "gone")
    oid = repo.commit({b"a": b"x\n"}, "one")
    repository = open_repository(repo.path)
    shutil.rmtree(repo.path)
    with pytest.raises(GitFailed, match=f"cannot read object {oid}"):
        repository.object(oid)


def test_a_missing_object_is_told_from_a_git_that_has_ended(repo: Repo) -> None:
    oid = repo.commit({b"a": b"x\n"}, "one")
    repository = open_repository(repo.path)
    with pytest.raises(GitFailed, match="is missing"):
        repository.object("0" * len(oid))
    assert repository.object(oid)[0] == "commit"
    repository.close()


def test_headers_are_in_the_order_of_the_names_and_none_for_a_missing_object(repo: Repo) -> None:
    oid = repo.commit({b"a b/c": b"x\n"}, "one")
    repository = open_repository(repo.path)
    blob = repo.line("rev-parse", f"{oid}:a b/c")
    names = [f"{oid}{rest}".encode() for rest in (":a b/c", ":a d", "", ":a b")]
    found = repository.headers(names)
    assert found[0] == (blob, b"blob", 2)
    assert found[1] is None
    assert [one[1] for one in found if one] == [b"blob", b"commit", b"tree"]
    assert repository.headers([]) == []
