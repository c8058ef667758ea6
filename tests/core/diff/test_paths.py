"""Paths as text: read back exactly, and quoted as git quotes them."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from splitter.core.diff.paths import c_quote, quote, unquote
from tests.support.examples import examples
from tests.support.repos import Repo

paths = st.binary(min_size=1, max_size=12).map(lambda raw: raw.replace(b"\0", b'"'))


@given(path=paths)
def test_a_path_is_read_back_exactly(path: bytes) -> None:
    assert unquote(quote(path)) == path
    assert unquote(c_quote(path)) == path


@examples(50)
@given(path=paths)
def test_the_quoted_form_is_one_that_git_reads(scratch: Repo, path: bytes) -> None:
    name = path.replace(b"/", b"_").replace(b".", b"_")
    blob = scratch.git("hash-object", "-w", "--stdin", stdin=b"x").decode().strip()
    row = f"100644 blob {blob}\t{c_quote(name)}\n"
    tree = scratch.git("mktree", stdin=row.encode()).decode().strip()
    assert scratch.git("ls-tree", "-z", "--name-only", tree) == name + b"\0"


@given(text=st.text(st.characters(codec="utf-8", exclude_characters="\0"), min_size=1))
def test_a_path_that_is_text_is_written_as_it_is(text: str) -> None:
    assert quote(text.encode()) == text or text.startswith('"')


@pytest.mark.parametrize("text", ['"', '"a', '"a"b"', '"\\q"', '"\\8"', '"\\400"', '"a\\"'])
def test_a_broken_quotation_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=re.escape(text)):
        unquote(text)
