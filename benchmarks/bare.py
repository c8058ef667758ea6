"""The bare application that the screen is measured against: header, text, footer.

python benchmarks/bare.py
"""

from __future__ import annotations

from textual.app import App, ComposeResult
from textual.widgets import Footer, Header, Static

TEXT = "a-bare-application"


class Bare(App[None]):
    """What a Textual program cannot do without."""

    def compose(self) -> ComposeResult:
        """Header, text, footer."""
        yield Header()
        yield Static(TEXT)
        yield Footer()


if __name__ == "__main__":
    Bare().run()
