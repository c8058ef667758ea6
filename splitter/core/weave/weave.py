"""The weave: all lines of the old and of the new version of a file in one order.

Each line has the change that adds it (none: it was there before) and the change that removes it
(none: it stays), so a version of the file is the lines whose adding change has happened and whose
removing change has not.  The structure is that of SCCS (Rochkind, "The Source Code Control System",
1975) and of Sapling's linelog.

A diff does not define how the lines of a replaced block interleave.  Git prints all removed lines
and then all added ones; a part with one replacement of several would then be out of order.  So the
lines of a hunk are woven in their reading order (see `interleaved`), which is a guess, or set by
the plan.  Old and new version are the same in any order.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from itertools import groupby

from msgspec import Struct

from splitter.core.diff.interleaved import InterleavedHunk, Order, orders_in
from splitter.core.diff.model import FilePatch, Hunk
from splitter.errors import SplitError

_LINE = re.compile(rb"[^\n]*\n|[^\n]+")

#: Texts that neither version has, by the changes at whose places they stand (see `edits`).
Texts = Mapping[int, bytes]
NO_TEXTS: Texts = {}


class Run(Struct, frozen=True):
    """Neighbouring text with one fate.  ``added`` and ``removed`` are change numbers, or -1."""

    text: bytes
    added: int
    removed: int

    def reads(self, done: bytes, texts: Texts) -> bytes:
        """The text of the run when the changes have happened whose byte in ``done`` is 1.

        Where the run's own change has not happened, its edit in ``texts`` is there.
        """
        is_new = self.added >= 0
        change = self.added if is_new else self.removed
        has_happened = change >= 0 and bool(done[change])
        own = self.text if has_happened is is_new else b""
        return own if has_happened else texts.get(change, own)


class Piece(Struct, frozen=True):
    """A stretch of the file: lines between hunks (``hunk`` is None), or a hunk.

    A hunk is its old and its new version; it is read line by line only where a part takes some of
    it.
    """

    hunk: Hunk | None
    old: bytes
    new: bytes

    def texts(
        self, done: bytes, orders: tuple[Order, ...], edits: Texts = NO_TEXTS
    ) -> Iterable[bytes]:
        """The text when those changes have happened.  Raises SplitError."""
        if self.is_old(done, edits):
            return (self.old,)
        if self.is_new(done):
            return (self.new,)
        return (run.reads(done, edits) for run in self.runs(orders))

    def is_old(self, done: bytes, edits: Texts) -> bool:
        """Whether nothing has happened here, and nothing stands here that is in neither version."""
        return not self._count(done) and not self._has_any(edits)

    def is_new(self, done: bytes) -> bool:
        """Whether all of its changes have happened; lines between hunks are both new and old."""
        hunk = self.hunk
        return hunk is None or self._count(done) == len(hunk.removed) + len(hunk.added)

    def _count(self, done: bytes) -> int:
        sides = self.hunk.changes if self.hunk else ()
        return sum(done.count(1, side.start, side.stop) for side in sides)

    def _has_any(self, edits: Texts) -> bool:
        return self.hunk is not None and any(map(self.hunk.has, edits))

    def runs(self, orders: tuple[Order, ...]) -> tuple[Run, ...]:
        """The piece line by line.  Raises SplitError where that is not the piece, byte for byte."""
        if self.hunk is None:
            return (Run(self.old, -1, -1),)
        runs = _runs(self.hunk, orders_in(self.hunk, orders))
        old = b"".join(run.text for run in runs if run.added < 0)
        new = b"".join(run.text for run in runs if run.removed < 0)
        if (old, new) != (self.old, self.new):
            raise SplitError(
                f"git's diff does not rebuild the file from line {self.hunk.old_start} on",
                "assign the whole file to one part",
            )
        return runs


class Weave(Struct, frozen=True):
    """The old and the new version of one file as one sequence of pieces."""

    pieces: tuple[Piece, ...]

    def runs(self, orders: tuple[Order, ...] = ()) -> tuple[Run, ...]:
        """All of it, line by line, replaced blocks in those orders or as they are guessed."""
        return tuple(run for piece in self.pieces for run in piece.runs(orders))

    def content(
        self, done: bytes, orders: tuple[Order, ...] = (), edits: Texts = NO_TEXTS
    ) -> bytes:
        """The file as it stands when the changes have happened whose byte in ``done`` is 1, not 0.

        ``done`` has a byte for every change of the file; ``orders`` are those of its blocks that
        are not guessed by likeness alone, by rising numbers; ``edits`` are the texts at the
        places of changes that have not happened.  A line that lacks its newline because it ended
        its own version gets one where it does not end this content.
        """
        stand = (piece.texts(done, orders, edits) for piece in self.pieces)
        texts = [text for piece in stand for text in piece if text]
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
            "assign the whole file to one part",
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
            raise SplitError("git's diff has lines beyond the end of the file")
        if first > at:
            between = old[olds[at] : olds[first]]
            yield Piece(None, between, between)
        yield Piece(hunk, old[olds[first] : olds[end]], new[news[first_new] : news[end_new]])
        at = end
    if at < len(olds) - 1:
        yield Piece(None, old[olds[at] :], old[olds[at] :])


def _starts(text: bytes) -> list[int]:
    """The start of each line, and the end of the last one."""
    return [*(match.start() for match in _LINE.finditer(text)), len(text)]


@lru_cache(maxsize=1024)
def _runs(hunk: Hunk, orders: tuple[Order, ...]) -> tuple[Run, ...]:
    runs: list[Run] = []
    for mark, group in groupby(InterleavedHunk(hunk, orders), key=lambda line: line.mark):
        if mark == " ":
            runs.append(Run(b"".join(line.text for line in group), -1, -1))
        else:
            is_added = mark == "+"
            runs += (
                Run(line.text, line.change if is_added else -1, -1 if is_added else line.change)
                for line in group
            )
    return tuple(runs)
