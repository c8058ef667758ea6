"""What other tools' own tests do when changes leave a commit that later ones touch.

The situations are those of jj's squash and restore, of lazygit's custom patches, and of git's t3404
and t3430; the trees and the code are ours.  All cases share one repository.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from msgspec.structs import replace

from splitter.core.objects.commit import parse_commit
from splitter.core.options import EmptyCommits
from splitter.core.plan.emptied import Emptied
from splitter.core.plan.plan import Plan
from splitter.core.plan.resolutions import Taken, with_resolution
from splitter.core.rewrite.conflicts import ConflictsFound
from splitter.core.rewrite.rewrite import Rewrite
from splitter.session import Session
from tests.support.repos import File, Repo, Tree
from tests.support.splits import REST, Piece, lines, opened, plan_text, whole

OURS, THEIRS = Taken.OURS, Taken.THEIRS
#: What every target has as well, for its one part.
KEPT: Tree = {b"kept": b"kept\n"}
#: Three lines, of which one is changed.
THREE = b"first\nsecond\nthird\n"


@dataclass(frozen=True)
class Above:
    """A commit above the target: its subject, the subjects of its parents, its tree."""

    subject: str
    parents: tuple[str, ...]
    tree: Tree


@dataclass(frozen=True)
class Case:
    """A drop, and what becomes of the commits above.

    ``answers`` are the resolutions of all conflicts that come, by subject and path;
    ``emptied`` the answers about commits that become empty.  ``new`` are trees of the new history
    by subject, None for a commit that is left out.
    """

    source: str
    before: Tree
    target: Tree
    above: Sequence[Above]
    dropped: Sequence[str]
    answers: Mapping[tuple[str, bytes], Taken | bytes]
    new: Mapping[str, Tree | None]
    emptied: Mapping[str, EmptyCommits] = field(default_factory=dict)


def chain(*texts: bytes) -> tuple[Above, ...]:
    """Commits that each give the file ``f`` another text: "up 1" on the target, and so on."""
    names = ["target", *(f"up {n}" for n in range(1, len(texts) + 1))]
    return tuple(
        Above(name, (below,), {b"f": text})
        for below, name, text in zip(names, names[1:], texts, strict=False)
    )


SUB = [File(digit * 40, "160000") for digit in (b"1", b"2", b"3")]
FORK: Tree = {b"f": b"old\n", b"g": b"old\n"}
CASES = (
    Case(
        "lazygit: a patch moved out into the index conflicts with a later commit",
        {b"f": b"text\n"},
        {b"f": b"text with old changes\n"},
        chain(b"text with new changes\n"),
        [whole("f")],
        {("up 1", b"f"): OURS},
        {"target": {b"f": b"text\n"}, "up 1": {b"f": b"text\n"}},
        {"up 1": EmptyCommits.KEEP},
    ),
    Case(
        "lazygit: a line of an added file moved out, which a later commit changes",
        {},
        {b"f": THREE},
        chain(THREE.replace(b"second", b"second, changed")),
        [lines("f", added=[2])],
        {("up 1", b"f"): THREE.replace(b"second", b"second, changed")},
        {
            "target": {b"f": b"first\nthird\n"},
            "up 1": {b"f": THREE.replace(b"second", b"second, changed")},
        },
    ),
    Case(
        "lazygit: of two files in a patch one conflicts, the other goes by itself",
        {b"f": b"f\n", b"g": b"g\n"},
        {b"f": b"f\nmore f\n", b"g": b"g\nmore g\n"},
        [Above("up 1", ("target",), {b"f": b"f\nmore f\neven more\n", b"g": b"g\nmore g\n"})],
        [whole("f"), whole("g")],
        {("up 1", b"f"): b"f\neven more\n"},
        {"up 1": {b"f": b"f\neven more\n", b"g": b"g\n"}},
    ),
    Case(
        "lazygit: a commit that loses all of its changes is not kept",
        {b"f": b"text\n"},
        {b"f": b"text, changed\n"},
        (*chain(b"text, again\n"), Above("up 2", ("up 1",), {b"f": b"text, again\n", b"g": b""})),
        [whole("f")],
        {("up 1", b"f"): OURS},
        {"up 1": None, "up 2": {b"f": b"text\n", b"g": b""}},
        {"up 1": EmptyCommits.DROP},
    ),
    Case(
        "jj squash: each of three commits rewrites the same line, the middle one goes",
        {b"f": b"a\n"},
        {b"f": b"b\n"},
        chain(b"c\n", b"d\n"),
        [whole("f")],
        {("up 1", b"f"): THEIRS},  # after that, the next one is as it was
        {"target": {b"f": b"a\n"}, "up 1": {b"f": b"c\n"}, "up 2": {b"f": b"d\n"}},
    ),
    Case(
        "jj restore: the file that a commit adds goes, and a later one changes it: left out",
        {b"f": b"f\n"},
        {b"f": b"f\n", b"g": b"b\n"},
        [Above("up 1", ("target",), {b"g": b"c\n", b"h": b"h\n"})],
        [whole("g")],
        {("up 1", b"g"): OURS},
        {"target": {b"f": b"f\n"}, "up 1": {b"h": b"h\n"}},
    ),
    Case(
        "jj restore: the same, and the later file is kept whole",
        {b"f": b"f\n"},
        {b"f": b"f\n", b"g": b"b\n"},
        [Above("up 1", ("target",), {b"g": b"c\n", b"h": b"h\n"})],
        [whole("g")],
        {("up 1", b"g"): THEIRS},
        {"up 1": {b"g": b"c\n", b"h": b"h\n"}},
    ),
    Case(
        "jj restore: a merge that resolved by hand keeps its content",
        {b"f": b"base\n"},
        {b"f": b"b\n", b"g": b"b\n"},
        [
            Above("a", ("target",), {b"f": b"a\n", b"g": b"b\n"}),
            Above("b", ("target",), {b"f": b"c\n", b"g": b"b\n"}),
            Above("merge", ("a", "b"), {b"f": b"ac\n", b"g": b"b\n"}),
        ],
        [whole("f")],
        {("a", b"f"): THEIRS, ("b", b"f"): THEIRS},
        {
            "a": {b"f": b"a\n", b"g": b"b\n"},
            "b": {b"f": b"c\n", b"g": b"b\n"},
            "merge": {b"f": b"ac\n", b"g": b"b\n"},
        },
    ),
    Case(
        "jj squash between branches: only the branch that touches the change conflicts",
        FORK,
        {b"f": b"new\n", b"g": b"old\n"},
        [
            Above("other", ("target",), {b"f": b"new\n", b"g": b"other\n"}),
            Above("same", ("target",), {b"f": b"newer\n", b"g": b"old\n"}),
            Above("join", ("other", "same"), {b"f": b"newer\n", b"g": b"other\n"}),
        ],
        [whole("f")],
        {("same", b"f"): b"both\n"},
        {
            "other": {b"f": b"old\n", b"g": b"other\n"},
            "same": {b"f": b"both\n", b"g": b"old\n"},
            "join": {b"f": b"both\n", b"g": b"other\n"},
        },
    ),
    Case(
        "t3404: four commits on one file, the conflicts come one after the other",
        {b"f": b"one\n"},
        {b"f": b"one\ntwo\n"},
        chain(b"one\ntwo\nthree\n", b"one\ntwo\nthree\nfour\n"),
        [whole("f")],
        {("up 1", b"f"): b"one\nresolved\n", ("up 2", b"f"): b"one\nresolved\nfour\n"},
        {"up 1": {b"f": b"one\nresolved\n"}, "up 2": {b"f": b"one\nresolved\nfour\n"}},
    ),
    Case(
        "t3404: a submodule in conflict, theirs and then ours",
        {b"sub": SUB[0]},
        {b"sub": SUB[1]},
        [
            Above("up 1", ("target",), {b"sub": SUB[2]}),
            Above("side", ("target",), {b"sub": SUB[2], b"g": b"g\n"}),
        ],
        [whole("sub")],
        {("side", b"sub"): OURS, ("up 1", b"sub"): THEIRS},
        {"up 1": {b"sub": SUB[2]}, "side": {b"sub": SUB[0], b"g": b"g\n"}},
    ),
    Case(
        "t3404: the commit that adds a file goes, and the next one has a backslash in its subject",
        {},
        {b"f": b"old content\n"},
        [Above("\\temp", ("target",), {b"f": b"new content\n"})],
        [whole("f")],
        {("\\temp", b"f"): THEIRS},
        {"target": {}, "\\temp": {b"f": b"new content\n"}},
    ),
    Case(
        "t3430: a side branch of which one commit is left out keeps its merge",
        FORK,
        {b"f": b"new\n", b"g": b"old\n"},
        [
            Above("B1", ("target",), {b"f": b"new\n", b"g": b"B1\n"}),
            Above("A1", ("target",), {b"f": b"new\n", b"g": b"old\n", b"h": b"A1\n"}),
            Above("A2", ("A1",), {b"f": b"A2\n", b"g": b"old\n", b"h": b"A1\n"}),
            Above("merge", ("B1", "A2"), {b"f": b"A2\n", b"g": b"B1\n", b"h": b"A1\n"}),
        ],
        [whole("f")],
        {("A2", b"f"): OURS},
        {
            "A1": {b"f": b"old\n", b"g": b"old\n", b"h": b"A1\n"},
            "A2": None,
            "merge": {b"f": b"old\n", b"g": b"B1\n", b"h": b"A1\n"},
        },
        {"A2": EmptyCommits.DROP},
    ),
    Case(
        "t3430: an octopus merge, with a conflict in one of its branches",
        FORK,
        {b"f": b"new\n", b"g": b"old\n"},
        [
            Above("one", ("target",), {b"f": b"one\n", b"g": b"old\n"}),
            Above("two", ("target",), {b"f": b"new\n", b"g": b"two\n"}),
            Above("three", ("target",), {b"f": b"new\n", b"g": b"old\n", b"h": b"three\n"}),
            Above(
                "octopus",
                ("one", "two", "three"),
                {b"f": b"one\n", b"g": b"two\n", b"h": b"three\n"},
            ),
        ],
        [whole("f")],
        {("one", b"f"): b"solved\n"},
        {
            "one": {b"f": b"solved\n", b"g": b"old\n"},
            "octopus": {b"f": b"solved\n", b"g": b"two\n", b"h": b"three\n"},
        },
    ),
    Case(
        "t3430: a conflict in the commit after a merge",
        FORK,
        {b"f": b"new\n", b"g": b"old\n"},
        [
            Above("one", ("target",), {b"f": b"new\n", b"g": b"one\n"}),
            Above("two", ("target",), {b"f": b"new\n", b"g": b"old\n", b"h": b"two\n"}),
            Above("merge", ("one", "two"), {b"f": b"new\n", b"g": b"one\n", b"h": b"two\n"}),
            Above("after", ("merge",), {b"f": b"after\n", b"g": b"one\n", b"h": b"two\n"}),
        ],
        [whole("f")],
        {("after", b"f"): b"resolved\n"},
        {
            "merge": {b"f": b"old\n", b"g": b"one\n", b"h": b"two\n"},
            "after": {b"f": b"resolved\n", b"g": b"one\n", b"h": b"two\n"},
        },
    ),
)


def test_the_situations_of_other_tools_end_as_their_users_want(repo: Repo) -> None:
    for case, oids in zip(CASES, _commits(repo), strict=True):
        with opened(repo, oids["target"]) as session:
            text = plan_text(Piece("part", REST), dropped=case.dropped)
            rewrite, met = _resolved(session, session.read_plan(text), case, oids)
            session.store(rewrite)
        assert sorted(met) == sorted(case.answers), case.source
        for subject, tree in case.new.items():
            oid = oids[subject]
            assert (oid in rewrite.left_out) == (tree is None), (case.source, subject)
            if tree is not None:
                found = repo.tree(rewrite.renamed[oid])
                assert found == _entries({**KEPT, **tree}), (case.source, subject)
        for one in case.above:
            _assert_same_commit(repo, rewrite, oids[one.subject], case.source)
    repo.git("fsck", "--strict", "--no-progress")


def _commits(repo: Repo) -> list[dict[str, str]]:
    """The ids of the commits of each case by subject; a branch is at each of them."""
    rows: list[tuple[Tree, str, tuple[int, ...]]] = []
    numbers: list[dict[str, int]] = []
    for case in CASES:
        first = len(rows)
        at = {one.subject: first + n for n, one in enumerate(case.above, 2)} | {"target": first + 1}
        source = f"\n\n{case.source}\n"
        rows.append((case.before, f"base{source}", ()))
        rows.append(({**KEPT, **case.target}, f"target{source}", (first,)))
        for one in case.above:
            parents = tuple(at[parent] for parent in one.parents)
            rows.append(({**KEPT, **one.tree}, one.subject + source, parents))
        numbers.append(at)
    oids = repo.history(*rows)
    moves = "".join(f"create refs/heads/at{n} {oid}\n" for n, oid in enumerate(oids))
    repo.git("update-ref", "--stdin", stdin=moves.encode())
    return [{subject: oids[n] for subject, n in at.items()} for at in numbers]


def _resolved(
    session: Session, plan: Plan, case: Case, oids: Mapping[str, str]
) -> tuple[Rewrite, list[tuple[str, bytes]]]:
    """The rewrite with the answers of a case, and the conflicts in their order."""
    met: list[tuple[str, bytes]] = []
    answers = tuple(Emptied(oids[subject], action) for subject, action in case.emptied.items())
    plan = replace(plan, emptied=answers)
    while True:
        try:
            rewrite = session.prepare(plan)
        except ConflictsFound as found:
            for conflict in found.conflicts:
                place = conflict.commit.subject, conflict.at.path
                assert place not in met, case.source
                met.append(place)
                answer = case.answers[place]
                one = (
                    conflict.taking(answer)
                    if isinstance(answer, Taken)
                    else conflict.taking(Taken.TEXT, answer)
                )
                plan = replace(plan, resolutions=with_resolution(plan.resolutions, one))
        else:
            assert not rewrite.undecided, case.source
            assert {one.oid for one in rewrite.emptied} == {one.commit for one in answers}
            return rewrite, met


def _entries(tree: Tree) -> dict[bytes, tuple[str, str]]:
    """A tree as `Repo.tree` gives it."""
    files = {path: one if isinstance(one, File) else File(one) for path, one in tree.items()}
    return {path: (one.mode, _oid(one)) for path, one in files.items()}


def _oid(one: File) -> str:
    if one.mode == "160000":
        return one.data.decode()
    return hashlib.sha1(b"blob %d\0%s" % (len(one.data), one.data)).hexdigest()


def _assert_same_commit(repo: Repo, rewrite: Rewrite, oid: str, source: str) -> None:
    """A commit that was resolved keeps its author, its message and the number of its parents."""
    if oid in rewrite.left_out:
        return
    old, new = (parse_commit(repo.body(one)) for one in (oid, rewrite.renamed[oid]))
    same = [(one.get(b"author"), one.message, len(one.parents)) for one in (old, new)]
    assert same[0] == same[1], source
