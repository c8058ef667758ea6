"""Random stacks on a commit of which something is dropped or edited for good, with random
resolutions of their conflicts, compared commit by commit with ``git merge-tree``, and with ``git
rebase`` where there is no merge.  Each case is written, checked and undone.

    python -m tools.fuzz.conflicts --seed 1 --cases 2000 --jobs 2
"""

from __future__ import annotations

import argparse
import os
import random
import re
import sys
import tempfile
import traceback
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from multiprocessing import get_context
from pathlib import Path

from msgspec.structs import replace

from splitter import session as sessions
from splitter.core.options import EmptyCommits
from splitter.core.plan.changes import (
    add_part,
    assign,
    edit_lines,
    remove_part,
    with_rest,
    without_empty_rest,
)
from splitter.core.plan.constraints import DROPPED
from splitter.core.plan.edits import Edit, Until
from splitter.core.plan.emptied import Emptied, with_answer
from splitter.core.plan.locations import Location
from splitter.core.plan.plan import Plan, Selection
from splitter.core.plan.resolutions import Resolution, Taken, with_resolution
from splitter.core.rewrite.conflicts import Conflict, ConflictsFound
from splitter.core.rewrite.rewrite import Rewrite
from splitter.errors import PlanRefused, RestackConflict
from splitter.session import Session
from tools.fuzz.oracle import Wrong
from tools.fuzz.place import Place, hermetic

#: A file: its mode and its content.
File = tuple[str, bytes]
Tree = Mapping[str, File]
#: How many lines the files have, and those that the target changes.
LINES, CHANGED = 30, (3, 12, 21, 29)
#: How often a conflict may be asked about until that counts as an endless question.
ASKED = 4


@dataclass
class Outcome:
    """What became of a case."""

    number: int
    kind: str = "failed"
    told: str = ""
    notes: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Commit:
    """A commit of the stack: its mark, the marks of its parents, its tree."""

    mark: int
    parents: tuple[int, ...]
    tree: Tree


# Drawing


def numbered(name: str, *changed: int) -> bytes:
    """The lines of a file, some of them changed."""
    rows = (f"{name} {n}{' new' if n in changed else ''}\n" for n in range(1, LINES + 1))
    return "".join(rows).encode()


def draw_stack(chance: random.Random) -> list[Commit]:
    """The base (mark 1), the target (2) and commits above it, of which the last has them all."""
    base: dict[str, File] = {name: ("100644", numbered(name)) for name in ("a", "b", "d/c")}
    base["bin"] = ("100644", b"\0old\n")
    target = dict(base)
    for name in ("a", "b", "d/c"):
        lines = [n for n in CHANGED if chance.random() < 0.6]
        target[name] = ("100644", numbered(name, *lines))
    target["a"] = ("100644", numbered("a", *CHANGED))
    if chance.random() < 0.4:
        target["new"] = ("100644", numbered("new"))
    if chance.random() < 0.2:
        target["bin"] = ("100644", b"\0new\n")
    if chance.random() < 0.2:
        target["b"] = ("100755", target["b"][1])
    commits = [Commit(1, (), base), Commit(2, (1,), target)]
    tips = [2]
    for mark in range(3, 3 + chance.randrange(2, 9)):
        if len(tips) > 1 and chance.random() < 0.35:
            merged = tips if chance.random() < 0.3 else tips[:2]
            trees = [commits[one - 1].tree for one in merged]
            commits.append(Commit(mark, tuple(merged), joined(target, trees, chance)))
            tips = [mark, *(tip for tip in tips if tip not in merged)]
            continue
        below = chance.choice(tips) if chance.random() < 0.85 else chance.choice(commits[1:]).mark
        commits.append(Commit(mark, (below,), changed(commits[below - 1].tree, chance)))
        tips = [mark, *(tip for tip in tips if tip != below)]
    if len(tips) > 1:
        trees = [commits[one - 1].tree for one in tips]
        commits.append(Commit(len(commits) + 1, tuple(tips), joined(target, trees, chance)))
    return commits


def changed(tree: Tree, chance: random.Random) -> Tree:
    """A tree with one or two changes."""
    files = dict(tree)
    for _ in range(chance.choice([1, 1, 2])):
        name = chance.choice(["a", "a", "a", *sorted(files)])
        if name not in files:
            name = chance.choice(sorted(files))
        mode, text = files[name]
        kind = chance.random()
        if kind < 0.07 and len(files) > 2:
            del files[name]
        elif kind < 0.15:
            del files[name]
            files[f"{name}{chance.randrange(3)}"] = (mode, text)
        elif kind < 0.2:
            files[name] = ("100755" if mode == "100644" else "100644", text)
        elif kind < 0.23:
            files[name] = ("120000", b"target")
        elif kind < 0.28:
            files[chance.choice(["new", "fresh"])] = ("100644", numbered("new", 3))
        elif mode == "120000" or b"\0" in text:
            files[name] = (mode, text + b"%d" % chance.randrange(9))
        else:
            files[name] = (mode, edited(text, chance))
    return files


def edited(text: bytes, chance: random.Random) -> bytes:
    """A text with a line changed, added or removed, mostly where the target changes one."""
    rows = text.splitlines(keepends=True)
    near = chance.choice(CHANGED) - 1 + chance.choice([-1, 0, 0, 0, 1])
    at = min(near, len(rows) - 1) if chance.random() < 0.8 else chance.randrange(len(rows) or 1)
    row = b"above %d\n" % chance.randrange(5)
    count = chance.choice([0, 1, 1, 1])
    rows[max(at, 0) : max(at, 0) + count] = [row] if chance.random() < 0.85 else []
    return b"".join(rows) or b"\n"


def joined(base: Tree, trees: Sequence[Tree], chance: random.Random) -> Tree:
    """A merge: of each file the version that differs from the base; now and then with a change."""
    files: dict[str, File] = {}
    for name in sorted({name for tree in (base, *trees) for name in tree}):
        versions = [tree.get(name) for tree in trees]
        others = [one for one in versions if one != base.get(name)]
        chosen = chance.choice(others) if others else base.get(name)
        if chosen:
            files[name] = chosen
    whole = files or dict(trees[0])
    return changed(whole, chance) if chance.random() < 0.2 else whole


def stream(commits: Iterable[Commit]) -> bytes:
    """The commits for ``git fast-import``."""
    rows = []
    for one in commits:
        rows.append(b"commit refs/heads/main\nmark :%d\n" % one.mark)
        rows.append(b"committer A <a@b> %d +0000\n" % (one.mark * 60))
        message = b"commit %d\n" % one.mark
        rows.append(b"data %d\n%s" % (len(message), message))
        rows += [b"%s :%d\n" % (b"merge" if n else b"from", p) for n, p in enumerate(one.parents)]
        rows.append(b"deleteall\n")
        for name, (mode, text) in one.tree.items():
            rows.append(f"M {mode} inline {name}\n".encode() + b"data %d\n%s\n" % (len(text), text))
    return b"".join(rows)


def draw_plan(session: Session, chance: random.Random) -> Plan:
    """A plan with two parts, of which something is dropped or edited for good."""
    plan = add_part(session.start(), "first\n")
    for number, file in enumerate(plan.patch):
        for hunk in file.hunks:
            to = chance.choice([0, 0, 1, DROPPED, DROPPED])
            plan = assign(plan, [Selection(number, tuple(hunk.changes))], to)
        if file.file_changes and not file.hunks:
            drop = chance.random() < 0.5
            span = (range(len(file.file_changes)),)
            plan = assign(plan, [Selection(number, span)], DROPPED if drop else 0)
    if chance.random() < 0.4:
        number = chance.randrange(len(plan.patch))
        line = chance.randrange(1, LINES)
        edit = Edit(number, Location(old=(line, line + 1)), 0, b"edited\n", Until.END)
        if plan.patch.files[number].hunks and plan.patch.files[number].old:
            plan = edit_lines(plan, edit)
    plan = without_empty_rest(plan)
    return plan if plan.tally(1) else remove_part(with_rest(plan, "all\n"), 1)


# Resolving


@dataclass
class Answers:
    """Random resolutions, and answers about commits that become empty.

    ``asked`` is how often each conflict came, ``refused`` why not.
    """

    chance: random.Random
    asked: Counter[tuple[str, bytes]] = field(default_factory=Counter)
    refused: list[str] = field(default_factory=list)
    decided: dict[str, EmptyCommits] = field(default_factory=dict)

    def resolve(self, plan: Plan, conflicts: Sequence[Conflict]) -> Plan:
        """The plan with a resolution for all of them, or for the first of them."""
        some = conflicts if self.chance.random() < 0.7 else conflicts[:1]
        for conflict in some:
            self.asked[conflict.place] += 1
            if self.asked[conflict.place] > ASKED:
                raise Wrong(f"{conflict.place} is asked about again and again")
            plan = replace(
                plan, resolutions=with_resolution(plan.resolutions, self._answer(conflict))
            )
        return plan

    def decide(self, plan: Plan, rewrite: Rewrite) -> Plan:
        """The plan with answers about all commits that become empty, or about the first."""
        some = rewrite.undecided if self.chance.random() < 0.5 else rewrite.undecided[:1]
        for one in some:
            if one.oid in self.decided:
                raise Wrong(f"{one.oid} is asked about again")
            action = self.chance.choice(list(EmptyCommits))
            self.decided[one.oid] = action
            plan = replace(plan, emptied=with_answer(plan.emptied, Emptied(one.oid, action)))
        return plan

    def _answer(self, conflict: Conflict) -> Resolution:
        taken = self.chance.choice(list(Taken))
        if taken is Taken.TEXT and not (conflict.at.has_text and not conflict.is_binary):
            taken = Taken.OURS
        base, ours, theirs = conflict.texts
        rows = self.chance.choice([base, ours, theirs]).splitlines(keepends=True)
        rows.insert(len(rows) // 2, b"resolved %d\n" % self.chance.randrange(99))
        return conflict.taking(taken, b"".join(rows) if taken is Taken.TEXT else b"")


# Judging


@dataclass
class Judge:
    """Compares the new history with git's own merges, in the repository at ``place``."""

    place: Place
    rewrite: Rewrite

    def judge(self, outcome: Outcome) -> None:
        """Raise Wrong for a tree that differs from git's."""
        singles = [one for one in self.rewrite.above if len(one.commit.parents) == 1]
        new = self.rewrite.renamed
        trees = [
            (self._tree(one.commit.parents[0]), self._tree(new[one.commit.parents[0]]))
            for one in singles
        ]
        bodies = [_bare(base) for base, _ in trees]
        bases = self._store(bodies)
        sides = []
        for one, base, (_, ours) in zip(singles, bases, trees, strict=True):
            sides += [_bare(ours, base), _bare(one.commit.tree, base)]
        pairs = self._store(sides)
        for one, ours, theirs in zip(singles, pairs[::2], pairs[1::2], strict=True):
            self._compare(one.oid, ours, theirs)
        for one in self.rewrite.above:
            parents = one.commit.parents
            if len(parents) == 2 and self._merge(*parents) == (one.commit.tree, {}):
                self._compare(one.oid, *(new.get(parent, parent) for parent in parents))
                outcome.notes.append("merge compared")

    def _compare(self, oid: str, ours: str, theirs: str) -> None:
        tree, conflicts = self._merge(ours, theirs)
        if conflicts:
            tree = self._resolved(oid, tree, conflicts)
        new = self._tree(self.rewrite.renamed[oid])
        if tree != new:
            shown = self.place.git("diff", tree, new).decode(errors="replace")
            raise Wrong(f"{oid} has the tree {new}, not {tree}:\n{shown}")

    def _resolved(self, oid: str, tree: str, conflicts: Mapping[bytes, dict[int, str]]) -> str:
        self.place.git("read-tree", tree)  # into the index of a repository without a working tree
        rows = [b"0 %s\t%s\0" % (b"0" * 40, path) for path in conflicts]
        for path, stages in self._plain(oid, tree, conflicts).items():
            one = self._resolution(oid, path)
            if one.taken is Taken.TEXT:
                blob = self.place.git("hash-object", "-w", "--stdin", stdin=one.text).decode()
                at = self.rewrite.resolved[one.place]
                rows.append(at.mode + b" " + blob.strip().encode() + b"\t" + path + b"\0")
            elif (side := stages.get(2 if one.taken is Taken.OURS else 3)) is not None:
                rows.append(side.encode() + b"\t" + path + b"\0")
        self.place.git("update-index", "-z", "--index-info", stdin=b"".join(rows))
        return self.place.git("write-tree").decode().strip()

    def _plain(
        self, oid: str, tree: str, conflicts: Mapping[bytes, dict[int, str]]
    ) -> dict[bytes, dict[int, str]]:
        """The conflicts without git's made-up paths, which end in the id of a scaffold commit."""
        found: dict[bytes, dict[int, str]] = {}
        for path, stages in conflicts.items():
            plain, _, name = path.rpartition(b"~")
            if len(name) != 40:
                plain = path
            elif self.place.git("ls-tree", tree, os.fsdecode(plain)).startswith(b"040000"):
                plain += b"~HEAD" if 2 in stages else b"~" + oid[:10].encode()
            found.setdefault(plain, {}).update(stages)
        return found

    def _resolution(self, oid: str, path: bytes) -> Resolution:
        for one in self.rewrite.plan.resolutions:
            if one.place == (oid, path):
                return one
        raise Wrong(f"git has a conflict at {path!r} of {oid}, and there is no resolution")

    def _merge(self, ours: str, theirs: str) -> tuple[str, dict[bytes, dict[int, str]]]:
        words = ("merge-tree", "--write-tree", "-z", "--no-messages", ours, theirs)
        out = self.place.attempt(*words).stdout
        tree, *rows = out.split(b"\0")
        found: dict[bytes, dict[int, str]] = {}
        for row in filter(None, rows):
            head, _, path = row.partition(b"\t")
            mode, oid, stage = head.decode().split(" ")
            found.setdefault(path, {})[int(stage)] = f"{mode} {oid}"
        return tree.decode(), found

    def _store(self, bodies: Sequence[bytes]) -> list[str]:
        names = []
        for number, body in enumerate(bodies):
            file = self.place.path / f"judge-{number}"
            file.write_bytes(body)
            names.append(str(file))
        if not names:
            return []
        return self.place.git("hash-object", "-t", "commit", "-w", *names).decode().split()

    def _tree(self, oid: str) -> str:
        return self.place.git("rev-parse", f"{oid}^{{tree}}").decode().strip()


def _bare(tree: str, *parents: str) -> bytes:
    rows = [f"tree {tree}", *(f"parent {parent}" for parent in parents)]
    return "\n".join([*rows, "author A <a@b> 0 +0000", "committer A <a@b> 0 +0000\n\nx\n"]).encode()


# Cases


def attempt(scratch: Path, seed: int, number: int) -> Outcome:
    """Try the case of that number; the same number is always the same case."""
    chance, outcome = random.Random(f"{seed} {number}"), Outcome(number)
    with tempfile.TemporaryDirectory(dir=scratch) as directory:
        try:
            _attempt(Path(directory), chance, outcome)
        except Exception as error:
            outcome.kind = "failed"
            outcome.told = "".join(traceback.format_exception(error, limit=-6))
    return outcome


def _attempt(directory: Path, chance: random.Random, outcome: Outcome) -> None:
    path = directory / "case.git"
    place = Place(path, path)
    path.mkdir()
    place.git("init", "-q", "--bare", "-b", "main")
    commits = draw_stack(chance)
    marks = directory / "marks"
    place.git("fast-import", "--quiet", f"--export-marks={marks}", stdin=stream(commits))
    oids = dict(row.split(" ") for row in marks.read_text().splitlines())
    for name in range(2):
        place.git("update-ref", f"refs/heads/b{name}", oids[f":{chance.choice(commits[1:]).mark}"])
    before = place.refs()
    session = sessions.load(place.path, oids[":2"])
    try:
        plan = draw_plan(session, chance)
        if next(plan.problems(), None):
            outcome.kind = "no split"
            return
        rewrite, answers = _resolved(session, plan, chance)
        if rewrite is None:
            outcome.kind = "refused: nothing to resolve it with"
            outcome.notes += answers.refused
            return
        session.write(rewrite)
    except PlanRefused as error:
        if "changes nothing" not in str(error):
            raise
        outcome.kind = "no split"
        return
    finally:
        session.close()
    place.git("fsck", "--strict", "--no-progress")
    Judge(place, rewrite).judge(outcome)
    dropped = {oid for oid, action in answers.decided.items() if action is EmptyCommits.DROP}
    if rewrite.left_out != dropped:
        raise Wrong(f"{rewrite.left_out} are left out, not {dropped}")
    outcome.notes += [f"empty: {action}" for action in set(answers.decided.values())]
    outcome.notes += ["merge dropped"] * any(
        one.oid in dropped and len(one.commit.parents) > 1 for one in rewrite.above
    )
    asked = sum(answers.asked.values())
    outcome.notes += [f"{min(asked, 9)} conflicts"]
    outcome.notes += ["asked again"] * (max(answers.asked.values(), default=0) > 1)
    sessions.undo(place.path)
    if place.refs() != before:
        raise Wrong(f"after the undo: the refs are {place.refs()}, not {before}")
    outcome.kind = "split, with conflicts" if asked else "split"


def _resolved(
    session: Session, plan: Plan, chance: random.Random
) -> tuple[Rewrite | None, Answers]:
    answers = Answers(chance)
    while True:
        try:
            rewrite = session.prepare(plan)
            if not rewrite.undecided:
                return rewrite, answers
            plan = answers.decide(plan, rewrite)
        except ConflictsFound as found:
            plan = answers.resolve(plan, found.conflicts)
        except RestackConflict as error:
            answers.refused.append(re.sub("[0-9a-f]{10,40}", "...", str(error)))
            return None, answers


def main() -> int:
    """Parse the words, run, report."""
    parser = argparse.ArgumentParser(prog="python -m tools.fuzz.conflicts", description=__doc__)
    parser.add_argument("--seed", type=int, default=1, help="of all that is drawn (1)")
    parser.add_argument("--cases", type=int, default=200, help="how many (200)")
    parser.add_argument("--first", type=int, default=0, help="the number of the first case (0)")
    parser.add_argument("--jobs", type=int, default=1, help="processes at once (1)")
    options = parser.parse_args()
    os.environ.update(hermetic())
    numbers = range(options.first, options.first + options.cases)
    kinds: Counter[str] = Counter()
    notes: Counter[str] = Counter()
    failures: list[Outcome] = []
    with tempfile.TemporaryDirectory(prefix="git-split-fuzz-") as scratch:
        try_one = partial(attempt, Path(scratch), options.seed)
        with get_context("fork").Pool(options.jobs) as pool:
            for outcome in pool.imap_unordered(try_one, numbers):
                kinds[outcome.kind] += 1
                notes.update(set(outcome.notes))
                failures += [outcome] if outcome.kind == "failed" else []
    for counted in (kinds, notes):
        print(*(f"{count:6} {name}" for name, count in sorted(counted.items())), sep="\n")
    for outcome in sorted(failures, key=lambda one: one.number)[:20]:
        print(f"--first {outcome.number} --cases 1:\n{outcome.told}")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
