"""Leaving the main screen: for good, for the list of commits, or for a screen above it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from splitter.tui import dialogs
from splitter.tui.dialogs.dialog import conversation
from splitter.tui.main.context import Context, Controller
from splitter.tui.theme.styles import LOOKS
from splitter.view.keys.actions import ACTIONS, to_list
from splitter.view.phrases import dialogs as phrases
from splitter.view.text.display import safe

if TYPE_CHECKING:
    from collections.abc import Callable


class Leaving(Controller):
    """Quits, or goes back to the list of commits.  Asks first where the draft would be lost."""

    def __init__(self, context: Context, back: Callable[[], None] | None) -> None:
        """``back`` returns to the list of commits, where there is one."""
        super().__init__(context)
        self._back = back

    @conversation
    async def leave(self) -> None:
        """Return to the list of commits, or quit."""
        await self._go(self.app.exit if self._back is None else self._back)

    @conversation
    async def quit(self) -> None:
        """Quit git split."""
        await self._go(self.app.exit)

    async def _go(self, elsewhere: Callable[[], None]) -> None:
        context = self.context
        if not context.is_active or context.is_left:
            return
        context.work.recorder.retry()
        trouble = context.work.recorder.trouble
        if trouble and context.work.is_begun:
            question = dialogs.question.AskKey(
                f"{safe(trouble)}.", {"y": phrases.QUIT_UNSAVED, "n": phrases.STAY}
            )
            if await context.ask(question) != "y":
                return
        context.is_left = True
        context.save_and_close()
        elsewhere()


class OtherScreens(Controller):
    """Opens the help, the palette and the choice of themes, and suspends git split."""

    def palette(self) -> None:
        """Open the command palette."""
        if self.context.is_active:
            self.app.push_screen(dialogs.palette.Palette())

    def help(self) -> None:
        """Open the help."""
        if self.context.is_active:
            is_from_list = self.context.is_from_list
            actions = tuple(map(to_list, ACTIONS)) if is_from_list else ACTIONS
            self.app.push_screen(dialogs.help.HelpScreen(self.context.keys, actions))

    @conversation
    async def theme(self) -> None:
        """Ask for another theme."""
        themes = dialogs.theme_picker.by_key(LOOKS)
        answer = await self.context.ask(dialogs.theme_picker.pick_theme(themes))
        if answer in themes:
            self.app.theme = themes[answer]

    async def suspend(self) -> None:
        """Give the terminal back to the shell until git split is resumed."""
        await self.app.run_action("suspend_process")
