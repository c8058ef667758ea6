"""Texts of neither version: where a key lets one be written, and what comes of it."""

from __future__ import annotations

import pytest
from textual.pilot import Pilot
from textual.widgets import TextArea

from splitter.core.diff.model import Patch
from splitter.core.draft.commands import apply
from splitter.core.draft.draft import Draft
from splitter.core.plan.changes import add_part, assign, place_rest
from splitter.core.plan.constraints import DROPPED, REST
from splitter.core.plan.locations import line_with
from splitter.core.plan.plan import Plan, Selection, starting_plan
from splitter.core.plan.tallies import Tally
from splitter.core.rewrite.rewrite import Rewrite
from splitter.session import Session
from splitter.tui.app import SplitApp
from splitter.tui.dialogs.edit import EditScreen
from splitter.tui.dialogs.review import Review
from splitter.tui.main.screen import SplitScreen
from splitter.view.assigning.edits import (
    Place,
    edits_in_words,
    place_of,
    unread_in_words,
    written,
)
from splitter.view.diff.rows import Kind, Row
from tests.support.edits import edit_at
from tests.support.patches import text_patch, tree_patch
from tests.support.repos import Repo
from tests.support.screens import here, opened, shown, until
from tests.support.splits import opened as loaded

OLD = b"def f(a):\n    return a\n\nx = f(1)\nend\n"
NEW = b"def g(a, b):\n    return a\n\nx = g(1, 2)\nmore\nend\n"
#: The changes of that.
OLD_F, OLD_X, NEW_F, NEW_X, MORE = range(5)


@pytest.fixture
def plan(scratch: Repo) -> Plan:
    """Two parts that have nothing, and the rest."""
    return add_part(add_part(starting_plan(text_patch(scratch, OLD, NEW)[0], "rest"), "one"), "two")


def lines(*changes: int) -> list[Selection]:
    return [Selection(0, tuple(range(change, change + 1) for change in changes))]


def put(plan: Plan, selections: list[Selection], number: int, text: str) -> Plan:
    """The plan after a text was written."""
    place = place_of(plan, selections, number)
    assert isinstance(place, Place)
    outcome = written(place, text)
    assert outcome.commands

    def never(patch: Patch, number: int) -> Patch:
        raise AssertionError((patch, number))

    return apply(Draft(plan), outcome.commands, never).plan


@pytest.mark.parametrize("line", [OLD_F, NEW_F])
def test_a_text_for_either_side_stands_for_both(plan: Plan, line: int) -> None:
    after = put(plan, lines(line), 1, "def g(a):")
    assert after.edits == (edit_at(plan, NEW_F, 1, b"def g(a):\n"),)
    assert list(after.choices[0]) == [1, REST, REST, REST, REST]
    again = place_of(after, lines(line), 1)
    assert isinstance(again, Place)
    assert again.text == "def g(a):\n"
    assert put(after, lines(line), 1, "").edits == ()


def test_one_begins_with_the_line_under_the_cursor(plan: Plan) -> None:
    for line, text in ((OLD_F, "def f(a):\n"), (NEW_F, "def g(a, b):\n"), (MORE, "more\n")):
        place = place_of(plan, lines(line), 1)
        assert isinstance(place, Place)
        assert place.text == text
        assert not written(place, text.removesuffix("\n")).commands
        assert not written(place, text.removesuffix("\n")).commands


def test_a_text_for_a_line_that_only_comes_takes_nothing_along(plan: Plan) -> None:
    after = put(plan, lines(MORE), 1, "early\nlines")
    assert set(after.choices[0]) == {REST}
    assert after.tally(1) == Tally(added=2, files=1)


def test_a_text_for_marked_lines_stands_for_all_of_them(plan: Plan) -> None:
    after = put(plan, lines(OLD_X, NEW_X, MORE), 2, "x = g(1)")
    assert after.edits == (edit_at(plan, NEW_X, 2, b"x = g(1)\n"),)
    assert [n for n, owner in enumerate(after.choices[0]) if owner == 2] == [OLD_X]


def test_a_line_that_the_part_has_comes_later_then(plan: Plan) -> None:
    given = assign(assign(plan, lines(OLD_F, NEW_F), 1), lines(MORE), 2)
    after = put(given, lines(NEW_F), 1, "def f(a, b):")
    assert after.edits == (edit_at(plan, NEW_F, 1, b"def f(a, b):\n"),)
    assert list(after.choices[0]) == [1, REST, REST, REST, 2]
    last = place_rest(given, 0)
    assert put(last, lines(NEW_F), 1, "x").choices[0][NEW_F] == 2
    assert place_of(last, lines(MORE), 2) == (
        "part 2 is the last to change this line. Choose an earlier part with ,"
    )


def test_what_goes_along_is_told(plan: Plan) -> None:
    place = place_of(plan, lines(NEW_F), 1)
    assert isinstance(place, Place)
    told = "edit in part 1, until the rest adds line 1"
    assert written(place, "x").message == f"{told}; removed line 1 → part 1"
    alone = place_of(plan, lines(MORE), 1)
    assert isinstance(alone, Place)
    assert written(alone, "x").message == told.replace("line 1", "line 5")


def test_a_line_that_is_there_alone_is_put_off_too(plan: Plan) -> None:
    given = assign(plan, lines(NEW_F), 1)
    after = put(given, lines(NEW_F), 1, "def f(a):  # old")
    assert after.edits == (edit_at(plan, NEW_F, 1, b"def f(a):  # old\n"),)
    assert list(after.choices[0][:3]) == [1, REST, REST]


def test_marked_lines_are_read_once(plan: Plan) -> None:
    """Those that the part has come later then; with other texts among them it is refused."""
    given = assign(plan, lines(OLD_X, NEW_X), 1)
    after = put(given, lines(NEW_X, MORE), 1, "x = g(1)\nless")
    assert list(after.choices[0]) == [REST, 1, REST, REST, REST]
    with_text = put(plan, lines(NEW_X), 1, "x = g(0)")
    told = "one of these lines has an edit already: press r on that line alone"
    assert place_of(with_text, lines(NEW_X, MORE), 2) == told


def test_a_text_ends_as_it_is_written(plan: Plan) -> None:
    assert put(plan, lines(MORE), 1, "a\n").edits[0].text == b"a\n\n"
    assert put(plan, lines(MORE), 1, "\x1b[2Ja\tb").edits[0].text == b"[2Ja\tb\n"


def test_a_text_that_is_not_read_any_more_can_be_taken_away(plan: Plan) -> None:
    after = assign(put(plan, lines(MORE), 1, "early"), lines(MORE), 1)
    assert put(after, lines(MORE), 1, "").edits == ()


@pytest.mark.parametrize(
    ("selections", "number", "told"),
    [
        ([], 1, "an edit needs changed lines"),
        (lines(OLD_F, OLD_X), 1, "an edit needs changed lines"),
        (lines(OLD_F), REST, "the rest is the last to change these lines. Choose an earlier part"),
        (lines(OLD_F), DROPPED, "dropped changes cannot be edited"),
    ],
)
def test_where_no_text_can_stand_it_is_told(
    plan: Plan, selections: list[Selection], number: int, told: str
) -> None:
    place = place_of(plan, selections, number)
    assert isinstance(place, str)
    assert place.startswith(told)


def test_carriage_returns_come_back_and_what_cannot_be_edited_stays(scratch: Repo) -> None:
    patch = text_patch(scratch, b"a\r\nb\n", b"a2\r\nb\n\xff\n")[0]
    plan = add_part(starting_plan(patch, "rest"), "one")
    place = place_of(plan, lines(1), 1)
    assert isinstance(place, Place)
    assert place.text == "a2\n"
    assert put(plan, lines(1), 1, "one\ntwo").edits[0].text == b"one\r\ntwo\r\n"
    assert "cannot be edited here" in str(place_of(plan, lines(2), 1))


def test_a_file_is_created_with_its_first_text(scratch: Repo) -> None:
    plan = add_part(starting_plan(tree_patch(scratch, {}, {b"a": b"1\n"}), "rest"), "one")
    after = put(plan, lines(1), 1, "0")
    assert list(after.choices[0]) == [1, REST]
    assert not [problem for problem in after.problems() if problem.text.startswith("'a'")]


def test_what_a_line_reads_before_its_part_is_told(plan: Plan) -> None:
    after = put(put(plan, lines(MORE), 1, "early\nlines"), lines(MORE), 2, "later")
    assert edits_in_words(after, 0, MORE) == "≈ part 1 has 'early…', part 2 has 'later'"
    assert edits_in_words(after, 0, NEW_X) == ""


def test_a_text_that_no_part_reads_is_not_told_as_read(plan: Plan) -> None:
    """D28."""
    after = put(put(plan, lines(MORE), 1, "early"), lines(MORE), 2, "later")
    dropped = assign(after, lines(MORE), DROPPED)
    assert edits_in_words(dropped, 0, MORE) == ""
    assert unread_in_words(dropped, 0, MORE) == "the edit in part 1 and part 2 does not apply"
    earlier = assign(after, lines(MORE), 2)
    assert edits_in_words(earlier, 0, MORE) == "≈ part 1 has 'early'"
    assert unread_in_words(earlier, 0, MORE) == "the edit in part 2 does not apply"
    assert unread_in_words(after, 0, MORE) == unread_in_words(after, 0, NEW_X) == ""


async def test_a_dropped_line_is_drawn_without_the_text_that_nobody_reads(session: Session) -> None:
    """D28: at once, and as before when it is put back."""
    async with opened(session, "c") as (screen, pilot):
        go_to(screen, "line five\n")
        await pilot.press("r", *"!", "ctrl+s")
        assert "6≈+line five" in shown(screen)
        await pilot.press("X")
        assert "≈" not in shown(screen)
        assert "line five  the edit in part 1 does not apply" in shown(screen)
        await pilot.press("u")
        assert "6≈+line five  ≈ part 1 has " in shown(screen)


def go_to(screen: SplitScreen, text: str) -> None:
    """Go to the added line of the first file that has that text."""
    file = screen.plan.patch.files[0]
    change = next(n for n in file.added if line_with(file, n)[1].text.startswith(text.encode()))
    screen.cursor.jump_to(screen.document.y_of(0, change))


async def test_a_text_is_written_shown_undone_and_kept(session: Session) -> None:
    async with opened(session, "c") as (screen, pilot):
        go_to(screen, "line five\n")
        await pilot.press("r")
        editor = screen.app.screen
        assert isinstance(editor, EditScreen)
        editor.query_one(TextArea).text = "line 5, soon five"
        await pilot.press("ctrl+s")
        (interim,) = screen.plan.edits
        assert interim.text == b"line 5, soon five\n"
        assert here(screen).startswith(" edit in part 1, until")
        assert "6≈+line five" in shown(screen)
        assert "1 file +1 -1" in screen.parts.render_line(0).text
        await pilot.press("down", "up")
        assert "≈ part 1 has 'line 5, soon five'" in here(screen)
        await pilot.press("u")
        assert screen.plan.edits == ()
        assert "≈" not in shown(screen)
        assert "edit in part 1" in here(screen)
        await pilot.press("ctrl+r", "q")
    history = session.open_draft()
    assert history
    assert history.draft.plan.edits == (interim,)


async def leave_writing(screen: SplitScreen, pilot: Pilot[Rewrite]) -> None:
    """Begin to write a text, and let it be kept."""
    go_to(screen, "line five\n")
    await pilot.press("r", *"!")
    editor = screen.app.screen
    assert isinstance(editor, EditScreen)
    editor.let_go()


async def test_a_text_that_is_being_written_outlasts_the_end(session: Session) -> None:
    async with opened(session, "c") as (screen, pilot):
        await leave_writing(screen, pilot)
        screen.let_go()
    app = SplitApp(session)
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.pause()
        await pilot.press("y")
        await until(lambda: isinstance(app.screen, EditScreen))
        assert app.screen.query_one(TextArea).text == "line five!"
        await pilot.press("ctrl+s")
        again = app.screen
        assert isinstance(again, SplitScreen)
        assert again.plan.edits[0].text == b"line five!\n"
        assert again.work.writing is None


async def test_what_is_given_up_is_not_opened_again(session: Session) -> None:
    async with opened(session, "c") as (screen, pilot):
        await leave_writing(screen, pilot)
        assert screen.work.writing
        await pilot.press("escape", "n")
        assert screen.work.writing is None


@pytest.mark.parametrize("size", [(40, 10), (120, 40)])
async def test_the_keys_are_in_view_in_any_size(session: Session, size: tuple[int, int]) -> None:
    async with opened(session, "c", size=size) as (screen, pilot):
        go_to(screen, "line five\n")
        await pilot.press("V", "r")
        keys = screen.app.screen.query_one("#keys")
        assert keys.region.y < size[1] - 1


async def test_giving_up_and_what_is_no_line_change_nothing(session: Session) -> None:
    async with opened(session, "c") as (screen, pilot):
        plan = screen.plan
        await pilot.press("r")
        assert "an edit needs changed lines" in here(screen)
        go_to(screen, "line five\n")
        await pilot.press("r", *"xyz", "ctrl+c", "n")
        assert screen.plan is plan


async def test_a_new_line_begins_below_the_one_before(repo: Repo) -> None:
    repo.stack(({b"f.c": b"f()\n"}, "base\n"), ({b"f.c": b"f()\n\tgo(a, b);\n"}, "more\n"))
    with loaded(repo, "HEAD") as session:
        async with opened(session, "c", "n", "down", "down", "r") as (screen, pilot):
            await pilot.press("enter", *"end", "ctrl+s")
            (interim,) = screen.plan.edits
            assert interim.text == b"\tgo(a, b);\n\tend\n"
            assert "≈ part 1 has 'go(a, b);…'" in shown(screen)


async def test_a_marked_range_is_written_as_one(session: Session) -> None:
    async with opened(session, "c") as (screen, pilot):
        go_to(screen, "line five\n")
        await pilot.press("V", "r")
        area = screen.app.screen.query_one(TextArea)
        assert area.text == "line five\nline five and a half"
        await pilot.press("end", *"!", "ctrl+s")
        (interim,) = screen.plan.edits
        assert interim.text == b"line five\nline five and a half!\n"
        assert screen.diff.marked_from is None
        assert screen.diff.row.kind is Kind.LINE


async def test_a_text_that_has_no_place_is_gone_to_before_the_last_look(session: Session) -> None:
    async with opened(session, "c") as (screen, pilot):
        go_to(screen, "line five and")
        at = screen.diff.cursor
        await pilot.press("r", *"!", "ctrl+s", "1")
        assert "added line 7 → part 1; the edit in part 1 no longer applies" in here(screen)
        await pilot.press("m", *"One", "ctrl+s", "g", "w")
        assert here(screen).startswith(
            " r and an empty text remove this edit: added line 7 of 'code.py' is"
        )
        assert screen.diff.cursor == at
        await pilot.press("r", "ctrl+u", "ctrl+s", "w")
        assert isinstance(screen.app.screen, Review)


async def test_a_part_of_texts_only_is_found(session: Session) -> None:
    async with opened(session, "c") as (screen, pilot):
        go_to(screen, "line five and")
        at = screen.diff.cursor
        await pilot.press("r", *"!", "ctrl+s", "g", "e")
        assert screen.plan.tally(1) == Tally(added=1, files=1)
        assert screen.diff.cursor == at


async def test_a_text_for_a_row_of_the_outline_is_refused(session: Session) -> None:
    async with opened(session, "c", "tab", "r") as (screen, _):
        assert isinstance(screen.app.screen, SplitScreen)
        assert screen.document.y(Row(Kind.FILE, 0)) == screen.diff.cursor
