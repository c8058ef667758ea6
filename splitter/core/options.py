"""The options of a rewrite, with their values in git's configuration and on the command line."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import TypeVar

from splitter.errors import UsageError


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


Option = TypeVar("Option", UpdatedRefs, EmptyCommits, DroppedChanges)


def configured(config: Mapping[str, str], key: str, values: type[Option]) -> Option:
    """The value of a key in git's configuration, by default the first.  Raises UsageError.

    ``config`` has its keys in lower case.
    """
    first, second = values
    value = config.get(key.lower(), first).lower()
    try:
        return values(value)
    except ValueError:
        hint = f"use '{first}' or '{second}'"
        raise UsageError(f"invalid value '{value}' for {key}", hint) from None
