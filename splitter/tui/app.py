"""The application around the screens."""

from __future__ import annotations

import os
import signal
from typing import ClassVar

from textual import work
from textual.app import App
from textual.binding import Binding, BindingType

from splitter.core.plan import Plan
from splitter.session import Rewrite, Session
from splitter.tui.screens.split import SplitScreen


class SplitApp(App[Rewrite]):
    """Runs the screen for one commit; its result is a rewrite to be written, or None."""

    TITLE = "git split"
    ENABLE_COMMAND_PALETTE = False
    CSS_PATH = "splitter.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+z", "suspend_process", "Suspend", show=False, priority=True),
        Binding("tab", "app.focus_next", "Next pane", show=False),
        Binding("shift+tab", "app.focus_previous", "Pane before", show=False),
    ]

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session = session
        self.animation_level = "none"

    def on_mount(self) -> None:
        draft = self.session.draft()
        if draft is None or draft == self.session.start():
            self._open(self.session.start())
        else:
            self._offer(draft)

    def _open(self, plan: Plan) -> None:
        self.push_screen(SplitScreen(self.session, plan.with_rest(self.session.default_message)))

    @work
    async def _offer(self, draft: Plan) -> None:
        from splitter.tui.screens.ask import AskKey  # noqa: PLC0415

        count = len(draft.parts)
        question = AskKey(
            f"There is a draft for this commit, with {count} part{'' if count == 1 else 's'}.",
            {"n": "start anew, the draft is forgotten", "y": "go on with the draft (Enter, Esc)"},
        )
        answer = await self.push_screen_wait(question)
        if answer == "n":
            self.session.forget_draft()
        self._open(self.session.start() if answer == "n" else draft)

    def action_suspend_process(self) -> None:
        """Give the terminal back to the shell, with git and all that belongs to this job."""
        with self.suspend():
            before = signal.signal(signal.SIGTSTP, signal.SIG_DFL)
            os.killpg(os.getpgrp(), signal.SIGTSTP)
            signal.signal(signal.SIGTSTP, before)


def choose(session: Session) -> Rewrite | None:
    """Let the user split a commit on the screen.  None where they left without."""
    app = SplitApp(session)
    try:
        rewrite = app.run()
    finally:
        session.repository.close()
    return rewrite
