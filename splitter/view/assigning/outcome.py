"""The outcome of an action on the draft: one value, which the screen applies in one place."""

from __future__ import annotations

from msgspec import Struct

from splitter.core.draft.commands import Command


class Outcome(Struct, frozen=True):
    """The result of an action: the commands to apply, and a message.

    There are no commands where the action is impossible; the message says why.  ``mark`` is the
    part to mark afterwards (None: the same as before).
    """

    commands: tuple[Command, ...] = ()
    message: str = ""
    mark: int | None = None
