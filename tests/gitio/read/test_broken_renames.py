"""Renames as a unit, and renames that the user takes apart."""

from __future__ import annotations

from pathlib import Path

import pytest

from splitter.core.diff.model import FileChangeKind
from splitter.core.draft.commands import Break, apply
from splitter.core.draft.draft import Draft
from splitter.core.plan.changes import add_part, assign, shift_line
from splitter.core.plan.plan import whole as every
from splitter.core.plan.planfile.write import write_plan
from splitter.errors import PlanRefused
from tests.support.patches import interleave_hunk
from tests.support.repos import Repo
from tests.support.splits import REST, Piece, opened, plan_text, split, whole

LINES = b"".join(b"line %d\n" % n for n in range(30))
BASE = {b"old/name": LINES, b"other": b"o\n"}
TARGET = {b"new/name": LINES.replace(b"line 3\n", b"line three\n"), b"other": b"p\n"}


def story(repo: Repo) -> list[str]:
    return repo.stack(
        (BASE, "base\n"), (TARGET, "rename and edit\n"), ({**TARGET, b"x": b"x\n"}, "up\n")
    )


def apart(text: str) -> str:
    return text.replace("version = 1", 'version = 1\nbroken = ["new/name"]', 1)


def test_rename_before_the_edit(repo: Repo) -> None:
    old = story(repo)
    renamed = Piece("rename", ['{ file = "new/name", facts = ["rename"] }'])
    edited = Piece("edit", ['{ file = "new/name", hunks = [1] }'])
    done = split(repo, old[1], plan_text(renamed, edited, Piece("rest", REST)))
    assert set(repo.tree(done.parts[0])) == {b"new/name", b"other"}
    assert repo.content(done.parts[0], b"new/name") == LINES
    assert repo.tree(done.parts[1])[b"new/name"] == repo.tree(old[1])[b"new/name"]


def test_edit_before_the_rename(repo: Repo) -> None:
    old = story(repo)
    edited = Piece("edit", ['{ file = "new/name", hunks = [1] }'])
    done = split(repo, old[1], plan_text(edited, Piece("rest", REST)))
    assert repo.content(done.parts[0], b"old/name") == TARGET[b"new/name"]
    assert repo.tree(done.parts[1]) == repo.tree(old[1])


def test_halves_of_a_broken_rename_go_to_two_parts(repo: Repo) -> None:
    old = story(repo)
    plan = apart(plan_text(Piece("add", [whole("new/name")]), Piece("remove", REST)))
    done = split(repo, old[1], plan)
    assert set(repo.tree(done.parts[0])) == {b"old/name", b"new/name", b"other"}
    assert repo.tree(done.parts[1]) == repo.tree(old[1])
    repo.check()


@pytest.mark.parametrize("count", [3, 120])
def test_many_renames_of_a_plan_are_taken_apart_by_one_process(
    repo: Repo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, count: int
) -> None:
    before = {b"old/%d" % n: b"%d\n" % n + LINES for n in range(count)}
    after = {b"new/%d" % n: before[b"old/%d" % n] for n in range(count)}
    old = repo.stack((before, "base\n"), (after, "move\n"))
    names = [f"new/{n}" for n in reversed(range(count))]
    text = plan_text(Piece("add", [whole(name) for name in names]), Piece("remove", REST))
    text = text.replace("version = 1", f"version = 1\nbroken = {names}".replace("'", '"'), 1)
    with opened(repo, old[1]) as session:
        with monkeypatch.context() as traced:
            traced.setenv("GIT_TRACE", str(tmp_path / "trace"))
            plan = session.read_plan(text)
        assert (tmp_path / "trace").read_text().count("built-in: git diff-tree") == 1
        assert plan.patch.broken == tuple(name.encode() for name in names)
        one_by_one = Draft(session.start())
        for name in names:
            one_by_one = apply(one_by_one, [Break(name.encode())], session.break_rename)
        assert sorted(one_by_one.plan.patch.numbers) == sorted(plan.patch.numbers)
        sizes = {file.path: file.size for file in one_by_one.plan.patch}
        assert sizes == {file.path: file.size for file in plan.patch}
    done = split(repo, old[1], text)
    assert set(repo.tree(done.parts[0])) == {*before, *after}
    assert repo.tree(done.parts[1]) == repo.tree(old[1])


def test_a_rename_that_is_named_twice_is_refused(repo: Repo) -> None:
    story(repo)
    plan = plan_text(Piece("add", [whole("new/name")]), Piece("remove", REST))
    twice = plan.replace("version = 1", 'version = 1\nbroken = ["new/name", "new/name"]', 1)
    with pytest.raises(PlanRefused, match="is not a rename that can be broken"):
        split(repo, "HEAD~1", twice)


def test_plan_on_a_broken_rename_is_written_and_read_again(repo: Repo) -> None:
    old = story(repo)
    with opened(repo, old[1]) as session:
        number = session.patch.numbers[b"new/name"]
        assert session.patch.files[number].file_change(FileChangeKind.RENAME) is not None
        plan = apply(Draft(session.start()), [Break(b"new/name")], session.break_rename).plan
        kinds = {
            file.path: [file_change.kind for file_change in file.file_changes]
            for file in plan.patch
        }
        assert kinds[b"old/name"] == [FileChangeKind.DELETE]
        assert kinds[b"new/name"] == [FileChangeKind.CREATE]
        text = write_plan(plan, session.target.oid)
        again = session.read_plan(text)
        assert again.assignment == plan.assignment
        assert write_plan(again, session.target.oid) == text
        assert session.offers(plan.patch) == [0, 1, 2]


def test_orders_of_a_broken_rename_go_and_the_others_stay_with_their_files(repo: Repo) -> None:
    replaced = LINES.replace(b"line 3\nline 4\nline 5\n", b"only one\n")
    paths = [b"a", b"moved", b"z"]
    before = {path: LINES + path for path in (b"a", b"m", b"z")}
    after = {path: replaced + (path if path in before else b"m") for path in paths}
    old = repo.stack((before, "base\n"), (after, "all\n"))
    with opened(repo, old[1]) as session:
        plan = session.start()
        for number in range(3):
            plan = shift_line(plan, number, plan.patch.files[number].added[0], -9)
        reads = {
            file.path: list(interleave_hunk(plan, number, file.hunks[0]))
            for number, file in enumerate(plan.patch)
        }
        broken = apply(Draft(plan), [Break(b"moved")], session.break_rename).plan
        assert [file.path for file in broken.patch] == [b"a", b"m", b"moved", b"z"]
        assert [one.file for one in broken.orders] == [0, 3]
        for number in (0, 3):
            file = broken.patch.files[number]
            assert list(interleave_hunk(broken, number, file.hunks[0])) == reads[file.path]
        text = write_plan(broken, session.target.oid)
        assert session.read_plan(text).orders == broken.orders


def test_directory_that_takes_the_place_of_its_old_name(repo: Repo) -> None:
    old = repo.stack(({b"a": LINES}, "base\n"), ({b"a/b": LINES + b"more\n"}, "down\n"))
    with opened(repo, old[1]) as session:
        plan = apply(Draft(session.start()), [Break(b"a/b")], session.break_rename).plan
        assert sorted(file.path for file in plan.patch) == [b"a", b"a/b"]


@pytest.mark.parametrize("name", ["other", "nowhere"])
def test_what_is_no_rename_is_refused_with_the_line(repo: Repo, name: str) -> None:
    old = story(repo)
    text = f'version = 1\n\nbroken = ["{name}"]\n[[part]]\nmessage = "m"\nrest = true\n'
    with opened(repo, old[1]) as session, pytest.raises(PlanRefused) as caught:
        session.read_plan(text)
    assert caught.value.line == 3


def test_halves_stay_with_what_takes_the_old_path(repo: Repo) -> None:
    repo.stack(
        ({b"lib": LINES}, "base\n"), ({b"moved": LINES + b"more\n", b"lib/one": b"x\n"}, "two\n")
    )
    with opened(repo, "HEAD") as session:
        numbers = session.patch.numbers
        plan = assign(
            add_part(session.start(), "a\n"), [every(session.patch, numbers[b"lib/one"])], 1
        )
        assert len(set(plan.assignment[numbers[b"moved"]])) == 2
        broken = apply(Draft(plan), [Break(b"moved")], session.break_rename).plan
        assert list(broken.problems()) == []
        session.prepare(broken)
