"""Lines that a plan separates from the lines that replace them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from splitter.commands.plan_warnings import plan_warnings
from splitter.core.diff.counterparts import counterparts
from splitter.core.diff.model import Patch
from splitter.core.plan.assignment import Assignment
from splitter.core.plan.changes import assign
from splitter.core.plan.constraints import DROPPED, REST
from splitter.core.plan.plan import Part, Plan, Selection
from splitter.core.plan.planfile.read import read_plan
from splitter.core.plan.planfile.strings import in_json, in_toml
from splitter.core.plan.torn import torn
from tests.support.examples import examples
from tests.support.patches import text_patch, tree_patch
from tests.support.repos import Repo
from tests.support.strategies import versions

OID = "0" * 40


@examples(60)
@given(pair=versions(), data=st.data())
def test_nothing_is_torn_exactly_where_each_part_has_all_counterparts_of_its_lines(
    scratch: Repo, pair: tuple[bytes, bytes], data: st.DataObject
) -> None:
    patch, *_ = text_patch(scratch, *pair)
    (file,) = patch
    numbers = st.lists(
        st.sampled_from([REST, 1, 2, DROPPED]), min_size=file.size, max_size=file.size
    )
    choice = bytes(data.draw(numbers))
    plan = Plan(patch, (Part("a"), Part("b")), Assignment([choice]), rest=Part("c"), rest_after=2)
    found = list(torn(plan))
    alone = {
        other
        for hunk in file.hunks
        for number in set(choice)
        for other in counterparts(
            hunk, [at for span in hunk.changes for at in span if choice[at] == number]
        )
        if choice[other] != number
    }
    assert {at for one in found for at in (*one.removed, *one.added)} == alone
    for one in found:
        assert {choice[at] for at in one.removed} == {one.old}
        assert {choice[at] for at in one.added} == {one.new}
        assert one.keeper(plan) in (one.old, one.new)
        spans = tuple(range(at, at + 1) for at in (*one.removed, *one.added))
        plan = assign(plan, [Selection(0, spans)], one.keeper(plan))
    assert not list(torn(plan))


@pytest.fixture(scope="module")
def patch(scratch: Repo) -> Patch:
    """Three lines that are replaced by three like them, and one that is new."""
    old = b"one = 1\ntwo = 2\nthree = 3\nstays\n"
    return tree_patch(scratch, {b"a": old}, {b"a": old.replace(b" = ", b": ") + b"{\n}\n"})


@pytest.mark.parametrize(
    ("changes", "warning"),
    [
        (
            "removed = [1, 2], added = [2]",
            "'a': part 1 has removed line 1, but added line 1, which replaces it, is in the rest; "
            'to keep them together, add { file = "a", added = [1] } to part 1',
        ),
        (
            "removed = [1, 2]",
            "'a': part 1 has removed lines 1-2, but added lines 1-2, which replace them, are in "
            'the rest; to keep them together, add { file = "a", added = ["1-2"] } to part 1',
        ),
        (
            "added = [2]",
            "'a': part 1 has added line 2, but removed line 2, which it replaces, is in the rest; "
            'to keep them together, add { file = "a", removed = [2] } to part 1',
        ),
        ("removed = [1], added = [1]", ""),
        ("added = [5]", "'a' has a { without } after part 1"),
        ("added = [5, 6]", ""),
    ],
)
def test_a_warning_says_what_to_add(patch: Patch, changes: str, warning: str) -> None:
    text = f"""
version = 1
[[part]]
message = "one"
changes = [{{ file = "a", {changes} }}]
[[part]]
message = "two"
rest = true
"""
    plan = read_plan(text, patch, OID)
    assert next(plan_warnings(plan, in_toml), "") == warning


def test_a_warning_for_two_parts_names_both_and_an_entry_as_json(patch: Patch) -> None:
    text = """{"version": 1, "part": [
      {"message": "a", "changes": [{"file": "a", "added": [3]}]},
      {"message": "b", "changes": [{"file": "a", "removed": [3]}]},
      {"message": "c", "rest": true}]}"""
    (warning, *_) = plan_warnings(read_plan(text, patch, OID), in_json)
    assert warning == (
        "'a': part 1 has added line 3, but removed line 3, which it replaces, is in part 2; "
        'to keep them together, add {"file": "a", "removed": [3]} to part 1, not part 2'
    )


def test_a_line_with_an_edit_is_separated_on_purpose(patch: Patch) -> None:
    text = """{"version": 1, "part": [
      {"message": "a", "changes": [{"file": "a", "removed": [3]}],
       "edits": [{"file": "a", "added": 3, "text": "three\\n"}]},
      {"message": "c", "rest": true}]}"""
    assert not list(torn(read_plan(text, patch, OID)))
