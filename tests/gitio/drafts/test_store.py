"""Drafts on disk: kept with every act, offered again, and never in each other's way."""

from __future__ import annotations

import errno
import os
import signal
import stat
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from splitter.core.draft.commands import Add, Assign, CutHunk, Describe, MakeHeir
from splitter.core.draft.draft import Cut, Draft
from splitter.core.draft.log import Writing, done, head
from splitter.core.draft.undo_history import CursorPosition, Entry, History
from splitter.core.plan.changes import (
    add_part,
    assign,
    describe_part,
    make_heir,
    remove_part,
    shift_line,
)
from splitter.core.plan.constraints import REST
from splitter.core.plan.plan import Selection
from splitter.core.plan.planfile.write import write_plan
from splitter.draft_session import DraftSession
from splitter.gitio.drafts.recorder import BUSY
from splitter.gitio.drafts.store import Drafts, drafts_of
from splitter.session import Session
from tests.support.acts import seen
from tests.support.histories import all_seen
from tests.support.repos import Repo
from tests.support.room import room_for
from tests.support.splits import ROOT, opened, split, undo
from tests.support.stories import TWO, story

ADD = Entry(
    (Add("one"), Assign((Selection(0, (range(2),)),), 1)), CursorPosition(0, "HUNK", 0, 0, 0, 1)
)
CUT = Entry((CutHunk(Cut(0, 1, 3)),), CursorPosition(0, "LINE", 1, 3))
HEIR = Entry((MakeHeir(1),))


class Desk:
    """A split that is worked on; ``told`` is what the screen would say."""

    def __init__(self, session: Session, history: History | None = None) -> None:
        self.session = session
        self.work = DraftSession(session, history or History(Draft(session.start())))
        self.recorder = self.work.recorder
        self.told: list[str] = []

    @property
    def history(self) -> History:
        return self.work.history

    def do(self, *acts: Entry) -> None:
        self.told += map(self.work.do, acts)

    def undo(self) -> None:
        self.told.append(self.work.undo())

    def redo(self) -> None:
        self.told.append(self.work.redo())

    @property
    def seen(self) -> list[object]:
        return all_seen(self.history)


@contextmanager
def at_work(repo: Repo, revision: str = "HEAD~2") -> Iterator[Desk]:
    """A commit on the screen, with the draft that was kept of it, or anew."""
    with opened(repo, revision) as session:
        yield Desk(session, session.open_draft())


def kept(repo: Repo, revision: str = "HEAD~2") -> list[object] | None:
    """What would be offered for a commit."""
    with opened(repo, revision) as session:
        history = session.open_draft()
        return all_seen(history) if history else None


def drafts(repo: Repo) -> Drafts:
    with opened(repo) as session:
        return drafts_of(session.repository)


def files(repo: Repo) -> list[str]:
    """The kinds of file that there are of drafts."""
    directory = repo.path / ".git/split/drafts"
    return sorted(path.suffix for path in directory.iterdir()) if directory.exists() else []


# Kept and offered


def test_past_and_future_are_there_again_each_time_it_is_opened(repo: Repo) -> None:
    story(repo)
    assert kept(repo) is None
    with at_work(repo) as desk:
        desk.do(ADD, CUT, HEIR)
        desk.undo()
        desk.undo()
        before = desk.seen
    with at_work(repo) as desk:
        assert desk.seen == before
        assert desk.history.last == ADD
        assert desk.history.next == CUT
        desk.redo()
        desk.do(Entry((Describe(1, "other words"),)))
        before = desk.seen
        assert not any(desk.told)
    assert kept(repo) == before
    assert kept(repo, "HEAD~1") is None
    assert files(repo) == [".log"]


KILLED = """
import os, signal, sys
from pathlib import Path
from splitter import session as sessions
from tests.gitio.drafts import test_store as t
session = sessions.load(Path.cwd(), "HEAD~2")
assert session.open_draft() is None
desk = t.Desk(session)
desk.do(t.ADD, t.CUT)
desk.undo()
os.kill(os.getpid(), signal.SIGKILL)
"""


def test_a_log_for_which_there_is_no_room_leaves_its_plan_and_not_the_log_before(
    tmp_path: Path,
) -> None:
    drafts = Drafts(tmp_path)
    drafts.replace("target", "before", b"log\n")
    assert drafts.log("target").read_bytes() == b"log\n"
    with room_for(100):
        drafts.replace("target", "after", b"x" * 200)
    assert drafts.read("target") == "after"
    assert [path.name for path in tmp_path.iterdir()] == ["target.toml"]


def test_a_kill_loses_nothing(repo: Repo) -> None:
    story(repo)
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    killed = subprocess.run(
        [sys.executable, "-c", KILLED], cwd=repo.path, env=env, capture_output=True, check=False
    )
    assert killed.returncode == -signal.SIGKILL, killed.stderr
    with at_work(repo) as desk:
        assert desk.history.last == ADD
        assert desk.history.next == CUT


@pytest.mark.parametrize("acts", [(), (ADD,)])
def test_a_message_that_was_being_written_is_there_until_an_act_or_until_it_is_given_up(
    repo: Repo, acts: tuple[Entry, ...]
) -> None:
    story(repo)
    with at_work(repo) as desk:
        desk.do(*acts)
        desk.told += [desk.recorder.record_writing(REST, text) for text in ("A", "Add")]
        before = desk.seen
    for _ in range(2):
        with at_work(repo) as desk:
            assert desk.recorder.writing == Writing(REST, "Add")
            assert desk.seen == before
    with at_work(repo) as desk:
        desk.told.append(desk.recorder.record_cancel())
        desk.told.append(desk.recorder.record_cancel())
    with at_work(repo) as desk:
        assert desk.recorder.writing is None
        desk.told.append(desk.recorder.record_writing(REST, "Add it"))
        desk.do(HEIR if acts else ADD)
    with at_work(repo) as desk:
        assert desk.recorder.writing is None
        desk.told.append(desk.recorder.record_writing(REST, "Add it"))
        desk.session.set_aside(desk.history.draft.plan)
    with at_work(repo) as desk:
        assert desk.recorder.writing is None
        assert not any(desk.told)


def test_what_is_set_aside_stays_beside_what_was_before(repo: Repo) -> None:
    old = story(repo)
    found = drafts(repo)
    for text in ("one", "two", "two", *(str(number) for number in range(3, 12))):
        found.set_aside(old[1], text)
    names = found.asides(old[1])
    assert [found.read(name) for name in names] == [*map(str, range(11, 2, -1)), "two", "one"]
    assert found.asides(old[2]) == []
    found.set_aside(old[1], "one")
    assert len(found.asides(old[1])) == 11


def test_a_draft_that_cannot_be_set_aside_stays(
    repo: Repo, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    story(repo)
    with at_work(repo) as desk:
        desk.do(ADD)
        before = desk.seen
        with monkeypatch.context() as patched:
            patched.setattr(Drafts, "set_aside", full)
            told = desk.session.set_aside(desk.history.draft.plan)
        assert told == "cannot set the draft aside: No space left on device"
    assert kept(repo) == before


def test_looking_leaves_nothing_behind(repo: Repo) -> None:
    story(repo)
    with at_work(repo):
        assert files(repo) == [".log"]
    assert files(repo) == []


def test_a_torn_line_is_overwritten_by_the_next_act(repo: Repo) -> None:
    old = story(repo)
    with at_work(repo) as desk:
        desk.do(ADD)
        before = desk.seen
    log = drafts(repo).log(old[1])
    log.write_bytes(log.read_bytes() + b'[null,["add","two"]')
    assert kept(repo) == before
    with at_work(repo) as desk:
        desk.do(HEIR)
        before = desk.seen
    assert kept(repo) == before
    assert log.read_bytes().count(b"\n") == 3


def test_the_log_counts_where_there_is_a_plan_file_too(repo: Repo) -> None:
    story(repo)
    with at_work(repo) as desk:
        desk.do(ADD)
        desk.recorder.save(desk.history.draft.plan)
        desk.do(CUT, HEIR)
        before = desk.seen
    assert files(repo) == [".log", ".toml"]
    assert kept(repo) == before


def test_a_plan_file_is_offered_and_goes_on_as_a_log(repo: Repo) -> None:
    old = story(repo)
    with opened(repo, old[1]) as session:
        plan = session.read_plan(TWO)
        drafts_of(session.repository).write(old[1], write_plan(plan, old[1]))
    with at_work(repo) as desk:
        assert seen(desk.history.draft) == seen(Draft(plan))
        desk.do(HEIR)
        before = desk.seen
    assert kept(repo) == before


@pytest.mark.parametrize("content", [b"\xff", b"version = 7\n", b"[[", b"{}\n", b'"undo"\n', b""])
@pytest.mark.parametrize("kind", [".toml", ".log"])
def test_what_no_longer_fits_is_not_offered(repo: Repo, content: bytes, kind: str) -> None:
    old = story(repo)
    path = drafts(repo).path(old[1]).with_suffix(kind)
    path.parent.mkdir(parents=True)
    path.write_bytes(content)
    assert kept(repo) is None
    with at_work(repo) as desk:
        desk.do(ADD)
        before = desk.seen
    assert kept(repo) == before
    with opened(repo, old[1]) as session:
        session.forget_draft()
        session.forget_draft()
    assert files(repo) == []


def test_a_draft_for_another_diff_is_not_offered(repo: Repo) -> None:
    old = story(repo)
    with at_work(repo) as desk:
        desk.do(ADD)
        desk.recorder.save(desk.history.draft.plan)
        fingerprint = desk.session.patch.fingerprint
    for path in (drafts(repo).path(old[1]), drafts(repo).log(old[1])):
        path.write_text(path.read_text().replace(fingerprint, "0" * 64))
    assert kept(repo) is None


# Gone


def test_a_written_split_leaves_no_draft(repo: Repo) -> None:
    old = story(repo)
    with at_work(repo) as desk:
        desk.do(ADD)
        desk.recorder.save(desk.history.draft.plan)
        desk.session.write(desk.session.prepare(desk.history.draft.plan))
    assert files(repo) == []
    assert kept(repo, old[1]) is None


def test_a_split_from_a_plan_file_takes_the_draft_along(repo: Repo) -> None:
    old = story(repo)
    with at_work(repo) as desk:
        desk.do(ADD)
        desk.recorder.save(desk.history.draft.plan)
    split(repo, old[1], TWO)
    assert files(repo) == []


def test_starting_anew_forgets_the_draft_and_keeps_what_comes(repo: Repo) -> None:
    story(repo)
    with at_work(repo) as desk:
        desk.do(ADD, CUT)
    with opened(repo, "HEAD~2") as session:
        assert session.open_draft() is not None
        session.forget_draft()
        assert files(repo) == []
        anew = Desk(session)
        anew.do(Entry((Add("another"),)))
        before = anew.seen
    assert kept(repo) == before


def test_an_undone_split_is_the_draft_whatever_was_kept_before(repo: Repo) -> None:
    old = story(repo)
    split(repo, old[1], TWO)
    with at_work(repo, old[1]) as desk:
        desk.do(ADD, CUT)
    undo(repo)
    assert files(repo) == [".toml"]
    with at_work(repo, old[1]) as desk:
        assert [part.message for part in desk.history.draft.plan.parts] == ["first"]
        assert desk.history.past is None


# Two at once


def test_the_second_one_works_without_and_says_so_once(repo: Repo) -> None:
    story(repo)
    with at_work(repo) as first:
        first.do(ADD)
        with at_work(repo) as second:
            assert second.history.past is None
            assert second.recorder.trouble == BUSY
            second.do(Entry((Add("other"),)), HEIR)
            second.told.append(second.recorder.save(second.history.draft.plan))
            assert second.told == [BUSY, "", ""]
        first.do(CUT)
        assert not any(first.told)
        before = first.seen
    assert files(repo) == [".log"]
    assert kept(repo) == before


def test_what_is_open_elsewhere_is_left_alone(repo: Repo) -> None:
    old = story(repo)
    with at_work(repo, old[1]) as first:
        first.do(ADD)
        first.recorder.save(first.history.draft.plan)
        split(repo, old[1], TWO)
        undo(repo)
        with opened(repo, old[1]) as second:
            second.forget_draft()
        first.do(CUT)
        before = first.seen
    assert kept(repo, old[1]) == before
    plan = drafts(repo).read(old[1])
    assert plan is not None
    assert "one" in plan


# Trouble


def test_a_full_disk_is_told_once_and_made_good_when_there_is_room(repo: Repo) -> None:
    old = story(repo)
    with at_work(repo) as desk:
        desk.do(ADD)
        size = drafts(repo).log(old[1]).stat().st_size
        with room_for(size + 10):
            desk.do(CUT, HEIR)
        assert [bool(told) for told in desk.told] == [False, True, False]
        assert "cannot save the draft: File too large" in desk.told[1]
        desk.undo()
        assert desk.told[3] == ""
        with room_for(0):
            desk.redo()
            desk.told.append(desk.recorder.save(desk.history.draft.plan))
        assert [bool(told) for told in desk.told[4:]] == [True, False]
        assert files(repo) == [".log"]
        desk.undo()
        before = desk.seen
    assert kept(repo) == before


def test_what_the_log_had_no_room_for_is_in_the_plan_file(repo: Repo) -> None:
    """D31: so it is kept."""
    old = story(repo)
    with at_work(repo) as desk:
        desk.do(ADD)
        for _ in range(200):  # the log becomes larger than the plan file
            desk.undo()
            desk.redo()
        with room_for(drafts(repo).log(old[1]).stat().st_size):
            desk.do(HEIR)
            assert desk.recorder.trouble
            assert desk.recorder.save(desk.history.draft.plan) == ""
            assert desk.recorder.trouble == ""
        before = seen(desk.history.draft)
    assert files(repo) == [".toml"]
    with at_work(repo) as desk:
        assert seen(desk.history.draft) == before


def test_a_plan_file_without_room_is_no_trouble_where_the_log_has_all(repo: Repo) -> None:
    """D31."""
    story(repo)
    with at_work(repo) as desk:
        desk.do(ADD)
        with room_for(0):
            assert desk.recorder.save(desk.history.draft.plan) == ""
        assert desk.recorder.trouble == ""
        assert desk.session.kept_in_words().startswith("the draft is kept")
        before = desk.seen
    assert kept(repo) == before


def test_what_there_was_no_room_for_is_kept_as_soon_as_there_is(repo: Repo) -> None:
    """D31: without another act."""
    old = story(repo)
    with at_work(repo) as desk:
        desk.do(ADD)
        with room_for(drafts(repo).log(old[1]).stat().st_size + 10):
            desk.do(CUT)
            desk.recorder.retry()
            assert "cannot save the draft" in desk.recorder.trouble
        assert desk.recorder.retry() == desk.recorder.trouble == ""
        before = desk.seen
    assert kept(repo) == before


@pytest.mark.parametrize("is_written_elsewhere", [False, True])
def test_a_place_for_drafts_that_comes_later_is_taken(
    repo: Repo, is_written_elsewhere: bool
) -> None:
    """D31: unless another git split has written there meanwhile."""
    old = story(repo)
    (repo.path / ".git/split").mkdir()
    place = repo.path / ".git/split/drafts"
    place.write_text("in the way\n")
    with at_work(repo) as desk:
        desk.do(ADD, HEIR)
        assert "cannot save the draft" in desk.recorder.trouble
        place.unlink()
        if is_written_elsewhere:
            with at_work(repo) as other:
                other.do(CUT)
                before = other.seen
            desk.do(CUT)
            assert desk.recorder.trouble == BUSY
        else:
            desk.recorder.retry()
            assert desk.recorder.trouble == ""
            before = desk.seen
    assert kept(repo, old[1]) == before


def test_no_place_for_drafts_is_told_once(repo: Repo) -> None:
    story(repo)
    (repo.path / ".git/split").mkdir()
    (repo.path / ".git/split/drafts").write_text("in the way\n")
    with at_work(repo) as desk:
        desk.do(ADD, CUT)
        desk.undo()
        desk.told.append(desk.recorder.save(desk.history.draft.plan))
        assert [bool(told) for told in desk.told] == [True, False, False, False]
        assert "cannot save the draft" in desk.told[0]
        desk.session.forget_draft()
    assert kept(repo) is None


# What is asked of it


def test_a_log_is_a_draft_once_there_is_an_act_in_it(repo: Repo) -> None:
    old = story(repo)
    with at_work(repo) as desk:
        desk.do(ADD)
        start = write_plan(desk.session.start(), old[1])
    found = drafts(repo)
    assert found.targets() == {old[1]}
    for text in (head(start), head(start) + done(ADD)[:-1], b""):
        found.log(old[1]).write_bytes(text)
        assert (kept(repo), files(repo)) == (None, [".log"] if text else [])
    found.log(old[1]).write_bytes(head(start))
    assert found.targets() == frozenset()
    found.write(old[2], start)
    found.set_aside(old[3], start)
    assert found.targets() == {old[2], old[3]}


def test_begun_is_any_plan_but_the_first(repo: Repo) -> None:
    story(repo)
    with opened(repo, "HEAD~2") as session:
        start = session.start()
        plans = [
            start,
            add_part(start, "one"),
            remove_part(add_part(start, "one"), 1),
            describe_part(start, 0, "other"),
            make_heir(start, 0),
            shift_line(start, 0, 0, 1),
            shift_line(shift_line(start, 0, 0, 9), 0, 0, -9),
            assign(start, [Selection(0, (range(1),))], 255),
        ]
        assert [session.begun(plan) for plan in plans] == [plan != start for plan in plans]


def test_where_there_is_no_directory_there_are_no_drafts(tmp_path: Path) -> None:
    assert Drafts(tmp_path / "nowhere").targets() == frozenset()


# Permissions


@pytest.mark.parametrize(
    "shared",
    ["umask", "false", "0", "group", "true", "1", "all", "world", "everybody", "2", "0640", "0666"],
)
def test_our_files_have_the_permissions_of_git_s_own(repo: Repo, shared: str) -> None:
    """D21: the second user of a group would not get at the journal otherwise."""
    story(repo)
    repo.git("config", "core.sharedRepository", shared)
    (repo.path / ".git/index").unlink()
    before = os.umask(0o027)
    try:
        split(repo, "HEAD~2", TWO)
        with at_work(repo, "HEAD~3") as desk:
            desk.do(ADD)
            desk.work.leave(1)
        repo.git("read-tree", "HEAD")
    finally:
        os.umask(before)
    git = repo.path / ".git"
    made = repo.line("rev-parse", "HEAD")[:2]

    def mode(path: str) -> int:
        return stat.S_IMODE((git / path).stat().st_mode)

    assert {mode("split"), mode("split/drafts")} == {mode(f"objects/{made}")}
    names = ["split/journal", *(f"split/drafts/{one.name}" for one in git.glob("split/drafts/*"))]
    assert len(names) == 3
    assert {mode(name) for name in names} == {mode("index")}
