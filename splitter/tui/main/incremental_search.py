"""A search while its text is being typed."""

from __future__ import annotations

from collections.abc import Callable

from splitter.tui.widgets.diff import DiffView
from splitter.tui.widgets.outline import OutlineView
from splitter.view.diff.search import look_for
from splitter.view.phrases import status


class IncrementalSearch:
    """Shows the next place of a text, always from the place where the search began.

    ``jump`` goes to a row.
    """

    def __init__(self, diff: DiffView, outline: OutlineView, jump: Callable[[int], None]) -> None:
        self._diff = diff
        self._jump = jump
        self._views = [(pane, pane.view) for pane in (diff, outline)]
        self._found = diff.known.found

    def show(self, text: str) -> str:
        """Show where a text is; says in words where that is, "" for no text."""
        self.back()
        if not text:
            return ""
        self._diff.find(text)
        document, before = self._diff.document, self._diff.cursor
        y = look_for(document, text, before, 1)
        if y is not None:
            self._jump(y)
        return status.sought(document, y, before)

    def back(self) -> None:
        """Let all be as it was at the beginning."""
        self._diff.find(self._found)
        for pane, view in self._views:
            pane.go_back(view)
