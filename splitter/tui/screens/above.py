"""What opens above another screen and is left with an answer."""

from __future__ import annotations

from typing import TypeVar

from textual.await_complete import AwaitComplete
from textual.screen import Screen

Answer = TypeVar("Answer")


class Above(Screen[Answer]):
    """A screen above another one.  Its first answer counts: keys that were already on their way
    when it was given do not leave the screen below as well.
    """

    def dismiss(self, result: Answer | None = None) -> AwaitComplete:
        """Give the answer, and go back to the screen below."""
        return super().dismiss(result) if self.is_active else AwaitComplete()

    def let_go(self) -> None:
        """Keep what is not answered yet, where there is a place for it: git split ends."""
