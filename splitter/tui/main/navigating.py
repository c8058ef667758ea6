"""Moving about: from line to line, hunk to hunk, match to match, and through what a part has."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from splitter.core.plan.constraints import REST
from splitter.tui.dialogs.dialog import conversation
from splitter.tui.main.layout import Panes
from splitter.tui.widgets.line_list import LineList
from splitter.view.assigning import bulk
from splitter.view.diff.file_rows import Kind
from splitter.view.phrases import status
from splitter.view.text.display import safe

if TYPE_CHECKING:
    from collections.abc import Callable


class Moving(Panes):
    """Moves the cursor, and searches."""

    _searched: tuple[str, ...] = ()

    def _list(self) -> LineList:
        focused = self.focused
        return focused if isinstance(focused, LineList) else self.diff

    def action_move(self, by: int) -> None:
        self._list().action_move(by)

    def action_page(self, by: int) -> None:
        self._list().action_page(by)

    def action_first(self) -> None:
        self._list().action_first()

    def action_last(self) -> None:
        self._list().action_last()

    def action_shift(self, by: int) -> None:
        self._list().action_shift(by)

    def action_next_pane(self, by: int) -> None:
        """Go from pane to pane: from the diff to its files, then to the parts."""
        panes = (self.diff, self.outline, self.parts, self.preview.page)
        shown = [pane for pane in panes if pane in self.focus_chain]
        here = next((at for at, pane in enumerate(shown) if pane is self.focused), 0)
        self.set_focus(shown[(here + by) % len(shown)])
        self._tell()

    def action_hunk(self, step: int) -> None:
        self._go_to_next(step, (Kind.HUNK, Kind.FILE), "hunk")

    def action_file(self, step: int) -> None:
        self._go_to_next(step, (Kind.FILE,), "file")

    def _go_to_next(self, step: int, kinds: tuple[Kind, ...], noun: str) -> None:
        row = self.document.next_of(self.diff.cursor, step, kinds)
        if row is not None:
            self._go_to(row)
        else:
            self._tell(f"there is no {noun} {'below' if step > 0 else 'above'}")

    def action_undecided(self, step: int) -> None:
        self._go_through(REST, step, "nothing is in the rest")

    def action_of_part(self, step: int) -> None:
        number = self.parts.current
        if next(self.plan.choices.having(number), None) is None:
            for one in self.plan.edits:
                if one.number == number and one.file in self.document.files:
                    self._go_to(self.document.y_of(one.file, one.change))
                    return
        self._go_through(number, step, f"nothing goes to {self.plan.name(number)}")

    def _go_through(self, number: int, step: int, nothing: str) -> None:
        """Go to the next thing of a part, or of the rest, from the other end again if need be; from
        line to line where there is only the hunk of the cursor.
        """
        find = partial(self.document.next_of_part, self.plan, number, step=step)
        here, edge = self.diff.cursor, -1 if step > 0 else self.document.height
        kind = Kind.LINE if self._is_alone(find, here, edge) else Kind.HUNK
        y, told = find(here, kind=kind), ""
        if y is None:
            y, told = find(edge, kind=kind), status.again(step)
        if y is None:
            hidden = " in the files shown (f shows others)" if self.filtered else ""
            self._tell(nothing + hidden)
            return
        self._jump_to(y)
        self._tell_here(told, ": " if told else "")

    def _is_alone(self, find: Callable[..., int | None], here: int, edge: int) -> bool:
        """Whether a hunk with the cursor in it is all that is found from one end to the other."""
        only = find(edge, kind=Kind.HUNK)
        return (
            only is not None
            and only <= here <= self._end(only)
            and find(only, kind=Kind.HUNK) is None
        )

    # Searching

    @conversation
    async def action_search(self) -> None:
        from splitter.tui.dialogs.question import AskText  # noqa: PLC0415
        from splitter.tui.main.incremental_search import Seeking  # noqa: PLC0415

        seeking = Seeking(self.diff, self.outline, self._show_found)
        question = AskText(
            "Search, then ) for the next",
            self.diff.known.found,
            former=self._searched,
            typed=seeking.show,
        )
        text = await self._ask(question)
        seeking.back()
        if not text:
            self._tell()
            return
        self._searched = (*self._searched, text)
        self.diff.find(text)
        number = self.parts.current
        taken = bulk.matches_in_words(self.plan, self.document.files, text, number)
        self._go_to_found(1, f", A takes {taken}" if taken else "")

    def action_found(self, step: int) -> None:
        """Go to the next or the previous row that has the text searched."""
        self._go_to_found(step)

    def _go_to_found(self, step: int, told: str = "") -> None:
        text, before = self.diff.known.found, self.diff.cursor
        if not text:
            self._tell(bulk.NOT_SEARCHED)
            return
        y = self.document.search(text, before, step)
        if y is None:
            self._tell(f"'{safe(text)}' is nowhere in this diff")
            return
        self._show_found(y)
        which = status.found(self.document.found(text), before, y, step)
        self._tell_here(which + told, ": ")

    def _show_found(self, y: int) -> None:
        self._jump_to(y)
        self.diff.reveal()
