"""The index after a drop and its undo, whatever stands in it; git alone says what does."""

from __future__ import annotations

import errno
import os
import shutil
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from splitter.errors import StateRefused
from tests.support.examples import examples
from tests.support.repos import File, Repo, Tree
from tests.support.splits import Piece, hunks, opened, plan_text, split, undo, whole
from tests.support.stories import DROPPING, numbered, story

#: What lets git see and write every entry of a sparse index by itself.
EXPANDED = ("-c", "core.sparseCheckout=false")
#: All paths of the generated commits, the last always changed and never dropped.
PATHS = (b"empty", b"in/a", b"in/b", b"in/sub/c", b"out/a", b"out/b", b"out/sub/c", b"z")
*DROPPABLE, KEPT = PATHS
KINDS = ("plain", "split", "untracked", "version 4", "sparse", "sparse index", "missing")
STATES = (
    "clean",
    "staged",
    "unstaged",
    "staged and unstaged",
    "removed",
    "deleted",
    "intended",
    "intended and assume-unchanged",
    "ahead",
    "conflict",
    "skip-worktree",
    "assume-unchanged",
    "both marks",
)
CHANGES = ("none", "modify", "create", "delete")


@dataclass(frozen=True)
class Case:
    """A kind of index; for each path, what the target does to it, its state, and whether the change
    is dropped.
    """

    kind: str
    changes: Mapping[bytes, str]
    states: Mapping[bytes, str]
    dropped: tuple[bytes, ...]


@st.composite
def cases(draw: st.DrawFn) -> Case:
    """Any case in which something is dropped, but for intent-to-add entries in a sparse index: some
    versions of git break such an index themselves.
    """
    changes = {path: draw(st.sampled_from(CHANGES)) for path in DROPPABLE}
    changes[draw(st.sampled_from(DROPPABLE))] = draw(st.sampled_from(CHANGES[1:]))
    kind = draw(st.sampled_from(KINDS))
    usable = [s for s in STATES if kind != "sparse index" or not s.startswith("intended")]
    states = {path: draw(st.sampled_from(usable)) for path in DROPPABLE}
    changed = [path for path in DROPPABLE if changes[path] != "none"]
    dropped = draw(st.lists(st.sampled_from(changed), min_size=1, unique=True))
    return Case(kind, changes, states, tuple(sorted(dropped)))


def trees(changes: Mapping[bytes, str]) -> tuple[Tree, Tree]:
    """The trees before and after the target."""
    before, after = ({KEPT: b"kept\n" * n} for n in (1, 2))
    for path, change in changes.items():
        if change != "create":
            before[path] = b"" if path == b"empty" else b"old %s\n" % path
        if change != "delete":
            after[path] = before.get(path, b"") if change in ("none", "create") else b"new\n" + path
            if change == "create" and path != b"empty":
                after[path] = b"created " + path
    return before, after


def make(repo: Repo, case: Case) -> None:
    """Make the history, check it out into an index of that kind, and bring about the states."""
    for key, value in {
        "split": [("core.splitIndex", "true")],
        "untracked": [("core.untrackedCache", "true")],
        "version 4": [("index.version", "4")],
    }.get(case.kind, []):
        repo.git("config", key, value)
    before, after = trees(case.changes)
    repo.stack((before, "base"), (after, "target"), ({**after, b"top": b"t\n"}, "top"))
    repo.git("config", "gc.auto", "0")
    repo.git("config", "advice.sparseIndexExpanded", "false")
    if case.kind.startswith("sparse"):
        option = "--sparse-index" if case.kind == "sparse index" else "--no-sparse-index"
        repo.git("sparse-checkout", "set", "--cone", option, "in")
    bring_about(repo, case.states, before, after)
    mark(repo, case)
    if case.kind == "missing":
        (repo.path / ".git/index").unlink()
    elif case.kind == "sparse index":
        repo.git("update-index", "--force-write-index")  # each directory as one entry, where it can
    else:
        repo.git("status")  # which fills the caches


def bring_about(repo: Repo, states: Mapping[bytes, str], before: Tree, after: Tree) -> None:
    """Bring about the states but for the marks, in the index and the working tree."""
    written = {"staged": b"staged", "unstaged": b"unstaged", "staged and unstaged": b"both"}
    for path, state in states.items():
        file = repo.path / os.fsdecode(path)
        if state in written or state.startswith("intended"):
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(written.get(state, b"intended"))
        if state == "deleted":
            file.unlink(missing_ok=True)
    stage(repo, {path: entries(path, state, before) for path, state in states.items()}, after)
    if intended := [path for path, state in states.items() if state.startswith("intended")]:
        repo.git(*EXPANDED, "add", "-N", "-f", "--", *intended)


def entries(path: bytes, state: str, before: Tree) -> list[tuple[int, bytes]] | None:
    """The stages and contents of a path's entries in the index; None for as they are."""
    if state == "ahead":
        return [(0, content(before[path]))] if path in before else []
    return {
        "staged": [(0, b"staged")],
        "staged and unstaged": [(0, b"staged")],
        "removed": [],
        "intended": [],
        "intended and assume-unchanged": [],
        "conflict": [(n, b"side %d" % n) for n in (1, 2, 3)],
    }.get(state)


def content(item: bytes | File) -> bytes:
    """What a tree has at a path."""
    return item if isinstance(item, bytes) else item.data


def stage(repo: Repo, wanted: Mapping[bytes, list[tuple[int, bytes]] | None], now: Tree) -> None:
    """Put entries into the index in place of those of their paths, unless they are there now."""
    rows, contents = [], repo.path / ".git/contents"
    contents.mkdir()
    for path, stages in wanted.items():
        there = [(0, content(now[path]))] if path in now else []
        if stages is not None and stages != there:
            rows.append((b"0", b"0" * 40, 0, path))
            for number, data in stages:
                (contents / str(len(rows))).write_bytes(data)
                rows.append((b"100644", b"", number, path))
    names = sorted(contents.iterdir(), key=lambda name: int(name.name))
    stdin = b"".join(b"%s\n" % os.fsencode(name) for name in names)
    args = ("hash-object", "-w", "--no-filters", "--stdin-paths")
    oids = iter(repo.git(*args, stdin=stdin).split() if names else [])
    stdin = b"".join(
        b"%s %s %d\t%s\0" % (mode, oid or next(oids), number, path)
        for mode, oid, number, path in rows
    )
    if rows:
        repo.git(*EXPANDED, "update-index", "-z", "--index-info", stdin=stdin)
    shutil.rmtree(contents)


def mark(repo: Repo, case: Case) -> None:
    """Set the marks of entries that are there."""
    there = set(repo.git(*EXPANDED, "ls-files", "-z").split(b"\0"))
    for option in ("skip-worktree", "assume-unchanged"):
        wanted = [p for p, s in case.states.items() if option in s or s == "both marks"]
        stdin = b"".join(path + b"\0" for path in wanted if path in there)
        if stdin:
            repo.git(*EXPANDED, "update-index", f"--{option}", "-z", "--stdin", stdin=stdin)


@dataclass(frozen=True)
class Seen:
    """What git says of an index and a working tree: for each path its entries, with mark, mode, id
    and stage; the paths staged beyond HEAD; its status; and the files, byte for byte.
    """

    entries: Mapping[bytes, list[bytes]]
    staged: frozenset[bytes]
    status: bytes
    files: Mapping[str, bytes]

    @classmethod
    def of(cls, repo: Repo) -> Seen:
        """As it is now; nothing is refreshed on disk."""
        lazy = {"GIT_OPTIONAL_LOCKS": "0"}
        entries: dict[bytes, list[bytes]] = {}
        for row in repo.git("ls-files", "-t", "-v", "--stage", "-z").split(b"\0")[:-1]:
            head, _, path = row.partition(b"\t")
            entries.setdefault(path, []).append(head)
        args = ("--cached", "--name-only", "--no-renames", "-z", "HEAD")
        staged = repo.git("diff", *args, env=lazy).split(b"\0")[:-1]
        status = repo.git("status", "--porcelain=v2", "--no-renames", "-z", env=lazy)
        return cls(entries, frozenset(staged), status, repo.files())


def differing(repo: Repo, old: str, new: str) -> dict[bytes, bytes]:
    """The paths at which two commits differ, with the second one's mode and id, b"" for none."""
    rows = repo.git("diff-tree", "-r", "-z", "--no-renames", old, new).split(b"\0")
    found = {}
    for row, path in zip(rows[::2], rows[1::2], strict=False):
        mode, oid = row.split(b" ")[1], row.split(b" ")[3]
        found[path] = b"" if mode == b"000000" else b"%s %s" % (mode, oid)
    return found


def assert_followed(before: Seen, after: Seen, dropped: Mapping[bytes, bytes]) -> None:
    """Entries that agreed with HEAD follow and keep their marks; all else is as it was."""
    assert after.files == before.files
    for path in {*before.entries, *after.entries, *dropped}:
        was, now = before.entries.get(path, []), after.entries.get(path, [])
        if path not in dropped or path in before.staged:
            assert now == was, path
        else:
            letter = was[0][:1] if was else b"H"
            assert now == ([b"%s %s 0" % (letter, dropped[path])] if dropped[path] else []), path
    assert after.staged <= before.staged


def assert_sound(repo: Repo, staged: frozenset[bytes], conflict: bool) -> None:
    """The next commit has what was staged before the split, and nothing is broken."""
    with tempfile.TemporaryDirectory() as scratch:
        copy = Repo(Path(scratch) / "copy")
        shutil.copytree(repo.path, copy.path, symlinks=True)
        copy.git("config", "advice.sparseIndexExpanded", "false")
        if not conflict:
            copy.git("commit", "-q", "--allow-empty", "-m", "next")
            assert set(differing(copy, "HEAD~", "HEAD")) == staged
        copy.check()


@given(cases())
@examples(25)
def test_whatever_stands_in_the_index_outlasts_a_drop_and_comes_back_by_its_undo(
    case: Case,
) -> None:
    """D1, D2, D24."""
    with tempfile.TemporaryDirectory() as scratch:
        repo = Repo.init(Path(scratch) / "work")
        make(repo, case)
        before, old = Seen.of(repo), repo.line("rev-parse", "HEAD")
        dropped = [whole(os.fsdecode(path)) for path in case.dropped]
        kept = [whole(os.fsdecode(p)) for p, c in case.changes.items() if c != "none"]
        kept = [whole(os.fsdecode(KEPT)), *(name for name in kept if name not in dropped)]
        split(repo, "HEAD~", plan_text(Piece("part", kept), dropped=dropped))
        after = Seen.of(repo)
        if case.kind == "missing":
            assert not (repo.path / ".git/index").exists()
            assert after.files == before.files
        else:
            assert_followed(before, after, differing(repo, old, "HEAD"))
            assert_sound(repo, after.staged, "conflict" in case.states.values())
        undo(repo)
        assert Seen.of(repo) == before
        repo.check()


OUTSIDE: tuple[Tree, Tree] = (
    {b"in/a": b"1\n", b"out/a": numbered(), b"out/b": b"b\n"},
    {b"in/a": b"2\n", b"out/a": numbered(3, 20), b"out/b": b"b\n", b"out/new": b"n\n"},
)
#: Half of a file outside of the cone is dropped, and all of another one.
DROPPING_OUTSIDE = plan_text(
    Piece("kept", [whole("in/a"), hunks("out/a", 1)]), dropped=[hunks("out/a", 2), whole("out/new")]
)


@pytest.mark.parametrize("option", ["--sparse-index", "--no-sparse-index"])
def test_a_drop_outside_of_the_sparse_checkout_is_named_and_nothing_shows_as_changed(
    repo: Repo, option: str
) -> None:
    """D1, D2."""
    repo.stack((OUTSIDE[0], "base"), (OUTSIDE[1], "target"))
    repo.git("sparse-checkout", "set", "--cone", option, "in")
    before = Seen.of(repo)
    target = repo.line("rev-parse", "HEAD")
    done = split(repo, "HEAD", DROPPING_OUTSIDE)
    assert done.told == [
        "the dropped changes of out/a, out/new are not in the working tree;"
        f" see them with: git show {target[:10]}"
    ]
    assert Seen.of(repo).status == b""
    assert repo.git("ls-files", "-t", "out") == b"S out/a\nS out/b\n"
    assert_sound(repo, frozenset(), conflict=False)
    undo(repo)
    assert Seen.of(repo) == before


@pytest.mark.parametrize("name", ["in/new", "new"])
def test_a_sparse_index_with_an_intent_to_add_entry_follows_whole_or_is_refused(
    repo: Repo, name: str
) -> None:
    """D1: git 2.39 loses entries, or crashes, when it collapses such an index again."""
    repo.stack((OUTSIDE[0], "base"), (OUTSIDE[1], "target"))
    repo.git("sparse-checkout", "set", "--cone", "--sparse-index", "in")
    (repo.path / name).write_bytes(b"n\n")
    repo.git("add", "-N", name)
    raw = (*EXPANDED, "ls-files", "--stage")
    index, before = (repo.path / ".git/index").read_bytes(), (repo.refs(), repo.git(*raw))
    try:
        split(repo, "HEAD", DROPPING_OUTSIDE)
    except StateRefused as refused:
        assert (repo.path / ".git/index").read_bytes() == index
        assert "stage the intent-to-add files" in refused.hint
        repo.git("add", name)
        before = (repo.refs(), repo.git(*raw))
        split(repo, "HEAD", DROPPING_OUTSIDE)
    assert repo.git("ls-files") == b"".join(
        path + b"\n" for path in sorted([b"in/a", b"out/a", b"out/b", name.encode()])
    )
    undo(repo)
    assert (repo.refs(), repo.git(*raw)) == before


@pytest.mark.parametrize("kind", ["skip-worktree", "assume-unchanged"])
@pytest.mark.parametrize("place", [".", ".git"])
def test_a_file_that_git_is_to_leave_alone_stays_out_of_the_next_commit(
    repo: Repo, kind: str, place: str
) -> None:
    """D2."""
    story(repo)
    repo.git("update-index", f"--{kind}", "a")
    (repo.path / "a").write_bytes(b"secret\n")
    before = repo.git("ls-files", "-v"), repo.files()
    target = repo.line("rev-parse", "HEAD~2")
    done = split(repo, "main~2", DROPPING, cwd=repo.path / place)
    assert (repo.git("ls-files", "-v"), repo.files()) == before
    assert done.told == [
        f"git status hides the dropped changes of a ({kind}); see them with: git show {target[:10]}"
    ]
    assert repo.git("status", "--porcelain") == b""
    undo(repo, cwd=repo.path / place)
    assert (repo.git("ls-files", "-v"), repo.files()) == before
    assert repo.git("status", "--porcelain") == b""


def test_the_marks_of_a_file_whose_creation_is_dropped_come_back_with_it(repo: Repo) -> None:
    """D2: an undo that was cut off is brought to its end with them, too."""
    repo.stack(({b"c": b"1\n"}, "base"), ({b"c": b"2\n", b"new": b"n\n"}, "target"))
    repo.git("update-index", "--skip-worktree", "new")
    plan = plan_text(Piece("c", [whole("c")]), dropped=[whole("new")])
    before = Seen.of(repo)
    split(repo, "HEAD", plan)
    assert repo.git("ls-files", "-v") == b"H c\n"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "replace", refusing(errno.EIO))
        with pytest.raises(OSError, match="Input/output"):
            undo(repo)
    with opened(repo, "HEAD") as session:
        assert session.recovered
    assert Seen.of(repo) == before


def refusing(number: int) -> Callable[..., None]:
    """A system call that fails with an error."""

    def refuse(*_: object) -> None:
        raise OSError(number, os.strerror(number))

    return refuse


def test_where_nothing_is_checked_out_no_index_is_made(repo: Repo) -> None:
    """D24: as after ``git clone --no-checkout``."""
    repo.stack(({b"c": b"1\n", b"gone": b"g\n"}, "base"), ({b"c": b"2\n"}, "target"))
    for name in (".git/index", "c"):
        (repo.path / name).unlink()
    target = repo.line("rev-parse", "HEAD")
    plan = plan_text(Piece("c", [whole("c")]), dropped=[whole("gone")])
    done = split(repo, "HEAD", plan)
    assert "gone are in no working tree (nothing is checked out" in done.told[0]
    assert f"git show {target[:10]}" in done.told[0]
    assert not (repo.path / ".git/index").exists()
    repo.git("checkout", "-q")
    assert repo.files() == {"c": b"2\n", "gone": b"g\n"}
    assert repo.git("status", "--porcelain") == b""


def test_a_drop_on_a_branch_that_is_not_checked_out_is_named(repo: Repo) -> None:
    old = story(repo)
    repo.branch("other", old[2])
    repo.git("checkout", "-q", "-b", "here", old[0])
    repo.git("branch", "-q", "-D", "main")
    done = split(repo, "other~1", DROPPING)
    assert "their branch is not checked out" in done.told[0]
    assert f"git show {old[1][:10]}" in done.told[0]


def test_a_file_that_was_deleted_in_the_working_tree_is_named(repo: Repo) -> None:
    story(repo)
    (repo.path / "a").unlink()
    assert "of a are not in the working tree" in split(repo, "HEAD~2", DROPPING).told[0]
    assert repo.git("status", "--porcelain") == b" D a\n"


@pytest.mark.parametrize(
    ("before", "after", "there"),
    [
        ({b"x": b"1\n"}, {}, b"x/staged"),
        ({b"x": b"1\n"}, {b"x/y": b"2\n"}, b"x/staged"),
        ({b"x/y": b"1\n"}, {}, b"x"),
        ({b"x/y/z": b"1\n", b"x/w": b"1\n"}, {b"x/w": b"1\n"}, b"x/y"),
    ],
)
def test_what_is_staged_stays_where_a_file_that_comes_back_would_need_its_place(
    repo: Repo, before: Tree, after: Tree, there: bytes
) -> None:
    """D2: a file cannot be in an index together with files below it."""
    kept: Tree = {b"c": b"1\n"}
    repo.stack(({**before, **kept}, "base"), ({**after, b"c": b"2\n"}, "target"))
    file = repo.path / os.fsdecode(there)
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(b"staged\n")
    repo.git("add", "--", there)
    entry = repo.git("ls-files", "--stage", "--", there)
    dropped = {
        os.fsdecode(path) for path in {*before, *after} if before.get(path) != after.get(path)
    }
    seen = Seen.of(repo)
    split(
        repo,
        "HEAD",
        plan_text(Piece("c", [whole("c")]), dropped=[whole(name) for name in sorted(dropped)]),
    )
    assert repo.git("ls-files", "--stage", "--", there) == entry
    assert_sound(repo, Seen.of(repo).staged, conflict=False)
    undo(repo)
    assert Seen.of(repo) == seen


@pytest.mark.parametrize(
    ("settings", "signs"),
    [
        (["core.splitIndex"], [b"link"]),
        (["core.untrackedCache"], [b"UNTR"]),
        (["core.splitIndex", "core.untrackedCache", "index.sparse"], [b"link", b"UNTR"]),
    ],
)
def test_the_index_stays_split_and_keeps_its_cache(
    repo: Repo, settings: list[str], signs: list[bytes]
) -> None:
    """The names are those of the extensions in git's gitformat-index(5)."""
    for key in settings:
        repo.git("config", key, "true")
    repo.git("config", "splitIndex.maxPercentChange", "100")
    story(repo)
    repo.git("update-index", "--split-index" if b"link" in signs else "--no-split-index")
    (repo.path / "untracked").write_bytes(b"u\n")
    repo.git("status")
    index = repo.path / ".git/index"
    assert all(sign in index.read_bytes() for sign in signs)
    split(repo, "HEAD~2", DROPPING)
    assert all(sign in index.read_bytes() for sign in signs)
    assert repo.git("status", "--porcelain") == b" M a\n?? untracked\n"
    undo(repo)
    assert all(sign in index.read_bytes() for sign in signs)
    assert repo.git("status", "--porcelain") == b"?? untracked\n"


def test_an_edit_as_old_as_the_index_is_still_seen(repo: Repo) -> None:
    """Where file and index have the same time, git looks at the content; a newer index would hide
    the edit.
    """
    story(repo)
    repo.git("config", "core.trustctime", "false")
    file, index = repo.path / "c", repo.path / ".git/index"
    for data in (b"c3\n", b"c4\n"):
        file.write_bytes(data)
        os.utime(file, (1_700_000_000, 1_700_000_000))
        if data == b"c3\n":
            repo.git("add", "c")
    os.utime(index, (1_700_000_000, 1_700_000_000))
    split(repo, "HEAD~2", DROPPING)
    assert repo.git("status", "--porcelain") == b" M a\nMM c\n"
    undo(repo)
    assert repo.git("status", "--porcelain") == b"MM c\n"


# The lock, where no link to the journal can be made


@pytest.mark.parametrize("number", [errno.EXDEV, errno.EPERM, errno.EOPNOTSUPP])
def test_without_hard_links_the_index_is_locked_all_the_same(
    repo: Repo, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    """D24: an index on another file system, or on one that has no links."""
    story(repo)
    monkeypatch.setattr(os, "link", refusing(number))
    lock = repo.path / ".git/index.lock"
    locked = []
    replace = os.replace

    def see(*args: Path) -> None:
        locked.append(repo.attempt("add", ".").stderr)
        replace(*args)

    monkeypatch.setattr(os, "replace", see)
    split(repo, "HEAD~2", DROPPING)
    assert b"index.lock" in locked[0]
    assert not lock.exists()
    assert repo.git("status", "--porcelain") == b" M a\n"
    lock.write_bytes(b"another's")
    with pytest.raises(StateRefused, match=r"index\.lock.*File exists"):
        undo(repo)
    assert lock.read_bytes() == b"another's"


def test_without_hard_links_the_lock_of_a_killed_run_is_removed(repo: Repo) -> None:
    """D24."""
    story(repo)
    split(repo, "HEAD~2", DROPPING)
    lock, journal = repo.path / ".git/index.lock", repo.path / ".git/split/journal"
    lock.mkdir()
    journal.write_text('["", "", []]')
    with opened(repo, "HEAD"):
        assert not lock.exists()
    undo(repo)
    assert repo.git("status", "--porcelain") == b""
