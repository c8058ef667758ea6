"""What a split leaves, as GitPython's own classes read heads, commits and trees."""

from __future__ import annotations

from typing import NamedTuple

import git

from tests.support.repos import Repo
from tests.support.splits import split, undo
from tests.support.stories import THREE, numbered, story


class Seen(NamedTuple):
    """A commit as GitPython reads it, with the content of the file ``a``."""

    oid: str
    parents: list[str]
    tree: str
    author: tuple[str | None, str | None, int]
    message: str | bytes
    a: bytes


def read(repo: Repo, branch: str) -> list[Seen]:
    """The commits of a branch, newest first, along the first parents."""
    seen = []
    with git.Repo(repo.path) as opened:
        commits = [opened.heads[branch].commit]
        for commit in commits:
            commits += commit.parents[:1]
            seen.append(_seen(commit))
    return seen


def _seen(commit: git.Commit) -> Seen:
    author = (commit.author.name, commit.author.email, commit.authored_date)
    parents = [parent.hexsha for parent in commit.parents]
    text = commit.tree["a"].data_stream.read()
    return Seen(commit.hexsha, parents, commit.tree.hexsha, author, commit.message, text)


def heads(repo: Repo) -> dict[str, str]:
    """The commits of the branches."""
    with git.Repo(repo.path) as opened:
        return {head.name: head.commit.hexsha for head in opened.heads}


def test_parts_and_stack_stand_on_each_other(repo: Repo) -> None:
    story(repo)
    before = read(repo, "main")
    done = split(repo, "HEAD~2", THREE)
    after = read(repo, "main")
    assert [part.oid for part in after[4:1:-1]] == done.parts
    assert [commit.parents for commit in after] == [*([one.oid] for one in after[1:]), []]
    assert after[5:] == before[3:]
    assert [commit.tree for commit in after[:3]] == [commit.tree for commit in before[:3]]


def test_parts_have_their_author_message_and_files(repo: Repo) -> None:
    story(repo)
    target = read(repo, "main")[2]
    split(repo, "HEAD~2", THREE)
    parts = read(repo, "main")[4:1:-1]
    assert [part.author for part in parts] == [target.author] * 3
    assert [part.message for part in parts] == ["first\n", "second\n", "third\n"]
    assert [part.a for part in parts] == [numbered(), numbered(20), numbered(3, 20)]


def test_undo_puts_the_heads_back(repo: Repo) -> None:
    repo.branch("other", story(repo)[-1])
    before = heads(repo)
    split(repo, "HEAD~2", THREE)
    after = heads(repo)
    assert after.keys() == before.keys()
    assert not before.items() & after.items()
    undo(repo)
    assert heads(repo) == before
