"""A commit's diff as values: files, hunks and lines, which lines correspond, and words for them."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from splitter.core.diff import likeness as likeness
    from splitter.core.diff import unidiff_lines as unidiff_lines
else:
    from splitter.lazy import importer

    __getattr__ = importer(__name__)
