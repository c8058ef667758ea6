"""Commits: the parts of a target, the commits above it, and those of the list to choose from."""

from __future__ import annotations

from msgspec import Struct

from splitter.core.message.trailers import Message
from splitter.core.objects.commit import Commit


class RewrittenPart(Struct, frozen=True):
    """A part as a commit: its number in the plan, its id, the commit, its message as text."""

    number: int
    oid: str
    commit: Commit
    message: Message


class StackedCommit(Struct, frozen=True):
    """A commit above the target."""

    oid: str
    commit: Commit

    @property
    def subject(self) -> str:
        """The first line of its message."""
        return self.commit.message.split(b"\n", 1)[0].decode(errors="replace")


class Counts(Struct, frozen=True):
    """The size of a commit: files, hunks and lines."""

    files: int
    hunks: int
    added: int
    removed: int


class ListedCommit(Struct, frozen=True):
    """A commit; ``pushed`` if a remote-tracking branch has it.

    ``body`` is its message below the subject, ``when`` is when it was made, in seconds since 1970.
    """

    oid: str
    subject: str
    body: str
    merge: bool
    pushed: bool
    draft: bool
    author: str
    when: int
