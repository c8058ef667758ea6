"""The state around a split: work in progress, other operations, refs that somebody else moves."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from splitter.core.plan.planfile.read import read_plan
from splitter.errors import GitFailed, RefsMoved, SplitError, StateRefused
from splitter.gitio.git.repository import open_repository
from splitter.gitio.read.state import refuse_operation
from tests.support.repos import Repo
from tests.support.splits import REST, Piece, hunks, opened, plan_text, split, undo, whole
from tests.support.stories import (
    BASE,
    DROPPING,
    TARGET,
    TWO,
    UPPER,
    assert_restacked,
    install_hook,
    numbered,
    story,
)


def make_dirty(repo: Repo) -> None:
    """Staged and unstaged edits of one file, others only staged, only unstaged, new, ignored."""
    (repo.path / "a").write_bytes(b"staged\n" + numbered(3, 20))
    repo.git("add", "a")
    (repo.path / "a").write_bytes(b"unstaged\nstaged\n" + numbered(3, 20))
    (repo.path / "staged").write_bytes(b"s\n")
    repo.git("add", "staged")
    repo.git("rm", "-q", "--cached", "c")
    (repo.path / "b").unlink()
    (repo.path / "untracked").write_bytes(b"u\n")
    (repo.path / ".git/info/exclude").write_text("ignored\n")
    (repo.path / "ignored").write_bytes(b"i\n")


def test_a_dirty_index_and_work_tree_stay_byte_for_byte(repo: Repo) -> None:
    old = story(repo)
    make_dirty(repo)
    index = (repo.path / ".git/index").read_bytes()
    before = repo.files(), repo.git("status", "--porcelain=v2", "--ignored")
    done = split(repo, "HEAD~2", TWO)
    assert (repo.files(), repo.git("status", "--porcelain=v2", "--ignored")) == before
    assert (repo.path / ".git/index").read_bytes() == index
    assert_restacked(repo, old[1:], done.parts[-1], "main")
    undo(repo)
    assert (repo.files(), repo.git("status", "--porcelain=v2", "--ignored")) == before


def test_what_is_in_the_work_tree_never_gets_into_a_part(repo: Repo) -> None:
    old = story(repo)
    make_dirty(repo)
    done = split(repo, "HEAD~2", DROPPING)
    objects = repo.lines("rev-list", "--objects", "--no-object-names", *done.parts, f"^{old[0]}")
    contents = [repo.git("cat-file", "-p", oid) for oid in objects]
    assert not any(b"staged" in content for content in contents)


def test_dropping_under_staged_edits_keeps_them(repo: Repo) -> None:
    story(repo)
    make_dirty(repo)
    files, staged = repo.files(), repo.staged()
    split(repo, "HEAD~2", DROPPING)
    assert repo.files() == files
    assert repo.staged() == staged


def test_dropping_beside_staged_edits_of_other_files_takes_only_the_dropped_path_along(
    repo: Repo,
) -> None:
    story(repo)
    (repo.path / "c").write_bytes(b"staged\n")
    repo.git("add", "c")
    before = repo.files()
    split(repo, "HEAD~2", DROPPING)
    assert repo.files() == before
    assert repo.git("status", "--porcelain") == b" M a\nM  c\n"


def test_the_index_follows_where_files_and_directories_change_places(repo: Repo) -> None:
    old = repo.stack(({b"x": b"1\n", b"y": b"y\n"}, "b"), ({b"x/z": b"2\n", b"y": b"y2\n"}, "turn"))
    plan = plan_text(Piece("y", [whole("y")]), dropped=[whole("x"), whole("x/z")])
    before = repo.files()
    split(repo, "HEAD", plan)
    assert repo.tree("HEAD")[b"x"] == repo.tree(old[0])[b"x"]
    assert repo.git("diff", "--cached") == b""
    assert repo.files() == before
    undo(repo)
    assert repo.git("status", "--porcelain") == b""


def test_many_dropped_files_are_no_trouble_for_the_index(repo: Repo) -> None:
    long = "directory-with-a-long-name/" * 6
    many = {f"{long}{n:04}".encode(): b"x\n" for n in range(2500)}
    repo.stack((BASE, "base"), ({**BASE, **many, b"c": b"c2\n"}, "all"))
    text = plan_text(Piece("c", [whole("c")]), dropped=[whole(os.fsdecode(path)) for path in many])
    split(repo, "HEAD", text)
    assert repo.git("diff", "--cached") == b""
    assert repo.tree("HEAD").keys() == BASE.keys()


# Operations in progress


def rebase_to_stop(repo: Repo, todo: str, base: str) -> None:
    """Start an interactive rebase whose first command is ``todo``."""
    env = {"GIT_SEQUENCE_EDITOR": f"sed -i '1s/^pick/{todo}/'"}
    repo.attempt("rebase", "-i", base, env=env)


def test_head_is_split_at_an_edit_stop_and_the_rebase_goes_on(repo: Repo) -> None:
    old = story(repo)
    repo.branch("other", old[3])
    rebase_to_stop(repo, "edit", old[0])
    assert repo.line("rev-parse", "HEAD") == old[1]
    before = repo.refs()
    done = split(repo, "HEAD", TWO)
    after = repo.refs()
    assert after["HEAD"] == done.parts[-1]
    assert {name for name in before if before[name] != after[name]} == {"HEAD"}
    repo.git("rebase", "--continue")
    assert repo.line("symbolic-ref", "HEAD") == "refs/heads/main"
    assert_restacked(repo, old[1:], done.parts[-1], "main")
    assert repo.refs()["refs/heads/other"] == old[3]
    repo.check()


def test_a_split_at_an_edit_stop_can_be_undone_there(repo: Repo) -> None:
    old = story(repo)
    rebase_to_stop(repo, "edit", old[0])
    before = repo.refs()
    split(repo, "HEAD", TWO)
    undo(repo)
    assert repo.refs() == before


@pytest.mark.parametrize("todo", ["edit", "break\\npick", "exec false\\npick"])
def test_anything_else_during_a_rebase_is_refused(repo: Repo, todo: str) -> None:
    old = story(repo)
    rebase_to_stop(repo, todo, old[0])
    revision = old[2] if todo == "edit" else "HEAD"
    with pytest.raises(StateRefused, match="a rebase is in progress") as caught:
        split(repo, revision, TWO)
    assert "git rebase --continue" in caught.value.hint


def conflicting(repo: Repo) -> tuple[list[str], str]:
    """The story, and a commit on its base that conflicts with it."""
    old = story(repo)
    return old, repo.commit({**BASE, b"a": b"other\n"}, "other", old[:1])


def during_merge(repo: Repo) -> None:
    _, other = conflicting(repo)
    repo.attempt("merge", other)


def during_cherry_pick(repo: Repo) -> None:
    _, other = conflicting(repo)
    repo.attempt("cherry-pick", other)


def during_cherry_picks(repo: Repo) -> None:
    old, other = conflicting(repo)
    last = repo.commit(UPPER, "last", [other])
    repo.attempt("cherry-pick", f"{old[0]}..{last}")


def during_revert(repo: Repo) -> None:
    old, _ = conflicting(repo)
    later = repo.commit({**TARGET, b"a": b"later\n"}, "later", old[3:])
    repo.branch("main", later)
    repo.attempt("revert", "--no-edit", old[1])


def during_bisect(repo: Repo) -> None:
    story(repo)
    repo.git("bisect", "start")


def during_am(repo: Repo) -> None:
    _, other = conflicting(repo)
    patch = repo.git("format-patch", "-1", "--stdout", other)
    repo.attempt("am", "-q", stdin=patch)


def during_rebase_conflict(repo: Repo) -> None:
    _, other = conflicting(repo)
    repo.attempt("rebase", other)


def during_old_rebase_conflict(repo: Repo) -> None:
    _, other = conflicting(repo)
    repo.attempt("rebase", "--apply", other)


OPERATIONS: dict[str, Callable[[Repo], None]] = {
    "a merge": during_merge,
    "a cherry-pick": during_cherry_pick,
    "a cherry-pick ": during_cherry_picks,
    "a revert": during_revert,
    "a bisect": during_bisect,
    "an am session": during_am,
    "a rebase": during_rebase_conflict,
    "a rebase ": during_old_rebase_conflict,
}


@pytest.mark.parametrize("name", OPERATIONS)
def test_an_operation_in_progress_is_refused_by_its_name(repo: Repo, name: str) -> None:
    OPERATIONS[name](repo)
    before = repo.refs(), repo.staged(), repo.files()
    with pytest.raises(StateRefused, match=f"^{name.strip()} is in progress") as caught:
        split(repo, "HEAD", TWO)
    assert "finish it first: git" in caught.value.hint
    with pytest.raises(StateRefused):
        refuse_operation(open_repository(repo.path), "")
    assert (repo.refs(), repo.staged(), repo.files()) == before


def test_an_operation_that_begins_between_reading_and_writing_is_refused(repo: Repo) -> None:
    story(repo)
    with opened(repo, "HEAD~2") as session:
        plan = read_plan(TWO, session.patch, session.target.oid)
        repo.git("bisect", "start")
        with pytest.raises(StateRefused, match="a bisect"):
            session.prepare(plan)


# Refs


@pytest.mark.parametrize("plan", [TWO, DROPPING])
def test_a_branch_moved_between_preparing_and_writing_loses_nothing(repo: Repo, plan: str) -> None:
    old = story(repo)
    repo.branch("other", old[2])
    with opened(repo, "HEAD~2") as session:
        rewrite = session.prepare(read_plan(plan, session.patch, session.target.oid))
        newer = repo.commit({**UPPER, b"n": b"n\n"}, "newer", [old[2]])
        repo.branch("other", newer)
        before = repo.refs(), repo.files(), repo.staged()
        with pytest.raises(RefsMoved, match="refs/heads/other moved") as caught:
            session.write(rewrite)
    assert caught.value.hint
    assert (repo.refs(), repo.files(), repo.staged()) == before
    split(repo, old[1], plan)
    repo.check()


@pytest.mark.parametrize("lock", ["refs/heads/main.lock", "HEAD.lock"])
def test_a_ref_that_is_locked_is_told_and_nothing_changes(repo: Repo, lock: str) -> None:
    story(repo)
    path = repo.path / ".git" / lock
    path.write_bytes(b"")
    before = repo.refs()
    with pytest.raises(RefsMoved, match=r"cannot move the refs: .*\.lock") as caught:
        split(repo, "HEAD~2", TWO)
    assert "remove the lock" in caught.value.hint
    assert repo.refs() == before
    path.unlink()
    assert len(split(repo, "HEAD~2", TWO).parts) == 2


def test_of_two_splits_of_one_commit_the_second_is_told(repo: Repo) -> None:
    story(repo)
    with opened(repo, "HEAD~2") as one, opened(repo, "HEAD~2") as other:
        rewrites = [s.prepare(read_plan(TWO, s.patch, s.target.oid)) for s in (one, other)]
        one.write(rewrites[0])
        before = repo.refs()
        with pytest.raises(RefsMoved, match="moved during the split"):
            other.write(rewrites[1])
    assert repo.refs() == before


def test_of_two_splits_of_two_branches_the_second_is_told_and_can_be_done_again(
    repo: Repo,
) -> None:
    old = story(repo)
    other = repo.commit({**BASE, b"a": numbered(3, 20), b"z": b"z\n"}, "other", old[:1])
    repo.branch("other", other)
    plan = plan_text(Piece("one", [hunks("a", 1)]), Piece("two", REST))
    with opened(repo, old[1]) as one, opened(repo, other) as two:
        rewrites = [s.prepare(read_plan(plan, s.patch, s.target.oid)) for s in (one, two)]
        one.write(rewrites[0])
        before = repo.refs()
        with pytest.raises(RefsMoved, match="cannot move the refs"):
            two.write(rewrites[1])
        assert repo.refs() == before
        two.write(two.prepare(read_plan(plan, two.patch, two.target.oid)))
    undo(repo)
    undo(repo)
    assert repo.refs()["refs/heads/main"] == old[3]
    assert repo.refs()["refs/heads/other"] == other


def test_preparing_writes_nothing_into_the_repository(repo: Repo) -> None:
    old = story(repo)
    later = repo.commit({**UPPER, b"a": numbered(3, 20, 38)}, "later", old[3:])
    repo.branch("main", later)
    before = sorted(str(path) for path in (repo.path / ".git").rglob("*"))
    with opened(repo, old[1]) as session:
        rewrite = session.prepare(read_plan(DROPPING, session.patch, session.target.oid))
        assert sorted(str(path) for path in (repo.path / ".git").rglob("*")) == before
        known = {f"{path.parent.name}{path.name}" for path in map(Path, before)}
        assert not known & {part.oid for part in rewrite.parts}


def test_a_reflog_s_shell_and_an_odd_subject_harm_nothing(repo: Repo) -> None:
    subject = b"$(touch x); `touch x` -x \x1b]0;t\x07\xff"
    base = repo.commit(BASE, "base")
    repo.branch("main", repo.commit(TARGET, subject, [base]))
    split(repo, "HEAD", TWO)
    assert not (repo.path / "x").exists()
    assert repo.line("reflog", "-1", "--format=%gs").startswith("split: $(touch x); `touch x` -x")


def test_an_object_directory_that_cannot_be_written_changes_nothing(repo: Repo) -> None:
    story(repo)
    before = repo.refs()
    with opened(repo, "HEAD~2") as session:
        rewrite = session.prepare(read_plan(TWO, session.patch, session.target.oid))
        objects = repo.path / ".git/objects"
        moved = objects.rename(repo.path / "moved")
        objects.write_bytes(b"no directory")
        with pytest.raises(SplitError):
            session.write(rewrite)
        objects.unlink()
        moved.rename(objects)
    assert repo.refs() == before
    repo.check()


def test_no_repository_at_all_is_told_in_git_s_words(tmp_path: Path) -> None:
    with pytest.raises(GitFailed, match="not a git repository"):
        open_repository(tmp_path)


def test_post_rewrite_and_post_checkout_style_hooks_do_not_run_for_a_dry_run(repo: Repo) -> None:
    story(repo)
    install_hook(repo, "post-rewrite", "#!/bin/sh\ntouch told\n")
    install_hook(repo, "reference-transaction", "#!/bin/sh\ntouch moved\n")
    before = repo.refs()
    with opened(repo, "HEAD~2") as session:
        rewrite = session.prepare(read_plan(TWO, session.patch, session.target.oid))
        session.store(rewrite)
    assert repo.refs() == before
    assert not (repo.path / "told").exists()
    assert not (repo.path / "moved").exists()
    assert repo.message(rewrite.parts[0].oid) == b"first\n"


def test_a_reference_transaction_hook_that_aborts_is_told(repo: Repo) -> None:
    story(repo)
    install_hook(repo, "reference-transaction", '#!/bin/sh\ntest "$1" != prepared\n')
    before = repo.refs()
    with pytest.raises(RefsMoved, match="hook"):
        split(repo, "HEAD~2", TWO)
    assert repo.refs() == before
