"""Commits above that dropping a change leaves empty: kept or left out as git rebase does it."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.support.repos import Repo
from tests.support.splits import command, opened, split
from tests.support.stories import BASE, DROPPING, TARGET, install_hook, numbered

#: The target's tree without what `DROPPING` drops, and the same with one more file.
WITHOUT = {**TARGET, b"a": numbered(3)}
MORE = {**WITHOUT, b"e": b"e\n"}


def reverted(repo: Repo) -> list[str]:
    """A target, a commit that was always empty, one that reverts what is dropped, and one more; a
    branch at each.
    """
    trees = ((BASE, "base"), (TARGET, "target"), (TARGET, "empty"), (WITHOUT, "revert"))
    old = repo.stack(*trees, (MORE, "more"))
    for number, oid in enumerate(old[1:]):
        repo.git("update-ref", f"refs/heads/at{number}", oid)
    return old


def apply(repo: Repo, tmp_path: Path, *args: str) -> str:
    """What the program prints when it splits the target with `DROPPING`."""
    plan = tmp_path / "plan.toml"
    plan.write_text(DROPPING)
    done = command(repo, *args, "--plan", str(plan), "at0")
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_report_names_the_commit_that_cancels_what_is_dropped(
    repo: Repo, tmp_path: Path
) -> None:
    """D14: the report said that the change was left in the working tree, which was clean."""
    old = reverted(repo)
    told = apply(repo, tmp_path)
    by = f"{old[3][:10]} (revert)"
    assert "Dropped: a (hunk 2, +1 -1)\n" in told
    assert f"No uncommitted change is left: {by} reverts the dropped changes" in told
    assert f"Became empty and were kept (--empty=drop leaves them out): {by}\n" in told
    assert "Rewrote 3 commits above." in told
    assert repo.git("status", "--porcelain") == b""
    assert repo.lines("log", "--format=%s", "-3") == ["more", "revert", "empty"]
    repo.check()


@pytest.mark.parametrize("where", ["option", "setting"])
def test_a_commit_that_becomes_empty_is_left_out(repo: Repo, tmp_path: Path, where: str) -> None:
    old = reverted(repo)
    if where == "setting":
        repo.git("config", "split.empty", "drop")
    told = apply(repo, tmp_path, *(["--empty=drop"] if where == "option" else []))
    assert f"Left out because they became empty: {old[3][:10]} (revert)\n" in told
    assert "Rewrote 2 commits above." in told
    assert repo.lines("log", "--format=%s", "-3") == ["more", "empty", "second"]
    assert repo.line("rev-parse", "at2") == repo.line("rev-parse", "at1")
    assert repo.files() == {os.fsdecode(path): data for path, data in MORE.items()}
    repo.check()


def test_the_option_overrides_the_setting(repo: Repo, tmp_path: Path) -> None:
    reverted(repo)
    repo.git("config", "split.empty", "drop")
    assert "Became empty and were kept" in apply(repo, tmp_path, "--empty=keep")


def test_a_wrong_setting_is_refused(repo: Repo) -> None:
    reverted(repo)
    repo.git("config", "split.empty", "ask")
    done = command(repo, "--print-plan", "at0")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("fatal: invalid value 'ask' for split.empty\n")


@pytest.mark.parametrize("empty", ["keep", "drop"])
def test_hooks_notes_and_branches_see_what_git_rebase_shows_them(
    repo: Repo, tmp_path: Path, empty: str
) -> None:
    old = reverted(repo)
    install_hook(repo, "post-rewrite", f'#!/bin/sh\ncat >"{tmp_path}/pairs"\n')
    repo.git("config", "notes.rewriteRef", "refs/notes/*")
    repo.git("config", "split.empty", empty)
    for oid in old[2:]:
        repo.git("notes", "add", "-m", f"note of {oid}", oid)
    last = split(repo, old[1], DROPPING).parts[-1]
    seen = [shown(repo, tmp_path, old)]
    for number, oid in enumerate(old[1:]):
        repo.git("update-ref", f"refs/heads/at{number}", oid)
    repo.git("reset", "-q", "--hard", old[-1])
    repo.git("update-ref", "-d", "refs/notes/commits")
    for oid in old[2:]:
        repo.git("notes", "add", "-m", f"note of {oid}", oid)
    options = ("-q", f"--empty={empty}", "--update-refs", "--onto", last)
    repo.git("rebase", *options, old[1], env={"GIT_COMMITTER_NAME": "Another"})
    seen.append(shown(repo, tmp_path, old))
    assert seen[0] == seen[1]


def shown(repo: Repo, tmp_path: Path, old: list[str]) -> list[object]:
    """What each old commit above became, by subject: to the hook, in notes and by branch."""
    rows = [row.split() for row in (tmp_path / "pairs").read_text().splitlines()]
    pairs = [(before, repo.line("log", "-1", "--format=%s", after)) for before, after in rows]
    notes = repo.lines("log", "-3", "--format=%s %N", "main")
    branches = [repo.line("log", "-1", "--format=%s", f"at{n}") for n in (1, 2, 3)]
    return [sorted(pair for pair in pairs if pair[0] in old[2:]), notes, branches]


def test_the_same_plan_is_worked_out_once_with_what_becomes_empty(repo: Repo) -> None:
    old = reverted(repo)
    with opened(repo, old[1]) as session:
        plan = session.read_plan(DROPPING)
        first, again = session.prepare(plan), session.prepare(plan)
        assert [one.oid for one in first.emptied] == [old[3]]
        assert (again.emptied, again.cancelled_by, again.uncommitted) == (
            first.emptied,
            first.cancelled_by,
            False,
        )
        assert first.cancelled_by
        assert first.cancelled_by.oid == old[3]
