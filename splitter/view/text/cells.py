"""The width of a text in cells of the terminal, as the library measures that draws it.

This is the only module of the view that imports that library.  A measure of our own, or a
copy of its table, would disagree with it sooner or later, and a line would be cut elsewhere than
it was measured.
"""

from __future__ import annotations

from rich.cells import cell_len


def width(text: str) -> int:
    """The number of terminal cells that the text takes.

    A sequence that a joiner makes one emoji counts as that emoji.
    """
    return len(text) if text.isascii() and text.isprintable() else cell_len(text)
