"""A rewrite that is ready to be written."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct

from splitter.core.diff.paths import quote
from splitter.core.objects.pack import Delta, Object
from splitter.core.plan.constraints import DROPPED
from splitter.core.plan.plan import Plan
from splitter.core.plan.resolutions import Resolution
from splitter.core.plan.summary import describe, paths
from splitter.core.rewrite.commits import RewrittenPart, StackedCommit
from splitter.core.rewrite.conflicts import Conflicted
from splitter.core.rewrite.files import FileStep
from splitter.core.rewrite.refs import Refs, RefUpdate


class Rewrite(Struct, frozen=True):
    """A split that is ready to be written; the repository has nothing of it yet.

    ``renamed`` maps the ids of all rewritten commits to their new ones, the target's to that of the
    last part.  ``tags``, ``remotes`` and the local ``branches`` contain the target and stay where
    they are; ``standing`` has the first two by their full names.  ``detached`` are the directories
    of worktrees whose detached HEAD stays on an old commit.  ``base`` is the commit below the
    parts, None for a root.  ``emptied`` are the commits above that become empty; if they are left
    out, ``renamed`` maps them to their parent's new commit.  ``uncommitted`` is true if the dropped
    changes are kept as uncommitted changes; ``cancelled_by`` is the commit above
    that reverts them; ``discards`` is true if the files lose them.  ``objects`` are the objects to
    write, by id; ``files`` are the steps of files that follow edits for good, or lose dropped
    changes; ``pushed`` are the branches that move and have been pushed.
    ``resolved`` are the conflicts that resolutions of the plan settle, by commit and path.
    ``undecided`` are those of ``emptied`` of which nobody has chosen whether they are kept; they
    are.
    """

    plan: Plan
    parts: tuple[RewrittenPart, ...]
    above: tuple[StackedCommit, ...]
    renamed: Mapping[str, str]
    updates: tuple[RefUpdate, ...]
    records: tuple[RefUpdate, ...]
    refs: Refs
    tags: tuple[str, ...]
    remotes: tuple[str, ...]
    branches: tuple[str, ...]
    standing: Mapping[str, str]
    detached: tuple[str, ...]
    base: StackedCommit | None
    unsigned: int
    emptied: tuple[StackedCommit, ...]
    uncommitted: bool
    cancelled_by: StackedCommit | None
    objects: Mapping[str, Object | Delta]
    files: tuple[FileStep, ...] = ()
    discards: bool = False
    pushed: tuple[str, ...] = ()
    resolved: Mapping[tuple[str, bytes], Conflicted] = {}
    undecided: tuple[StackedCommit, ...] = ()

    @property
    def unused(self) -> tuple[Resolution, ...]:
        """The resolutions of the plan that no conflict needed."""
        return tuple(one for one in self.plan.resolutions if one.place not in self.resolved)

    @property
    def kept_empty(self) -> tuple[StackedCommit, ...]:
        """The commits above that become empty and are kept."""
        return tuple(one for one in self.emptied if one.oid not in self.left_out)

    @property
    def left_out(self) -> frozenset[str]:
        """The ids of the commits above that are in the new history no more."""
        return frozenset(
            one.oid
            for one in self.emptied
            if self.renamed[one.oid] == self.renamed[one.commit.parents[0]]
        )

    @property
    def heir(self) -> RewrittenPart:
        """The part that keeps the target's identity."""
        return next(part for part in self.parts if part.number == self.plan.heir)

    @property
    def dropped(self) -> str:
        """The dropped changes in words; "" for none."""
        return describe(self.plan, DROPPED)

    @property
    def discarded_paths(self) -> frozenset[bytes]:
        """The paths whose dropped changes are discarded."""
        return frozenset(paths(self.plan, DROPPED) if self.discards else ())

    @property
    def edited(self) -> tuple[str, ...]:
        """The paths of the files that edits leave otherwise than the commit did."""
        files = self.plan.patch.files
        return tuple(quote(files[number].path) for number in self.plan.edited_for_good)
