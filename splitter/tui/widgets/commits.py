"""The list of commits to pick one from."""

from __future__ import annotations

import time
from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING

from msgspec.structs import replace
from rich.segment import Segment

from splitter.tui.widgets.line_list import LineList
from splitter.view.picking.commit_list import listed
from splitter.view.picking.commit_row import CommitRow

if TYPE_CHECKING:
    from splitter.core.rewrite.commits import Counts, ListedCommit


class Commits(LineList):
    """The commits, a line each; ``counts`` has how much they change, as far as it is known."""

    def __init__(self, commits: Sequence[ListedCommit]) -> None:
        super().__init__(id="commits")
        self.list = listed(commits)
        self.counts: dict[str, Counts] = {}
        self._now = time.time()

    def add(self, commits: Collection[ListedCommit]) -> None:
        """Have more commits, older ones, which `only` shows."""
        self.list = self.list.add(commits)

    def on_mount(self) -> None:
        self.resize_list(len(self.list.shown))
        self.move_to(self.list.start, tell=False)

    @property
    def current(self) -> ListedCommit | None:
        """The commit under the cursor; None where the filter leaves none."""
        return self.list.at(self.cursor)

    def counted(self, oid: str, counts: Counts) -> None:
        """Say how much a commit changes, now that it is known."""
        self.counts[oid] = counts
        for y in self.list.rows_of(oid):
            self.refresh_lines(y, 1)

    def have_drafts(self, drafts: Collection[str]) -> None:
        """Mark these commits, by their ids, as those with a draft, and no others."""
        if drafts != self.list.drafts:
            self.list = replace(self.list, drafts=frozenset(drafts))
            self.refresh()

    def only(self, text: str) -> None:
        """Show the commits that have a text: see `CommitList.only`."""
        here = self.current
        self.list = self.list.only(text)
        self.resize_list(len(self.list.shown))
        self.move_to(self.list.row_near(here), tell=False)
        self.refresh()

    def body(self, y: int) -> list[Segment]:
        one = self.list.commits[self.list.shown[y]]
        row = CommitRow(
            one, self.counts.get(one.oid), one.oid in self.list.drafts, self._now - one.when
        )
        pieces = row.pieces(self.size.width, y == self.cursor)
        return [Segment(text, self.look[role]) for text, role in pieces if text]
