"""Refs: which there are, which follow a split, and moving them in one transaction."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence

from msgspec import Struct

from splitter.errors import RefsMoved
from splitter.gitio.repo import Finished, Repository

HEAD = "HEAD"
ORIG_HEAD = "ORIG_HEAD"
#: The old value of a ref that moves wherever it was.
ANY = "*"
#: How many refs are asked for by name; beyond that all of their kind are listed.
PATTERNS = 100
#: How long a reflog message may be, in bytes.
LONGEST_REFLOG_MESSAGE = 250


class RefUpdate(Struct, frozen=True):
    """A ref that moves.  ``old`` is "" for one that must not exist or `ANY`, ``new`` is "" for one
    that goes.
    """

    name: str
    old: str
    new: str

    @property
    def line(self) -> str:
        """The update as ``git update-ref --stdin`` reads it."""
        if self.old == ANY:
            return f"update {self.name} {self.new}\n"
        if not self.old:
            return f"create {self.name} {self.new}\n"
        if not self.new:
            return f"delete {self.name} {self.old}\n"
        return f"update {self.name} {self.new} {self.old}\n"

    @property
    def reversed(self) -> RefUpdate:
        """The update that takes this one back."""
        return RefUpdate(self.name, self.new, self.old)


class Refs(Struct, frozen=True):
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
    on_branch = repository.answer("symbolic-ref", "-q", HEAD)
    at = repository.answer("rev-parse", "-q", "--verify", "HEAD^{commit}")
    return Refs(branches, on_branch, at)


def reflog_message(text: str) -> str:
    """A text as one line of a reflog: without control characters, and in UTF-8 no longer than
    `LONGEST_REFLOG_MESSAGE`.
    """
    words = "".join(char if char.isprintable() else " " for char in text).split()
    return " ".join(words).encode()[:LONGEST_REFLOG_MESSAGE].decode(errors="ignore")


def update_refs(
    repository: Repository, updates: Sequence[RefUpdate], message: str, descriptor: int
) -> Finished:
    """Have git move all these refs in one transaction, with a message for the reflogs, which is
    written in UTF-8 whatever the locale.

    git holds the open ``descriptor`` meanwhile.
    """
    lines = ["start\n"]
    for update in updates:
        if update.name == HEAD:
            lines.append("option no-deref\n")
        lines.append(update.line)
    lines += ["prepare\n", "commit\n"]
    stdin = os.fsencode("".join(lines))
    command = ("update-ref", "-m", reflog_message(message).encode(), "--stdin")
    return repository.try_run(*command, stdin=stdin, pass_fds=(descriptor,))


def why_not_moved(
    repository: Repository, updates: Sequence[RefUpdate], done: Finished
) -> RefsMoved:
    """The error for a transaction that failed and moved nothing."""
    at = where(repository, [update.name for update in updates])
    moved = [u.name for u in updates if u.old not in ("", ANY, at[u.name])]
    if moved:
        return RefsMoved(
            f"{' and '.join(moved)} moved while the split was made; nothing was changed",
            "look at what moved it, then split again",
        )
    told = [line for line in done.stderr.splitlines() if line.startswith("fatal: ")]
    reason = told[0].removeprefix("fatal: ") if told else f"git update-ref ended ({done.status})"
    lock = "if no other git command is running, remove the lock it names; then split again"
    return RefsMoved(
        f"the refs could not be moved: {reason}",
        lock if ".lock" in reason else "nothing was changed; mend that, then split again",
    )


def where(repository: Repository, names: Iterable[str]) -> dict[str, str]:
    """Where refs are; "" for one that does not exist.  One process reads all below ``refs/``."""
    wanted = list(names)
    below = [name for name in wanted if name.startswith("refs/")]
    patterns = below if len(below) <= PATTERNS else {"/".join(n.split("/")[:2]) for n in below}
    listed = _listed(repository, patterns) if below else {}
    return {
        name: listed.get(name, "") if name.startswith("refs/") else _at(repository, name)
        for name in wanted
    }


def _listed(repository: Repository, patterns: Iterable[str]) -> dict[str, str]:
    """The refs that match, with their objects."""
    out = repository.run("for-each-ref", "--format=%(refname) %(objectname)", *patterns)
    return dict(row.split(" ") for row in os.fsdecode(out).split("\n")[:-1])


def _at(repository: Repository, name: str) -> str:
    return repository.answer("rev-parse", "-q", "--verify", "--end-of-options", name)


def moved_since(repository: Repository, updates: Sequence[RefUpdate]) -> list[str]:
    """The names of those refs that are no longer where these updates put them."""
    at = where(repository, [update.name for update in updates])
    return [update.name for update in updates if at[update.name] != update.new]


def head_update(repository: Repository, updates: Iterable[RefUpdate]) -> RefUpdate | None:
    """The one of these updates that moves what is checked out here."""
    name = repository.answer("symbolic-ref", "-q", HEAD) or HEAD
    return next((update for update in updates if update.name == name), None)


def containing(
    repository: Repository, oid: str
) -> tuple[dict[str, str], dict[str, str], dict[str, str]]:
    """The tags, the remote-tracking branches and the local branches that contain a commit, with the
    commits they are at.
    """
    form = (
        f"--contains={oid}",
        "--format=%(refname)%00%(objectname)%00%(*objectname)",
        "--sort=refname",
        "--no-column",
    )
    tags = repository.run("tag", *form)  # walks once for all tags, as for-each-ref does not
    branches = _commits(repository.run("branch", "-a", "--no-color", *form))
    remotes, here = (
        {name: at for name, at in branches.items() if name.startswith(prefix)}
        for prefix in ("refs/remotes/", "refs/heads/")
    )
    return (
        _commits(tags),
        {name: at for name, at in remotes.items() if not name.endswith("/HEAD")},
        here,
    )


def _commits(listed: bytes) -> dict[str, str]:
    """The refs listed, with their commits; of a tag object, the one it names."""
    rows = (row.split("\0") for row in os.fsdecode(listed).split("\n")[:-1])
    return {name: peeled or oid for name, oid, peeled in rows}


def short(name: str) -> str:
    """A ref's name as people say it."""
    for prefix in ("refs/heads/", "refs/tags/", "refs/remotes/"):
        name = name.removeprefix(prefix)
    return name
