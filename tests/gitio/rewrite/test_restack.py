"""What is dropped, carried up the stack: by few processes, and as git would merge it commit by
commit.
"""

from __future__ import annotations

import os
import random
import shutil
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import pytest

from splitter.core.objects.pack import Delta
from splitter.core.plan.changes import describe_part
from splitter.errors import Cancelled, RestackConflict
from tests.support.repos import Repo, Tree
from tests.support.splits import Done, Piece, opened, plan_text, split, whole
from tests.support.stories import BASE, DROPPING, TARGET, install_hook, numbered, story

#: A git that is too old to take many merges at once.
OLD = """#!/bin/sh
for word; do test "$word" = --stdin && test "$1" = merge-tree && exit 129; done
exec {git} "$@"
"""


@pytest.fixture(params=["git", "git 2.38"])
def git(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A git that merges many at once, and one that does not."""
    if request.param == "git":
        return
    wrapper = tmp_path / "bin/git"
    wrapper.parent.mkdir()
    wrapper.write_text(OLD.format(git=shutil.which("git")))
    wrapper.chmod(0o755)
    monkeypatch.setenv("PATH", f"{wrapper.parent}{os.pathsep}{os.environ['PATH']}")


def lines_of(*changed: int) -> list[bytes]:
    return numbered(*changed).splitlines(keepends=True)


def upper() -> Iterator[Tree]:
    """Trees above the target of `DROPPING`, which all change the file where line 20 is dropped."""
    rows = lines_of(3, 20)
    for number, text in ((38, b"far\n"), (22, b"near\n")):
        rows[number - 1] = text
        yield {**TARGET, b"a": b"".join(rows)}
    copy = rows[16:23]
    rows[17] = b"beside\n"  # so that only the copy looks as it did around what is dropped
    rows += copy
    yield {**TARGET, b"a": b"".join(rows)}
    rows[0] = b"first\n"
    yield {**TARGET, b"a": b"".join(rows)}
    moved = {path: data for path, data in TARGET.items() if path != b"a"}
    rows[35] = b"moved\n"
    yield {**moved, b"d/z": b"".join(rows)}
    rows[34] = b"far, once moved\n"
    yield {**moved, b"d/z": b"".join(rows)}
    rows[19] = lines_of()[19]
    yield {**moved, b"d/z": b"".join(rows)}
    rows[19] = b"another line instead\n"
    yield {**moved, b"d/z": b"".join(rows)}


def stacked(repo: Repo, trees: Iterator[Tree]) -> list[str]:
    """The target of the story with commits of these trees above."""
    old = story(repo)[:2]
    for number, tree in enumerate(trees):
        old.append(repo.commit(tree, f"upper {number}", old[-1:]))
    repo.branch("main", old[-1])
    return old[1:]


def trees_above(repo: Repo, last: str) -> list[str]:
    return repo.lines("log", "--reverse", "--format=%T", f"{last}..main")


def rebased(repo: Repo, old: list[str], done: Done) -> list[str]:
    """The trees of the commits above as ``git rebase`` makes them."""
    last = done.parts[-1]
    repo.git("checkout", "-q", "-f", old[-1])
    repo.git("rebase", "-q", "--empty=keep", "--onto", last, old[0])
    return repo.lines("log", "--reverse", "--format=%T", f"{last}..HEAD")


@pytest.mark.usefixtures("git")
def test_every_tree_is_the_one_that_git_merges(repo: Repo) -> None:
    old = stacked(repo, upper())
    done = split(repo, old[0], DROPPING)
    assert repo.git("fsck", "--strict", "--unreachable", "--no-progress") == b""
    trees = trees_above(repo, done.parts[-1])
    assert len(trees) == len(old) - 1
    assert trees == rebased(repo, old, done)


@pytest.mark.usefixtures("git")
def test_a_conflict_names_the_commit_at_which_it_is(repo: Repo) -> None:
    rows = lines_of(3, 20, 38)
    rows[19] = b"clash\n"
    trees = (numbered(3, 20, 38), b"".join(rows), b"".join(rows[:-1]))
    old = stacked(repo, ({**TARGET, b"a": a} for a in trees))
    with pytest.raises(
        RestackConflict, match=f"^cannot drop a .*: {old[2][:10]} .upper 1. changes the same lines;"
    ):
        split(repo, old[0], DROPPING)


def test_many_commits_take_few_processes(
    repo: Repo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = stacked(repo, ({**TARGET, b"a": numbered(3, 20, *range(25, n))} for n in range(26, 40)))
    trace = tmp_path / "trace"
    monkeypatch.setenv("GIT_TRACE", str(trace))
    done = split(repo, old[0], DROPPING)
    monkeypatch.delenv("GIT_TRACE")
    assert trace.read_text().count("built-in: git merge-tree") == 1
    assert repo.content("main", b"a") == numbered(3, *range(25, 39))
    assert trees_above(repo, done.parts[-1]) == rebased(repo, old, done)


def changing(repo: Repo, count: int = 3) -> list[str]:
    """The target with commits above that change the file where something is dropped."""
    lines = range(30, 30 + count)
    return stacked(repo, ({**TARGET, b"a": numbered(3, 20, *lines[: n + 1])} for n in range(count)))


def test_the_same_plan_on_the_same_stack_is_worked_out_once(
    repo: Repo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = changing(repo)
    with opened(repo, old[0]) as session:
        plan = session.read_plan(DROPPING)
        first = session.prepare(plan)
        monkeypatch.setenv("GIT_TRACE", str(tmp_path / "trace"))
        repo.git("tag", "meanwhile", old[0])
        again = session.prepare(session.read_plan(DROPPING))
        monkeypatch.delenv("GIT_TRACE")
        assert "git merge-tree" not in (tmp_path / "trace").read_text()
        assert (again.updates, again.parts, again.above) == (
            first.updates,
            first.parts,
            first.above,
        )
        assert (first.tags, again.tags) == ((), ("meanwhile",))
        session.write(again)
    assert repo.content("main", b"a") == numbered(3, 30, 31, 32)
    repo.check()


def test_another_plan_and_another_stack_are_worked_out_anew(repo: Repo) -> None:
    old = changing(repo)
    with opened(repo, old[0]) as session:
        plan = session.read_plan(DROPPING)
        session.prepare(plan)
        other = session.prepare(describe_part(plan, 1, "another message"))
        assert other.parts[0].message.subject == "another message"
        newer = repo.commit({**TARGET, b"a": numbered(3, 20, *range(30, 34))}, "new", old[-1:])
        repo.branch("main", newer)
        assert len(session.prepare(plan).above) == len(old)


def test_hooks_see_the_messages_of_the_same_plan_again(repo: Repo, tmp_path: Path) -> None:
    old = changing(repo)
    script = f'#!/bin/sh\necho seen >>"{tmp_path}/seen"\n'
    hook = install_hook(repo, "commit-msg", script)
    with opened(repo, old[0]) as session:
        plan = session.read_plan(DROPPING)
        counts = [len(session.prepare(plan).parts)] * 3
        session.prepare(plan)
        hook.write_text(f"{script}echo more >>$1\n")
        assert b"more" in session.prepare(plan).parts[0].commit.message
        assert (tmp_path / "seen").read_text().count("seen") == sum(counts)
        hook.unlink()
        assert b"more" not in session.prepare(plan).parts[0].commit.message


@pytest.mark.parametrize("after", [0, 5, 10, 15])
def test_what_is_given_up_leaves_off_and_leaves_nothing(repo: Repo, after: int) -> None:
    old = changing(repo)
    before = repo.refs(), repo.git("count-objects", "-v")
    with opened(repo, old[0]) as session:
        plan = session.read_plan(DROPPING)
        left = iter(range(after))
        with pytest.raises(Cancelled):
            session.prepare(plan, cancelled=lambda: next(left, None) is None)
        assert (repo.refs(), repo.git("count-objects", "-v")) == before
        assert session.prepare(plan).updates


def wide(repo: Repo, files: int = 2000, above: int = 120) -> list[str]:
    """A target that changes the first two of many files of one directory, and commits above that
    each change, add or remove another one.
    """
    tree: dict[bytes, bytes] = {b"d/f%04d" % n: b"%d\n" % n for n in range(files)}
    rows = [_import(1, tree, 0), _import(2, {b"d/f0000": b"a\n", b"d/f0001": b"b\n"}, 1)]
    for number in range(above):
        path = b"d/f%04d" % (100 + number // 3 * 10)
        changes = ({path: b"x\n"}, {path + b"-new": b"new\n"}, {path: None})
        rows.append(_import(number + 3, changes[number % 3], number + 2))
    repo.git("fast-import", "--quiet", stdin=b"".join(rows))
    repo.git("reset", "-q", "--hard")
    return repo.log("main")[1:]


def _import(mark: int, changes: Mapping[bytes, bytes | None], origin: int) -> bytes:
    rows = [b"commit refs/heads/main\nmark :%d\ncommitter A <a@b> %d +0000\n" % (mark, mark)]
    rows.append(b"data 0\n")
    if origin:
        rows.append(b"from :%d\n" % origin)
    for path, text in changes.items():
        rows.append(
            b"D %s\n" % path
            if text is None
            else b"M 644 inline %s\ndata %d\n%s" % (path, len(text), text)
        )
    return b"".join(rows)


WIDE = plan_text(Piece("first", [whole("d/f0000")]), dropped=[whole("d/f0001")])


def test_a_drop_below_a_wide_directory_writes_only_what_changes(repo: Repo) -> None:
    """S2: each commit above wrote its whole tree, and all of them were held in memory."""
    old = wide(repo)
    with opened(repo, old[0]) as session:
        plan = session.read_plan(WIDE)
        rewrite = session.prepare(plan)
        pending = rewrite.objects.values()
        held = sum(len(one.data) if isinstance(one, Delta) else len(one[1]) for one in pending)
        whole_tree = len(repo.git("cat-file", "tree", "main:d"))
        assert held < 4 * whole_tree + len(old) * 1500
        session.write(rewrite)
    repo.check()
    for index in (repo.path / ".git/objects/pack").glob("*.idx"):
        repo.git("verify-pack", str(index))
    last = rewrite.parts[-1].oid
    trees = trees_above(repo, last)
    for before, after in zip(old[1:], trees, strict=True):
        rows = repo.lines("diff-tree", "-r", "--name-only", before, after)
        assert rows == ["d/f0001"]


def test_objects_are_packed_once_where_git_has_nothing_to_merge(
    repo: Repo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """S2: all new trees were packed a second time, for a merge that did not come."""
    old = wide(repo)
    monkeypatch.setenv("GIT_TRACE", str(tmp_path / "trace"))
    split(repo, old[0], WIDE)
    monkeypatch.delenv("GIT_TRACE")
    trace = (tmp_path / "trace").read_text()
    assert "built-in: git merge-tree" not in trace
    assert trace.count("built-in: git index-pack --stdin") == 1


# Merges above


def merge(repo: Repo, ours: str, theirs: str, changes: Tree | None = None) -> str:
    """A merge of two commits as git makes it, with some files changed by hand."""
    tree = repo.line("merge-tree", "--write-tree", ours, theirs)
    oid = repo.line("commit-tree", tree, "-p", ours, "-p", theirs, "-m", "a merge")
    if not changes:
        return oid
    files = {path: repo.content(oid, path) for path in repo.tree(oid)}
    return repo.commit({**files, **changes}, "a merge with changes", [ours, theirs])


def merges(repo: Repo, last: str) -> Iterator[tuple[str, str]]:
    """The tree of each merge above the last part, and the one that git makes of its parents."""
    for row in repo.lines("log", "--merges", "--format=%T %P", f"{last}..main"):
        tree, *parents = row.split()
        yield tree, repo.line("merge-tree", "--write-tree", *parents)


@pytest.mark.usefixtures("git")
def test_a_change_that_a_merged_branch_made_too_stays_in_the_merge(repo: Repo) -> None:
    """D8: the merge took the merged branch's own change back."""
    base, target = story(repo)[:2]
    side = repo.commit({**BASE, b"a": numbered(20)}, "the same change", [base])
    work = repo.commit({**TARGET, b"m": b"m\n"}, "work", [target])
    repo.branch("main", merge(repo, work, side))
    done = split(repo, target, DROPPING)
    assert repo.content("main", b"a") == numbered(3, 20)
    assert all(one == other for one, other in merges(repo, done.parts[-1]))
    repo.check()


@pytest.mark.usefixtures("git")
def test_what_was_changed_by_hand_in_a_merge_stays(repo: Repo) -> None:
    base, target = story(repo)[:2]
    side = repo.commit({**BASE, b"a": numbered(20, 30)}, "the same change and more", [base])
    work = repo.commit({**TARGET, b"m": b"m\n"}, "work", [target])
    by_hand = {b"a": numbered(3, 10, 20, 30), b"new": b"new\n"}
    middle = merge(repo, work, side, by_hand)
    top = {**TARGET, b"m": b"m\n", **by_hand, b"c": b"top\n"}
    repo.branch("main", repo.commit(top, "top", [middle]))
    split(repo, target, DROPPING)
    assert repo.content("main", b"a") == numbered(3, 10, 20, 30)
    assert (repo.content("main", b"new"), repo.content("main", b"c")) == (b"new\n", b"top\n")
    repo.check()


def test_a_merge_that_was_in_conflict_is_left_as_it_was_solved(repo: Repo) -> None:
    base, target = story(repo)[:2]
    side = repo.commit({**BASE, b"c": b"theirs\n"}, "side", [base])
    work = repo.commit({**TARGET, b"c": b"ours\n"}, "work", [target])
    assert repo.attempt("merge-tree", "--write-tree", work, side).returncode == 1
    solved = repo.commit({**TARGET, b"c": b"both\n"}, "solved", [work, side])
    repo.branch("main", solved)
    split(repo, target, DROPPING)
    assert (repo.content("main", b"a"), repo.content("main", b"c")) == (numbered(3), b"both\n")
    repo.check()


def octopus(repo: Repo, *parents: str, changes: Tree | None = None) -> str:
    """A merge of several commits as git makes it, with some files changed by hand."""
    oid = repo.line("commit-tree", tree_in_turn(repo, parents), *flags(parents), "-m", "octopus")
    files = {path: repo.content(oid, path) for path in repo.tree(oid)}
    return repo.commit({**files, **(changes or {})}, "octopus", list(parents))


def flags(parents: Sequence[str]) -> list[str]:
    return [word for parent in parents for word in ("-p", parent)]


def tree_in_turn(repo: Repo, parents: Sequence[str]) -> str:
    """What git makes of several commits, each merged with what those before it have come to."""
    so_far = parents[0]
    for at, parent in enumerate(parents[1:], 1):
        tree = repo.line("merge-tree", "--write-tree", so_far, parent)
        so_far = repo.line("commit-tree", tree, *flags(parents[: at + 1]), "-m", "so far")
    return repo.line("rev-parse", f"{so_far}^{{tree}}")


@pytest.mark.usefixtures("git")
def test_an_octopus_merge_is_the_one_that_git_makes_of_its_new_parents(repo: Repo) -> None:
    """D8: the merge took a merged branch's own change back."""
    base, target = story(repo)[:2]
    side = repo.commit({**BASE, b"a": numbered(20)}, "the same change", [base])
    other = repo.commit({**BASE, b"o": b"other\n"}, "another file", [base])
    work = repo.commit({**TARGET, b"m": b"m\n"}, "work", [target])
    repo.branch("main", octopus(repo, work, other, side))
    done = split(repo, target, DROPPING)
    assert repo.content("main", b"a") == numbered(3, 20)
    parents = repo.line("log", "-1", "--format=%P", "main").split()
    assert parents[1:] == [other, side]
    assert repo.line("rev-parse", "main^{tree}") == tree_in_turn(repo, parents)
    assert repo.line("merge-base", "main", done.parts[-1]) == done.parts[-1]
    repo.check()


def test_what_was_changed_by_hand_in_an_octopus_merge_stays(repo: Repo) -> None:
    base, target = story(repo)[:2]
    side = repo.commit({**BASE, b"a": numbered(20)}, "the same change", [base])
    other = repo.commit({**BASE, b"o": b"other\n"}, "another file", [base])
    by_hand = {b"a": numbered(3, 20, 30), b"new": b"new\n"}
    repo.branch("main", octopus(repo, target, side, other, changes=by_hand))
    split(repo, target, DROPPING)
    assert (repo.content("main", b"a"), repo.content("main", b"new")) == (
        numbered(3, 20, 30),
        b"new\n",
    )
    repo.check()


def with_line(text: bytes, number: int, line: bytes) -> bytes:
    rows = text.splitlines(keepends=True)
    rows[number - 1] = line
    return b"".join(rows)


@pytest.mark.usefixtures("git")
@pytest.mark.parametrize("parents", [2, 3])
def test_a_merged_branchs_own_change_stays_where_the_merge_was_in_conflict(
    repo: Repo, parents: int
) -> None:
    """D8: the merge took it back, also where the conflict was in that file or in another one."""
    base, target = story(repo)[:2]
    theirs = {b"a": with_line(numbered(20), 33, b"theirs\n"), b"c": b"theirs\n"}
    side = repo.commit({**BASE, **theirs}, "the same change", [base])
    ours = {b"a": with_line(numbered(3, 20), 33, b"ours\n"), b"c": b"ours\n"}
    work = repo.commit({**TARGET, **ours}, "work", [target])
    other = repo.commit({**BASE, b"o": b"other\n"}, "another file", [base])
    assert repo.attempt("merge-tree", "--write-tree", work, side).returncode == 1
    solved = {b"a": with_line(numbered(3, 20), 33, b"both\n"), b"c": b"both\n"}
    more = {b"o": b"other\n"} if parents == 3 else {}
    both = [work, side, other][:parents]
    repo.branch("main", repo.commit({**TARGET, **solved, **more}, "solved", both))
    split(repo, target, DROPPING)
    assert repo.tree("main").keys() == {*TARGET, *solved, *more}
    assert {path: repo.content("main", path) for path in (*solved, *more)} == {**solved, **more}
    assert repo.content("main^1", b"a") == with_line(numbered(3), 33, b"ours\n")
    repo.check()


@pytest.mark.usefixtures("git")
def test_a_conflict_of_a_file_and_a_directory_is_left_as_it_was_solved(repo: Repo) -> None:
    """git names the file after the commit that has it, which is another one in the new history."""
    base, target = story(repo)[:2]
    side = repo.commit({**BASE, b"a": numbered(20), b"x/y": b"y\n"}, "a directory", [base])
    work = repo.commit({**TARGET, b"x": b"x\n"}, "a file", [target])
    solved = {**TARGET, b"x.txt": b"x\n", b"x/y": b"y\n"}
    repo.branch("main", repo.commit(solved, "solved", [work, side]))
    split(repo, target, DROPPING)
    assert {path: repo.content("main", path) for path in repo.tree("main")} == solved
    repo.check()


def test_a_merge_whose_conflict_has_what_is_dropped_is_refused(repo: Repo) -> None:
    base, target = story(repo)[:2]
    side = repo.commit({**BASE, b"a": with_line(numbered(), 20, b"theirs\n")}, "side", [base])
    solved = {**TARGET, b"a": with_line(numbered(3), 20, b"solved\n")}
    repo.branch("main", repo.commit(solved, "solved", [target, side]))
    before = repo.git("for-each-ref")
    with pytest.raises(RestackConflict, match=r"^cannot drop a .*solved\) changes the same lines;"):
        split(repo, target, DROPPING)
    assert repo.git("for-each-ref") == before


@pytest.mark.parametrize("seed", range(5))
def test_every_merge_is_the_one_that_git_makes_of_its_new_parents(repo: Repo, seed: int) -> None:
    chance = random.Random(seed)
    base, target = story(repo)[:2]
    below: dict[str, set[int]] = {base: set(), target: {3, 20}}
    for number in range(12):
        ours, theirs = chance.sample([*below][-6:], 2) if number > 2 else (target, base)
        changed = set(below[ours])
        clean = repo.attempt("merge-tree", "--write-tree", ours, theirs).returncode == 0
        if clean and chance.random() < 0.5 and repo.attempt("merge-base", ours, theirs).stdout:
            made = merge(repo, ours, theirs)
            rows = repo.content(made, b"a").split(b"\n")
            changed = {n for n, row in enumerate(rows, 1) if row.endswith(b" new")}
        else:
            changed ^= {chance.choice([10, 20, 20, 30, 38])}
            files = {b"a": numbered(*changed), b"n%d" % number: b"%d\n" % number}
            made = repo.commit({**TARGET, **files}, f"commit {number}", [ours])
        below[made] = changed
    repo.branch("main", made)
    try:
        done = split(repo, target, DROPPING)
    except RestackConflict:
        return
    for one, other in merges(repo, done.parts[-1]):
        assert one == other
    repo.check()
