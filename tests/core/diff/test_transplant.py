"""Edits applied to another version of a file: as they were made, or not at all."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from splitter.core.diff.transplant import AROUND, edits, transplanted
from tests.support.stories import numbered

versions = st.lists(st.sampled_from([b"a\n", b"b\n", b"c\r\n", b"d"]), max_size=12).map(b"".join)


@given(versions, versions)
def test_where_nothing_changed_the_edits_lead_where_they_did(was: bytes, becomes: bytes) -> None:
    assert transplanted(edits(was, becomes), was) in (becomes, None)


def test_every_edit_is_made_where_its_lines_stand_now() -> None:
    changes = edits(numbered(), numbered(10, 30))
    assert len(changes) == 2
    above = b"first\n" + numbered(20)
    assert transplanted(changes, above) == b"first\n" + numbered(10, 20, 30)


def test_a_place_that_is_gone_or_there_twice_is_not_clear() -> None:
    changes = edits(numbered(), numbered(10))
    assert transplanted(changes, numbered(10 + AROUND)) is None
    assert transplanted(changes, numbered(10 + AROUND + 1)) == numbered(10, 10 + AROUND + 1)
    assert transplanted(changes, numbered() * 2) is None


def test_places_that_overlap_are_two() -> None:
    """The lines around the edit stand at the second line, and at the third one, too."""
    was, becomes = b"a\n" + b"b\n" * 4, b"a\n" + b"b\n" * 4 + b"a\n"
    assert transplanted(edits(was, becomes), was) is None
