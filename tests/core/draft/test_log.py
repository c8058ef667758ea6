"""The log: what it tells is what was done, wherever it ends."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from splitter.core.diff.model import joined
from splitter.core.draft.commands import (
    Add,
    Assign,
    Break,
    ChooseDropped,
    ChooseEmpty,
    Command,
    CutHunk,
    Describe,
    EditLine,
    EditText,
    MakeHeir,
    Merge,
    Move,
    PlaceRest,
    Remove,
    RemoveEdit,
    Shift,
    UpdateRefs,
)
from splitter.core.draft.draft import Cut, Draft
from splitter.core.draft.log import (
    Replayed,
    Writing,
    done,
    given_up,
    head,
    redone,
    replay,
    selected,
    undone,
    writing,
)
from splitter.core.draft.undo_history import CursorPosition, Entry, History
from splitter.core.options import DroppedChanges, EmptyCommits, UpdatedRefs
from splitter.core.plan.constraints import DROPPED
from splitter.core.plan.edits import Edit, Until
from splitter.core.plan.locations import Location, location_of
from splitter.core.plan.plan import Plan, Selection
from splitter.core.plan.planfile.read import Sources, read_plan
from splitter.core.plan.planfile.write import write_plan
from splitter.errors import PlanRefused
from splitter.session import Session
from tests.support.acts import tangled
from tests.support.examples import examples
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
            plan, edit = history.draft.plan, None
            number = data.draw(st.sampled_from(plan.order))
            texts = [(n, one.lines) for n, one in enumerate(plan.patch) if one.lines]
            if bool(texts) and data.draw(st.booleans()):
                file, changes = data.draw(st.sampled_from(texts))
                location = location_of(plan.patch.files[file], data.draw(st.sampled_from(changes)))
                edit = Edit(file, location, number, b"", data.draw(st.sampled_from(Until)))
            message = Writing(number, data.draw(TEXT), edit)
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
    def read(text: str) -> Plan:
        return read_plan(text, session.patch, session.target.oid, Sources(session.break_renames))

    return replay(log, read, session.break_rename)


@examples(60)
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


@examples(60)
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
        b'{"writing":1,"text":"","edit":["edit",99,[1,2],[0,0],1,"change",""]}\n',
        b'{"writing":1,"text":"","edit":["edit",0,[2,1],[0,0],1,"change",""]}\n',
        b'{"writing":1,"text":"","edit":["edit",0,[1,2],[0,0],1,"never",""]}\n',
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


#: One line for every kind of command, as every version so far has written and read it.
LINES: list[tuple[Command, bytes]] = [
    (
        Add('one\n\xe9 \U0001d11e \ud800 "q" \\ \0'),
        rb'["add","one\n\u00e9 \ud834\udd1e \ud800 \"q\" \\ \u0000"]',
    ),
    (Add(""), b'["add",""]'),
    (Add("three"), b'["add","three"]'),
    (Assign((Selection(1, (range(2), range(3, 4))),), 2), b'["assign",2,[1,[0,2],[3,4]]]'),
    (
        Assign((Selection(0, (range(1), range(1, 2))), Selection(1, (range(2, 3),))), DROPPED),
        b'["assign",255,[0,[0,2]],[1,[2,3]]]',
    ),
    (Describe(2, "two"), b'["describe",2,"two"]'),
    (MakeHeir(1), b'["heir",1]'),
    (Move(3, 1), b'["move",3,1]'),
    (PlaceRest(0), b'["rest",0]'),
    (Shift(1, 7, -1), b'["shift",1,7,-1]'),
    (EditLine(1, 1, 1, b"x\n"), rb'["between",1,1,1,"x\n"]'),
    (EditLine(1, 1, 1, b"\xff y\n"), rb'["between",1,1,1,"\"\\377 y\\n\""]'),
    (
        EditText(Edit(1, Location((1, 2)), 1, b"\xff\n", Until.END)),
        rb'["edit",1,[1,2],[0,0],1,"end","\"\\377\\n\""]',
    ),
    (EditText(Edit(1, Location((2, 2)), 2, b"y\n")), rb'["edit",1,[2,2],[0,0],2,"change","y\n"]'),
    (RemoveEdit(1, Location((2, 2)), 2), b'["unedit",1,[2,2],[0,0],2]'),
    (CutHunk(Cut(1, 0, 2)), b'["cut",1,0,2]'),
    (UpdateRefs(UpdatedRefs.HEAD), b'["refs","head"]'),
    (ChooseDropped(DroppedChanges.DISCARD), b'["dropped","discard"]'),
    (ChooseEmpty("ab", EmptyCommits.DROP), b'["emptied","ab","drop"]'),
    (Merge(2, 1), b'["merge",2,1]'),
    (Remove(2), b'["remove",2]'),
    (Break(b"a/new"), b'["break","a/new"]'),
]


def test_every_command_is_written_and_read_as_it_always_was(session: Session) -> None:
    entries = [Entry((command,)) for command, _ in LINES]
    entries[1] = Entry(entries[1].commands, CursorPosition(1, "HUNK", 0, 2))
    entries[2] = Entry(entries[2].commands, CursorPosition(-1, "FILE", -1, 0, 0, 2))
    lines = [b"[null,%b]\n" % line for _, line in LINES]
    lines[1] = b'[[1,"HUNK",0,2,null,null],["add",""]]\n'
    lines[2] = b'[[-1,"FILE",-1,0,0,2],["add","three"]]\n'
    assert [done(entry) for entry in entries] == lines
    lines[1] = b'[[1,"HUNK",0,2],["add",""]]\n'  # as it was before parts were marked
    again = told(session, head(write_plan(session.start(), session.target.oid)) + b"".join(lines))
    assert again is not None
    found, link = [], again.history.past
    while link:
        found.append(link.act)
        link = link.rest
    written = [Entry(tuple(map(_joined, entry.commands)), entry.at) for entry in entries]
    assert found[::-1] == written


def _joined(command: Command) -> Command:
    """A command as it is read again: ranges that touch are one."""
    if not isinstance(command, Assign):
        return command
    parts = (Selection(one.file, joined(one.changes)) for one in command.selections)
    return Assign(tuple(parts), command.number)


@pytest.mark.parametrize(
    ("message", "line"),
    [
        (Writing(1, "Add \xe9\n"), rb'{"writing":1,"text":"Add \u00e9\n"}'),
        (
            Writing(0, "f(a)", Edit(1, Location((2, 3), (1, 4)), 0, b"", Until.END)),
            b'{"writing":0,"text":"f(a)","edit":["edit",1,[2,3],[1,4],0,"end",""]}',
        ),
    ],
)
def test_a_message_is_written_and_read_as_it_always_was(
    session: Session, message: Writing, line: bytes
) -> None:
    assert writing(message) == line + b"\n"
    again = told(session, _begun(session) + line + b"\n")
    assert again is not None
    assert again.writing == message or message.edit


def test_an_edit_that_is_being_written_is_read_from_an_older_log(session: Session) -> None:
    patch = session.patch
    file = next(n for n, one in enumerate(patch) if one.lines)
    first = patch.files[file].lines.start
    line = b'{"writing":1,"text":"f(a)","lines":[%d,[%d,%d]]}\n' % (file, first, first + 1)
    again = told(session, _begun(session) + line)
    assert again is not None
    location = location_of(patch.files[file], first)
    assert again.writing == Writing(1, "f(a)", Edit(file, location, 1, b""))


def _begun(session: Session) -> bytes:
    """A log with one part."""
    plan = json.dumps(write_plan(session.start(), session.target.oid)).encode()
    return b'{"version":1,"plan":%b}\n[null,["add",""]]\n' % plan


def test_undo_redo_and_a_plan_are_written_as_they_always_were() -> None:
    assert [undone(), redone(), given_up()] == [b'"undo"\n', b'"redo"\n', b'"given up"\n']
    assert (
        head("version = 1\n# \xe9\n") == rb'{"version":1,"plan":"version = 1\n# \u00e9\n"}' + b"\n"
    )


def test_the_selected_part_counts_until_the_next_entry(session: Session) -> None:
    begun = head(write_plan(session.start(), session.target.oid)) + b'[null,["add",""]]\n'
    assert selected(1) == b'{"selected":1}\n'
    again = told(session, begun + writing(Writing(1, "One")) + selected(1))
    assert again is not None
    assert (again.selected, again.writing) == (1, Writing(1, "One"))
    later = told(session, begun + selected(1) + b'[null,["add",""]]\n')
    assert later is not None
    assert later.selected is None
    assert len(later.history.draft.plan.parts) == 2
    torn = told(session, begun + b'{"selected":-1}\n')
    assert torn is not None
    assert torn.length == len(begun)
