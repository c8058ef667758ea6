"""Attributes of paths from .gitattributes."""

from __future__ import annotations

import os
from collections.abc import Iterable

from splitter.gitio.git.repository import Repository


def read_attribute(repository: Repository, name: str, paths: Iterable[bytes]) -> dict[bytes, str]:
    """The value of an attribute for each path: ``set``, ``unset``, ``unspecified`` or a value.

    As for `git show`, .gitattributes files of the working tree count, and files only in the index
    do not.  Empty where git does not answer, as inside of a .git directory.
    """
    done = repository.try_run(
        "check-attr",
        "--stdin",
        "-z",
        name,
        stdin=b"".join(path + b"\0" for path in paths),
        env={"GIT_INDEX_FILE": str(repository.git_dir / "split-no-index")},
        cwd=repository.worktree,
    )
    fields = done.stdout.split(b"\0")[:-1]
    return dict(zip(fields[::3], map(os.fsdecode, fields[2::3]), strict=True))
