"""The weave: all lines of the old and of the new version of a file in one order.

Each line knows which change adds it (none: it was there before) and which change removes it (none:
it stays), so the file at any moment is simply the lines whose adding change has happened and whose
removing change has not.  The structure is that of SCCS (Rochkind, "The Source Code Control System",
1975) and of Sapling's linelog.

The one thing a diff does not say is how the lines of a replaced block interleave.  Git prints all
removed lines and then all added ones; a part that takes one replacement of several would then read
out of order.  So a replaced block is paired (see `interleave`), and each added line stands right
behind the removed line it replaces.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby

from splitter.core.parse import DiffLine, hunk_lines
from splitter.core.patch import FilePatch, Hunk
from splitter.errors import SplitError

_LINE = re.compile(rb"[^\n]*\n|[^\n]+")

#: Two lines this alike (0 to 1) are taken for an old and a new form of the same line.
ALIKE = 0.5
#: How far from the diagonal of a block two lines may be paired, and how many pairs of lines are
#: compared in a block at most: in a very long one, the band is narrower.
BAND = 48
COMPARED = 400_000
#: How many bytes of a line say how alike it is to another.
LONGEST = 400


@dataclass(frozen=True, slots=True)
class Run:
    """Neighbouring text with one fate.  ``added`` and ``removed`` are change numbers, or -1."""

    text: bytes
    added: int
    removed: int


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of the file: what lies between hunks (``hunk`` is None), or a hunk in its old and
    its new version.  Line by line it is read only where a hunk is taken in part.
    """

    hunk: Hunk | None
    old: bytes
    new: bytes

    def texts(self, done: bytes) -> Iterable[bytes]:
        """What stands here when those changes have happened.  Raises SplitError."""
        hunk = self.hunk
        if hunk is None:
            return (self.old,)
        count = sum(done.count(1, span.start, span.stop) for span in hunk.changes)
        if not count:
            return (self.old,)
        if count == len(hunk.removed) + len(hunk.added):
            return (self.new,)
        return (
            run.text
            for run in self.runs
            if (run.added < 0 or done[run.added]) and (run.removed < 0 or not done[run.removed])
        )

    @property
    def runs(self) -> tuple[Run, ...]:
        """The piece line by line.  Raises SplitError where that is not the piece, byte for byte."""
        if self.hunk is None:
            return (Run(self.old, -1, -1),)
        runs = _runs(self.hunk)
        old = b"".join(run.text for run in runs if run.added < 0)
        new = b"".join(run.text for run in runs if run.removed < 0)
        if (old, new) != (self.old, self.new):
            raise SplitError(
                f"git's diff does not rebuild the file from line {self.hunk.old_start} on",
                "give the whole file to one part",
            )
        return runs


@dataclass(frozen=True, slots=True)
class Weave:
    """The old and the new version of one file as one sequence of pieces."""

    pieces: tuple[Piece, ...]

    @property
    def runs(self) -> tuple[Run, ...]:
        """All of it, line by line."""
        return tuple(run for piece in self.pieces for run in piece.runs)

    def content(self, done: bytes) -> bytes:
        """The file as it stands when the changes have happened whose byte in ``done`` is 1, not 0.

        ``done`` has a byte for every change of the file.  A line that lacks its newline because it
        ended its own version gets one where it does not end this content.
        """
        texts = [text for piece in self.pieces for text in piece.texts(done) if text]
        for index, text in enumerate(texts[:-1]):
            if not text.endswith(b"\n"):
                texts[index] = text + b"\n"
        return b"".join(texts)


def weave(file: FilePatch, old: bytes, new: bytes) -> Weave:
    """The weave of a file from its two versions and its hunks.

    Raises SplitError where old or new version cannot be rebuilt from it byte for byte.
    """
    woven = Weave(tuple(_pieces(file, old, new)))
    if woven.content(bytes(file.size)) != old or woven.content(b"\1" * file.size) != new:
        name = file.path.decode(errors="backslashreplace")
        raise SplitError(
            f"the diff of '{name}' does not rebuild the file",
            "give the whole file to one part",
        )
    return woven


def _pieces(file: FilePatch, old: bytes, new: bytes) -> Iterator[Piece]:
    olds, news = _starts(old), _starts(new)
    at = 0  # how many lines of the old version are woven in
    for hunk in file.hunks:
        first = hunk.old_start - (1 if hunk.old_length else 0)
        first_new = hunk.new_start - (1 if hunk.new_length else 0)
        end, end_new = first + hunk.old_length, first_new + hunk.new_length
        if end >= len(olds) or end_new >= len(news):
            raise SplitError("git's diff goes on where the file has ended")
        if first > at:
            between = old[olds[at] : olds[first]]
            yield Piece(None, between, between)
        yield Piece(hunk, old[olds[first] : olds[end]], new[news[first_new] : news[end_new]])
        at = end
    if at < len(olds) - 1:
        yield Piece(None, old[olds[at] :], old[olds[at] :])


def _starts(text: bytes) -> list[int]:
    """Where each line begins, and where the last one ends."""
    return [*(match.start() for match in _LINE.finditer(text)), len(text)]


@lru_cache(maxsize=1024)
def _runs(hunk: Hunk) -> tuple[Run, ...]:
    runs: list[Run] = []
    for changed, group in groupby(hunk_lines(hunk), key=lambda line: line.change >= 0):
        if changed:
            runs += _block(list(group))
        else:
            runs.append(Run(b"".join(line.text for line in group), -1, -1))
    return tuple(runs)


def _block(lines: list[DiffLine]) -> Iterator[Run]:
    removed = [line for line in lines if line.mark == "-"]
    added = [line for line in lines if line.mark == "+"]
    texts = [line.text for line in removed], [line.text for line in added]
    for is_added, index in interleave(*texts):
        line = added[index] if is_added else removed[index]
        yield Run(line.text, line.change if is_added else -1, -1 if is_added else line.change)


def interleave(removed: Sequence[bytes], added: Sequence[bytes]) -> list[tuple[bool, int]]:
    """The reading order of a replaced block: (is it an added line, its index) for every line.

    Both sides keep their order; an added line that replaces a removed one follows it directly.
    """
    order: list[tuple[bool, int]] = []
    at_removed = at_added = 0
    for old, new in [*pair(removed, added), (len(removed), len(added))]:
        order += [(False, index) for index in range(at_removed, old)]
        order += [(True, index) for index in range(at_added, new)]
        order += [(False, old), (True, new)]
        at_removed, at_added = old + 1, new + 1
    return order[:-2]


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
