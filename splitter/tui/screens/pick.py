"""Which commit?"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, ClassVar

from rich.segment import Segment
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.screen import Screen

from splitter.errors import SplitError
from splitter.session import Session
from splitter.tui.text import safe, shorten, width
from splitter.tui.widgets.line_list import LineList
from splitter.tui.widgets.words import Words

if TYPE_CHECKING:
    from splitter.gitio.candidates import Candidate


class Commits(LineList):
    """The commits, a line each."""

    def __init__(self, candidates: Sequence[Candidate]) -> None:
        super().__init__(id="commits")
        self.candidates = candidates

    def on_mount(self) -> None:
        self.resize_list(len(self.candidates))
        first = (n for n, one in enumerate(self.candidates) if not one.merge)
        self.move_to(next(first, 0), tell=False)

    @property
    def current(self) -> Candidate:
        """The commit under the cursor."""
        return self.candidates[self.cursor]

    def draw(self, y: int) -> list[Segment]:
        one = self.candidates[y]
        signs = (
            "merge"
            if one.merge
            else " ".join(sign for sign, holds in (("↑", one.pushed), ("✎", one.draft)) if holds)
        )
        counts = "" if one.merge else f"{one.files}f {one.hunks}h +{one.added} -{one.removed}"
        told = f"{counts:>20}  {signs:<5}"
        look = self.look
        room = max(12, self.size.width - len(told) - 16)
        subject = shorten(safe(one.subject), room)
        return [
            Segment("▶ " if y == self.cursor else "  ", look["bold"]),
            Segment(f"{one.oid[:10]} ", look["hunk"]),
            Segment(
                subject + " " * (room - width(subject)), look["dim"] if one.merge else look["plain"]
            ),
            Segment(told, look["dim"]),
        ]


class PickScreen(Screen[Session]):
    """Lets the user pick a commit; its result is that commit, opened."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter,space", "pick", "Split this one", show=False),
        Binding("q,escape", "leave", "Leave", show=False),
        Binding("ctrl+c", "leave", "Leave", show=False, priority=True),
    ]

    def __init__(self, candidates: Sequence[Candidate], load: Callable[[str], Session]) -> None:
        super().__init__()
        self.candidates = candidates
        self.load = load

    def compose(self) -> ComposeResult:
        """The commits, and the keys."""
        yield Words(" git split: which commit?", id="title")
        yield Commits(self.candidates)
        yield Words(id="here")
        yield Words(
            " Enter split this one   q leave   f files  h hunks  ↑ pushed  ✎ has a draft", id="keys"
        )

    def on_mount(self) -> None:
        self.query_one(Commits).focus()

    def action_pick(self) -> None:
        try:
            session = self.load(self.query_one(Commits).current.oid)
        except SplitError as error:
            self.query_one("#here", Words).say(f" {error}: {error.hint}")
            return
        self.dismiss(session)

    def action_leave(self) -> None:
        self.app.exit(None)
