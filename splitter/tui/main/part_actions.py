"""The parts: which there are, in which order, and what their messages say."""

from __future__ import annotations

from typing import TYPE_CHECKING

from splitter.core.plan.constraints import DROPPED
from splitter.errors import SplitError
from splitter.tui.dialogs.dialog import conversation
from splitter.tui.main.layout import Panes
from splitter.view.assigning import parts

if TYPE_CHECKING:
    from splitter.core.draft.log import Writing


class Composing(Panes):
    """Makes parts, orders them, and lets their messages be written."""

    def action_choose(self, by: int) -> None:
        if self.parts.count == 1:
            self._tell("there is only the rest: c makes a part")
            return
        self.parts.move_to((self.parts.cursor + by) % self.parts.count, tell=False)
        self._show_preview()
        self._tell()

    def action_add_part(self) -> None:
        self._do(parts.add_part(self.plan))

    def action_remove_part(self) -> None:
        self._do(parts.remove_part(self.plan, self.parts.current))

    def action_merge_part(self) -> None:
        self._do(parts.merge_part(self.parts.current))

    def action_move_part(self, by: int) -> None:
        self._do(parts.move_part(self.plan, self.parts.current, by))

    def action_heir(self) -> None:
        self._do(parts.make_heir(self.plan, self.parts.current))

    # Messages

    @conversation
    async def action_message(self) -> None:
        await self._write_message(self.parts.current)

    @conversation
    async def _go_on_writing(self, message: Writing) -> None:
        """Open a message as it was when the draft was left."""
        title = f"Message of {self.plan.name(message.number)}, as you left it"
        await self._write_message(message.number, title, message.text)

    async def _write_message(self, number: int, why: str = "", written: str | None = None) -> bool:
        """Let the user write a part's message, or go on with what is written of it; says whether
        there is one afterwards.
        """
        from splitter.tui.dialogs.message import MessageScreen  # noqa: PLC0415

        if number == DROPPED:
            self._tell("what is dropped has no message")
            return False
        if self._is_left or not self.is_active:
            return False
        title = why or f"Message of {self.plan.name(number)}"
        screen = MessageScreen.of(self.session, self.plan, number, title, text=written)
        screen.is_begun = written is not None
        screen.keep = self._keeping(number)
        message = await self._ask(screen)
        if message is None or not self._do(parts.describe(self.plan, number, message)):
            self.work.recorder.gave_up()
        return bool(message and message.strip())

    def action_editor(self) -> None:
        number = self.parts.current
        if number == DROPPED:
            self._tell("what is dropped has no message")
            return
        before = message = self.plan.part(number).message
        problem = ""
        with self.app.suspend():
            try:
                message = self.session.edit_message(self.plan, number)
            except (SplitError, OSError) as error:  # would leave the terminal as it is
                problem = str(error)
        self._do(parts.describe(self.plan, number, message))
        if problem or message == before:
            self._tell(problem or "message unchanged")
