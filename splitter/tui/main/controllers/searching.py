"""Searching the diff."""

from __future__ import annotations

from splitter.tui.main.context import Context, Controller
from splitter.tui.main.incremental_search import IncrementalSearch
from splitter.tui.widgets.search_field import SearchField
from splitter.view.assigning import bulk
from splitter.view.diff.search import find_all, find_next
from splitter.view.phrases import dialogs as phrases
from splitter.view.phrases import outcomes, status
from splitter.view.text.cells import width


class Searching(Controller):
    """Searches a text, and goes from match to match."""

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.field = SearchField(context.footer)

    def search(self) -> None:
        """Ask for a text, show its matches while it is typed, and go to the next one."""
        context = self.context
        diff, pane = context.diff, context.pane
        search = IncrementalSearch(diff, context.outline, self._show)

        def typed(text: str) -> None:
            self._ask(search.show(text))

        def answered(text: str | None) -> None:
            search.back()
            if text:
                self._search(text)
            else:
                context.say()
            if context.pane in (self.field, None):
                context.set_focus(pane)

        self._ask()
        self.field.open(diff.known.found, typed, answered)
        context.set_focus(self.field)

    def match(self, step: int) -> None:
        """Go to the next match of the search, or the previous one."""
        self._go_to_match(step)

    def _ask(self, found: str = "") -> None:
        """Show the question, and what is found, which alone is shown where both have no room."""
        both = f"{phrases.SEARCH}  {found}".rstrip()
        fits = not found or width(both) < status.message_cells(self.context.size.width)
        self.context.say(both if fits else found)

    def _search(self, text: str) -> None:
        context = self.context
        context.diff.find(text)
        number = context.parts.current
        matches = bulk.matches_in_words(context.plan, context.document.files, text, number)
        self._go_to_match(1, status.can_assign(matches) if matches else "")

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
