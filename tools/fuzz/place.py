"""The scratch repository in which cases are tried, and the history they are taken from."""

from __future__ import annotations

import os
import random
import re
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from tools.fuzz.model import Listing, Side

#: How far above the target the tip may be, in steps from child to child.
STEPS = (0, 1, 2, 3, 5, 10, 30, 100)
COMMITTER = "C O Mitter <committer@example.com> 1900000000 +0200"


def hermetic() -> dict[str, str]:
    """The environment that keeps the machine's and the user's configuration out."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith("GIT_")}
    name, _, rest = COMMITTER.partition(" <")
    email, _, date = rest.partition("> ")
    return kept | {
        "HOME": os.devnull,
        "XDG_CONFIG_HOME": os.devnull,
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_ATTR_NOSYSTEM": "1",
        "GIT_COMMITTER_NAME": name,
        "GIT_COMMITTER_EMAIL": email,
        "GIT_COMMITTER_DATE": date,
        "LC_ALL": "C.UTF-8",
    }


_UNREADABLE = re.compile(rb"unable to read ([0-9a-f]{40,64})")


@dataclass(frozen=True)
class History:
    """All commits of a repository: the parents of each, and its children."""

    parents: Mapping[str, Sequence[str]]
    children: Mapping[str, Sequence[str]]

    def pick(self, chance: random.Random) -> tuple[str, str]:
        """A commit that is no merge, now and then a root, and a descendant of it."""
        roots = [oid for oid, parents in self.parents.items() if not parents] or self._linear
        target = chance.choice(roots if chance.random() < 0.01 else self._linear)
        tip = target
        for _ in range(chance.choice(STEPS)):
            above = self.children.get(tip)
            if not above:
                break
            tip = chance.choice(above)
        return target, tip

    @property
    def _linear(self) -> Sequence[str]:
        if "linear" not in self.__dict__:
            few = [oid for oid, parents in self.parents.items() if len(parents) < 2]
            self.__dict__["linear"] = few
        found: Sequence[str] = self.__dict__["linear"]
        return found


def read_history(source: Path, revisions: Sequence[str] = ("--all",)) -> History:
    """The history that the refs of a repository reach, or those of its commits."""
    command = ["git", "-C", str(source), "rev-list", "--parents", *revisions]
    out = subprocess.run(command, check=True, stdout=subprocess.PIPE, env=hermetic()).stdout
    parents: dict[str, Sequence[str]] = {}
    children: dict[str, list[str]] = {}
    for row in out.decode().splitlines():
        oid, *above = row.split(" ")
        parents[oid] = above
        for parent in above:
            children.setdefault(parent, []).append(oid)
    return History(parents, children)


class Missing(Exception):
    """The source lacks an object that its own history names."""


@dataclass(frozen=True)
class Place:
    """A repository that borrows all objects from another: ``path`` is where git is run, and
    ``common`` the git directory.
    """

    path: Path
    common: Path

    @classmethod
    def make(cls, path: Path, source: Path, *, bare: bool = True) -> Place:
        """A new one at ``path``, with a working tree unless it is bare."""
        place = cls(path, path if bare else path / ".git")
        kind = ["--bare"] if bare else []
        subprocess.run(
            ["git", "init", "-q", *kind, "-b", "main", str(path)], check=True, env=hermetic()
        )
        lines = subprocess.run(
            ["git", "rev-parse", "--path-format=absolute", "--git-path", "objects"],
            cwd=source,
            check=True,
            stdout=subprocess.PIPE,
            env=hermetic(),
        ).stdout
        (place.common / "objects" / "info" / "alternates").write_bytes(lines)
        return place

    def at(self, path: Path) -> Place:
        """The same repository, from a working tree at that path."""
        return Place(path, self.common)

    def attempt(self, *args: str, stdin: bytes = b"") -> subprocess.CompletedProcess[bytes]:
        """Run git, whatever comes of it."""
        return subprocess.run(
            ["git", *args],
            cwd=self.path,
            input=stdin,
            env=hermetic(),
            capture_output=True,
            check=False,
        )

    def git(self, *args: str, stdin: bytes = b"") -> bytes:
        """What git prints; it must succeed.  Raises Missing."""
        done = self.attempt(*args, stdin=stdin)
        if done.returncode:
            for oid in _UNREADABLE.findall(done.stderr):
                self.excuse(oid)
            raise RuntimeError(f"git {' '.join(args)}: {done.stderr.decode(errors='replace')}")
        return done.stdout

    def excuse(self, oid: bytes) -> None:
        """Raise Missing if an object that cannot be read is named by the tags, which never move."""
        args = ("rev-list", "--objects", "--missing=print", "--tags", "--max-count=2000")
        if b"?" + oid in self.attempt(*args).stdout.split(b"\n"):
            raise Missing(oid.decode())

    def objects(self, oids: Sequence[str]) -> list[bytes]:
        """The bodies of those objects."""
        out = self.git("cat-file", "--batch", stdin="".join(f"{oid}\n" for oid in oids).encode())
        bodies, at = [], 0
        for _ in oids:
            end = out.index(b"\n", at)
            size = int(out[at:end].split()[2])
            bodies.append(out[end + 1 : end + 1 + size])
            at = end + size + 2
        return bodies

    def changes(self, old: str, new: str) -> dict[bytes, tuple[Side | None, Side | None]]:
        """Where two trees differ: what each has at the path."""
        out = self.git("diff-tree", "-r", "-z", "--raw", "--no-abbrev", "--no-renames", old, new)
        fields = out.split(b"\0")
        found = {}
        for head, path in zip(fields[::2], fields[1::2], strict=False):
            modes, ids = head[1:].decode().split(" ")[:2], head.decode().split(" ")[2:4]
            old_side, new_side = (
                Side(path, mode, oid) if int(mode, 8) else None
                for mode, oid in zip(modes, ids, strict=True)
            )
            found[path] = (old_side, new_side)
        return found

    def listing(self, tree: str, paths: Sequence[bytes]) -> Listing:
        """What a tree has at those paths."""
        empty = self.git("hash-object", "-t", "tree", "--stdin").decode().strip()
        there = {path: new for path, (_, new) in self.changes(empty, tree).items()}
        return {path: side for path in paths if (side := there.get(path))}

    def tree(self, tree: str) -> Listing:
        """All files of a tree."""
        rows = self.git("ls-tree", "-r", "-z", "--full-tree", tree).split(b"\0")[:-1]
        heads = (
            (head.decode().split(" "), path) for head, path in (r.split(b"\t", 1) for r in rows)
        )
        return {path: Side(path, mode, oid) for (mode, _, oid), path in heads}

    def refs(self) -> dict[str, str]:
        """Every ref with its object, and HEAD's branch and commit; ORIG_HEAD is none of them."""
        out = os.fsdecode(self.git("for-each-ref", "--format=%(refname) %(objectname)"))
        refs = dict(row.rsplit(" ", 1) for row in out.splitlines())
        refs["HEAD"] = os.fsdecode(self.git("rev-parse", "HEAD")).strip()
        refs["@HEAD"] = os.fsdecode(self.attempt("symbolic-ref", "-q", "HEAD").stdout).strip()
        return refs

    def put(self, refs: Mapping[str, str], detached: str = "") -> None:
        """Let there be exactly those refs, and HEAD on main, or detached at a commit."""
        self.clean()
        lines = [f"create {name} {oid}\n" for name, oid in refs.items()]
        self.git("update-ref", "--stdin", stdin="".join(lines).encode())
        if detached:
            (self.common / "HEAD").write_text(f"{detached}\n")

    def clean(self) -> None:
        """Take away all refs, and all objects that are not borrowed."""
        (self.common / "HEAD").write_text("ref: refs/heads/main\n")
        for name in ("refs", "logs", "split"):
            shutil.rmtree(self.common / name, ignore_errors=True)
        (self.common / "refs" / "heads").mkdir(parents=True)
        for name in ("packed-refs", "ORIG_HEAD"):
            (self.common / name).unlink(missing_ok=True)
        for path in (self.common / "objects").iterdir():
            if path.name != "info":
                shutil.rmtree(path)
        (self.common / "objects" / "pack").mkdir()

    def own_objects(self) -> list[str]:
        """The files in which the repository has objects of its own."""
        found = (self.common / "objects").rglob("*")
        return [str(path) for path in found if path.is_file() and path.name != "alternates"]
