"""Marking ranges of lines."""

from __future__ import annotations

from splitter.tui.main.context import Controller
from splitter.view.diff.selection import count_span, growing
from splitter.view.phrases import status


class Marking(Controller):
    """Begins, extends and ends a range."""

    def mark(self) -> None:
        """Begin a range at the cursor, or end the range."""
        diff = self.context.diff
        self.context.set_focus(diff)
        diff.mark(None if diff.marked_from is not None else diff.cursor)
        self.context.say()

    def mark_block(self) -> None:
        """Mark the paragraph, then the block, then the hunk around the cursor."""
        context = self.context
        diff, document = context.diff, context.document
        (first, last), is_marked = diff.span, diff.marked_from is not None
        here = diff.cursor if diff.back_to is None else diff.back_to
        count = count_span(document, first, last) if is_marked else 0
        around = (
            rows for rows in growing(document, document.row(here)) if first in rows and last in rows
        )
        more = (rows for rows in around if count_span(document, rows[0], rows[-1]) > count)
        rows = next(more, None)
        if rows is None:
            context.say(status.NOTHING_MORE_TO_MARK if count else status.NOTHING_TO_MARK)
            return
        context.set_focus(diff)
        context.cursor.jump_to(rows[-1])
        diff.mark(rows[0], here)
        context.say()

    def extend(self, by: int) -> None:
        """Extend the range by lines, or begin one."""
        diff = self.context.diff
        self.context.set_focus(diff)
        diff.mark(diff.cursor if diff.marked_from is None else diff.marked_from)
        self.context.cursor.go_to(diff.cursor + by)

    def extend_from(self, start: int) -> None:
        """Let the range be from a row to the cursor, which the mouse drags."""
        self.context.diff.mark(start)
        self.context.say()

    def unmark(self) -> None:
        """End the range, the search or the filter: the first that there is."""
        context = self.context
        diff = context.diff
        context.set_focus(diff)
        if diff.marked_from is not None:
            back_to = diff.back_to
            diff.mark(None)
            if back_to is not None:
                context.cursor.jump_to(back_to)
        elif diff.known.found:
            diff.find("")
            diff.shift_back()
        elif context.filtered:
            context.show_only("")
            return
        context.say()
