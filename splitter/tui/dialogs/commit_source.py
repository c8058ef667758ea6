"""What it takes to pick a commit."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct

from splitter import commit_list

if TYPE_CHECKING:
    from splitter.core.rewrite.commits import Counts, ListedCommit
    from splitter.session import Session


class Picking(Struct, frozen=True):
    """The commits there are to pick one, the latest first, and what is asked about them.

    ``load`` opens one by its name, ``older`` reads more of them beside those with some names,
    ``drafts`` names those that have a draft now, ``count`` tells of some one after the other how
    much they change, and ``show`` gives the text that describes one.  All but the first are called
    in threads.  All may raise SplitError.
    """

    candidates: Sequence[ListedCommit]
    load: Callable[[str], Session]
    older: Callable[[Collection[str]], Sequence[ListedCommit]]
    drafts: Callable[[], Collection[str]]
    count: Callable[[Sequence[str]], Iterator[tuple[str, Counts]]]
    show: Callable[[str], bytes]

    @classmethod
    def at(cls, cwd: Path, load: Callable[[str], Session]) -> Picking:
        """The commits of the repository at a path.  Raises SplitError without any."""
        return cls(
            commit_list.candidates(cwd),
            load,
            older=partial(commit_list.older, cwd),
            drafts=partial(commit_list.drafts, cwd),
            count=partial(commit_list.counted, cwd),
            show=partial(commit_list.show, cwd),
        )
