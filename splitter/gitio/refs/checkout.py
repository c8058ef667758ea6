"""Files of the working tree as git would commit them; many by one git process."""

from __future__ import annotations

import os
import secrets
import stat
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from msgspec import Struct

from splitter.core.diff.paths import c_quote
from splitter.core.objects.pack import object_id
from splitter.core.objects.tree import Entry
from splitter.core.rewrite.files import FileStep
from splitter.errors import GitFailed
from splitter.gitio.git.objects import Objects
from splitter.gitio.git.repository import Repository

#: The modes of files that have lines, and that of a symbolic link.
REGULAR = (b"100644", b"100755")
SYMLINK = b"120000"
_EXECUTABLE = b"100755"
#: The end of the name that a file has until it takes the other's place.
_MADE = b".git-split"
#: Stands for something that git does not commit as a file, like a directory.
NO_FILE = Entry(b"", b"")


class Found(Struct, frozen=True):
    """The entry of a path as git would commit it: None for nothing, `NO_FILE` for no file.

    ``version`` is another one once the path is written to; None for nothing.
    """

    entry: Entry | None
    version: tuple[int, ...] | None


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

    def found(
        self, likes: Mapping[bytes, Entry | None], objects: Objects | None = None
    ) -> dict[bytes, Found]:
        """The entries of some paths, by one git process; ``objects`` keep the blobs, pending.

        Where git does not trust the executable bit, the mode is that of the entry in ``likes``.
        Raises GitFailed.
        """
        stats = {path: self._stat(path) for path in likes}
        regular = [path for path, one in stats.items() if one and stat.S_ISREG(one.st_mode)]
        oids = dict(zip(regular, self._blobs(regular, objects), strict=True))
        return {
            path: Found(self._entry(path, one, likes[path], oids, objects), _version(one))
            for path, one in stats.items()
        }

    def _stat(self, path: bytes) -> os.stat_result | None:
        try:
            return os.lstat(self.file(path))
        except (FileNotFoundError, NotADirectoryError):
            return None

    def _entry(
        self,
        path: bytes,
        found: os.stat_result | None,
        like: Entry | None,
        oids: Mapping[bytes, str],
        objects: Objects | None,
    ) -> Entry | None:
        """The entry that git would make of a file; one without a mode for what is no file."""
        if found is None:
            return None
        if path in oids:
            return Entry(self._mode(found.st_mode, like), bytes.fromhex(oids[path]))
        if not stat.S_ISLNK(found.st_mode):
            return NO_FILE
        target = os.readlink(self.file(path))  # noqa: PTH115
        if objects:
            return Entry(SYMLINK, bytes.fromhex(objects.write("blob", target)))
        oid = object_id(self.repository.algorithm, "blob", target)
        return Entry(SYMLINK, bytes.fromhex(oid))

    def _mode(self, bits: int, like: Entry | None) -> bytes:
        if not self.repository.flag("core.filemode", default=True):
            return like.mode if like and like.mode in REGULAR else REGULAR[0]
        return REGULAR[bool(bits & stat.S_IXUSR)]

    def _blobs(self, paths: Sequence[bytes], objects: Objects | None) -> list[str]:
        """The ids of the blobs that git makes of regular files."""
        if not paths:
            return []
        command = ("hash-object", "--stdin-paths")
        stdin = "".join(f"{c_quote(path)}\n" for path in paths).encode()
        if objects is None:
            return self.repository.run(*command, stdin=stdin, cwd=self.top).decode().split()
        with objects.quarantine() as place:
            made = self.repository.run(*command, "-w", stdin=stdin, env=place.env, cwd=self.top)
            oids = made.decode().split()
            place.adopt(oids)
        return oids

    def is_still(self, path: bytes, found: Found) -> bool:
        """True if nothing was written to a path since it was found."""
        return _version(self._stat(path)) == found.version

    def contents(self, steps: Iterable[FileStep]) -> dict[bytes, bytes]:
        """The contents of regular files after their steps, by path, as their attributes say.

        One git process writes them, but for paths that begin with a blank.  Raises GitFailed.
        """
        oids = {
            one.path: one.after.oid.hex()
            for one in steps
            if one.after and one.after.mode in REGULAR
        }
        # git would take the blank for another one that divides the path from the blob
        found = {
            path: self._filtered(f"--path={os.fsdecode(path)}", oid)
            for path, oid in oids.items()
            if path.startswith((b" ", b"\t"))
        }
        wanted = {path: oid for path, oid in oids.items() if path not in found}
        if not wanted:
            return found
        # git names the sizes of unfiltered blobs: a name that nobody can guess divides contents
        divider = secrets.token_hex(16).encode()
        asked = b"".join(b"%s %s\0" % (oid.encode(), path) for path, oid in wanted.items())
        batch = f"--batch={divider.decode()}"
        written = self._filtered(batch, "-z", stdin=asked).split(divider + b"\n")[1:]
        if len(written) != len(wanted):
            raise GitFailed("git cat-file: an object is missing", "try: git fsck")
        return found | {path: content[:-1] for path, content in zip(wanted, written, strict=True)}

    def _filtered(self, *args: str, stdin: bytes = b"") -> bytes:
        """Blobs as git writes them to the working tree."""
        return self.repository.run("cat-file", "--filters", *args, stdin=stdin, cwd=self.top)

    def place(self, step: FileStep, content: bytes = b"") -> None:
        """Give a file its mode after a step, and that content.  Raises OSError and GitFailed."""
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
                self._write(made, step, after, content)
            os.replace(made, file)  # noqa: PTH105
        except BaseException:
            with suppress(OSError):
                os.unlink(made)  # noqa: PTH108
            raise

    def _write(self, made: bytes, step: FileStep, after: Entry, content: bytes) -> None:
        """Write a regular file."""
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


def _version(found: os.stat_result | None) -> tuple[int, ...] | None:
    if found is None:
        return None
    return (found.st_ino, found.st_mode, found.st_size, found.st_mtime_ns, found.st_ctime_ns)
