"""The panes of the main screen, by the size of the terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from textual.widget import Widget

    from splitter.tui.widgets.parts import PartsView
    from splitter.tui.widgets.preview import PreviewPane

#: The least width, in columns, that has room for a second pane beside the diff.
ROOM_FROM = 72
#: The least widths at which the outline and the preview are shown unasked.
OUTLINE_FROM, PREVIEW_FROM = 100, 160


class Layout:
    """Shows and hides the panes: by the size of the terminal, unless the user has chosen."""

    def __init__(self, parts: PartsView, side: Widget, preview: PreviewPane) -> None:
        """``side`` is the pane of the outline."""
        self._parts = parts
        self.side = side
        self._preview = preview
        self._wants_preview: bool | None = None  # None: where it fits
        self._wants_outline: bool | None = None

    def arrange(self, wide: int, high: int) -> None:
        """Show the panes that have room on a terminal of that size, in cells."""
        wants_preview = self._wants_preview
        fits = wide >= PREVIEW_FROM
        self._preview.display = fits if wants_preview is None else wants_preview and has_room(wide)
        wants_outline = self._wants_outline
        outlined = self._outline_fits(wide) if wants_outline is None else wants_outline
        self.side.display = has_room(wide) and outlined
        self._parts.fit(max(1, high // 9), max(2, high // 4))

    def toggle_preview(self) -> None:
        """Choose whether to show the preview."""
        self._wants_preview = not self._preview.display

    def toggle_outline(self, wide: int) -> None:
        """Choose whether to show the outline."""
        wanted = not self.side.display
        self._wants_outline = None if wanted == self._outline_fits(wide) else wanted

    def _outline_fits(self, wide: int) -> bool:
        """True if the outline has room beside the diff, and beside the preview where it is."""
        return wide >= PREVIEW_FROM or (wide >= OUTLINE_FROM and not self._preview.display)


def has_room(wide: int) -> bool:
    """True if a second pane has room beside the diff."""
    return wide >= ROOM_FROM
