"""Objects that are to be: kept in memory, shown to git in a quarantine, written as one pack.

Until `Objects.store` nothing reaches the repository's object directory.
"""

from __future__ import annotations

import os
import tempfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from splitter.core.pack import Object, object_id, pack
from splitter.core.tree import Trees
from splitter.gitio.repo import Repository

#: git's own default for transfer.unpackLimit: a smaller pack is unpacked to loose objects.
UNPACK_LIMIT = 100


@dataclass(frozen=True, slots=True)
class Objects:
    """The objects of a repository and, above them, those that are to be written to it."""

    repository: Repository
    pending: dict[str, Object] = field(default_factory=dict)

    def read(self, oid: str) -> bytes:
        """The body of an object, be it written or still pending."""
        if oid in self.pending:
            return self.pending[oid][1]
        return self.repository.object(oid)[1]

    def write(self, kind: str, body: bytes) -> str:
        """Keep an object for writing and return its id."""
        oid = object_id(self.repository.algorithm, kind, body)
        self.pending[oid] = (kind, body)
        return oid

    def trees(self) -> Trees:
        """The trees among these objects, by raw id."""
        return Trees(
            read=lambda oid: self.read(oid.hex()),
            write=lambda body: bytes.fromhex(self.write("tree", body)),
            oid_size=20 if self.repository.algorithm == "sha1" else 32,
        )

    def store(self) -> None:
        """Write all pending objects to the repository, as one stream."""
        repository = self.repository
        limit = repository.config.get("transfer.unpacklimit", str(UNPACK_LIMIT))
        few = limit.isdecimal() and len(self.pending) < int(limit)
        into = ["unpack-objects", "-q"] if few else ["index-pack", "--stdin"]
        repository.run(*into, stdin=pack(repository.algorithm, self.pending.values()))

    @contextmanager
    def quarantine(self) -> Iterator[dict[str, str]]:
        """An environment in which git sees the pending objects, and writes none to the repository.

        What git writes there is pending afterwards.
        """
        with tempfile.TemporaryDirectory(prefix="git-split-") as scratch:
            env = {
                "GIT_OBJECT_DIRECTORY": scratch,
                "GIT_ALTERNATE_OBJECT_DIRECTORIES": self._alternates(),
            }
            if self.pending:
                stream = pack(self.repository.algorithm, self.pending.values())
                self.repository.run("unpack-objects", "-q", stdin=stream, env=env)
            yield env
            self._adopt(Path(scratch))

    def _alternates(self) -> str:
        (objects,) = self.repository.git_paths("objects")
        inherited = os.environ.get("GIT_ALTERNATE_OBJECT_DIRECTORIES", "")
        escaped = str(objects).replace("\\", "\\\\").replace('"', '\\"')
        return os.pathsep.join(filter(None, [f'"{escaped}"', inherited]))

    def _adopt(self, scratch: Path) -> None:
        """Take over the loose objects that git has left in the quarantine."""
        for path in scratch.glob("[0-9a-f][0-9a-f]/*"):
            oid = path.parent.name + path.name
            if oid not in self.pending:
                head, _, body = zlib.decompress(path.read_bytes()).partition(b"\0")
                kind = head.split(b" ")[0].decode()
                self.pending[oid] = (kind, body)
