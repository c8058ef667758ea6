"""Merges of commits above the target: git merges, in a quarantine, many at once."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial

from msgspec import Struct

from splitter.core.objects.commit import Commit
from splitter.core.objects.pack import Object, object_id
from splitter.core.objects.tree import Entry
from splitter.core.plan.resolutions import Resolution, Taken
from splitter.core.rewrite.commits import StackedCommit
from splitter.core.rewrite.conflicts import SUBMODULE, Conflicted
from splitter.errors import RestackConflict
from splitter.gitio.git.merge_file import merge_file
from splitter.gitio.git.objects import Objects, Quarantine
from splitter.gitio.git.programs import Finished
from splitter.gitio.rewrite.merge_output import (
    Merged,
    read_answers,
    read_conflicts,
    read_entry,
    with_names,
)

#: A tree's mode as git's raw diff prints it.
TREE = b"040000"
#: The modes of files that have lines.
FILES = (b"100644", b"100755")
#: The status with which a git command ends that does not know an option.
UNKNOWN_OPTION = 129
#: Per path, what the old tree has there and what the new one has.
Differences = Mapping[bytes, tuple[Entry | None, Entry | None]]


class Merge(Struct, frozen=True):
    """A merge for git to do for a commit above.

    ``guess`` is the tree that is likely to result, "" without one.  ``before`` is how many objects
    were pending before the guess.

    For a commit with one parent, its tree is merged with that from ``below``, of which there is an
    old and a new one.  For a merge (``again``) its old and its new parents are merged, the first
    two of each: if git's result for the old ones is the merge's tree, its result for the new ones
    is the new tree.
    """

    stacked: StackedCommit
    below: tuple[str, str]
    guess: str
    before: int
    again: bool = False


@dataclass(slots=True)
class Merger:
    """The merges that git makes for commits above the target.

    ``trees`` maps the old commits to their old and new tree, as far as those are known or guessed;
    ``commits`` are the old commits by their ids.  ``stand_ins`` maps them to commits that git is
    shown in place of those to be written, which may be signed: with the new trees, and the same
    history.  ``resolutions`` are those of the plan by commit and path, ``used`` the conflicts that
    they have settled.
    """

    objects: Objects
    quarantine: Quarantine
    trees: Mapping[str, tuple[str, str]]
    commits: Mapping[str, Commit]
    stand_ins: dict[str, str]
    resolutions: Mapping[tuple[str, bytes], Resolution]
    used: dict[tuple[str, bytes], Conflicted] = field(default_factory=dict)

    def results(self, merges: Collection[Merge]) -> Iterator[Merged]:
        """The results of the merges, one by one, as long as the guesses before each are right.

        git gets all of them at once, before the first result.
        """
        answers = self._merged(self._pairs(merges))
        return (self._settled(merge, answers) for merge in merges)

    def forget(self, stack: Iterable[StackedCommit]) -> None:
        """Forget the stand-ins of commits whose new trees were guessed wrong."""
        for stacked in stack:
            self.stand_ins.pop(stacked.oid, None)

    def _pairs(self, merges: Iterable[Merge]) -> list[tuple[str, str]]:
        """The commits for git to merge, as far as the guesses before each are right.

        One pair for a commit with one parent, two for a merge.
        """
        pairs: list[tuple[str, str]] = []
        shown: dict[str, Object] = {}
        for merge in merges:
            if merge.again:
                parents = merge.stacked.commit.parents
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
        """The result for a commit above, from git's next answers.

        For a merge it is git's merge of the new parents, together with the changes made by hand
        when the old ones were merged: git merges these, too.  Where the old parents were in
        conflict, the changes by hand are its resolution; the new parents may be in the same
        conflict, and in no other.
        """
        first = next(answers)
        if not merge.again:
            return self._resolved(merge.stacked, first)
        commit = merge.stacked.commit
        old = self._merged_in_turn(commit.parents, first)
        parents = [self._stand_in(parent, {}) for parent in commit.parents]
        new = self._merged_in_turn(parents, next(answers))
        return self._again(merge.stacked, old, new)

    def _again(self, stacked: StackedCommit, old: Merged, new: Merged) -> Merged:
        """The result for a merge whose parents git merges to ``new`` instead of ``old``.

        Changes made by hand stay.  In conflict, where the new parents are in a conflict that the
        old ones were not in.
        """
        tree = stacked.commit.tree
        more = [one for one in new.conflicts if with_names(one.path, new, old) not in old.paths]
        if not new.is_clean and (old.is_clean or more):
            found = self._resolved(stacked, Merged(new.tree, False, tuple(more), new.names))
            if not found.is_clean:
                return found
            known = tuple(one for one in new.conflicts if one not in more)
            new = Merged(found.tree, not known, known, new.names)
        if old.is_clean and old.tree == tree:
            return new
        ours = new.tree if new.is_clean else self._renamed_markers(old, new)
        by_hand = self._merge_one((old.tree, ours), tree)
        clashing = {*old.paths, *new.paths}
        paths = [one.path for one in by_hand.conflicts if one.path in clashing]
        by_hand = self._on_first_parent(stacked, by_hand, paths, old.names + new.names)
        merged = self._resolved(stacked, self._below_resolutions(stacked, by_hand))
        left = self._marked(tree, merged.tree, old)
        if merged.is_clean and left:
            clash = self._on_first_parent(stacked, merged, left, old.names + new.names)
            return self._resolved(stacked, clash)
        return merged

    def _on_first_parent(
        self, stacked: StackedCommit, merged: Merged, paths: Sequence[bytes], names: Sequence[str]
    ) -> Merged:
        """A merge in conflict with its first parent at some paths, where the parents conflict.

        So no side has conflict markers, and theirs is the file as the merge resolved it.  Paths
        that end in one of the ``names`` are made up by git.
        """
        if not paths:
            return merged
        old = stacked.commit.parents[0]
        new = self._stand_in(old, {})
        found = {one.path: one for one in merged.conflicts if one.path not in paths}
        entries: dict[bytes, Entry | None] = {}
        for made in paths:
            plain, _, name = made.rpartition(b"~")
            path = plain if os.fsdecode(name) in names else made
            entries |= {made: None} if path != made else {}
            base, ours, theirs = (self._entry_at(one, path) for one in (old, new, stacked.oid))
            if base or ours or theirs:
                found[path] = Conflicted(path, (base, ours, theirs))
            else:
                entries[path] = None
        tree = self.edit(stacked, merged.tree, entries) if entries else merged.tree
        return Merged(tree, not found, tuple(found.values()), merged.names)

    def _resolved(self, stacked: StackedCommit, merged: Merged) -> Merged:
        """A merge with the resolutions of the plan in place of its conflicts."""
        merged = self._with_plain_paths(stacked, merged)
        entries: dict[bytes, Entry | None] = {}
        for one in merged.conflicts:
            resolution = self.resolutions.get((stacked.oid, one.path))
            if resolution is not None and one.fits(resolution):
                entries[one.path] = self._entry(one, resolution)
                self.used[stacked.oid, one.path] = one
        if not entries:
            return merged
        left = tuple(one for one in merged.conflicts if one.path not in entries)
        return Merged(self.edit(stacked, merged.tree, entries), not left, left, merged.names)

    def _below_resolutions(self, stacked: StackedCommit, merged: Merged) -> Merged:
        """A merge of changes by hand with resolutions of the same commit, which go first.

        Nobody is asked twice about a file of a merge: where a change by hand is in conflict with
        what the parents were resolved to, the resolution stands.
        """
        entries: dict[bytes, Entry | None] = {}
        for one in merged.conflicts:
            if (stacked.oid, one.path) in self.used:
                ours = one.sides[1]
                entries[one.path] = self._favouring_ours(one) if one.has_text else ours
        if not entries:
            return merged
        left = tuple(one for one in merged.conflicts if one.path not in entries)
        return Merged(self.edit(stacked, merged.tree, entries), not left, left, merged.names)

    def _favouring_ours(self, conflict: Conflicted) -> Entry | None:
        """The merge of a file that takes our lines where they are in conflict."""
        ours = conflict.sides[1]
        if not all(conflict.sides) or ours is None:
            return ours
        base, mine, theirs = self.texts(conflict)
        done = merge_file(self.objects.repository, mine, base, theirs, "--ours")
        if done.status:  # a binary file
            return ours
        return Entry(ours.mode, bytes.fromhex(self.objects.write("blob", done.stdout)))

    def _with_plain_paths(self, stacked: StackedCommit, merged: Merged) -> Merged:
        """A merge without the paths that git makes up of a path and the id of a commit.

        A file that differs in its type is in conflict at its own path.  One in the way of a
        directory has ``HEAD`` or the commit above in its name, as after a rebase.
        """
        ours, above = ([name.encode() for name in merged.names[at::2]] for at in (0, 1))
        words = dict.fromkeys(ours, b"HEAD") | dict.fromkeys(above, stacked.oid[:10].encode())
        made = {one.path: one.path.rpartition(b"~") for one in merged.conflicts}
        made = {path: parts for path, parts in made.items() if parts[2] in words}
        if not made:
            return merged
        found = {one.path: one for one in merged.conflicts if one.path not in made}
        entries: dict[bytes, Entry | None] = {}
        for one in merged.conflicts:
            if one.path not in made:
                continue
            path, _, name = made[one.path]
            standing = self._entry_at(merged.tree, path)
            if standing and standing.mode == TREE:
                path += b"~" + words[name]
                entries[path] = next(filter(None, reversed(one.sides)), None)
            entries[one.path] = None
            other = found.get(path)
            sides = zip(one.sides, other.sides if other else (None,) * 3, strict=True)
            base, mine, theirs = (first or second for first, second in sides)
            found[path] = Conflicted(path, (base, mine, theirs))
        tree = self.edit(stacked, merged.tree, entries)
        return Merged(tree, False, tuple(found.values()), merged.names)

    def _entry_at(self, commit: str, path: bytes) -> Entry | None:
        """The entry of a path in a commit or a tree that git sees."""
        args = ("ls-tree", "-z", "--full-tree", commit, path)
        mode, _, oid = self.objects.repository.run(*args, env=self.quarantine.env).partition(b" ")
        return read_entry(mode, oid.split(b" ")[1].partition(b"\t")[0]) if mode else None

    def _entry(self, conflict: Conflicted, resolution: Resolution) -> Entry | None:
        if resolution.taken is Taken.TEXT:
            oid = self.objects.write("blob", resolution.text)
            return Entry(conflict.mode, bytes.fromhex(oid))
        return conflict.side(resolution.taken)

    def texts(self, conflict: Conflicted) -> tuple[bytes, bytes, bytes]:
        """The contents of the sides of a conflict, empty for a side that is not a file."""
        run = partial(self.objects.repository.run, "cat-file", "blob", env=self.quarantine.env)
        base, ours, theirs = (
            run(side.oid.hex()) if side and side.mode != SUBMODULE else b""
            for side in conflict.sides
        )
        return base, ours, theirs

    def edit(self, stacked: StackedCommit, tree: str, entries: Mapping[bytes, Entry | None]) -> str:
        """A merged tree with other entries at some paths, which git sees in the quarantine."""
        before = len(self.objects.pending)
        _, written = self.differences(stacked.commit.tree, tree)
        self.quarantine.adopt(written)
        edited = self.objects.trees().edit(bytes.fromhex(tree), entries).hex()
        self.quarantine.show()
        self.objects.forget(before)
        return edited

    def _merged_in_turn(self, parents: Sequence[str], merged: Merged) -> Merged:
        """The merge of all parents, from ``merged``, the merge of the first two.

        As in an octopus merge, each of the others is merged with the result so far.
        """
        names, is_clean, conflicts = list(parents[:2]), merged.is_clean, merged.conflicts
        for at, parent in enumerate(parents[2:], 2):
            shown: dict[str, Object] = {}
            so_far = self._show(_bare_commit(merged.tree, *parents[:at]), shown)
            self.quarantine.show(shown)
            merged = next(self._merged([(so_far, parent)]))
            names += [so_far, parent]
            is_clean, conflicts = is_clean and merged.is_clean, conflicts + merged.conflicts
        return Merged(merged.tree, is_clean, conflicts, tuple(names))

    def _renamed_markers(self, old: Merged, new: Merged) -> str:
        """The tree of the new merge, with the old commits' names in its conflict markers.

        The same goes for paths that git has made up: so the same conflict is the same tree.
        """
        before = len(self.objects.pending)
        differences, written = self.differences(old.tree, new.tree)
        self.quarantine.adopt(written)
        renamed: dict[bytes, Entry | None] = {}
        for path in new.paths:
            entry = differences.get(path, (None, None))[1]
            if entry and entry.mode in FILES:
                text = with_names(self.objects.read(entry.oid.hex()), new, old)
                oid = bytes.fromhex(self.objects.write("blob", text))
                renamed |= {path: None, with_names(path, new, old): Entry(entry.mode, oid)}
        tree = self.objects.trees().edit(bytes.fromhex(new.tree), renamed).hex()
        self.quarantine.show()
        self.objects.forget(before)
        return tree

    def _marked(self, tree: str, merged: str, old: Merged) -> tuple[bytes, ...]:
        """The files with new conflict markers, or with a name that git has made up in a conflict.

        They are those that differ between the tree of a merge and its result.
        """
        if old.is_clean or tree == merged:
            return ()
        differences, _ = self.differences(tree, merged)
        run = partial(self.objects.repository.run, "cat-file", "blob", env=self.quarantine.env)
        names = [name.encode() for name in old.names]
        return tuple(
            path
            for path, (_, entry) in differences.items()
            if entry
            and entry.mode in FILES
            and any(name in path + b"\n" + run(entry.oid.hex()) for name in names)
        )

    def _merge_one(self, below: tuple[str, str], theirs: str) -> Merged:
        shown: dict[str, Object] = {}
        pair = self._forked(below, theirs, shown)
        self.quarantine.show(shown)
        return next(self._merged([pair]))

    def _merged(self, pairs: Sequence[tuple[str, str]]) -> Iterator[Merged]:
        """The results of ``git merge-tree`` for pairs of commits."""
        if not pairs:
            return iter(())
        lines = "".join(f"{ours} {theirs}\n" for ours, theirs in pairs)
        done = self._merge_tree("--stdin", stdin=lines.encode())
        if done.status == UNKNOWN_OPTION:  # git 2.38
            return (self._merged_alone(pair) for pair in pairs)
        return read_answers(done.stdout.split(b"\0"), pairs)

    def _merged_alone(self, pair: Sequence[str]) -> Merged:
        done = self._merge_tree(*pair)
        tree, *rows = done.stdout.split(b"\0")
        found = read_conflicts(filter(None, rows))
        return Merged(tree.decode(), not done.status, found, tuple(pair))

    def _merge_tree(self, *args: str, stdin: bytes = b"") -> Finished:
        command = (
            "merge-tree",
            "--write-tree",
            "-z",
            "--no-messages",
            "--allow-unrelated-histories",
            *args,
        )
        done = self.objects.repository.try_run(*command, stdin=stdin, env=self.quarantine.env)
        if done.status not in (0, 1, UNKNOWN_OPTION):
            raise RestackConflict(f"git merge-tree failed: {done.stderr}", "nothing was changed")
        return done

    def differences(self, old: str, new: str) -> tuple[Differences, list[str]]:
        """The differences of a merged tree, and the ids of its new objects."""
        options = ("-r", "-t", "-z", "--raw", "--no-abbrev", "--no-renames")
        out = self.objects.repository.run("diff-tree", *options, old, new, env=self.quarantine.env)
        fields = out.split(b"\0")
        found = {}
        written = [new]
        for head, path in zip(fields[::2], fields[1::2], strict=False):
            old_mode, new_mode, old_oid, new_oid, _ = head[1:].split(b" ")
            written.append(new_oid.decode())
            sides = (read_entry(old_mode, old_oid), read_entry(new_mode, new_oid))
            if any(side and side.mode != TREE for side in sides):
                found[path] = sides
        return found, written


def _bare_commit(tree: str, *parents: str) -> bytes:
    """A commit that only serves git to find a merge base."""
    nobody = "git split <git-split> 0 +0000"
    lines = [f"tree {tree}", *(f"parent {parent}" for parent in parents)]
    lines += [f"author {nobody}", f"committer {nobody}"]
    return os.fsencode("\n".join(lines) + "\n\nscaffold\n")
