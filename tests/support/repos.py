"""Real repositories, made quickly: a commit is one run of ``git fast-import``."""

from __future__ import annotations

import os
import subprocess
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from io import BytesIO
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
        if options:
            repo.git("init", "-q", "-b", "main", *options)
            return repo
        for name, content in _fresh(os.environ.get("GIT_TEMPLATE_DIR", "")):
            if content is None:
                (path / name).mkdir()
            else:
                (path / name).write_bytes(content)
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

    def history(self, *commits: tuple[Tree, str, Sequence[int]]) -> list[str]:
        """The ids of commits whose parents are their numbers among them, from 0; no ref moves."""
        return self._import(
            [
                (b"" if parents else b"reset refs/made\n\n")
                + _commit(mark, tree, message, [f":{parent + 1}" for parent in parents])
                for mark, (tree, message, parents) in enumerate(commits, 1)
            ]
        )

    def _import(self, commits: Sequence[bytes], branch: str = "") -> list[str]:
        """The ids of the commits of a stream, where their marks are 1, 2, ...

        The last is put on a branch; without one no ref is made.
        """
        stream = [*commits, b"reset refs/made\n\n"]
        if branch:
            stream.append(b"reset refs/heads/%s\nfrom :%d\n" % (branch.encode(), len(commits)))
        stream += [b"get-mark :%d\n" % mark for mark in range(1, len(commits) + 1)]
        made = self.git("fast-import", "--quiet", "--force", stdin=b"".join(stream))
        return made.decode().splitlines()

    def raw(self, kind: str, body: bytes) -> str:
        """The id of an object with that body, written as it is."""
        args = ("hash-object", "-t", kind, "-w", "--literally", "--stdin")
        return self.git(*args, stdin=body).decode().strip()

    def chain(self, *commits: tuple[Tree, str | bytes], branch: str = "") -> list[str]:
        """A linear history, the ids, oldest first; on a branch that is not checked out, or none."""
        return self._import(
            [
                _commit(mark, tree, message, [f":{mark - 1}"] if mark > 1 else [])
                for mark, (tree, message) in enumerate(commits, 1)
            ],
            branch,
        )

    def stack(self, *commits: tuple[Tree, str | bytes], branch: str = "main") -> list[str]:
        """A linear history on a new branch, checked out if it is HEAD's; the ids, oldest first."""
        made = self.chain(*commits, branch=branch)
        self._check_out(branch)
        return made

    def branch(self, name: str, oid: str) -> None:
        """Put a branch somewhere; HEAD's takes index and work tree along."""
        self.git("update-ref", f"refs/heads/{name}", oid)
        self._check_out(name)

    def _check_out(self, branch: str) -> None:
        """Let index and work tree follow a branch, if it is HEAD's."""
        if (self.path / ".git").exists() and self._head() == f"refs/heads/{branch}":
            self.git("reset", "-q", "--hard")

    def _head(self) -> str:
        """The ref that HEAD is at; "" where it is detached."""
        place = self.path / ".git/HEAD"
        text = place.read_text() if place.exists() else ""
        if not text or ".invalid" in text:  # a linked worktree, or refs that are not files
            return os.fsdecode(self.attempt("symbolic-ref", "-q", "HEAD").stdout.strip())
        return text.removeprefix("ref: ").rstrip() if text.startswith("ref: ") else ""

    # Looking

    def refs(self) -> dict[str, str]:
        """Every ref with its object, and what HEAD is and is at.

        Of an undo record, which has the time of the clock, it is the tree.
        """
        form = "--format=%(refname)%00%(objectname)%00%(tree)"
        rows = [row.split("\0") for row in self.lines("for-each-ref", form)]
        records = "refs/split/undo/"
        refs = {name: tree if name.startswith(records) else oid for name, oid, tree in rows}
        head = self._head()
        if head in refs:
            return {**refs, "HEAD": refs[head], "@HEAD": head}
        refs["HEAD"] = os.fsdecode(self.attempt("rev-parse", "HEAD").stdout.strip())
        refs["@HEAD"] = head
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

    def contents(self, names: Iterable[str | bytes]) -> list[bytes]:
        """The content of objects by their names, which have no newline, in their order."""
        lines = b"".join(os.fsencode(name) + b"\n" for name in names)
        out = BytesIO(self.git("cat-file", "--batch", stdin=lines))
        found = []
        while head := out.readline():
            found.append(out.read(int(head.split(b" ")[2])))
            out.read(1)
        return found

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


@cache
def _fresh(_template: str) -> tuple[tuple[str, bytes | None], ...]:
    """The files and directories (None) of a new repository, parents first, as git makes it."""
    with tempfile.TemporaryDirectory() as directory:
        made = Path(directory)
        Repo(made).git("init", "-q", "-b", "main")
        return tuple(
            (str(path.relative_to(made)), None if path.is_dir() else path.read_bytes())
            for path in sorted(made.rglob("*"))
        )


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
