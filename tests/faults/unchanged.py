"""What must be so after a refusal: a clear error, and nothing changed."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

from tests.support.repos import Repo

#: An error in git's manner: a sentence, and perhaps a hint.
ERROR = re.compile(r"fatal: [^\n]+\n(hint: [^\n]+\n)?")


def assert_refused(done: subprocess.CompletedProcess[str], *words: str) -> None:
    """Status 1, nothing printed, one or two lines of error in which those words are."""
    assert done.returncode == 1, (done.returncode, done.stdout, done.stderr)
    assert done.stdout == ""
    assert ERROR.fullmatch(done.stderr), done.stderr
    for word in words:
        assert word in done.stderr


def frozen(repo: Repo) -> dict[str, bytes]:
    """Refs, reflogs, index, configuration, hooks, locks, work tree: each file's bytes."""
    found = {}
    for path in sorted(repo.path.rglob("*")):
        name = str(path.relative_to(repo.path))
        if not name.startswith((".git/objects/", ".git/split")) and not path.is_dir():
            found[name] = _bytes(path)
    journal = repo.path / ".git/split/journal"
    found["journal"] = journal.read_bytes() if journal.exists() else b""
    return found


def _bytes(path: Path) -> bytes:
    return str(path.readlink()).encode() if path.is_symlink() else path.read_bytes()
