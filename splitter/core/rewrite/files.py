"""What becomes of files with edits for good in the working tree and the index, as values."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import Struct

#: How a row of a file in the working tree begins, and one of an entry of the index.
_FILE, _STAGED = b"E", b"S"


class FileStep(Struct, frozen=True):
    """A file that has one blob before and another one after, by their ids in hex.

    It is the file of the working tree, or its entry in the index where it ``is_staged``.
    """

    path: bytes
    before: str
    after: str
    is_staged: bool = False

    @property
    def reversed(self) -> FileStep:
        """The step back."""
        return FileStep(self.path, self.after, self.before, self.is_staged)


def write_steps(steps: Iterable[FileStep]) -> bytes:
    """Steps as text, which `read_steps` reads again."""
    return b"".join(
        b"%s %s %s %s\0"
        % (_STAGED if one.is_staged else _FILE, one.before.encode(), one.after.encode(), one.path)
        for one in steps
    )


def read_steps(text: bytes) -> tuple[FileStep, ...]:
    """The steps of a text.  Raises ValueError for what is none."""
    steps = []
    for row in text.split(b"\0")[:-1]:
        kind, before, after, path = row.split(b" ", 3)
        steps.append(FileStep(path, before.decode(), after.decode(), kind == _STAGED))
    return tuple(steps)
