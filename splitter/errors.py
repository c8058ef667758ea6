"""Every way in which git split says no, drawn as a tree.

    SplitError                 nothing was changed; exit status 1
    ├── UsageError             the words of the command line are off; exit status 2
    ├── GitFailed              a git command failed where it should not
    ├── TargetRefused          this commit cannot be split (merge, empty, unknown, ...)
    ├── StateRefused           the repository is not in a state to be rewritten now
    ├── PlanRefused            the plan is not a split of this commit
    ├── RestackConflict        a commit above does not go together with what was dropped
    ├── ProofFailed            what was built is not what was promised
    ├── RefsMoved              a ref is no longer where it was read
    └── Cancelled              nothing was wrong: it is not wanted any more

Each carries one sentence that says what is wrong and where, and a hint that says what to do.
"""

from __future__ import annotations


class SplitError(Exception):
    """Nothing was changed.  ``str()`` is one sentence, ``hint`` says what to do about it."""

    exit_status = 1

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.hint = hint


class UsageError(SplitError):
    """The words of the command line are off."""

    exit_status = 2


class GitFailed(SplitError):
    """A git command failed where it should not; the sentence is git's own."""


class TargetRefused(SplitError):
    """The commit asked for does not exist, or is none that can be split."""


class StateRefused(SplitError):
    """The repository is in a state in which history must not be rewritten."""


class PlanRefused(SplitError):
    """The plan is not a split of this commit.

    ``line`` is the line of the plan file at fault, counted from 1, or 0 where there is no file.
    """

    def __init__(self, message: str, hint: str = "", line: int = 0) -> None:
        super().__init__(message, hint)
        self.line = line


class RestackConflict(SplitError):
    """A commit above the target needs what was dropped.

    ``commit`` is its id, and ``paths`` are the files that it changes there, empty where that is not
    known.
    """

    def __init__(
        self, message: str, hint: str = "", paths: tuple[bytes, ...] = (), commit: str = ""
    ) -> None:
        super().__init__(message, hint)
        self.paths = paths
        self.commit = commit


class ProofFailed(SplitError):
    """The objects built are not what the plan promised: a defect of git split itself."""


class RefsMoved(SplitError):
    """A ref is not where it was when it was read."""


class Cancelled(SplitError):
    """What was being done is not wanted any more by who asked for it."""
