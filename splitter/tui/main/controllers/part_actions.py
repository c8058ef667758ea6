"""Changing the parts: their number, order, heir and messages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from splitter.core.plan.constraints import DROPPED
from splitter.errors import SplitError
from splitter.tui.dialogs.dialog import conversation
from splitter.tui.main.context import Controller
from splitter.tui.main.messages import write_message
from splitter.view.assigning import parts
from splitter.view.phrases import outcomes
from splitter.view.phrases.dialogs import message_heading

if TYPE_CHECKING:
    from splitter.core.draft.log import Writing


class PartActions(Controller):
    """Marks, adds, removes, merges and moves parts, and has their messages written."""

    def choose(self, by: int) -> None:
        """Mark the next part, or the previous one."""
        context = self.context
        if context.parts.count == 1:
            context.say(outcomes.ONLY_THE_REST)
            return
        context.parts.move_to((context.parts.cursor + by) % context.parts.count, tell=False)
        context.show_preview()
        context.say()

    def add(self) -> None:
        """Add an empty part."""
        self.context.apply(parts.add_part(self.context.plan))

    def remove(self) -> None:
        """Remove the marked part."""
        self.context.apply(parts.remove_part(self.context.plan, self.context.parts.current))

    def merge(self) -> None:
        """Merge the marked part into the previous one."""
        self.context.apply(parts.merge_part(self.context.plan, self.context.parts.current))

    def move(self, by: int) -> None:
        """Move the marked part later, or earlier."""
        self.context.apply(parts.move_part(self.context.plan, self.context.parts.current, by))

    def make_heir(self) -> None:
        """Let the marked part keep the Change-Id."""
        context, identity = self.context, self.context.session.target.identity
        context.apply(parts.make_heir(context.plan, context.parts.current, identity))

    @conversation
    async def message(self) -> None:
        """Write the message of the marked part."""
        await write_message(self.context, self.context.parts.current)

    @conversation
    async def resume(self, message: Writing) -> None:
        """Open a message as it was when the draft was left."""
        title = message_heading(self.context.plan.name(message.number), is_resumed=True)
        await write_message(self.context, message.number, title, message.text)

    def editor(self) -> None:
        """Open the message of the marked part in the user's editor."""
        context = self.context
        number = context.parts.current
        if number == DROPPED:
            context.say(outcomes.NO_MESSAGE)
            return
        before = message = context.plan.part(number).message
        problem = ""
        try:
            with context.app.suspend():
                message = context.session.edit_message(context.plan, number)
        except (SplitError, OSError) as error:
            problem = str(error)
        context.apply(parts.describe(context.plan, number, message))
        if problem or message == before:
            context.say(problem or outcomes.MESSAGE_UNCHANGED)
