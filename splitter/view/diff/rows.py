"""A row of the diff: a file, a file change, an edit, a hunk's header or a line; or a directory."""

from __future__ import annotations

from enum import Enum

from msgspec import Struct


class Kind(Enum):
    """The kinds of row.

    A directory is a row of the outline only.  An edit has a row of its own where no hunk has its
    lines.
    """

    DIRECTORY = "directory"
    FILE = "file"
    FILE_CHANGE = "file change"
    EDIT = "edit"
    HUNK = "hunk"
    LINE = "line"


class Row(Struct, frozen=True):
    """One row.

    ``index`` counts from 0: file changes, edits, hunks, the lines of ``hunk``, directories of the
    tree.  Lines are counted in git's order; what is shown above a hunk counts down from -1, what is
    shown below it counts on from its last line.  ``section`` is which section of the hunk a header
    is of.  ``file`` is the first file below a directory.
    """

    kind: Kind
    file: int
    index: int = 0
    hunk: int = 0
    section: int = 0
