"""The panes of the main screen, by the size of the terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from textual.widget import Widget

    from splitter.tui.widgets.diff import DiffView
    from splitter.tui.widgets.parts import PartsView
    from splitter.tui.widgets.preview import PreviewPane

#: The least width, in columns, that has room for a second pane beside the diff.
ROOM_FROM = 72
#: The columns that the text of the diff has before another pane is shown unasked.
TEXT = 80
#: The columns of the scrollbar of the diff, and of the border of another pane.
SCROLLBAR = BORDER = 1
#: The least and the most columns of the outline, without its border, and the most of 100.
OUTLINE_LEAST, OUTLINE_MOST, OUTLINE_PERCENT = 19, 56, 28
#: The least columns of a preview that is shown unasked, without its border.
PREVIEW_LEAST = 48


class Layout:
    """Shows and hides the panes: by the size of the terminal, unless the user has chosen.

    The diff comes first: outline and preview take what it leaves.
    """

    def __init__(
        self, parts: PartsView, side: Widget, diff: DiffView, preview: PreviewPane
    ) -> None:
        """``side`` is the pane of the outline."""
        self._parts = parts
        self.side = side
        self._diff = diff
        self._preview = preview
        self._wants_preview: bool | None = None  # None: where it fits
        self._wants_outline: bool | None = None

    def arrange(self, wide: int, high: int) -> None:
        """Show the panes that have room on a terminal of that size, in cells."""
        has_preview = self._preview_fits(wide)
        if self._wants_preview is not None:
            has_preview = self._wants_preview and has_room(wide)
        self._preview.display = has_preview
        outlined = self._outline_fits(wide)
        if self._wants_outline is not None:
            outlined = self._wants_outline and has_room(wide)
        self.side.display = outlined
        self.side.styles.width = self._outline_columns(wide)
        is_unasked = has_preview and self._wants_preview is None
        self._diff.styles.min_width = self._least if is_unasked else 0
        self._parts.fit(max(1, high // 16), max(2, high // 4))

    def toggle_preview(self) -> None:
        """Choose whether to show the preview."""
        self._wants_preview = not self._preview.display

    def toggle_outline(self, wide: int) -> None:
        """Choose whether to show the outline."""
        wanted = not self.side.display
        self._wants_outline = None if wanted == self._outline_fits(wide) else wanted

    @property
    def _least(self) -> int:
        """The columns of the diff before another pane is shown unasked."""
        return self._diff.fixed() + TEXT + SCROLLBAR

    def _outline_fits(self, wide: int) -> bool:
        """True if the outline has room beside the diff, and beside the preview where it is."""
        taken = self._least + (PREVIEW_LEAST + BORDER if self._preview.display else 0)
        return wide - taken >= OUTLINE_LEAST + BORDER

    def _preview_fits(self, wide: int) -> bool:
        """True if the preview has room beside the diff and the outline."""
        outline = 0 if self._wants_outline is False else OUTLINE_LEAST + BORDER
        return wide - self._least - outline >= PREVIEW_LEAST + BORDER

    def _outline_columns(self, wide: int) -> int:
        """The columns of the outline with its border: what the others leave, within limits."""
        left = wide - self._least
        if self._preview.display:
            left -= PREVIEW_LEAST + BORDER
        most = min(OUTLINE_MOST, wide * OUTLINE_PERCENT // 100)
        return BORDER + max(OUTLINE_LEAST, min(left - BORDER, most))


def has_room(wide: int) -> bool:
    """True if a second pane has room beside the diff."""
    return wide >= ROOM_FROM
