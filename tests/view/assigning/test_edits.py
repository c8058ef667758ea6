"""Edits as the keys make them: where they begin, how long they hold, and what comes of them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from splitter.core.diff.lines import DiffLine
from splitter.core.plan.changes import add_part, assign, edit_lines, place_rest
from splitter.core.plan.constraints import DROPPED, REST
from splitter.core.plan.edits import Edit, Until
from splitter.core.plan.end import end_lines
from splitter.core.plan.locations import Location, line_with
from splitter.core.plan.plan import Plan, Selection, starting_plan
from splitter.core.plan.tallies import Tally
from splitter.core.weave.version import file_version
from splitter.core.weave.weave import Weave, lines_of, weave
from splitter.view.assigning import edits
from splitter.view.assigning.edited import edits_in_words, unread_in_words
from splitter.view.assigning.edits import Place, place_of
from splitter.view.phrases import edits as phrases
from tests.core.weave.test_version import Pair, edited_plans
from tests.support.examples import examples
from tests.support.patches import text_patch, tree_patch
from tests.support.repos import Repo
from tests.support.strategies import edited, versions

OLD = b"def f(a):\n    return a\n\nx = f(1)\nend\n"
NEW = b"def g(a, b):\n    return a\n\nx = g(1, 2)\nmore\nend\n"
#: The changes of that.
OLD_F, OLD_X, NEW_F, NEW_X, MORE = range(5)


def weaves(plan: Plan, pair: Pair = (OLD, NEW)) -> edits.Weaves:
    def of(file: int) -> Weave:
        return weave(plan.patch.files[file], *pair)

    return of


@pytest.fixture
def plan(scratch: Repo) -> Plan:
    """Two parts that have nothing, and the rest."""
    return add_part(add_part(starting_plan(text_patch(scratch, OLD, NEW)[0], "rest"), "one"), "two")


def line(plan: Plan, change: int) -> DiffLine:
    return line_with(plan.patch.files[0], change)[1]


def kept(number: int) -> DiffLine:
    """An unchanged line by its number in the old file."""
    return DiffLine(" ", OLD.splitlines(keepends=True)[number - 1], number, number, -1)


def at(plan: Plan, *lines: DiffLine, number: int = 1) -> Place:
    """The place of an edit of some lines."""
    location = edits.location_of_lines(plan.patch.files[0], lines)
    wanted = Edit(0, location, number, b"")
    place = place_of(plan, weaves(plan), wanted, edits.proposal(lines))
    assert isinstance(place, Place)
    return place


def put(plan: Plan, place: Place, text: str, until: Until | None = None) -> Plan:
    """The plan after a text was written there."""
    outcome = edits.written(place, weaves(plan), text, until or place.edit.until)
    assert outcome.commands
    return edits.after(plan, outcome.commands)


def reads(plan: Plan) -> list[bytes]:
    """The file in each part, and in the rest."""
    return [file_version(plan, weaves(plan)(0), 0, number).content for number in plan.order]


@pytest.mark.parametrize("change", [OLD_F, NEW_F])
def test_either_side_of_a_line_is_edited_as_the_part_reads_it(plan: Plan, change: int) -> None:
    place = at(plan, line(plan, change))
    assert (place.text, place.is_read) == ("def f(a):\n", True)
    assert place.holds(Until.CHANGE)[0] == "until these lines change in the rest"
    assert place.lengths == tuple(Until)
    after = put(plan, place, "def g(a):")
    assert after.edits == (Edit(0, Location((1, 2), (1, 2)), 1, b"def g(a):\n"),)
    changed = OLD.replace(b"f(a)", b"g(a)")
    assert reads(after) == [changed, changed, NEW]
    again = at(after, line(after, change))
    assert again.text == "def g(a):\n"
    assert put(after, again, "def f(a):").edits == ()
    assert edits.after(after, edits.removed(again).commands).edits == ()


def test_a_line_that_the_part_removes_is_changed_with_one_key(plan: Plan) -> None:
    given = assign(plan, [Selection(0, (range(OLD_X, OLD_X + 1),))], 1)
    place = at(given, line(plan, OLD_X))
    assert (place.text, place.is_read) == ("x = f(1)\n", False)
    after = put(given, place, "x = f(2)", Until.END)
    assert reads(after)[0] == OLD.replace(b"f(1)", b"f(2)")
    assert reads(after)[-1] == NEW.replace(b"g(1, 2)", b"f(2)")
    assert end_lines(after) == (1, 1)


def test_a_line_that_comes_later_can_be_there_early(plan: Plan) -> None:
    place = at(plan, line(plan, MORE))
    assert (place.text, place.is_read) == ("more\n", False)
    after = put(plan, place, "early\nlines")
    assert after.tally(1) == Tally(added=2, files=1)
    assert reads(after)[0] == OLD.replace(b"end\n", b"early\nlines\nend\n")
    assert reads(after)[-1] == NEW


def test_an_unchanged_line_is_edited_in_its_part_only_or_for_good(plan: Plan) -> None:
    place = at(plan, kept(2))
    assert place.lengths == (Until.NEXT, Until.END)
    assert place.holds(Until.NEXT) == (
        "in part 1 only",
        "part 2 has these lines without the edit",
    )
    after = put(plan, place, "    return -a")
    changed = OLD.replace(b"return a", b"return -a")
    assert reads(after) == [changed, OLD, NEW]
    assert end_lines(after) == (0, 0)
    for_good = put(plan, place, "    a += 1\n    return a", Until.END)
    assert reads(for_good)[-1] == NEW.replace(b"    return", b"    a += 1\n    return")
    assert end_lines(for_good) == (1, 0)
    assert edits_in_words(for_good, 0, kept(2)) == "≈ part 1 has 'a += 1…' for good"
    added = put(plan, at(plan, kept(3)), "\nb = 1", Until.END)
    assert edits_in_words(added, 0, kept(3)) == "≈ part 1 adds 'b = 1' below for good"
    last = at(plan, kept(2), number=REST)
    assert last.lengths == (Until.END,)


def test_a_range_with_unchanged_lines_is_one_edit_until_a_line_of_it_changes(plan: Plan) -> None:
    place = at(plan, kept(2), kept(3), line(plan, OLD_X))
    assert place.text == "    return a\n\nx = f(1)\n"
    after = put(plan, place, "    return b\n\nx = f(1)")
    assert [one.location for one in after.edits] == [Location((2, 5), (0, 0))]
    assert reads(after) == [OLD.replace(b"return a", b"return b")] * 2 + [NEW]
    only = put(plan, place, "    return b\n\nx = f(1)", Until.NEXT)
    assert reads(only) == [OLD.replace(b"return a", b"return b"), OLD, NEW]


def test_lines_are_removed_and_so_is_the_edit(plan: Plan) -> None:
    after = put(plan, at(plan, kept(2)), "", Until.END)
    assert reads(after)[0] == OLD.replace(b"    return a\n", b"")
    assert end_lines(after) == (0, 1)
    again = at(after, kept(2))
    assert (again.text, again.lengths, again.is_read) == ("", (Until.NEXT, Until.END), True)
    assert edits.after(after, edits.removed(again).commands).edits == ()


def test_a_later_part_edits_what_an_earlier_one_reads(plan: Plan) -> None:
    first = put(plan, at(plan, line(plan, NEW_F)), "def one(a):")
    place = at(first, line(plan, NEW_F), number=2)
    assert (place.text, place.own) == ("def one(a):\n", ())
    second = put(first, place, "def two(a):")
    assert [text.partition(b"\n")[0] for text in reads(second)] == [
        b"def one(a):",
        b"def two(a):",
        b"def g(a, b):",
    ]


def test_the_same_text_changes_nothing_and_another_length_does(plan: Plan) -> None:
    place = at(plan, line(plan, NEW_F))
    for until in Until:
        assert not edits.written(place, weaves(plan), "def f(a):", until).commands
    after = put(plan, place, "x")
    again = at(after, line(plan, NEW_F))
    assert not edits.written(again, weaves(after), "x", Until.CHANGE).commands
    assert put(after, again, "x", Until.END).edits[0].until is Until.END


def test_text_is_written_without_what_terminals_act_on(plan: Plan) -> None:
    assert put(plan, at(plan, line(plan, MORE)), "a\n").edits[0].text == b"a\n\n"
    assert put(plan, at(plan, line(plan, MORE)), "\x1b[2Ja\tb").edits[0].text == b"[2Ja\tb\n"


def test_an_edit_that_no_part_has_opens_with_its_text(plan: Plan) -> None:
    after = assign(put(plan, at(plan, line(plan, MORE)), "early"), _selected(MORE), 1)
    assert unread_in_words(after, 0, line(plan, MORE)) == "the edit in part 1 does not apply"
    place = at(after, line(plan, MORE))
    assert (place.text, place.lengths) == ("early\n", (Until.NEXT, Until.END))
    assert put(after, place, "early").edits[0].until is Until.NEXT
    assert edits.after(after, edits.removed(place).commands).edits == ()


def _selected(*changes: int) -> list[Selection]:
    return [Selection(0, tuple(range(change, change + 1) for change in changes))]


def test_an_edit_is_refused_where_there_is_none(plan: Plan, scratch: Repo) -> None:
    wanted = Edit(0, Location((1, 2)), DROPPED, b"")
    assert place_of(plan, weaves(plan), wanted) == phrases.DROPPED_NOT_EDITED
    alone = starting_plan(plan.patch, "rest")
    assert place_of(alone, weaves(plan), Edit(0, Location((1, 2)), REST, b"")) == (
        phrases.ONLY_THE_REST
    )
    pair = (b"a\r\nb\n", b"a2\r\nb\n\xff\n")
    other = add_part(starting_plan(text_patch(scratch, *pair)[0], "rest"), "one")
    read = weaves(other, pair)
    odd = Edit(0, Location((0, 0), (3, 4)), 1, b"")
    assert place_of(other, read, odd, b"\xff\n") == phrases.NOT_EDITABLE
    place = place_of(other, read, Edit(0, Location((1, 2)), 1, b""))
    assert isinstance(place, Place)
    assert place.text == "a\n"
    outcome = edits.written(place, read, "one\ntwo", Until.NEXT)
    assert edits.after(other, outcome.commands).edits[0].text == b"one\r\ntwo\r\n"


def test_a_file_is_created_with_its_first_edit_and_not_edited_once_deleted(scratch: Repo) -> None:
    plan = starting_plan(tree_patch(scratch, {b"b": b"2\n"}, {b"a": b"1\n"}), "rest")
    plan = add_part(add_part(plan, "one"), "two")
    created = weave(plan.patch.files[0], b"", b"1\n")
    place = place_of(plan, lambda _: created, Edit(0, Location((0, 0), (1, 2)), 1, b""), b"1\n")
    assert isinstance(place, Place)
    outcome = edits.written(place, lambda _: created, "0", Until.CHANGE)
    after = edits.after(plan, outcome.commands)
    assert list(after.assignment[0]) == [1, REST]
    deleted = weave(plan.patch.files[1], b"2\n", b"")
    gone = assign(plan, [Selection(1, (range(2),))], 1)
    wanted = Edit(1, Location((1, 2)), 2, b"")
    assert place_of(gone, lambda _: deleted, wanted) == "'b' is deleted in part 1 already"
    before = place_of(gone, lambda _: deleted, Edit(1, Location((1, 2)), 1, b""), b"2\n")
    assert before == "'b' is deleted in part 1 already"


def test_edits_of_a_line_are_told_by_part(plan: Plan) -> None:
    after = put(plan, at(plan, line(plan, MORE)), "early\nlines")
    after = put(after, at(after, line(plan, MORE), number=2), "later")
    assert edits_in_words(after, 0, line(plan, MORE)) == (
        "≈ part 1 has 'early…' until the rest, part 2 has 'later' until the rest"
    )
    assert edits_in_words(after, 0, line(plan, NEW_X)) == ""
    dropped = assign(after, _selected(MORE), DROPPED)
    assert edits_in_words(dropped, 0, line(plan, MORE)) == ""
    told = "the edit in part 1 and part 2 does not apply"
    assert unread_in_words(dropped, 0, line(plan, MORE)) == told


def test_an_edit_is_kept_for_good_and_the_other_lines_are_dropped(plan: Plan) -> None:
    after = put(plan, at(plan, line(plan, NEW_F)), "def h(a):")
    outcome = edits.kept_for_good(after, 0, [line(plan, NEW_F)])
    assert outcome is not None
    assert outcome.message == "edit in part 1: for good from now on"
    for_good = edits.after(after, outcome.commands)
    assert reads(for_good)[-1] == NEW.replace(b"g(a, b)", b"h(a)")
    assert for_good.tally(DROPPED) == Tally()
    both = edits.kept_for_good(after, 0, [line(plan, NEW_F), line(plan, MORE)])
    assert both is not None
    dropped = edits.after(after, both.commands)
    assert dropped.tally(DROPPED) == Tally(added=1, files=1)
    assert end_lines(dropped) == (1, 2)
    again = edits.kept_for_good(for_good, 0, [line(plan, NEW_F)])
    assert again is not None
    assert again.message == "the edit in part 1 is for good already"
    assert edits.kept_for_good(after, 0, [line(plan, MORE)]) is None


def test_of_stacked_edits_the_latest_is_kept_for_good(plan: Plan) -> None:
    after = put(plan, at(plan, line(plan, NEW_F)), "one")
    after = put(after, at(after, line(plan, NEW_F), number=2), "two")
    outcome = edits.kept_for_good(after, 0, [line(plan, NEW_F)])
    assert outcome is not None
    found = reads(edits.after(after, outcome.commands))
    assert [text.partition(b"\n")[0] for text in found] == [b"one", b"two", b"two"]


def test_a_whole_file_becomes_edits_of_what_was_changed_in_it(plan: Plan) -> None:
    given = place_rest(assign(plan, _selected(OLD_F, NEW_F), 1), 2)
    version = file_version(given, weaves(plan)(0), 0, 1)
    wanted = version.content.replace(b"(a, b)", b"(a, c)").replace(b"end", b"end\n# end")
    found = version.difference(wanted, Until.CHANGE)
    assert edits.lengths_of(given, found) == (Until.NEXT, Until.END)
    outcome = edits.file_edited(version, weaves(plan), found, wanted, Until.END)
    assert outcome.message == "2 edits in part 1, for good"
    after = edits.after(given, outcome.commands)
    assert reads(after)[0] == wanted
    assert reads(after)[-1] == NEW.replace(b"(a, b)", b"(a, c)").replace(b"end", b"end\n# end")
    back = file_version(after, weaves(plan)(0), 0, 1)
    content = version.content
    again = edits.file_edited(
        back, weaves(plan), back.difference(content, Until.CHANGE), content, Until.NEXT
    )
    assert edits.after(after, again.commands).edits == ()


@examples(150)
@given(pair=versions(), data=st.data())
def test_a_part_reads_exactly_what_was_saved_in_the_editor(
    scratch: Repo, pair: Pair, data: st.DataObject
) -> None:
    plan = data.draw(edited_plans(scratch, pair))
    number, until = data.draw(st.sampled_from(plan.order)), data.draw(st.sampled_from(Until))
    read = weaves(plan, pair)
    version = file_version(plan, read(0), 0, number)
    texts = [one.removesuffix(b"\n") for one in lines_of(version.content)]
    wanted = b"".join(one + b"\n" for one in data.draw(edited(texts)))
    found = version.difference(wanted, Until.CHANGE)
    if not found:
        assert wanted == version.content
        return
    outcome = edits.file_edited(version, read, found, wanted, until)
    after = edits.after(plan, outcome.commands)
    assert file_version(after, read(0), 0, number).content == wanted


def test_the_end_differs_by_what_is_dropped_and_edited_for_good(plan: Plan) -> None:
    assert end_lines(plan) == (0, 0)
    dropped = assign(plan, _selected(OLD_X, MORE), DROPPED)
    assert end_lines(dropped) == (1, 1)
    hidden = edit_lines(dropped, Edit(0, Location((4, 5), (4, 6)), 1, b"y\n", Until.END))
    assert end_lines(hidden) == (1, 2)
