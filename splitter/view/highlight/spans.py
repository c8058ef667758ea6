"""The highlights of a line, layer upon layer, as pieces of its text."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TypeVar

T = TypeVar("T")

#: From and to, in characters of the text as it is drawn.
Span = tuple[int, int]
#: Spans in their order, none within another, each with what it adds to what is below.
Layer = Iterable[tuple[int, int, T]]


def pieces(
    text: str, base: T, layers: Sequence[Layer[T]], over: Callable[[T, T], T]
) -> list[tuple[str, T]]:
    """The text in pieces, each with ``base`` and what the layers have there on top, in order.

    ``over`` puts the second of two on top of the first.  No piece is empty.
    """
    cut = [(0, len(text), base)]
    for layer in layers:
        cut = _covered(cut, layer, over)
    return [(text[start:end], one) for start, end, one in cut if start < end]


def _covered(
    below: list[tuple[int, int, T]], layer: Layer[T], over: Callable[[T, T], T]
) -> list[tuple[int, int, T]]:
    covered: list[tuple[int, int, T]] = []
    spans = iter(layer)
    span = next(spans, None)
    for start, end, one in below:
        at = start
        while span and span[0] < end:
            first, last, above = span
            first, last = max(first, at), min(last, end)
            if first < last:
                covered += [(at, first, one), (first, last, over(one, above))]
                at = last
            if span[1] > end:
                break
            span = next(spans, None)
        covered.append((at, end, one))
    return covered


def found(text: str, wanted: str) -> tuple[Span, ...]:
    """The places of a text in another, in any case unless it has a capital letter."""
    if not wanted:
        return ()
    if wanted == wanted.lower():
        text = text.lower()
    spans = []
    at = text.find(wanted)
    while at >= 0:
        spans.append((at, at + len(wanted)))
        at = text.find(wanted, at + len(wanted))
    return tuple(spans)
