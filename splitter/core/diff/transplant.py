"""The difference between two versions of a file, applied to a third version.

It is a guess, made as a patch is applied: the lines around must stand exactly once, unchanged.
"""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO

from splitter.core.sequences.linediff import Replaced, replaced

#: How many lines around a change have to be as they were.
AROUND = 3

#: Pieces of a version, each with what it becomes.
Edits = tuple[tuple[bytes, bytes], ...]


def edits(was: bytes, becomes: bytes, pause: Callable[[], None] = lambda: None) -> Edits:
    """The edits that make one version of a file the other.  ``pause`` is called now and then."""
    old, new = list(BytesIO(was)), list(BytesIO(becomes))
    found: list[Replaced] = []
    for start, stop, new_start, new_stop in replaced(old, new, pause):
        first, second = max(start - AROUND, 0), max(new_start - AROUND, 0)
        if found and first <= found[-1][1]:
            first, _, second, _ = found.pop()
        end, new_end = min(stop + AROUND, len(old)), min(new_stop + AROUND, len(new))
        found.append((first, end, second, new_end))
    return tuple((b"".join(old[a:b]), b"".join(new[c:d])) for a, b, c, d in found)


def transplanted(changes: Edits, version: bytes) -> bytes | None:
    """Another version with the same edits made in it; None where their places are not clear."""
    for was, becomes in changes:
        at = version.find(was)
        if at < 0 or version.find(was, at + 1) >= 0:  # a second place may overlap the first
            return None
        version = version[:at] + becomes + version[at + len(was) :]
    return version
