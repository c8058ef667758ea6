"""Steps: each does what the plan's own method does, and cuts stay where they were made."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from splitter.core.draft.commands import (
    Add,
    Assign,
    Break,
    Command,
    CutHunk,
    Describe,
    MakeHeir,
    Merge,
    Move,
    Remove,
    Shift,
    apply,
)
from splitter.core.draft.draft import Cut, Draft
from splitter.core.plan.plan import Selection
from splitter.session import Session
from tests.support.acts import draw_cut, draw_step, seen, tangled
from tests.support.examples import examples
from tests.support.repos import Repo


@pytest.fixture(scope="module")
def session(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Session]:
    with tangled(Repo.init(tmp_path_factory.mktemp("steps") / "work")) as opened:
        yield opened


@examples(60)
@given(data=st.data())
def test_steps_do_what_the_plan_s_methods_do_and_many_are_one_act(
    session: Session, data: st.DataObject
) -> None:
    start = draft = Draft(session.start())
    steps: list[Command] = []
    for _ in range(data.draw(st.integers(1, 10))):
        meant = draw_step(data, session, draft)
        after = apply(draft, [meant.step], session.break_rename)
        assert seen(after)[:4] == seen(Draft(meant.plan))[:4]
        steps.append(meant.step)
        draft = after
    assert seen(apply(start, steps, session.break_rename)) == seen(draft)


@examples(60)
@given(data=st.data(), path=st.sampled_from([b"a/new", b"y/new \xff"]))
def test_a_break_takes_its_cuts_along_and_the_others_stay_in_their_files(
    session: Session, data: st.DataObject, path: bytes
) -> None:
    cuts = [draw_cut(data, session.patch) for _ in range(data.draw(st.integers(0, 6)))]
    draft = apply(Draft(session.start()), map(CutHunk, cuts), session.break_rename)
    assert draft.cuts == frozenset(cuts)
    after = apply(draft, [Break(path)], session.break_rename)
    named = {(after.plan.patch.files[cut.file].path, cut.hunk, cut.line) for cut in after.cuts}
    before = {(session.patch.files[cut.file].path, cut.hunk, cut.line) for cut in cuts}
    assert named == {cut for cut in before if cut[0] != path}


def test_what_changes_nothing_gives_the_same_draft(session: Session) -> None:
    draft = apply(Draft(session.start()), [Add("one")], session.break_rename)
    number = session.patch.numbers[b"tool"]
    assert apply(draft, [Merge(1, 1), Shift(number, 0, 5)], session.break_rename) is draft


def test_a_cut_made_twice_is_one_and_changes_nothing(session: Session) -> None:
    step = CutHunk(Cut(session.patch.numbers[b"b"], 0, 3))
    once = apply(Draft(session.start()), [step], session.break_rename)
    assert apply(once, [step], session.break_rename) is once


@pytest.mark.parametrize(
    "step",
    [
        Assign((Selection(99, (range(1),)),), 1),
        Assign((Selection(1, (range(1000, 1001),)),), 1),
        Assign((Selection(1, (range(2, 1),)),), 1),
        Assign((), 7),
        Remove(7),
        Merge(1, 7),
        Move(1, 7),
        Describe(7, ""),
        MakeHeir(7),
        Shift(99, 0, 1),
        Break(b"nowhere"),
        CutHunk(Cut(1, 0, 0)),
        CutHunk(Cut(1, 0, 1000)),
        CutHunk(Cut(1, 99, 1)),
    ],
)
def test_what_is_not_there_is_a_lookup_error(session: Session, step: Command) -> None:
    draft = apply(Draft(session.start()), [Add("one")], session.break_rename)
    with pytest.raises(LookupError):
        apply(draft, [step], session.break_rename)


def test_only_a_rename_can_be_taken_apart(session: Session) -> None:
    with pytest.raises(ValueError, match="tool"):
        apply(Draft(session.start()), [Break(b"tool")], session.break_rename)
