"""Refs: reading them, finding those to update, and moving them in one transaction."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable, Mapping, Sequence

from msgspec import Struct

from splitter.core.rewrite.refs import ANY, HEAD, Refs, RefUpdate
from splitter.core.text.controls import printable
from splitter.errors import RefsMoved
from splitter.gitio.git.programs import Finished
from splitter.gitio.git.repository import Repository, git_failed

#: How many refs are asked for by name; beyond that all of their kind are listed.
PATTERNS = 100
#: How long a reflog message may be, in bytes.
LONGEST_REFLOG_MESSAGE = 250
#: How much older than its parent a commit may be by its date, in seconds.
CLOCK_SKEW = 86_400
_TAGS, _REMOTES, _BRANCHES = _CONTAINERS = ("refs/tags/", "refs/remotes/", "refs/heads/")
#: The greatest number that ``git rev-list --max-age`` reads on every platform.
_LATEST = 2**31 - 1


def read_refs(repository: Repository) -> Refs:
    """The local branches and HEAD as they are now."""
    form = "%(refname)%00%(objectname)%00%(symref)%00%(HEAD)"
    out = os.fsdecode(repository.run("for-each-ref", f"--format={form}", "refs/heads"))
    rows = [row.split("\0") for row in out.split("\n")[:-1]]
    branches = {name: oid for name, oid, symref, _ in rows if not symref}
    here = [name for name, *_, head in rows if head == "*"]
    if here and len(branches) == len(rows):  # HEAD may name a branch that is another one
        return Refs(branches, here[0], branches[here[0]])
    on_branch = repository.answer("symbolic-ref", "-q", HEAD)
    at = repository.answer("rev-parse", "-q", "--verify", "HEAD^{commit}")
    return Refs(branches, on_branch, at)


def reflog_message(text: str) -> str:
    """A text as one line of a reflog.

    It has no control characters, and is no longer than `LONGEST_REFLOG_MESSAGE` in UTF-8.
    """
    words = printable(text, " ").split()
    return " ".join(words).encode()[:LONGEST_REFLOG_MESSAGE].decode(errors="ignore")


def update_refs(
    repository: Repository, updates: Sequence[RefUpdate], message: str, descriptor: int
) -> Finished:
    """Have git move all these refs in one transaction, with a message for the reflogs.

    The message is in UTF-8 whatever the locale.  git holds the open ``descriptor`` meanwhile.
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
            f"{' and '.join(moved)} moved during the split; nothing was changed",
            "find out who moved it (git reflog), then split again",
        )
    errors = [line for line in done.stderr.splitlines() if line.startswith("fatal: ")]
    reason = (
        errors[0].removeprefix("fatal: ")
        if errors
        else f"git update-ref failed with exit status {done.status}"
    )
    lock = "if no other git command is running, remove the lock it names; then split again"
    return RefsMoved(
        f"cannot move the refs: {reason}",
        lock if ".lock" in reason else "nothing was changed; fix that, then split again",
    )


def where(repository: Repository, names: Iterable[str]) -> dict[str, str]:
    """The commits of refs; "" for a missing ref.  One process reads all below ``refs/``."""
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
    """The update that moves the checked-out ref, None without one."""
    name = repository.answer("symbolic-ref", "-q", HEAD) or HEAD
    return next((update for update in updates if update.name == name), None)


class Containing(Struct, frozen=True):
    """The refs that contain a commit, by full name, with the commits that they point to."""

    tags: Mapping[str, str]
    remotes: Mapping[str, str]
    branches: Mapping[str, str]


def containing(
    repository: Repository,
    peeled: Mapping[str, str],
    oid: str,
    above: Collection[str] = (),
    oldest: int = 0,
) -> Containing:
    """The tags, remote-tracking branches and local branches that contain a commit.

    ``peeled`` are all refs, as from `read_peeled`.  ``above`` are commits known to contain it.
    ``oldest`` is the time of the oldest commit known to be part of its history (seconds since 1970;
    0 where that is not known).

    A commit more than a day older than ``oldest`` is assumed not to contain the commit, unless it
    is in ``above``: without a commit-graph git would walk all of history for each old tag.  git
    itself cuts off by date with the same allowance for wrong clocks where it names commits after
    refs (git-name-rev(1)).  Within a day any order of dates gives the right answer.
    """
    listed = {
        name: at
        for name, at in peeled.items()
        if name.startswith(_CONTAINERS) and not (name.startswith(_REMOTES) and name[-5:] == "/HEAD")
    }
    known = {oid, *above}
    cut = min(oldest - CLOCK_SKEW, _LATEST)
    since = [f"--max-age={cut}"] if cut > 0 else []
    unknown = set(listed.values()) - known
    young = _rev_list(repository, "--no-walk=unsorted", *since, ids=unknown)
    if young:
        known |= _rev_list(repository, "--ancestry-path", *since, ids=[f"^{oid}", *young])
    found = {name: at for name, at in listed.items() if at in known}
    return Containing(
        *({n: at for n, at in found.items() if n.startswith(kind)} for kind in _CONTAINERS)
    )


def _rev_list(repository: Repository, *options: str, ids: Iterable[str]) -> set[str]:
    """The ids that ``git rev-list`` prints for these; none for none."""
    stdin = "".join(f"{oid}\n" for oid in sorted(ids)).encode()
    out = repository.run("rev-list", *options, "--stdin", stdin=stdin) if stdin else b""
    return set(out.decode().split())


def read_peeled(repository: Repository) -> dict[str, str]:
    """All refs with their objects; for a tag object, the object that it finally points to."""
    done = repository.try_run("show-ref", "--dereference")
    if done.status not in (0, 1):  # 1: there is no ref
        raise git_failed(done, "show-ref")
    rows = (row.partition(" ") for row in os.fsdecode(done.stdout).split("\n")[:-1])
    return {name.removesuffix("^{}"): oid for oid, _, name in rows}


def branches_containing(repository: Repository, oid: str, names: Iterable[str]) -> list[str]:
    """Those of the named local branches that contain a commit."""
    listed = os.fsdecode(
        repository.run("for-each-ref", f"--contains={oid}", "--format=%(refname)", _BRANCHES)
    )
    found = set(listed.split("\n"))
    return [name for name in names if name in found]
