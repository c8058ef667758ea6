"""The log: what it tells is what was done, wherever it ends."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from splitter.core.diff.model import joined
from splitter.core.draft.draft import Draft
from splitter.core.draft.log import (
    Replayed,
    Writing,
    done,
    given_up,
    head,
    redone,
    replay,
    undone,
    writing,
)
from splitter.core.draft.undo_history import History
from splitter.core.plan.plan import Selection
from splitter.core.plan.planfile.planfile import write_plan
from splitter.errors import PlanRefused
from splitter.session import Session
from tests.support.acts import draw_selection, tangled
from tests.support.histories import all_seen, draw_act
from tests.support.repos import Repo


@pytest.fixture(scope="module")
def session(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Session]:
    with tangled(Repo.init(tmp_path_factory.mktemp("log") / "work")) as opened:
        yield opened


WRITING = ("write", "write", "give up")
#: What can be typed or pasted, stray halves of surrogate pairs included.
TEXT = st.text(st.characters(), max_size=9)


@dataclass
class Run:
    """Some keys pressed: the history and the message that is being written after each of them, and
    the log's lines.
    """

    histories: list[History]
    messages: list[Writing | None]
    lines: list[bytes]

    @property
    def log(self) -> bytes:
        return b"".join(self.lines)


def draw_run(data: st.DataObject, session: Session, most: int) -> Run:
    """Acts, undos and redos in any order, from a plan that need not be the first."""
    draft = Draft(session.start())
    for _ in range(data.draw(st.integers(0, 2))):
        draft = Draft(draw_act(data, session, draft)[1].plan)
    history = History(draft)
    run = Run([history], [None], [head(write_plan(draft.plan, session.target.oid))])
    for _ in range(data.draw(st.integers(0, most))):
        what = data.draw(st.sampled_from(["do", "do", "do", "undo", "undo", "redo", *WRITING]))
        message = None
        if what == "write":
            plan, lines = history.draft.plan, None
            if data.draw(st.booleans()):
                drawn = draw_selection(data, plan.patch)
                lines = Selection(drawn.file, joined(drawn.changes))
            message = Writing(data.draw(st.sampled_from(plan.order)), data.draw(TEXT), lines)
            line = writing(message)
        elif what == "give up":
            line = given_up()
        elif what == "do":
            act, draft = draw_act(data, session, history.draft)
            history, line = history.do(draft, act), done(act)
        elif what == "undo":
            history, line = history.undo(), undone()
        else:
            history, line = history.redo(), redone()
        run.histories.append(history)
        run.messages.append(message)
        run.lines.append(line)
    return run


def told(session: Session, log: bytes) -> Replayed | None:
    return replay(log, session.read_plan, session.break_rename)


@settings(max_examples=60)
@given(data=st.data())
def test_a_log_told_again_gives_the_same_past_and_future(
    session: Session, data: st.DataObject
) -> None:
    run = draw_run(data, session, 12)
    assert all(line.count(b"\n") == 1 and line.endswith(b"\n") for line in run.lines)
    again = told(session, run.log)
    assert again is not None
    assert again.length == len(run.log)
    assert again.writing == run.messages[-1]
    assert all_seen(again.history) == all_seen(run.histories[-1])


@settings(max_examples=60)
@given(data=st.data(), rubbish=st.binary(max_size=9).filter(lambda raw: b"\n" not in raw))
def test_a_log_cut_off_anywhere_tells_all_that_was_whole(
    session: Session, data: st.DataObject, rubbish: bytes
) -> None:
    run = draw_run(data, session, 5)
    size = data.draw(st.integers(0, len(run.log)))
    whole = run.log[:size].count(b"\n")
    again = told(session, run.log[:size] + rubbish)
    if not whole:
        assert again is None
    else:
        assert again is not None
        assert again.length == sum(map(len, run.lines[:whole]))
        assert again.writing == run.messages[whole - 1]
        assert all_seen(again.history) == all_seen(run.histories[whole - 1])


def test_a_log_cut_off_at_every_byte(session: Session) -> None:
    start = Draft(session.start())
    lines = [
        head(write_plan(start.plan, session.target.oid)),
        b'[[1,"HUNK",0,2],["add","one"],["assign",1,[1,[0,2],[3,4]]]]\n',
        b'[null,["break","a/new"],["cut",2,0,3]]\n',
        b'"undo"\n',
    ]
    log = b"".join(lines)
    acts = [0, 0, 1, 2, 1]  # after so many whole lines
    for size in range(len(log) + 1):
        again = told(session, log[:size])
        whole = log[:size].count(b"\n")
        past = again.history.past if again else None
        count = 0
        while past:
            count, past = count + 1, past.rest
        assert again is None if not whole else count == acts[whole]


@pytest.mark.parametrize(
    "line",
    [
        b"\n",
        b"\0\0\0\0\n",
        b"\xff\n",
        b"null\n",
        b"7\n",
        b'"again"\n',
        b"[]\n",
        b"{}\n",
        b'{"writing":1}\n',
        b'{"writing":9,"text":""}\n',
        b'{"writing":-1,"text":""}\n',
        b'{"writing":true,"text":""}\n',
        b'{"writing":1,"text":7}\n',
        b'{"writing":1,"text":"","lines":[99,[0,1]]}\n',
        b'{"writing":1,"text":"","lines":[0,[0,10000]]}\n',
        b'{"writing":1,"text":"","lines":7}\n',
        b'[null,["between",1,0,1]]\n',
        b'[null,["between",99,0,1,"x"]]\n',
        b'[null,["between",0,0,9,"x"]]\n',
        b'[null,["between",0,10000,1,"x"]]\n',
        b'[null,["between",0,0,1,7]]\n',
        b"[" * 100_000 + b"\n",
        b'[null,["dance",1]]\n',
        b'[null,[["add"],""]]\n',
        b'[null,["add"]]\n',
        b'[null,["add",7]]\n',
        b'[null,["add","",""]]\n',
        b'[null,["remove",true]]\n',
        b'[null,["remove",-1]]\n',
        b'[null,["remove",9]]\n',
        b'[null,["assign",1,[-1,[0,1]]]]\n',
        b'[null,["assign",1,[1,[-1,1]]]]\n',
        b'[null,["assign",1,[1,[0,1000000000000]]]]\n',
        b'[null,["assign",9,[1,[0,1]]]]\n',
        b'[null,["shift",1,0]]\n',
        b'[null,["shift",-1,0,1]]\n',
        b'[null,["shift",99,0,1]]\n',
        b'[null,["break","\\"\\\\9\\""]]\n',
        b'[null,["cut",1,0]]\n',
        b'[[1,"HUNK",0],["add",""]]\n',
        b'[["1","HUNK",0,0],["add",""]]\n',
    ],
)
def test_what_is_not_understood_ends_the_log(session: Session, line: bytes) -> None:
    before = head(write_plan(session.start(), session.target.oid)) + b'[null,["add","one"]]\n'
    again = told(session, before + line + b'[null,["add","two"]]\n')
    assert again is not None
    assert again.length == len(before)
    assert again.writing is None
    assert [part.message for part in again.history.draft.plan.parts] == ["one"]


@pytest.mark.parametrize(
    "first",
    [b"", b"\n", b"[]\n", b"7\n", b'{"version":2,"plan":""}\n', b'{"version":1,"plan":7}\n'],
)
def test_a_log_of_another_kind_tells_nothing(session: Session, first: bytes) -> None:
    assert told(session, first) is None


def test_a_log_for_another_diff_is_refused(session: Session) -> None:
    text = write_plan(session.start(), session.target.oid)
    with pytest.raises(PlanRefused, match="stale"):
        told(session, head(text.replace(session.patch.fingerprint, "0" * 64)))
