"""A file as a part reads it, and the edits that make it read something else."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from splitter.core.plan.changes import edit_lines
from splitter.core.plan.edits import Edit, Until
from splitter.core.plan.locations import is_together
from splitter.core.plan.plan import Plan
from splitter.core.weave.annotate import State
from splitter.core.weave.build import state_at
from splitter.core.weave.version import FileVersion, Region, file_version
from splitter.core.weave.weave import lines_of, weave
from tests.core.plan.test_edit_laws import plans
from tests.support.examples import examples
from tests.support.order import split_lines
from tests.support.repos import Repo
from tests.support.strategies import edited, versions, with_edits

Pair = tuple[bytes, bytes]


def read(plan: Plan, pair: Pair, number: int) -> FileVersion:
    return file_version(plan, weave(plan.patch.files[0], *pair), 0, number)


def content(plan: Plan, pair: Pair, number: int) -> bytes:
    """What the part has by the weave itself."""
    state: State = state_at(plan, 0, plan.positions[number], plan.orders_of(0))
    return weave(plan.patch.files[0], *pair).content(state.done, state.orders, state.edits)


@st.composite
def edited_plans(draw: st.DrawFn, scratch: Repo, pair: Pair) -> Plan:
    plan = draw(plans(scratch, pair))
    return draw(with_edits(plan, len(split_lines(pair[0]))) | st.just(plan))


def holding(plan: Plan, edit: Edit, until: Until) -> Plan:
    """The plan with an edit, or with one for good where no part would have it."""
    after = edit_lines(plan, Edit(0, edit.location, edit.number, edit.text, until))
    if any(after.file_edits(0).is_held(one) for one in after.edits_of(0) if _is(one, edit)):
        return after
    return edit_lines(plan, Edit(0, edit.location, edit.number, edit.text, Until.END))


def _is(one: Edit, other: Edit) -> bool:
    return (one.location, one.number) == (other.location, other.number)


@examples(150)
@given(pair=versions(), data=st.data())
def test_a_version_is_what_the_weave_has(scratch: Repo, pair: Pair, data: st.DataObject) -> None:
    plan = data.draw(edited_plans(scratch, pair))
    for number in plan.order:
        version = read(plan, pair, number)
        assert version.content == content(plan, pair, number)
        assert [n for cell in version.cells for n in cell] == list(range(len(version.lines)))
        whole = Region(0, len(version.cells))
        assert version.with_text(whole, version.text(whole)) == version.content


@examples(300)
@given(pair=versions(), data=st.data())
def test_a_part_reads_what_was_written_for_it(
    scratch: Repo, pair: Pair, data: st.DataObject
) -> None:
    plan = data.draw(edited_plans(scratch, pair))
    number, until = data.draw(st.sampled_from(plan.order)), data.draw(st.sampled_from(Until))
    version = read(plan, pair, number)
    lines = [line.removesuffix(b"\n") for line in lines_of(version.content)]
    wanted = b"\n".join(data.draw(edited(lines)))
    wanted += b"\n" if wanted and data.draw(st.booleans()) else b""
    after = plan
    for edit in version.difference(wanted, until):
        assert is_together(plan.patch.files[0], edit.location)
        after = holding(after, edit, until)
    assert content(after, pair, number) == wanted


@examples(200)
@given(pair=versions(), data=st.data())
def test_a_part_reads_what_was_written_in_a_region(
    scratch: Repo, pair: Pair, data: st.DataObject
) -> None:
    plan = data.draw(edited_plans(scratch, pair))
    number, until = data.draw(st.sampled_from(plan.order)), data.draw(st.sampled_from(Until))
    version = read(plan, pair, number)
    if not version.cells:
        return
    start = data.draw(st.integers(0, len(version.cells) - 1))
    region = Region(start, data.draw(st.integers(start + 1, len(version.cells))))
    lines = data.draw(edited([line.rstrip(b"\n") for line in lines_of(version.text(region))]))
    text = b"".join(line + b"\n" for line in lines)
    text = text.removesuffix(b"\n") if data.draw(st.booleans()) else text
    wanted, after = version.with_text(region, text), plan
    for edit in version.edits(region, text, until):
        assert is_together(plan.patch.files[0], edit.location)
        after = holding(after, edit, until)
    assert content(after, pair, number).removesuffix(b"\n") == wanted.removesuffix(b"\n")
