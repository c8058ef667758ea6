"""The application of the screen, as the user's configuration wants it.  Imports Textual."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import TYPE_CHECKING

from splitter.terminal import theme_for
from splitter.tui.app import SplitApp, run
from splitter.view.keys.settings import read_settings

if TYPE_CHECKING:
    from splitter.commit_source import Picking
    from splitter.session import Session
    from splitter.terminal import Background

__all__ = ["make", "run"]


def make(first: Session | Picking, config: Mapping[str, str], background: Background) -> SplitApp:
    """The application that begins with a commit, or with picking one.

    Raises SplitError where git's configuration has a wrong value.
    """
    settings = read_settings(config)
    theme = theme_for(settings.theme, os.environ, background)
    return SplitApp(first, theme, settings.keys, background.typed)
