"""What a difference between two versions of a file is likely to be in a third one.

It is a guess, made as a patch is applied: where the lines around stand once, and as they did.
"""

from __future__ import annotations

from difflib import SequenceMatcher
from io import BytesIO

#: How many lines around a change have to be as they were.
AROUND = 3

#: Pieces of a version, each with what it becomes.
Edits = tuple[tuple[bytes, bytes], ...]


def edits(was: bytes, becomes: bytes) -> Edits:
    """What makes one version of a file the other."""
    old, new = list(BytesIO(was)), list(BytesIO(becomes))
    found = []
    for group in SequenceMatcher(None, old, new).get_grouped_opcodes(AROUND):
        (_, start, _, new_start, _), (_, _, stop, _, new_stop) = group[0], group[-1]
        found.append((b"".join(old[start:stop]), b"".join(new[new_start:new_stop])))
    return tuple(found)


def carried(changes: Edits, version: bytes) -> bytes | None:
    """Another version with the same edits made in it; None where their places are not clear."""
    for was, becomes in changes:
        if version.count(was) != 1:
            return None
        version = version.replace(was, becomes)
    return version
