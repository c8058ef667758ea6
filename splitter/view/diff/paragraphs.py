"""The paragraph of a line, and the larger ones around it, by blank lines and indentation."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from splitter.view.text.display import TAB


def paragraphs(lines: Sequence[bytes], at: int) -> Iterator[range]:
    """Ever larger stretches of neighbouring lines that have the one at ``at``.

    A stretch ends at blank lines behind which there is a line that is indented no further than a
    level: first that of the line itself, then smaller ones.  So the paragraph comes before the
    function, and that before the class.  Blank lines belong to what is above them, or, where the
    lines begin with a blank one, to what is below.
    """
    indents = [_indent(line) for line in lines]
    before = next((one for one in reversed(indents[: at + 1]) if one is not None), None)
    level = before if before is not None else next((one for one in indents if one is not None), 0)
    leads = indents[0] is None
    last = range(0)
    levels = {level, *(one for one in indents if one is not None and one < level)}
    for most in sorted(levels, reverse=True):
        starts = [n for n in range(1, len(lines)) if _begins(indents, n, most, leads)]
        stretch = _around([0, *starts, len(lines)], at)
        if stretch != last:
            yield stretch
        last = stretch


def _begins(indents: Sequence[int | None], at: int, most: int, leads: bool) -> bool:
    """True if a stretch begins with a line that is not the first."""
    if not leads:
        indent = indents[at]
        return indents[at - 1] is None and indent is not None and indent <= most
    if indents[at - 1] is None or indents[at] is not None:
        return False
    following = next((one for one in indents[at:] if one is not None), None)
    return following is not None and following <= most


def _around(edges: Sequence[int], at: int) -> range:
    """The stretch between two neighbouring edges that has a line."""
    stop = next(n for n, edge in enumerate(edges) if edge > at)
    return range(edges[stop - 1], edges[stop])


def _indent(line: bytes) -> int | None:
    """The number of columns a line is indented; None for a blank one."""
    text = line.rstrip()
    shown = text.expandtabs(TAB)
    return len(shown) - len(shown.lstrip()) if text else None
