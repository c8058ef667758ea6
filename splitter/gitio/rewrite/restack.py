"""The commits above the target, put on its last part."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from msgspec.structs import replace

from splitter.core.diff.paths import quote
from splitter.core.diff.transplant import Edits, edits, transplanted
from splitter.core.objects.commit import Commit, parse_commit
from splitter.core.objects.tree import Entry, Trees
from splitter.core.options import EmptyCommits
from splitter.core.plan.resolutions import Resolution
from splitter.core.rewrite.commits import StackedCommit
from splitter.core.rewrite.conflicts import Conflict, Conflicted, ConflictsFound
from splitter.errors import RestackConflict
from splitter.gitio.git.objects import Objects
from splitter.gitio.git.repository import Repository
from splitter.gitio.rewrite.merge_output import Merged
from splitter.gitio.rewrite.merges import FILES, Differences, Merge, Merger

#: How many merges git is asked for at once, at most.
MOST = 64


def read_stack(repository: Repository, target: str, tips: Iterable[str]) -> list[StackedCommit]:
    """All commits from which the target is reached, below those tips, parents first.

    They have the parents that git sees, grafts included.
    """
    args = ("--topo-order", "--reverse", "--parents")
    listed = _list_stack(repository, target, tips, *args).decode().splitlines()
    rows = [line.split() for line in listed]
    bodies = repository.objects(oid for oid, *_ in rows)
    return [
        StackedCommit(oid, parse_commit(body).on(parents))
        for (oid, *parents), body in zip(rows, bodies, strict=True)
    ]


def count_stack(repository: Repository, target: str, tips: Iterable[str]) -> int:
    """The number of commits that `read_stack` reads."""
    return int(_list_stack(repository, target, tips, "--count"))


def _list_stack(repository: Repository, target: str, tips: Iterable[str], *args: str) -> bytes:
    wanted = "".join(f"{tip}\n" for tip in sorted(set(tips))) + f"^{target}\n"
    command = ("rev-list", "--ancestry-path", *args, "--stdin")
    return repository.run(*command, stdin=wanted.encode())


@dataclass(slots=True)
class Restack:
    """Rewrites a stack commit by commit; ``renamed`` maps the old ids to the new.

    ``emptied`` are the commits that this difference leaves without a change, and the merges that
    join nothing any more.  ``answers`` says for some whether they are kept, or left out and mapped
    to what their first parent becomes, as in git rebase; ``empty`` for all others.  Where that is
    None, they are kept, and ``undecided``.
    """

    objects: Objects
    committer: bytes
    sign: Callable[[Commit], Commit] | None
    renamed: dict[str, str]
    empty: EmptyCommits | None = None
    answers: Mapping[str, EmptyCommits] = field(default_factory=dict)
    transplant: Transplant | None = None
    emptied: list[StackedCommit] = field(default_factory=list)
    undecided: list[StackedCommit] = field(default_factory=list)
    left_out: set[str] = field(default_factory=set)
    #: The parents of the new commits.
    parents: dict[str, list[str]] = field(default_factory=dict)

    def run(self, stack: Sequence[StackedCommit]) -> None:
        """Rewrite the commits, parents first, as pending objects.

        Raises RestackConflict where a commit does not go together with what was dropped or edited.
        """
        trees = (
            self.transplant.run(stack) if self.transplant else [one.commit.tree for one in stack]
        )
        for stacked, tree in zip(stack, trees, strict=True):
            if not (self._is_emptied(stacked) and self._leave_out(stacked)):
                self._move(stacked, tree)

    def _is_emptied(self, stacked: StackedCommit) -> bool:
        """True if a commit changes nothing in the new history, and did before.

        A merge does not if all commits that only it has reached are left out.
        """
        if self.transplant is None:
            return False
        parents = stacked.commit.parents
        if len(parents) == 1:
            return self.transplant.empties(stacked)
        if self.left_out.isdisjoint(parents) or not self.transplant.is_like_first(stacked):
            return False
        first, *others = self._new_parents(stacked)
        return self._reaches(first, set(others))

    def _leave_out(self, stacked: StackedCommit) -> bool:
        """Note a commit that becomes empty, and leave it out if that was chosen."""
        self.emptied.append(stacked)
        action = self.answers.get(stacked.oid, self.empty)
        if action is None:
            self.undecided.append(stacked)
        if action is not EmptyCommits.DROP:
            return False
        self.left_out.add(stacked.oid)
        self.renamed[stacked.oid] = self.renamed[stacked.commit.parents[0]]
        return True

    def _new_parents(self, stacked: StackedCommit) -> list[str]:
        """The new parents of a commit, each once."""
        parents = [self.renamed.get(parent, parent) for parent in stacked.commit.parents]
        return list(dict.fromkeys(parents)) if self.left_out else parents

    def _reaches(self, oid: str, others: set[str]) -> bool:
        """True if all the others are reached from a new commit."""
        found, left = {oid}, [oid]
        while left and not others <= found:
            more = [parent for parent in self.parents.get(left.pop(), ()) if parent not in found]
            found.update(more)
            left += more
        return others <= found

    def _move(self, stacked: StackedCommit, tree: str) -> None:
        parents = self._new_parents(stacked)
        commit = stacked.commit.moved(tree, parents, self.committer)
        if self.sign:
            commit = self.sign(commit)
        oid = self.renamed[stacked.oid] = self.objects.write("commit", commit.body)
        self.parents[oid] = parents


@dataclass(slots=True)
class Transplant:
    """The difference that dropping or editing for good made, applied to the commits above.

    ``differences`` holds, per rewritten commit, the entries in which its tree differs from the old
    one; ``trees`` maps the old commits to their old and new tree; ``stand_ins`` are those of
    `Merger`.

    Where a commit leaves the differing paths alone, they are set; otherwise git merges.  As each
    merge depends on the previous one, that would be one process per commit.  So the results are
    guessed, and git gets many merges at once: up to the first wrong guess its answers are those it
    would have given one by one.  These count, and the commits after a wrong guess are merged again.

    A conflict is settled by a resolution of the plan.  Where there is none, the commit keeps its
    own file for the time being, so that the conflicts at other paths above it are found as well.
    """

    objects: Objects
    end: str
    advice: str
    differences: dict[str, Differences]
    trees: dict[str, tuple[str, str]]
    stand_ins: dict[str, str]
    resolutions: Mapping[tuple[str, bytes], Resolution]
    store: Trees = field(init=False)
    #: The conflicts that a resolution has settled.
    used: dict[tuple[str, bytes], Conflicted] = field(default_factory=dict)
    #: The conflicts without a resolution, and the paths in conflict at or below each commit.
    conflicts: list[Conflict] = field(default_factory=list)
    unresolved: dict[str, frozenset[bytes]] = field(default_factory=dict)
    edits: dict[tuple[bytes, bytes], Edits] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.store = self.objects.trees()

    def run(self, stack: Sequence[StackedCommit]) -> list[str]:
        """The trees of the commits above, parents first, with the difference made below them.

        Raises ConflictsFound with the conflicts that have no resolution.
        """
        done = 0
        commits = {stacked.oid: stacked.commit for stacked in stack}
        self.objects.repository.expect(self._directories(stack))
        with self.objects.quarantine() as quarantine:
            merger = Merger(
                self.objects, quarantine, self.trees, commits, self.stand_ins, self.resolutions
            )
            while done < len(stack):
                done += self._stretch(stack[done:], merger)
            self.used = merger.used
        if self.conflicts:
            found = [self._with_later(one, stack) for one in self.conflicts]
            is_only = self._target.keys() == {found[0].at.path}
            conflicts = ConflictsFound(found, self.end, self.advice, names_path=not is_only)
            conflicts.resolved = len(self.used)
            raise conflicts
        return [self.trees[stacked.oid][1] for stacked in stack]

    def _directories(self, stack: Iterable[StackedCommit]) -> Iterable[str]:
        """The ids of the trees of the commits above in which the differing paths are, each once."""
        paths = {path for found in self.differences.values() for path in found}
        within = sorted({path[:at] for path in paths for at in _slashes(path)})
        known = self.objects.repository.headers(
            b"%s:%s" % (stacked.commit.tree.encode(), directory)
            for stacked in stack
            for directory in within
            if b"\n" not in directory
        )
        return dict.fromkeys(found[0] for found in known if found and found[1] == b"tree")

    def empties(self, stacked: StackedCommit) -> bool:
        """True if a commit with one parent changed something, and no longer does."""
        before, after = self.trees[stacked.commit.parents[0]], self.trees[stacked.oid]
        return before[0] != after[0] and before[1] == after[1]

    def is_like_first(self, stacked: StackedCommit) -> bool:
        """True if a merge has the tree of its first parent in the new history."""
        return self._sides(stacked.commit.parents[0])[1] == self.trees[stacked.oid][1]

    @property
    def _target(self) -> Differences:
        """The difference between the target and its last part."""
        return next(iter(self.differences.values()))

    @property
    def differing(self) -> frozenset[str]:
        """The old commits whose tree differs in the new history."""
        return frozenset(oid for oid, (old, new) in self.trees.items() if old != new)

    def _stretch(self, stack: Sequence[StackedCommit], merger: Merger) -> int:
        """Apply the difference as far as its results can be guessed, and have git check them.

        Returns the number of commits whose result is known.
        """
        merges: dict[int, Merge] = {}
        for count, stacked in enumerate(stack, 1):
            merge = self._apply(stacked)
            if merge:
                merges[count] = merge
                if not merge.guess or len(merges) == MOST:
                    break
        results = merger.results(merges.values())
        for (at, merge), merged in zip(merges.items(), results, strict=True):
            tree = (
                merged.tree if merged.is_clean else self._leave_open(merge.stacked, merged, merger)
            )
            if tree != merge.guess:
                self._correct(merge, tree, merger)
                merger.forget(stack[at - 1 :])
                return at
        return count

    def _leave_open(self, stacked: StackedCommit, merged: Merged, merger: Merger) -> str:
        """Note the conflicts of a commit above; the tree that it has for the time being.

        Conflicts at a path that is in conflict below are known when that is resolved.  Raises
        RestackConflict for a conflict that no resolution can settle.
        """
        sides = [one for one in merged.conflicts if any(one.sides)]
        if not sides or len(sides) < len(merged.conflicts):
            raise self._conflict(stacked, merged.paths)
        below = self._unresolved_below(stacked)
        for one in sides:
            if one.path not in below:
                is_void = (stacked.oid, one.path) in self.resolutions
                texts = merger.texts(one)
                self.conflicts.append(Conflict(stacked, one, is_void=is_void, texts=texts))
        self.unresolved[stacked.oid] = below.union(one.path for one in sides)
        own = {one.path: _at(self.store, stacked.commit.tree, one.path) for one in sides}
        return merger.edit(stacked, merged.tree, own)

    def _unresolved_below(self, stacked: StackedCommit) -> frozenset[bytes]:
        parents = (self.unresolved.get(parent) for parent in stacked.commit.parents)
        return frozenset().union(*filter(None, parents))

    def _with_later(self, conflict: Conflict, stack: Sequence[StackedCommit]) -> Conflict:
        """A conflict with the number of the commits above it that change the same file."""
        above, count = {conflict.commit.oid}, 0
        for stacked in stack:
            parents = stacked.commit.parents
            if above.isdisjoint(parents):
                continue
            above.add(stacked.oid)
            before, after = (
                _at(self.store, tree, conflict.at.path)
                for tree in (self._sides(parents[0])[0], stacked.commit.tree)
            )
            count += before != after
        return replace(conflict, later=count)

    def _apply(self, stacked: StackedCommit) -> Merge | None:
        """Set the tree that a commit above is likely to have.

        Returns the merge that checks it, None where the tree is certain.
        """
        parents = [parent for parent in stacked.commit.parents if parent in self.trees]
        again = len(stacked.commit.parents) > 1
        below = self.trees[parents[0]]
        differences: dict[bytes, tuple[Entry | None, Entry | None]] = {}
        for parent in reversed(parents):
            differences.update(self.differences[parent])
        old, before = stacked.commit.tree, len(self.objects.pending)
        if old == below[0] and not again:
            self._keep(stacked, below[1], differences)
            return None
        likely = self._likely(differences, bytes.fromhex(old))
        if likely is None:
            return Merge(stacked, below, "", before, again)
        entries = {path: becomes for path, (_, becomes) in likely.items()}
        new = self.store.edit(bytes.fromhex(old), entries).hex()
        self._keep(stacked, new, likely)
        sure = self._agree(stacked, new, differences) if again else likely == differences
        return None if sure else Merge(stacked, below, new, before, again)

    def _agree(self, stacked: StackedCommit, new: str, paths: Iterable[bytes]) -> bool:
        """True if git would give a merge the same result for its old and its new parents.

        At these paths the merge has the entry of one of its parents, and its new tree that of all
        of its new parents.
        """
        sides = [self._sides(parent) for parent in stacked.commit.parents]
        for path in paths:
            old_entry, new_entry = (
                _at(self.store, tree, path) for tree in (stacked.commit.tree, new)
            )
            if any(_at(self.store, tree, path) != new_entry for _, tree in sides):
                return False
            if all(_at(self.store, tree, path) != old_entry for tree, _ in sides):
                return False
        return True

    def _sides(self, oid: str) -> tuple[str, str]:
        """The old and the new tree of a parent; one that is not above the target keeps its own."""
        if oid in self.trees:
            return self.trees[oid]
        tree = parse_commit(self.objects.read(oid)).tree
        return tree, tree

    def _keep(self, stacked: StackedCommit, new: str, differences: Differences) -> None:
        self.trees[stacked.oid] = (stacked.commit.tree, new)
        self.differences[stacked.oid] = differences
        if self.conflicts:
            below = self._unresolved_below(stacked) | self.unresolved.get(stacked.oid, frozenset())
            self.unresolved[stacked.oid] = below

    def _likely(self, differences: Differences, tree: bytes) -> Differences | None:
        """The likely differences in a tree above; None where they are not clear."""
        likely: dict[bytes, tuple[Entry | None, Entry | None]] = {}
        for path, (was, becomes) in differences.items():
            try:
                now = self.store.lookup(tree, path)
            except NotADirectoryError:
                return None
            if now == was:
                likely[path] = (was, becomes)
            elif now != becomes:
                transplanted = self._transplanted(was, becomes, now)
                if transplanted is None:
                    return None
                likely[path] = (now, transplanted)
        return likely

    def _transplanted(
        self, was: Entry | None, becomes: Entry | None, now: Entry | None
    ) -> Entry | None:
        """A file with the same edits as another one; None where that is not clear."""
        if not (was and becomes and now and was.mode == becomes.mode == now.mode in FILES):
            return None
        read = self.objects.read
        pair = (was.oid, becomes.oid)
        if pair not in self.edits:
            old, new = (read(oid.hex()) for oid in pair)
            self.edits[pair] = edits(old, new, self.objects.refuse_cancelled)
        content = transplanted(self.edits[pair], read(now.oid.hex()))
        if content is None:
            return None
        oid = bytes.fromhex(self.objects.write("blob", content))
        self.edits[now.oid, oid] = self.edits[pair]
        return Entry(now.mode, oid)

    def _correct(self, merge: Merge, tree: str, merger: Merger) -> None:
        """Set the tree that git has merged for a commit above, and discard the guess."""
        differences, written = merger.differences(merge.stacked.commit.tree, tree)
        self.objects.forget(merge.before)
        self.store = self.objects.trees()
        merger.quarantine.adopt(written)
        self._keep(merge.stacked, tree, differences)

    def _conflict(self, stacked: StackedCommit, paths: Iterable[bytes]) -> RestackConflict:
        known = tuple(dict.fromkeys(path for path in paths if path))
        names = " and ".join(f"'{quote(path)}'" for path in known)
        place = f" of {names}" if names and self._target.keys() != set(known) else ""
        return RestackConflict(
            f"cannot {self.end}: {stacked.oid[:10]} ({stacked.subject}) changes the same lines"
            f"{place}; nothing was changed",
            f"{self.advice}, or edit the commit above first",
            known,
            stacked.oid,
        )


def start_transplant(
    objects: Objects,
    target: tuple[str, str],
    last: tuple[str, str],
    paths: Iterable[bytes],
    end: str,
    advice: str,
    resolutions: Iterable[Resolution],
) -> Transplant:
    """The difference between the target and its last part (ids and trees) as a `Transplant`.

    ``paths`` are those at which the two can differ; ``end`` says what makes them differ, as
    in "drop a", ``advice`` what to do where a commit above does not go together with that.
    """
    (oid, tree), (last_oid, last_tree) = target, last
    store = objects.trees()
    found = {}
    for path in paths:
        was, becomes = _at(store, tree, path), _at(store, last_tree, path)
        if was != becomes:
            found[path] = (was, becomes)
    return Transplant(
        objects,
        end,
        advice,
        {oid: found},
        {oid: (tree, last_tree)},
        {oid: last_oid},
        {one.place: one for one in resolutions},
    )


def _at(store: Trees, tree: str, path: bytes) -> Entry | None:
    try:
        return store.lookup(bytes.fromhex(tree), path)
    except NotADirectoryError:
        return None


def _slashes(path: bytes) -> Iterator[int]:
    """The ends of the names of a path's directories, 0 for the top."""
    yield 0
    yield from (at for at, byte in enumerate(path) if byte == ord("/"))
