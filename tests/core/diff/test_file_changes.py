"""Whole-file changes in words: short, and telling what git knows."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from splitter.core.diff.file_changes import mode_in_words, rename_in_words, size_in_words
from splitter.core.diff.model import FileChangeKind
from tests.support.examples import examples
from tests.support.patches import tree_patch
from tests.support.repos import Repo

NAMES = st.lists(st.sampled_from([b"a", b"b", b"lib", b"x y"]), min_size=1, max_size=4).map(
    b"/".join
)
TEXT = b"".join(b"line %d\n" % n for n in range(20))
_SUMMARY = re.compile(r"^ rename (.*) \((\d+)%\)$", re.MULTILINE)


@examples(60)
@given(old=NAMES, new=NAMES, more=st.integers(0, 5))
def test_a_rename_is_told_as_git_tells_it(scratch: Repo, old: bytes, new: bytes, more: int) -> None:
    if old == new or old.startswith(new + b"/") or new.startswith(old + b"/"):
        return
    before, after = {old: TEXT}, {new: TEXT + b"more\n" * more}
    (file,) = tree_patch(scratch, before, after)
    trees = [scratch.commit(tree) for tree in (before, after)]
    summary = scratch.git("diff-tree", "--summary", "-M", "-r", *trees).decode()
    match = _SUMMARY.search(summary)
    assert match and file.file_change(FileChangeKind.RENAME) == 0
    told = match[1] if "{" in match[1] else match[1].partition(" => ")[0]
    assert file.file_changes[0].text == f"renamed from {told}, {match[2]}% similar"


def test_an_odd_name_is_quoted() -> None:
    assert rename_in_words(b"d/\xff", b"e/\xff", 90) == 'renamed from "{d => e}/\\377", 90% similar'


def test_modes() -> None:
    assert mode_in_words(b"100644", b"100755") == "made executable (100644 → 100755)"
    assert mode_in_words(b"100755", b"100644") == "no longer executable (100755 → 100644)"
    assert mode_in_words(b"100664", b"100644") == "mode (100664 → 100644)"


@pytest.mark.parametrize(
    ("size", "words"),
    [
        (0, "0 bytes"),
        (1, "1 byte"),
        (999, "999 bytes"),
        (1000, "1.0 kB"),
        (1234, "1.2 kB"),
        (999_949, "999.9 kB"),
        (999_950, "1.0 MB"),
        (5_000_000_000, "5.0 GB"),
        (10**16, "10000.0 TB"),
    ],
)
def test_sizes(size: int, words: str) -> None:
    assert size_in_words(size) == words
