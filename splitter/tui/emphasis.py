"""Which words of a replaced line changed, and which of its blanks should not be there."""

from __future__ import annotations

import re
from difflib import SequenceMatcher
from functools import lru_cache
from itertools import groupby

from splitter.core.pairing import pair
from splitter.core.parse import DiffLine, hunk_lines
from splitter.core.patch import Hunk
from splitter.tui.text import visible

#: From and to, in characters.
Span = tuple[int, int]

#: Blocks with more lines than this on one side are not paired for the eye.
LARGEST = 120
#: Lines longer than this are not compared word by word.
LONGEST = 400
#: Lines less alike than this are shown as replaced altogether.
ALIKE = 0.4

_WORD = re.compile(r"\w+|\s+|.")
_BLANKS = re.compile(r"\s+$")


def changed_words(hunk: Hunk, index: int) -> tuple[Span, ...]:
    """The spans of a hunk's line, as it is drawn, that its partner does not have."""
    return _emphasis(hunk).get(index, ())


def blanks_at_end(line: DiffLine, text: str) -> Span | None:
    """The blanks at the end of an added line, as it is drawn."""
    match = _BLANKS.search(text) if line.mark == "+" else None
    return match.span() if match else None


@lru_cache(maxsize=512)
def _emphasis(hunk: Hunk) -> dict[int, tuple[Span, ...]]:
    found: dict[int, tuple[Span, ...]] = {}
    lines = list(enumerate(hunk_lines(hunk)))
    for changed, group in groupby(lines, key=lambda item: item[1].change >= 0):
        if not changed:
            continue
        block = list(group)
        removed = [item for item in block if item[1].mark == "-"]
        added = [item for item in block if item[1].mark == "+"]
        if not 0 < len(removed) <= LARGEST or not 0 < len(added) <= LARGEST:
            continue
        for old, new in pair([line.text for _, line in removed], [line.text for _, line in added]):
            one, other = removed[old], added[new]
            spans = changed_spans(visible(one[1].text), visible(other[1].text))
            found[one[0]], found[other[0]] = spans
    return found


def changed_spans(old: str, new: str) -> tuple[tuple[Span, ...], tuple[Span, ...]]:
    """The spans of each of two lines that the other does not have, word by word."""
    if len(old) > LONGEST or len(new) > LONGEST:
        return (), ()
    old_words, new_words = _WORD.findall(old), _WORD.findall(new)
    matcher = SequenceMatcher(None, old_words, new_words, autojunk=False)
    if matcher.ratio() < ALIKE:
        return (), ()
    old_at, new_at = _starts(old_words), _starts(new_words)
    codes = [code for code in matcher.get_opcodes() if code[0] != "equal"]
    return (
        tuple((old_at[i], old_at[j]) for _, i, j, _, _ in codes if i < j),
        tuple((new_at[i], new_at[j]) for _, _, _, i, j in codes if i < j),
    )


def _starts(words: list[str]) -> list[int]:
    starts = [0]
    for word in words:
        starts.append(starts[-1] + len(word))
    return starts
