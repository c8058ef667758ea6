"""The commit that is split."""

from __future__ import annotations

from msgspec import Struct

from splitter.core.message.trailers import parse_message, subject_of
from splitter.core.objects.commit import JJ_CHANGE_ID, Commit


class Identity(Struct, frozen=True):
    """The things of a commit that its heir keeps, and no other part.

    ``change_id`` is its Change-Id, "" for none; ``trailers`` are the names of its other trailers
    that belong to one commit alone, such as Closes-Bug.
    """

    change_id: str = ""
    trailers: tuple[str, ...] = ()
    has_jj_id: bool = False
    has_notes: bool = False

    def __bool__(self) -> bool:
        return self != Identity()


class Target(Struct, frozen=True):
    """The commit being split, its id in hex.

    ``has_notes`` is whether it has notes that are copied to the heir.
    """

    oid: str
    commit: Commit
    has_notes: bool = False

    @property
    def message(self) -> str:
        """Its message as text."""
        return self.commit.text

    @property
    def subject(self) -> str:
        """The subject of its message as in git: the lines before the first blank one."""
        return subject_of(self.message)

    @property
    def identity(self) -> Identity:
        """The things that the heir keeps."""
        message = parse_message(self.message)
        jj_id = self.commit.get(JJ_CHANGE_ID)
        names = tuple(message.of_one_commit)
        return Identity(message.change_id, names, jj_id is not None, self.has_notes)
