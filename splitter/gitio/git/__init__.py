"""Runs git and other programs: objects, attributes, hooks, signing, the editor."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from splitter.gitio.git import attributes as attributes
    from splitter.gitio.git import editor as editor
    from splitter.gitio.git import hooks as hooks
else:
    from splitter.lazy import importer

    __getattr__ = importer(__name__)
