"""A line or two of words."""

from __future__ import annotations

from rich.text import Text
from textual.widget import Widget

from splitter.tui import style
from splitter.tui.text import Tone, Toned


class Words(Widget):
    """Text in a fixed place; putting other words in lays nothing out anew."""

    def __init__(self, text: str = "", *, id: str, tone: Tone = "plain") -> None:
        super().__init__(id=id)
        self.tone = tone
        self.pieces: Toned = ((text, tone),)

    @property
    def text(self) -> str:
        """The words without their tones."""
        return "".join(text for text, _ in self.pieces)

    def say(self, words: str | Toned) -> None:
        """Show these words from now on."""
        pieces: Toned = ((words, self.tone),) if isinstance(words, str) else words
        if pieces != self.pieces:
            self.pieces = pieces
            self.refresh()

    def render(self) -> Text:
        """The words, as Textual asks for them."""
        look = style.look(self.app.theme)
        base = look[self.tone]
        parts = [(text, style.over(base, look[tone])) for text, tone in self.pieces]
        return Text.assemble(*parts, style=base, no_wrap=True, overflow="ellipsis")
