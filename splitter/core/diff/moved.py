"""Blocks of lines that a commit only moves: removed here, and standing again as added ones there.

The rule is that of ``git diff --color-moved=blocks --color-moved-ws=allow-indentation-change``: a
block is a run of changed lines that stands on the other side as a run, the same but for an
indentation that changes by the same width in every line, and has `ENOUGH` letters and digits.
Lines are compared by their hashes.
"""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections.abc import Iterator, Mapping
from io import BytesIO
from typing import NamedTuple

from msgspec import Struct, field

from splitter.core.diff.model import FilePatch, Hunk, Patch
from splitter.core.diff.paths import quote
from splitter.core.sequences.steps import Steps

#: A block has at least so many letters and digits.
ENOUGH = 20
#: A line that stands more often than this on the other side begins no block.
TWINS = 40
TAB = 8
#: The width of the indentation of a line of nothing but blanks.
_BLANK = -1
#: So many lines are looked at between two steps.
_STEP = 128
#: So many hashes.
_CHUNK = 2048

_NO_WORD = bytes(octet for octet in range(256) if not chr(octet).isalnum() or octet >= 0x80)


class Block(NamedTuple):
    """A run of changes of a file that stand elsewhere too.

    ``there`` is the number of the other file, ``line`` the line in it at which the run begins; an
    added block comes from a line of the old file, a removed one goes to a line of the new file.
    ``shift`` is by how many columns the new side is indented more.
    """

    changes: range
    there: int
    line: int
    shift: int


class Moved:
    """The moved blocks of a patch, found by file and change."""

    def __init__(self, blocks: Mapping[int, list[Block]]) -> None:
        """The blocks of each file, in the order of their changes."""
        self._blocks = blocks
        self._starts = {
            file: array("l", (block.changes.start for block in found))
            for file, found in blocks.items()
        }

    def block(self, file: int, change: int) -> Block | None:
        """The block that has that change of a file."""
        starts = self._starts.get(file)
        at = bisect_right(starts, change) - 1 if starts else -1
        if at < 0:
            return None
        block = self._blocks[file][at]
        return block if change in block.changes else None

    def __len__(self) -> int:
        """The number of changes in moved blocks."""
        return sum(len(block.changes) for found in self._blocks.values() for block in found)


def moved_in_words(moved: Moved, patch: Patch, file: int, change: int) -> str:
    """The place that a line was moved from or to, in words; "" for a line that was not moved.

    A single line may match by chance, so only the other place is named.
    """
    block = moved.block(file, change)
    if block is None:
        return ""
    path, line = other_place(patch, block, file, change)
    place = f"line {line}" if block.there == file else f"{path}:{line}"
    is_removed = change in patch.files[file].removed
    shift = abs(block.shift)
    shifted = f", indented by {shift} {'more' if block.shift > 0 else 'less'}" if shift else ""
    if len(block.changes) == 1:
        return f"also {'added' if is_removed else 'removed'} at {place}{shifted}"
    return f"moved {'to' if is_removed else 'from'} {place}{shifted}"


def other_place(patch: Patch, block: Block, file: int, change: int) -> tuple[str, int]:
    """The path, quoted, and the line that a line of a moved block was moved from or to."""
    there = patch.files[block.there]
    side = there.new if change in patch.files[file].removed else there.old
    line = block.line + change - block.changes.start
    return quote(side.path if side else there.path), line


# Finding


class _Run(NamedTuple):
    """Changed lines of one side, one directly below the other: where it begins in all of them."""

    start: int
    file: int
    change: int
    line: int


class _Side(Struct):
    """All removed or all added lines of a patch: hash, width of indent, letters and digits."""

    hashes: array[int] = field(default_factory=lambda: array("q"))
    indents: array[int] = field(default_factory=lambda: array("i"))
    words: bytearray = field(default_factory=bytearray)
    runs: list[_Run] = field(default_factory=list)
    ends: bytearray = field(default_factory=bytearray)

    def add(self, text: bytes) -> None:
        """Add a line to the last run."""
        rest = text.lstrip(b" \t")
        indent = text[: len(text) - len(rest)]
        if not rest.strip(b"\r"):
            rest = b""
            self.indents.append(_BLANK)
        elif b"\t" in indent:
            self.indents.append(len(indent.expandtabs(TAB)))
        else:
            self.indents.append(len(indent))
        self.hashes.append(hash(rest))
        self.words.append(min(ENOUGH, len(rest.translate(None, _NO_WORD))))
        self.ends.append(0)

    def begin(self, run: tuple[int, int, int]) -> None:
        """Begin a run: file, change and line."""
        self.end()
        self.runs.append(_Run(len(self.hashes), *run))

    def end(self) -> None:
        """No line follows directly on the last one."""
        if self.ends:
            self.ends[-1] = 1

    def run(self, at: int) -> _Run:
        """The run that has the line at that place."""
        return self.runs[bisect_right(self.runs, at, key=lambda run: run.start) - 1]


def find_moved(patch: Patch) -> Steps[Moved]:
    """Find the moved blocks of a patch, in small steps; the last one has the result."""
    old, new = _Side(), _Side()
    for number, file in enumerate(patch):
        yield from _read(number, file, old, new)
    blocks: dict[int, list[Block]] = {}
    for mine, other, way in ((old, new, 1), (new, old, -1)):
        places = yield from _places(mine, other)
        yield from _search(mine, other, places, (way, blocks))
    return Moved(blocks)


def _places(mine: _Side, other: _Side) -> Steps[dict[int, list[int]]]:
    """The places of the lines of one side, by their hashes."""
    wanted: set[int] = set()
    for at in range(0, len(mine.hashes), _CHUNK):
        wanted.update(mine.hashes[at : at + _CHUNK])
        yield
    found: dict[int, list[int]] = {}
    for at, one in enumerate(other.hashes):
        if one in wanted:
            found.setdefault(one, []).append(at)
        if at % _CHUNK == 0:
            yield
    return found


def _read(number: int, file: FilePatch, old: _Side, new: _Side) -> Iterator[None]:
    for hunk in file.hunks:
        yield from _read_hunk(number, hunk, old, new)
        yield


def _read_hunk(number: int, hunk: Hunk, old: _Side, new: _Side) -> Iterator[None]:
    removed, added = hunk.removed.start, hunk.added.start
    lines = [hunk.old_start, hunk.new_start]
    before = b""
    for count, raw in enumerate(BytesIO(hunk.body)):
        mark = raw[:1]
        if mark == b"-":
            if before != mark:
                old.begin((number, removed, lines[0]))
            old.add(raw[1:-1])
            removed += 1
            lines[0] += 1
        elif mark == b"+":
            if before != mark:
                new.begin((number, added, lines[1]))
            new.add(raw[1:-1])
            added += 1
            lines[1] += 1
        elif mark == b" ":
            lines = [lines[0] + 1, lines[1] + 1]
        before = mark
        if count % _STEP == 0:
            yield
    old.end()
    new.end()


#: Where a run stands on the other side: its last line so far, and by how much the indent changes.
_Stand = tuple[int, int | None]


def _search(
    mine: _Side,
    other: _Side,
    places: Mapping[int, list[int]],
    to: tuple[int, dict[int, list[Block]]],
) -> Iterator[None]:
    """Find the blocks of one side among the other, and add them."""
    way, blocks = to
    at = steps = done = 0
    while at < len(mine.hashes):
        steps += 1
        if steps % _STEP == 0:
            yield
        stands = _first(mine, other, at, places.get(mine.hashes[at], ()))
        if not stands:
            at += 1
            continue
        start, end = at, at + 1
        while not mine.ends[end - 1] and (more := _go_on(mine, other, end, stands)):
            stands = more
            end += 1
            if end % _STEP == 0:
                yield
        if not _is_enough(mine, start, end):
            at += 1
            continue
        last, shift = min(stands, key=lambda stand: (bool(stand[1]), stand))
        first = last - (end - start) + 1
        while start > done and _is_above(mine, other, start, first, shift):
            start, first = start - 1, first - 1
        run, there = mine.run(start), other.run(first)
        change = run.change + start - run.start
        block = Block(
            range(change, change + end - start),
            there.file,
            there.line + first - there.start,
            way * (shift or 0),
        )
        blocks.setdefault(run.file, []).append(block)
        at = done = end


def _shift(mine: _Side, other: _Side, at: int, there: int, before: int | None) -> _Stand | None:
    """The shift with which a run continues that had the shift ``before``; None where it ends."""
    if mine.hashes[at] != other.hashes[there]:
        return None
    if mine.indents[at] == _BLANK:
        return there, before
    shift = other.indents[there] - mine.indents[at]
    return (there, shift) if before in (None, shift) else None


def _first(mine: _Side, other: _Side, at: int, places: tuple[int, ...] | list[int]) -> list[_Stand]:
    if len(places) > TWINS:
        return []
    return [stand for place in places if (stand := _shift(mine, other, at, place, None))]


def _go_on(mine: _Side, other: _Side, at: int, stands: list[_Stand]) -> list[_Stand]:
    following = (
        _shift(mine, other, at, place + 1, shift)
        for place, shift in stands
        if not other.ends[place]
    )
    return [stand for stand in following if stand]


def _is_above(mine: _Side, other: _Side, start: int, first: int, shift: int | None) -> bool:
    """True if the line above a block belongs to it too, though it stands too often to begin one."""
    if not first or mine.ends[start - 1] or other.ends[first - 1]:
        return False
    return _shift(mine, other, start - 1, first - 1, shift) is not None


def _is_enough(mine: _Side, start: int, end: int) -> bool:
    words = 0
    for at in range(start, end):
        words += mine.words[at]
        if words >= ENOUGH:
            return True
    return False
