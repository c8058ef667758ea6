"""The plan file: what is written is read again, and what is wrong is refused with its line."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Sequence

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from msgspec.structs import replace

from splitter.core.diff.model import Patch
from splitter.core.plan import constraints
from splitter.core.plan.assignment import Assignment
from splitter.core.plan.changes import add_part, assign, place_rest, shift_line
from splitter.core.plan.constraints import DROPPED, REST
from splitter.core.plan.plan import MAX_PARTS, Part, Plan, starting_plan
from splitter.core.plan.planfile.complete import refuse_incomplete
from splitter.core.plan.planfile.formats import in_json
from splitter.core.plan.planfile.read import read_plan, read_plan_by_hand
from splitter.core.plan.planfile.write import write_plan, write_starting_plan
from splitter.errors import PlanRefused
from tests.support.acts import draw_selection
from tests.support.examples import examples
from tests.support.patches import interleave_hunk, tree_patch
from tests.support.repos import File, Repo, Tree
from tests.support.strategies import as_tree, commits, files, reordered, some_lines, with_texts

OID = "0123456789abcdef0123456789abcdef01234567"

messages = st.text(
    st.sampled_from("\"\\\n\r\t\b\f\0\x1b\x7f\x85\u2028\ufffd#'é𝄞 a")
    | st.characters(codec="utf-8"),
    max_size=12,
)
odd_paths = st.binary(min_size=1, max_size=8).map(
    lambda raw: raw.replace(b"\0", b"\1").replace(b"/", b"|").replace(b".", b",")
)


@st.composite
def plans(draw: st.DrawFn, patch: Patch) -> Plan:
    """A plan of that patch; whether it could be written is not the file's business."""
    parts = draw(st.lists(st.builds(Part, messages), max_size=4))
    rest = draw(st.builds(Part, messages)) if not parts or draw(st.booleans()) else None
    numbers = st.sampled_from([REST, DROPPED, *range(1, len(parts) + 1)])
    if not draw(st.booleans()):
        numbers = st.just(draw(numbers))
    plan = Plan(
        patch=patch,
        parts=tuple(parts),
        assignment=Assignment(
            bytes(draw(st.lists(numbers, min_size=file.size, max_size=file.size))) for file in patch
        ),
        rest=rest,
        rest_after=draw(st.integers(0, len(parts))) if rest else 0,
    )
    plan = draw(with_texts(draw(reordered(plan)), some_lines))
    return replace(plan, chosen_heir=draw(st.none() | st.sampled_from(plan.order)))


@examples(80)
@given(trees=commits(), data=st.data())
def test_a_plan_that_is_written_is_read_again(
    scratch: Repo, trees: tuple[dict[bytes, File], dict[bytes, File]], data: st.DataObject
) -> None:
    before, after = trees
    before = {**before, b"yy": File(b"1\n2\n3\n4\n5\n6\n")}
    after = {**after, b"yy": File(b"a\nb\n3\nc\nd\ne\n"), b"zz": File(b"1\n2\n3\n")}
    patch = tree_patch(scratch, as_tree(before), as_tree(after))
    plan = data.draw(plans(patch))
    text = write_plan(plan, OID)
    assert read_plan(text, patch, OID) == plan
    as_json = json.dumps(tomllib.loads(text), ensure_ascii=data.draw(st.booleans()), indent=1)
    assert read_plan(as_json, patch, OID) == plan


@examples(40)
@given(trees=st.dictionaries(odd_paths, files(), min_size=1, max_size=6))
def test_any_path_is_found_again_in_the_starting_plan(
    scratch: Repo, trees: dict[bytes, File]
) -> None:
    patch = tree_patch(scratch, {}, as_tree(trees))
    text = write_starting_plan(patch, OID, "message\n", "a comment\nof two lines")
    plan = read_plan(text, patch, OID)
    assert [set(choice) for choice in plan.assignment] == [{1}] * len(patch)
    assert plan.parts == (Part("message\n"),)


@examples(300)
@given(message=messages)
@example(message='"""')
@example(message='""""""')
@example(message='say "hi"')
@example(message='\\"""\\')
@example(message="\r\n\r")
@example(message="\n\nafter empty lines")
@example(message="back\\\n   slash")
def test_any_message_survives(small: Patch, message: str) -> None:
    whole = Assignment(b"\1" * file.size for file in small)
    text = write_plan(Plan(small, (Part(message),), whole), OID)
    assert tomllib.loads(text)["part"][0]["message"] == message


# The order of lines

OLD = b"".join(b"%d\n" % n for n in range(1, 13))
NEW = OLD.replace(b"3\n4\n5\n", b"three\nto\nfive\n").replace(b"10\n", b"")


@pytest.fixture(scope="module")
def replaced(scratch: Repo) -> Patch:
    """Lines 3 to 5 are replaced by three others, line 10 only goes, the last is altered."""
    return tree_patch(scratch, {b"f": OLD}, {b"f": NEW.replace(b"12\n", b"twelve\n")})


def ordered(*entries: str) -> str:
    """A plan with those orders."""
    listed = "".join(f"  {entry},\n" for entry in entries)
    return f'version = 1\norder = [\n{listed}]\n[[part]]\nmessage = "m"\nrest = true\n'


def placed(removed: int, after: int) -> str:
    """The entry for a line."""
    return f'{{ file = "f", removed = {removed}, after = {after} }}'


@pytest.mark.parametrize(
    ("places", "reads"),
    [
        ([], "-3 +three -4 +to -5 +five"),
        ([(4, 3)], "-3 +three -4 +to -5 +five"),  # as it is guessed
        ([(4, 4)], "-3 +three +to -4 -5 +five"),
        ([(3, 4)], "+three +to -3 -4 -5 +five"),
        ([(5, 0)], "-3 -4 -5 +three +to +five"),
        ([(3, 5)], "+three +to +five -3 -4 -5"),
        ([(5, 5), (4, 3)], "-3 +three -4 +to +five -5"),
        ([(4, 5), (3, 4)], "+three +to -3 +five -4 -5"),
    ],
)
def test_old_lines_stand_behind_the_new_ones_that_the_plan_names(
    replaced: Patch, places: list[tuple[int, int]], reads: str
) -> None:
    plan = read_plan(ordered(*(placed(*one) for one in places)), replaced, OID)
    block = [
        line for line in interleave_hunk(plan, 0, replaced.files[0].hunks[0]) if line.mark != " "
    ][:6]
    assert " ".join(line.mark + line.text.decode().strip() for line in block) == reads
    assert read_plan(write_plan(plan, OID), replaced, OID) == plan
    assert len(plan.orders) == bool(places)


def test_only_what_differs_from_the_guess_is_written(replaced: Patch) -> None:
    plan = read_plan(ordered(), replaced, OID)
    (file,) = replaced.files
    assert "order" not in write_plan(plan, OID)
    moved = shift_line(plan, 0, file.removed[0], 2)
    assert [row for row in write_plan(moved, OID).splitlines() if "after" in row] == [
        f"  {placed(3, 4)},"
    ]


NO_ORDER = "must be the number of a line"
ORDERS: list[tuple[list[str], str, str]] = [
    (["7"], "an entry of 'order' must be a table", "file, removed, after"),
    (
        ['{ file = "f", removed = 3, before = 3 }'],
        "unknown key 'before' in an entry of 'order'",
        "after",
    ),
    (['{ file = "g", removed = 3, after = 3 }'], "no file 'g'", "the commit changes f"),
    (["{ removed = 3, after = 3 }"], "names no file", "the commit changes f"),
    (
        ['{ file = "f", after = 3 }'],
        "'removed' is missing in an entry of 'order'",
        "removed = 46, after = 47",
    ),
    (
        ['{ file = "f", removed = 3 }'],
        "'after' is missing in an entry of 'order'",
        "removed = 46, after = 47",
    ),
    (['{ file = "f", removed = true, after = 3 }'], f"'removed' {NO_ORDER}", "removed = 46"),
    (['{ file = "f", removed = 3, after = "3-4" }'], f"'after' {NO_ORDER}", "after = 47"),
    ([placed(6, 3)], "line 6 of 'f' is not removed", "3-5, 10, 12"),
    ([placed(0, 3)], "line 0 of 'f' is not removed", "3-5, 10, 12"),
    ([placed(10, 0)], "no line is added where line 10 of 'f' is removed", "3-5, 12"),
    ([placed(3, 6)], "line 6 of 'f' is not added where line 3 is removed", "3-5; 0 means"),
    ([placed(3, 11)], "line 11 of 'f' is not added where line 3 is removed", "3-5; 0 means"),
    ([placed(3, -1)], "line -1 of 'f' is not added", "3-5; 0 means"),
    ([placed(3, 3), placed(3, 4)], "removed line 3 of 'f' is placed twice", "only once"),
    ([placed(3, 3), placed(3, 3)], "removed line 3 of 'f' is placed twice", "only once"),
    ([placed(3, 5), placed(4, 4)], "line 4 of 'f' would come before line 3", "after new line 5"),
    ([placed(5, 0), placed(3, 3)], "line 5 of 'f' would come before line 3", "after new line 3"),
]


@pytest.mark.parametrize("case", ORDERS, ids=lambda case: " ".join(case[0]))
def test_an_order_that_cannot_be_is_refused_with_its_line(
    replaced: Patch, case: tuple[list[str], str, str]
) -> None:
    entries, words, hint = case
    text = ordered(placed(12, 0), *entries)
    wrong = refusal(text, replaced)
    assert words in str(wrong)
    assert hint in wrong.hint
    assert text.splitlines()[wrong.line - 1] == f"  {entries[-1]},"


def test_orders_are_a_list(replaced: Patch) -> None:
    wrong = refusal(ordered().replace("[\n]", "3"), replaced)
    assert str(wrong) == "'order' must be a list"
    assert wrong.line == 2


# Creations and deletions that are not named

NEW_OR_GONE = {
    "new": ({b"f": b"1\n"}, {b"f": b"1\n", b"x": b"a\nb\nc\nd\n"}),
    "gone": ({b"f": b"1\n", b"x": b"a\nb\nc\nd\n"}, {b"f": b"1\n"}),
}


@pytest.fixture(scope="module", params=NEW_OR_GONE)
def end(scratch: Repo, request: pytest.FixtureRequest) -> Patch:
    """The creation, or the deletion, of a file of four lines."""
    return tree_patch(scratch, *NEW_OR_GONE[request.param])


def by_hand(
    parts: Sequence[Sequence[int] | None], mark: str, file_change: int | None = None
) -> str:
    """A plan that gives some lines of ``x`` to each part, those of the last one dropped, None for
    the rest; with the file change in the part of that number from 0, or not named.
    """
    key = "added" if mark == "create" else "removed"
    rows = ["version = 1"]
    for number, lines in enumerate(parts):
        rows.append("[dropped]" if number == len(parts) - 1 else "[[part]]\nmessage = 'm'")
        named = [f"facts = ['{mark}']"] * (number == file_change) + [f"{key} = {lines}"] * bool(
            lines
        )
        rows += ["rest = true"] * (lines is None)
        rows += [f"changes = [{{ file = 'x', {', '.join(named)} }}]"] * bool(named)
    return "\n".join([*rows, ""])


@examples(60)
@given(
    owners=st.lists(st.integers(0, 3), min_size=4, max_size=4),
    rest=st.none() | st.integers(0, 2),
)
@example(owners=[1, 1, 1, 1], rest=0)
@example(owners=[1, 1, 1, 1], rest=2)
@example(owners=[3, 3, 3, 3], rest=None)
def test_a_creation_comes_with_the_first_lines_and_a_deletion_with_the_last(
    end: Patch, owners: list[int], rest: int | None
) -> None:
    """D20: whoever has the lines, the plan is the one that names the file change there."""
    kind = end.files[0].file_changes[0].kind.value
    parts = [[at + 1 for at in range(4) if owners[at] == part] for part in range(4)]
    listed = [None if part == rest else lines for part, lines in enumerate(parts)]
    there = min(owners) if kind == "create" else max(owners)
    named = read_plan(by_hand(listed, kind, there), end, OID)
    plan, notes = read_plan_by_hand(by_hand(listed, kind), end, OID)
    assert plan == named
    assert list(constraints.violations(end, plan.assignment, plan.positions)) == []
    assert len(notes) == (there != rest)
    assert read_plan_by_hand(by_hand(listed, kind, there), end, OID) == (named, [])


def test_a_note_says_where_a_file_is_created_or_deleted(end: Patch) -> None:
    kind = end.files[0].file_changes[0].kind.value
    notes = [
        read_plan_by_hand(by_hand(parts, kind), end, OID)[1]
        for parts in ([[2], [1, 3, 4], []], [None, [1, 2, 3, 4], []], [None, [], [1, 2, 3, 4]])
    ]
    assert (
        notes
        == {
            "create": [
                ["'x' is created in part 1, with its first lines"],
                ["'x' is created in part 1, with its first lines"],
                ["the creation of 'x' is dropped with its first lines"],
            ],
            "delete": [
                ["'x' is deleted in part 2, with its last lines"],
                ["'x' is deleted in part 1, with its last lines"],
                ["the deletion of 'x' is dropped with its last lines"],
            ],
        }[kind]
    )


def test_a_creation_comes_with_a_text_that_stands_before_the_lines(scratch: Repo) -> None:
    patch = tree_patch(scratch, *NEW_OR_GONE["new"])
    text = by_hand([[], [1, 2, 3, 4], []], "create").replace(
        "message = 'm'", "message = 'm'\nbetween = [{ file = 'x', added = 1, text = 'A' }]", 1
    )
    plan, notes = read_plan_by_hand(text, patch, OID)
    assert list(plan.problems()) == []
    assert notes == ["'x' is created in part 1, with its first lines"]


@examples(60)
@given(trees=commits(), data=st.data())
def test_a_plan_of_the_screen_is_the_same_by_hand(
    scratch: Repo, trees: tuple[dict[bytes, File], dict[bytes, File]], data: st.DataObject
) -> None:
    """A creation or a deletion that is in the rest on purpose is named there."""
    before, after = as_tree(trees[0]), as_tree(trees[1])
    patch = tree_patch(scratch, {**before, b"yy": b"1\n2\n"}, {**after, b"zz": b"1\n2\n"})
    plan = place_rest(
        add_part(add_part(starting_plan(patch, "rest"), "one"), "two"), data.draw(st.integers(0, 2))
    )
    for _ in range(data.draw(st.integers(1, 6))):
        number = data.draw(st.sampled_from([REST, 1, 2, DROPPED]))
        plan = assign(plan, [draw_selection(data, patch)], number)
    assert read_plan_by_hand(write_plan(plan, OID), patch, OID) == (plan, [])


# What is refused, and where

BEFORE: Tree = {
    b"a.txt": b"".join(b"%d\n" % n for n in range(40)),
    b"gone": b"1\n2\n",
    b"mode": b"m\n",
}
AFTER: Tree = {
    b"a.txt": b"".join(b"%d%s\n" % (n, b"!" if n in (1, 2, 30) else b"") for n in range(40)),
    b"mode": File(b"m\n", "100755"),
    b"new": b"n1\nn2\n",
}


@pytest.fixture(scope="module")
def small(scratch: Repo) -> Patch:
    """Two hunks in one file, one file gone, one new, one with another mode."""
    return tree_patch(scratch, BEFORE, AFTER)


def refusal(text: str, patch: Patch) -> PlanRefused:
    """What the file is refused with."""
    with pytest.raises(PlanRefused) as caught:
        refuse_incomplete(read_plan(text, patch, OID), text)
    return caught.value


#: A plan that is fine; each case puts one thing wrong into it, marked with <<.
FINE = """\
version = 1

# the first
[[part]]
message = \"\"\"
one
\"\"\"
changes = [
  { file = "a.txt", hunks = [1] },  # a comment
  { file = "mode" },
]

[[part]]
message = "two"
rest = true

[dropped]
changes = [
  { file = "new", facts = ["create"], added = ["1-2"] },
]
"""

TEXT = '{ file = "a.txt", added = 31, text = "x" }'


def edits(value: str, words: str, hint: str) -> tuple[str, str, str, str]:
    """A case with edits in the rest's commit."""
    return "rest = true", f"rest = true\nedits = {value}", words, hint


def between(value: str, words: str, hint: str) -> tuple[str, str, str, str]:
    """A case with texts between two versions in the rest's commit."""
    return "rest = true", f"rest = true\nbetween = {value}", words, hint


#: What to replace, with what, the words of the refusal, words of its hint.
CASES: list[tuple[str, str, str, str]] = [
    ("version = 1", "version = 2<<", "version is not 1", "version = 1"),
    ("version = 1", "version = true<<", "version is not 1", "version = 1"),
    ("version = 1", "version = 1\ntarget = 'feedbeef'<<", "for another commit", OID),
    ("version = 1", "version = 1\nfingerprint = 'x'<<", "stale", "--print-plan"),
    ("version = 1", "version = 1\ncolour = 3<<", "unknown key 'colour' in the plan", "fingerprint"),
    ("rest = true", "rest = true\nauthor = 'x'<<", "unknown key 'author' in a part", "message"),
    (
        '{ file = "mode" }',
        '{ file = "mode", hunk = 1 }<<',
        "unknown key 'hunk' in an entry of 'changes'",
        "hunks",
    ),
    ("[dropped]", "[dropped]\nmessage = 'no'<<", "unknown key 'message' in [dropped]", "changes"),
    ('"mode"', '"mod"<<', "no file 'mod'", "a.txt"),
    ('{ file = "mode" }', "{ hunks = [1] }<<", "this entry names no file", "a.txt"),
    ('{ file = "mode" }', '{ file = "\\"x" }<<', "no file", "a.txt"),
    ('{ file = "mode" }', "{ file = 7 }<<", "'file' must be a path in quotes", "file ="),
    ("hunks = [1]", "hunks = [3]<<", "no hunk 3", "hunks are 1 to 2"),
    ("hunks = [1]", "hunks = [0]<<", "no hunk 0", "hunks are 1 to 2"),
    ("hunks = [1]", 'hunks = ["1-9"]<<', "no hunk 3", "hunks are 1 to 2"),
    ("hunks = [1]", 'hunks = ["2-1"]<<', "neither a number nor a span", "7-9"),
    ("hunks = [1]", "hunks = [true]<<", "neither a number nor a span", "7-9"),
    ("hunks = [1]", "hunks = [1.5]<<", "neither a number nor a span", "7-9"),
    ("hunks = [1]", f'hunks = ["{"9" * 5000}"]<<', "span", ""),
    ("hunks = [1]", "hunks = 1.5<<", "'hunks' must be a number, a span or a list", "hunks = [1"),
    ("hunks = [1]", "lines = [1]<<", "unknown key 'lines'", "did you mean 'added'?"),
    ('{ file = "mode" }', '{ path = "mode"<< }', "unknown key 'path'", "did you mean 'file'?"),
    ('{ file = "mode" }', '"mode"<<', "an entry of 'changes' must be a table", "{ file = "),
    ("hunks = [1]", "hunks = [[1]]<<", "'[1]' is neither a number nor a span", "7-9"),
    ("hunks = [1]", "facts = [1]<<", "'facts' must be a list of names", "facts ="),
    ("version = 1", "version = 1\nbroken = [1]<<", "'broken' must be a list of paths", "broken ="),
    ("[dropped]", "[[dropped]]<<", "[dropped] must be a table", "changes"),
    ('{ file = "mode" }', "3<<", "an entry of 'changes' must be a table", "file, facts, hunks"),
    ('"two"', '"two"\n"a`b" = 1<<', "unknown key 'a`b' in a part", "message"),
    ("hunks = [1]", "hunks = []<<", "names no change", "only the file"),
    ("hunks = [1]", "hunks = [1, 1]<<", "named twice", "only once"),
    ("hunks = [1]", "removed = [9]<<", "line 9 of 'a.txt' is not removed", "2-3, 31"),
    ("hunks = [1]", "added = [31, 9]<<", "line 9 of 'a.txt' is not added", "2-3, 31"),
    ("hunks = [1]", "hunks = [1], added = [2]<<", "added line 2 of 'a.txt' is named twice", ""),
    ('{ file = "mode" }', '{ file = "mode", hunks = [1] }<<', "no hunk 1", "no hunks"),
    ('{ file = "mode" }', '{ file = "mode", facts = ["type"] }<<', "no file change 'type'", "mode"),
    ("rest = true", 'changes = [\n{ file = "gone" },\n{ file = "mode" }<<]', "named twice", ""),
    ("rest = true", "rest = 1<<", "'rest' must be true or false", "rest = true"),
    ("rest = true", "rest = true\nheir = 'x'<<", "'heir' must be true or false", "heir = true"),
    ('"two"\nrest', '"two"<<\nchanges = []\nheir', "part 2 has no changes", "changes"),
    ('"two"\nrest = true', '"two"\nchanges = "all"<<', "'changes' must be a list", "changes = ["),
    ('"two"', '" "<<', "message of the rest is empty", "message"),
    ('"two"', r'"a\u0000b"<<', "message of the rest contains a NUL", "message"),
    ('[[part]]\nmessage = "two"', "[[part]]<<", "message of the rest is empty", "message"),
    ('"two"', "2<<", "'message' must be a text", '"""'),
    ("[dropped]", '[[part]]\nmessage = "three"\nrest = true<<\n\n[dropped]', "a second part", ""),
    between("3<<", "'between' must be a list", "between = [...]"),
    between('[\n{ file = "a.txt", added = 9, text = "x" }<<]', "line 9 of 'a.txt' is not", "2-3"),
    between(
        '[\n{ file = "a.txt", added = "9", text = "x" }<<]',
        "'added' must be the number of a line",
        "= 50",
    ),
    between(
        '[\n{ file = "a.txt", text = "x" }<<]', "an edit replaces exactly one line", "added = 50"
    ),
    between('[\n{ file = "a.txt", added = 31 }<<]', "'text' must have at least one line", "text ="),
    between('[\n{ file = "a.txt", added = 31, text = "" }<<]', "'text' must have at", "text ="),
    between(
        '[\n{ file = "a.txt", added = 31, quoted = "\\"" }<<]', "'text' must have at", "text ="
    ),
    between(
        '[\n{ file = "new", added = 1, line = 2 }<<]',
        "unknown key 'line' in an entry of 'between'",
        "removed",
    ),
    between(
        f"[\n{TEXT},\n{TEXT}<<]", "added line 31 of 'a.txt' has two edits in this part", "remove"
    ),
    between(f"[<<\n{TEXT}]", "is already in the rest: ", "later"),
    edits("3<<", "'edits' must be a list", "edits = ["),
    edits('[\n{ file = "a.txt", kept = 2, text = "" }<<]', "line 2 of 'a.txt' is removed", "d = 2"),
    edits('[\n{ file = "a.txt", kept = 0, text = "" }<<]', "'a.txt' had no line 0", ""),
    edits('[\n{ file = "a.txt", kept = true, text = "" }<<]', "'kept' must be a number", "3-5"),
    edits(
        '[\n{ file = "a.txt", removed = [2, true], text = "" }<<]', "'removed' must be a nu", "3"
    ),
    edits('[\n{ file = "a.txt", removed = 9, text = "" }<<]', "line 9 of 'a.txt' is not", "2-3"),
    edits('[\n{ file = "a.txt", removed = 2 }<<]', "an edit has one 'text'", "removes lines"),
    edits('[\n{ file = "a.txt", text = "" }<<]', "an edit names lines, or the line", "after = 3"),
    edits('[\n{ file = "a.txt", kept = [], text = "" }<<]', "this names no line", "file ="),
    edits('[\n{ file = "a.txt", after = 1, kept = 1, text = "" }<<]', "an edit names lines", ""),
    edits('[\n{ file = "a.txt", after = -1, text = "" }<<]', "no line -1 in the old file", "top"),
    edits('[\n{ file = "a.txt", after = "1", text = "" }<<]', "'after' must be the number", "0"),
    edits('[\n{ file = "a.txt", kept = [5, 7], text = "" }<<]', "lines 5, 7 of 'a.txt' do", "all"),
    edits(
        '[\n{ file = "a.txt", kept = 9, added = 31, text = "" }<<]',
        "line 9 and added line 31 of 'a.txt' do not stand together",
        "all lines",
    ),
    edits('[\n{ file = "a.txt", kept = 5, text = "", until = 3 }<<]', "'until' must be", '"end"'),
    edits(
        '[\n{ file = "a.txt", kept = 5, text = "", until = "ever" }<<]', "'until' must be", '"end"'
    ),
    edits('[\n{ file = "b.c", kept = 5, text = "" }<<]', "the commit has no file 'b.c'", "a.txt"),
    edits(
        '[<<\n{ file = "a.txt", kept = 5, text = "", until = "next" }]', "is the last part", "edit"
    ),
    edits('[<<\n{ file = "a.txt", kept = 5, text = "" }]', "changes in no part after", "edit"),
    edits(
        '[\n{ file = "a.txt", kept = "5-6", text = "", until = "end" },'
        '\n{ file = "a.txt", after = 5, text = "x", until = "end" }<<]',
        "the place after line 5 of 'a.txt' has two edits in this part",
        "remove",
    ),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case[1][:40])
def test_what_is_wrong_is_refused_with_its_line_and_what_would_be_right(
    small: Patch, case: tuple[str, str, str, str]
) -> None:
    was, becomes, words, hint = case
    assert FINE.count(was) == 1
    marked = FINE.replace(was, becomes)
    wrong = refusal(marked.replace("<<", ""), small)
    assert words in str(wrong)
    assert hint in wrong.hint
    assert wrong.hint
    assert wrong.line == marked[: marked.index("<<")].count("\n") + 1


#: What stands in hints on a plan as TOML only.
_TOML = re.compile(r"\w = |\[\[|\[dropped\]|\"\"\"|TOML|--print-plan(?!=)")


def test_the_same_mistakes_in_json_are_refused_with_their_fields(small: Patch) -> None:
    for was, becomes, words, _ in CASES:
        text = FINE.replace(was, becomes.replace("<<", ""))
        try:
            plan = json.dumps(tomllib.loads(text), indent=1)
        except ValueError:
            continue
        wrong, in_toml = refusal(plan, small), refusal(text, small)
        assert str(wrong) == in_json(str(in_toml))
        assert words in str(in_toml)
        assert wrong.hint
        assert not _TOML.search(f"{wrong} {wrong.hint}{wrong.entries}"), wrong.hint
        key = wrong.field.rpartition(".")[2]
        assert wrong.line
        line = plan.splitlines()[wrong.line - 1]
        assert "[" in key or not key or f'"{key}": ' in line, (wrong.field, line)


#: A plan with every key but ``broken``, as it was written when msgspec did not check it.
KEPT = """\
version = 1
target = "0123456789abcdef0123456789abcdef01234567"
fingerprint = "FINGERPRINT"
order = [
  { file = "a.txt", removed = 2, after = 3 },
]

[[part]]
heir = true
message = \"\"\"
one \\u001B\"\"\"
changes = [
  { file = "a.txt", removed = ["2-3"] },
  { file = "mode" },
]
between = [
  { file = "a.txt", added = 31, text = "x\\n" },
]

[[part]]
message = \"\"\"
two\"\"\"
changes = [
  { file = "a.txt", added = [3] },
  { file = "new", facts = ["create"] },
]
between = [
  { file = "a.txt", added = 31, quoted = "\\"\\\\377\\\\n\\"" },
]

[[part]]
message = \"\"\"
rest\"\"\"
rest = true

[dropped]
changes = [
  { file = "gone" },
]
"""


def test_a_plan_that_was_written_earlier_is_read_and_written_alike(small: Patch) -> None:
    text = KEPT.replace("FINGERPRINT", small.fingerprint)
    assert write_plan(read_plan(text, small, OID), OID) == text.replace("between", "edits")
    edits = text.replace("between", "edits")
    assert read_plan(edits, small, OID) == read_plan(text, small, OID)


@pytest.mark.parametrize("line", ['"key": 1,', '"abc"', '"g(\\n)"', "plain", "\\"])
def test_a_text_is_taken_as_it_is_written(small: Patch, line: str) -> None:
    entry = f"{{ file = 'a.txt', added = 31, text = '{line}' }}"
    plan = read_plan(FINE.replace("[[part]]", f"[[part]]\nbetween = [{entry}]", 1), small, OID)
    assert [one.text for one in plan.edits] == [line.encode() + b"\n"]
    assert read_plan(write_plan(plan, OID), small, OID) == plan


def test_the_plan_of_these_cases_is_fine_itself(small: Patch) -> None:
    refuse_incomplete(read_plan(FINE, small, OID), FINE)
    assert read_plan(f"target = '{OID[:7]}'\n{FINE}", small, OID).parts == (Part("one\n"),)


def test_a_number_and_a_range_need_no_list(small: Patch) -> None:
    text = FINE.replace("hunks = [1]", "hunks = 1").replace('added = ["1-2"]', 'added = "1-2"')
    assert read_plan(text, small, OID) == read_plan(FINE, small, OID)


def test_a_torn_rule_names_the_part_that_has_it_wrong(small: Patch) -> None:
    wrong = refusal(FINE.replace(', added = ["1-2"]', ""), small)
    assert str(wrong) == "'new': a file cannot have lines before it is created"
    assert "same part" in wrong.hint
    assert FINE.splitlines()[wrong.line - 1] == 'message = "two"'


def test_a_change_that_no_one_claims_is_named(small: Patch) -> None:
    text = FINE.replace("rest = true", 'changes = [{ file = "gone" }]')
    wrong = refusal(text, small)
    assert "in no part" in str(wrong)
    assert wrong.entries == ('{ file = "a.txt", hunks = [2] },',)
    assert wrong.line
    wrong = refusal(json.dumps(tomllib.loads(text)), small)
    assert wrong.entries == ('{"file": "a.txt", "hunks": [2]},',)
    assert wrong.hint.startswith('put "rest": true into one part, or add these entries')


def test_one_part_with_everything_is_no_split(small: Patch) -> None:
    wrong = refusal('version = 1\n[[part]]\nmessage = "x"\nrest = true\n', small)
    assert str(wrong) == "everything is in the rest"
    assert wrong.line == 3


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("", 0),
        ("version = 1\n", 0),
        ("version = 1\npart = 3\n", 2),
        ("version = 1\npart = [3]\n", 2),
        ("version = 1\npart = []\n", 2),
        ("version = 1\n[[part]]\n[[part]]\nmessage =\n", 4),
        ("version = 1\n\n[[part]\n", 3),
        (f"version = {'9' * 5000}\n", 0),
        (f"version = {'[' * 5000}\n", 0),
        ("version = 1\ndropped = 3\n[[part]]\nmessage = 'x'\nrest = true\n", 2),
        ("version = 1\n[[part]]\nmessage = 'x'\nrest = true\n[[part]]\n", 5),
        ("version = 1\n[[part]]\n[[part]]\nmessage = 'x'\nrest = true\n", 2),
    ],
)
def test_what_is_no_plan_at_all_is_refused(small: Patch, text: str, line: int) -> None:
    assert refusal(text, small).line == line


def test_too_many_parts_are_refused(small: Patch) -> None:
    parts = "".join(f"[[part]]\nmessage = '{n}'\n" for n in range(MAX_PARTS + 1))
    assert f"more than {MAX_PARTS} parts" in str(refusal(f"version = 1\n{parts}", small))


@examples(60)
@given(data=st.data())
def test_a_file_with_any_one_word_replaced_is_read_or_refused(
    small: Patch, data: st.DataObject
) -> None:
    words = FINE.split(" ")
    at = data.draw(st.integers(0, len(words) - 1))
    words[at] = data.draw(
        st.sampled_from(["", "1", '"x"', "[", "]", "true", "{}", "\ufffd here", "="])
    )
    text = " ".join(words)
    try:
        read = read_plan(text, small, OID)
    except PlanRefused as wrong:
        assert 0 <= wrong.line <= text.count("\n") + 1
    else:
        assert len(read.assignment) == len(small)
