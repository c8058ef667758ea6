"""The commits above the target, put on its last part."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial

from msgspec import Struct

from splitter.core.carried import Edits, carried, edits
from splitter.core.commit import Commit, parse_commit
from splitter.core.pack import Object, object_id
from splitter.core.quote import quote
from splitter.core.tree import Entry, Trees
from splitter.errors import RestackConflict
from splitter.gitio.objects import Objects, Quarantine
from splitter.gitio.repo import Finished, Repository

#: A tree's mode as git's raw diff prints it.
TREE = b"040000"
#: The modes of files that have lines.
FILES = (b"100644", b"100755")
#: How many merges git is asked for at once, at most.
MOST = 64
#: The status with which a git command ends that does not know an option.
UNKNOWN_OPTION = 129
#: Per path, what the old tree has there and what the new one has.
Differences = Mapping[bytes, tuple[Entry | None, Entry | None]]


class Stacked(Struct, frozen=True):
    """A commit above the target."""

    oid: str
    commit: Commit


def read_stack(repository: Repository, target: str, tips: Iterable[str]) -> list[Stacked]:
    """All commits from which the target is reached, below those tips, parents first.

    They have the parents that git sees, grafts included.
    """
    wanted = "".join(f"{tip}\n" for tip in sorted(set(tips))) + f"^{target}\n"
    args = ("rev-list", "--topo-order", "--reverse", "--ancestry-path", "--parents", "--stdin")
    listed = repository.run(*args, stdin=wanted.encode()).decode().splitlines()
    rows = [line.split() for line in listed]
    bodies = repository.objects(oid for oid, *_ in rows)
    return [
        Stacked(oid, parse_commit(body).on(parents))
        for (oid, *parents), body in zip(rows, bodies, strict=True)
    ]


@dataclass(slots=True)
class Restack:
    """Rewrites a stack commit by commit; ``renamed`` maps the old ids to the new."""

    objects: Objects
    committer: bytes
    sign: Callable[[Commit], Commit] | None
    renamed: dict[str, str]
    carry: Carry | None = None

    def run(self, stack: Sequence[Stacked]) -> None:
        """Rewrite the commits, parents first, as pending objects.

        Raises RestackConflict where a commit does not go together with what was dropped.
        """
        trees = self.carry.run(stack) if self.carry else [one.commit.tree for one in stack]
        for stacked, tree in zip(stack, trees, strict=True):
            self._move(stacked, tree)

    def _move(self, stacked: Stacked, tree: str) -> None:
        parents = [self.renamed.get(parent, parent) for parent in stacked.commit.parents]
        commit = stacked.commit.moved(tree, parents, self.committer)
        if self.sign:
            commit = self.sign(commit)
        self.renamed[stacked.oid] = self.objects.write("commit", commit.body)


class Merge(Struct, frozen=True):
    """What git is to merge for a commit above: its tree with that from ``below``, of which there is
    an old and a new one.  ``guess`` is the tree that is likely to come of it, "" where none is.
    ``before`` is how many objects were pending before the guess.
    """

    stacked: Stacked
    below: tuple[str, str]
    guess: str
    before: int


class Merged(Struct, frozen=True):
    """What git has made of a merge: a tree, and the paths in conflict."""

    tree: str
    is_clean: bool
    paths: tuple[bytes, ...]


@dataclass(slots=True)
class Carry:
    """Carries the difference that dropping made up the stack.

    ``differences`` holds, per rewritten commit, where its tree differs from that of the old one;
    ``trees`` maps the old commits to their old and new tree.

    Where a commit leaves the differing paths alone, they are set; otherwise git merges.  As each
    merge stands on the one before, that would be a process a commit.  So what they come to is
    guessed, and git asked about many at once: up to the first wrong guess its answers are those it
    would have given one by one.  They count, and what follows a wrong guess is done again.
    """

    objects: Objects
    what: str
    differences: dict[str, Differences]
    trees: dict[str, tuple[str, str]]
    store: Trees = field(init=False)
    edits: dict[tuple[bytes, bytes], Edits] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.store = self.objects.trees()

    def run(self, stack: Sequence[Stacked]) -> list[str]:
        """The trees of the commits above, parents first, without what was dropped below them."""
        done = 0
        with self.objects.quarantine() as quarantine:
            while done < len(stack):
                done += self._stretch(stack[done:], quarantine)
        return [self.trees[stacked.oid][1] for stacked in stack]

    def _stretch(self, stack: Sequence[Stacked], quarantine: Quarantine) -> int:
        """Carry as far as can be guessed, and have git say how far that is right.

        Returns for how many of the commits it is known what becomes of them.
        """
        merges: dict[int, Merge] = {}
        for count, stacked in enumerate(stack, 1):
            merge = self._carry(stacked)
            if merge:
                merges[count] = merge
                if not merge.guess or len(merges) == MOST:
                    break
        answers = self._merged(list(merges.values()), quarantine)
        for (at, merge), merged in zip(merges.items(), answers, strict=False):
            if not merged.is_clean:
                raise self._conflict(merge.stacked, merged.paths)
            if merged.tree != merge.guess:
                self._correct(merge, merged.tree, quarantine)
                return at
        return count

    def _carry(self, stacked: Stacked) -> Merge | None:
        """Let a commit above have the tree that it is likely to have.

        Returns the merge that is to tell whether it is, None where that is sure.
        """
        parent = next(p for p in stacked.commit.parents if p in self.trees)
        below, differences = self.trees[parent], self.differences[parent]
        old, before = stacked.commit.tree, len(self.objects.pending)
        if old == below[0]:
            self._keep(stacked, below[1], differences)
            return None
        likely = self._likely(differences, bytes.fromhex(old))
        if likely is None:
            return Merge(stacked, below, "", before)
        entries = {path: becomes for path, (_, becomes) in likely.items()}
        new = self.store.edit(bytes.fromhex(old), entries).hex()
        self._keep(stacked, new, likely)
        return None if likely == differences else Merge(stacked, below, new, before)

    def _keep(self, stacked: Stacked, new: str, differences: Differences) -> None:
        self.trees[stacked.oid] = (stacked.commit.tree, new)
        self.differences[stacked.oid] = differences

    def _likely(self, differences: Differences, tree: bytes) -> Differences | None:
        """What the differences are likely to be in a tree above; None where that is not clear."""
        likely: dict[bytes, tuple[Entry | None, Entry | None]] = {}
        for path, (was, becomes) in differences.items():
            try:
                now = self.store.lookup(tree, path)
            except NotADirectoryError:
                return None
            if now == was:
                likely[path] = (was, becomes)
            elif now != becomes:
                carried = self._carried(was, becomes, now)
                if carried is None:
                    return None
                likely[path] = (now, carried)
        return likely

    def _carried(self, was: Entry | None, becomes: Entry | None, now: Entry | None) -> Entry | None:
        """A file with the same edits as another one; None where that is not clear."""
        if not (was and becomes and now and was.mode == becomes.mode == now.mode in FILES):
            return None
        read = self.objects.read
        pair = (was.oid, becomes.oid)
        if pair not in self.edits:
            old, new = (read(oid.hex()) for oid in pair)
            self.edits[pair] = edits(old, new, self.objects.refuse_cancelled)
        content = carried(self.edits[pair], read(now.oid.hex()))
        if content is None:
            return None
        oid = bytes.fromhex(self.objects.write("blob", content))
        self.edits[now.oid, oid] = self.edits[pair]
        return Entry(now.mode, oid)

    def _correct(self, merge: Merge, tree: str, quarantine: Quarantine) -> None:
        """Let a commit above have the tree that git has merged, and forget what was guessed."""
        differences, written = self._differences(merge.stacked.commit.tree, tree, quarantine)
        self.objects.forget(merge.before)
        self.store = self.objects.trees()
        quarantine.adopt(written)
        self._keep(merge.stacked, tree, differences)

    def _merged(self, merges: Sequence[Merge], quarantine: Quarantine) -> Iterable[Merged]:
        """What git makes of these merges, as far as the guesses before each are right.

        ``git merge-tree`` finds the base as the one parent of two commits made for that.
        """
        if not merges:
            return []
        repository = self.objects.repository
        scaffold: dict[str, Object] = {}

        def show(*commit: str) -> str:
            one = ("commit", _bare_commit(*commit))
            oid = object_id(repository.algorithm, *one)
            scaffold[oid] = one
            return oid

        pairs = []
        for merge in merges:
            root = show(merge.below[0])
            pairs.append([show(tree, root) for tree in (merge.below[1], merge.stacked.commit.tree)])
        quarantine.show(scaffold)
        lines = "".join(f"{ours} {theirs}\n" for ours, theirs in pairs)
        done = self._merge_tree(quarantine, "--stdin", stdin=lines.encode())
        if done.status == UNKNOWN_OPTION:  # git 2.38
            return (self._merged_alone(pair, quarantine) for pair in pairs)
        return _answers(done.stdout.split(b"\0"))

    def _merged_alone(self, pair: Sequence[str], quarantine: Quarantine) -> Merged:
        done = self._merge_tree(quarantine, *pair)
        tree, *paths = done.stdout.split(b"\0")
        return Merged(tree.decode(), not done.status, tuple(paths))

    def _merge_tree(self, quarantine: Quarantine, *args: str, stdin: bytes = b"") -> Finished:
        command = ("merge-tree", "--write-tree", "-z", "--name-only", "--no-messages", *args)
        done = self.objects.repository.try_run(*command, stdin=stdin, env=quarantine.env)
        if done.status not in (0, 1, UNKNOWN_OPTION):
            raise RestackConflict(f"git merge-tree failed: {done.stderr}", "nothing changed")
        return done

    def _differences(
        self, old: str, new: str, quarantine: Quarantine
    ) -> tuple[Differences, list[str]]:
        """Where a merged tree differs, and the ids of what is new in it."""
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
        return found, written

    def _conflict(self, stacked: Stacked, paths: Iterable[bytes]) -> RestackConflict:
        known = tuple(dict.fromkeys(path for path in paths if path))
        names = " and ".join(f"'{quote(path)}'" for path in known)
        subject = stacked.commit.message.split(b"\n", 1)[0].decode(errors="replace")
        return RestackConflict(
            f"{stacked.oid[:10]} ({subject}) changes {names} where {self.what} was dropped;"
            " nothing was changed",
            "keep that change in a part, or change the commit above first",
            known,
            stacked.oid,
        )


def _answers(fields: Iterable[bytes]) -> Iterator[Merged]:
    """What ``git merge-tree --stdin -z`` has printed: for each merge whether it is clean, a tree,
    and the paths in conflict up to an empty one.
    """
    rest = iter(fields)
    for clean in rest:
        if clean:
            tree = next(rest).decode()
            yield Merged(tree, clean == b"1", tuple(iter(partial(next, rest), b"")))


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
