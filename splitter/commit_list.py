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
    """git's configuration as it holds in a directory, of several values the last.

    Raises GitFailed where there is no repository.
    """
    repository = open_repository(cwd)
    try:
        return repository.config
    finally:
        repository.close()


def candidates(cwd: Path) -> list[ListedCommit]:
    """The commits that one may want to split, the latest first.

    Its time does not depend on how much they change.  Raises TargetRefused where there are none
    yet, GitFailed where git cannot read them.
    """
    repository = open_repository(cwd)
    try:
        return gitio.read.commits.read_candidates(repository)
    finally:
        repository.close()


def older(cwd: Path, shown: Collection[str]) -> list[ListedCommit]:
    """More of the commits that one may want to split, the latest first, but for those shown, by
    their ids; none where there are no more.  Raises GitFailed.
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
    """How much each of some commits changes, one after the other as soon as it is known.

    To be asked for in a thread: a large commit takes its time.  Raises GitFailed.
    """
    repository = open_repository(cwd)
    try:
        yield from gitio.read.commits.count(repository, oids)
    finally:
        repository.close()


def show(cwd: Path, oid: str) -> bytes:
    """What describes a commit to people: author, date, message, files.  Raises GitFailed."""
    repository = open_repository(cwd)
    try:
        options = ("--stat=100", "--no-color", "--no-ext-diff", "--format=medium")
        return repository.run("show", *options, oid)
    finally:
        repository.close()
