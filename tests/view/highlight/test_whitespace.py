"""What is a whitespace error is what `git diff --check` says, under every setting."""

from __future__ import annotations

import os
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from splitter.core.diff.model import Hunk
from splitter.core.diff.parse import hunk_lines
from splitter.view.highlight.whitespace import blank_at_eof, errors, rules, rules_by_path
from splitter.view.text.display import visible
from tests.support.examples import examples
from tests.support.patches import text_patch, text_trees
from tests.support.repos import Repo
from tests.support.splits import opened

BLANKS = st.text(alphabet=" \t", max_size=12)
LINES = st.builds(
    lambda indent, word, end: f"{indent}{word}{end}".encode(),
    BLANKS,
    st.sampled_from(["", "x", "x y", "ü"]),
    st.sampled_from(["", "", " ", "\t", "\r", " \r", "\r\r"]),
)
WORDS = st.sampled_from(
    [
        "trailing-space",
        "-trailing-space",
        "space-before-tab",
        "-space-before-tab",
        "indent-with-non-tab",
        "cr-at-eol",
        "-blank-at-eol",
        "-blank-at-eof",
        "tab-in-indent",
        "tabwidth=4",
        "-indent",
        "cr",
    ]
)
SETTINGS = st.lists(WORDS, max_size=4).filter(
    lambda words: not {"indent-with-non-tab", "tab-in-indent"} <= set(words)  # git refuses both
)
_COLOURS = re.compile(rb"\x1b\[([0-9;]*)m")


def coloured(repo: Repo, setting: str, trees: tuple[str, str]) -> list[tuple[bytes, list[bool]]]:
    """The lines of git's diff, with what of each it shows as an error."""
    out = repo.git(
        *("-c", f"core.whitespace={setting}", "-c", "color.diff.whitespace=reverse blue"),
        *("diff", "--color=always", *trees),
    )
    lines = []
    for raw in out.split(b"\n"):
        _, *pieces = _COLOURS.split(b"\x1b[m" + raw)
        text, flags = b"", list[bool]()
        for colour, piece in zip(pieces[::2], pieces[1::2], strict=True):
            text += piece
            flags += [colour == b"7;34"] * len(piece)
        lines.append((text, flags))
    return lines


@examples(120)
@given(lines=st.lists(LINES, min_size=1, max_size=8), words=SETTINGS)
def test_errors_are_those_that_git_shows(
    scratch: Repo, lines: list[bytes], words: list[str]
) -> None:
    setting = ",".join(words)
    new = b"".join(line + b"\n" for line in [*lines, b"end"])
    *shown, _, _ = coloured(scratch, setting, text_trees(scratch, b"", new))
    for line, (text, flags) in zip(lines, shown[-len(lines) :], strict=True):
        assert text == b"+" + line
        drawn = list[bool]()
        for n in range(len(line.decode())):
            before, char = line.decode()[:n].encode(), line.decode()[n].encode()
            drawn += [flags[1 + len(before)]] * (len(visible(before + char)) - len(drawn))
        spans = errors(line + b"\n", rules(setting))
        assert [any(i <= at < j for i, j in spans) for at in range(len(drawn))] == drawn


@given(LINES, SETTINGS)
def test_errors_are_blanks_of_the_line_as_it_is_drawn(line: bytes, words: list[str]) -> None:
    text = visible(line)
    at = 0
    for start, end in errors(line + b"\n", rules(",".join(words))):
        assert at <= start < end <= len(text)
        assert not text[start:end].replace("^M", "").strip(" ")
        at = end


@pytest.mark.parametrize(
    ("line", "setting", "spans"),
    [
        (b"x  \n", "", ((1, 3),)),
        (b"x\r\n", "", ((1, 3),)),
        (b"x\r\n", "cr-at-eol", ()),
        (b"x \r\n", "cr-at-eol", ((1, 2),)),
        (b"x  \n", "-trailing", ()),
        (b"  \tx\n", "", ((0, 2),)),
        (b"\t \tx\n", "", ((8, 9),)),
        (b"\tx\ty\n", "tab-in-indent", ((0, 8),)),
        (b"x\ty\t\n", "", ((9, 16),)),
        (b"\t        x\n", "indent-with-non-tab", ((8, 16),)),
        (b"    x\n", "indent-with-non-tab,tabwidth=4", ((0, 4),)),
    ],
)
def test_where_errors_are(line: bytes, setting: str, spans: tuple[tuple[int, int], ...]) -> None:
    assert errors(line, rules(setting)) == spans


ENDS = st.lists(st.sampled_from([b"a", b"b", b"", b" ", b"\t"]), max_size=9)


def ends_at_eof(hunk: Hunk) -> bool:
    marks = "".join(line.mark for line in hunk_lines(hunk))
    return len(marks) - len(marks.rstrip(" ")) < 3


@examples(120)
@given(old=ENDS, new=ENDS)
def test_blank_lines_at_the_end_are_those_that_git_finds(
    scratch: Repo, old: list[bytes], new: list[bytes]
) -> None:
    old, new = [b"a", *old], [b"a", *new]  # a blank line that is the whole file is none to git
    was, becomes = (b"".join(line + b"\n" for line in lines) for lines in (old, new))
    patch = text_patch(scratch, was, becomes)[0]
    if not patch.files or not patch.files[0].hunks:
        return
    trees = text_trees(scratch, was, becomes)
    shown = coloured(scratch, "-blank-at-eol,-space-before-tab", trees)
    hunk = patch.files[0].hunks[-1]
    if ends_at_eof(hunk):
        lines = hunk_lines(hunk)
        added = [index for index, line in enumerate(lines) if line.mark == "+"]
        marks = [flags[0] for text, flags in shown if text[:1] == b"+" and text[:3] != b"+++"]
        found = blank_at_eof(hunk)
        assert [index in found for index in added] == marks[len(marks) - len(added) :]


def test_a_blank_line_within_the_file_is_none_at_its_end(scratch: Repo) -> None:
    old = b"1\n2\n3\n4\n5\n6\n"
    for new, found in (
        (old + b"\n", 1),
        (b"1\n2\n3\n4\n\n5\n6\n", 0),
        (b"1\n2\n\n3\n4\n5\n6\n", 0),
    ):
        (hunk,) = text_patch(scratch, old, new)[0].files[0].hunks
        assert len(blank_at_eof(hunk)) == found


#: Lines with one error each, and one with none.
FAULTS = b"x  \n  \tx\n          x\n\tx\n    x\nx\r\nfine\n"
#: Values of the attribute, by the name of a file that has it.
VALUES = {
    b"set": "whitespace",
    b"unset": "-whitespace",
    b"unspecified": "!whitespace",
    b"none": "text",
    b"named": "whitespace=tab-in-indent,-trailing-space,tabwidth=4",
    b"wide": "whitespace=indent-with-non-tab,tabwidth=3",
    b"cr": "whitespace=cr-at-eol",
    b"odd": "whitespace=no-such-rule",
    b"d\xc3\xbc/[ ]": "whitespace=-blank-at-eol",
}


def checked(repo: Repo) -> set[tuple[bytes, int]]:
    """The lines of HEAD's files in which `git show --check` finds an error."""
    command = ("-c", "core.quotePath=false", "show", "--check", "--format=", "HEAD")
    rows = [row for row in repo.attempt(*command).stdout.split(b"\n") if row[:1] not in b"+"]
    return {(row.split(b":")[0], int(row.split(b":")[1])) for row in rows}


def found(repo: Repo, cwd: str = ".") -> set[tuple[bytes, int]]:
    """The same, found here."""
    with opened(repo, cwd=repo.path / cwd) as session:
        by_path = rules_by_path(*session.whitespace())
    return {
        (path, number)
        for path in session.patch.numbers
        for number, line in enumerate(repo.content("HEAD", path).splitlines(keepends=True), 1)
        if errors(line, by_path.of(path))
    }


@pytest.mark.parametrize("setting", ["", "tabwidth=5", "-space-before-tab,tab-in-indent"])
def test_errors_of_a_path_are_those_that_git_show_finds(repo: Repo, setting: str) -> None:
    repo.stack(({b"f": b"\n"}, "base\n"), ({b"f": b"\n", **dict.fromkeys(VALUES, FAULTS)}, "all\n"))
    lines = [f'"{os.fsdecode(path)}" {value}\n' for path, value in VALUES.items()]
    lines[-1] = lines[-1].replace("[", "\\\\[")
    attributes = repo.path / ".gitattributes"
    attributes.write_text("".join(lines))
    repo.git("config", "core.whitespace", setting)
    told = checked(repo)
    assert found(repo) == told
    assert found(repo, cwd="dü") == told
    assert len({frozenset(n for one, n in told if one == path) for path in VALUES}) > 4
    attributes.rename(repo.path / ".git/info/attributes")
    assert found(repo) == told


def test_attributes_that_are_in_the_index_alone_do_not_count(repo: Repo) -> None:
    new = {b"f": FAULTS, b".gitattributes": b"f -whitespace\n"}
    repo.stack(({b"f": b"\n"}, "base\n"), (new, "all\n"))
    assert found(repo) == checked(repo) == set()
    (repo.path / ".gitattributes").unlink()
    assert found(repo) == checked(repo) != set()
