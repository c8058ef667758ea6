"""The review of a rewrite, as lines to read: the old history, the new one, the refs that move."""

from __future__ import annotations

from collections.abc import Sequence

from splitter.core.rewrite.rewrite import Rewrite
from splitter.core.rewrite.target import Target
from splitter.view.review.histories import Histories
from splitter.view.review.sections import Sections
from splitter.view.text.display import Pieces


def review_lines(
    target: Target, rewrite: Rewrite, hooks: Sequence[str], cells: int
) -> list[Pieces]:
    """The review of a rewrite, in lines of at most so many cells.

    ``hooks`` are the names of the hooks that have their say.
    """
    sections = Sections(target, rewrite, cells)
    return [
        *sections.summary(),
        *sections.dropped(),
        *sections.edits(),
        *sections.resolved(),
        *Histories(target, rewrite, cells).lines(),
        *sections.moving(),
        *sections.staying(),
        *sections.hooks(hooks),
        *sections.afterwards(),
    ]
