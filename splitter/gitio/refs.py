"""Refs: which there are, which follow a split, and moving them in one transaction."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from splitter.errors import RefsMoved
from splitter.gitio.repo import Repository

HEAD = "HEAD"
ORIG_HEAD = "ORIG_HEAD"


@dataclass(frozen=True, slots=True)
class RefUpdate:
    """A ref that moves.  ``old`` is "" for one that must not exist, ``new`` is "" for one that
    goes.
    """

    name: str
    old: str
    new: str

    @property
    def line(self) -> str:
        """The update as ``git update-ref --stdin`` reads it."""
        if not self.old:
            return f"create {self.name} {self.new}\n"
        if not self.new:
            return f"delete {self.name} {self.old}\n"
        return f"update {self.name} {self.new} {self.old}\n"


@dataclass(frozen=True, slots=True)
class Refs:
    """The local branches, by full name, and HEAD: the branch it is on ("": detached) and its
    commit ("": none yet).
    """

    branches: Mapping[str, str]
    head_branch: str
    head: str

    def followers(self, which: str) -> dict[str, str]:
        """The refs that may follow a split, with their commits.

        ``which`` is ``branches`` or ``head``.  HEAD itself is among them only while detached.
        """
        if not self.head:
            here = {}
        elif self.head_branch:
            here = {self.head_branch: self.head}
        else:
            here = {HEAD: self.head}
        return {**self.branches, **here} if which == "branches" else here


def read_refs(repository: Repository) -> Refs:
    """The local branches and HEAD as they are now."""
    form = "%(refname)%00%(objectname)%00%(symref)"
    out = os.fsdecode(repository.run("for-each-ref", f"--format={form}", "refs/heads"))
    rows = [row.split("\0") for row in out.split("\n")[:-1]]
    branches = {name: oid for name, oid, symref in rows if not symref}
    on_branch = repository.try_run("symbolic-ref", "-q", HEAD)
    at = repository.try_run("rev-parse", "-q", "--verify", "HEAD^{commit}")
    return Refs(branches, os.fsdecode(on_branch.stdout).strip(), at.stdout.decode().strip())


def move_refs(
    repository: Repository, updates: Sequence[RefUpdate], extra: Iterable[str], message: str
) -> None:
    """Move all refs or none, if each is where it was read; ``extra`` are further lines for
    ``git update-ref --stdin``.  Raises RefsMoved.
    """
    lines = ["start\n"]
    for update in updates:
        if update.name == HEAD:
            lines.append("option no-deref\n")
        lines.append(update.line)
    lines += [*extra, "prepare\n", "commit\n"]
    stdin = os.fsencode("".join(lines))
    done = repository.try_run("update-ref", "-m", message, "--stdin", stdin=stdin)
    if not done.status:
        return
    moved = [update.name for update in updates if _at(repository, update.name) != update.old]
    if moved:
        raise RefsMoved(
            f"{' and '.join(moved)} moved while the split was made; nothing was changed",
            "look at what moved it, then split again",
        )
    told = [line for line in done.stderr.splitlines() if line.startswith("fatal: ")]
    reason = told[0].removeprefix("fatal: ") if told else "git update-ref failed"
    raise RefsMoved(
        f"the refs could not be moved: {reason}",
        "if no other git command is running, remove the lock it names; then split again",
    )


def _at(repository: Repository, name: str) -> str:
    done = repository.try_run("rev-parse", "-q", "--verify", "--end-of-options", name)
    return done.stdout.decode().strip()


def moved_since(repository: Repository, updates: Iterable[RefUpdate]) -> list[str]:
    """The names of those refs that are no longer where these updates put them."""
    return [update.name for update in updates if _at(repository, update.name) != update.new]


def staying(repository: Repository, oid: str) -> tuple[list[str], list[str]]:
    """The tags and the remote-tracking branches that contain a commit; they do not follow."""
    out = repository.run(
        "for-each-ref", f"--contains={oid}", "--format=%(refname)", "refs/tags", "refs/remotes"
    )
    names = os.fsdecode(out).split("\n")[:-1]
    tags = [name for name in names if name.startswith("refs/tags/")]
    remotes = [name for name in names if not name.startswith("refs/tags/")]
    return tags, [name for name in remotes if not name.endswith("/HEAD")]


def short(name: str) -> str:
    """A ref's name as people say it."""
    for prefix in ("refs/heads/", "refs/tags/", "refs/remotes/"):
        name = name.removeprefix(prefix)
    return name
