"""Notes that follow their commits: those of the refs that the user has chosen for it."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from fnmatch import fnmatchcase

from splitter.gitio.git.repository import Repository

_REFS = "GIT_NOTES_REWRITE_REF"


def copy_notes(repository: Repository, pairs: Iterable[tuple[str, str]]) -> str:
    """Copy the notes of old commits to new ones, by their ids.  Returns a warning, or ""."""
    if not _are_chosen(repository):
        return ""
    stdin = "".join(f"{old} {new}\n" for old, new in pairs).encode()
    done = repository.try_run("notes", "copy", "--for-rewrite=rebase", "--stdin", stdin=stdin)
    return f"cannot copy the notes: {done.stderr.strip()}" if done.status else ""


def has_notes(repository: Repository, oid: str) -> bool:
    """True if a commit has notes that `copy_notes` would copy."""
    if not _are_chosen(repository) or not repository.flag("notes.rewrite.rebase", default=True):
        return False
    return any(
        not repository.try_run("notes", f"--ref={ref}", "list", oid).status
        for ref in _chosen(repository)
    )


def _are_chosen(repository: Repository) -> bool:
    """True if ``notes.rewriteRef`` or GIT_NOTES_REWRITE_REF names refs."""
    return _REFS in os.environ or any(key.startswith("notes.rewrite") for key in repository.config)


def _chosen(repository: Repository) -> Iterator[str]:
    """The refs that they name, which may be patterns."""
    if _REFS in os.environ:
        patterns = os.environ[_REFS].split(":")
    else:
        done = repository.try_run("config", "--get-all", "-z", "notes.rewriteRef")
        patterns = os.fsdecode(done.stdout).split("\0")
    names = repository.run("for-each-ref", "--format=%(refname)", "refs/notes/")
    for name in os.fsdecode(names).splitlines():
        if any(fnmatchcase(name, pattern) for pattern in patterns):
            yield name
