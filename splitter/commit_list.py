"""The list of commits to pick one to split from, before any of them is opened."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from splitter import gitio
from splitter.gitio.drafts.store import drafts_of
from splitter.gitio.git.repository import open_repository

if TYPE_CHECKING:
    from splitter.core.rewrite.commits import Counts, ListedCommit


def configuration(cwd: Path) -> dict[str, str]:
    """The configuration of git in a directory; the last of several values.

    Raises GitFailed where there is no repository.
    """
    repository = open_repository(cwd)
    try:
        return repository.config
    finally:
        repository.close()


def candidates(cwd: Path) -> list[ListedCommit]:
    """The commits offered for a split, the latest first.

    The time does not depend on how much they change.  Raises TargetRefused where there are no
    commits yet, GitFailed where git cannot read them.
    """
    repository = open_repository(cwd)
    try:
        return gitio.read.commits.read_candidates(repository)
    finally:
        repository.close()


def older(cwd: Path, shown: Collection[str]) -> list[ListedCommit]:
    """The next commits offered for a split, the latest first; none at the end of history.

    Those shown already, by their ids, are left out.  Raises GitFailed.
    """
    repository = open_repository(cwd)
    try:
        return gitio.read.commits.read_older(repository, shown)
    finally:
        repository.close()


def drafts(cwd: Path) -> frozenset[str]:
    """The commits that have a draft, by their ids.  Raises GitFailed."""
    repository = open_repository(cwd)
    try:
        return drafts_of(repository).targets()
    finally:
        repository.close()


def counted(cwd: Path, oids: Iterable[str]) -> Iterator[tuple[str, Counts]]:
    """The sizes of some commits, one after the other as soon as each is known.

    Call it in a thread: a large commit takes long.  Raises GitFailed.
    """
    repository = open_repository(cwd)
    try:
        yield from gitio.read.commits.count(repository, oids)
    finally:
        repository.close()


def show(cwd: Path, oid: str) -> bytes:
    """The description of a commit: author, date, message, files.  Raises GitFailed."""
    repository = open_repository(cwd)
    try:
        options = ("--stat=100", "--no-color", "--no-ext-diff", "--format=medium")
        return repository.run("show", *options, oid)
    finally:
        repository.close()
