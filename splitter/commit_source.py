"""The list of commits to pick one to split from, before any of them is opened."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct

from splitter import gitio
from splitter.gitio.drafts.store import drafts_of
from splitter.gitio.git.repository import open_repository

if TYPE_CHECKING:
    from splitter.core.rewrite.commits import Counts, ListedCommit
    from splitter.session import Session


class Picking(Struct, frozen=True):
    """The commits to pick one from, the latest first, and functions that read more about them.

    ``load`` opens a commit by its name, ``older`` reads more commits besides those with some ids,
    ``drafts`` reads the ids of those that have a draft now, ``count`` yields how much each of some
    commits changes, and ``show`` returns the text that describes one.  All but the first are called
    in threads.  All may raise SplitError.
    """

    commits: Sequence[ListedCommit]
    load: Callable[[str], Session]
    older: Callable[[Collection[str]], Sequence[ListedCommit]]
    drafts: Callable[[], Collection[str]]
    count: Callable[[Sequence[str]], Iterator[tuple[str, Counts]]]
    show: Callable[[str], bytes]

    @classmethod
    def at(cls, cwd: Path, load: Callable[[str], Session]) -> Picking:
        """The commits of the repository at a path.  Raises SplitError where it has none."""
        return cls(
            latest(cwd),
            load,
            older=partial(older, cwd),
            drafts=partial(drafts, cwd),
            count=partial(counted, cwd),
            show=partial(show, cwd),
        )


def configuration(cwd: Path) -> dict[str, str]:
    """The configuration of git in a directory; the last of several values.

    Raises GitFailed where there is no repository.
    """
    repository = open_repository(cwd)
    try:
        return repository.config
    finally:
        repository.close()


def latest(cwd: Path) -> list[ListedCommit]:
    """The commits offered for a split, the latest first.

    The time does not depend on how much they change.  Raises TargetRefused where there are no
    commits yet, GitFailed where git cannot read them.
    """
    repository = open_repository(cwd)
    try:
        return gitio.read.commits.read_latest(repository)
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
