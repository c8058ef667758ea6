"""Objects that are to be: kept in memory, shown to git in a quarantine, written as one pack.

Until `Objects.store` nothing reaches the repository's object directory.
"""

from __future__ import annotations

import os
import tempfile
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from splitter.core.objects.pack import Delta, Object, body_of, object_id, pack
from splitter.core.objects.tree import Trees
from splitter.errors import Cancelled
from splitter.gitio.git.repository import Repository

#: git's own default for transfer.unpackLimit: a smaller pack is unpacked to loose objects.
UNPACK_LIMIT = 100
#: Says whether what is being made is no longer wanted.
IsCancelled = Callable[[], bool]


def never() -> bool:
    """True if the work is cancelled: never."""
    return False


@dataclass(slots=True, eq=False)
class Objects:
    """The objects of a repository and, above them, those that are to be written to it.

    Making more of them raises Cancelled once ``cancelled``.
    """

    repository: Repository
    pending: dict[str, Object | Delta] = field(default_factory=dict)
    cancelled: IsCancelled = never

    def read(self, oid: str) -> bytes:
        """The body of an object, be it written or still pending."""
        return body_of(self.pending, oid) if oid in self.pending else self.repository.object(oid)[1]

    def refuse_cancelled(self) -> None:
        """Raise Cancelled once cancelled."""
        if self.cancelled():
            raise Cancelled("cancelled; nothing was changed")

    def write(self, kind: str, body: bytes) -> str:
        """Keep an object for writing and return its id."""
        self.refuse_cancelled()
        oid = object_id(self.repository.algorithm, kind, body)
        self.pending[oid] = (kind, body)
        return oid

    def derive(self, kind: str, body: bytes, base: str, data: bytes) -> str:
        """Keep an object for writing as its difference from another one; return its id.

        The difference alone is kept, not the body; where the other one is not pending, the body.
        """
        if base not in self.pending:
            return self.write(kind, body)
        self.refuse_cancelled()
        oid = object_id(self.repository.algorithm, kind, body)
        self.pending.setdefault(oid, Delta(kind, base, data))
        return oid

    def trees(self) -> Trees:
        """The trees among these objects, by raw id."""
        return Trees(
            read=lambda oid: self.read(oid.hex()),
            write=lambda body: bytes.fromhex(self.write("tree", body)),
            derive=lambda body, base, data: bytes.fromhex(
                self.derive("tree", body, base.hex(), data)
            ),
            oid_size=20 if self.repository.algorithm == "sha1" else 32,
        )

    def forget(self, since: int) -> None:
        """Remove the pending objects after the first ``count``."""
        for oid in list(islice(self.pending, since, None)):
            del self.pending[oid]

    def store(self) -> None:
        """Write all pending objects to the repository, as one stream."""
        self.stream(self.pending)

    def stream(
        self, wanted: Mapping[str, Object | Delta], env: Mapping[str, str] | None = None
    ) -> None:
        """Write those objects the way git takes them in: few loose, many as a pack.

        Where one is the difference from another it is a pack, so that it stays small.  With
        ``env``, they go to a quarantine, where they do not stay: there they are not packed as
        small as may be.
        """
        repository = self.repository
        limit = repository.config.get("transfer.unpacklimit", str(UNPACK_LIMIT))
        complete = {oid: self._without_base(one, oid, wanted) for oid, one in wanted.items()}
        small = not any(isinstance(one, Delta) for one in complete.values())
        few = small and limit.isdecimal() and len(wanted) < int(limit)
        into = ["unpack-objects", "-q"] if few else ["index-pack", "--stdin"]
        stdin = pack(repository.algorithm, complete, level=0 if env else 1)
        repository.run(*into, stdin=stdin, env=env)

    def _without_base(
        self, one: Object | Delta, oid: str, wanted: Mapping[str, Object | Delta]
    ) -> Object | Delta:
        """An object as it can be packed: whole, where its base is not written with it."""
        if isinstance(one, Delta) and one.base not in wanted:
            return one.kind, body_of(self.pending, oid)
        return one

    @contextmanager
    def quarantine(self) -> Iterator[Quarantine]:
        """A quarantine: a directory for objects that git sees, without writing to the repository.

        It is empty at first.
        """
        with tempfile.TemporaryDirectory(prefix="git-split-") as scratch:
            yield Quarantine(self, Path(scratch))

    def alternates(self) -> str:
        """The repository's object directories, as an environment variable lists them."""
        (objects,) = self.repository.git_paths("objects")
        inherited = os.environ.get("GIT_ALTERNATE_OBJECT_DIRECTORIES", "")
        escaped = str(objects).replace("\\", "\\\\").replace('"', '\\"')
        return os.pathsep.join(filter(None, [f'"{escaped}"', inherited]))


@dataclass(slots=True)
class Quarantine:
    """An object directory of its own, with the repository's as alternate.

    ``env`` is the environment in which git sees both, and writes no ref (git's own caches would
    name objects that only are here); ``shown`` has those of the pending objects that are in it
    already, so that each goes there once.
    """

    objects: Objects
    scratch: Path
    env: dict[str, str] = field(init=False)
    shown: dict[str, Object | Delta] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.env = {
            "GIT_OBJECT_DIRECTORY": str(self.scratch),
            "GIT_QUARANTINE_PATH": str(self.scratch),
            "GIT_ALTERNATE_OBJECT_DIRECTORIES": self.objects.alternates(),
        }

    def show(self, more: Mapping[str, Object] | None = None) -> None:
        """Show git the objects that are pending by now, and a few temporary ones."""
        pending = self.objects.pending.items()
        fresh = {oid: one for oid, one in pending if oid not in self.shown}
        if fresh or more:
            self.objects.stream({**fresh, **(more or {})}, self.env)
        self.shown |= fresh

    def adopt(self, oids: Iterable[str]) -> None:
        """Make those of the named objects pending that git has written here.

        git writes only objects that do not exist yet.
        """
        for oid in oids:
            path = self.scratch / oid[:2] / oid[2:]
            if oid not in self.shown and path.exists():
                head, _, body = zlib.decompress(path.read_bytes()).partition(b"\0")
                self.shown[oid] = (head.split(b" ")[0].decode(), body)
            one = self.shown.get(oid)
            if isinstance(one, Delta) and one.base not in self.objects.pending:
                one = (one.kind, body_of(self.shown, oid))
            if one:
                self.objects.pending.setdefault(oid, one)
