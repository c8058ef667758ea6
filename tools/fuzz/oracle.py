"""The judge: what a split must have done, worked out from git's diff and the plan alone."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from rapidfuzz.distance import LCSseq

from tools.fuzz import edits
from tools.fuzz.model import File, Listing, Side
from tools.fuzz.place import COMMITTER, Place
from tools.fuzz.plans import Choice, Plan

#: In place of an id: some of the file's lines are there, and others not yet.
PARTLY = "partly"
#: For how many partly changed files of a case the shortest way from part to part is looked for.
MEASURED = 8
#: The greatest content for which that is done: it is slow.
MEASURED_SIZE = 1_000_000
#: How many commits above a dropped change are looked into.
CARRIED = 60
#: A conflict marker, and the commit that it names.
_NAMED = re.compile(rb"^(<{7}|>{7}) .*$", re.MULTILINE)
_SIGNATURES = (b"gpgsig", b"gpgsig-sha256")


class Wrong(Exception):
    """What came out is not what the plan says."""


@dataclass
class Case:
    """A split that was made: the plan, and the history before and after.

    ``refs`` are those before; ``notes`` counts what the judge could not or need not look into.
    """

    place: Place
    target: str
    plan: Plan
    refs: Mapping[str, str]
    notes: list[str] = field(default_factory=list)
    pairs: dict[str, str] = field(default_factory=dict)
    bodies: dict[str, bytes] = field(default_factory=dict)

    def judge(self) -> None:
        """Raise Wrong unless everything is as it must be."""
        self._follow_refs()
        parts = self._parts()
        self._check_trees(parts)
        self._check_parts(parts)
        self._check_stack()
        self._check_objects()

    @property
    def changes_end(self) -> bool:
        """Whether the end result may be another one than the commit's."""
        return self.plan.drops or any(edits.is_for_good(one, self.plan) for one in self.plan.edits)

    # History

    def _follow_refs(self) -> None:
        """Every branch that contained the target has moved, and nothing else has."""
        place = self.place
        now = {k: v for k, v in place.refs().items() if not k.startswith("refs/split/")}
        if now.keys() != self.refs.keys():
            raise Wrong(f"refs {sorted(now)} instead of {sorted(self.refs)}")
        tips = [oid for name, oid in self.refs.items() if name != "@HEAD"]
        out = place.git(
            "rev-list", "--ancestry-path", *dict.fromkeys(tips), f"^{self.target}"
        ).decode()
        above = {*out.split(), self.target}
        new = [oid for name, oid in now.items() if name != "@HEAD"]
        fresh = place.git("rev-list", *dict.fromkeys(new), *(f"^{oid}" for oid in tips)).decode()
        self._load([*above, *fresh.split()])
        for name, old in self.refs.items():
            follows = old in above and not name.startswith("refs/tags/")
            if (now[name] != old) != follows:
                raise Wrong(f"{name} went from {old} to {now[name]}")
            if follows:
                self._pair(old, now[name], above)

    def _pair(self, old: str, new: str, above: set[str]) -> None:
        """Walk old and new history side by side down to the target and its last part."""
        todo = [(old, new)]
        while todo:
            one, other = todo.pop()
            if self.pairs.setdefault(one, other) != other:
                raise Wrong(f"{one} became both {other} and {self.pairs[one]}")
            if one == self.target:
                continue
            before, after = self._body(one), self._body(other)
            if moved(before, after) != after:
                raise Wrong(f"{one} became {other}, which differs in more than it may")
            for left, right in zip(parents(before), parents(after), strict=True):
                if left in above:
                    if self.pairs.get(left) != right:
                        todo.append((left, right))
                elif left != right:
                    raise Wrong(f"{other} has another parent {right} than {left}")

    def _load(self, oids: Iterable[str]) -> None:
        """Read objects, all at once."""
        wanted = [oid for oid in dict.fromkeys(oids) if oid not in self.bodies]
        if wanted:
            self.bodies.update(zip(wanted, self.place.objects(wanted), strict=True))

    def _body(self, oid: str) -> bytes:
        self._load([oid])
        return self.bodies[oid]

    def _parts(self) -> list[str]:
        """The parts' ids, oldest first: as many as the plan has, on the target's parents."""
        count = len(self.plan.messages)
        last = self.pairs[self.target]
        out = self.place.git("rev-list", "--first-parent", f"-{count}", last).decode().split()
        if len(out) != count or parents(self._body(out[-1])) != parents(self._body(self.target)):
            raise Wrong(f"the parts {out} do not stand where the target stood")
        return out[::-1]

    def _check_stack(self) -> None:
        """Trees above are what they were; where something was dropped, they differ by that."""
        pairs = [pair for pair in self.pairs.items() if pair[0] != self.target]
        if not self.changes_end:
            for old, new in pairs:
                if header(self._body(old), b"tree") != header(self._body(new), b"tree"):
                    raise Wrong(f"{old} became {new}, and its tree changed")
            return
        for old, new in pairs[:: 1 + len(pairs) // CARRIED]:
            self._check_carried(old, new)

    def _check_carried(self, old: str, new: str) -> None:
        """A commit above does what it did: at every path, its parent's new content has changed as
        its old one had, merged by ``git merge-file`` where both sides changed it.  A merge that
        was git's own, without a conflict, is git's own merge of the new parents.  Another merge
        does to git's merge of its new parents, conflict markers and all, what it did to that of
        its old ones.
        """
        ups, new_ups = parents(self._body(old)), parents(self._body(new))
        if len(ups) == 2:
            if self._is_merged(old, new):
                return
            below, becomes = self._marked(ups), self._marked(new_ups)
        else:
            below = next(oid for oid in ups if oid in self.pairs)
            becomes = self.pairs[below]
        base = self.place.changes(below, becomes)
        own = self.place.changes(below, old)
        now = self.place.changes(old, new)
        if any(path in own for path, (was, ours) in base.items() if not (was and ours)):
            self.notes.append("a commit above changes a file that dropping brought or took")
            return
        for path in {*base, *now}:
            was, ours = base.get(path, (None, None))
            theirs = own[path][1] if path in own else was
            if path in now and path not in base:
                self.notes.append("a carried drop went to another path")
                return
            result = now[path][1] if path in now else theirs
            if theirs == was:
                wanted = ours
            elif ours == theirs:
                wanted = theirs
            else:
                wanted = self._merged(was, ours, theirs)
                if wanted is None:
                    self.notes.append("a carried drop was not a merge of three files")
                    return
            if result != wanted:
                raise Wrong(f"{old} became {new}: {path!r} is {result}, not {wanted}")

    def _is_merged(self, old: str, new: str) -> bool:
        """Whether git merges the new parents of what was a plain merge, to what is there."""
        if self._merge(parents(self._body(old))) != self._tree(old):
            return False
        wanted, found = self._merge(parents(self._body(new))), self._tree(new)
        if wanted and wanted != found:
            changes = self.place.changes(wanted.decode(), found.decode())
            raise Wrong(f"the merge {old} became {new}, which differs from git's own in {changes}")
        return bool(wanted)

    def _tree(self, oid: str) -> bytes:
        return header(self._body(oid), b"tree").removeprefix(b"tree ")

    def _merge(self, commits: Sequence[str]) -> bytes:
        """The tree of git's own merge of two commits; b"" where that is a conflict."""
        done = self.place.attempt("merge-tree", "--write-tree", *commits)
        return b"" if done.returncode else done.stdout.split()[0]

    def _marked(self, commits: Sequence[str]) -> str:
        """The tree of git's own merge of two commits, with markers where that is a conflict."""
        done = self.place.attempt("merge-tree", "--write-tree", *commits)
        return done.stdout.split()[0].decode()

    def _merged(self, was: Side | None, ours: Side | None, theirs: Side | None) -> Side | None:
        """What a three-way merge of plain files gives; None where it is none.

        Which commits conflict markers name makes no difference.
        """
        if not (was and ours and theirs) or not (was.mode == ours.mode == theirs.mode):
            return None
        if not was.mode.startswith("100"):
            return None
        with tempfile.TemporaryDirectory() as scratch:
            names = [str(Path(scratch, name)) for name in ("ours", "was", "theirs")]
            sides = self.place.objects([ours.oid, was.oid, theirs.oid])
            for name, body in zip(names, sides, strict=True):
                Path(name).write_bytes(_NAMED.sub(rb"\1", body))
            done = self.place.attempt("merge-file", "-p", "-q", *names)
        if done.returncode:
            return None
        oid = self.place.git("hash-object", "--stdin", stdin=done.stdout).decode().strip()
        return Side(was.path, was.mode, oid)

    # Parts

    def _check_parts(self, parts: Sequence[str]) -> None:
        """Authors as they were, messages as planned, identity with the heir and nobody else."""
        form = "--format=%an%x01%ae%x01%ad%x01%cn <%ce> %cd%x01%B%x01"
        form += "%(trailers:key=Signed-off-by,valueonly,unfold,separator=%x02)"
        args = ("log", "-z", "--no-walk=unsorted", "--date=raw", "--encoding=UTF-8", form)
        rows = self.place.git(*args, self.target, *parts).split(b"\0")
        shown = [row.split(b"\1") for row in rows if row]
        target, made = shown[0], shown[1:]
        heir = (self.plan.heir or len(parts)) - 1
        seen: set[bytes] = set()
        for index, row in enumerate(made):
            if row[:3] != target[:3] or row[3] != COMMITTER.encode():
                raise Wrong(f"part {index + 1} is by {row[:4]}, the target by {target[:4]}")
            if not row[4].startswith(self.plan.messages[index].strip().encode()):
                raise Wrong(f"part {index + 1} has the message {row[4]!r}")
            if target[5] and not set(target[5].split(b"\2")) <= set(row[5].split(b"\2")):
                raise Wrong(f"part {index + 1} is not signed off as the target is")
            wanted, found = change_id(target[4]), change_id(row[4])
            if (found == wanted) != (index == heir or not wanted):
                raise Wrong(f"part {index + 1} has the Change-Id {found!r}, the target {wanted!r}")
            if bool(found) != bool(wanted) or (found and found in seen):
                raise Wrong(f"part {index + 1} has the Change-Id {found!r}, seen {seen}")
            seen.add(found)

    def _check_trees(self, parts: Sequence[str]) -> None:
        """Each part's tree is its parent's with exactly what the plan gives to the parts so far."""
        place = self.place
        empty = place.git("hash-object", "-t", "tree", "--stdin").decode().strip()
        below = parents(self._body(self.target))
        start = below[0] if below else empty
        self._load_versions()
        before = self._before()
        measured = self._measured()
        last_contents: dict[int, bytes] = {}
        for part, commit in enumerate(parts, 1):
            wanted = self._listing(part)
            changes = place.changes(start, commit)
            for path in {*changes, *before, *wanted}:
                found = changes[path][1] if path in changes else before.get(path)
                self._check_entry(part, path, wanted.get(path), found)
            for index, side in self._partly(part):
                found = changes.get(side.path, (None, before.get(side.path)))[1]
                assert found
                content = self._body(found.oid)
                self._check_order(index, part, content)
                if index in measured:
                    self._check_step(index, part, last_contents.get(index), content)
                    last_contents[index] = content
        if not self.changes_end and place.changes(self.target, parts[-1]):
            raise Wrong("the last part's tree is not the target's")

    def _before(self) -> Listing:
        return {file.old.path: file.old for file in self.plan.files if file.old}

    def _load_versions(self) -> None:
        """Read the versions of all files that are looked into."""
        files = enumerate(self.plan.files)
        looked_into = [file for at, file in files if file.hunks or at in self.plan.edited]
        self._load(side.oid for file in looked_into for side in file.sides if side.oid)

    def empties(self) -> bool:
        """Whether edits leave a part without a change, as far as that is known."""
        self._load_versions()
        parts = range(1, len(self.plan.messages) + 1)
        listings = [self._before(), *map(self._listing, parts)]
        return edits.emptied([{**one, **self._happened(part)} for part, one in enumerate(listings)])

    def _happened(self, part: int) -> Listing:
        """For each file that is partly there, how much of it is."""
        counts = (
            (index, sum(at <= part for at in self.plan.assignment[index].lines))
            for index, _ in self._partly(part)
        )
        return {b"%d" % index: Side(b"", "", str(count)) for index, count in counts}

    def _check_entry(self, part: int, path: bytes, wanted: Side | None, found: Side | None) -> None:
        if wanted and found and wanted.oid == PARTLY:
            found = Side(found.path, found.mode, PARTLY)
        if wanted != found:
            raise Wrong(f"part {part}: {path!r} is {found}, not {wanted}")

    def _listing(self, part: int) -> Listing:
        """What the files of the commit are, and where, once that part is there."""
        found: Listing = {}
        for index in range(len(self.plan.files)):
            side = self._side(index, part)
            if side and found.setdefault(side.path, side) is not side:
                raise Wrong(f"the plan has two files at {side.path!r}: the fuzzer is wrong")
        return found

    def _side(self, index: int, part: int) -> Side | None:
        """A file once that part is there; of one with edits, the content that it must have."""
        file, plan = self.plan.files[index], self.plan
        side = version(file, plan.assignment[index], part)
        if side is None or index not in plan.edited:
            return side
        body = edits.content(plan, index, part, edits.Texts.of(file, self.bodies))
        if not body and edits.is_created(file):
            return None
        return Side(side.path, side.mode, edits.blob_id(body, self.target))

    def _partly(self, part: int) -> Iterator[tuple[int, Side]]:
        for index in range(len(self.plan.files)):
            side = self._side(index, part)
            if side and side.oid == PARTLY:
                yield index, side

    def _versions(self, index: int) -> tuple[bytes, bytes]:
        file = self.plan.files[index]
        old = self._body(file.old.oid) if file.old else b""
        new = self._body(file.new.oid) if file.new else b""
        return old, new

    def _check_order(self, index: int, part: int, content: bytes) -> None:
        """Unchanged lines stand where they stood; between two of them is what of the old lines is
        left and what of the new ones has come, each in its order.
        """
        choice = self.plan.assignment[index]
        old, new = (split_lines(version) for version in self._versions(index))
        rows = split_lines(content)
        at = 0
        for gone, come, anchor in gaps(choice, len(old), len(new)):
            stay = [old[n - 1] for n in gone if choice.removed[n] > part]
            came = [new[n - 1] for n in come if choice.added[n] <= part]
            size = len(stay) + len(came)
            found = rows[at : at + size]
            if choice.after.keys() & set(gone):
                in_order = found == [
                    new[n - 1] if is_new else old[n - 1]
                    for is_new, n in interleaved(choice, gone, come)
                    if (choice.added[n] <= part if is_new else choice.removed[n] > part)
                ]
            else:
                in_order = is_shuffle(found, stay, came)
            if not in_order:
                raise Wrong(
                    f"part {part}: {self.plan.files[index].path!r} from line {at + 1} is"
                    f" {found!r}, not {stay!r} with {came!r}"
                )
            at += size
            if anchor and rows[at : at + 1] != [old[anchor - 1]]:
                raise Wrong(f"part {part}: {self.plan.files[index].path!r} lost a line at {at + 1}")
            at += bool(anchor)
        if at != len(rows):
            raise Wrong(f"part {part}: {self.plan.files[index].path!r} has lines too many")
        last = (old[-1:], new[-1:])
        if content and not content.endswith(b"\n") and rows[-1:] not in last:
            raise Wrong(f"part {part}: {self.plan.files[index].path!r} lost its last newline")

    # How much a part changes

    def _measured(self) -> set[int]:
        """The files for which it is asked how much a part changes."""
        found: set[int] = set()
        for part in range(1, len(self.plan.messages) + 1):
            for index, _ in self._partly(part):
                if len(found) < MEASURED and sum(map(len, self._versions(index))) < MEASURED_SIZE:
                    found.add(index)
        return found

    def _check_step(self, index: int, part: int, before: bytes | None, now: bytes) -> None:
        """From one part to the next no more lines go and come than the plan names: lines that stay
        do not change places.  (``git diff --minimal`` is not always the
        shortest, so it is not asked.)
        """
        choice = self.plan.assignment[index]
        since = 0 if before is None else self._since(index, part)
        rows = split_lines(self._versions(index)[0] if before is None else before)
        new_rows = split_lines(now)
        kept = LCSseq.similarity(rows, new_rows)
        added = sum(since < at <= part for at in choice.added.values())
        removed = sum(since < at <= part for at in choice.removed.values())
        if len(new_rows) - kept > added or len(rows) - kept > removed:
            raise Wrong(
                f"part {part}: {self.plan.files[index].path!r} changes by +{len(new_rows) - kept}"
                f" -{len(rows) - kept}, though only +{added} -{removed} belong to it"
            )

    def _since(self, index: int, part: int) -> int:
        """The latest part before that one in which the file was partly changed."""
        earlier = [n for n in range(1, part) if any(at == index for at, _ in self._partly(n))]
        return earlier[-1]

    # Objects

    def _check_objects(self) -> None:
        """git finds nothing broken in the new objects, and all that they need is there."""
        refs = self.place.refs()
        new = [oid for name, oid in refs.items() if name != "@HEAD"]
        old = [f"^{oid}" for name, oid in self.refs.items() if name != "@HEAD"]
        wanted = "\n".join([*new, *old, ""]).encode()
        complaints = self._strict(wanted)
        if complaints:
            original = "\n".join([*self.pairs, *(f"^{oid}^@" for oid in self.pairs), ""]).encode()
            if complaints <= self._strict(original):
                self.notes.append("the source has objects that git complains about")
                return
            raise Wrong(f"git complains: {complaints}")

    def _strict(self, revisions: bytes) -> set[str]:
        """What ``git index-pack --strict`` says about the objects of those revisions."""
        place = self.place
        pack = place.git("pack-objects", "--revs", "--stdout", "-q", "--window=0", stdin=revisions)
        with tempfile.TemporaryDirectory() as scratch:
            name = str(Path(scratch, "new.pack"))
            done = place.attempt("index-pack", "--strict", "--stdin", name, stdin=pack)
        told = done.stderr.decode(errors="replace")
        for oid in re.findall(r"did not receive expected object ([0-9a-f]+)", told):
            place.excuse(oid.encode())
        found = re.findall(r"object [0-9a-f]+: (\w+)", told)
        return set(found) or ({told} if done.returncode else set())


# Files


def version(file: File, choice: Choice, part: int) -> Side | None:
    """The file once that part is there; None where it is not there."""
    happened = {name: at <= part for name, at in zip(file.facts, choice.facts, strict=True)}
    if not happened.get("create", True) or happened.get("delete", False):
        return None
    old, new = file.sides
    if happened.get("type"):
        return new
    return Side(
        path=new.path if happened.get("rename") else old.path,
        mode=new.mode if happened.get("mode") else old.mode,
        oid=_content(file, choice, part, happened),
    )


_EMPTY = {
    40: "e69de29bb2d1d6434b8b29ae775ad8c2e48c5391",
    64: "473a0f4c3be8a93681a267e3b1e9a7dcda1185436fe141f7749120a303721813",
}


def _content(file: File, choice: Choice, part: int, happened: Mapping[str, bool]) -> str:
    old, new = file.sides
    if not file.hunks:
        return new.oid if happened.get("content") else old.oid
    empty = _EMPTY[len(old.oid)]
    done = {at <= part for at in choice.lines}
    if done == {False}:
        return file.old.oid if file.old else empty
    if done == {True}:
        return file.new.oid if file.new else empty
    return PARTLY


def split_lines(data: bytes) -> list[bytes]:
    """A file's lines without their newlines."""
    rows = data.split(b"\n")
    return rows if rows[-1] else rows[:-1]


def gaps(choice: Choice, old: int, new: int) -> Iterator[tuple[list[int], list[int], int]]:
    """The old file's unchanged lines by number, each with the numbers of the lines removed and
    added before it; in the end 0, with what is behind the last of them.
    """
    at_old = at_new = 1
    while True:
        gone, come = [], []
        while at_old in choice.removed:
            gone.append(at_old)
            at_old += 1
        while at_new in choice.added:
            come.append(at_new)
            at_new += 1
        anchor = at_old if at_old <= old else 0
        if not anchor and at_new <= new:
            raise Wrong("git's diff does not lead from the old to the new file")
        yield gone, come, anchor
        if not anchor:
            return
        at_old, at_new = at_old + 1, at_new + 1


def interleaved(choice: Choice, gone: Sequence[int], come: Sequence[int]) -> list[tuple[bool, int]]:
    """The lines of a block as the plan orders them: (is it a new line, its number)."""
    places = [((choice.after[n], 1, n), (False, n)) for n in gone]
    places += [((n, 0, 0), (True, n)) for n in come]
    return [line for _, line in sorted(places)]


def is_shuffle(mixed: Sequence[bytes], one: Sequence[bytes], other: Sequence[bytes]) -> bool:
    """Whether ``mixed`` is the two sequences in one, each in its order."""
    if not one or not other:
        return [*mixed] == [*one, *other]
    reached = {0}  # how many lines of the first are used up
    for count, line in enumerate(mixed):
        forward = {at + 1 for at in reached if at < len(one) and one[at] == line}
        beside = (at for at in reached if 0 <= count - at < len(other))
        reached = forward | {at for at in beside if other[count - at] == line}
    return len(mixed) == len(one) + len(other) and len(one) in reached


# Commits


def change_id(message: bytes) -> bytes:
    """The Change-Id that Gerrit finds: the last one in the last paragraph."""
    last = re.split(rb"\n[ \t\r]*\n", message.strip())[-1]
    found: list[bytes] = re.findall(
        rb"^Change-Id: *(I[0-9a-f]{8,40})\s*$", last, re.MULTILINE | re.IGNORECASE
    )
    return found[-1] if found else b""


def parents(body: bytes) -> list[str]:
    """The parents of a commit."""
    rows = body.split(b"\n\n", 1)[0].split(b"\n")
    return [row[7:].decode() for row in rows if row.startswith(b"parent ")]


def header(body: bytes, name: bytes) -> bytes:
    """The first header of that name."""
    rows = body.split(b"\n\n", 1)[0].split(b"\n")
    return next(row for row in rows if row.startswith(name + b" "))


def moved(old: bytes, new: bytes) -> bytes:
    """The old commit with the new one's tree and parents, by the fuzzer's committer, unsigned."""
    head, blank, message = old.partition(b"\n\n")
    rows = re.split(rb"\n(?! )", head)
    given = re.split(rb"\n(?! )", new.partition(b"\n\n")[0])
    kept = [row for row in rows if not row.startswith((b"tree ", b"parent ", *_signed()))]
    start = [row for row in given if row.startswith((b"tree ", b"parent "))]
    committer = b"committer " + COMMITTER.encode()
    kept = [committer if row.startswith(b"committer ") else row for row in kept]
    return b"\n".join([*start, *kept]) + blank + message


def _signed() -> tuple[bytes, ...]:
    return tuple(name + b" " for name in _SIGNATURES)
