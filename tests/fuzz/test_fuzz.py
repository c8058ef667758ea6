"""A small share of what ``python -m tools.fuzz`` does, on generated histories with fixed seeds; and
that the fuzzer cries where the program is broken.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

import pytest

from splitter.core.diff import interleaved
from splitter.core.diff.model import FilePatch, Side
from splitter.core.objects.commit import Commit
from splitter.core.plan.edits import FileEdits
from splitter.core.plan.plan import Plan
from splitter.core.weave.annotate import State
from splitter.core.weave.build import Builder
from splitter.core.weave.weave import Weave
from splitter.gitio.rewrite.restack import Restack
from tests.fuzz.history import make_history
from tests.support.repos import File, Repo
from tools.fuzz.place import COMMITTER, read_history
from tools.fuzz.trial import Outcome, Trials

CASES = 25


@pytest.fixture(autouse=True)
def committer(monkeypatch: pytest.MonkeyPatch) -> None:
    """Who commits is who the judge expects."""
    name, rest = COMMITTER.split(" <")
    email, date = rest.split("> ")
    monkeypatch.setenv("GIT_COMMITTER_NAME", name)
    monkeypatch.setenv("GIT_COMMITTER_EMAIL", email)
    monkeypatch.setenv("GIT_COMMITTER_DATE", date)


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A generated history."""
    return make_history(tmp_path_factory.mktemp("history") / "source", 1).path


def outcomes(
    source: Path,
    scratch: Path,
    seed: int,
    cases: int = CASES,
    share: float = 0.0,
    edited: float = 0.0,
) -> Iterator[Outcome]:
    """What becomes of some cases of that seed, one after another.

    So many of all are tried in a working tree, and so many have edits.
    """
    trials = Trials(source, read_history(source), scratch, seed, share, edited)
    return map(trials.attempt, range(cases))


@pytest.mark.parametrize("seed", [1, 2])
def test_commits_of_a_history_split_as_their_plans_say(
    source: Path, tmp_path: Path, seed: int
) -> None:
    found = [*outcomes(source, tmp_path, seed)]
    assert [one.told for one in found if one.failed] == []
    assert sum(one.kind.startswith("split") for one in found) > CASES // 2


def test_edits_are_in_the_parts_that_have_them(source: Path, tmp_path: Path) -> None:
    """All three lengths, layers and stacks, in files that the commit touches or does not."""
    found = [*outcomes(source, tmp_path, 5, share=0.2, edited=1.0)]
    assert [one.told for one in found if one.failed] == []
    notes = {note for one in found if one.kind.startswith("split") for note in one.notes}
    assert notes >= {"edits in layers", "edits of an untouched file", "an edit for good"}


def test_working_trees_are_what_they_were_but_for_what_is_dropped(
    source: Path, tmp_path: Path
) -> None:
    """Their indexes with all flags (D1, D2), and branches that are in use elsewhere (D3)."""
    found = [*outcomes(source, tmp_path, 3, cases=16, share=1.0)]
    assert [one.told for one in found if one.failed] == []
    assert sum("scene" in note for one in found for note in one.notes) > 8


def test_a_resolved_merge_keeps_what_its_other_parent_has_too(tmp_path: Path) -> None:
    """An edit for good removes lines that both parents have: as in a rebase with git's rerere, git
    merges them again, and the conflict is resolved as it was.
    """
    repo = Repo.init(tmp_path / "source", "--bare")
    same = b"".join(b"%d\n" % number for number in range(9))
    added, rest = b"both\nsides\n", b"p\nq\nr\n"
    below = repo.commit({b"f": File(b"old\n" + same + rest)}, "below")
    target = {b"f": File(b"ours\n" + same + added + rest)}
    other = {b"f": File(b"theirs\n" + same + added + rest)}
    sides = [repo.commit(files, "side", [below]) for files in (target, other)]
    repo.git("update-ref", "refs/heads/main", repo.commit(target, "merge", sides))
    found = [*outcomes(repo.path, tmp_path, 5, cases=3, edited=1.0)]
    assert [one.told for one in found if one.failed] == []
    assert found[0].kind.startswith("split") and "an edit for good" in found[0].notes


def _swapped(removed: Sequence[bytes], added: Sequence[bytes]) -> tuple[int, ...]:
    """Each side in its order, but the added lines of a block before the removed ones."""
    return (len(added),) * len(removed)


def _lossy(content: Callable[..., bytes]) -> Callable[..., bytes]:
    def broken(self: Weave, done: bytes, *others: object) -> bytes:
        whole = content(self, done, *others)
        rows = whole.splitlines(keepends=True)
        return whole if len(set(done)) < 2 else b"".join(rows[1:] + rows[:1])

    return broken


def _stuck(version: Callable[..., Side | None]) -> Callable[..., Side | None]:
    def broken(self: Builder, file: FilePatch, state: State) -> Side | None:
        done = state.done
        return version(self, file, State(bytes(len(done))) if len(set(done)) > 1 else state)

    return broken


def _forgetful(moved: Callable[..., Commit]) -> Callable[..., Commit]:
    def broken(self: Commit, tree: str, parents: Iterable[str], committer: bytes) -> Commit:
        commit = moved(self, tree, parents, committer)
        return Commit(commit.headers, commit.message + b"\n")

    return broken


def _swapping_parents(move: Callable[..., None]) -> Callable[..., None]:
    def broken(self: Restack, stacked: object, tree: str) -> None:
        del self.renamed[next(iter(self.renamed))]
        move(self, stacked, tree)

    return broken


BROKEN: dict[str, Callable[[pytest.MonkeyPatch], None]] = {
    "the weave loses the order": lambda patch: patch.setattr(
        Weave, "content", _lossy(Weave.content)
    ),
    "a part gets too little": lambda patch: patch.setattr(
        Builder, "version", _stuck(Builder.version)
    ),
    "the orders of lines are forgotten": lambda patch: patch.setattr(
        Plan, "orders_of", lambda *_: ()
    ),
    "a message grows": lambda patch: patch.setattr(Commit, "moved", _forgetful(Commit.moved)),
    "the stack stays on the old target": lambda patch: patch.setattr(
        Restack, "_move", _swapping_parents(Restack._move)
    ),
}


EDITS: dict[str, Callable[[pytest.MonkeyPatch], None]] = {
    "an edit below another is shown": lambda patch: patch.setattr(
        FileEdits, "_covers", lambda *_: False
    ),
    "an edit holds too long": lambda patch: patch.setattr(
        FileEdits, "held", lambda self, edit: range(self.positions[edit.number], len(self.order))
    ),
}


@pytest.mark.parametrize("how", EDITS)
def test_the_fuzzer_cries_where_edits_are_broken(
    source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, how: str
) -> None:
    EDITS[how](monkeypatch)
    assert any(one.failed for one in outcomes(source, tmp_path, 5, edited=1.0))


@pytest.mark.parametrize("how", BROKEN)
def test_the_fuzzer_cries_where_the_program_is_broken(
    source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, how: str
) -> None:
    BROKEN[how](monkeypatch)
    assert any("Wrong: " in one.told for one in outcomes(source, tmp_path, 1, 12))


def test_any_order_of_a_block_that_keeps_both_sides_is_right(
    source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The judge does not say how old and new lines interleave: that is the weave's to choose."""
    monkeypatch.setattr(interleaved, "interleave", _swapped)
    assert not any(one.failed for one in outcomes(source, tmp_path, 1, 8))
