"""The main screen."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.binding import Binding, BindingType

from splitter.tui.dialogs.dialog import conversation
from splitter.tui.input.bindings import bindings
from splitter.tui.main.assigning import Giving
from splitter.tui.main.navigating import Moving
from splitter.tui.main.viewing import Reading
from splitter.tui.main.writing import Finishing
from splitter.tui.theme.styles import LOOKS
from splitter.tui.widgets.line_list import LineList
from splitter.view.diff.file_rows import Kind
from splitter.view.phrases.wording import act_in_words
from splitter.view.text.display import safe

if TYPE_CHECKING:
    from collections.abc import Callable

    from splitter.core.draft.undo_history import Entry, History

#: What a newcomer has to know, until the first key.
FIRST = "press 1 on what does not belong here for a new commit"


class SplitScreen(Giving, Moving, Reading, Finishing):
    """Gives changes to parts.  It only passes on what the keys mean, and can be left."""

    BINDINGS: ClassVar[list[BindingType]] = [
        *bindings(),
        Binding("ctrl+c", "quit", "Leave", show=False, priority=True),
    ]

    #: What undo or redo led to last, and how many of them in a row: below 0 for undo.
    _stepped: tuple[History | None, int] = (None, 0)

    def on_mount(self) -> None:
        for pane in (self.parts, self.outline, self.diff):
            pane.follow = self._follow_cursor
        self._arrange()
        self.set_focus(self.diff)
        if self.work.is_begun:
            self._go_on()
        else:
            self._tell(self.work.recorder.trouble or FIRST)
        which = self.session.which
        if self.session.is_which_given and self.work.draft.update_refs not in ("", which):
            self._choose_refs(which)
        writing = self.work.writing
        if writing is not None:
            go_on = self._go_on_writing if writing.lines is None else self._go_on_between
            go_on(writing)
        self.call_after_refresh(self.work.recorder.prepare)

    def _go_on(self) -> None:
        """Go where one was when the draft was left: to what was undone, or behind what was given
        last.  Where that is not known, to what is undecided, with the last part marked.
        """
        last, undone = self.work.history.last, self.work.history.next
        if undone is not None and undone.at is not None:
            self._back_to(undone.at, undone, undone.at.before)
            self._tell()
        elif last is None or last.at is None:
            self._mark_part(len(self.plan.parts))
            self.action_undecided(1)
        else:
            self._back_to(last.at, last, last.at.after)
            self._go_behind(last)

    @on(LineList.Chosen)
    def _open_chosen(self, event: LineList.Chosen) -> None:
        if event.source is self.parts:
            self.action_message()
        elif event.source is self.outline or (
            event.source is self.diff and self.diff.row.kind is Kind.FILE
        ):
            self.action_fold()

    # Undoing

    def action_undo(self) -> None:
        act = self.work.history.last
        if act is None:
            self._tell("there is nothing to undo")
            return
        self._step(act, -1)

    def action_redo(self) -> None:
        act = self.work.history.next
        if act is None:
            self._tell("there is nothing to do again")
            return
        self._step(act, 1)

    def _step(self, act: Entry, by: int) -> None:
        """Take an act back (``by`` -1), or do it again (1), and go to where it was done."""
        before, history = self.work.draft, self.work.history
        unkept = self.work.undo() if by < 0 else self.work.redo()
        reached, steps = self._stepped
        steps = by + (steps if reached is history and steps * by > 0 else 0)
        self._stepped = self.work.history, steps
        self._show(before)
        if act.at is not None:
            self._back_to(act.at, act, act.at.before if by < 0 else act.at.after)
        what, count = ("undone" if by < 0 else "done again"), abs(steps)
        in_a_row = f", {count} in a row" if count > 1 else ""
        self._tell(unkept or f"{what}{in_a_row}: {act_in_words(self.plan.patch, act)}")

    # Other screens

    def action_palette(self) -> None:
        from splitter.tui.dialogs.palette import Palette  # noqa: PLC0415

        if self.is_active:
            self.app.push_screen(Palette())

    @conversation
    async def action_theme(self) -> None:
        from splitter.tui.dialogs.theme_picker import by_key, pick_theme  # noqa: PLC0415

        themes = by_key(LOOKS)
        answer = await self._ask(pick_theme(themes))
        if answer in themes:
            self.app.theme = themes[answer]

    def action_help(self) -> None:
        from splitter.tui.dialogs.help import HelpScreen  # noqa: PLC0415

        if self.is_active:
            self.app.push_screen(HelpScreen(self.keys))

    async def action_suspend(self) -> None:
        await self.app.run_action("suspend_process")

    # Leaving

    @conversation
    async def action_leave(self) -> None:
        """Go back to where the commit was picked, or else leave."""
        await self._go(self.app.exit if self._back is None else self._back)

    @conversation
    async def action_quit(self) -> None:
        """Leave altogether."""
        await self._go(self.app.exit)

    async def _go(self, elsewhere: Callable[[], None]) -> None:
        """Leave the draft and go elsewhere; where it could not be kept, that is asked before."""
        if not self.is_active or self._is_left:
            return
        self.work.recorder.retry()
        trouble = self.work.recorder.trouble
        if trouble and self.work.is_begun:
            from splitter.tui.dialogs.question import AskKey  # noqa: PLC0415

            question = AskKey(f"{safe(trouble)}.", {"y": "leave; it is lost", "n": "stay"})
            if await self._ask(question) != "y":
                return
        self._is_left = True
        self.let_go()
        elsewhere()
