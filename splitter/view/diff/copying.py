"""The text that a key copies: lines as the file has them, or the diff of a hunk or a file."""

from __future__ import annotations

from collections.abc import Iterator

from splitter.core.diff.model import FilePatch, Hunk
from splitter.core.diff.paths import quote
from splitter.view.diff.document import Document
from splitter.view.diff.rows import Kind


def text_to_copy(document: Document, first: int, last: int) -> tuple[bytes, str]:
    """The text of rows ``first`` to ``last``, and what it is, in words.

    A hunk or a file stands for all of its diff; of a range, the lines count.
    """
    row = document.row(first)
    file = document.patch.files[row.file]
    if first == last and row.kind is Kind.HUNK:
        return _hunk(file.hunks[row.index]), "the hunk"
    if first == last and row.kind is not Kind.LINE:
        return b"".join(_file(file)), "the diff of the file"
    rows = [document.row(y) for y in range(first, last + 1)]
    lines = [document.line(one).text for one in rows if one.kind is Kind.LINE]
    what = "the line" if len(lines) == 1 else f"{len(lines):,} lines"
    return b"".join(lines), what


def _file(file: FilePatch) -> Iterator[bytes]:
    """The diff of a file's lines, as git writes it."""
    for mark, prefix, side in ((b"---", b"a/", file.old), (b"+++", b"b/", file.new)):
        yield b"%s %s\n" % (mark, quote(prefix + side.path).encode() if side else b"/dev/null")
    yield from map(_hunk, file.hunks)


def _hunk(hunk: Hunk) -> bytes:
    return hunk.header + b"\n" + hunk.body
