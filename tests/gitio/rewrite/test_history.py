"""Shapes of history: every one is split whole, or refused by name before anything is written."""

from __future__ import annotations

import os
from hashlib import sha1
from pathlib import Path

import pytest

from splitter.core.options import UpdatedRefs
from splitter.errors import RestackConflict, StateRefused, TargetRefused
from tests.support.repos import File, Repo
from tests.support.splits import (
    REST,
    Piece,
    command,
    hunks,
    lines,
    opened,
    plan_text,
    split,
    undo,
    whole,
)
from tests.support.stories import (
    BASE,
    DROPPING,
    TARGET,
    THREE,
    TOP,
    TWO,
    UPPER,
    assert_restacked,
    numbered,
    story,
)


def test_a_commit_in_the_middle_becomes_three_and_the_stack_stands_on_the_last(repo: Repo) -> None:
    old = story(repo)
    before = repo.files(), repo.staged()
    done = split(repo, "HEAD~2", THREE)
    assert repo.log(f"{old[0]}..main")[:3] == done.parts
    assert [repo.message(part) for part in done.parts] == [b"first\n", b"second\n", b"third\n"]
    assert repo.content(done.parts[0], b"a") == numbered()
    assert repo.content(done.parts[1], b"a") == numbered(20)
    assert repo.content(done.parts[2], b"a") == numbered(3, 20)
    assert repo.line("rev-parse", f"{done.parts[2]}^{{tree}}") == repo.line(
        "rev-parse", f"{old[1]}^{{tree}}"
    )
    assert_restacked(repo, old[1:], done.parts[-1], "main")
    assert (repo.files(), repo.staged()) == before
    assert repo.git("status", "--porcelain") == b""
    repo.check()


def test_the_tip_is_split_where_nothing_stands_above(repo: Repo) -> None:
    old = repo.stack((BASE, "base"), (TARGET, "all"))
    done = split(repo, "HEAD", TWO)
    assert repo.log("main") == [old[0], *done.parts]
    assert repo.line("rev-parse", "main^{tree}") == repo.line("rev-parse", f"{old[1]}^{{tree}}")


def test_a_root_commit_is_split(repo: Repo) -> None:
    old = repo.stack((TARGET, "root"), (UPPER, "upper"))
    done = split(repo, "HEAD~1", plan_text(Piece("one", [whole("b")]), Piece("two", REST)))
    assert repo.lines("rev-list", "--max-parents=0", "main") == done.parts[:1]
    assert repo.tree(done.parts[0]).keys() == {b"b"}
    assert_restacked(repo, old, done.parts[-1], "main")
    repo.check()


def test_a_root_commit_s_file_that_was_dropped_stays_in_the_work_tree(repo: Repo) -> None:
    repo.stack((TARGET, "root"))
    plan = plan_text(Piece("one", [whole("a")]), Piece("two", [whole("b")]), dropped=[whole("c")])
    split(repo, "HEAD", plan)
    assert repo.tree("main").keys() == {b"a", b"b"}
    assert repo.git("status", "--porcelain") == b"?? c\n"


def test_a_detached_head_moves_and_stays_detached(repo: Repo) -> None:
    old = story(repo)
    repo.git("checkout", "-q", "--detach", "HEAD~1")
    repo.git("branch", "-D", "-q", "main")
    done = split(repo, "HEAD~1", TWO)
    assert repo.attempt("symbolic-ref", "-q", "HEAD").returncode == 1
    assert_restacked(repo, old[1:3], done.parts[-1], "HEAD")


def test_a_detached_head_on_a_branch_s_commit_moves_with_the_branch(repo: Repo) -> None:
    story(repo)
    repo.git("checkout", "-q", "--detach")
    split(repo, "HEAD~2", TWO)
    assert repo.refs()["HEAD"] == repo.refs()["refs/heads/main"]


def test_a_branch_that_is_not_checked_out_is_split_there(repo: Repo) -> None:
    old = story(repo)
    other = repo.commit({b"z": b"z\n"}, "elsewhere", old[:1])
    repo.branch("other", other)
    repo.git("symbolic-ref", "HEAD", "refs/heads/other")
    repo.git("reset", "-q", "--hard")
    before = repo.files(), repo.staged()
    done = split(repo, "main~2", TWO)
    assert repo.refs()["HEAD"] == other
    assert_restacked(repo, old[1:], done.parts[-1], "main")
    assert (repo.files(), repo.staged()) == before


def test_dropping_on_a_branch_that_is_not_checked_out_leaves_index_and_files(repo: Repo) -> None:
    old = story(repo)
    repo.branch("other", old[3])
    repo.git("checkout", "-q", "-b", "here", old[0])
    before = repo.files(), repo.staged()
    split(repo, "main~2", DROPPING)
    assert (repo.files(), repo.staged()) == before
    assert repo.git("status", "--porcelain") == b""


def test_every_branch_above_follows_and_the_others_stay(repo: Repo) -> None:
    old = story(repo)
    fork = repo.commit({**TARGET, b"x": b"x\n"}, "fork", old[1:2])
    repo.branch("fork", fork)
    repo.branch("at-target", old[1])
    repo.branch("below", old[0])
    repo.git("tag", "v1", old[2])
    repo.git("tag", "-a", "-m", "v", "v2", old[3])
    repo.git("tag", "blob", f"{old[0]}:a")
    repo.git("update-ref", "refs/remotes/origin/main", old[2])
    before = repo.refs()
    done = split(repo, "main~2", TWO)
    after = repo.refs()
    assert repo.log(f"{done.parts[-1]}..fork") == [after["refs/heads/fork"]]
    assert after["refs/heads/at-target"] == done.parts[-1]
    for name in ("heads/below", "tags/v1", "tags/v2", "tags/blob", "remotes/origin/main"):
        assert after[f"refs/{name}"] == before[f"refs/{name}"]
    assert done.rewrite.tags == ("v1", "v2")
    assert done.rewrite.remotes == ("origin/main",)


def test_only_head_moves_when_that_is_asked_for(repo: Repo) -> None:
    old = story(repo)
    repo.branch("other", old[3])
    split(repo, "HEAD~2", TWO, update_refs=UpdatedRefs.HEAD)
    assert repo.refs()["refs/heads/other"] == old[3]
    assert repo.refs()["refs/heads/main"] != old[3]


def test_a_branch_that_is_another_name_for_one_moves_once(repo: Repo) -> None:
    story(repo)
    repo.git("symbolic-ref", "refs/heads/alias", "refs/heads/main")
    split(repo, "main~2", TWO)
    assert repo.line("symbolic-ref", "refs/heads/alias") == "refs/heads/main"
    assert repo.refs()["refs/heads/alias"] == repo.refs()["refs/heads/main"]


@pytest.mark.parametrize("name", [b"caf\xc3\xa9", b"line\xe2\x80\xa8sep", b"next\xc2\x85", b"\xff"])
def test_branches_of_any_name_follow_and_come_back(repo: Repo, name: bytes) -> None:
    old = story(repo)
    repo.git("update-ref", b"refs/heads/" + name, old[3])
    repo.git("tag", os.fsdecode(b"t" + name), old[3])
    before = repo.refs()
    split(repo, "main~2", TWO)
    after = repo.refs()
    full = os.fsdecode(b"refs/heads/" + name)
    assert after[full] == after["refs/heads/main"] != old[3]
    undo(repo)
    assert repo.refs() == before


def test_a_merge_in_the_stack_keeps_its_other_parents(repo: Repo) -> None:
    old = story(repo)
    side = repo.commit({**BASE, b"side": b"s\n"}, "side", old[:1])
    both = {**TOP, b"side": b"s\n"}
    merge = repo.commit(both, "merge", [side, old[3]])
    inner = repo.commit({**both, b"in": b"i\n"}, "octopus", [merge, old[2], side])
    repo.branch("main", inner)
    done = split(repo, old[1], TWO)
    new_inner = repo.lines("rev-list", "--parents", "-1", "main")[0].split()
    new_merge = repo.lines("rev-list", "--parents", "-1", new_inner[1])[0].split()
    assert new_inner[3] == new_merge[1] == side
    assert new_inner[2] == repo.log(f"{done.parts[-1]}..{new_merge[2]}")[0]
    assert repo.line("rev-parse", "main^{tree}") == repo.line("rev-parse", f"{inner}^{{tree}}")
    repo.check()


def test_a_merge_of_two_lines_above_is_restacked_without_what_was_dropped(repo: Repo) -> None:
    old = story(repo)
    side = repo.commit({**TARGET, b"side": b"s\n"}, "side", [old[1]])
    merge = repo.commit({**TOP, b"side": b"s\n"}, "merge", [old[3], side])
    repo.branch("main", merge)
    split(repo, old[1], DROPPING)
    for revision in ("main", "main^1", "main^2"):
        assert repo.content(revision, b"a") == numbered(3)
    assert repo.content("main", b"side") == b"s\n"
    repo.check()


def test_a_merge_below_the_target_is_left_alone(repo: Repo) -> None:
    base = repo.commit(BASE, "base")
    side = repo.commit({**BASE, b"s": b"s\n"}, "side", [base])
    merge = repo.commit({**BASE, b"s": b"s\n"}, "merge", [base, side])
    target = repo.commit({**TARGET, b"s": b"s\n"}, "target", [merge])
    repo.branch("main", target)
    done = split(repo, "HEAD", TWO)
    assert repo.log("main")[-2:] == done.parts
    assert repo.line("rev-parse", f"{done.parts[0]}^") == merge


def test_a_merge_as_target_is_refused_with_what_to_do_instead(repo: Repo) -> None:
    old = story(repo)
    merge = repo.commit(TOP, "merge", [old[3], old[0]])
    repo.branch("main", merge)
    before = repo.refs()
    with pytest.raises(TargetRefused, match="is a merge") as caught, opened(repo):
        raise AssertionError
    assert "merged branches" in caught.value.hint
    assert repo.refs() == before


@pytest.mark.parametrize("untracked", [(), ("-u",)], ids=["tracked", "untracked"])
def test_a_stash_as_target_is_refused_with_what_to_do_instead(
    repo: Repo, untracked: tuple[str, ...]
) -> None:
    """D26: it is not called a merge that can be redone."""
    story(repo)
    (repo.path / "a").write_bytes(b"changed\n")
    (repo.path / "new").write_bytes(b"new\n")
    repo.git("stash", "push", "-q", *untracked)
    with pytest.raises(TargetRefused, match="is a stash") as caught, opened(repo, "stash@{0}"):
        raise AssertionError
    assert "git stash branch <name> 'stash@{0}'" in caught.value.hint
    repo.git("checkout", "-q", "--", ".")
    repo.git("stash", "branch", "rescued", "stash@{0}")


@pytest.mark.parametrize(
    "revision",
    [":/it all", "@{-1}", "main^{/it a}", "tagged", "tagged-tag", "tagged^{}", "tagged~0"],
)
def test_a_revision_is_taken_as_rev_parse_takes_it(repo: Repo, revision: str) -> None:
    """D15: text searched for, the branch that was left, a tag, and a tag of a tag."""
    old = story(repo)
    repo.git("tag", "-a", "-m", "a tag", "tagged", old[1])
    repo.git("tag", "-a", "-m", "a tag of a tag", "tagged-tag", "tagged")
    repo.git("checkout", "-q", "-b", "left", old[1])
    repo.git("checkout", "-q", "main")
    with opened(repo, revision) as session:
        assert session.target.oid == old[1]


def test_a_short_id_names_the_commit_where_other_objects_begin_like_it(repo: Repo) -> None:
    old = story(repo)
    short = old[1][:4]
    numbers = (b"%d\n" % number for number in range(10**6))
    blob = next(
        content
        for content in numbers
        if sha1(b"blob %d\0%s" % (len(content), content)).hexdigest().startswith(short)
    )
    repo.raw("blob", blob)
    assert repo.attempt("rev-parse", "--verify", "-q", short).returncode
    with opened(repo, short) as session:
        assert session.target.oid == old[1]


@pytest.mark.parametrize(
    "revision",
    [
        ":/no such text",
        "beef" * 10,
        ":a",
        "^HEAD",
        "@{-9}",
        "nonsense",
        "-x",
        "--all",
        "HEAD:a",
        "HEAD~99",
        "",
        "HEAD..HEAD",
        "HEAD^{tree}",
    ],
)
def test_what_is_no_commit_is_refused_by_its_name(repo: Repo, revision: str) -> None:
    story(repo)
    with pytest.raises(TargetRefused, match="is not a commit"), opened(repo, revision):
        raise AssertionError


def test_a_commit_that_changes_nothing_is_refused(repo: Repo) -> None:
    repo.stack((BASE, "base"), (BASE, "nothing"))
    with pytest.raises(TargetRefused, match="changes nothing"), opened(repo):
        raise AssertionError


def test_a_commit_that_no_branch_contains_is_refused(repo: Repo) -> None:
    old = story(repo)
    repo.branch("main", old[0])
    with pytest.raises(StateRefused, match="no branch contains"):
        split(repo, old[1], TWO)
    repo.branch("other", old[3])
    with pytest.raises(StateRefused, match="HEAD does not contain"):
        split(repo, old[1], TWO, update_refs=UpdatedRefs.HEAD)


@pytest.mark.parametrize("update_refs", UpdatedRefs)
def test_that_no_ref_would_follow_is_known_from_the_start(
    repo: Repo, update_refs: UpdatedRefs
) -> None:
    """D26: the screen asks for it on opening, not after all the work."""
    old = story(repo)
    repo.branch("main", old[0])
    with opened(repo, old[1], update_refs=update_refs) as session:
        with pytest.raises(StateRefused) as early:
            session.refuse_unreached()
        with pytest.raises(StateRefused) as late:
            session.prepare(session.read_plan(TWO))
        assert (str(early.value), early.value.hint) == (str(late.value), late.value.hint)
    repo.branch("other", old[3])
    with opened(repo, old[1], update_refs=update_refs) as session:
        if update_refs is UpdatedRefs.BRANCHES:
            session.refuse_unreached()
        else:
            with pytest.raises(StateRefused, match="HEAD does not contain"):
                session.refuse_unreached()
    repo.git("checkout", "-q", "--detach", old[3])
    with opened(repo, old[1], update_refs=update_refs) as session:
        session.refuse_unreached()


def test_a_bare_repository_is_split(tmp_path: Path) -> None:
    bare = Repo.init(tmp_path / "bare.git", "--bare")
    old = bare.stack((BASE, "base"), (TARGET, "all"), (UPPER, "up"))
    done = split(bare, "main~1", DROPPING)
    assert bare.content("main", b"a") == numbered(3)
    assert bare.log(f"{old[0]}..main")[:2] == done.parts
    undo(bare)
    assert bare.refs()["refs/heads/main"] == old[2]
    bare.check()


def test_a_sha256_repository_is_split_and_what_is_dropped_is_merged(tmp_path: Path) -> None:
    repo = Repo.init(tmp_path / "r", "--object-format=sha256")
    old = story(repo)
    later = repo.commit({**TOP, b"a": numbered(3, 20, 38)}, "later", old[3:])
    repo.branch("main", later)
    split(repo, old[1], DROPPING)
    assert len(repo.refs()["HEAD"]) == 64
    assert repo.content("main", b"a") == numbered(3, 38)
    repo.check()
    undo(repo)
    assert repo.refs()["refs/heads/main"] == later


def cloned(repo: Repo, path: Path, *options: str) -> Repo:
    """A clone made by git."""
    repo.git("clone", "-q", *options, repo.path.as_uri(), str(path))
    return Repo(path)


def test_a_shallow_clone_is_split_above_its_edge_and_refused_at_it(
    repo: Repo, tmp_path: Path
) -> None:
    old = story(repo)
    clone = cloned(repo, tmp_path / "shallow", "--depth=3")
    with (
        pytest.raises(TargetRefused, match="boundary of this shallow clone") as caught,
        opened(clone, old[1]),
    ):
        raise AssertionError
    assert "--deepen" in caught.value.hint
    clone.git("fetch", "-q", "--deepen=1")
    done = split(clone, old[1], TWO)
    assert_restacked(clone, old[1:], done.parts[-1], "main")
    clone.check()


def test_objects_in_another_repository_are_found(repo: Repo, tmp_path: Path) -> None:
    old = story(repo)
    repo.git("repack", "-adq")
    clone = cloned(repo, tmp_path / 'alt "quoted": colon', "--shared")
    later = clone.commit({**TOP, b"a": numbered(3, 20, 38)}, "later", old[3:])
    clone.branch("main", later)
    split(clone, old[1], DROPPING)
    assert clone.content("main", b"a") == numbered(3, 38)
    clone.check()


def test_a_partial_clone_is_split(repo: Repo, tmp_path: Path) -> None:
    old = story(repo)
    repo.git("config", "uploadpack.allowFilter", "true")
    repo.git("config", "uploadpack.allowAnySHA1InWant", "true")
    clone = cloned(repo, tmp_path / "partial", "--filter=blob:none")
    done = split(clone, old[1], TWO)
    assert_restacked(clone, old[1:], done.parts[-1], "main")
    clone.check()


def test_a_replaced_commit_is_taken_as_git_shows_it(repo: Repo) -> None:
    old = story(repo)
    other = repo.commit(UPPER, "upper, said better", [old[1]])
    repo.git("replace", old[2], other)
    shown = repo.lines("log", "--format=%s %T", f"{old[1]}..main")
    done = split(repo, old[1], TWO)
    assert repo.lines("log", "--format=%s %T", f"{done.parts[-1]}..main") == shown
    repo.check()


def test_a_replaced_target_is_split_as_git_shows_it(repo: Repo) -> None:
    old = story(repo)
    other = repo.commit({**TARGET, b"b": b"b3\n"}, "another target", [old[0]])
    repo.git("replace", old[1], other)
    done = split(repo, old[1], TWO)
    assert repo.content(done.parts[-1], b"b") == b"b3\n"
    repo.check()


def graft(repo: Repo, way: str, oid: str, *parents: str) -> None:
    """Let git see a commit on other parents."""
    if way == "replace":
        repo.git("replace", "--graft", oid, *parents)
    else:
        (repo.path / ".git/info/grafts").write_text(" ".join([oid, *parents]) + "\n")


def without_grafts(repo: Repo) -> None:
    """Let git see every commit on its own parents again."""
    (repo.path / ".git/info/grafts").unlink(missing_ok=True)
    for name in repo.lines("replace", "-l"):
        repo.git("replace", "-d", name)


@pytest.mark.parametrize("way", ["file", "replace"])
def test_a_commit_that_a_graft_puts_onto_the_target_stands_on_the_parts(
    repo: Repo, way: str
) -> None:
    """D23: and stays there when the graft is gone."""
    old = story(repo)
    upper = repo.commit(UPPER, "upper", [old[0]])
    top = repo.commit(TOP, "top", [upper, old[0]])
    graft(repo, way, upper, old[1])
    repo.branch("main", top)
    done = split(repo, old[1], TWO)
    without_grafts(repo)
    assert repo.log(f"{old[0]}..main")[:2] == done.parts
    assert repo.line("rev-parse", "main^^") == done.parts[-1]
    assert repo.line("rev-parse", "main^2") == old[0]
    assert repo.tree("main") == repo.tree(top)
    repo.check()


@pytest.mark.parametrize("way", ["file", "replace"])
def test_a_target_is_split_on_the_parent_that_a_graft_gives_it(repo: Repo, way: str) -> None:
    old = story(repo)
    other = repo.commit({**BASE, b"o": b"other\n"}, "other", [old[0]])
    graft(repo, way, old[1], other)
    done = split(repo, old[1], plan_text(Piece("o", [whole("o")]), Piece("all else", REST)))
    without_grafts(repo)
    assert repo.line("rev-parse", f"{done.parts[0]}^") == other
    assert repo.lines("diff", "--name-status", other, done.parts[0]) == ["D\to"]
    assert repo.tree(done.parts[1]) == repo.tree(old[1])
    repo.check()


@pytest.mark.parametrize("way", ["file", "replace"])
def test_a_target_that_a_graft_makes_a_merge_is_refused(repo: Repo, way: str) -> None:
    old = story(repo)
    other = repo.commit(BASE, "other")
    graft(repo, way, old[1], old[0], other)
    with pytest.raises(TargetRefused, match="is a merge"), opened(repo, old[1]):
        raise AssertionError


# Worktrees


def linked(repo: Repo, path: Path, branch: str, at: str) -> Repo:
    """A linked worktree with a branch of its own."""
    repo.git("worktree", "add", "-q", "-b", branch, str(path), at)
    return Repo(path)


def test_a_branch_in_another_worktree_moves_while_its_tree_stays(
    repo: Repo, tmp_path: Path
) -> None:
    old = story(repo)
    other = linked(repo, tmp_path / "linked", "topic", old[3])
    (other.path / "a").write_bytes(b"dirty\n")
    done = split(repo, old[1], TWO)
    assert_restacked(other, old[1:], done.parts[-1], "HEAD")
    assert other.git("status", "--porcelain") == b" M a\n"


def test_dropping_is_refused_where_another_worktree_has_a_branch_that_would_change(
    repo: Repo, tmp_path: Path
) -> None:
    old = story(repo)
    linked(repo, tmp_path / "linked", "topic", old[3])
    before = repo.refs()
    with pytest.raises(StateRefused, match=r"topic is checked out in .*linked"):
        split(repo, old[1], DROPPING)
    assert repo.refs() == before
    split(repo, old[1], DROPPING, update_refs=UpdatedRefs.HEAD)
    assert repo.refs()["refs/heads/topic"] == old[3]


def test_a_linked_worktree_splits_its_own_branch(repo: Repo, tmp_path: Path) -> None:
    old = story(repo)
    other = linked(repo, tmp_path / "linked", "topic", old[3])
    before = repo.files(), repo.staged()
    split(other, old[1], DROPPING, update_refs=UpdatedRefs.HEAD)
    assert other.content("HEAD", b"a") == numbered(3)
    assert other.git("status", "--porcelain") == b" M a\n"
    assert repo.refs()["refs/heads/main"] == old[3]
    assert (repo.files(), repo.staged()) == before
    undo(other)
    assert other.git("status", "--porcelain") == b""


def test_undo_is_refused_where_another_worktree_s_files_would_change(
    repo: Repo, tmp_path: Path
) -> None:
    old = story(repo)
    repo.branch("topic", old[3])
    split(repo, old[1], DROPPING)
    repo.git("worktree", "add", "-q", str(tmp_path / "linked"), "topic")
    before = repo.refs()
    with pytest.raises(StateRefused, match=r"topic is checked out in .*linked"):
        undo(repo)
    assert repo.refs() == before


def test_a_repository_reached_by_a_symlink_knows_its_own_worktree(
    repo: Repo, tmp_path: Path
) -> None:
    story(repo)
    link = tmp_path / "link"
    link.symlink_to(repo.path)
    done = command(repo, "--plan", "-", "HEAD~2", stdin=DROPPING, cwd=link, env={"PWD": str(link)})
    assert done.returncode == 0, done.stderr
    assert repo.git("status", "--porcelain") == b" M a\n"


def test_a_repository_whose_git_directory_is_elsewhere_knows_its_own_worktree(
    tmp_path: Path,
) -> None:
    repo = Repo.init(tmp_path / "work", "--separate-git-dir", str(tmp_path / "elsewhere"))
    story(repo)
    split(repo, "HEAD~2", DROPPING)
    assert repo.git("status", "--porcelain") == b" M a\n"


def test_a_subdirectory_is_as_good_a_place_as_the_top(repo: Repo) -> None:
    story(repo)
    split(repo, "HEAD~2", DROPPING, cwd=repo.path / "d")
    assert repo.git("status", "--porcelain") == b" M a\n"


# What is dropped


def test_what_is_dropped_is_gone_from_history_and_still_in_the_work_tree(repo: Repo) -> None:
    old = story(repo)
    before = repo.files()
    done = split(repo, "HEAD~2", DROPPING)
    for commit in repo.log(f"{old[0]}..main"):
        assert repo.content(commit, b"a") == numbered(3)
    assert repo.files() == before
    assert repo.git("diff", "--cached") == b""
    assert repo.git("diff", "--numstat") == b"1\t1\ta\n"
    assert_same_patches(repo, old, done.parts[-1])
    repo.check()


def assert_same_patches(repo: Repo, old: list[str], last: str) -> None:
    """The commits above still do what they did."""
    rows = repo.lines("range-diff", "-s", f"{old[1]}..{old[-1]}", f"{last}..main")
    assert [row.split()[2] for row in rows] == ["="] * (len(old) - 2)


def test_a_commit_above_that_touches_the_file_elsewhere_is_merged(repo: Repo) -> None:
    old = story(repo)
    later = repo.commit({**TOP, b"a": numbered(3, 20, 38)}, "later", old[3:])
    last = repo.commit({**TOP, b"a": numbered(3, 20, 38), b"z": b""}, "last", [later])
    repo.branch("main", last)
    done = split(repo, old[1], DROPPING)
    assert repo.content("main~1", b"a") == repo.content("main", b"a") == numbered(3, 38)
    assert_same_patches(repo, [*old, later, last], done.parts[-1])
    repo.check()


def test_a_conflict_above_is_refused_with_commit_file_and_dropped_change(repo: Repo) -> None:
    old = story(repo)
    clash = repo.commit(
        {**TOP, b"a": numbered(3, 20).replace(b"line 20 new", b"X")}, "clash", old[3:]
    )
    repo.branch("main", old[3])
    repo.branch("other", clash)
    before = repo.refs(), repo.files(), repo.staged()
    with pytest.raises(RestackConflict) as caught:
        split(repo, old[1], DROPPING)
    told = str(caught.value)
    assert clash[:10] in told
    assert "(clash)" in told
    assert "a (hunk 2, +1 -1)" in told
    assert caught.value.hint.startswith(
        "it is on other: resolve the conflicts, or assign that change"
    )
    assert (repo.refs(), repo.files(), repo.staged()) == before


def test_a_dropped_file_that_is_a_directory_above_is_that_directory(repo: Repo) -> None:
    old = repo.stack((BASE, "base"), ({**BASE, b"x": b"x\n", b"y": b"y\n"}, "add"))
    turned = repo.commit({**BASE, b"x/z": b"z\n", b"y": b"y\n"}, "turn", old[1:])
    repo.branch("main", turned)
    split(repo, old[1], plan_text(Piece("y", [whole("y")]), dropped=[whole("x")]))
    assert repo.tree("main~1").keys() == {*BASE, b"y"}
    assert repo.tree("main") == repo.tree(turned)


def test_a_dropped_deletion_of_what_is_a_directory_above_is_refused(repo: Repo) -> None:
    before: dict[bytes, bytes] = {b"x": b"x\n", b"y": b"y\n"}
    old = repo.stack((before, "base"), ({b"y": b"y2\n"}, "remove"))
    clash = repo.commit({b"y": b"y2\n", b"x/z": b"z\n"}, "turn", old[1:])
    repo.branch("main", clash)
    refs = repo.refs()
    with pytest.raises(RestackConflict, match=f"{clash[:10]} .turn. changes the same lines of 'x~"):
        split(repo, old[1], plan_text(Piece("y", [whole("y")]), dropped=[whole("x")]))
    assert repo.refs() == refs


def test_everything_but_one_part_may_be_dropped(repo: Repo) -> None:
    story(repo)
    plan = plan_text(Piece("only", [whole("b")]), dropped=[whole("a")])
    done = split(repo, "HEAD~2", plan)
    assert len(done.parts) == 1
    assert repo.content("main", b"a") == numbered()


def test_a_removed_line_may_come_after_what_replaces_it(repo: Repo) -> None:
    repo.stack(({b"f": b"a\nb\nc\n"}, "base"), ({b"f": b"a\nB\nc\n"}, "all"))
    plan = plan_text(Piece("one", [lines("f", added=[2])]), Piece("two", [lines("f", removed=[2])]))
    done = split(repo, "HEAD", plan)
    assert repo.content(done.parts[0], b"f") == b"a\nb\nB\nc\n"
    assert repo.content(done.parts[1], b"f") == b"a\nB\nc\n"


def test_an_edited_rename_is_renamed_first_or_edited_first(repo: Repo) -> None:
    for first, path in (('{ file = "g", facts = ["rename"] }', b"g"), (hunks("g", 1), b"f")):
        repo.stack(({b"f": numbered()}, "base"), ({b"g": File(numbered(3), "100644")}, "move"))
        done = split(repo, "HEAD", plan_text(Piece("one", [first]), Piece("two", REST)))
        assert repo.tree(done.parts[0]).keys() == {path}
        assert repo.content(done.parts[0], path) == numbered(*([] if path == b"g" else [3]))
