"""Opening of the commit that the command line names."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from splitter import session as sessions
from splitter.commands.printing import complain
from splitter.errors import SplitError

if TYPE_CHECKING:
    from splitter.commands.options import Options
    from splitter.session import Session


def load(options: Options, revision: str) -> Session:
    """Open a commit for splitting.  Raises SplitError where that cannot be done now."""
    return _opened_by(sessions.load, options, revision)


def look_at(options: Options, revision: str) -> Session:
    """Open a commit that is only read.  Raises SplitError where it cannot be split."""
    return _opened_by(sessions.look_at, options, revision)


def _opened_by(load: Callable[..., Session], options: Options, revision: str) -> Session:
    session = load(
        here(),
        revision,
        options.pathspec,
        options.update_refs,
        not options.no_verify,
        options.empty,
        options.dropped,
    )
    complain(f"warning: {session.recovered}" if session.recovered else "")
    return session


def here() -> Path:
    """The current directory.  Raises SplitError where it no longer exists."""
    try:
        return Path.cwd()
    except OSError as error:
        raise SplitError(
            f"cannot read the current directory: {error.strerror}",
            "change to a directory that exists",
        ) from error
