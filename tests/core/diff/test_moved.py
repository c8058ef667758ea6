"""What is moved is what `git diff --color-moved=blocks` says, and it stands where we say."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from splitter.core.diff.lines import DiffLine
from splitter.core.diff.model import Patch
from splitter.core.diff.moved import ENOUGH, TWINS, Moved, find_moved, moved_in_words
from splitter.core.diff.parse import hunk_lines, parse
from splitter.core.sequences.steps import result
from tests.support.examples import examples
from tests.support.patches import diff, tree_patch
from tests.support.repos import File, Repo, Tree
from tests.support.strategies import as_tree, commits

#: Lines of which some are enough for a block by themselves, and some only together.
LINES = st.sampled_from(
    [
        b"def first_of_all(everything):",
        b"return everything_there_is()",
        b"ten letter",
        b"eleven lett",
        b"nine more",
        b"x = 1",
        b"y = 2",
        b"#" * 30,
        b"}",
        b"",
        b"  ",
    ]
)
BLOCKS = st.lists(st.builds(lambda n, line: b" " * n + line, st.sampled_from([0, 2, 4]), LINES))

FUNCTION = [b"def area(width, height):", b"\treturn width * height", b"", b"# that is all"]
OTHER = [b"other %d" % n for n in range(8)]


def found(patch: Patch) -> Moved:
    """The moved blocks, after all steps."""
    return result(find_moved(patch))


def changed(patch: Patch) -> Iterator[tuple[int, DiffLine]]:
    """The changed lines in git's order, each with the number of its file."""
    for number, file in enumerate(patch):
        for hunk in file.hunks:
            for line in hunk_lines(hunk):
                if line.change >= 0:
                    yield number, line


_COLOUR = re.compile(rb"\x1b\[(3[14])m[-+]")


def git_says(repo: Repo, old: str, new: str) -> list[bool]:
    """Whether git shows each changed line as moved, in git's order."""
    out = repo.git(
        *("-c", "color.diff.old=red", "-c", "color.diff.new=red"),
        *("-c", "color.diff.oldMoved=blue", "-c", "color.diff.newMoved=blue"),
        *("-c", "core.whitespace=-trailing-space,-space-before-tab"),
        *("diff", "--color=always", "--color-moved=blocks", "-M", "--no-rename-empty"),
        *("--color-moved-ws=allow-indentation-change", old, new),
    )
    lines = [match for line in out.split(b"\n") if (match := _COLOUR.match(line))]
    return [match[1] == b"34" for match in lines]


def indented(lines: list[bytes], by: int) -> list[bytes]:
    return [b" " * by + line if line.strip() else line for line in lines]


def text(*blocks: list[bytes]) -> bytes:
    return b"".join(line + b"\n" for block in blocks for line in block)


@st.composite
def moves(draw: st.DrawFn) -> tuple[Tree, Tree]:
    """Two files between which blocks move, some of them indented anew."""
    one, two, three, four = (draw(BLOCKS) for _ in range(4))
    kept = [b"kept %d" % n for n in range(4)]
    by = draw(st.sampled_from([0, 0, 2, 4]))
    sides = [two, indented(two, by), indented(three, by), draw(BLOCKS)]
    place = draw(st.permutations(sides))
    before = {b"a": text(one, kept, two, kept, three), b"b": text(kept, four, kept)}
    after = {b"a": text(place[0], kept, place[1], kept), b"b": text(kept, place[2], four, place[3])}
    return before, after


@st.composite
def small_moves(draw: st.DrawFn) -> tuple[Tree, Tree]:
    """Two lines, with about enough letters for a block, that move; each indented anew by itself."""
    first, both = draw(st.integers(4, 12)), draw(st.integers(ENOUGH - 1, ENOUGH + 1))
    lines = [b"    -" + b"a" * first, b"    -" + b"b" * (both - first)]
    shifts = draw(st.sampled_from([(0, 0), (0, 0), (2, 2), (0, 2), (2, 4)]))
    shifted = [b" " * by + line for by, line in zip(shifts, lines, strict=True)]
    return {b"a": text(lines, OTHER)}, {b"a": text(OTHER, shifted)}


@examples(80)
@given(moves() | small_moves())
def test_moved_lines_are_those_that_git_shows(scratch: Repo, trees: tuple[Tree, Tree]) -> None:
    old, new = (scratch.commit(tree) for tree in trees)
    patch = parse(diff(scratch, old, new))
    moved = found(patch)
    ours = [moved.block(file, line.change) is not None for file, line in changed(patch)]
    assert ours == git_says(scratch, old, new)
    assert len(moved) == sum(ours)
    check_places(patch)


def check_places(patch: Patch) -> None:
    """Every moved line stands where its block says, but for its indentation."""
    moved = found(patch)
    places = {
        (file, line.mark, line.old or line.new): line.text.strip(b" \t\r\n")
        for file, line in changed(patch)
    }
    words: dict[tuple[int, range], int] = {}
    for file, line in changed(patch):
        block = moved.block(file, line.change)
        if block is None:
            assert moved_in_words(moved, patch, file, line.change) == ""
            continue
        stripped = line.text.strip(b" \t\r\n")
        other = "-" if line.mark == "+" else "+"
        there = (block.there, other, block.line + line.change - block.changes.start)
        assert places[there] == stripped
        ways = (
            ("moved from ", "also removed at ")
            if line.mark == "+"
            else ("moved to ", "also added at ")
        )
        way = ways[len(block.changes) == 1]
        assert moved_in_words(moved, patch, file, line.change).startswith(way)
        count = len(re.findall(rb"[0-9A-Za-z]", stripped))
        words[file, block.changes] = words.get((file, block.changes), 0) + count
    assert all(count >= ENOUGH for count in words.values())


@examples(25)
@given(commits())
def test_any_commit_can_be_asked(
    scratch: Repo, trees: tuple[dict[bytes, File], dict[bytes, File]]
) -> None:
    check_places(tree_patch(scratch, as_tree(trees[0]), as_tree(trees[1])))


@pytest.mark.parametrize(
    ("before", "after", "file", "mark", "words"),
    [
        (
            {b"a": text(FUNCTION, OTHER), b"b": text(OTHER)},
            {b"a": text(OTHER), b"b": text(OTHER, FUNCTION)},
            b"a",
            "-",
            ["moved to b:9", "moved to b:10", "moved to b:11", "moved to b:12"],
        ),
        (
            {b"a": text(FUNCTION, OTHER), b"b": text(OTHER)},
            {b"a": text(OTHER), b"b": text(OTHER, indented(FUNCTION, 8))},
            b"b",
            "+",
            [f"moved from a:{n}, indented by 8 more" for n in (1, 2, 3, 4)],
        ),
        (
            {b"a": text(OTHER, [b"  x = first_of_all + 1234567890"])},
            {b"a": text([b"x = first_of_all + 1234567890"], OTHER)},
            b"a",
            "-",
            ["also added at line 1, indented by 2 less"],
        ),
        (
            {b"a": text(OTHER, [b"x = too_short"])},
            {b"a": text([b"x = too_short"], OTHER)},
            b"a",
            "-",
            [""],
        ),
        (
            {b"old name": text(FUNCTION, OTHER)},
            {b"new name": text(OTHER, FUNCTION)},
            b"new name",
            "+",
            [f"moved from line {n}" for n in (1, 2, 3, 4)],
        ),
    ],
)
def test_moves_in_words(
    scratch: Repo, before: Tree, after: Tree, file: bytes, mark: str, words: list[str]
) -> None:
    patch = tree_patch(scratch, before, after)
    moved = found(patch)
    number = patch.numbers[file]
    lines = [line for at, line in changed(patch) if at == number and line.mark == mark]
    assert [moved_in_words(moved, patch, number, line.change) for line in lines] == words


def test_a_line_that_stands_everywhere_joins_the_block_below_it(scratch: Repo) -> None:
    blanks: list[bytes] = [b"", b"kept"] * (TWINS + 1)
    kept = [b"kept"] * (TWINS + 1)
    before = {b"a": text([b"", *FUNCTION], OTHER), b"b": text(kept)}
    after = {b"a": text(OTHER), b"b": text(blanks, [b"", *FUNCTION])}
    patch = tree_patch(scratch, before, after)
    moved = found(patch)
    number = patch.numbers[b"a"]
    change = patch.files[number].removed.start
    assert moved_in_words(moved, patch, number, change) == f"moved to b:{len(blanks) + 1}"


def test_steps_are_many_and_each_is_small(scratch: Repo) -> None:
    lines = [b"line number %d of many" % n for n in range(3000)]
    patch = tree_patch(scratch, {b"a": text(lines), b"b": b""}, {b"a": b"", b"b": text(lines)})
    assert len(list(find_moved(patch))) > 3000 * 2 / 256
    assert len(found(patch)) == 6000
