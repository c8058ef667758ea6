"""The working trees in which the fuzzer tries cases are what they are called, and it cries when one
of them is not as it must be.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from tests.support.repos import Repo
from tools.fuzz.oracle import Wrong
from tools.fuzz.scenes import Scene, Trees, built

#: With this seed `in` is checked out in a sparse working tree, and `out` is not.
SEED = 1
PATHS = [b"in/one", b"out/two", b"top"]


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Repo:
    """Two commits that change a file in each of two directories, and one above them."""
    repo = Repo.init(tmp_path_factory.mktemp("source") / "work", "--bare")
    repo.stack(*((dict.fromkeys(PATHS, b"%d\n" % n), f"commit {n}\n") for n in range(2)))
    return repo


@contextmanager
def scene_of(
    source: Repo, sparse: str = "", other: str = "", hidden: str = "", *, linked: bool = False
) -> Iterator[Trees]:
    """A scene on the tip of the source, the same one each time."""
    tip, below = source.lines("rev-list", "main")
    scene = Scene(sparse, linked, other, False, hidden)
    refs = {"refs/heads/main": tip}
    with built(scene, source.path, refs, below, PATHS, random.Random(SEED)) as trees:
        yield trees


@pytest.mark.parametrize("linked", [False, True], ids=["main", "linked"])
def test_a_scene_is_what_it_is_called(source: Repo, linked: bool) -> None:
    with scene_of(source, "cone", linked=linked) as trees:
        assert trees.here.git("ls-files", "-t").count(b"S ") == 1
        assert (trees.here.path / ".git").is_dir() != linked
    with scene_of(source, "sparse index", linked=linked) as trees:
        assert b"out/\n" in trees.here.git("ls-files", "--sparse")
    with scene_of(source, hidden="skip-worktree", linked=linked) as trees:
        assert b"S " in trees.here.git("ls-files", "-v")
    with scene_of(source, other="rebase", linked=linked) as trees:
        assert trees.other
        assert b"rebasing branch 'beside'" in trees.other.git("status")
    with scene_of(source, other="bisect", linked=linked) as trees:
        assert trees.other
        assert b"bisecting" in trees.other.git("status")


def _lose_flags(trees: Trees) -> None:
    trees.here.git("update-index", "--no-skip-worktree", "out/two")


def _write(trees: Trees) -> None:
    (trees.here.path / "top").write_bytes(b"other\n")


def _stage(trees: Trees) -> None:
    trees.here.git("update-index", "--cacheinfo", f"100644,{'1' * 40},in/one")


def _write_elsewhere(trees: Trees) -> None:
    assert trees.other
    (trees.other.path / "new").touch()


@pytest.mark.parametrize("damage", [_lose_flags, _write, _stage, _write_elsewhere])
def test_the_judge_cries_when_a_working_tree_has_changed(
    source: Repo, damage: Callable[[Trees], None]
) -> None:
    with scene_of(source, "cone", "branch") as trees:
        trees.check_same()
        damage(trees)
        with pytest.raises(Wrong):
            trees.check_same()
        with pytest.raises(Wrong):
            trees.check_split(drops=False)


def _drop(trees: Trees) -> None:
    """Take back what the tip does to a file, in history only."""
    env = ["-c", "user.name=x", "-c", "user.email=x@example.org"]
    place = trees.here
    place.git("update-index", "--cacheinfo", f"100644,{_old(trees)},out/two")
    place.git(*env, "commit", "-q", "--amend", "--no-edit")


def _old(trees: Trees) -> str:
    return trees.here.git("rev-parse", "HEAD^:out/two").decode().strip()


def test_what_is_dropped_leaves_the_index_but_no_flag(source: Repo) -> None:
    with scene_of(source, "cone") as trees:
        _drop(trees)
        with pytest.raises(Wrong, match="flags"):
            trees.check_split(drops=True)
        trees.here.git("update-index", "--skip-worktree", "out/two")
        trees.check_split(drops=True)
        trees.here.git("reset", "-q", "--soft", "HEAD^")
        with pytest.raises(Wrong, match="index"):
            trees.check_split(drops=True)


def test_a_branch_that_is_being_rebased_or_bisected_elsewhere_may_not_move(source: Repo) -> None:
    for what in ("rebase", "bisect"):
        with scene_of(source, other=what) as trees:
            trees.check_refused("it is", drops=False)
            with pytest.raises(Wrong, match=what):
                trees.check_split(drops=False)
    with scene_of(source) as trees, pytest.raises(Wrong, match="refused"):
        trees.check_refused("nobody knows why", drops=True)
