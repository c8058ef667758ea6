"""git's diff, read: every kind of change is shown as what it is."""

from __future__ import annotations

import pytest
from hypothesis import given

from splitter.core.diff.model import Patch
from splitter.core.diff.parse import hunk_lines, parse
from splitter.errors import SplitError
from tests.support.examples import examples
from tests.support.patches import diff, text_patch, tree_patch
from tests.support.repos import File, Repo, Tree
from tests.support.strategies import as_tree, commits, versions

TEXT = b"".join(b"line %d\n" % n for n in range(12))
LINK = "120000"
SUB = "160000"
EXEC = "100755"
ONE, TWO = b"1" * 40, b"2" * 40

#: Before, after, and for each path its file changes in words and its numbers of hunks, + and -.
KINDS: dict[str, tuple[Tree, Tree, dict[bytes, tuple[list[str], int, int, int]]]] = {
    "modify": ({b"f": b"a\n"}, {b"f": b"b\n"}, {b"f": ([], 1, 1, 1)}),
    "add": ({}, {b"f": b"a\n"}, {b"f": (["new file"], 1, 1, 0)}),
    "delete": ({b"f": b"a\n"}, {}, {b"f": (["deleted file"], 1, 0, 1)}),
    "add empty": ({}, {b"f": b""}, {b"f": (["new empty file"], 0, 0, 0)}),
    "delete empty": ({b"f": b""}, {}, {b"f": (["deleted empty file"], 0, 0, 0)}),
    "emptied": ({b"f": b"a\n"}, {b"f": b""}, {b"f": ([], 1, 0, 1)}),
    "filled": ({b"f": b""}, {b"f": b"a"}, {b"f": ([], 1, 1, 0)}),
    "mode": (
        {b"f": b"a"},
        {b"f": File(b"a", EXEC)},
        {b"f": (["made executable (100644 → 100755)"], 0, 0, 0)},
    ),
    "mode and content": (
        {b"f": b"a"},
        {b"f": File(b"b", EXEC)},
        {b"f": (["made executable (100644 → 100755)"], 1, 1, 1)},
    ),
    "binary": ({b"f": b"\0a"}, {b"f": b"\0b"}, {b"f": (["binary content"], 0, 0, 0)}),
    "binary added": ({}, {b"f": b"\0"}, {b"f": (["new binary file"], 0, 0, 0)}),
    "binary deleted": ({b"f": b"\0"}, {}, {b"f": (["deleted binary file"], 0, 0, 0)}),
    "binary and mode": (
        {b"f": b"\0a"},
        {b"f": File(b"\0b", EXEC)},
        {b"f": (["made executable (100644 → 100755)", "binary content"], 0, 0, 0)},
    ),
    "rename": ({b"f": TEXT}, {b"g": TEXT}, {b"g": (["renamed from f, 100% similar"], 0, 0, 0)}),
    "rename and edit": (
        {b"f": TEXT},
        {b"g": File(TEXT + b"more\n", EXEC)},
        {b"g": (["renamed from f, 94% similar", "made executable (100644 → 100755)"], 1, 1, 0)},
    ),
    "two empty files are no rename": (
        {b"f": b""},
        {b"g": b""},
        {
            b"f": (["deleted empty file"], 0, 0, 0),
            b"g": (["new empty file"], 0, 0, 0),
        },
    ),
    "swapped names": (
        {b"f": b"a\n", b"g": b"b\n"},
        {b"f": b"b\n", b"g": b"a\n"},
        {b"f": ([], 1, 1, 1), b"g": ([], 1, 1, 1)},
    ),
    "case only": (
        {b"name": TEXT},
        {b"NAME": TEXT},
        {b"NAME": (["renamed from name, 100% similar"], 0, 0, 0)},
    ),
    "symlink added": ({}, {b"f": File(b"x", LINK)}, {b"f": (["new symlink"], 0, 0, 0)}),
    "symlink": (
        {b"f": File(b"x", LINK)},
        {b"f": File(b"y", LINK)},
        {b"f": (["symlink has another target"], 0, 0, 0)},
    ),
    "file to symlink": (
        {b"f": b"x"},
        {b"f": File(b"x", LINK)},
        {b"f": (["file becomes symlink"], 0, 0, 0)},
    ),
    "submodule": (
        {b"f": File(ONE, SUB)},
        {b"f": File(TWO, SUB)},
        {b"f": (["submodule 1111111111 → 2222222222"], 0, 0, 0)},
    ),
    "submodule added": (
        {},
        {b"f": File(ONE, SUB)},
        {b"f": (["new submodule at 1111111111"], 0, 0, 0)},
    ),
    "submodule removed": (
        {b"f": File(ONE, SUB)},
        {},
        {b"f": (["deleted submodule at 1111111111"], 0, 0, 0)},
    ),
    "file to submodule": (
        {b"f": b"x\n"},
        {b"f": File(ONE, SUB), b"g": b"y\n"},
        {b"f": (["file becomes submodule"], 0, 0, 0), b"g": (["new file"], 1, 1, 0)},
    ),
}


def shapes(patch: Patch) -> dict[bytes, tuple[list[str], int, int, int]]:
    """What was read, in the form of the table above."""
    return {
        file.path: (
            [file_change.text for file_change in file.file_changes],
            len(file.hunks),
            len(file.added),
            len(file.removed),
        )
        for file in patch
    }


@pytest.mark.parametrize("kind", KINDS)
def test_a_kind_of_change_is_read_as_what_it_is(scratch: Repo, kind: str) -> None:
    before, after, wanted = KINDS[kind]
    assert shapes(tree_patch(scratch, before, after)) == wanted


@examples(60)
@given(trees=commits())
def test_files_paths_modes_and_counts_are_those_of_git(
    scratch: Repo, trees: tuple[dict[bytes, File], dict[bytes, File]]
) -> None:
    old, new = (scratch.commit(as_tree(tree)) for tree in trees)
    args = ("diff-tree", "-r", "-z", "-M", "--no-rename-empty", "--numstat", old, new)
    wanted = {}
    fields = iter(scratch.git(*args).split(b"\0")[:-1])
    for row in fields:
        added, removed, path = row.split(b"\t", 2)
        sides = (path, path) if path else (next(fields), next(fields))
        wanted[sides] = (added, removed)
    found = {}
    for file in parse(diff(scratch, old, new)):
        old_side, new_side = file.old or file.new, file.new or file.old
        assert old_side
        assert new_side
        plain = b"%d" % len(file.added), b"%d" % len(file.removed)
        found[old_side.path, new_side.path] = plain
        for side, tree in ((file.old, trees[0]), (file.new, trees[1])):
            assert not side or side.mode.decode() == tree[side.path].mode
    assert found.keys() == wanted.keys()
    for key, counts in wanted.items():
        is_text = b"-" not in counts and not _special(trees, key)
        assert found[key] == (counts if is_text else (b"0", b"0"))


def _special(
    trees: tuple[dict[bytes, File], dict[bytes, File]], sides: tuple[bytes, bytes]
) -> bool:
    """Whether a link or a submodule is on either side."""
    there = [tree[path] for tree, path in zip(trees, sides, strict=True) if path in tree]
    return any(not file.mode.startswith("100") for file in there)


@examples(60)
@given(pair=versions())
def test_lines_have_their_numbers_and_their_text(scratch: Repo, pair: tuple[bytes, bytes]) -> None:
    old, new = ([*data.split(b"\n")] for data in pair)
    (file,) = text_patch(scratch, *pair)[0]
    for line in (line for hunk in file.hunks for line in hunk_lines(hunk)):
        text = line.text.removesuffix(b"\n")
        assert not line.old or old[line.old - 1] == text
        assert not line.new or new[line.new - 1] == text
        assert (line.mark == "-") == (line.change in file.removed) == (not line.new)
        assert (line.mark == "+") == (line.change in file.added) == (not line.old)


def test_the_fingerprint_is_of_the_whole_diff(scratch: Repo) -> None:
    trees: list[tuple[Tree, Tree]] = [
        ({b"f": b"a\n"}, {b"f": b"b\n"}),
        ({b"f": b"a\n"}, {b"f": b"c\n"}),
        ({b"f": b"a\n"}, {b"f": File(b"b\n", EXEC)}),
        ({b"g": b"a\n"}, {b"g": b"b\n"}),
    ]
    assert len({tree_patch(scratch, *pair).fingerprint for pair in trees}) == len(trees)
    assert tree_patch(scratch, *trees[0]).fingerprint == tree_patch(scratch, *trees[0]).fingerprint


def test_a_diff_that_is_cut_short_or_goes_on_is_refused(scratch: Repo) -> None:
    old = scratch.commit({b"f": b"a\n", b"g": b"a\n"})
    new = scratch.commit({b"f": b"b\n", b"g": b"b\n"})
    raw = diff(scratch, old, new)
    cut = raw.index(b"diff --git a/g")
    with pytest.raises(SplitError, match="ends before"):
        parse(raw[:cut])
    with pytest.raises(SplitError, match="more files"):
        parse(raw + raw[cut:])
