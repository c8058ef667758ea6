"""Commits above that dropping a change leaves empty: kept or left out as git rebase does it."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.support.repos import Repo
from tests.support.splits import command, opened, split, undo
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
    assert f"No uncommitted change is left: from {by} on, the files are as before" in told
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


def joined(repo: Repo) -> list[str]:
    """A target, a commit on it, one beside that which changes what is dropped, and their merge."""
    base = repo.commit(BASE, "base")
    target = repo.commit(TARGET, "target", [base])
    one = repo.commit({**TARGET, b"e": b"e\n"}, "one", [target])
    side = {**TARGET, b"a": numbered(3, 20).replace(b"20 new", b"20 newer")}
    two = repo.commit(side, "two", [target])
    repo.branch("main", repo.commit({**side, b"e": b"e\n"}, "merge", [one, two]))
    repo.branch("side", two)
    repo.git("reset", "-q", "--hard")
    return [base, target, one, two, repo.line("rev-parse", "main")]


def resolving(oid: str, *more: str) -> str:
    """`DROPPING`, with the conflict of a commit resolved by ours."""
    return "\n".join(
        [f'{DROPPING}[[resolution]]\ncommit = "{oid}"\npath = "a"\ntake = "ours"', *more]
    )


def answer(oid: str, action: str) -> str:
    return f'[[emptied]]\ncommit = "{oid}"\naction = "{action}"\n'


def test_a_plan_says_what_becomes_of_a_commit_that_its_resolution_empties(
    repo: Repo, tmp_path: Path
) -> None:
    """Each is asked about: the commit itself, and the merge that joins nothing without it."""
    *_, two, merge = joined(repo)
    before, plan = repo.refs(), tmp_path / "plan.toml"
    text = resolving(two)
    for oid, subject in ((two, "two"), (merge, "merge")):
        plan.write_text(text)
        done = command(repo, "--plan", str(plan), "side~")
        assert done.returncode == 1
        assert done.stderr.startswith(f"fatal: {oid[:10]} ({subject}) becomes empty; nothing")
        assert "--empty=keep or --empty=drop" in done.stderr
        entry = done.stderr[done.stderr.index("[[emptied]]") :]
        assert entry == f'[[emptied]]\ncommit = "{oid}"\n# action = "keep" or action = "drop"\n'
        assert repo.refs() == before
        text += "\n" + entry.replace('# action = "keep" or action', "action")
    plan.write_text(text + answer(before["refs/heads/main"][::-1], "keep"))
    done = command(repo, "--plan", str(plan), "side~")
    assert done.returncode == 0, done.stderr
    assert "its entry in [[emptied]] is not needed" in done.stderr
    assert f"became empty: {two[:10]} (two), {merge[:10]} (merge)" in done.stdout
    assert repo.lines("log", "--format=%s", "main") == ["one", "second", "first", "base"]
    assert repo.lines("log", "--format=%s", "side") == ["second", "first", "base"]
    repo.check()


def test_without_the_commits_that_only_it_has_a_merge_is_what_git_rebase_makes_of_it(
    repo: Repo,
) -> None:
    _, target, _, two, merge = joined(repo)
    last = split(repo, target, resolving(two, answer(two, "drop"), answer(merge, "drop"))).parts[-1]
    ours = repo.line("rev-parse", "main^{tree}"), repo.lines("log", "--format=%s", "main")
    repo.git("update-ref", "refs/heads/main", merge)
    repo.git("reset", "-q", "--hard", merge)
    run = ("-c", "core.editor=true", "-c", "advice.mergeConflict=false")
    done = repo.attempt(*run, "rebase", "--rebase-merges", "--empty=drop", "--onto", last, target)
    assert done.returncode
    repo.git("checkout", "--ours", "a")
    repo.git("add", "a")
    repo.git(*run, "rebase", "--continue")
    assert (repo.line("rev-parse", "main^{tree}"), repo.lines("log", "--format=%s", "main")) == ours


@pytest.mark.parametrize(
    ("actions", "subjects"),
    [
        (("keep", ""), ["merge", "two", "one", "second"]),
        (("drop", "keep"), ["merge", "one", "second"]),
        (("drop", "drop"), ["one", "second"]),
    ],
)
def test_a_merge_that_joins_nothing_is_kept_or_dropped(
    repo: Repo, actions: tuple[str, str], subjects: list[str]
) -> None:
    old = joined(repo)
    answers = [answer(oid, action) for oid, action in zip(old[3:], actions, strict=True) if action]
    done = split(repo, old[1], resolving(old[3], *answers))
    assert not done.rewrite.undecided
    assert repo.lines("log", "--format=%s", "--topo-order", "main")[: len(subjects)] == subjects
    assert repo.line("rev-parse", "main^{tree}") == repo.line("rev-parse", "main~^{tree}") or (
        actions[1] != "keep"
    )
    undo(repo)
    assert repo.line("rev-parse", "main") == old[4]
    repo.check()


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
