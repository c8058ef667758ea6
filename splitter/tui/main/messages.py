"""Writing the message of a part."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from splitter.core.plan.constraints import DROPPED
from splitter.tui import dialogs
from splitter.tui.main.unfinished import save
from splitter.view.assigning import parts
from splitter.view.phrases import outcomes
from splitter.view.phrases.dialogs import message_heading

if TYPE_CHECKING:
    from splitter.tui.main.context import Context


async def write_message(
    context: Context, number: int, title: str = "", written: str | None = None
) -> bool:
    """Let the user write the message of a part, or resume an unfinished one (``written``).

    Returns whether the part has a message then.
    """
    if number == DROPPED:
        context.say(outcomes.NO_MESSAGE)
        return False
    if context.is_left or not context.is_active:
        return False
    title = title or message_heading(context.plan.name(number))
    screen = dialogs.message.MessageScreen.of(
        context.session, context.plan, number, title, text=written
    )
    screen.is_begun = written is not None
    screen.keep = partial(save, context, number, None)
    message = await context.ask(screen)
    if message is None or not context.apply(parts.describe(context.plan, number, message)):
        context.work.recorder.record_cancel()
    return bool(message and message.strip())
