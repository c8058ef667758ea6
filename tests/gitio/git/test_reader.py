"""Objects that git reads before they are asked for."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from splitter.gitio.git.process import start_answering
from splitter.gitio.git.reader import ObjectReader
from tests.support.repos import Repo

COUNT = 12
NUMBERS = st.lists(st.integers(0, COUNT - 1), max_size=30)


@given(expected=NUMBERS, asked=NUMBERS)
def test_an_object_is_the_one_asked_for_whatever_was_expected(
    scratch: Repo, expected: list[int], asked: list[int]
) -> None:
    texts = [b"%d\n" % number * (number * 9000) for number in range(COUNT - 1)]
    oids = [scratch.raw("blob", text) for text in texts]
    oids.append("0" * len(oids[0]))  # a missing one
    reader = ObjectReader(start_answering(["cat-file", "--batch"], scratch.path, {}))
    reader.expect(oids[number] for number in expected)
    try:
        for number in asked:
            header, body = reader.read(oids[number])
            assert header[0].decode() == oids[number]
            assert body == texts[number] if number < len(texts) else header[1] == b"missing"
    finally:
        reader.close()
