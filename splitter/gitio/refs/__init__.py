"""Reads refs, moves them in one transaction, and lets the index and files follow HEAD."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from splitter.gitio.refs import reach as reach
else:
    from splitter.lazy import importer

    __getattr__ = importer(__name__)
