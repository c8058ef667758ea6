"""The lines of a hunk, read by unidiff."""

from __future__ import annotations

import io

from unidiff.errors import UnidiffParseError
from unidiff.patch import PatchSet

from splitter.core.diff.lines import DiffLine
from splitter.core.diff.model import Hunk
from splitter.errors import SplitError


def read_lines(hunk: Hunk) -> tuple[DiffLine, ...]:
    """The lines of a hunk, all of them read at once by unidiff.

    Raises SplitError where the body does not match the header.
    """
    text = b"--- a\n+++ b\n%s\n%s" % (hunk.ranges, hunk.body)
    try:
        patch = PatchSet(io.StringIO(text.decode("latin-1"), newline="\n"))
    except UnidiffParseError as error:
        raise SplitError(f"cannot read git's diff: {error}") from error
    lines: list[DiffLine] = []
    removed, added = iter(hunk.removed), iter(hunk.added)
    for line in patch[0][0]:
        if line.line_type == "\\":  # "No newline at end of file" speaks of the line before it
            last = lines.pop()
            lines.append(
                DiffLine(last.mark, last.text.removesuffix(b"\n"), last.old, last.new, last.change)
            )
            continue
        change = next(removed) if line.is_removed else next(added) if line.is_added else -1
        lines.append(
            DiffLine(
                mark=line.line_type,
                text=line.value.encode("latin-1"),
                old=line.source_line_no or 0,
                new=line.target_line_no or 0,
                change=change,
            )
        )
    return tuple(lines)
