"""The words for file changes, complete as soon as git has read the details."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from splitter.core.diff.file_changes import FileDetails, in_words, is_worth_reading
from splitter.core.diff.model import FilePatch

#: Looks into some files.
Read = Callable[[Sequence[FilePatch]], Sequence[FileDetails]]


class FileChangeWords:
    """Words for file changes, and the files of which there is more to read."""

    def __init__(self, read: Read) -> None:
        self._read = read
        self._seen: dict[FilePatch, FileDetails] = {}
        self._wanted: dict[FilePatch, None] = {}

    def words(self, file: FilePatch, number: int) -> str:
        """The file change of that number, in the words known so far."""
        seen = self._seen.get(file)
        if seen is None and is_worth_reading(file):
            self._wanted[file] = None
        return in_words(file, number, seen or FileDetails())

    @property
    def is_waiting(self) -> bool:
        """True if there is something to read."""
        return bool(self._wanted)

    def read(self) -> dict[FilePatch, FileDetails]:
        """Read what is wanted, for `learn`.

        Waits for git and changes nothing, so it can be called in a thread.
        """
        files = tuple(self._wanted)
        return dict(zip(files, self._read(files), strict=True))

    def learn(self, seen: dict[FilePatch, FileDetails]) -> None:
        """Say what was read from now on."""
        self._seen |= seen
        for file in seen:
            self._wanted.pop(file, None)
