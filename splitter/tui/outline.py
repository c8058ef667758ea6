"""The table of contents of a diff: its directories, files and hunks, a row each."""

from __future__ import annotations

from collections.abc import Iterator

from splitter.tui.rows import Document, Kind, Layout, Row


class Outline:
    """The directories, files and hunks of a document.

    A folded file is shown without its hunks, a closed directory without its files.
    """

    def __init__(self, document: Document) -> None:
        self.document = document
        self._heads = list(_heads(document))
        self._layout = Layout(self._height(head) for head in self._heads)
        self._place_of: dict[tuple[Kind, int], int] = {}
        for place, head in enumerate(self._heads):
            number = head.file if head.kind is Kind.FILE else head.index
            self._place_of[head.kind, number] = place

    def _height(self, head: Row) -> int:
        document = self.document
        if head.kind is Kind.DIRECTORY or head.file in document.folded:
            return 1
        return 1 + document.head_count(head.file)

    @property
    def height(self) -> int:
        """How many rows there are."""
        return self._layout.height

    def row(self, y: int) -> Row:
        """The row of that number, from 0."""
        place, offset = self._layout.find(y)
        head = self._heads[place]
        return self.document.head(head.file, offset - 1) if offset else head

    def y(self, row: Row) -> int:
        """The number of the row that shows a row of the document or the outline.

        What is in a closed directory is shown by the outermost one.
        """
        tree, document = self.document.tree, self.document
        number = row.index if row.kind is Kind.DIRECTORY else document.directory(row.file)
        hidden = [at for at in tree.above(number) if tree.directories[at].path in document.closed]
        if hidden:
            return self._start(Kind.DIRECTORY, hidden[-1])
        if row.kind is Kind.DIRECTORY:
            return self._start(Kind.DIRECTORY, row.index)
        start = self._start(Kind.FILE, row.file)
        is_inside = row.kind in (Kind.HUNK, Kind.LINE) and row.file not in document.folded
        return start + 1 + document.head_number(row) if is_inside else start

    def _start(self, kind: Kind, number: int) -> int:
        return self._layout.starts[self._place_of[kind, number]]

    def depth(self, row: Row) -> int:
        """How far a row is indented."""
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
        """Whether what is in a directory or file is shown."""
        if row.kind is Kind.DIRECTORY:
            return self.document.tree.directories[row.index].path not in self.document.closed
        return row.file not in self.document.folded


def _heads(document: Document) -> Iterator[Row]:
    """The directories and files that are not in a closed directory, in order."""
    tree = document.tree
    directories = enumerate(tree.directories)
    following = next(directories, None)
    shown_from = 0
    for place, file in enumerate(tree.files):
        while following and following[1].first == place:
            number, one = following
            if place >= shown_from:
                yield Row(Kind.DIRECTORY, file, number)
                if one.path in document.closed:
                    shown_from = one.stop
            following = next(directories, None)
        if place >= shown_from:
            yield Row(Kind.FILE, file)
