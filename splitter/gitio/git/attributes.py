"""What .gitattributes say of paths."""

from __future__ import annotations

import os
from collections.abc import Iterable

from splitter.gitio.git.repository import Repository


def read_attribute(repository: Repository, name: str, paths: Iterable[bytes]) -> dict[bytes, str]:
    """An attribute of each of some paths, in git check-attr's words: ``set``, ``unset``,
    ``unspecified``, or its value.

    As for `git show`, files of the work tree say so, and those that are in the index alone do not.
    Empty where git does not tell, as inside of a .git directory.
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
