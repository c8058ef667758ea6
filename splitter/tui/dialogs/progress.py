"""The screen that is shown while something takes its time."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Generic, TypeVar

from textual import work
from textual.app import ComposeResult
from textual.screen import ModalScreen

from splitter.core.draft.undo_history import Entry
from splitter.core.options import DroppedChanges, UpdatedRefs
from splitter.errors import SplitError
from splitter.session import Session
from splitter.tui.dialogs.dialog import Dialog
from splitter.tui.input.key_queue import Busy
from splitter.tui.widgets.label import Words
from splitter.view.phrases import dialogs

if TYPE_CHECKING:
    from splitter.core.draft.commands import Command
    from splitter.core.plan.plan import Plan
    from splitter.core.rewrite.rewrite import Rewrite

Done = TypeVar("Done")


class Working(Busy, ModalScreen["Done | SplitError"], Dialog["Done | SplitError"], Generic[Done]):
    """Names its work in the last line, and does it in a thread as soon as that is painted.

    The answer is what ``make`` returns, or the SplitError that it raises; None once cancelled.
    ``make`` is called with a function that says whether it is cancelled.
    """

    CSS = """
    Working { background: transparent; align: left bottom; }
    Working #working { height: 1; }
    """

    def __init__(self, message: str, make: Callable[[Callable[[], bool]], Done]) -> None:
        super().__init__()
        self.message = message
        self.make = make
        self._is_given_up = False

    def compose(self) -> ComposeResult:
        """The line that says what is in progress."""
        yield Words(f" {self.message}", id="working", role="warning")

    def on_mount(self) -> None:
        self.call_after_refresh(self._work)

    @work
    async def _work(self) -> None:
        try:
            self.dismiss(await asyncio.to_thread(self.make, lambda: self._is_given_up))
        except SplitError as error:
            self.dismiss(error)
        except OSError as error:
            self.dismiss(SplitError(dialogs.not_prepared(error), dialogs.TRY_AGAIN))

    def give_up(self) -> None:
        self.save_and_close()
        self.dismiss(None)

    def save_and_close(self) -> None:
        self._is_given_up = True


def preparing(
    session: Session,
    plan: Plan,
    update_refs: UpdatedRefs,
    dropped: DroppedChanges,
    *choices: Command,
) -> Working[Rewrite]:
    """Prepare the rewrite of a plan: see `Session.prepare`.

    ``choices`` are the commands that have led to it and are not recorded yet.
    """
    act = Entry(choices) if choices else None
    prepare = partial(session.prepare, plan, update_refs, dropped=dropped, act=act)
    return Working(dialogs.PREPARING, prepare)
