"""A line in layers is still that line, and each character has what covers it, in order."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from splitter.view.highlight.spans import found, pieces

Layers = list[list[tuple[int, int, str]]]


@st.composite
def layers(draw: st.DrawFn) -> Layers:
    """Layers of spans in order, each named for its layer; some reach beyond the text."""
    made: Layers = []
    for name in "abc":
        cuts = sorted(draw(st.lists(st.integers(0, 14), max_size=6)))
        made.append([(start, end, name) for start, end in list(pairwise(cuts))[::2]])
    return made


@given(st.text(alphabet="xyz", max_size=10), layers())
def test_each_character_has_what_covers_it(text: str, above: Layers) -> None:
    cut = pieces(text, "-", above, lambda below, over: below + over)
    assert "".join(piece for piece, _ in cut) == text
    assert all(piece for piece, _ in cut)
    seen = [one for piece, one in cut for _ in piece]
    for at, one in enumerate(seen):
        covering = [name for layer in above for i, j, name in layer if i <= at < j]
        assert one == "-" + "".join(covering)


@given(st.text(alphabet="aAbB", max_size=12), st.text(alphabet="aAbB", max_size=2))
def test_what_is_found_is_what_was_looked_for(text: str, wanted: str) -> None:
    spans = found(text, wanted)
    exact = wanted != wanted.lower()
    where = text if exact else text.lower()
    assert all(where[i:j] == wanted for i, j in spans)
    assert bool(spans) == (bool(wanted) and wanted in where)
    assert all(j <= i for (_, j), (i, _) in pairwise(spans))
