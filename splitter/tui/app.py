"""The application around the screens."""

from __future__ import annotations

import asyncio
import gc
import os
import signal
import sys
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from typing import TYPE_CHECKING, ClassVar

from msgspec import Struct
from textual.await_complete import AwaitComplete
from textual.binding import Binding, BindingType
from textual.filter import LineFilter, NoColor
from textual.screen import Screen

from splitter.commit_source import Picking
from splitter.core.draft.draft import Draft
from splitter.core.draft.undo_history import History
from splitter.core.plan.changes import without_empty_rest
from splitter.errors import SplitError
from splitter.session import Session
from splitter.signals import stop_job
from splitter.tui import dialogs
from splitter.tui.dialogs.dialog import Dialog, conversation
from splitter.tui.input.bindings import keymap
from splitter.tui.input.driver import Driver
from splitter.tui.input.key_queue import KeyQueue
from splitter.tui.main.screen import SplitScreen
from splitter.tui.theme.styles import PLAIN, TERMINAL
from splitter.tui.theme.textual import themes
from splitter.view.keys.actions import USUAL, Keys
from splitter.view.phrases import dialogs as phrases
from splitter.view.text.display import safe, shorten

if TYPE_CHECKING:
    from splitter.core.rewrite.rewrite import Rewrite


#: How often to look whether the terminal is still there, in seconds.
LOST_AFTER = 2.0
#: How often to look whether a screen has opened, in seconds.
OPENED = 0.01
#: In how many cells a commit's subject is named.
NAMED = 50


class _Left(Struct, frozen=True):
    """The drafts of a commit.

    ``draft`` is the one with entries, ``aside`` are those kept aside, the latest first.  ``anew``
    is a new history, to start over.
    """

    session: Session
    anew: History
    draft: History | None
    aside: tuple[History, ...]

    @classmethod
    def of(cls, session: Session) -> _Left:
        """Read the state to keep for a commit.  Raises SplitError where git fails to show it."""
        draft = session.open_draft()
        known = draft and draft.draft.plan
        aside = tuple(history for history in session.asides() if history.draft.plan != known)
        if draft is not None and not session.begun(draft.draft.plan):
            return cls(session, draft, None, aside)
        return cls(session, History(Draft(session.start())), draft, aside)

    @property
    def offered(self) -> tuple[History, ...]:
        """The drafts that can be resumed."""
        return self.aside if self.draft is None else (self.draft, *self.aside)


class SplitApp(KeyQueue["Rewrite"]):
    """The application: the screen for one commit, or the list of commits and the screens above it.

    Its result is a rewrite to be written, or None.
    """

    TITLE = "git split"
    ENABLE_COMMAND_PALETTE = False
    ALLOW_SELECT = False  # dragging marks a range of lines, and must not scroll
    CSS_PATH = "splitter.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+z", "suspend_process", "Suspend", show=False, priority=True),
    ]

    def __init__(
        self,
        first: Session | Picking,
        theme: str = TERMINAL,
        keys: Keys = USUAL,
        typed: Callable[[], bytes] = bytes,
    ) -> None:
        """Begin with a commit, or with the list of commits.

        ``session`` is the one that was opened last.  ``typed`` gives the keys typed until the
        screen gets the terminal.  Raises SplitError where git fails to read the draft.
        """
        super().__init__(driver_class=Driver)
        for one in themes():
            self.register_theme(one)
        self.theme = theme
        self.keys = keys
        self.typed = typed
        self.set_keymap(keymap(keys))
        self._picking = first if isinstance(first, Picking) else None
        self.session = None if isinstance(first, Picking) else first
        self._left = _Left.of(self.session) if self.session else None
        self._threads = ThreadPoolExecutor()  # for all that is done beside the screen
        self._run_by = os.getppid()
        self._ending: asyncio.Task[None] | None = None  # of the commit that was left last
        self.animation_level = "none"
        self._uncoloured = NoColor()
        self._is_sized = False  # whether the size of the terminal is known

    def get_line_filters(self) -> Sequence[LineFilter]:
        """The filters for everything that is drawn: without colours where none are wanted.

        Textual would make greys of them, and black on black of the terminal's own.
        """
        if self.no_color or self.theme == PLAIN:
            return [self._uncoloured]
        return super().get_line_filters()

    def get_default_screen(self) -> Screen[None]:
        """The list, or the screen of the commit, drawn at once.

        An empty screen where a question comes first.
        """
        if self._picking is not None:
            return dialogs.commit_picker.PickScreen(self._picking, self._open, self.keys)
        if self._left is None or self._left.offered:
            return super().get_default_screen()
        return self._screen_of(self._left.session, self._left.anew)

    def on_load(self) -> None:
        asyncio.get_running_loop().set_default_executor(self._threads)

    def on_mount(self) -> None:
        gc.freeze()
        gc.enable()
        if not self.is_headless:
            loop = asyncio.get_running_loop()
            for number in (signal.SIGHUP, signal.SIGTERM):
                loop.add_signal_handler(number, self._leave)
            self.set_interval(LOST_AFTER, self._leave_lost_terminal)
        if self._left is not None and self._left.offered:
            self._offer(self._left)

    def on_resize(self) -> None:
        """Draw everything again, even if the size comes out as before.

        A terminal that was made smaller and larger again has lost lines in between.
        """
        if self._is_sized:
            self.refresh(layout=True)
        self._is_sized = True

    # From the list to a commit, and back

    async def _open(self, oid: str) -> None:
        """Show a commit above the list, if any, as soon as the previous one is closed.

        Raises SplitError.
        """
        if self._ending is not None:
            await self._ending
        picking = self._picking
        if picking is None or len(self.screen_stack) > 1:
            return
        session = picking.load(oid)
        try:
            left = _Left.of(session)
        except SplitError:
            session.close()
            raise
        self.session = session
        if left.offered:
            self._offer(left)
        else:
            self.push_screen(self._screen_of(session, left.anew))

    def _back(self) -> None:
        """Go from a commit back to the list, which has threads of its own from then on."""
        if self.session is not None:
            threads, self._threads = self._threads, ThreadPoolExecutor()
            asyncio.get_running_loop().set_default_executor(self._threads)
            gone = self.pop_screen()
            self._ending = asyncio.create_task(self._close(self.session, gone, threads))

    async def _close(
        self, session: Session, gone: AwaitComplete, threads: ThreadPoolExecutor
    ) -> None:
        """Close a commit when its screen has gone and none of its threads works any more."""
        await gone
        await asyncio.to_thread(threads.shutdown)
        session.close()

    def _leave(self) -> None:
        """Save the state of every screen, the topmost first, and exit without a question.

        It waits until no screen is opening, as such a screen has no widgets yet, and gets none any
        more once git split exits.  It exits in any case: an error in one screen stops neither the
        others nor the exit.
        """
        if not all(screen.is_mounted for screen in self.screen_stack):
            asyncio.get_running_loop().call_later(OPENED, self._leave)
            return
        with ExitStack() as leaving:
            leaving.callback(self.exit, None)
            for screen in self.screen_stack:
                if isinstance(screen, SplitScreen | Dialog):
                    leaving.callback(screen.save_and_close)

    def _leave_lost_terminal(self) -> None:
        """Leave when the terminal or the git that started this is gone without a signal."""
        is_alone = os.getppid() != self._run_by
        if is_alone or not sys.__stdin__ or not sys.__stdin__.isatty():
            self._leave()

    def _screen_of(self, session: Session, history: History) -> SplitScreen:
        back = self._back if self._picking is not None else None
        return SplitScreen(session, history, self.keys, back)

    @conversation
    async def _offer(self, left: _Left) -> None:
        """Resume one of the drafts, start over, or quit."""
        session, offered, at = left.session, left.offered, 0
        while (answer := await self._ask_about(left, at)) == "o":
            at += 1
        if answer == "q":
            if self._picking is None:
                self.exit(None)
            else:
                session.close()
            return
        chosen = offered[at] if answer == "y" else left.anew
        if left.draft is not None and chosen is not left.draft:
            trouble = session.set_aside(left.draft.draft.plan)
            if trouble:
                await self._offer_again(left, trouble)
                return
        self.push_screen(self._screen_of(session, chosen))

    async def _offer_again(self, left: _Left, trouble: str) -> None:
        """Tell why a draft cannot be set aside, and leave it to the user what to do then."""
        warning = phrases.not_kept_aside(trouble)
        await dialogs.question.AskKey(warning, {"q": phrases.TO_THE_QUESTION})
        self._offer(left)

    async def _ask_about(self, left: _Left, at: int) -> str:
        """Ask whether to resume one of the drafts."""
        target, one = left.session.target, left.offered[at]
        count = len(without_empty_rest(one.draft.plan).order)
        name = f"{target.oid[:10]} ({shorten(safe(target.subject), NAMED)})"
        is_draft = one is left.draft
        question = (phrases.draft_offered if is_draft else phrases.aside_offered)(name, count)
        start_over = phrases.START_OVER if left.draft is None else phrases.START_OVER_ASIDE
        answers = {"y": phrases.RESUME}
        if at + 1 < len(left.offered):
            answers["o"] = phrases.OLDER_DRAFT
        leave = phrases.QUIT if self._picking is None else phrases.TO_THE_LIST
        return (
            await dialogs.question.AskKey(
                question, {**answers, "f": start_over, "q": leave}, first="y"
            )
            or "q"
        )

    def action_suspend_process(self) -> None:
        """Give the terminal back to the shell, with git and all that belongs to this job."""
        with self.suspend():
            stop_job()


def run(app: SplitApp) -> Rewrite | None:
    """Let the user split a commit on the screen.  None where they left without.

    Raises SplitError where the screen broke down; what was done on it is kept.
    """
    rewrite = app.run()
    if app.return_code:
        raise SplitError(
            phrases.SCREEN_FAILED,
            phrases.SCREEN_FAILED_HINT,
        )
    return rewrite
