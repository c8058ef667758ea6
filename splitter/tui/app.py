"""The application around the screens."""

from __future__ import annotations

import asyncio
import gc
import os
import signal
import sys
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, ClassVar

from textual import work
from textual.app import App
from textual.binding import Binding, BindingType

from splitter.core.draft import Draft
from splitter.core.history import History
from splitter.errors import TargetRefused
from splitter.session import Session
from splitter.tui.screens.split import SplitScreen
from splitter.tui.style import TERMINAL
from splitter.tui.themes import themes

if TYPE_CHECKING:
    from splitter.gitio.candidates import Candidate
    from splitter.gitio.rewrite import Rewrite


#: How often to look whether the terminal is still there, in seconds.
LOST_AFTER = 2.0


def _nothing(revision: str) -> Session:
    raise TargetRefused(f"there is no commit {revision} to choose")


def _new(session: Session) -> History:
    return History(Draft(session.start()))


class SplitApp(App["Rewrite"]):
    """Runs the screen for one commit; its result is a rewrite to be written, or None."""

    TITLE = "git split"
    ENABLE_COMMAND_PALETTE = False
    CSS_PATH = "splitter.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+z", "suspend_process", "Suspend", show=False, priority=True),
        Binding("tab", "app.focus_next", "Next pane", show=False),
        Binding("shift+tab", "app.focus_previous", "Pane before", show=False),
    ]

    def __init__(
        self,
        session: Session | None,
        candidates: Sequence[Candidate] = (),
        load: Callable[[str], Session] = _nothing,
        theme: str = TERMINAL,
    ) -> None:
        super().__init__()
        for one in themes():
            self.register_theme(one)
        self.theme = theme
        self.session = session
        self.candidates = candidates
        self.load = load
        self.animation_level = "none"

    def on_mount(self) -> None:
        gc.freeze()
        gc.enable()
        if not self.is_headless:
            loop = asyncio.get_running_loop()
            for number in (signal.SIGHUP, signal.SIGTERM):
                loop.add_signal_handler(number, self._leave)
            self.set_interval(LOST_AFTER, self._leave_lost_terminal)
        if self.session:
            self._start(self.session)
        else:
            self._pick()

    @work
    async def _pick(self) -> None:
        from splitter.tui.screens.pick import PickScreen  # noqa: PLC0415

        self.session = await self.push_screen_wait(PickScreen(self.candidates, self.load))
        self._start(self.session)

    def _start(self, session: Session) -> None:
        history = session.open_draft()
        if history and session.begun(history.draft.plan):
            self._offer(session, history)
        else:
            self._open(session, history or _new(session))

    def _leave(self) -> None:
        """Leave without a word, the draft being saved."""
        for screen in self.screen_stack:
            if isinstance(screen, SplitScreen):
                screen.let_go()
        self.exit(None)

    def _leave_lost_terminal(self) -> None:
        """Leave when the terminal is gone, where no signal has told so."""
        if not sys.__stdin__ or not sys.__stdin__.isatty():
            self._leave()

    def _open(self, session: Session, history: History) -> None:
        self.push_screen(SplitScreen(session, history))

    @work
    async def _offer(self, session: Session, history: History) -> None:
        from splitter.tui.screens.ask import AskKey  # noqa: PLC0415

        count = len(history.draft.plan.parts)
        question = AskKey(
            f"There is a draft for this commit, with {count} part{'' if count == 1 else 's'}.",
            {"n": "start anew, the draft is forgotten", "y": "go on with the draft (Enter, Esc)"},
        )
        answer = await self.push_screen_wait(question)
        if answer == "n":
            session.forget_draft()
        self._open(session, _new(session) if answer == "n" else history)

    def action_suspend_process(self) -> None:
        """Give the terminal back to the shell, with git and all that belongs to this job."""
        with self.suspend():
            before = signal.signal(signal.SIGTSTP, signal.SIG_DFL)
            os.killpg(os.getpgrp(), signal.SIGTSTP)
            signal.signal(signal.SIGTSTP, before)


def split(session: Session) -> Rewrite | None:
    """Let the user split a commit on the screen.  None where they left without."""
    return SplitApp(session).run()


def pick_and_split(
    candidates: Sequence[Candidate], load: Callable[[str], Session]
) -> tuple[Session, Rewrite] | None:
    """Let the user pick one of some commits first; ``load`` opens the one picked."""
    app = SplitApp(None, candidates, load)
    rewrite = app.run()
    return (app.session, rewrite) if app.session and rewrite else None
