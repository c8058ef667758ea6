"""Which old line became which new one in a replaced block, and the order guessed from that.

A diff prints all removed lines of a block and then all added ones; it does not say how they
interleave.  Lines are paired by likeness, and each added line stands right behind the removed line
it replaces.
"""

from __future__ import annotations

from collections.abc import Sequence

#: Two lines this alike (0 to 1) are taken for an old and a new form of the same line.
ALIKE = 0.5
#: How far from the diagonal of a block two lines may be paired, and how many pairs of lines are
#: compared in a block at most: in a very long one, the band is narrower.
BAND = 48
COMPARED = 400_000
#: How many bytes of a line say how alike it is to another.
LONGEST = 400


def interleave(removed: Sequence[bytes], added: Sequence[bytes]) -> tuple[int, ...]:
    """The reading order of a replaced block: how many added lines stand before each removed one.

    Both sides keep their order; an added line that replaces a removed one follows it directly.
    """
    before: list[int] = []
    at = 0
    for old, new in pair(removed, added):
        before += [at] * (old - len(before))
        before.append(new)
        at = new + 1
    return tuple(before + [at] * (len(removed) - len(before)))


def pair(removed: Sequence[bytes], added: Sequence[bytes]) -> list[tuple[int, int]]:
    """Which removed line became which added one: pairs of indices, rising on both sides.

    The alignment is the one with the greatest sum of likenesses; stretches between such pairs
    that have as many removed as added lines are paired one by one.
    """
    if not removed or not added:
        return []
    pairs: list[tuple[int, int]] = []
    at_removed = at_added = 0
    for old, new in [*_alike(removed, added), (len(removed), len(added))]:
        if old - at_removed == new - at_added:
            pairs += zip(range(at_removed, old), range(at_added, new), strict=True)
        pairs.append((old, new))
        at_removed, at_added = old + 1, new + 1
    return pairs[:-1]


def _alike(removed: Sequence[bytes], added: Sequence[bytes]) -> list[tuple[int, int]]:
    """The alignment with the greatest sum of likenesses (Needleman and Wunsch, 1970), in a band."""
    from rapidfuzz.distance import Indel  # noqa: PLC0415 - late: whole hunks never need it

    likeness = Indel.normalized_similarity
    old_texts, new_texts = ([line[:LONGEST].strip() for line in side] for side in (removed, added))
    slope = len(added) / len(removed)
    band = max(1, min(BAND, COMPARED // (2 * len(removed))))
    best: list[dict[int, float]] = [{}]  # per count of removed lines: count of added lines -> sum
    steps: list[dict[int, int]] = [{}]  # 0: pair, 1: leave the removed line, 2: leave the added
    for old, text in enumerate(old_texts, 1):
        above = best[-1]
        row: dict[int, float] = {}
        moves: dict[int, int] = {}
        middle = int(old * slope)
        for new in range(max(1, middle - band), min(len(added), middle + band) + 1):
            score = likeness(text, new_texts[new - 1], score_cutoff=ALIKE)
            choices = (
                above.get(new - 1, 0.0) + score if score else -1.0,
                above.get(new, 0.0),
                row.get(new - 1, 0.0),
            )
            moves[new] = max(range(3), key=choices.__getitem__)
            row[new] = choices[moves[new]]
        best.append(row)
        steps.append(moves)
    pairs = []
    old, new = len(removed), len(added)
    while old and new:
        step = steps[old].get(new, 1 if new < old * slope else 2)
        if step == 0:
            pairs.append((old - 1, new - 1))
        old -= step != 2
        new -= step != 1
    return pairs[::-1]
