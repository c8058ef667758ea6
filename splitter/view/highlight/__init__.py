"""The highlights of a line: syntax, changed words, whitespace errors."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from splitter.view.highlight import lexers as lexers
else:
    from splitter.lazy import importer

    __getattr__ = importer(__name__)
