"""The JSON that git split prints: a commit to split, and the result of a split."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from splitter.core.report import commit as commit
    from splitter.core.report import result as result
else:
    from splitter.lazy import importer

    __getattr__ = importer(__name__)
