"""Files of the working tree as git would commit them, one by one."""

from __future__ import annotations

import os
import stat
from contextlib import suppress
from pathlib import Path

from msgspec import Struct

from splitter.core.objects.tree import Entry
from splitter.core.rewrite.files import FileStep
from splitter.gitio.git.objects import Objects
from splitter.gitio.git.repository import Repository

#: The modes of files that have lines, and that of a symbolic link.
REGULAR = (b"100644", b"100755")
SYMLINK = b"120000"
_EXECUTABLE = b"100755"
#: The end of the name that a file has until it takes the other's place.
_MADE = b".git-split"


class Unreadable(Exception):
    """At a path is something that git does not commit as a file, like a directory."""


class Checkout(Struct, frozen=True):
    """The working tree at ``top``."""

    repository: Repository
    top: Path

    def file(self, path: bytes) -> bytes:
        """The file of a path."""
        return os.path.join(os.fsencode(self.top), path)  # noqa: PTH118 - paths are bytes

    def exists(self, path: bytes) -> bool:
        """True if anything is at a path."""
        return os.path.lexists(self.file(path))

    def content(
        self, path: bytes, like: Entry | None, objects: Objects | None = None
    ) -> Entry | None:
        """The mode and blob of a file; None for no file.  ``objects`` keep the blob, pending.

        Where git does not trust the executable bit, the mode is that of ``like``.  Raises
        Unreadable for a directory or another thing that is no file.
        """
        file = self.file(path)
        try:
            found = os.lstat(file)
        except (FileNotFoundError, NotADirectoryError):
            return None
        if stat.S_ISLNK(found.st_mode):
            target = os.readlink(file)  # noqa: PTH115
            if objects:
                return Entry(SYMLINK, bytes.fromhex(objects.write("blob", target)))
            made = self.repository.run("hash-object", "--stdin", stdin=target)
            return Entry(SYMLINK, bytes.fromhex(made.decode().strip()))
        if not stat.S_ISREG(found.st_mode):
            raise Unreadable(os.fsdecode(path))
        return Entry(self._mode(found.st_mode, like), bytes.fromhex(self._blob(path, objects)))

    def _mode(self, bits: int, like: Entry | None) -> bytes:
        if not self.repository.flag("core.filemode", default=True):
            return like.mode if like and like.mode in REGULAR else REGULAR[0]
        return REGULAR[bool(bits & stat.S_IXUSR)]

    def _blob(self, path: bytes, objects: Objects | None) -> str:
        """The id of the blob that git makes of a regular file."""
        if objects is None:
            return self.repository.run("hash-object", "--", path, cwd=self.top).decode().strip()
        with objects.quarantine() as place:
            args = ("hash-object", "-w", "--", path)
            made = self.repository.run(*args, env=place.env, cwd=self.top)
            oid = made.decode().strip()
            place.adopt([oid])
        return oid

    def place(self, step: FileStep) -> None:
        """Give a file the content that it has after a step.  Raises OSError and GitFailed."""
        file, after = self.file(step.path), step.after
        if after is None:
            os.unlink(file)  # noqa: PTH108
            self._remove_empty(step.path)
            return
        directory, name = os.path.split(file)
        os.makedirs(directory, exist_ok=True)  # noqa: PTH103
        # a name that a killed run has left is taken again
        made = os.path.join(directory, b".%s.%s%s" % (name, after.oid.hex()[:10].encode(), _MADE))  # noqa: PTH118
        try:
            with suppress(FileNotFoundError):
                os.unlink(made)  # noqa: PTH108
            if after.mode == SYMLINK:
                os.symlink(self.repository.object(after.oid.hex())[1], made)  # noqa: PTH211
            else:
                self._write(made, step, after)
            os.replace(made, file)  # noqa: PTH105
        except BaseException:
            with suppress(OSError):
                os.unlink(made)  # noqa: PTH108
            raise

    def _write(self, made: bytes, step: FileStep, after: Entry) -> None:
        """Write a regular file as the attributes of its path say."""
        smudge = ("cat-file", "--filters", b"--path=" + step.path, after.oid.hex())
        content = self.repository.run(*smudge, cwd=self.top)
        with open(made, "wb") as stream:  # noqa: PTH123
            stream.write(content)
            bits = stat.S_IMODE(os.fstat(stream.fileno()).st_mode)
            before = step.before
            if before and before.mode in REGULAR:
                bits = stat.S_IMODE(os.lstat(self.file(step.path)).st_mode)
            if before is None or before.mode != after.mode:
                readable = (bits & 0o444) >> 2
                bits = bits | readable if after.mode == _EXECUTABLE else bits & ~0o111
            os.fchmod(stream.fileno(), bits)

    def _remove_empty(self, path: bytes) -> None:
        """Remove the directories of a path that are empty, as git does."""
        directory = os.path.dirname(path)  # noqa: PTH120
        with suppress(OSError):
            while directory:
                os.rmdir(self.file(directory))  # noqa: PTH106
                directory = os.path.dirname(directory)  # noqa: PTH120
