"""Splitting a commit on the screen."""

from __future__ import annotations

import os
import sys
from contextlib import ExitStack
from typing import TYPE_CHECKING

from splitter import commands
from splitter.commands.printing import complain
from splitter.errors import SplitError
from splitter.signals import raise_when_terminated
from splitter.terminal import Background

if TYPE_CHECKING:
    from splitter.commands.options import Options
    from splitter.tui.app import SplitApp


def split_on_screen(options: Options) -> int:
    """Let the user split a commit on the screen, and write it.  Returns the exit status."""
    _refuse_no_terminal()
    with ExitStack() as stack:
        with Background(os.environ) as background:
            app = commands.starting.start(options, background)
            stack.callback(_close, app)
            done = commands.application.run(app)
            raise_when_terminated()  # as before the screen
        session = app.session
        if session is not None and done is not None:
            return commands.writing.finish(session, done, options.dry_run)
        kept = session.kept_in_words() if session is not None else ""
        complain(f"nothing was changed; {kept}" if kept else "nothing was changed")
        return 1


def _refuse_no_terminal() -> None:
    for name, stream in (("standard input", sys.stdin), ("standard error", sys.stderr)):
        if not stream.isatty():
            raise SplitError(
                f"{name} is not a terminal",
                "without a terminal, use git split --print-plan and git split --plan <file>",
            )


def _close(app: SplitApp) -> None:
    if app.session is not None:
        app.session.close()
