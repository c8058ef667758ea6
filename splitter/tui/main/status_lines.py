"""The lines of text above and below the panes of the main screen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from splitter.tui.widgets.label import Words
from splitter.view.assigning import hunks
from splitter.view.keys.actions import CursorContext
from splitter.view.phrases import status
from splitter.view.phrases.wording import span_in_words
from splitter.view.text.cells import width
from splitter.view.text.display import Pieces, safe

if TYPE_CHECKING:
    from splitter.tui.main.context import Context
    from splitter.view.keys.actions import Keys

#: The least number of cells in which the words for what is under the cursor are worth showing.
LEAST = 30


class StatusLines:
    """Title, end result and progress above the panes; a message and the keys on offer below."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self.shown_message = ""
        self.title = Words(id="title", role="title")
        self.end = Words(id="end", role="title")
        self.progress = Words(id="progress", role="title")
        self.words = Words(id="here", role="heading")
        self.keys = Words(id="keys", role="footer")

    def arrange(self, wide: int) -> None:
        """Give the progress as many cells as it needs on a terminal of that width."""
        self.progress.styles.width = len(status.progress(self._context.plan, wide))
        self._say_end(wide)

    def say(self, message: str = "") -> None:
        """Show a message; without one, describe what is under the cursor."""
        self.shown_message = message
        context = self._context
        context.work.recorder.retry()
        self.refresh_title()
        wide, current = context.size.width, context.parts.current
        words = safe(message or self._here())
        self.words.say(status.bottom(words, current, context.parts.title(current), wide))
        self.progress.say(status.progress(context.plan, wide))
        self._say_end(wide)
        self.keys.say(
            status.offered(
                self._cursor_context,
                self._keys,
                context.plan,
                current,
                wide - 1,
                is_from_list=context.is_from_list,
            )
        )

    def _say_end(self, wide: int) -> None:
        """Say whether the end result is the commit's."""
        end = status.end(self._context.plan, wide)
        self.end.styles.width = sum(width(text) for text, _ in end)
        self.end.say(end)

    def with_cursor(self, message: str, link: str) -> str:
        """A message, and behind it what is under the cursor, where the line has room for both."""
        taken = width(message + link)
        has_room = not message or status.message_cells(self._context.size.width) - taken > LEAST
        return message + link + self._here(taken) if has_room else message

    def refresh_title(self) -> None:
        """Show the title anew."""
        self.title.say(self._title())

    def _title(self) -> Pieces:
        context = self._context
        return status.title(
            context.session.target,
            is_saved=not context.work.recorder.trouble,
            filtered=context.filtered,
            shown=len(context.document.files),
            files=context.plan.patch.touched,
        )

    def _here(self, taken: int = 0) -> str:
        context = self._context
        document, diff = context.document, context.diff
        if diff.marked_from is not None:
            first, last = diff.span
            is_above = first < diff.on_view.start
            line = document.line_number(first) if is_above else 0
            return status.marked(span_in_words(document, first, last), line)
        row, cells = context.cursor.row, status.message_cells(context.size.width) - 1 - taken
        return status.here(document, context.plan, row, diff.line_in_words(row), cells)

    @property
    def _keys(self) -> Keys:
        """The keys to offer: none to keep the Change-Id or notes where there are none."""
        keys, kept = self._context.keys, self._context.session.target.identity
        return keys if kept else {**keys, "keep-identity": ()}

    @property
    def _cursor_context(self) -> CursorContext:
        context = self._context
        if context.pane is context.parts:
            return CursorContext.PART
        if context.diff.marked_from is not None:
            return CursorContext.RANGE
        return hunks.cursor_context(context.document, context.cursor.row, context.diff.known.found)
