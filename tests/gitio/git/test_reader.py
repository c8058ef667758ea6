"""Objects that git reads before they are asked for."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from splitter.gitio.git.process import start_answering
from splitter.gitio.git.reader import ObjectReader
from tests.support.repos import Repo

COUNT = 12
TEXTS = [b"%d\n" % number * (number * 9000) for number in range(COUNT - 1)]
NUMBERS = st.lists(st.integers(0, COUNT - 1), max_size=30)


@pytest.fixture(scope="module")
def oids(scratch: Repo) -> list[str]:
    """The ids of the texts, and the id of an object that is missing."""
    made = [scratch.raw("blob", text) for text in TEXTS]
    return [*made, "0" * len(made[0])]


@given(expected=NUMBERS, asked=NUMBERS)
def test_an_object_is_the_one_asked_for_whatever_was_expected(
    scratch: Repo, oids: list[str], expected: list[int], asked: list[int]
) -> None:
    reader = ObjectReader(start_answering(["cat-file", "--batch"], scratch.path, {}))
    reader.expect(oids[number] for number in expected)
    try:
        for number in asked:
            header, body = reader.read(oids[number])
            assert header[0].decode() == oids[number]
            assert body == TEXTS[number] if number < len(TEXTS) else header[1] == b"missing"
    finally:
        reader.close()
