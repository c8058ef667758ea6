"""The commits that are offered for splitting, checked against what git says of them."""

from __future__ import annotations

import pytest

from splitter import commit_source
from splitter import session as sessions
from splitter.core.draft.commands import Add
from splitter.core.draft.draft import Draft
from splitter.core.draft.undo_history import Entry, History
from splitter.errors import TargetRefused
from tests.support.repos import Repo
from tests.support.stories import story


def test_commits_come_latest_first_with_what_they_change(repo: Repo) -> None:
    story(repo)
    found = commit_source.latest(repo.path)
    assert [one.oid for one in found] == repo.lines("rev-list", "HEAD")
    known = dict(commit_source.counted(repo.path, [one.oid for one in found]))
    for one in found:
        counts = known[one.oid]
        numbers = repo.lines("show", "--numstat", "--format=", one.oid)
        rows = [row.split("\t") for row in numbers]
        assert counts.files == len(rows)
        assert counts.added == sum(int(row[0]) for row in rows if row[0] != "-")
        assert counts.removed == sum(int(row[1]) for row in rows if row[1] != "-")
        patch = repo.git("show", "--format=", one.oid)
        assert counts.hunks == sum(line.startswith(b"@@ ") for line in patch.split(b"\n"))
        assert not one.merge
        assert not one.draft


def test_message_is_read_whole(repo: Repo) -> None:
    story(repo, b"do it\nall\n\nWhy.\n\nAnd h\xc3\xb6w, \xff\x1e.\n\nSigned-off-by: A\n")
    for one in commit_source.latest(repo.path):
        subject, body = (
            repo.git("log", "-1", f"--format={form}", one.oid).decode(errors="replace")
            for form in ("%s", "%b")
        )
        assert (one.subject, one.body) == (subject.removesuffix("\n"), body.removesuffix("\n"))


def test_merges_pushed_commits_and_drafts_are_marked(repo: Repo) -> None:
    old = story(repo)
    merge = repo.commit({b"m": b"m\n"}, "merge", [old[3], old[1]])
    repo.branch("main", merge)
    repo.git("update-ref", "refs/remotes/origin/main", old[2])
    session = sessions.load(repo.path, old[3])
    recorder = session.keep(History(Draft(session.start())))
    recorder.record(Entry((Add("one"),)))
    session.close()
    found = {one.oid: one for one in commit_source.latest(repo.path)}
    assert [one.oid for one in found.values() if one.merge] == [merge]
    assert [one.oid for one in found.values() if one.draft] == [old[3]]
    assert {one.oid for one in found.values() if one.pushed} == {old[0], old[1], old[2]}


def test_upstream_says_where_to_begin(repo: Repo) -> None:
    old = story(repo)
    repo.git("remote", "add", "origin", ".")
    repo.git("update-ref", "refs/remotes/origin/main", old[1])
    repo.git("config", "remote.origin.fetch", "+refs/heads/*:refs/remotes/origin/*")
    repo.git("branch", "-q", "--set-upstream-to=origin/main")
    shown = [one.oid for one in commit_source.latest(repo.path)]
    assert shown == [old[3], old[2]]
    older = commit_source.older(repo.path, shown)
    assert [(one.oid, one.pushed) for one in older] == [(old[1], True), (old[0], True)]
    assert commit_source.older(repo.path, old) == []
    repo.git("update-ref", "refs/remotes/origin/main", old[3])
    assert len(commit_source.latest(repo.path)) == 4


def test_no_commit_yet(repo: Repo) -> None:
    with pytest.raises(TargetRefused, match="no commits yet on main"):
        commit_source.latest(repo.path)


def test_commits_are_counted_one_after_the_other(repo: Repo) -> None:
    story(repo)
    oids = [one.oid for one in commit_source.latest(repo.path)]
    counts = list(commit_source.counted(repo.path, oids))
    assert [oid for oid, _ in counts] == oids
    assert all(one.files for _, one in counts)


def test_counts_are_of_the_patch_that_will_be_split(repo: Repo) -> None:
    old = story(repo)
    merge = repo.commit({b"m": b"m\n"}, "merge", [old[3], old[1]])
    for oid, counts in commit_source.counted(repo.path, [*old, merge]):
        if oid == merge:
            assert counts.files == 0
            continue
        session = sessions.load(repo.path, oid)
        session.close()
        assert counts.files == len(session.patch)
        assert counts.hunks == sum(len(file.hunks) for file in session.patch)
        assert counts.added == sum(len(file.added) for file in session.patch)


def test_lines_that_look_like_a_header_are_counted(repo: Repo) -> None:
    base = repo.commit({b"f": b"a\n-- b\n"}, "base")
    top = repo.commit({b"f": b"a\n++ c\n@@ -1 +1 @@\n"}, "top", [base])
    repo.branch("main", top)
    ((_, counts),) = commit_source.counted(repo.path, [top])
    assert (counts.files, counts.hunks, counts.added, counts.removed) == (1, 1, 2, 1)
