"""Generated commits and random plans, through the real git from end to end.

What each part's tree must be is worked out from ``git ls-tree`` and ``git diff`` of the two trees;
git itself then looks over every object that was written.
"""

from __future__ import annotations

import tempfile
import zlib
from collections.abc import Iterator, Sequence
from pathlib import Path

from hypothesis import assume, given
from hypothesis import strategies as st

from splitter.core.diff.model import FileChangeKind, FilePatch, Patch
from splitter.core.plan.changes import add_part, assign, remove_part, without_empty_rest
from splitter.core.plan.constraints import DROPPED, REST
from splitter.core.plan.edits import changes_of
from splitter.core.plan.plan import Plan, Selection, starting_plan
from tests.support.examples import examples
from tests.support.order import assert_in_order, with_own_lines
from tests.support.repos import File, Repo, Tree
from tests.support.splits import opened, undo
from tests.support.strategies import as_tree, commits, reordered, with_a_text

EMPTY_BLOB = "e69de29bb2d1d6434b8b29ae775ad8c2e48c5391"
#: In place of an id: some of the file's lines are there, and others not yet.
PARTLY = "partly"
Listing = dict[bytes, tuple[str, str]]


@st.composite
def plans(draw: st.DrawFn, patch: Patch) -> Plan:
    """A plan that can be written."""
    plan = starting_plan(patch, "the rest")
    count = draw(st.integers(1, 4))
    for number in range(count):
        plan = add_part(plan, f"part {number + 1}")
    numbers = st.sampled_from([*range(1, count + 1), REST, DROPPED])
    for index, file in enumerate(patch):
        for first in range(file.size):
            if draw(st.booleans()):
                plan = assign(plan, [Selection(index, (range(first, file.size),))], draw(numbers))
    for number in range(count, 0, -1):
        if not plan.tally(number):
            plan = remove_part(plan, number)
    plan = draw(reordered(without_empty_rest(plan)))
    texts = st.integers(0).map(lambda number: b"between %d\n" % number)
    for _ in range(draw(st.integers(0, 3))):
        with_one = draw(with_a_text(plan, texts))
        plan = plan if next(with_one.problems(), None) else with_one
    assume(next(plan.problems(), None) is None)
    return plan


def happened(plan: Plan, file: int, position: int) -> bytes:
    """For every change of a file, whether it is in one of the commits up to that position."""
    until = {*plan.order[: position + 1]}
    return bytes(number in until for number in plan.assignment[file])


def texts_at(plan: Plan, file: int, position: int) -> dict[int, bytes]:
    """What stands in a file at the places of lines that come, or go, in commits after that one."""
    changes = {one: changes_of(plan.patch.files[file], one)[0] for one in plan.edits_of(file)}
    return {
        change: one.text
        for number in plan.order[: position + 1]
        for one, change in changes.items()
        if one.number == number and plan.order.index(plan.assignment[file][change]) > position
    }


def state(file: FilePatch, done: bytes) -> tuple[bytes, str, str] | None:
    """Path, mode and id of a file once those changes have happened."""
    kinds = {file_change.kind: bool(done[n]) for n, file_change in enumerate(file.file_changes)}
    if not kinds.get(FileChangeKind.CREATE, True) or kinds.get(FileChangeKind.DELETE, False):
        return None
    old, new = file.old or file.new, file.new or file.old
    assert old
    assert new
    if kinds.get(FileChangeKind.TYPE):
        return new.path, new.mode.decode(), new.oid
    path = new.path if kinds.get(FileChangeKind.RENAME) else old.path
    mode = new.mode if kinds.get(FileChangeKind.MODE) else old.mode
    return path, mode.decode(), content(file, done[len(file.file_changes) :], kinds)


def content(file: FilePatch, lines: bytes, kinds: dict[FileChangeKind, bool]) -> str:
    """The id of a file's content, where it is one of the two versions or nothing."""
    before = file.old.oid if file.old else (EMPTY_BLOB if lines else file.new and file.new.oid)
    after = file.new.oid if file.new else (EMPTY_BLOB if lines else file.old and file.old.oid)
    assert before
    assert after
    if not lines:
        return after if kinds.get(FileChangeKind.CONTENT) else before
    return before if not any(lines) else after if all(lines) else PARTLY


def expected(base: Listing, plan: Plan, position: int) -> Listing:
    """The tree of the part at that position; `PARTLY` where an id is not known."""
    tree = dict(base)
    states = [state(file, happened(plan, index, position)) for index, file in enumerate(plan.patch)]
    for file in plan.patch:
        if file.old:
            tree.pop(file.old.path)
    for index, found in enumerate(states):
        if found:
            assert found[0] not in tree
            path, mode, oid = found
            tree[path] = (mode, PARTLY if texts_at(plan, index, position) else oid)
    return tree


def assert_trees(repo: Repo, base: Listing, plan: Plan, commits: Sequence[str]) -> None:
    """The parts' trees are what is expected, their partly changed files line by line."""
    partly: list[tuple[int, int, str]] = []
    for position, commit in enumerate(commits):
        wanted = expected(base, plan, position)
        tree = repo.tree(commit)
        assert {path: mode for path, (mode, _) in tree.items()} == {
            path: mode for path, (mode, _) in wanted.items()
        }
        for path, (_, oid) in wanted.items():
            if oid != PARTLY:
                assert tree[path][1] == oid
        for index, file in enumerate(plan.patch):
            found = state(file, happened(plan, index, position))
            if found and wanted[found[0]][1] == PARTLY:
                partly.append((position, index, tree[found[0]][1]))
    files = {index: sides(plan.patch.files[index]) for _, index, _ in partly}
    known = dict.fromkeys([oid for pair in files.values() for oid in pair])
    known |= dict.fromkeys(oid for _, _, oid in partly)
    texts = dict(zip(known, repo.contents(known), strict=True)) if known else {}
    options = ("--text", "--no-color", "--indent-heuristic")
    raw = {index: repo.git("diff", *options, *pair) for index, pair in files.items()}
    for position, index, oid in partly:
        file, own = plan.patch.files[index], texts_at(plan, index, position)
        old, new = (texts[side] for side in files[index])
        now = with_own_lines(file, texts[oid], (old, new), own)
        done = happened(plan, index, position)
        done = bytes(has or (n in own and n in file.added) for n, has in enumerate(done))
        assert_in_order(now, old, new, raw[index], done[len(file.file_changes) :])


def sides(file: FilePatch) -> list[str]:
    """The ids of a file's two versions."""
    return [side.oid if side else EMPTY_BLOB for side in (file.old, file.new)]


def fresh() -> Iterator[Repo]:
    """A new repository that has the empty file, gone afterwards."""
    with tempfile.TemporaryDirectory() as directory:
        repo = Repo.init(Path(directory))
        empty = repo.path / ".git/objects" / EMPTY_BLOB[:2] / EMPTY_BLOB[2:]
        empty.parent.mkdir()
        empty.write_bytes(zlib.compress(b"blob 0\0"))
        yield repo


def history(repo: Repo, before: Tree, after: Tree) -> list[str]:
    """Base (none for an empty tree), target, and a commit above that adds a file."""
    made = repo.chain(
        *([(before, "base")] if before else []),
        (after, "target\n\nSigned-off-by: x <y>\n"),
        ({**after, b"zz/above": b"above\n"}, "above"),
        branch="main",
    )
    repo.git("read-tree", "main")
    return made


@examples(60)
@given(trees=commits(), data=st.data())
def test_any_plan_of_any_commit_comes_out_as_it_says(
    trees: tuple[dict[bytes, File], dict[bytes, File]], data: st.DataObject
) -> None:
    before, after = trees
    after = {**after, b"zz/one": File(b"1\n2\n3\n")}
    for repo in fresh():
        old = history(repo, as_tree(before), as_tree(after))
        base = repo.tree(old[0]) if before else {}
        refs = repo.refs()
        with opened(repo, old[-2]) as session:
            plan = data.draw(plans(session.patch))
            rewrite = session.prepare(plan)
            session.write(rewrite)
        parts = [part.oid for part in rewrite.parts]
        assert_trees(repo, base, plan, parts)
        assert_chain(repo, old, parts, dropped=bool(plan.tally(DROPPED)))
        repo.check()
        undo(repo)
        assert repo.refs() == refs


def assert_chain(repo: Repo, old: list[str], parts: list[str], *, dropped: bool) -> None:
    """The parts stand in a row on the base, and what is above them does what it did."""
    assert repo.log("main") == [*old[:-2], *parts, repo.refs()["HEAD"]]
    same = repo.attempt("diff-tree", "--quiet", old[-1], "main").returncode == 0
    assert same or dropped
    change = [repo.git("diff-tree", "-r", "--root", *pair) for pair in above(repo, old, parts)]
    assert change[0] == change[1] != b""


def above(repo: Repo, old: list[str], parts: list[str]) -> list[tuple[str, str]]:
    """The commit above with its parent, as it was and as it is."""
    return [(old[-2], old[-1]), (parts[-1], repo.refs()["HEAD"])]
