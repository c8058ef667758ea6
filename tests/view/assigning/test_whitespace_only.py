"""Changes of blanks only, against what git leaves out of a diff."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from splitter.core.diff.counterparts import blanks_only
from splitter.core.plan import changes as plan_changes
from splitter.core.plan.plan import starting_plan
from splitter.core.weave.weave import weave
from splitter.view.assigning import bulk
from tests.support.examples import examples
from tests.support.patches import text_patch, text_trees
from tests.support.repos import Repo
from tests.support.strategies import joined

_WORDS = st.sampled_from([b"one", b"two words", b"three (x)", b"}", b"four", b"five = 5"])


@st.composite
def respaced(draw: st.DrawFn) -> tuple[bytes, bytes]:
    """Two versions, many lines of which differ in blanks only."""
    old: list[bytes] = []
    new: list[bytes] = []
    for word in draw(st.lists(_WORDS, min_size=1, max_size=9)):
        what = draw(st.sampled_from(["keep", "indent", "end", "inside", "blank", "more", "other"]))
        old.append(word)
        new += {
            "keep": [word],
            "indent": [b"\t" + word],
            "end": [word + b"  "],
            "inside": [word.replace(b" ", b"   ")],
            "blank": [b"", word],
            "more": [word, b"really new"],
            "other": [word + b" changed"],
        }[what]
    pair = joined(old, True), joined(new, True)
    return pair if pair[0] != pair[1] else (pair[0], pair[1] + b"more\n")


@examples(60)
@given(pair=respaced())
def test_git_sees_nothing_in_a_part_of_blanks(scratch: Repo, pair: tuple[bytes, bytes]) -> None:
    patch, _ = text_patch(scratch, *pair)
    plan = plan_changes.add_part(starting_plan(patch, "all"), "blanks")
    outcome = bulk.assign_whitespace_only(plan, [0], 1)
    if not outcome.commands:
        assert outcome.message == "no unassigned whitespace-only changes"
        return
    (step,) = outcome.commands
    given_away = step.on(plan)  # type: ignore[union-attr]
    done = given_away.assignment[0]
    text = weave(patch.files[0], *pair).content(done, given_away.orders_of(0))
    assert text != pair[0]
    trees = text_trees(scratch, pair[0], text)
    assert not scratch.git("diff", "-w", "--ignore-blank-lines", *trees)
    assert not bulk.assign_whitespace_only(given_away, [0], 1).commands


@pytest.mark.parametrize(
    ("old", "new", "found"),
    [
        (b"a\nb\n", b"a \nb\n", [(0, 1)]),
        (b"a\nb\n", b"\ta\n\tb\n", [(0, 2), (1, 3)]),
        (b"a\nb\n", b"a\n\nb\n", [(0,)]),
        (b"a\nb\n", b"a\nnew\n\nb\n", []),
        (b"f(a, b)\n", b"f( a,b )\n", [(0, 1)]),
        (b"a\n", b"b\n", []),
    ],
)
def test_what_counts(scratch: Repo, old: bytes, new: bytes, found: list[tuple[int, ...]]) -> None:
    (file,) = text_patch(scratch, old, new)[0]
    assert [one for hunk in file.hunks for one in blanks_only(hunk)] == found
