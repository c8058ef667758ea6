"""A plan being worked on: the commands that change it, its undo history, and the log of both."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from splitter.core.draft import log as log
else:
    from splitter.lazy import importer

    __getattr__ = importer(__name__)
