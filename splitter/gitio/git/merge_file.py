"""Three contents merged by ``git merge-file``."""

from __future__ import annotations

import tempfile
from pathlib import Path

from splitter.gitio.git.programs import Finished
from splitter.gitio.git.repository import Repository

#: The status from which on the merge has failed; below, it is the number of conflicts.
FAILED = 128


def merge_file(
    repository: Repository, ours: bytes, base: bytes, theirs: bytes, *options: str
) -> Finished:
    """The merge on standard output, with markers where it conflicts, and the number of conflicts.

    Its status is at least `FAILED` for binary contents.
    """
    with tempfile.TemporaryDirectory(prefix="git-split-") as scratch:
        files = []
        for name, content in (("ours", ours), ("base", base), ("theirs", theirs)):
            file = Path(scratch, name)
            file.write_bytes(content)
            files.append(str(file))
        return repository.try_run("merge-file", "-p", *options, *files)
