"""Merges of commits above the target: git merges, in a quarantine, many at once."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from msgspec import Struct

from splitter.core.objects.commit import Commit
from splitter.core.objects.pack import Object, object_id
from splitter.core.objects.tree import Entry
from splitter.core.rewrite.commits import StackedCommit
from splitter.errors import RestackConflict
from splitter.gitio.git.objects import Objects, Quarantine
from splitter.gitio.git.programs import Finished

#: A tree's mode as git's raw diff prints it.
TREE = b"040000"
#: The status with which a git command ends that does not know an option.
UNKNOWN_OPTION = 129
#: Per path, what the old tree has there and what the new one has.
Differences = Mapping[bytes, tuple[Entry | None, Entry | None]]


class Merge(Struct, frozen=True):
    """What git is to merge for a commit above.  ``guess`` is the tree that is likely to come of it,
    "" where none is.  ``before`` is how many objects were pending before the guess.

    For a commit with one parent, its tree with that from ``below``, of which there is an old and a
    new one.  For a merge (``again``) the parents it had and those that it gets: where git makes of
    the old ones what the merge has, it is what git makes of the new ones.
    """

    stacked: StackedCommit
    below: tuple[str, str]
    guess: str
    before: int
    again: bool = False


class Merged(Struct, frozen=True):
    """What git has made of a merge: a tree, and the paths in conflict."""

    tree: str
    is_clean: bool
    paths: tuple[bytes, ...]


@dataclass(slots=True)
class Merger:
    """Has git merge for commits above the target.

    ``trees`` maps the old commits to their old and new tree, as far as those are known or guessed;
    ``commits`` are the old commits by their ids.  ``stand_ins`` maps them to commits that git is
    shown in place of those to be written, which may be signed: with the new trees, and the same
    history.
    """

    objects: Objects
    quarantine: Quarantine
    trees: Mapping[str, tuple[str, str]]
    commits: Mapping[str, Commit]
    stand_ins: dict[str, str]

    def results(self, merges: Collection[Merge]) -> Iterator[Merged]:
        """What becomes of the merges, one after the other, as far as the guesses before each are
        right.

        git is asked about all of them at once, before the first result.
        """
        answers = self._merged(self._pairs(merges))
        return (self._settled(merge, answers) for merge in merges)

    def forget(self, stack: Iterable[StackedCommit]) -> None:
        """Forget the stand-ins of commits whose new trees were guessed wrong."""
        for stacked in stack:
            self.stand_ins.pop(stacked.oid, None)

    def _pairs(self, merges: Iterable[Merge]) -> list[tuple[str, str]]:
        """The commits that git is to merge, as far as the guesses before each are right: one pair
        for a commit with one parent, two for a merge.
        """
        pairs: list[tuple[str, str]] = []
        shown: dict[str, Object] = {}
        for merge in merges:
            if merge.again:
                parents = merge.stacked.commit.parents[:2]
                new = [self._stand_in(parent, shown) for parent in parents]
                pairs += [(parents[0], parents[1]), (new[0], new[1])]
            else:
                pairs.append(self._forked(merge.below, merge.stacked.commit.tree, shown))
        if pairs:
            self.quarantine.show(shown)
        return pairs

    def _stand_in(self, oid: str, shown: dict[str, Object]) -> str:
        """The commit that stands in for the new one of an old commit; those before it too."""
        if oid not in self.trees:
            return oid
        for old, (_, tree) in self.trees.items():
            if old not in self.stand_ins:
                commit = self.commits[old]
                parents = [self.stand_ins.get(parent, parent) for parent in commit.parents]
                moved = commit.moved(tree, parents, commit.get(b"committer") or b"")
                self.stand_ins[old] = self._show(moved.body, shown)
            if old == oid:
                break
        return self.stand_ins[oid]

    def _forked(
        self, below: tuple[str, str], theirs: str, shown: dict[str, Object]
    ) -> tuple[str, str]:
        """Two commits made so that git finds the first tree below as that of their one parent."""
        base = self._show(_bare_commit(below[0]), shown)
        ours, other = (self._show(_bare_commit(tree, base), shown) for tree in (below[1], theirs))
        return ours, other

    def _show(self, commit: bytes, shown: dict[str, Object]) -> str:
        oid = object_id(self.objects.repository.algorithm, "commit", commit)
        shown[oid] = ("commit", commit)
        return oid

    def _settled(self, merge: Merge, answers: Iterator[Merged]) -> Merged:
        """What becomes of a commit above, by the next of git's answers.

        Of a merge it is what git makes of the new parents, with what was done by hand when the old
        ones were merged: git merges that, too.  Where the old ones were in conflict, the merge is
        treated as a commit on its first parent above.
        """
        merged = next(answers)
        if not merge.again:
            return merged
        new, tree = next(answers), merge.stacked.commit.tree
        if len(merge.stacked.commit.parents) > 2 or not merged.is_clean:
            return self._merge_one(merge.below, tree)
        if not new.is_clean or merged.tree == tree:
            return new
        return self._merge_one((merged.tree, new.tree), tree)

    def _merge_one(self, below: tuple[str, str], theirs: str) -> Merged:
        shown: dict[str, Object] = {}
        pair = self._forked(below, theirs, shown)
        self.quarantine.show(shown)
        return next(self._merged([pair]))

    def _merged(self, pairs: Sequence[tuple[str, str]]) -> Iterator[Merged]:
        """What git makes of these pairs of commits."""
        if not pairs:
            return iter(())
        lines = "".join(f"{ours} {theirs}\n" for ours, theirs in pairs)
        done = self._merge_tree("--stdin", stdin=lines.encode())
        if done.status == UNKNOWN_OPTION:  # git 2.38
            return (self._merged_alone(pair) for pair in pairs)
        return _answers(done.stdout.split(b"\0"))

    def _merged_alone(self, pair: Sequence[str]) -> Merged:
        done = self._merge_tree(*pair)
        tree, *paths = done.stdout.split(b"\0")
        return Merged(tree.decode(), not done.status, tuple(paths))

    def _merge_tree(self, *args: str, stdin: bytes = b"") -> Finished:
        command = (
            "merge-tree",
            "--write-tree",
            "-z",
            "--name-only",
            "--no-messages",
            "--allow-unrelated-histories",
            *args,
        )
        done = self.objects.repository.try_run(*command, stdin=stdin, env=self.quarantine.env)
        if done.status not in (0, 1, UNKNOWN_OPTION):
            raise RestackConflict(f"git merge-tree failed: {done.stderr}", "nothing changed")
        return done

    def differences(self, old: str, new: str) -> tuple[Differences, list[str]]:
        """Where a merged tree differs, and the ids of what is new in it."""
        options = ("-r", "-t", "-z", "--raw", "--no-abbrev", "--no-renames")
        out = self.objects.repository.run("diff-tree", *options, old, new, env=self.quarantine.env)
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


def _answers(fields: Iterable[bytes]) -> Iterator[Merged]:
    """What ``git merge-tree --stdin -z`` has printed: for each merge whether it is clean, a tree,
    and the paths in conflict up to an empty one.
    """
    rest = iter(fields)
    for clean in rest:
        if clean:
            tree = next(rest).decode()
            yield Merged(tree, clean == b"1", tuple(iter(partial(next, rest), b"")))


def _entry(mode: bytes, oid: bytes) -> Entry | None:
    return Entry(mode, bytes.fromhex(oid.decode())) if int(mode, 8) else None


def _bare_commit(tree: str, *parents: str) -> bytes:
    """A commit that only serves git to find a merge base."""
    nobody = "git split <git-split> 0 +0000"
    lines = [f"tree {tree}", *(f"parent {parent}" for parent in parents)]
    lines += [f"author {nobody}", f"committer {nobody}"]
    return os.fsencode("\n".join(lines) + "\n\nscaffold\n")
