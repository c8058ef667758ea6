"""A line or two of words."""

from __future__ import annotations

from rich.text import Text
from textual.widget import Widget


class Words(Widget):
    """Text in a fixed place; putting other words in lays nothing out anew."""

    def __init__(self, text: str = "", *, id: str) -> None:
        super().__init__(id=id)
        self.text = text

    def say(self, text: str) -> None:
        """Show these words from now on."""
        if text != self.text:
            self.text = text
            self.refresh()

    def render(self) -> Text:
        """The words, as Textual asks for them."""
        return Text(self.text, no_wrap=True, overflow="ellipsis")
