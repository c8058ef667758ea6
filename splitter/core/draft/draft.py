"""The draft: the state of a commit that is being split."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta, Struct
from msgspec.structs import replace

from splitter.core.diff.model import Patch
from splitter.core.options import DroppedChanges, UpdatedRefs
from splitter.core.plan.changes import with_broken_rename
from splitter.core.plan.plan import Plan

#: A number that counts from 0, which msgspec checks where a log is read.
Natural = Annotated[int, Meta(ge=0)]


class Cut(Struct, frozen=True, order=True):
    """A place at which a hunk is shown as two.

    ``file`` is the file's number in the patch, ``hunk`` the hunk's in the file, and ``line`` the
    number of the line that begins the second half, in git's order of the hunk's lines.  All count
    from 0.
    """

    file: int
    hunk: int
    line: int


class Draft(Struct, frozen=True):
    """A plan, and the assignment that is not in it.

    ``cuts`` are the cuts in its hunks, which change nothing that is written; ``update_refs`` are
    the refs to update, and ``dropped`` is what becomes of dropped changes; each is None where
    nothing was chosen.
    """

    plan: Plan
    cuts: frozenset[Cut] = frozenset()
    update_refs: UpdatedRefs | None = None
    dropped: DroppedChanges | None = None

    def cut(self, cut: Cut) -> Draft:
        """The draft with one more cut.  Raises IndexError where there is no such line to cut at."""
        hunk = self.plan.patch.files[cut.file].hunks[cut.hunk]
        if not 1 <= cut.line < hunk.old_length + len(hunk.added):
            raise IndexError(cut.line)
        return self if cut in self.cuts else replace(self, cuts=self.cuts | {cut})

    def on_broken(self, number: int, patch: Patch) -> Draft:
        """The draft for a patch in which that renamed file is a deletion and a creation.

        Its cuts go; those in later files follow them.
        """
        more = len(patch) - len(self.plan.patch)
        cuts = frozenset(
            cut if cut.file < number else replace(cut, file=cut.file + more)
            for cut in self.cuts
            if cut.file != number
        )
        return replace(self, plan=with_broken_rename(self.plan, number, patch), cuts=cuts)
