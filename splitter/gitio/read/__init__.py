"""Reads the commit to split, its patch, the list of commits, and the state of the repository."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from splitter.gitio.read import commits as commits
    from splitter.gitio.read import file_details as file_details
    from splitter.gitio.read import untouched as untouched
else:
    from splitter.lazy import importer

    __getattr__ = importer(__name__)
