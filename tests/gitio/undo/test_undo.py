"""Undo: exactly back, step by step, and never over what others did since."""

from __future__ import annotations

import re
import time
from pathlib import Path

import pytest

from splitter.core.draft.commands import Add, Assign, Describe
from splitter.core.draft.draft import Draft
from splitter.core.draft.undo_history import Entry, History
from splitter.core.options import UpdatedRefs
from splitter.core.plan.changes import add_part
from splitter.core.plan.plan import Selection
from splitter.core.plan.planfile.write import write_plan
from splitter.draft_session import DraftSession
from splitter.errors import RefsMoved, StateRefused
from splitter.gitio.undo import records
from splitter.gitio.undo.records import KEEP_DAYS
from splitter.session import Session
from tests.support.histories import all_seen
from tests.support.repos import Repo
from tests.support.splits import REST, Piece, opened, plan_text, split, undo, whole
from tests.support.stories import BASE, DROPPING, TARGET, THREE, TOP, TWO, UPPER, numbered, story

ONE_FILE = plan_text(
    Piece("b", ['{ file = "b", facts = ["create"], added = [1] }']), Piece("more b", REST)
)


def forget(repo: Repo) -> None:
    """Let git throw away everything that no ref holds."""
    repo.git("reflog", "expire", "--expire=now", "--expire-unreachable=now", "--all")
    repo.git("gc", "-q", "--prune=now")


@pytest.mark.parametrize("plan", [TWO, THREE, DROPPING])
def test_undo_puts_every_ref_back_and_leaves_no_trace(repo: Repo, plan: str) -> None:
    old = story(repo)
    fork = repo.commit({**TARGET, b"f": b"f\n"}, "fork", [old[1]])
    repo.branch("fork", fork)
    before = repo.refs(), repo.staged(), repo.files(), repo.git("status", "--porcelain")
    split(repo, old[1], plan)
    assert repo.refs() != before[0]
    undone = undo(repo)
    after = repo.refs(), repo.staged(), repo.files(), repo.git("status", "--porcelain")
    assert after == before
    assert undone.subject.startswith("split: ")
    assert {update.name for update in undone.updates} == {"refs/heads/main", "refs/heads/fork"}
    assert repo.line("reflog", "-1", "--format=%gs", "main").startswith("split: undo")


def test_undo_goes_back_split_by_split(repo: Repo) -> None:
    story(repo)
    states = [repo.refs()]
    split(repo, "HEAD~2", TWO)
    states.append(repo.refs())
    split(repo, "HEAD~2", ONE_FILE)
    states.append(repo.refs())
    split(repo, "HEAD~5", plan_text(Piece("x", [whole("c")]), Piece("y", REST)))
    for state in reversed(states):
        undo(repo)
        assert repo.refs() == state
    with pytest.raises(StateRefused, match="no split to undo"):
        undo(repo)
    repo.check()


def test_undo_works_after_git_has_thrown_away_what_no_ref_holds(repo: Repo) -> None:
    story(repo)
    before = repo.refs()
    split(repo, "HEAD~2", DROPPING)
    repo.git("update-ref", "-d", "ORIG_HEAD")
    forget(repo)
    undo(repo)
    assert repo.refs() == before
    repo.check()


def test_undo_of_a_detached_head_puts_it_back(repo: Repo) -> None:
    story(repo)
    repo.git("checkout", "-q", "--detach")
    repo.git("branch", "-q", "-D", "main")
    before = repo.refs()
    split(repo, "HEAD~2", DROPPING)
    undo(repo)
    assert repo.refs() == before
    assert repo.git("status", "--porcelain") == b""


def test_undo_is_refused_with_the_names_of_what_moved(repo: Repo) -> None:
    old = story(repo)
    repo.branch("other", old[2])
    split(repo, "HEAD~2", TWO)
    newer = repo.commit({**TOP, b"n": b"n\n"}, "newer", [repo.refs()["HEAD"]])
    repo.branch("main", newer)
    repo.git("branch", "-q", "-D", "other")
    before = repo.refs()
    with pytest.raises(RefsMoved, match=r"^main and other moved since the split") as caught:
        undo(repo)
    assert repo.refs() == before
    shown = caught.value.hint.partition(": ")[2].split()
    assert repo.lines(*shown[1:], "--format=%s")[0] == "top"


@pytest.mark.parametrize("plan", [TWO, DROPPING])
def test_undo_starts_no_more_processes_for_more_branches(
    repo: Repo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, plan: str
) -> None:
    old = story(repo)
    before = repo.refs()
    counts = []
    for branches in (1, 150):
        names = [f"refs/heads/b/{number}" for number in range(branches)]
        repo.git(
            "update-ref", "--stdin", stdin="".join(f"create {n} {old[3]}\n" for n in names).encode()
        )
        trace = tmp_path / str(branches)
        split(repo, old[1], plan)
        with monkeypatch.context() as traced:
            traced.setenv("GIT_TRACE", str(trace))
            undone = undo(repo)
        assert {update.name for update in undone.updates} == {"refs/heads/main", *names}
        counts.append(trace.read_text().count("trace: built-in: git "))
        repo.git("update-ref", "--stdin", stdin="".join(f"delete {n}\n" for n in names).encode())
        assert repo.refs() == before
    assert counts[0] == counts[1]


def test_undo_is_possible_again_when_what_moved_comes_back(repo: Repo) -> None:
    story(repo)
    before = repo.refs()
    split(repo, "HEAD~2", TWO)
    at = repo.refs()["HEAD"]
    repo.branch("main", repo.commit(TOP, "newer", [at]))
    with pytest.raises(RefsMoved):
        undo(repo)
    repo.branch("main", at)
    undo(repo)
    assert repo.refs() == before


def test_undo_during_a_merge_is_refused(repo: Repo) -> None:
    old = story(repo)
    split(repo, "HEAD~2", TWO)
    other = repo.commit({**BASE, b"a": b"other\n"}, "other", old[:1])
    repo.attempt("merge", other)
    before = repo.refs()
    with pytest.raises(StateRefused, match="a merge"):
        undo(repo)
    assert repo.refs() == before


def test_undo_keeps_edits_made_since_a_drop(repo: Repo) -> None:
    story(repo)
    split(repo, "HEAD~2", DROPPING)
    (repo.path / "a").write_bytes(b"since\n" + numbered(3, 20))
    (repo.path / "c").write_bytes(b"staged since\n")
    repo.git("add", "c")
    files = repo.files()
    undo(repo)
    assert repo.files() == files
    assert repo.git("status", "--porcelain") == b" M a\nM  c\n"


def made_before(repo: Repo, name: str, days: float) -> None:
    """Let a record be as it was written before it named worktrees, and older by some days."""
    when = b"committer C <c@example.com> %d +0000" % (time.time() - days * 86400)
    body = re.sub(rb"(?m)^committer .*$", when, repo.body(name))
    body = re.sub(rb"(?m)^update (main-worktree|worktrees/\w+)/HEAD ", b"update HEAD ", body)
    repo.git("update-ref", name, repo.raw("commit", body))


def records_of(repo: Repo) -> list[str]:
    return [name for name in repo.refs() if name.startswith("refs/split/")]


@pytest.mark.parametrize("date", ["1112911993 +0000", "2051222400 +0000"])
def test_records_go_by_the_clock_whatever_the_committer_s_date(
    repo: Repo, monkeypatch: pytest.MonkeyPatch, date: str
) -> None:
    story(repo)
    monkeypatch.setenv("GIT_COMMITTER_DATE", date)
    split(repo, "HEAD~2", TWO)
    split(repo, "HEAD~2", ONE_FILE)
    assert records_of(repo) == [f"refs/split/undo/{number}" for number in (1, 2)]
    made_before(repo, "refs/split/undo/1", KEEP_DAYS + 1)
    made_before(repo, "refs/split/undo/2", KEEP_DAYS - 1)
    split(repo, "HEAD~5", plan_text(Piece("x", [whole("c")]), Piece("y", REST)))
    assert records_of(repo) == [f"refs/split/undo/{number}" for number in (2, 3)]
    assert (
        abs(int(repo.line("log", "-1", "--format=%ct", records_of(repo)[-1])) - time.time()) < 600
    )


@pytest.mark.parametrize("plan", [TWO, DROPPING])
@pytest.mark.parametrize("is_detached", [False, True])
def test_a_record_that_does_not_name_the_worktree_is_undone(
    repo: Repo, plan: str, is_detached: bool
) -> None:
    old = story(repo)
    if is_detached:
        repo.git("checkout", "-q", "--detach")
    before = repo.refs(), repo.staged(), repo.files()
    split(repo, old[1], plan)
    made_before(repo, "refs/split/undo/1", 1)
    assert b"worktree" not in repo.body("refs/split/undo/1")
    assert undo(repo).draft == old[1]
    assert (repo.refs(), repo.staged(), repo.files()) == before


@pytest.mark.parametrize("name", ["old", "2x", "0", "9/9", "7"])
def test_a_ref_among_the_records_that_is_none_is_left_alone(repo: Repo, name: str) -> None:
    old = story(repo)
    for kind in ("commit", "blob"):
        at = old[0] if kind == "commit" else repo.raw("blob", b"x")
        repo.git("update-ref", f"refs/split/undo/{name}", at)
        before = repo.refs()
        split(repo, "HEAD~2", TWO)
        split(repo, "HEAD~2", ONE_FILE)
        undo(repo)
        undo(repo)
        assert repo.refs() == before
        with pytest.raises(StateRefused, match="no split to undo"):
            undo(repo)


def test_undo_of_a_detached_head_is_refused_once_it_has_a_branch(repo: Repo) -> None:
    story(repo)
    repo.git("checkout", "-q", "--detach")
    repo.git("branch", "-q", "-D", "main")
    split(repo, "HEAD~2", TWO)
    repo.git("switch", "-q", "-c", "foo")
    before = repo.refs()
    with pytest.raises(StateRefused, match="HEAD was detached, and is now on branch foo") as caught:
        undo(repo)
    assert repo.refs() == before
    assert caught.value.hint == "run: git switch --detach; then: git split --undo"
    repo.git("switch", "-q", "--detach")
    undo(repo)
    assert repo.refs()["refs/heads/foo"] == before["refs/heads/foo"]


def test_records_are_not_pushed_nor_cloned_as_branches(repo: Repo) -> None:
    repo.stack((BASE, "base"), (TARGET, "all"), (UPPER, "up"))
    split(repo, "HEAD~1", TWO)
    assert repo.lines("branch", "-a", "--format=%(refname)") == ["refs/heads/main"]
    assert repo.git("status", "--porcelain") == b""


def test_records_are_hidden_from_a_log_of_all_refs_on_demand(repo: Repo) -> None:
    old = repo.stack((BASE, "base"), (TARGET, "all"), (UPPER, "up"))
    split(repo, "HEAD~1", TWO)
    assert old[1] in repo.lines("log", "--all", "--format=%H")
    hidden = repo.lines("log", "--exclude=refs/split/*", "--all", "--format=%H")
    assert hidden == repo.lines("log", "main", "--format=%H")


def test_the_plan_is_a_draft_again_after_an_undo(repo: Repo) -> None:
    old = story(repo)
    with opened(repo, old[1]) as session:
        plan = session.read_plan(TWO)
        session.write(session.prepare(plan))
    assert undo(repo).draft == old[1]
    with opened(repo, old[1]) as session:
        history = session.open_draft()
    assert history is not None
    assert write_plan(history.draft.plan, old[1]) == write_plan(plan, old[1])


def test_a_draft_that_is_open_meanwhile_is_left_alone_and_not_promised(repo: Repo) -> None:
    old = story(repo)
    split(repo, old[1], TWO)
    with opened(repo, old[1]) as session:
        begun = History(Draft(add_part(session.start(), "anew")))
        session.keep(begun).save(begun.draft.plan)
        assert undo(repo).draft == ""
    with opened(repo, old[1]) as session:
        history = session.open_draft()
    assert history is not None
    assert [part.message for part in history.draft.plan.parts] == ["anew"]


def worked_on(session: Session) -> DraftSession:
    """A split of the story's target made by two acts, the third undone."""
    work = DraftSession(session, History(Draft(session.start())))
    first = session.read_plan(TWO).part(1).message
    given = Assign((Selection(0, (range(1),)),), 1)
    for steps in ((Add(first), given), (Describe(1, "named"),), (Describe(1, "else"),)):
        work.do(Entry(steps))
    work.undo()
    return work


def again(repo: Repo, target: str) -> History:
    """The draft for a commit, opened anew."""
    with opened(repo, target) as session:
        history = session.open_draft()
    assert history is not None
    return history


def test_what_was_done_can_be_undone_step_by_step_after_an_undo(repo: Repo) -> None:
    old = story(repo)
    with opened(repo, old[1]) as session:
        work = worked_on(session)
        session.write(session.prepare(work.plan))
    (repo.path / "below").mkdir()
    assert undo(repo, repo.path / "below").draft == old[1]
    history = again(repo, old[1])
    assert all_seen(history) == all_seen(work.history)
    assert history.next is not None
    assert history.undo().draft.plan.part(1).message == "first"
    assert not history.undo().undo().draft.plan.parts


def test_a_log_that_is_too_large_or_cannot_be_read_leaves_the_plan(
    repo: Repo, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = story(repo)
    monkeypatch.setattr(records, "LARGEST_LOG", 300)
    for is_large in (True, False):
        with opened(repo, old[1]) as session:
            work = worked_on(session)
            log = work.recorder.log()
            assert len(log) > 300
            kept = log if is_large else log[:150]
            session.write(session._rewriter.prepare(work.plan, UpdatedRefs.BRANCHES, log=kept))
        assert undo(repo).draft == old[1]
        history = again(repo, old[1])
        assert (history.past, history.future) == (None, None)
        assert history.draft.plan.part(1).message == "named"


def test_a_draft_of_another_plan_is_not_taken_for_what_led_to_this_one(repo: Repo) -> None:
    old = story(repo)
    with opened(repo, old[1]) as session:
        worked_on(session).leave(1)
    split(repo, old[1], TWO)
    assert undo(repo).draft == old[1]
    history = again(repo, old[1])
    assert (history.past, history.draft.plan.part(1).message) == (None, "first")
