"""What it takes to pick a commit."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING

from msgspec import Struct

if TYPE_CHECKING:
    from splitter.gitio.candidates import Candidate, Counts
    from splitter.session import Session


class Picking(Struct, frozen=True):
    """The commits there are to pick one, the latest first, and what is asked about them.

    ``load`` opens one by its name, ``count`` says how much each of some changes, and ``show``
    describes one; the last two are called in threads.
    """

    candidates: Sequence[Candidate]
    load: Callable[[str], Session]
    count: Callable[[Sequence[str]], Iterator[tuple[str, Counts]]]
    show: Callable[[str], bytes] | None = None
