"""Refs that another worktree needs where they are (D3, D5, D12, D24): git itself is the judge.

Each operation is begun in one worktree; git split is run there or in another one.  Afterwards git
must be able to end the operation.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from splitter.core.options import UpdatedRefs
from splitter.errors import RefsMoved, StateRefused
from tests.support.repos import Repo
from tests.support.splits import command, opened, split, undo
from tests.support.stories import BASE, DROPPING, TOP, TWO, assert_restacked, numbered, story


@dataclass(frozen=True)
class Case:
    """An operation: how it is begun on the branch that is checked out, and how it is ended."""

    name: str
    begin: Callable[[Repo], None]
    end: tuple[str, ...]


def stopped_rebase(*options: str) -> Callable[[Repo], None]:
    """A rebase that stops at its first commit."""

    def begin(repo: Repo) -> None:
        env = {"GIT_SEQUENCE_EDITOR": "sed -i '1s/^pick/edit/'"}
        repo.git("rebase", "-q", "-i", *options, "HEAD~1", env=env)

    return begin


def rebase_of_a_stack(repo: Repo) -> None:
    """A rebase that will move the branch, though another one is checked out on top of it."""
    newer = repo.commit({**TOP, b"n": b"n\n"}, "newer", [repo.line("rev-parse", "HEAD")])
    repo.git("checkout", "-q", "-b", "stacked", newer)
    env = {"GIT_SEQUENCE_EDITOR": "sed -i '1s/^pick/edit/'"}
    repo.git("rebase", "-q", "-i", "--update-refs", "HEAD~2", env=env)


def conflicting(*words: str) -> Callable[[Repo], None]:
    """A command that stops at a conflict."""

    def begin(repo: Repo) -> None:
        assert repo.attempt(*words).returncode

    return begin


def bisect(repo: Repo) -> None:
    repo.git("bisect", "start", "HEAD", "HEAD~3")


def bisect_at_its_start(repo: Repo) -> None:
    repo.git("bisect", "start")


def am(repo: Repo) -> None:
    assert repo.attempt(
        "am", "-q", stdin=repo.git("format-patch", "-1", "--stdout", "odd")
    ).returncode


CASES = [
    Case("a rebase", stopped_rebase(), ("rebase", "--continue")),
    Case("a rebase", rebase_of_a_stack, ("rebase", "--continue")),
    Case("a rebase", conflicting("rebase", "odd"), ("rebase", "--abort")),
    Case("a rebase", conflicting("rebase", "--apply", "odd"), ("rebase", "--abort")),
    Case("a bisect", bisect, ("bisect", "reset")),
    Case("a bisect", bisect_at_its_start, ("bisect", "reset")),
    Case("a merge", conflicting("merge", "odd"), ("merge", "--abort")),
    Case("a cherry-pick", conflicting("cherry-pick", "odd~1", "odd"), ("cherry-pick", "--abort")),
    Case("a revert", conflicting("revert", "odd"), ("revert", "--abort")),
    Case("an am session", am, ("am", "--abort")),
]
IDS = ["edit", "stack", "rebase", "apply", "bisect", "start", "merge", "pick", "revert", "am"]


@dataclass(frozen=True)
class Place:
    """Where the operation is, where git split is run, and the operation's branch."""

    there: Repo
    here: Repo
    branch: str

    @property
    def is_same(self) -> bool:
        return self.there == self.here


def in_the_same(repo: Repo, _: Path) -> Place:
    return Place(repo, repo, "main")


def in_a_linked_one(repo: Repo, directory: Path) -> Place:
    repo.git("worktree", "add", "-q", "-b", "topic", str(directory / "linked"), "main")
    return Place(Repo(directory / "linked"), repo, "topic")


def in_the_main_one(repo: Repo, directory: Path) -> Place:
    place = in_a_linked_one(repo, directory)
    return Place(repo, place.there, "main")


def in_a_moved_one(repo: Repo, directory: Path) -> Place:
    """In a worktree that git knows by a symbolic link to where it is now."""
    in_a_linked_one(repo, directory / "was")
    (directory / "was").rename(directory / "is")
    (directory / "was").symlink_to(directory / "is")
    return Place(Repo(directory / "is/linked"), repo, "topic")


#: Each operation in each place; in a moved worktree, one that detaches HEAD and one that does not.
MATRIX = [
    pytest.param(case, make, id=f"{name}-{make.__name__}")
    for make in (in_the_same, in_a_linked_one, in_the_main_one, in_a_moved_one)
    for name, case in zip(IDS, CASES, strict=True)
    if make is not in_a_moved_one or name in ("edit", "merge")
]
each = pytest.mark.parametrize(("case", "make"), MATRIX)


def with_an_odd_branch(repo: Repo) -> list[str]:
    """The story, and a branch with a commit that conflicts with it on top of one that does not."""
    old = story(repo)
    fits = repo.commit({**BASE, b"z": b"z\n"}, "fits\n", old[:1])
    repo.branch("odd", repo.commit({**BASE, b"z": b"z\n", b"a": b"odd\n"}, "odd\n", [fits]))
    return old


def state(place: Place) -> tuple[object, ...]:
    return place.here.refs(), place.there.refs(), place.there.staged(), place.there.files()


def known_as(place: Place) -> str:
    """The directory by which git knows the worktree of the operation."""
    rows = place.here.lines("worktree", "list", "--porcelain")
    paths = [row.partition(" ")[2] for row in rows if row.startswith("worktree ")]
    (found,) = (path for path in paths if place.there.path.samefile(path))
    return found


def end(place: Place, case: Case) -> None:
    """Let git end the operation, which it can."""
    place.there.git(*case.end)
    assert b"in progress" not in place.there.git("status")
    assert b"bisecting" not in place.there.git("status")
    on_branch = place.there.line("symbolic-ref", "HEAD")
    assert on_branch in (f"refs/heads/{place.branch}", "refs/heads/stacked")


@each
def test_a_split_waits_for_an_operation_on_one_of_its_branches(
    repo: Repo, tmp_path: Path, make: Callable[[Repo, Path], Place], case: Case
) -> None:
    old = with_an_odd_branch(repo)
    place = make(repo, tmp_path)
    case.begin(place.there)
    before = state(place)
    with pytest.raises(StateRefused, match=f"{case.name} is in progress") as caught:
        split(place.here, old[1], TWO)
    assert " ".join(case.end[:1]) in caught.value.hint
    assert state(place) == before
    if not place.is_same:
        assert str(caught.value).startswith("cannot move ")
        assert str(caught.value).endswith(f"in the worktree {known_as(place)}")
        assert "--update-refs=head" in caught.value.hint
        split(place.here, old[1], TWO, update_refs=UpdatedRefs.HEAD)
    end(place, case)
    repo.check()


@each
def test_an_undo_waits_for_an_operation_on_one_of_its_branches(
    repo: Repo, tmp_path: Path, make: Callable[[Repo, Path], Place], case: Case
) -> None:
    old = with_an_odd_branch(repo)
    place = make(repo, tmp_path)
    split(place.here, old[1], TWO)
    case.begin(place.there)
    before = state(place)
    reasons = f"{case.name} is in progress|{place.branch} moved since"  # by what was picked
    with pytest.raises((StateRefused, RefsMoved), match=reasons):
        undo(place.here)
    assert state(place) == before
    end(place, case)
    undo(place.here)
    assert repo.refs()["refs/heads/main"] == old[3]
    repo.check()


# Between the review and the writing


@pytest.mark.parametrize("plan", [TWO, DROPPING])
@pytest.mark.parametrize("make", [in_the_same, in_a_linked_one])
@pytest.mark.parametrize("number", [0, 4, 6], ids=["edit", "bisect", "merge"])
def test_an_operation_that_begins_before_the_writing_is_waited_for(
    repo: Repo, tmp_path: Path, make: Callable[[Repo, Path], Place], plan: str, number: int
) -> None:
    old, case = with_an_odd_branch(repo), CASES[number]
    place = make(repo, tmp_path)
    is_dropping = plan is DROPPING
    if is_dropping and not place.is_same:
        place.there.git("checkout", "-q", "--detach")  # with its files it would not be prepared
    with opened(place.here, old[1]) as session:
        rewrite = session.prepare(session.read_plan(plan))
        if is_dropping and not place.is_same:
            place.there.git("checkout", "-q", place.branch)
        case.begin(place.there)
        before = state(place)
        with pytest.raises(StateRefused, match=f"{case.name} is in progress"):
            session.write(rewrite)
    assert state(place) == before
    end(place, case)


def test_a_rebase_that_begins_and_stops_at_the_target_lets_no_branch_move(repo: Repo) -> None:
    old = story(repo)
    with opened(repo, old[1]) as session:
        rewrite = session.prepare(session.read_plan(TWO))
        env = {"GIT_SEQUENCE_EDITOR": "sed -i '1s/^pick/edit/'"}
        repo.git("rebase", "-q", "-i", old[0], env=env)
        with pytest.raises(StateRefused, match="only HEAD can move"):
            session.write(rewrite)
    repo.git("rebase", "--continue")
    assert repo.line("rev-parse", "main") == old[3]


def test_an_undo_of_branches_is_refused_at_an_edit_stop(repo: Repo) -> None:
    old = story(repo)
    done = split(repo, old[1], TWO)
    stopped_rebase()(repo)
    with pytest.raises(StateRefused, match="only HEAD can move"):
        undo(repo)
    repo.git("rebase", "--continue")
    assert_restacked(repo, old[1:], done.parts[-1], "main")


def test_a_branch_checked_out_before_the_writing_keeps_its_files(
    repo: Repo, tmp_path: Path
) -> None:
    old = story(repo)
    repo.branch("topic", old[3])
    with opened(repo, old[1]) as session:
        rewrite = session.prepare(session.read_plan(DROPPING))
        repo.git("worktree", "add", "-q", str(tmp_path / "linked"), "topic")
        before = repo.refs()
        with pytest.raises(StateRefused, match=r"topic is checked out in .*linked") as caught:
            session.write(rewrite)
    assert repo.refs() == before
    assert f"git -C {tmp_path}/linked switch --detach" in caught.value.hint


def test_a_head_that_gets_a_branch_before_the_writing_stays_on_it(repo: Repo) -> None:
    old = story(repo)
    repo.git("checkout", "-q", "--detach")
    with opened(repo, old[1]) as session:
        rewrite = session.prepare(session.read_plan(TWO))
        repo.git("switch", "-q", "-c", "foo")
        before = repo.refs()
        with pytest.raises(StateRefused, match="HEAD was detached, and is now on branch foo"):
            session.write(rewrite)
    assert repo.refs() == before


# Worktrees with a detached HEAD


def detached(repo: Repo, path: Path, at: str) -> Repo:
    """A linked worktree without a branch."""
    repo.git("worktree", "add", "-q", "--detach", str(path), at)
    return Repo(path)


@pytest.mark.parametrize("at", [1, 2, 3])
def test_a_detached_head_elsewhere_stays_and_is_named(repo: Repo, tmp_path: Path, at: int) -> None:
    old = story(repo)
    other = detached(repo, tmp_path / "linked", old[at])
    detached(repo, tmp_path / "below", old[0])
    before = other.refs()["HEAD"], other.files(), other.staged()
    done = command(repo, "--plan", "-", old[1], stdin=DROPPING)
    assert (done.returncode, done.stderr) == (0, "")
    assert f"detached HEAD stays on the old commits: {other.path}.\n" in done.stdout
    assert (other.refs()["HEAD"], other.files(), other.staged()) == before


def test_a_moved_worktree_splits_its_own_branch(repo: Repo, tmp_path: Path) -> None:
    old = story(repo)
    place = in_a_moved_one(repo, tmp_path)
    split(place.there, old[1], DROPPING, update_refs=UpdatedRefs.HEAD)
    assert place.there.content("HEAD", b"a") == numbered(3)
    assert place.there.git("status", "--porcelain") == b" M a\n"
    undo(place.there)
    assert place.there.git("status", "--porcelain") == b""


@pytest.mark.parametrize("is_main", [False, True])
def test_the_undo_of_a_detached_head_belongs_to_its_worktree(
    repo: Repo, tmp_path: Path, is_main: bool
) -> None:
    old = story(repo)
    other = detached(repo, tmp_path / "my linked", old[3])
    repo.git("checkout", "-q", "--detach")
    here, there = (other, repo) if is_main else (repo, other)
    done = split(there, old[1], TWO, update_refs=UpdatedRefs.HEAD)
    here.git("checkout", "-q", "--detach", there.line("rev-parse", "HEAD"))
    before = here.refs()
    with pytest.raises(StateRefused, match="moved the detached HEAD of the worktree") as caught:
        undo(here)
    assert here.refs() == before
    assert "my linked' split --undo" in caught.value.hint or is_main
    assert undo(there).updates[0].name == "HEAD"
    assert there.line("rev-parse", "HEAD") == old[3]
    assert here.line("rev-parse", "HEAD~2") == done.parts[-1]


def test_the_branches_are_undone_of_a_split_in_a_worktree_that_is_gone(
    repo: Repo, tmp_path: Path
) -> None:
    old = story(repo)
    before = repo.refs()
    other = detached(repo, tmp_path / "linked", old[3])
    done = split(other, old[1], TWO)
    assert {update.name for update in done.rewrite.updates} == {"HEAD", "refs/heads/main"}
    repo.git("worktree", "remove", str(other.path))
    undo(repo)
    assert repo.refs() == before


def test_a_split_of_nothing_but_a_worktree_that_is_gone_can_be_forgotten(
    repo: Repo, tmp_path: Path
) -> None:
    old = story(repo)
    before = repo.refs()
    other = detached(repo, tmp_path / "linked", old[3])
    split(repo, old[1], TWO)
    split(other, old[1], TWO, update_refs=UpdatedRefs.HEAD)
    repo.git("worktree", "remove", str(other.path))
    with pytest.raises(StateRefused, match="a worktree that no longer exists") as caught:
        undo(repo)
    repo.git(*caught.value.hint.partition(": git ")[2].split())
    undo(repo)
    assert repo.refs() == before
