"""Giving all that was searched: every undecided line that has it, and its counterpart."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from splitter.core.diff.blocks import block_of
from splitter.core.diff.model import FilePatch
from splitter.core.diff.parse import hunk_lines
from splitter.core.draft.commands import Assign
from splitter.core.plan import changes as plan_changes
from splitter.core.plan.constraints import DROPPED, REST
from splitter.core.plan.plan import Plan, Selection, starting_plan
from splitter.view.assigning import bulk
from splitter.view.assigning.outcome import Outcome
from tests.support.documents import Read, plans, read_commits
from tests.support.examples import examples
from tests.support.patches import tree_patch
from tests.support.repos import Repo, Tree


@pytest.fixture(scope="module")
def read(scratch: Repo) -> list[Read]:
    """Commits to search."""
    return read_commits(scratch, 24)


def having(file: FilePatch, text: str) -> set[int]:
    """The changed lines of a file that have a text."""

    def folded(line: bytes) -> bytes:
        return line.lower() if text == text.lower() else line

    return {
        line.change
        for hunk in file.hunks
        for line in hunk_lines(hunk)
        if line.change >= 0 and text.encode() in folded(line.text)
    }


def assigned(outcome: Outcome) -> Assign:
    """The one step of an outcome."""
    (step,) = outcome.commands
    assert isinstance(step, Assign)
    return step


def in_one_block(file: FilePatch, change: int, others: set[int]) -> bool:
    """Whether one of the others is on the other side of the same replaced block."""
    found = block_of(file, change)
    if found is None:
        return False
    _, block = found
    other_side = block.added if change in block.removed else block.removed
    return not others.isdisjoint(other_side)


@examples(120)
@given(data=st.data(), text=st.sampled_from(["line", "Line", "1", "2", "a", "3 2", "+", "é", "~"]))
def test_undecided_lines_that_have_the_text_are_given_with_their_counterparts(
    read: list[Read], data: st.DataObject, text: str
) -> None:
    patch = data.draw(st.sampled_from(read)).patch
    plan = data.draw(plans(patch))
    files = data.draw(st.lists(st.sampled_from(range(len(patch))), unique=True))
    number = data.draw(st.sampled_from([1, 2, DROPPED]))
    undecided = {
        file: {n for n, owner in enumerate(plan.assignment[file]) if owner == REST}
        for file in files
    }
    found = {file: having(patch.files[file], text) for file in files}
    outcome = bulk.assign_matches(plan, files, text, number)
    if not outcome.commands:
        assert not any(found[file] & undecided[file] for file in files)
        assert text in outcome.message
        return
    step = assigned(outcome)
    spans = {selection.file: selection.changes for selection in step.selections}
    for file in files:
        lines = [change for span in spans.get(file, ()) for change in span]
        assert lines == sorted(set(lines))
        assert found[file] & undecided[file] <= set(lines) <= undecided[file]
        together = {n for n in found[file] if plan.assignment[file][n] in (REST, number)}
        for change in set(lines) - found[file]:
            assert in_one_block(patch.files[file], change, together)
    then = step.on(plan)
    again = bulk.assign_matches(then, files, text, number)
    assert not again.commands or "the other lines of the blocks" in again.message


OLD: Tree = {
    b"a": b"top\nuse(old_name)\nend\n",
    b"b": b"one\ntwo\nthree\nfirst old_name here\nsecond thing\nlast\n",
    b"c/old_name": b"old_name stays\nx\n",
}
NEW: Tree = {
    b"a": b"top\nuse(new_name)\nend\n",
    b"b": b"one\ntwo\nthree\nfirst new_name here\nsecond other thing\nlast\n",
    b"c/old_name": b"old_name stays\ny\n",
}


@pytest.fixture
def plan(repo: Repo) -> Plan:
    """A rename in two files, and a change beside it that is another."""
    return plan_changes.add_part(starting_plan(tree_patch(repo, OLD, NEW), "all\n"), "rename\n")


def test_both_halves_of_a_rename_go_in_all_files(plan: Plan) -> None:
    for text in ("old_name", "new_name"):
        outcome = bulk.assign_matches(plan, range(3), text, 1)
        assert outcome.message == "4 lines in 2 files → part 1, 2 of them the other side of a match"
        assert outcome.mark == 1
        then = assigned(outcome).on(plan)
        assert [bytes(choice) for choice in then.assignment] == [b"\1\1", b"\1\0\1\0", b"\0\0"]


def test_what_replaces_a_line_that_was_given_before_goes_there_too(plan: Plan) -> None:
    by_hand = plan_changes.assign(plan, [Selection(0, (range(1),))], 1)
    outcome = bulk.assign_matches(by_hand, range(1), "old_name", 1)
    assert outcome.message == "1 line in 1 file → part 1, 1 of them the other side of a match"
    assert assigned(outcome).on(by_hand).assignment[0] == b"\1\1"


def test_a_block_of_which_only_some_lines_have_the_text_is_told(repo: Repo) -> None:
    old = b"top\nif (x)\n\treturn;\nend\n"
    new = b"top\nwhile (name) {\n\tgo(on);\n\tname--;\n}\nend\n"
    plan = plan_changes.add_part(
        starting_plan(tree_patch(repo, {b"f": old}, {b"f": new}), "all\n"), "name\n"
    )
    outcome = bulk.assign_matches(plan, [0], "name", 1)
    assert (
        outcome.message == "2 lines in 1 file → part 1; warning: a { without };"
        " A again: 4 more lines of these blocks"
    )
    then = assigned(outcome).on(plan)
    assert len(list(then.guesses([0]))) == 1
    again = bulk.assign_matches(then, [0], "name", 1)
    assert again.message == "4 lines → part 1, the other lines of the blocks with 'name'"
    assert set(assigned(again).on(then).assignment[0]) == {1}


def test_only_files_that_are_shown_give_something(plan: Plan) -> None:
    outcome = bulk.assign_matches(plan, [0], "name", 1)
    assert outcome.message == "2 lines in 1 file → part 1"
    assert [selection.file for selection in assigned(outcome).selections] == [0]


def test_what_is_decided_stays_and_takes_nothing_along(plan: Plan) -> None:
    plan = plan_changes.add_part(plan, "other\n")
    plan = plan_changes.assign(plan, [Selection(0, (range(2),)), Selection(1, (range(1),))], 2)
    outcome = bulk.assign_matches(plan, range(3), "old_name", 1)
    assert not outcome.commands
    assert outcome.message.startswith("no unassigned changed line matches 'old_name'")
    again = bulk.assign_matches(plan, range(3), "new_name", 1)
    assert again.message == "1 line in 1 file → part 1; A again: 2 more lines of these blocks"


def test_what_cannot_be_given_is_told(plan: Plan) -> None:
    told = [
        bulk.assign_matches(plan, range(3), "", 1),
        bulk.assign_matches(plan, range(3), "name", REST),
        bulk.assign_matches(plan, range(3), "stays", 1),
    ]
    assert not any(outcome.commands for outcome in told)
    assert [outcome.message for outcome in told] == [
        "no search yet: press / first",
        "the rest is selected: select a part with . or , or add one with c",
        "no unassigned changed line matches 'stays'",
    ]
