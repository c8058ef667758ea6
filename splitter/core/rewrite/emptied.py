"""Commits above that become empty, of which somebody has to say whether they are kept."""

from __future__ import annotations

from collections.abc import Sequence

from splitter.core.plan.emptied import Emptied
from splitter.core.rewrite.commits import StackedCommit
from splitter.core.rewrite.rewrite import Rewrite
from splitter.core.text.counts import count_in_words
from splitter.errors import RestackConflict


class EmptiedFound(RestackConflict):
    """Commits above that the resolutions of a plan leave empty, and the plan does not mention.

    ``entries`` are those of a plan file to fill in, as text.
    """

    entries = ""

    def __init__(self, commits: Sequence[StackedCommit]) -> None:
        first, *others = commits
        more = f", and so {_do(len(others))}" if others else ""
        super().__init__(
            f"{first.oid[:10]} ({first.subject}) becomes empty{more}; nothing was changed",
            "say with --empty=keep or --empty=drop what to do, or add entries to the plan",
            commit=first.oid,
        )
        self.commits = tuple(commits)

    @property
    def below(self) -> str:
        """The entries."""
        return self.entries


def refuse_undecided(rewrite: Rewrite) -> None:
    """Raise EmptiedFound for commits that become empty by a resolution, if nobody has chosen.

    The same goes for those that become empty because another one is left out.
    """
    if rewrite.undecided and (rewrite.resolved or rewrite.plan.emptied):
        raise EmptiedFound(rewrite.undecided)


def unneeded_answers(rewrite: Rewrite) -> list[str]:
    """Notes on the answers of a plan about commits that do not become empty."""
    emptied = {one.oid for one in rewrite.emptied}
    return [_unneeded(one) for one in rewrite.plan.emptied if one.commit not in emptied]


def _unneeded(one: Emptied) -> str:
    return f"{one.commit[:10]} does not become empty: its entry in [[emptied]] is not needed"


def _do(count: int) -> str:
    return f"{'does' if count == 1 else 'do'} {count_in_words(count, 'more commit')}"
