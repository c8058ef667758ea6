"""Start of the screen: git reads the first page while Textual is imported."""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import TYPE_CHECKING

from splitter import commands, commit_source
from splitter.commands.opening import here, load
from splitter.commit_source import Picking
from splitter.errors import SplitError

if TYPE_CHECKING:
    from splitter.commands.options import Options
    from splitter.session import Session
    from splitter.terminal import Background
    from splitter.tui.app import SplitApp


def start(options: Options, background: Background) -> SplitApp:
    """The application, with the first page that it shows.  Raises SplitError where git fails.

    The modules that read are imported before: two threads that import block each other, and git
    would start late.
    """
    with ThreadPoolExecutor(1) as beside:
        reading = beside.submit(_read_first, options)
        make = commands.application.make  # imports Textual
    first, config = reading.result()
    return make(first, config, background)


def _read_first(options: Options) -> tuple[Session | Picking, Mapping[str, str]]:
    """The commit that the screen shows first, or the list to pick one, and git's configuration."""
    if options.commit is not None:
        session = _open(options, options.commit)
        return session, session.repository.config
    cwd = here()
    return Picking.at(cwd, partial(_open, options)), commit_source.configuration(cwd)


def _open(options: Options, revision: str) -> Session:
    """Open a commit on the screen, unless its parts could not be written after all the work."""
    session = load(options, revision)
    try:
        session.refuse_unreached()
    except SplitError:
        session.close()
        raise
    return session
