"""The commits to pick one from, and which of them a filter shows."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from itertools import chain
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

if TYPE_CHECKING:
    from splitter.core.rewrite.commits import ListedCommit


class CommitList(Struct, frozen=True):
    """Commits, the latest first.

    ``texts`` has for each commit the text that a filter looks at, ``shown`` the indexes of those
    that are shown, ``drafts`` the ids of those with a draft.
    """

    commits: tuple[ListedCommit, ...] = ()
    texts: tuple[str, ...] = ()
    shown: tuple[int, ...] = ()
    drafts: frozenset[str] = frozenset()

    def add(self, commits: Collection[ListedCommit]) -> CommitList:
        """The list with older commits, none of which is shown before the next `only`."""
        return replace(
            self,
            commits=(*self.commits, *commits),
            texts=(*self.texts, *map(_text, commits)),
            drafts=self.drafts.union(one.oid for one in commits if one.draft),
        )

    def only(self, text: str) -> CommitList:
        """The list of the commits whose message or author has a text, or whose id begins with it.

        For "draft" also those that have a draft.  Case does not matter.
        """
        wanted = text.casefold()
        shown = (
            n
            for n, one in enumerate(self.commits)
            if wanted in self.texts[n]
            or one.oid.startswith(wanted)
            or (wanted == "draft" and one.oid in self.drafts)
        )
        return replace(self, shown=tuple(shown))

    def at(self, y: int) -> ListedCommit | None:
        """The commit on row ``y``; None where no commit is shown."""
        return self.commits[self.shown[y]] if self.shown else None

    def rows_of(self, oid: str) -> tuple[int, ...]:
        """The rows on which a commit is shown."""
        return tuple(y for y, n in enumerate(self.shown) if self.commits[n].oid == oid)

    @property
    def start(self) -> int:
        """The row on which the cursor begins: a commit with a draft, else one that can be split."""
        begun = (y for y, n in enumerate(self.shown) if self.commits[n].oid in self.drafts)
        return next(chain(begun, self._splittable()), 0)

    def row_near(self, here: ListedCommit | None) -> int:
        """The row of a commit if it is shown, else of the first one that can be split."""
        kept = (y for y, n in enumerate(self.shown) if self.commits[n] is here)
        return next(chain(kept, self._splittable()), 0)

    def _splittable(self) -> Iterator[int]:
        """The rows of the commits that can be split."""
        return (y for y, n in enumerate(self.shown) if not self.commits[n].merge)


def listed(commits: Collection[ListedCommit]) -> CommitList:
    """The list of some commits, all of which are shown."""
    return CommitList(shown=tuple(range(len(commits)))).add(commits)


def _text(one: ListedCommit) -> str:
    return f"{one.subject}\n{one.body}\n{one.author}".casefold()
