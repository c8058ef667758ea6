"""The commit that is split."""

from __future__ import annotations

from msgspec import Struct

from splitter.core.message.trailers import subject_of
from splitter.core.objects.commit import Commit


class Target(Struct, frozen=True):
    """The commit being split, its id in hex."""

    oid: str
    commit: Commit

    @property
    def message(self) -> str:
        """Its message as text."""
        return self.commit.text

    @property
    def subject(self) -> str:
        """The subject of its message as in git: the lines before the first blank one."""
        return subject_of(self.message)
