"""The weave: all lines of the old and of the new version of a file in one order.

Each line has the change that adds it (none: it was there before) and the change that removes it
(none: it stays), so a version of the file is the lines whose adding change has happened and whose
removing change has not.  The structure is that of SCCS (Rochkind, "The Source Code Control System",
1975) and of Sapling's linelog.

A diff does not define how the lines of a replaced block interleave.  Git prints all removed lines
and then all added ones; a part with one replacement of several would then be out of order.  So the
lines of a hunk are woven in their reading order (see `interleaved`), which is a guess, or set by
the plan.  Old and new version are the same in any order.

An edit that a version has is one more run, in front of the first line that it hides, and the runs
that it hides are not there.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cached_property, lru_cache
from itertools import groupby, pairwise

from msgspec import Struct
from msgspec.structs import replace

from splitter.core.diff.interleaved import InterleavedHunk, Order, orders_in
from splitter.core.diff.model import FilePatch, Hunk
from splitter.core.plan.edits import Edit, line_count
from splitter.core.plan.locations import Location
from splitter.errors import SplitError

_LINE = re.compile(rb"[^\n]*\n|[^\n]+")

#: The edits that a version has.
Edits = tuple[Edit, ...]


class Run(Struct, frozen=True):
    """Neighbouring text with one fate.  ``added`` and ``removed`` are change numbers, or -1.

    ``is_hidden`` says that an edit hides it.  A run of an ``edit`` has that one's text;
    ``anchor`` is the change of the line that it stands before, where that is hidden, or -1.
    """

    text: bytes
    added: int = -1
    removed: int = -1
    is_hidden: bool = False
    edit: Edit | None = None
    anchor: int = -1

    @property
    def is_context(self) -> bool:
        """True if it is text of both versions."""
        return self.added < 0 and self.removed < 0 and self.edit is None

    def reads(self, done: bytes) -> bytes:
        """The text when the changes have happened whose byte in ``done`` is 1."""
        if self.is_hidden or (self.added >= 0 and not done[self.added]):
            return b""
        return b"" if self.removed >= 0 and done[self.removed] else self.text


class Piece(Struct, frozen=True):
    """A stretch of the file: a hunk in both versions, or (``hunk`` is None) what lies between.

    Line by line it is read only where a hunk is taken in part, or edited.
    ``lines`` are the numbers of its first line in the old and in the new version, from 1, and
    ``stop`` those behind its last lines.
    """

    hunk: Hunk | None
    old: bytes
    new: bytes
    lines: tuple[int, int]
    stop: tuple[int, int]

    def texts(self, done: bytes, orders: tuple[Order, ...], edits: Edits = ()) -> Iterable[bytes]:
        """The text when those changes have happened.  Raises SplitError."""
        if self.is_old(done, edits):
            return (self.old,)
        if self.is_new(done, edits):
            return (self.new,)
        return (run.reads(done) for run in self.runs(orders, edits))

    def is_old(self, done: bytes, edits: Edits) -> bool:
        """True if nothing has happened here, and no edit concerns it."""
        return not self._count(done) and not self._edits(edits)

    def is_new(self, done: bytes, edits: Edits) -> bool:
        """True if all of it has happened, and no edit concerns it.

        What lies between hunks is as new as it is old.
        """
        hunk = self.hunk
        is_done = hunk is None or self._count(done) == len(hunk.removed) + len(hunk.added)
        return is_done and not self._edits(edits)

    def _count(self, done: bytes) -> int:
        sides = self.hunk.changes if self.hunk else ()
        return sum(done.count(1, side.start, side.stop) for side in sides)

    def _edits(self, edits: Edits) -> Edits:
        """The edits that have lines here, or stand behind one of its lines."""
        return tuple(edit for edit in edits if self._has(edit)) if edits else ()

    def _has(self, edit: Edit) -> bool:
        (old, old_stop), (new, new_stop) = edit.location.old, edit.location.new
        (first, first_new), (stop, stop_new) = self.lines, self.stop
        if edit.location.is_between:
            is_top = old == 1 and self.lines == (1, 1)
            return is_top or first < old <= stop
        if old < stop and first < old_stop:
            return True
        return self.hunk is not None and new < stop_new and first_new < new_stop

    def runs(self, orders: tuple[Order, ...], edits: Edits = ()) -> tuple[Run, ...]:
        """The piece line by line, with those of the edits that concern it.

        Raises SplitError where that is not the piece, byte for byte.
        """
        runs = self._runs(orders)
        here = self._edits(edits)
        return tuple(_edited(runs, self.lines, here)) if here else runs

    def _runs(self, orders: tuple[Order, ...]) -> tuple[Run, ...]:
        if self.hunk is None:
            return (Run(self.old),)
        runs = _runs(self.hunk, orders_in(self.hunk, orders))
        old = b"".join(run.text for run in runs if run.added < 0)
        new = b"".join(run.text for run in runs if run.removed < 0)
        if (old, new) != (self.old, self.new):
            raise SplitError(
                f"git's diff does not rebuild the file from line {self.hunk.old_start} on",
                "assign the whole file to one part",
            )
        return runs


class Weave(Struct, frozen=True, dict=True):
    """The old and the new version of one file as one sequence of pieces."""

    pieces: tuple[Piece, ...]

    @cached_property
    def old_lines(self) -> int:
        """The number of lines of the old version."""
        return self.pieces[-1].stop[0] - 1 if self.pieces else 0

    def runs(self, orders: tuple[Order, ...] = ()) -> tuple[Run, ...]:
        """All of it, line by line, replaced blocks in those orders or as they are guessed."""
        return tuple(run for piece in self.pieces for run in piece.runs(orders))

    def content(self, done: bytes, orders: tuple[Order, ...] = (), edits: Edits = ()) -> bytes:
        """The file as it stands when the changes have happened whose byte in ``done`` is 1, not 0.

        ``done`` has a byte for every change of the file; ``orders`` are those of its blocks that
        are not guessed by likeness alone, by rising numbers; ``edits`` are those that it has.  A
        line that lacks its newline because it ended its own version gets one where it does not end
        this content.
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
    at = at_new = 0  # how many lines of the two versions are woven in
    for hunk in file.hunks:
        first = hunk.old_start - (1 if hunk.old_length else 0)
        first_new = hunk.new_start - (1 if hunk.new_length else 0)
        end, end_new = first + hunk.old_length, first_new + hunk.new_length
        if end >= len(olds) or end_new >= len(news):
            raise SplitError("git's diff has lines beyond the end of the file")
        if first > at:
            between = old[olds[at] : olds[first]]
            yield Piece(None, between, between, (at + 1, at_new + 1), (first + 1, first_new + 1))
        yield Piece(
            hunk,
            old[olds[first] : olds[end]],
            new[news[first_new] : news[end_new]],
            (first + 1, first_new + 1),
            (end + 1, end_new + 1),
        )
        at, at_new = end, end_new
    if at < len(olds) - 1 or not file.hunks:
        last = old[olds[at] :]
        yield Piece(None, last, last, (at + 1, at_new + 1), (len(olds), len(news)))


def lines_of(text: bytes) -> list[bytes]:
    """The lines of a text, each with its newline."""
    return _LINE.findall(text)


def _starts(text: bytes) -> list[int]:
    """The start of each line, and the end of the last one."""
    return [*(match.start() for match in _LINE.finditer(text)), len(text)]


def _edited(runs: Iterable[Run], lines: tuple[int, int], edits: Edits) -> Iterator[Run]:
    """Some runs with edits: what they hide, and their own runs.

    ``lines`` are the numbers of the first line in the old and in the new version.
    """
    old, new = lines
    if lines == (1, 1):
        yield from _behind(0, edits)
    begun = {edit for edit in edits if _begins_before(edit, lines)}
    for run in _cut(runs, old, edits):
        if not run.text:  # an empty file has no line, only a top
            continue
        is_added = run.added >= 0
        at = (
            Location(new=(new, new + 1))
            if is_added
            else Location(old=(old, old + line_count(run.text)))
        )
        hiding = [edit for edit in edits if edit.location.overlaps(at)]
        for edit in hiding:
            if edit.text and edit not in begun:
                yield Run(edit.text, edit=edit, anchor=max(run.added, run.removed))
            begun.add(edit)
        yield replace(run, is_hidden=True) if hiding else run
        new += 1 if is_added else line_count(run.text) if run.removed < 0 else 0
        old = max(old, at.old[1])
        if not is_added:
            yield from _behind(old - 1, edits)


def _behind(line: int, edits: Edits) -> Iterator[Run]:
    """The runs of the edits that stand directly behind an old line, 0 for the top."""
    for edit in edits:
        if edit.text and edit.location.is_between and edit.location.old[0] == line + 1:
            yield Run(edit.text, edit=edit)


def _begins_before(edit: Edit, lines: tuple[int, int]) -> bool:
    """True if an edit has lines above those of the two versions with these numbers."""
    (old, _), (new, _) = edit.location.old, edit.location.new
    return 0 < old < lines[0] or 0 < new < lines[1]


def _cut(runs: Iterable[Run], line: int, edits: Edits) -> Iterator[Run]:
    """Some runs, those of both versions cut where edits begin and end.

    ``line`` is the number of the first line in the old version.
    """
    ends = sorted({end for edit in edits for end in edit.location.old})
    for run in runs:
        if run.added >= 0:
            yield run
            continue
        stop = line + line_count(run.text)
        cuts = [end - line for end in ends if line < end < stop]
        if cuts:
            starts = _starts(run.text)
            for first, last in pairwise((0, *cuts, stop - line)):
                yield replace(run, text=run.text[starts[first] : starts[last]])
        else:
            yield run
        line = stop


@lru_cache(maxsize=1024)
def _runs(hunk: Hunk, orders: tuple[Order, ...]) -> tuple[Run, ...]:
    runs: list[Run] = []
    for mark, group in groupby(InterleavedHunk(hunk, orders), key=lambda line: line.mark):
        if mark == " ":
            runs.append(Run(b"".join(line.text for line in group)))
        else:
            is_added = mark == "+"
            runs += (
                Run(line.text, line.change if is_added else -1, -1 if is_added else line.change)
                for line in group
            )
    return tuple(runs)
