"""The lines of a hunk, made one by one, are those that unidiff reads."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from splitter.core.diff.lines import STRIDE, HunkLines, marked_lines
from splitter.core.diff.model import Hunk
from splitter.core.diff.parse import AT_ONCE, hunk_lines, parse
from splitter.core.diff.unidiff_lines import read_lines
from splitter.errors import SplitError
from tests.support.examples import examples
from tests.support.patches import diff, text_patch
from tests.support.repos import File, Repo
from tests.support.strategies import as_tree, commits, versions


def check(hunk: Hunk) -> None:
    """Everything an index says of a hunk, against the lines as unidiff reads them."""
    found, wanted = HunkLines(hunk), read_lines(hunk)
    assert tuple(found) == wanted
    assert len(found) == len(wanted)
    assert [found[n] for n in range(len(found))] == list(wanted)
    assert found[-1] == wanted[-1]
    marked = [line.mark.encode() + line.text for line in wanted]
    assert marked_lines(hunk.body) == [line.removesuffix(b"\n") for line in marked]
    assert found.marks == "".join(line.mark for line in wanted).encode()
    for at in range(len(wanted) + 1):
        marks = [line.mark for line in wanted[:at]]
        assert found.before(at) == (marks.count("-"), marks.count("+"))
    for at, line in enumerate(wanted):
        offset = found.offset_of(at)
        assert hunk.body.startswith(line.mark.encode() + line.text, offset)
        assert found.index_at(offset) == found.index_at(offset + len(line.text)) == at
        assert line.change < 0 or found.index_of(line.change) == at


@examples(80)
@given(pair=versions())
def test_lines_are_those_of_unidiff(scratch: Repo, pair: tuple[bytes, bytes]) -> None:
    for hunk in text_patch(scratch, *pair)[0].files[0].hunks:
        check(hunk)


@examples(30)
@given(trees=commits())
def test_so_they_are_in_commits_of_many_files(
    scratch: Repo, trees: tuple[dict[bytes, File], dict[bytes, File]]
) -> None:
    old, new = (scratch.commit(as_tree(tree)) for tree in trees)
    for file in parse(diff(scratch, old, new)):
        for hunk in file.hunks:
            check(hunk)


@examples(20)
@given(
    step=st.integers(2, 7),
    length=st.integers(AT_ONCE, 6 * STRIDE),
    ends=st.sampled_from([b"", b"\n"]),
)
def test_long_hunks_have_the_same_lines(scratch: Repo, step: int, length: int, ends: bytes) -> None:
    old = b"".join(b"line %d\n" % n for n in range(length))
    new = b"".join(b"line %d%s\n" % (n, b"" if n % step else b" new") for n in range(length))
    (hunk,) = text_patch(scratch, old + b"x" + ends, new + b"y")[0].files[0].hunks
    check(hunk)
    assert tuple(hunk_lines(hunk)) == read_lines(hunk)


@given(pick=st.slices(3 * STRIDE))
def test_slices_are_those_of_a_tuple(pick: slice) -> None:
    length = 3 * STRIDE
    body = b"".join(b"%c%d\n" % (b"-+ "[n % 3], n) for n in range(length))
    third = length // 3
    hunk = Hunk(1, 1, 2 * third, 1, 2 * third, b"", range(third), range(third, 2 * third), body)
    assert HunkLines(hunk)[pick] == read_lines(hunk)[pick]


@pytest.mark.parametrize(
    "body",
    [b"-a\n", b"-a\n+b\n+c\n", b"-a\n?b\n", b"-a\n+b", b"\\ No newline\n-a\n+b\n", b"-a\n\n+b\n"],
)
def test_a_body_that_is_not_what_the_header_says_is_refused(scratch: Repo, body: bytes) -> None:
    (hunk,) = text_patch(scratch, b"a\n", b"b\n")[0].files[0].hunks
    with pytest.raises(SplitError):
        HunkLines(replace(hunk, body=body))


def test_lines_beyond_the_end_are_not_there(scratch: Repo) -> None:
    (hunk,) = text_patch(scratch, b"a\n", b"b\n")[0].files[0].hunks
    with pytest.raises(IndexError):
        HunkLines(hunk)[2]
