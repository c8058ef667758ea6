"""The table of contents of a diff: its directories, files and hunks, a row each."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import chain

from splitter.view.diff.document import Document
from splitter.view.diff.heights import Heights
from splitter.view.diff.rows import Kind, Row


class Outline:
    """The directories, files and hunks of a document.

    A folded file is shown without its hunks, a closed directory without its files.
    """

    def __init__(self, document: Document, heights: Heights | None = None) -> None:
        self.document = document
        self._heights = heights or _heights(document)

    def of(self, document: Document) -> Outline:
        """The outline of another document, which shares with this one what is alike."""
        before = self.document
        folded = document.folded ^ before.folded
        if document.tree is not before.tree or len(folded) == len(document.files):
            return Outline(document)
        files = folded | {cut.file for cut in document.cuts ^ before.cuts}
        files |= {order.file for order in set(document.orders) ^ set(before.orders)}
        changed = _heights_of(document, files, document.closed ^ before.closed)
        return Outline(document, self._heights.put(changed))

    @property
    def height(self) -> int:
        """The number of rows."""
        return self._heights.height

    def row(self, y: int) -> Row:
        """The row of that number, from 0."""
        entry, offset = self._heights.find(y)
        head = self.document.tree.entries[entry]
        return self.document.of(head.file).head(offset - 1) if offset else head

    def y(self, row: Row) -> int:
        """The number of the row that shows a row of the document or the outline.

        What is in a closed directory is shown by the outermost one.
        """
        tree, document = self.document.tree, self.document
        number = row.index if row.kind is Kind.DIRECTORY else document.directory(row.file)
        hidden = [at for at in tree.above(number) if tree.directories[at].path in document.closed]
        if hidden:
            return self._heights.start(tree.entry_of_directory(hidden[-1]))
        if row.kind is Kind.DIRECTORY:
            return self._heights.start(tree.entry_of_directory(row.index))
        start = self._heights.start(tree.entry_of_file(row.file))
        is_inside = row.kind in (Kind.HUNK, Kind.LINE) and row.file not in document.folded
        return start + 1 + document.of(row.file).head_number(row) if is_inside else start

    def depth(self, row: Row) -> int:
        """The depth of a row, for its indentation."""
        tree = self.document.tree
        if row.kind is Kind.DIRECTORY:
            return tree.directories[row.index].depth
        around = self.document.directory(row.file)
        inside = tree.directories[around].depth + 1 if around >= 0 else 0
        return inside if row.kind is Kind.FILE else inside + 1

    def name(self, row: Row) -> bytes:
        """The path of a directory or file, from the directory on that it is shown in."""
        tree = self.document.tree
        if row.kind is Kind.DIRECTORY:
            path, around = tree.directories[row.index].path, tree.directories[row.index].parent
        else:
            path = self.document.patch.files[row.file].path
            around = self.document.directory(row.file)
        return path[len(tree.directories[around].path) :] if around >= 0 else path

    def is_open(self, row: Row) -> bool:
        """True if what is in a directory or file is shown."""
        if row.kind is Kind.DIRECTORY:
            return self.document.tree.directories[row.index].path not in self.document.closed
        return row.file not in self.document.folded


def _heights(document: Document) -> Heights:
    """The number of rows of each directory and file."""
    tree, cut = document.tree, {cut.file for cut in document.cuts}
    if document.folded.issuperset(tree.files):
        plain = Heights([1] * len(tree.entries))
        return plain.put(_heights_of(document, (), document.closed))
    return tree.outline.put(_heights_of(document, document.folded | cut, document.closed))


def _heights_of(
    document: Document, files: Iterable[int], directories: Iterable[bytes]
) -> dict[int, int]:
    """The heights of some files, and of all that is in some directories, by entry."""
    tree = document.tree
    here = (tree.entry_of_file(file) for file in files if file in tree.places)
    inside = (tree.inside(tree.numbers[path]) for path in directories if path in tree.numbers)
    return {entry: _height(document, entry) for entry in chain(here, *inside)}


def _height(document: Document, entry: int) -> int:
    """The number of rows of a directory or file: 0 in a closed directory."""
    tree, head = document.tree, document.tree.entries[entry]
    is_directory = head.kind is Kind.DIRECTORY
    around = tree.directories[head.index].parent if is_directory else document.directory(head.file)
    if document.closed:
        paths = (tree.directories[number].path for number in tree.above(around))
        if any(path in document.closed for path in paths):
            return 0
    if is_directory or head.file in document.folded:
        return 1
    return 1 + document.head_count(head.file)
