"""The errors of git split, as a tree.

    SplitError                 nothing was changed; exit status 1
    ├── UsageError             wrong usage of the command line; exit status 2
    ├── GitFailed              a git command failed unexpectedly
    ├── TargetRefused          this commit cannot be split (merge, empty, unknown, ...)
    ├── StateRefused           the state of the repository does not allow a rewrite now
    ├── PlanRefused            the plan is not a split of this commit
    ├── RestackConflict        a commit above conflicts with dropped changes or edits
    ├── ProofFailed            the objects built differ from what the plan promises
    ├── RefsMoved              a ref moved since it was read
    └── Cancelled              the work was cancelled

Each has one sentence, which names the problem and the place, and a hint with what to do.
"""

from __future__ import annotations


class SplitError(Exception):
    """An error after which nothing was changed.  ``str()`` is one sentence, ``hint`` what to do."""

    exit_status = 1

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.hint = hint

    @property
    def below(self) -> str:
        """Lines for the plan file, which the command prints below the hint."""
        return ""


class UsageError(SplitError):
    """Wrong usage of the command line."""

    exit_status = 2


class GitFailed(SplitError):
    """An unexpected failure of a git command; the sentence is git's own."""


class TargetRefused(SplitError):
    """A commit that does not exist or cannot be split."""


class StateRefused(SplitError):
    """A state of the repository in which history must not be rewritten."""


class PlanRefused(SplitError):
    """A plan that is not a split of this commit.

    ``line`` is the line of the error in the plan file, from 1; 0 without a file.  ``field`` is the
    name of the value in a plan as JSON.  ``entries`` are lines for the plan file, to add where the
    hint says.
    """

    def __init__(
        self,
        message: str,
        hint: str = "",
        line: int = 0,
        entries: tuple[str, ...] = (),
        field: str = "",
    ) -> None:
        super().__init__(message, hint)
        self.line = line
        self.field = field
        self.entries = entries

    @property
    def place(self) -> str:
        """The place in the plan file, in words; "" without one."""
        if not self.line:
            return ""
        return f" ({self.field + ', ' if self.field else ''}line {self.line} of the plan)"

    @property
    def below(self) -> str:
        """The entries, each on a line."""
        return "".join(f"  {entry}\n" for entry in self.entries)


class RestackConflict(SplitError):
    """A commit above the target that needs dropped or edited lines.

    ``commit`` is its id, and ``paths`` are the files in conflict, empty where they are not known.
    """

    def __init__(
        self, message: str, hint: str = "", paths: tuple[bytes, ...] = (), commit: str = ""
    ) -> None:
        super().__init__(message, hint)
        self.paths = paths
        self.commit = commit


class ProofFailed(SplitError):
    """Objects that differ from what the plan promises: a bug in git split itself."""


class RefsMoved(SplitError):
    """A ref that moved since it was read."""


class Cancelled(SplitError):
    """Work that the user cancelled."""
