"""The options of a rewrite, with their values in git's configuration and on the command line."""

from __future__ import annotations

from enum import StrEnum


class UpdatedRefs(StrEnum):
    """The refs that a rewrite updates: all local branches with the commit, or only HEAD's."""

    BRANCHES = "branches"
    HEAD = "head"


class DroppedChanges(StrEnum):
    """The fate of dropped changes in the working tree: uncommitted changes, or discarded."""

    KEEP = "keep"
    DISCARD = "discard"


class EmptyCommits(StrEnum):
    """The ways to handle commits above that become empty because changes are dropped."""

    KEEP = "keep"
    DROP = "drop"
