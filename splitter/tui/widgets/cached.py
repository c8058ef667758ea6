"""Widgets whose lines stay as they are from one key to the next."""

from __future__ import annotations

from typing import Self

from textual.containers import Horizontal, Vertical
from textual.geometry import Region
from textual.strip import Strip
from textual.widget import Widget


class Cached(Widget):
    """Draws its lines once, until it is refreshed.

    Textual asks every widget on view for all of its lines whenever one line on the screen changes.
    """

    _lines: tuple[Region, list[Strip]] | None = None

    def render_lines(self, crop: Region) -> list[Strip]:
        """The lines of a part of the widget, as Textual asks for them."""
        if self._lines is None or self._lines[0] != crop:
            self._lines = crop, super().render_lines(crop)
        return self._lines[1]

    def refresh(
        self,
        *regions: Region,
        repaint: bool = True,
        layout: bool = False,
        recompose: bool = False,
    ) -> Self:
        """Let all of it be drawn anew."""
        self._lines = None
        return super().refresh(*regions, repaint=repaint, layout=layout, recompose=recompose)

    def notify_style_update(self) -> None:
        """Forget what was drawn when the theme changes."""
        super().notify_style_update()
        self._lines = None


class Beside(Horizontal, Cached):
    """Widgets side by side."""


class Below(Vertical, Cached):
    """Widgets one below the other."""
