"""The changed words of a replaced line."""

from __future__ import annotations

import re
from difflib import SequenceMatcher
from functools import lru_cache

from splitter.core.diff.align import pair
from splitter.core.diff.counterparts import without_blanks
from splitter.core.diff.lines import line_index
from splitter.core.diff.model import Hunk
from splitter.core.diff.parse import hunk_lines
from splitter.view.text.display import visible

#: From and to, in characters.
Span = tuple[int, int]

#: Blocks with more lines than this on one side are not paired for the eye.
LARGEST = 120
#: Lines longer than this are not compared word by word.
LONGEST = 400
#: Lines less alike than this are shown as replaced altogether.
ALIKE = 0.4

_WORD = re.compile(r"\w+|\s+|.")


def changed_words(hunk: Hunk, index: int) -> tuple[Span, ...]:
    """The spans of a hunk's line, as it is drawn, that its partner does not have."""
    other = partner(hunk, index)
    if other is None:
        return ()
    lines = hunk_lines(hunk)
    old, new = sorted((index, other), key=lambda at: lines[at].mark == "+")
    spans = changed_spans(visible(lines[old].text), visible(lines[new].text))
    return spans[index == new]


def changes_blanks(hunk: Hunk, index: int) -> bool:
    """True if a hunk's line is that of its partner but for its blanks."""
    other = partner(hunk, index)
    if other is None:
        return False
    lines = hunk_lines(hunk)
    return without_blanks(lines[index].text) == without_blanks(lines[other].text)


def partner(hunk: Hunk, index: int) -> int | None:
    """The line that a hunk's line replaces, or that replaces it; None in too large a block."""
    block = _block(hunk, index)
    return _partners(hunk, block).get(index) if block else None


def _block(hunk: Hunk, index: int) -> range | None:
    """The replaced block that has that line; None where there is none, or it is too large."""
    marks = line_index(hunk).marks
    if marks[index : index + 1] == b" ":
        return None
    most = 2 * LARGEST
    start = marks.rfind(b" ", max(0, index - most), index) + 1
    end = min(index + most + 1, len(marks))
    stop = marks.find(b" ", index, end)
    if not start and index > most:
        return None
    block = range(start, stop if stop >= 0 else end)
    sides = (marks.count(mark, block.start, block.stop) for mark in (b"-", b"+"))
    return block if all(0 < side <= LARGEST for side in sides) else None


@lru_cache(maxsize=1024)
def _partners(hunk: Hunk, block: range) -> dict[int, int]:
    """For each line of a block that replaces or is replaced: the other one."""
    lines = list(enumerate(hunk_lines(hunk)[block.start : block.stop], block.start))
    removed = [item for item in lines if item[1].mark == "-"]
    added = [item for item in lines if item[1].mark == "+"]
    pairs = pair([line.text for _, line in removed], [line.text for _, line in added])
    found = {removed[old][0]: added[new][0] for old, new in pairs}
    return found | {new: old for old, new in found.items()}


@lru_cache(maxsize=4096)
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
