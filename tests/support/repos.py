"""Real repositories, made quickly: a commit is one run of ``git fast-import``."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

AUTHOR = b"Jos\xc3\xa9 Autor <jose@example.org> 1500000000 -0730"
COMMITTER = b"Old Hand <old@example.org> 1500000100 +0100"


@dataclass(frozen=True)
class File:
    """What a tree has at a path: content (for a submodule the commit's id) and mode."""

    data: bytes
    mode: str = "100644"


#: A whole tree: each path with its content, bytes alone being a plain file.
Tree = Mapping[bytes, bytes | File]


@dataclass(frozen=True)
class Repo:
    """A repository in a directory."""

    path: Path

    @classmethod
    def init(cls, path: Path, *options: str) -> Repo:
        """A new repository whose first branch is ``main``."""
        path.mkdir(parents=True, exist_ok=True)
        repo = cls(path)
        repo.git("init", "-q", "-b", "main", *options)
        return repo

    # Running git

    def attempt(
        self,
        *args: str | bytes,
        stdin: bytes = b"",
        env: Mapping[str, str] | None = None,
    ) -> subprocess.CompletedProcess[bytes]:
        """Run git, whatever comes of it."""
        return subprocess.run(
            ["git", *map(os.fsdecode, args)],
            cwd=self.path,
            input=stdin,
            env={**os.environ, **(env or {})},
            capture_output=True,
            check=False,
        )

    def git(
        self,
        *args: str | bytes,
        stdin: bytes = b"",
        env: Mapping[str, str] | None = None,
    ) -> bytes:
        """Run git and return what it prints; it must succeed."""
        done = self.attempt(*args, stdin=stdin, env=env)
        assert done.returncode == 0, (args, done.stderr.decode(errors="replace"))
        return done.stdout

    def line(self, *args: str | bytes) -> str:
        """The one line that git prints."""
        return os.fsdecode(self.git(*args)).removesuffix("\n")

    def lines(self, *args: str | bytes) -> list[str]:
        """The lines that git prints."""
        return os.fsdecode(self.git(*args)).split("\n")[:-1]

    # Making

    def commit(
        self,
        tree: Tree,
        message: str | bytes = "a commit",
        parents: Sequence[str] = (),
        encoding: bytes = b"",
    ) -> str:
        """The id of a commit with exactly that tree; no ref points to it."""
        return self._import([_commit(1, tree, message, parents, encoding)])[0]

    def _import(self, commits: Sequence[bytes]) -> list[str]:
        """The ids of the commits of a stream, where their marks are 1, 2, ...; it makes no ref."""
        stream = [*commits, b"reset refs/made\n\n"]
        stream += [b"get-mark :%d\n" % mark for mark in range(1, len(commits) + 1)]
        made = self.git("fast-import", "--quiet", "--force", stdin=b"".join(stream))
        return made.decode().splitlines()

    def raw(self, kind: str, body: bytes) -> str:
        """The id of an object with that body, written as it is."""
        args = ("hash-object", "-t", kind, "-w", "--literally", "--stdin")
        return self.git(*args, stdin=body).decode().strip()

    def stack(self, *commits: tuple[Tree, str | bytes], branch: str = "main") -> list[str]:
        """A linear history on a new branch, checked out if it is HEAD's; the ids, oldest first."""
        made = self._import(
            [
                _commit(mark, tree, message, [f":{mark - 1}"] if mark > 1 else [])
                for mark, (tree, message) in enumerate(commits, 1)
            ]
        )
        self.branch(branch, made[-1])
        return made

    def branch(self, name: str, oid: str) -> None:
        """Put a branch somewhere; HEAD's takes index and work tree along."""
        self.git("update-ref", f"refs/heads/{name}", oid)
        is_bare, *head = self.attempt(
            "rev-parse", "--is-bare-repository", "--symbolic-full-name", "HEAD"
        ).stdout.split()
        if is_bare == b"false" and head == [b"refs/heads/" + name.encode()]:
            self.git("reset", "-q", "--hard")

    # Looking

    def refs(self) -> dict[str, str]:
        """Every ref with its object, and what HEAD is and is at.

        Of an undo record, which has the time of the clock, it is the tree.
        """
        form = "--format=%(refname)%00%(objectname)%00%(tree)%00%(HEAD)"
        rows = [row.split("\0") for row in self.lines("for-each-ref", form)]
        records = "refs/split/undo/"
        refs = {name: tree if name.startswith(records) else oid for name, oid, tree, _ in rows}
        for name, oid, _, star in rows:
            if star == "*":
                return {**refs, "HEAD": oid, "@HEAD": name}
        refs["HEAD"] = os.fsdecode(self.attempt("rev-parse", "HEAD").stdout.strip())
        refs["@HEAD"] = os.fsdecode(self.attempt("symbolic-ref", "-q", "HEAD").stdout.strip())
        return refs

    def tree(self, revision: str) -> dict[bytes, tuple[str, str]]:
        """Every file of a commit with mode and id, as ``git ls-tree -r`` has it."""
        out = self.git("ls-tree", "-r", "-z", "--full-tree", revision)
        rows = (row.partition(b"\t") for row in out.split(b"\0")[:-1])
        found = ((path, head.decode().split(" ")) for head, _, path in rows)
        return {path: (mode, oid) for path, (mode, _, oid) in found}

    def content(self, revision: str, path: bytes) -> bytes:
        """A file as a commit has it."""
        return self.git("cat-file", "blob", os.fsencode(revision) + b":" + path)

    def message(self, revision: str) -> bytes:
        """A commit's message, byte for byte."""
        return self.body(revision).partition(b"\n\n")[2]

    def body(self, revision: str) -> bytes:
        """A commit object, byte for byte."""
        return self.git("cat-file", "commit", revision)

    def log(self, revisions: str) -> list[str]:
        """The commits of a range, oldest first."""
        return self.lines("rev-list", "--topo-order", "--reverse", revisions)

    def files(self) -> dict[str, bytes]:
        """The work tree, byte for byte."""
        found = {}
        for path in sorted(self.path.rglob("*")):
            name = str(path.relative_to(self.path))
            if (
                name == ".git"
                or name.startswith(".git/")
                or (path.is_dir() and not path.is_symlink())
            ):
                continue
            link = os.fsencode(path.readlink()) if path.is_symlink() else None
            found[name] = path.read_bytes() if link is None else link
        return found

    def staged(self) -> bytes:
        """The index: every entry with mode, id, stage and path."""
        return self.git("ls-files", "--stage", "-z")

    def check(self) -> None:
        """Let git look for anything broken."""
        done = self.attempt("fsck", "--strict", "--no-dangling", "--no-progress")
        assert done.returncode == 0, done.stderr
        assert not done.stderr.strip(), done.stderr


def _commit(
    mark: int,
    tree: Tree,
    message: str | bytes,
    parents: Sequence[str] = (),
    encoding: bytes = b"",
) -> bytes:
    """A commit with a mark, as ``git fast-import`` reads it."""
    text = message.encode() if isinstance(message, str) else message
    chunks = [b"commit refs/made\nmark :%d\n" % mark]
    chunks += [b"author %s\n" % AUTHOR, b"committer %s\n" % COMMITTER]
    if encoding:
        chunks.append(b"encoding %s\n" % encoding)
    chunks.append(b"data %d\n%s\n" % (len(text), text))
    for word, parent in zip([b"from", *[b"merge"] * len(parents)], parents, strict=False):
        chunks.append(b"%s %s\n" % (word, parent.encode()))
    chunks.append(b"deleteall\n")
    for path, item in tree.items():
        chunks.append(_entry(path, item if isinstance(item, File) else File(item)))
    return b"".join(chunks)


def _entry(path: bytes, file: File) -> bytes:
    quoted = b"".join(b"\\%03o" % octet for octet in path)
    if file.mode == "160000":
        return b'M 160000 %s "%s"\n' % (file.data, quoted)
    head = b'M %s inline "%s"\n' % (file.mode.encode(), quoted)
    return b"%sdata %d\n%s\n" % (head, len(file.data), file.data)
