"""Searching the diff."""

from __future__ import annotations

from splitter.tui import dialogs
from splitter.tui.dialogs.dialog import conversation
from splitter.tui.main.context import Context, Controller
from splitter.tui.main.incremental_search import IncrementalSearch
from splitter.view.assigning import bulk
from splitter.view.diff.find_text import find_all, find_next
from splitter.view.phrases import dialogs as phrases
from splitter.view.phrases import outcomes, status


class Searching(Controller):
    """Searches a text, and goes from match to match."""

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._searched: tuple[str, ...] = ()

    @conversation
    async def search(self) -> None:
        """Ask for a text, and go to its next match."""
        context = self.context
        diff = context.diff
        search = IncrementalSearch(diff, context.outline, self._show)
        question = dialogs.question.AskText(
            phrases.SEARCH,
            diff.known.found,
            former=self._searched,
            typed=search.show,
        )
        text = await context.ask(question)
        search.back()
        if not text:
            context.say()
            return
        self._searched = (*self._searched, text)
        diff.find(text)
        number = context.parts.current
        matches = bulk.matches_in_words(context.plan, context.document.files, text, number)
        self._go_to_match(1, status.can_assign(matches) if matches else "")

    def match(self, step: int) -> None:
        """Go to the next match of the search, or the previous one."""
        self._go_to_match(step)

    def _go_to_match(self, step: int, more: str = "") -> None:
        context = self.context
        document = context.document
        text, before = context.diff.known.found, context.diff.cursor
        if not text:
            context.say(outcomes.NOT_SEARCHED)
            return
        y = find_next(document, text, before, step)
        if y is None:
            context.say(status.not_found(text))
            return
        self._show(y)
        message = status.found(find_all(document, text), before, y, step) + more
        context.say(context.with_cursor(message, ": "))

    def _show(self, y: int) -> None:
        """Go to a match, and scroll it into view."""
        self.context.cursor.jump_to(y)
        self.context.diff.reveal()
