"""Everything that speaks to git, through git's own plumbing.

The only package that runs git and the programs beside it, and that reads or writes a repository.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from splitter.gitio import drafts as drafts
    from splitter.gitio import git as git
    from splitter.gitio import read as read
    from splitter.gitio import refs as refs
    from splitter.gitio import rewrite as rewrite
    from splitter.gitio import undo as undo
else:
    from splitter.lazy import importer

    __getattr__ = importer(__name__)
