"""A field for a text that stays quick where a line of it is very long."""

from __future__ import annotations

from textual.widgets.text_area import Edit, EditResult

from splitter.tui.widgets.area import Area

#: Where a line has more characters than this, no line is wrapped.
LONGEST = 5000


class Unwrapped(Area):
    """An area that wraps its lines, unless one is so long that each letter would be slow.

    Such a text is scrolled sideways.
    """

    def __init__(self, text: str, **options: object) -> None:
        super().__init__(text, soft_wrap=not _is_long(text), **options)  # type: ignore[arg-type]

    def edit(self, edit: Edit) -> EditResult:
        """Take an edit.  No line is wrapped first that is too long."""
        if _is_long(edit.text):
            self.soft_wrap = False
        return super().edit(edit)

    def on_text_area_changed(self) -> None:
        """Wrap again where no line is too long any more."""
        self.soft_wrap = max(map(len, self.document.lines)) <= LONGEST


def _is_long(text: str) -> bool:
    return len(text) > LONGEST and max(map(len, text.split("\n"))) > LONGEST
