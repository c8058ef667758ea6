"""Subjects that are proposed: only where the changes leave no doubt."""

from __future__ import annotations

import pytest

from splitter.core.message.suggest import AT_MOST, suggest
from splitter.core.plan.changes import add_part, assign
from splitter.core.plan.constraints import REST
from splitter.core.plan.plan import Selection, starting_plan, whole
from tests.support.patches import tree_patch
from tests.support.repos import File, Repo, Tree

LINES = b"".join(b"  line %d of many\n" % n for n in range(20))
ONE, TWO = b"1" * 40, b"2" * 40


@pytest.mark.parametrize(
    ("before", "after", "subject"),
    [
        ({}, {b"tools/x.py": b"x\n"}, "Add tools/x.py"),
        ({}, {b"a": b"x\n", b"b": b""}, "Add a and b"),
        ({}, {b"a": b"x\n", b"b": b"y\n", b"c": b"z\n"}, ""),
        ({}, {b"deep/" * 12 + b"x.py": b"x\n"}, "Add x.py"),
        ({}, {b"a\nb": b"x\n"}, ""),
        ({b"x": b"x\n"}, {}, "Remove x"),
        ({b"x": b"x\n"}, {b"y": b"y\n"}, ""),
        ({b"a": LINES}, {b"b": LINES}, "Rename a to b"),
        ({b"a": LINES}, {b"lib/a": LINES}, "Move a to lib/"),
        ({b"lib/a": LINES}, {b"a": LINES}, "Move lib/a to the top directory"),
        ({b"a": LINES}, {b"b": LINES + b"more\n"}, ""),
        (
            {b"src/%d" % n: LINES + b"%d\n" % n for n in range(4)},
            {b"lib/%d" % n: LINES + b"%d\n" % n for n in range(4)},
            "Move files from src/ to lib/",
        ),
        ({b"x": b"x\n"}, {b"x": File(b"x\n", "100755")}, "Make x executable"),
        ({b"x": File(b"x\n", "100755")}, {b"x": b"x\n"}, "Make x non-executable"),
        ({b"x": b"x\n"}, {b"x": File(b"y\n", "100755")}, ""),
        ({b"x": b"x\n"}, {b"x": File(b"y", "120000")}, "Turn x into a symlink"),
        ({b"x": File(b"z", "120000")}, {b"x": File(b"y", "120000")}, ""),
        ({b"l": File(ONE, "160000")}, {b"l": File(TWO, "160000")}, "Bump l to 2222222"),
        (
            {},
            {b"l": File(ONE, "160000"), b".gitmodules": b"[submodule]\n"},
            "Add submodule l",
        ),
        ({b"x": LINES}, {b"x": LINES.replace(b"  line", b"\tline")}, "Fix whitespace in x"),
        ({b"x": LINES}, {b"x": LINES.replace(b"line 9", b"line  9")}, "Fix whitespace in x"),
        ({b"x": LINES}, {b"x": LINES.replace(b"line 9", b"line 8")}, ""),
        ({b"x": LINES}, {b"x": LINES + b"more\n"}, ""),
    ],
)
def test_subject(repo: Repo, before: Tree, after: Tree, subject: str) -> None:
    patch = tree_patch(repo, {b"other": b"o\n", **before}, {b"other": b"o\n", **after})
    found = suggest(starting_plan(patch, ""), REST)
    assert found == subject
    assert len(found) <= AT_MOST


def test_only_the_changes_of_the_part_count(repo: Repo) -> None:
    before: Tree = {b"x": LINES, b"gone": b"g\n"}
    after: Tree = {
        b"x": LINES.replace(b"line 3 ", b"line 3  ").replace(b"17", b"18"),
        b"new": b"n\n",
    }
    patch = tree_patch(repo, before, after)
    plan = add_part(add_part(starting_plan(patch, "")))
    numbers = patch.numbers
    first = patch.files[numbers[b"x"]].hunks[0]
    plan = assign(plan, [Selection(numbers[b"x"], first.changes)], 1)
    plan = assign(plan, [whole(patch, numbers[b"new"])], 2)
    assert suggest(plan, 1) == "Fix whitespace in x"
    assert suggest(plan, 2) == "Add new"
    assert suggest(plan, REST) == ""
    assert suggest(add_part(plan), 3) == ""
