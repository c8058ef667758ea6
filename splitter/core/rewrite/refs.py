"""Refs: the branches and HEAD, and how they move."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from msgspec import Struct

from splitter.core.options import UpdatedRefs

HEAD = "HEAD"
ORIG_HEAD = "ORIG_HEAD"
#: The old value of a ref that moves wherever it was.
ANY = "*"


class RefUpdate(Struct, frozen=True):
    """A ref that moves.

    ``old`` is "" for a ref that must not exist, or `ANY`; ``new`` is "" for a ref to delete.
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
    """The local branches, by full name, and HEAD.

    HEAD is the branch it is on ("" if detached) and its commit ("" before the first).
    """

    branches: Mapping[str, str]
    head_branch: str
    head: str

    def followers(self, update_refs: UpdatedRefs) -> dict[str, str]:
        """The refs that may follow a split, with their commits.

        HEAD itself is among them only while detached.
        """
        if not self.head:
            here = {}
        elif self.head_branch:
            here = {self.head_branch: self.head}
        else:
            here = {HEAD: self.head}
        return {**self.branches, **here} if update_refs is UpdatedRefs.BRANCHES else here


def pushed(
    branches: Iterable[str], remotes: Iterable[str], config: Mapping[str, str]
) -> Iterator[str]:
    """Those of some branches that have been pushed to one of the remote-tracking branches.

    That is the upstream of the branch, by the configuration, or has its name.  All are full names.
    """
    tracking = {name.removeprefix("refs/remotes/") for name in remotes}
    known = {name.partition("/")[0] for name in tracking}
    for branch in branches:
        if not branch.startswith("refs/heads/"):
            continue
        name = short(branch)
        upstream = short(config.get(f"branch.{name}.merge", ""))
        places = {f"{remote}/{name}" for remote in known}
        if tracking & {*places, f"{config.get(f'branch.{name}.remote', '')}/{upstream}"}:
            yield branch


def short(name: str) -> str:
    """A ref's name as people say it."""
    for prefix in ("refs/heads/", "refs/tags/", "refs/remotes/"):
        name = name.removeprefix(prefix)
    return name
