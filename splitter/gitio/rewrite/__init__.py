"""Builds the new history in memory, proves it, previews it, and writes it."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from splitter.gitio.rewrite import conflicts as conflicts
    from splitter.gitio.rewrite import preview as preview
    from splitter.gitio.rewrite import rewriter as rewriter
else:
    from splitter.lazy import importer

    __getattr__ = importer(__name__)
