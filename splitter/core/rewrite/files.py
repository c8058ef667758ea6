"""The changes to files in the working tree and the index where HEAD's tree changes, as values."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import Struct

from splitter.core.objects.tree import Entry

#: How a row of a file in the working tree begins, and one of an entry of the index.
_FILE, _STAGED = b"E", b"S"
#: Stands for no file.
_NOTHING = b"-"


class FileStep(Struct, frozen=True):
    """A file that has one content before and another one after; None for no file.

    It is the file of the working tree, or its entry in the index where it ``is_staged``.
    """

    path: bytes
    before: Entry | None
    after: Entry | None
    is_staged: bool = False

    @property
    def reversed(self) -> FileStep:
        """The step back."""
        return FileStep(self.path, self.after, self.before, self.is_staged)


def write_steps(steps: Iterable[FileStep]) -> bytes:
    """Steps as text, which `read_steps` reads again."""
    return b"".join(
        b"%s %s %s %s\0"
        % (_STAGED if one.is_staged else _FILE, _written(one.before), _written(one.after), one.path)
        for one in steps
    )


def read_steps(text: bytes) -> tuple[FileStep, ...]:
    """The steps of a text.  Raises ValueError for another text."""
    steps = []
    for row in text.split(b"\0")[:-1]:
        kind, before, after, path = row.split(b" ", 3)
        steps.append(FileStep(path, _read(before), _read(after), kind == _STAGED))
    return tuple(steps)


def _written(entry: Entry | None) -> bytes:
    return b"%s:%s" % (entry.mode, entry.oid.hex().encode()) if entry else _NOTHING


def _read(text: bytes) -> Entry | None:
    if text == _NOTHING:
        return None
    mode, oid = text.split(b":")
    return Entry(mode, bytes.fromhex(oid.decode()))
