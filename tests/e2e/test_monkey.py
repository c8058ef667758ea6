"""A small share of what ``python -m tools.monkey`` does, with fixed seeds; and that its judge cries
where plain git would find that something went wrong.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.support.repos import File, Repo
from tools.monkey.game import Game, replayable
from tools.monkey.judge import State, Wrong, check_same, check_split
from tools.monkey.world import make_world

KEYS = 60


@pytest.mark.parametrize("seed", [1, 2])
def test_whatever_is_done_to_the_terminal_git_finds_nothing_wrong(
    tmp_path: Path, seed: int
) -> None:
    game = Game(tmp_path, seed)
    with replayable(game, KEYS):
        game.play(KEYS)
    assert game.counts["rounds"] == 1
    assert game.counts["unchanged"] + game.counts["written"]


# The judge


@pytest.fixture
def world(tmp_path: Path) -> Repo:
    """The monkey's repository, before anything is done."""
    return make_world(tmp_path / "world")


def split(repo: Repo, *, last: str = "", subject: str = "part", index: bool = True) -> None:
    """Split HEAD in two with plain git: its first file, then the rest, or another last tree."""
    old = repo.line("rev-parse", "HEAD")
    first = repo.lines("diff", "--name-only", "HEAD^", "HEAD")[0]
    staged = repo.line("write-tree")
    repo.git("read-tree", "HEAD^")
    repo.git("reset", "-q", old, "--", first)
    one = made(repo, repo.line("write-tree"), f"{old}^", old, subject)
    two = made(repo, last or f"{old}^{{tree}}", one, old)
    repo.git("read-tree", staged if index else old)
    repo.git("update-ref", "refs/heads/main", two)


def made(repo: Repo, tree: str, parent: str, like: str, subject: str = "") -> str:
    """A commit like another one, but with that tree, that parent and that subject."""
    body = repo.body(like).decode()
    head, _, text = body.partition("\n\n")
    rows = [row for row in head.split("\n") if not row.startswith(("tree ", "parent "))]
    tree, parent = repo.line("rev-parse", f"{tree}"), repo.line("rev-parse", parent)
    rows[:0] = [f"tree {tree}", f"parent {parent}"]
    return repo.raw("commit", ("\n".join(rows) + "\n\n" + (subject or text)).encode())


def test_a_split_is_found_right(world: Repo) -> None:
    before = State.of(world)
    check_same(world, before)
    split(world)
    check_split(world, before)
    with pytest.raises(Wrong, match="refs changed"):
        check_same(world, before)


def _lock(repo: Repo) -> None:
    (repo.path / ".git/index.lock").touch()


def _other_author(repo: Repo) -> None:
    repo.git("commit", "-q", "--amend", "--reset-author", "--allow-empty", "-m", "x", "--only")


def _moved_tag(repo: Repo) -> None:
    repo.git("tag", "-f", "stays", "HEAD")


def _new_file(repo: Repo) -> None:
    (repo.path / "mine/untracked").write_bytes(b"other\n")


def _detached(repo: Repo) -> None:
    repo.git("checkout", "-q", "--detach")


DAMAGE: dict[str, Callable[[Repo], None]] = {
    "locks": _lock,
    "another author": _other_author,
    "the tag": _moved_tag,
    "the working tree": _new_file,
    "another branch": _detached,
}


@pytest.mark.parametrize("told", DAMAGE)
def test_the_judge_cries_when_something_else_has_changed(world: Repo, told: str) -> None:
    before = State.of(world)
    split(world)
    DAMAGE[told](world)
    with pytest.raises(Wrong, match=told):
        check_split(world, before)


def test_the_judge_cries_when_the_last_tree_has_lines_that_the_target_has_not(
    world: Repo,
) -> None:
    before = State.of(world)
    tree = {path: _file(world, entry) for path, entry in world.tree("HEAD").items()}
    tree[b"text/crlf"] = File(b"neither old nor new\n")
    split(world, last=world.commit(tree) + "^{tree}", index=False)
    with pytest.raises(Wrong, match="lines that the target does not have"):
        check_split(world, before)


def _file(repo: Repo, entry: tuple[str, str]) -> File:
    mode, oid = entry
    is_module = mode == "160000"
    return File(oid.encode() if is_module else repo.git("cat-file", "blob", oid), mode)


def test_the_judge_cries_when_something_is_staged_that_was_not(world: Repo) -> None:
    before = State.of(world)
    split(world, index=False)
    with pytest.raises(Wrong, match="staged"):
        check_split(world, before)
