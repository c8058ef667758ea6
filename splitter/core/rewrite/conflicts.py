"""Conflicts between the new history and a commit above it."""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum, auto

from msgspec import Struct

from splitter.core.diff.paths import quote, some
from splitter.core.objects.tree import Entry
from splitter.core.plan.resolutions import Resolution, Taken
from splitter.core.rewrite.commits import StackedCommit
from splitter.core.text.counts import count_in_words
from splitter.errors import RestackConflict

#: Base, ours (the new history) and theirs (the commit above); None for a side without the file.
Sides = tuple[Entry | None, Entry | None, Entry | None]

SUBMODULE, LINK = b"160000", b"120000"
PLAIN, EXECUTABLE = b"100644", b"100755"


class ConflictKind(Enum):
    """The kinds of a conflict, by its sides."""

    CONTENT = auto()
    ADDED_TWICE = auto()
    DELETED_BELOW = auto()
    DELETED_ABOVE = auto()
    RENAMED = auto()
    NOT_A_FILE = auto()
    MODE = auto()


class Conflicted(Struct, frozen=True):
    """A path in conflict, with the entries of its sides."""

    path: bytes
    sides: Sides

    @property
    def blobs(self) -> tuple[str, str, str]:
        """The ids of the sides in hex, "" for a side without the file."""
        base, ours, theirs = (side.oid.hex() if side else "" for side in self.sides)
        return base, ours, theirs

    def side(self, taken: Taken) -> Entry | None:
        """The side that a resolution takes: ours or theirs."""
        return self.sides[1 if taken is Taken.OURS else 2]

    @property
    def kind(self) -> ConflictKind:
        """The kind of the conflict."""
        base, ours, theirs = self.sides
        if any(side and side.mode in (SUBMODULE, LINK) for side in self.sides):
            return ConflictKind.NOT_A_FILE
        if ours and theirs and ours.oid == theirs.oid:
            return ConflictKind.MODE
        if ours and theirs:
            return ConflictKind.CONTENT if base else ConflictKind.ADDED_TWICE
        if not base or not (ours or theirs):
            return ConflictKind.RENAMED
        return ConflictKind.DELETED_ABOVE if ours else ConflictKind.DELETED_BELOW

    @property
    def has_text(self) -> bool:
        """True if a text of its own can resolve it: no side is a submodule or a link."""
        return self.kind is not ConflictKind.NOT_A_FILE

    @property
    def has_modes(self) -> bool:
        """True if the file is executable on one of ours and theirs only."""
        _, ours, theirs = self.sides
        return bool(ours and theirs and {ours.mode, theirs.mode} == {PLAIN, EXECUTABLE})

    @property
    def mode(self) -> bytes:
        """The mode of a file that resolves it: theirs if the commit above changes it, else ours."""
        base, ours, theirs = self.sides
        if ours and theirs:
            return ours.mode if base and theirs.mode == base.mode else theirs.mode
        side = ours or theirs or base
        return side.mode if side else b"100644"

    def fits(self, resolution: Resolution) -> bool:
        """True if a resolution of this path holds for these sides."""
        if resolution.taken is Taken.TEXT and not self.has_text:
            return False
        return resolution.blobs in ((), self.blobs)


class Conflict(Struct, frozen=True):
    """A conflict in a commit above.

    ``branches`` are the branches that move and contain the commit.  ``is_void`` is whether the plan
    has a resolution of it for other sides.  ``later`` is how many commits above it change the same
    file, which are merged once this conflict is resolved.  ``texts`` are the contents of the sides,
    empty for a side that is not a file.
    """

    commit: StackedCommit
    at: Conflicted
    branches: tuple[str, ...] = ()
    is_void: bool = False
    later: int = 0
    texts: tuple[bytes, bytes, bytes] = (b"", b"", b"")

    @property
    def is_binary(self) -> bool:
        """True if a side is binary, as git takes it: a NUL among its first bytes."""
        return any(b"\0" in text[:8000] for text in self.texts)

    @property
    def place(self) -> tuple[str, bytes]:
        """The commit's id and the path, as `Resolution.place`."""
        return self.commit.oid, self.at.path

    def taking(self, taken: Taken, text: bytes = b"") -> Resolution:
        """The resolution that takes a side, or a text."""
        return Resolution(self.commit.oid, self.at.path, taken, text, self.at.blobs)


class ConflictsFound(RestackConflict):
    """Conflicts that no resolution settles: all that can be known before they are resolved.

    ``entries`` are those of a plan file to fill in, as text; ``is_elsewhere`` is whether the branch
    that is checked out has none of the conflicts.  ``resolved`` is how many others the plan has
    resolved.
    """

    entries = ""
    is_elsewhere = False
    resolved = 0

    def __init__(
        self, conflicts: Sequence[Conflict], end: str, advice: str, *, names_path: bool
    ) -> None:
        """``end`` says what the commits conflict with ("drop a"), ``advice`` what else to do.

        ``names_path`` is whether the path has to be named as well.
        """
        first = conflicts[0]
        place = f" of '{quote(first.at.path)}'" if names_path else ""
        more = len(conflicts) - 1
        others = f", and {count_in_words(more, 'more conflict')}" if more else ""
        paths = tuple(dict.fromkeys(conflict.at.path for conflict in conflicts))
        on = f"it is on {some(list(first.branches))}: " if first.branches else ""
        super().__init__(
            f"cannot {end}: {first.commit.oid[:10]} ({first.commit.subject}) changes the same lines"
            f"{place}{others}; nothing was changed",
            f"{on}resolve the conflicts, or {advice}",
            paths,
            first.commit.oid,
        )
        self.conflicts = tuple(conflicts)
        self.end = end
        self.advice = advice
        self.names_path = names_path

    @property
    def below(self) -> str:
        """The entries."""
        return self.entries

    @property
    def later(self) -> int:
        """The greatest number of conflicts that may follow."""
        return sum(conflict.later for conflict in self.conflicts)


def progress_in_words(resolved: int, left: int, later: int) -> str:
    """The numbers of conflicts that are resolved, are left, and may follow, in words."""
    words = [f"{resolved} resolved"] if resolved else []
    words.append(f"{left} to resolve" if left else "none left")
    if later:
        words.append(f"up to {later} may follow")
    return ", ".join(words)


def modes_in_words(at: Conflicted) -> str:
    """The side whose file is executable, in words, where only one is; "" elsewhere."""
    _, ours, _ = at.sides
    if not at.has_modes or ours is None:
        return ""
    side, other = ("ours", "theirs") if ours.mode == EXECUTABLE else ("theirs", "ours")
    return f"{side} is executable, {other} is not"


def unneeded(one: Resolution) -> str:
    """A note on a resolution of the plan that no conflict needs."""
    return f"the resolution of '{quote(one.path)}' in {one.commit[:10]} is not needed"


def later_in_words(conflict: Conflict) -> str:
    """The commits above that change the same file, and may conflict then; "" for none."""
    if not conflict.later:
        return ""
    commits = count_in_words(conflict.later, "later commit")
    return f"{commits} {'changes' if conflict.later == 1 else 'change'} this file, too"
