"""Drafts on disk: a plan file for people, and a log to which every command is added at once."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from splitter.gitio.drafts import recorder as recorder
else:
    from splitter.lazy import importer

    __getattr__ = importer(__name__)
