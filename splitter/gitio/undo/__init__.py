"""The journal that completes an interrupted run, undo records, and the undo itself."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from splitter.gitio.undo import journal as journal
    from splitter.gitio.undo import undo as undo
else:
    from splitter.lazy import importer

    __getattr__ = importer(__name__)
