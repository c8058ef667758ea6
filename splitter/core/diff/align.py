"""Pairs of old and new lines in a replaced block, and the order guessed from them.

A diff prints all removed lines of a block and then all added ones; it does not show how they
interleave.  Lines are paired by likeness, and each added line stands right behind the removed line
that it replaces.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import islice

from splitter.core import diff
from splitter.core.sequences.steps import Steps, result

#: Two lines this alike (0 to 1) are taken for an old and a new form of the same line.
ALIKE = 0.5
#: Two lines this alike are the same but for a word or two.
CLOSE = 0.8
#: Blocks with more lines than this on both sides are long.
LONG = 8
#: How far from the diagonal of a block two lines may be paired, and how many pairs of lines are
#: compared in a block at most: in a very long one, the band is narrower.
BAND = 48
COMPARED = 100_000
#: How many bytes of a line say how alike it is to another.
LONGEST = 400

#: How many pairs of lines are compared, or lines gone through, between two steps.
STEP = 1000

#: The moves of an alignment.
_PAIR, _LEAVE_REMOVED, _LEAVE_ADDED = range(3)


def interleave(removed: Sequence[bytes], added: Sequence[bytes]) -> tuple[int, ...]:
    """The reading order of a replaced block: how many added lines stand before each removed one.

    Both sides keep their order; an added line that replaces a removed one follows it directly.
    """
    return result(interleaving(removed, added))


def interleaving(removed: Sequence[bytes], added: Sequence[bytes]) -> Steps[tuple[int, ...]]:
    """The same as `interleave`, in small steps."""
    before: list[int] = []
    at = 0
    pairs = yield from _pairing(removed, added)
    for count, (old, new) in enumerate(pairs):
        before += [at] * (old - len(before))
        before.append(new)
        at = new + 1
        if not count % STEP:
            yield
    return tuple(before + [at] * (len(removed) - len(before)))


def pair(removed: Sequence[bytes], added: Sequence[bytes]) -> list[tuple[int, int]]:
    """Pairs of removed and added lines: indices that rise on both sides.

    The alignment has the greatest sum of likenesses; stretches between such pairs that have as many
    removed as added lines are paired one by one.
    """
    return result(_pairing(removed, added))


def _pairing(removed: Sequence[bytes], added: Sequence[bytes]) -> Steps[list[tuple[int, int]]]:
    if not removed or not added:
        return []
    if len(removed) == len(added) == 1:
        return [(0, 0)]
    pairs: list[tuple[int, int]] = []
    at_removed = at_added = 0
    alike = yield from _alike(removed, added)
    for count, (old, new) in enumerate([*alike, (len(removed), len(added))]):
        if old - at_removed == new - at_added:
            pairs += zip(range(at_removed, old), range(at_added, new), strict=True)
        pairs.append((old, new))
        at_removed, at_added = old + 1, new + 1
        if not count % STEP:
            yield
    return pairs[:-1]


def pair_quickly(removed: Sequence[bytes], added: Sequence[bytes]) -> list[tuple[int, int]]:
    """Pair the lines of a long block in time linear in the number of lines.

    Lines that are `CLOSE` are paired one by one from both ends; the lines left in the middle as in
    `pair`.
    """
    shorter = min(len(removed), len(added))
    if shorter <= LONG:
        return pair(removed, added)
    top = _closeness(zip(removed, added, strict=False), shorter)
    end = _closeness(zip(reversed(removed), reversed(added), strict=False), shorter - top)
    old_stop, new_stop = len(removed) - end, len(added) - end
    middle = pair(removed[top:old_stop], added[top:new_stop])
    return [
        *((at, at) for at in range(top)),
        *((top + old, top + new) for old, new in middle),
        *zip(range(old_stop, len(removed)), range(new_stop, len(added)), strict=True),
    ]


def _closeness(pairs: Iterable[tuple[bytes, bytes]], most: int) -> int:
    """The number of pairs of close lines from the first one on, up to ``most``."""
    likeness = diff.likeness.likeness
    for count, (old, new) in enumerate(islice(pairs, most)):
        texts = old[:LONGEST].strip(), new[:LONGEST].strip()
        if not likeness(*texts, score_cutoff=CLOSE):
            return count
    return most


def _alike(removed: Sequence[bytes], added: Sequence[bytes]) -> Steps[list[tuple[int, int]]]:
    """The alignment with the greatest sum of likenesses (Needleman and Wunsch, 1970), in a band."""
    likeness = diff.likeness.likeness
    new_texts: list[bytes] = []
    slope = len(added) / len(removed)
    band = max(1, min(BAND, COMPARED // (2 * len(removed))))
    lows, steps = [1], [b""]  # per count of removed lines: where its band begins, and its moves
    sums: list[float] = []  # the greatest sums of the row above, from where its band begins
    rows = max(1, STEP // (2 * band + 1))
    for old, line in enumerate(removed, 1):
        if not old % rows:
            yield
        text = line[:LONGEST].strip()
        middle = int(old * slope)
        low, high = max(1, middle - band), min(len(added), middle + band)
        new_texts += [one[:LONGEST].strip() for one in added[len(new_texts) : high]]
        above = _shifted(sums, low - 1 - lows[-1], high - low + 2)
        sums, moves, left = [], bytearray(), 0.0
        for new in range(low, high + 1):
            diagonal, up = above[new - low], above[new - low + 1]
            score = likeness(text, new_texts[new - 1], score_cutoff=ALIKE)
            if score and diagonal + score >= up and diagonal + score >= left:
                left = diagonal + score
                moves.append(_PAIR)
            elif up >= left:
                left = up
                moves.append(_LEAVE_REMOVED)
            else:
                moves.append(_LEAVE_ADDED)
            sums.append(left)
        lows.append(low)
        steps.append(bytes(moves))
    pairs = []
    old, new = len(removed), len(added)
    while old and new:
        if not old % STEP:
            yield
        column = new - lows[old]
        if 0 <= column < len(steps[old]):
            step = steps[old][column]
        else:
            step = _LEAVE_REMOVED if new < old * slope else _LEAVE_ADDED
        if step == _PAIR:
            pairs.append((old - 1, new - 1))
        old -= step != _LEAVE_ADDED
        new -= step != _LEAVE_REMOVED
    return pairs[::-1]


def _shifted(sums: list[float], by: int, count: int) -> list[float]:
    """``count`` sums from the one at ``by`` on; 0 where there is no such sum."""
    there = sums[max(by, 0) : max(by + count, 0)]
    before = [0.0] * min(max(-by, 0), count)
    return [*before, *there, *[0.0] * (count - len(before) - len(there))]
