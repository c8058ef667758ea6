"""The commits above the target, put on its last part."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from msgspec import Struct

from splitter.core.commit import Commit, parse_commit
from splitter.core.pack import object_id
from splitter.core.quote import quote
from splitter.core.tree import Entry, Trees
from splitter.errors import RestackConflict
from splitter.gitio.objects import Objects, Quarantine
from splitter.gitio.repo import Repository

#: A tree's mode as git's raw diff prints it.
TREE = b"040000"
#: Per path, what the old tree has there and what the new one has.
Differences = Mapping[bytes, tuple[Entry | None, Entry | None]]


class Stacked(Struct, frozen=True):
    """A commit above the target."""

    oid: str
    commit: Commit


def read_stack(repository: Repository, target: str, tips: Iterable[str]) -> list[Stacked]:
    """All commits from which the target is reached, below those tips, parents first."""
    wanted = "".join(f"{tip}\n" for tip in sorted(set(tips))) + f"^{target}\n"
    args = ("rev-list", "--topo-order", "--reverse", "--ancestry-path", "--stdin")
    oids = repository.run(*args, stdin=wanted.encode()).decode().split()
    bodies = repository.objects(oids)
    return [Stacked(oid, parse_commit(body)) for oid, body in zip(oids, bodies, strict=True)]


@dataclass(slots=True)
class Restack:
    """Rewrites a stack commit by commit; ``renamed`` maps the old ids to the new."""

    objects: Objects
    committer: bytes
    sign: Callable[[Commit], Commit] | None
    renamed: dict[str, str]
    carry: Carry | None = None

    def run(self, stack: Iterable[Stacked]) -> None:
        """Rewrite the commits, parents first, as pending objects.

        Raises RestackConflict where a commit does not go together with what was dropped.
        """
        if self.carry is None:
            for stacked in stack:
                self._move(stacked, stacked.commit.tree)
            return
        with self.objects.quarantine() as quarantine:
            for stacked in stack:
                self._move(stacked, self.carry.tree(stacked, quarantine))

    def _move(self, stacked: Stacked, tree: str) -> None:
        parents = [self.renamed.get(parent, parent) for parent in stacked.commit.parents]
        commit = stacked.commit.moved(tree, parents, self.committer)
        if self.sign:
            commit = self.sign(commit)
        self.renamed[stacked.oid] = self.objects.write("commit", commit.body)


@dataclass(slots=True)
class Carry:
    """Carries the difference that dropping made up the stack.

    ``differences`` holds, per rewritten commit, where its tree differs from that of the old one;
    ``trees`` maps the old commits to their old and new tree.
    """

    objects: Objects
    what: str
    differences: dict[str, Differences]
    trees: dict[str, tuple[str, str]]
    store: Trees = field(init=False)

    def __post_init__(self) -> None:
        self.store = self.objects.trees()

    def tree(self, stacked: Stacked, quarantine: Quarantine) -> str:
        """The tree of a commit above, without what was dropped below it.

        Where the commit leaves the differing paths alone, they are set; otherwise git merges.
        """
        parent = next(p for p in stacked.commit.parents if p in self.trees)
        old_base, new_base = self.trees[parent]
        old = stacked.commit.tree
        differences = self.differences[parent]
        if old == old_base:
            new = new_base
        elif all(self._same(old, path, was) for path, (was, _) in differences.items()):
            edits = {path: becomes for path, (_, becomes) in differences.items()}
            new = self.store.edit(bytes.fromhex(old), edits).hex()
        else:
            new, differences = self._merge(stacked, (old_base, new_base), quarantine)
        self.trees[stacked.oid] = (old, new)
        self.differences[stacked.oid] = differences
        return new

    def _same(self, tree: str, path: bytes, entry: Entry | None) -> bool:
        try:
            return self.store.lookup(bytes.fromhex(tree), path) == entry
        except NotADirectoryError:
            return False

    def _merge(
        self, stacked: Stacked, below: tuple[str, str], quarantine: Quarantine
    ) -> tuple[str, Differences]:
        """Merge by git, from the old and the new tree ``below`` and the commit's own.

        ``git merge-tree`` finds the base as the one parent of two commits made for that.
        """
        repository = self.objects.repository
        base, ours = below
        theirs = stacked.commit.tree
        root = ("commit", _bare_commit(base))
        root_oid = object_id(repository.algorithm, *root)
        sides = [("commit", _bare_commit(tree, root_oid)) for tree in (ours, theirs)]
        quarantine.show(root, *sides)
        done = repository.try_run(
            "merge-tree",
            "--write-tree",
            "-z",
            "--name-only",
            "--no-messages",
            *(object_id(repository.algorithm, *side) for side in sides),
            env=quarantine.env,
        )
        fields = done.stdout.split(b"\0")
        if done.status == 1:
            raise self._conflict(stacked, fields[1:])
        if done.status:
            raise RestackConflict(f"git merge-tree failed: {done.stderr}", "nothing changed")
        merged = fields[0].decode()
        return merged, self._differences(theirs, merged, quarantine)

    def _differences(self, old: str, new: str, quarantine: Quarantine) -> Differences:
        """Where a merged tree differs; what is new in it is taken out of the quarantine."""
        options = ("-r", "-t", "-z", "--raw", "--no-abbrev", "--no-renames")
        out = self.objects.repository.run("diff-tree", *options, old, new, env=quarantine.env)
        fields = out.split(b"\0")
        found = {}
        written = [new]
        for head, path in zip(fields[::2], fields[1::2], strict=False):
            old_mode, new_mode, old_oid, new_oid, _ = head[1:].split(b" ")
            written.append(new_oid.decode())
            sides = (_entry(old_mode, old_oid), _entry(new_mode, new_oid))
            if any(side and side.mode != TREE for side in sides):
                found[path] = sides
        quarantine.adopt(written)
        return found

    def _conflict(self, stacked: Stacked, paths: Iterable[bytes]) -> RestackConflict:
        names = " and ".join(f"'{quote(path)}'" for path in dict.fromkeys(paths) if path)
        subject = stacked.commit.message.split(b"\n", 1)[0].decode(errors="replace")
        return RestackConflict(
            f"{stacked.oid[:10]} ({subject}) changes {names} where {self.what} was dropped;"
            " nothing was changed",
            "keep that change in a part, or change the commit above first",
        )


def start_carry(
    objects: Objects, target: tuple[str, str], last_tree: str, paths: Iterable[bytes], what: str
) -> Carry:
    """What carries the difference between the target (its id and its tree) and its last part up.

    ``paths`` are those at which the two can differ; ``what`` names what was dropped.
    """
    oid, tree = target
    store = objects.trees()
    found = {}
    for path in paths:
        was, becomes = _at(store, tree, path), _at(store, last_tree, path)
        if was != becomes:
            found[path] = (was, becomes)
    return Carry(objects, what, {oid: found}, {oid: (tree, last_tree)})


def _at(store: Trees, tree: str, path: bytes) -> Entry | None:
    try:
        return store.lookup(bytes.fromhex(tree), path)
    except NotADirectoryError:
        return None


def _entry(mode: bytes, oid: bytes) -> Entry | None:
    return Entry(mode, bytes.fromhex(oid.decode())) if int(mode, 8) else None


def _bare_commit(tree: str, *parents: str) -> bytes:
    """A commit that only serves git to find a merge base."""
    nobody = "git split <git-split> 0 +0000"
    lines = [f"tree {tree}", *(f"parent {parent}" for parent in parents)]
    lines += [f"author {nobody}", f"committer {nobody}"]
    return os.fsencode("\n".join(lines) + "\n\nscaffold\n")
