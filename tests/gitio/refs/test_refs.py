"""The refs that contain a commit: those that git names, without walking all of history for it."""

from __future__ import annotations

import itertools
from collections.abc import Collection, Iterable, Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from splitter.gitio.git.repository import open_repository
from splitter.gitio.refs.refs import CLOCK_SKEW, Containing, containing, read_peeled
from tests.support.examples import examples
from tests.support.repos import Repo

NOON = 1_700_000_000
#: The kinds of ref; the last two are tag objects, one of a commit and one of a tag.
KINDS = ("heads", "tags", "remotes/o", "annotated", "nested")
#: Numbers that make each history's commits and refs differ from those of all others.
turns = itertools.count()

#: A history: for each commit its parents, as steps back, and its date, in seconds from noon.
commits = st.tuples(
    st.lists(st.integers(1, 3), max_size=2, unique=True),
    st.integers(-CLOCK_SKEW // 2, CLOCK_SKEW // 2),
)


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Repo:
    """A repository that all generated histories share."""
    return Repo.init(tmp_path_factory.mktemp("shared"))


def _containing(path: Path, oid: str, above: Collection[str], oldest: int) -> Containing:
    repository = open_repository(path)
    return containing(repository, read_peeled(repository), oid, above, oldest)


def made(
    repo: Repo,
    name: str,
    history: Sequence[tuple[list[int], int]],
    refs: Iterable[tuple[int, str]] = (),
) -> list[str]:
    """The ids of the commits of a history, oldest first, with refs made to them: for each the
    number of its commit and its kind.
    """
    rows: list[str] = []
    who = "A <a@example.org>"
    for number, (steps, date) in enumerate(history):
        rows += [f"commit refs/made/{name}/{number:02}", f"mark :{number + 1}"]
        rows += [f"committer {who} {NOON + date} +0000", "data 0"]
        parents = [number - step + 1 for step in steps if step <= number]
        rows += [
            f"{word} :{parent}" for word, parent in zip(("from", "merge"), parents, strict=False)
        ]
    for number, kind in refs:
        ref, commit = f"{name}-{number}-{kind}", f":{number + 1}"
        if kind not in ("annotated", "nested"):
            rows += [f"reset refs/{kind}/{ref}", f"from {commit}"]
            continue
        rows += [f"tag {ref}", f"mark :{number + 90}", f"from {commit}", f"tagger {who} 1 +0000"]
        rows.append("data 0")
        if kind == "nested":
            rows += [f"tag {ref}-outer", f"from :{number + 90}", f"tagger {who} 1 +0000", "data 0"]
    repo.git("fast-import", "--quiet", stdin="".join(f"{row}\n" for row in rows).encode())
    return repo.lines("for-each-ref", "--format=%(objectname)", f"refs/made/{name}/")


def by_git(repo: Repo, oid: str) -> list[set[str]]:
    """What ``git tag --contains`` and ``git branch --contains`` say."""
    form = (f"--contains={oid}", "--format=%(refname)")
    return [set(repo.lines(*command, *form)) for command in (["tag"], ["branch", "-r"], ["branch"])]


@examples(25)
@given(data=st.data(), history=st.lists(commits, min_size=3, max_size=7))
def test_refs_that_contain_a_commit_are_those_that_git_finds(
    shared: Repo, data: st.DataObject, history: list[tuple[list[int], int]]
) -> None:
    name = f"law{next(turns)}"
    kinds = st.sets(st.sampled_from(KINDS), min_size=1, max_size=2)
    refs = [(n, kind) for n in range(len(history)) for kind in sorted(data.draw(kinds))]
    oids = made(shared, name, history, refs)
    target = data.draw(st.sampled_from(oids), label="target")
    tip = data.draw(st.sampled_from(oids), label="tip")
    above = shared.lines("rev-list", "--ancestry-path", tip, f"^{target}")
    known = [target, *above]
    dates = shared.lines("log", "--no-walk", "--format=%ct", *known)
    found = _containing(shared.path, target, known, min(map(int, dates)))
    assert [set(f) for f in (found.tags, found.remotes, found.branches)] == by_git(shared, target)


def test_a_ref_older_than_the_commit_is_found_where_it_is_known_to_stand_above(repo: Repo) -> None:
    oids = made(repo, "old", [([], 0), ([1], -CLOCK_SKEW * 100), ([1], 10)])
    repo.git("tag", "skewed", oids[1])
    found = _containing(repo.path, oids[0], oids, NOON)
    assert list(found.tags) == ["refs/tags/skewed"]


def test_a_ref_that_leaves_the_known_commits_half_way_is_found(repo: Repo) -> None:
    history = [([], 0), ([1], 1), ([1], 2), ([2], 3)]
    oids = made(repo, "fork", history, [(2, "heads"), (3, "tags")])
    found = _containing(repo.path, oids[0], oids[:3], NOON)
    assert (len(found.branches), len(found.tags)) == (1, 1)


def test_a_ref_that_is_older_is_not_walked_from(repo: Repo) -> None:
    """S1: without a commit-graph each old tag had git walk down to the root."""
    oids = made(repo, "deep", [([], -CLOCK_SKEW * 9), ([1], -CLOCK_SKEW * 3), ([], 0)])
    repo.git("tag", "old", oids[1])
    repo.git("tag", "blob", repo.raw("blob", b"no commit"))
    repo.git("update-ref", "-d", "refs/made/deep/00")
    (repo.path / ".git/objects" / oids[0][:2] / oids[0][2:]).unlink()  # a walk would fall over it
    assert repo.attempt("tag", "--contains", oids[2]).returncode
    found = _containing(repo.path, oids[2], [oids[2]], NOON)
    assert (found.tags, found.remotes, found.branches) == ({}, {}, {})
