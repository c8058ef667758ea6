"""The judge: what has to be true of a repository, asked with plain git only."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping

from msgspec import Struct

from tests.support.repos import Repo

#: No split of the monkey's makes more parts.
MOST_PARTS = 200


class Wrong(AssertionError):
    """The repository is not as it must be."""


class State(Struct, frozen=True):
    """All of a repository that a split may change; ``refs`` without those of git split itself."""

    refs: Mapping[str, str]
    index: bytes
    flags: bytes
    status: bytes
    files: Mapping[str, bytes]

    @classmethod
    def of(cls, repo: Repo) -> State:
        """How the repository is now."""
        refs = {k: v for k, v in repo.refs().items() if not k.startswith("refs/split/")}
        status = repo.git("status", "--porcelain=v2", "-z", "--untracked-files=all")
        flags = repo.git("ls-files", "-v", "-z")
        return cls(refs, repo.staged(), flags, status, repo.files())


def check_sane(repo: Repo) -> None:
    """Nothing is broken, and no lock is left."""
    repo.check()
    git = repo.path / ".git"
    locks = [str(path) for path in git.rglob("*.lock")]
    if locks:
        raise Wrong(f"locks are left: {locks}")
    left = [str(path) for path in (git / "objects").rglob("tmp_*")]
    if left:
        raise Wrong(f"objects are left half written: {left}")


def check_same(repo: Repo, before: State) -> None:
    """Nothing has changed."""
    check_sane(repo)
    now = State.of(repo)
    for field in State.__struct_fields__:
        was, found = getattr(before, field), getattr(now, field)
        if was != found:
            raise Wrong(f"{field} changed: {_difference(was, found)}")


def _difference(was: object, found: object) -> str:
    if isinstance(was, Mapping) and isinstance(found, Mapping):
        keys = [key for key in {**was, **found} if was.get(key) != found.get(key)]
        was, found = ({key: side.get(key) for key in keys} for side in (was, found))
    elif isinstance(was, bytes) and isinstance(found, bytes):
        old, new = was.split(b"\0"), found.split(b"\0")
        was, found = [one for one in old if one not in new], [one for one in new if one not in old]
    return f"{was!r:.600} became {found!r:.600}"


def check_split(repo: Repo, before: State) -> None:
    """A commit was split: the branches above it moved, and all else is as it was."""
    check_sane(repo)
    now = State.of(repo)
    _Split(repo, before, now).check()
    if now.files != before.files:
        raise Wrong(f"the working tree changed: {_difference(before.files, now.files)}")


class _Split:
    """The history before and after a split; ``pairs`` is what became of which commit."""

    def __init__(self, repo: Repo, before: State, now: State) -> None:
        self.repo = repo
        self.before = before
        self.now = now
        if before.refs["@HEAD"] != now.refs["@HEAD"]:
            raise Wrong("HEAD is on another branch")
        moved = {name: old for name, old in before.refs.items() if now.refs.get(name) != old}
        if before.refs.keys() != now.refs.keys():
            raise Wrong(f"other refs: {_difference(before.refs, now.refs)}")
        if "HEAD" not in moved:
            raise Wrong("the program says that it wrote, and HEAD has not moved")
        self.moved = moved
        news = [f"^{now.refs[name]}" for name in moved]
        old = repo.lines(
            "rev-list", "--topo-order", "--reverse", "--parents", *moved.values(), *news
        )
        self.parents = {row[0]: row[1:] for row in map(str.split, old)}
        self.target = next(iter(self.parents))
        self.pairs: dict[str, str] = {}

    def check(self) -> None:
        """Raise Wrong unless everything is as it must be."""
        for name, old in self.moved.items():
            if name.startswith("refs/tags/"):
                raise Wrong(f"the tag {name} moved")
            self._pair(old, self.now.refs[name])
        self._check_parts(self.pairs[self.target])
        self._check_index()

    def _pair(self, old: str, new: str) -> None:
        """Walk down both histories to the target, and compare each commit with what it became."""
        todo = [(old, new)]
        while todo:
            one, other = todo.pop()
            if self.pairs.setdefault(one, other) != other:
                raise Wrong(f"{one} became both {other} and {self.pairs[one]}")
            if one == self.target:
                continue
            if self._who(one) != self._who(other):
                raise Wrong(f"{one} became {other}: {self._who(one)!r} {self._who(other)!r}")
            ups = self.repo.line("log", "-1", "--format=%P", other).split()
            for left, right in zip(self.parents[one], ups, strict=True):
                if left in self.parents:
                    todo.append((left, right))
                elif left != right:
                    raise Wrong(f"{other} has the parent {right}, not {left}")

    def _who(self, oid: str) -> bytes:
        """All of a commit but its tree, its parents and who committed it."""
        return self.repo.git("log", "-1", "--date=raw", "--format=%an <%ae> %ad%n%B", oid)

    def _tree(self, revision: str) -> str:
        return self.repo.line("rev-parse", f"{revision}^{{tree}}")

    def _check_parts(self, last: str) -> None:
        """The parts lead from the target's parent to its tree, less what is dropped."""
        base = self.parents[self.target]
        parts = self.repo.lines(
            "rev-list", f"-{MOST_PARTS}", "--parents", last, *(f"^{p}" for p in base)
        )
        rows = [row.split() for row in parts]
        if rows[-1][1:] != base or any(len(row) != 2 for row in rows[:-1]):
            raise Wrong(f"the parts {rows} do not stand on {base}")
        author = "--format=%an <%ae> %ad"
        wanted = self.repo.git("log", "-1", "--date=raw", author, self.target)
        identity = self._change_id(self.target)
        empty = self.repo.line("hash-object", "-t", "tree", "--stdin")
        for oid, *up in rows:
            if self.repo.git("log", "-1", "--date=raw", author, oid) != wanted:
                raise Wrong(f"the part {oid} has another author")
            if self._tree(oid) == (self._tree(up[0]) if up else empty):
                raise Wrong(f"the part {oid} changes nothing")
        ids = [self._change_id(oid) for oid, *_ in rows]
        if identity and (ids.count(identity) != 1 or len(set(ids)) != len(ids)):
            raise Wrong(f"the parts have the Change-Ids {ids}, the target {identity}")
        self._check_trees(last, len(rows))

    def _change_id(self, oid: str) -> str:
        form = "--format=%(trailers:key=Change-Id,valueonly,separator=%x20)"
        return self.repo.line("log", "-1", form, oid)

    def _check_trees(self, last: str, parts: int) -> None:
        """Where nothing is dropped no tree above changes; else only what the target changed."""
        if self._tree(last) == self._tree(self.target):
            if parts < 2:
                raise Wrong("one part, and nothing is dropped")
            for old, new in self.pairs.items():
                if self._tree(old) != self._tree(new):
                    raise Wrong(f"{old} became {new}, and its tree changed")
            return
        base = next(iter(self.parents[self.target]), "")
        base = base or self.repo.line("hash-object", "-t", "tree", "--stdin")
        own, dropped = self._changed(base, self.target), self._changed(last, self.target)
        if not dropped.keys() <= own.keys():
            raise Wrong(f"{sorted(dropped.keys() - own.keys())} changed, not by the target")
        known = set(self._lines(base, self.target, "-U1000000"))
        strange = set(self._lines(last, self.target, "-U0")) - known
        if strange:
            raise Wrong(f"lines that the target does not have: {sorted(strange)[:5]}")

    def _changed(self, old: str, new: str) -> dict[str, str]:
        out = self.repo.git(
            "diff-tree", "-r", "-z", "--raw", "--no-renames", "--no-abbrev", old, new
        )
        fields = out.split(b"\0")
        return {os.fsdecode(path): os.fsdecode(head) for head, path in _pairs(fields)}

    def _lines(self, old: str, new: str, context: str) -> Iterator[bytes]:
        """The lines of a diff, without their marks."""
        args = ("-p", "--no-renames", "--text", "--no-color", context, old, new)
        for line in self.repo.git("diff-tree", *args).split(b"\n"):
            if line[:1] in (b" ", b"-", b"+") and not line.startswith((b"---", b"+++")):
                yield line[1:]

    def _check_index(self) -> None:
        """The index follows: nothing is staged that was not, and nothing else is any more."""
        was = self._staged(self.before.refs["HEAD"], self.before.index)
        now = self._staged(self.now.refs["HEAD"], self.now.index)
        if was != now:
            raise Wrong(f"staged changes: {was} became {now}")

    def _staged(self, head: str, index: bytes) -> dict[bytes, str]:
        """Where an index, as `Repo.staged` has it, differs from a commit: what it has there."""
        rows = (row.partition(b"\t") for row in index.split(b"\0")[:-1])
        entries = {path: head.decode().rsplit(" ", 1)[0] for head, _, path in rows}
        there = {path: " ".join(entry) for path, entry in self.repo.tree(head).items()}
        return {
            path: entries.get(path, "")
            for path in {**entries, **there}
            if entries.get(path) != there.get(path)
        }


def _pairs(fields: list[bytes]) -> Iterator[tuple[bytes, bytes]]:
    return zip(fields[::2], fields[1::2], strict=False)
