"""Measure the screen: how soon it is there, how soon a key is, and what memory it takes.

    python -m benchmarks.screen [--only start,keys,memory] [--rounds 11] [--keys 100]

The installed program runs in a terminal (terminal.py) that drives nothing and draws nothing.

    start     from exec until a line of the diff has come, as a ratio to what a bare Textual
              application (bare.py) takes until its text has come; both in turns, medians
    keys      from a key to its paint, in milliseconds, over many presses of each key; and how much
              of it the program was at work on a processor (the median), which other programs on
              the machine make no longer
    memory    the process at its peak, after all of the diff was paged through

Needs git split installed beside the Python that runs this; memory also needs /proc.
"""

from __future__ import annotations

import argparse
import os
import random
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from benchmarks import bare
from benchmarks.large import Case, Place, make
from benchmarks.restack import environment, git
from benchmarks.terminal import Memory, Paint, Terminal, children, memory

#: A line of the diff, the first that is changed, and what the latest commit is called.
FIRST = "thefirstchangedline"
LATEST = "Commit 11"
DOWN, PAGE_DOWN = b"\x1b[B", b"\x1b[6~"
ROWS = 40


# The commits


@dataclass(frozen=True, slots=True)
class Shape:
    """A commit to measure with: so many files with so many hunks of so many changed lines."""

    name: str
    files: int
    hunks: int
    lines: int

    @property
    def changed(self) -> int:
        """How many lines are changed."""
        return self.files * self.hunks * self.lines


SHAPES = {
    shape.name: shape
    for shape in (
        Shape("50 files", 50, 2, 10),
        Shape("5,000 files", 5000, 1, 2),
        Shape("100,000 lines of 1,000 files", 1000, 5, 20),
        Shape("100,000 lines in 20 hunks", 1, 20, 5000),
        Shape("100,000 lines in one hunk", 1, 1, 100_000),
    )
}
SMALL, FILES, SPREAD, HUNKS, BLOCK = SHAPES.values()


def case(shape: Shape) -> Case:
    """The files before and after; half of what is changed is removed, half is added."""
    before, after = {}, {}
    for number in range(shape.files):
        old, new = _texts(shape, number)
        path = f"area{number // 100:02}/file{number:04}.txt"
        before[path], after[path] = old, new
    return Case("screen", before, after, plan="", answers="", above=10)


def _texts(shape: Shape, file: int) -> tuple[bytes, bytes]:
    old = [f"the top of file {file}\n"]
    new = old[:]
    old += [f"{FIRST}\n"] if file == 0 else []
    for hunk in range(shape.hunks):
        for line in range(shape.lines // 2):
            old.append(f"file {file}, hunk {hunk}: value_{line} = compute(old, {line})\n")
            new.append(f"file {file}, hunk {hunk}: value_{line} = compute(new, {line + 1})\n")
        kept = [f"file {file}: what stays between, {hunk} {line}\n" for line in range(10)]
        old += kept
        new += kept
    return "".join(old).encode(), "".join(new).encode()


def forget(place: Path) -> None:
    """Let no draft be offered."""
    shutil.rmtree(place / "split", ignore_errors=True)


def terminal(place: Path, *command: str) -> Terminal:
    """A command in a terminal, in a repository in which nothing was done before."""
    forget(place)
    env = environment() | {"TERM": "xterm-256color", "COLORTERM": "truecolor"}
    left_out = ("NO_COLOR", "COLUMNS", "LINES")
    kept = {
        key: value
        for key, value in env.items()
        if key not in left_out and not key.startswith("TEXTUAL")
    }
    return Terminal(
        [shutil.which(command[0], path=env["PATH"]) or "", *command[1:]], place, kept, ROWS
    )


# Start


def starts(place: Place) -> Iterator[tuple[str, Callable[[], Terminal], bytes]]:
    """What is started, by name: how, and what has to come."""
    script = str(Path(bare.__file__))
    where = place.bare
    yield "bare", lambda: terminal(where, sys.executable, script), bare.TEXT.encode()
    yield "git-split", lambda: terminal(where, "git-split", place.target), FIRST.encode()
    yield "git split", lambda: terminal(where, "git", "split", place.target), FIRST.encode()
    yield "list", lambda: terminal(where, "git-split"), LATEST.encode()


def measure_starts(place: Place, rounds: int) -> dict[str, float]:
    """The median time of each until it has painted, in seconds; a first round is not counted."""
    times: dict[str, list[float]] = {}
    for turn in range(rounds + 1):
        for name, start, text in starts(place):
            with start() as running:
                seconds = running.wait_for(text)
            if turn:
                times.setdefault(name, []).append(seconds)
        print(".", end="", file=sys.stderr, flush=True)
    return {name: statistics.median(found) for name, found in times.items()}


def start_rows(shape: Shape, place: Place, rounds: int) -> Iterator[str]:
    """The row of the first table, in Markdown."""
    medians = measure_starts(place, rounds)
    base = medians.pop("bare")
    ratios = [f"{seconds / base:.2f}" for seconds in medians.values()]
    yield f"| {shape.name} | {base * 1000:.0f} ms | {' | '.join(ratios)} |"


# Keys


@dataclass(frozen=True, slots=True)
class Keys:
    """Keys to measure, one after the other, after those that lead there."""

    name: str
    before: Sequence[bytes]
    keys: Callable[[int], Sequence[bytes]]


def _again(*keys: bytes) -> Callable[[int], Sequence[bytes]]:
    """The same keys in turns."""
    return lambda count: [keys[turn % len(keys)] for turn in range(count)]


def _first_then(first: bytes, then: bytes) -> Callable[[int], Sequence[bytes]]:
    """Each half of the time."""
    return lambda count: [first] * (count - count // 2) + [then] * (count // 2)


#: To the first line that is changed.
A_LINE = (b"g", b"]", DOWN, DOWN)
MOVES = (
    Keys("down", [b"g"], _again(DOWN)),
    Keys("page down", [b"g"], _again(PAGE_DOWN)),
    Keys("n", [b"g"], _again(b"n")),
    Keys("G, g", [b"g"], _again(b"G", b"g")),
    Keys("1, a line", A_LINE, _again(b"1")),
    Keys("space, a line", [*A_LINE, b"1"], _again(b" ")),
    Keys("1, then u", A_LINE, _first_then(b"1", b"u")),
)
HUNK_MOVES = (
    Keys("]", [b"g"], _again(b"]")),
    Keys("1, u, a hunk", [b"g", b"]"], _again(b"1", b"u")),
)
#: The first key shows the block as it reads; from then on lines move, and a search goes through it.
ORDER_MOVES = (
    Keys("}, {, a block", [*A_LINE, b"{"], _again(b"}", b"{")),
    Keys("), (, a block", [*A_LINE, b"{", b"/", b"l", b"\r"], _again(b")", b"(")),
    Keys("/l Enter, a block", [*A_LINE, b"{"], _again(b"/", b"l", b"\r")),
)
FILE_MOVES = (
    Keys("], [", [b"g"], _again(b"]", b"[")),
    Keys("1, u, the file", [b"g"], _again(b"1", b"u")),
)
#: A paste of 300 kB without a line end into a message, and letters behind it.
LONG_LINE = b"\x1b[200~" + b"word " * 60_000 + b"\x1b[201~"
MESSAGE_KEYS = (Keys("a letter, 300 kB on one line", [b"m", LONG_LINE], _again(b"x", b" ")),)
KEYS = {
    SMALL.name: MESSAGE_KEYS,
    SPREAD.name: (*MOVES, *HUNK_MOVES),
    BLOCK.name: (*MOVES, *FILE_MOVES, *ORDER_MOVES),
    HUNKS.name: HUNK_MOVES[1:],
}


def measure_keys(place: Place, keys: Keys, count: int) -> list[Paint]:
    """What each press brought.

    Between some presses there is a pause, so that what is done while nobody types (a draft is
    saved, what is not on view is made ready) meets a key now and then.
    """
    chance = random.Random(1)
    paints = []
    with terminal(place.bare, "git-split", place.target) as running:
        running.wait_for(FIRST.encode())
        running.settle(0.5)
        running.lead(keys.before)
        for key in keys.keys(count):
            if chance.random() < 0.2:
                time.sleep(chance.uniform(0.15, 0.4))
                running.settle(0.01)
            paints.append(running.press(key))
    return paints


def key_rows(shape: Shape, place: Place, count: int) -> Iterator[str]:
    """The rows of the second table, in Markdown."""
    for keys in KEYS[shape.name]:
        paints = measure_keys(place, keys, count)
        times = [paint.seconds * 1000 for paint in paints]
        first = statistics.median(paint.first * 1000 for paint in paints)
        work = statistics.median(paint.work * 1000 for paint in paints)
        last = statistics.quantiles(times, n=20)[-1]
        cells = [
            f"{cell:.1f}" for cell in (first, statistics.median(times), last, max(times), work)
        ]
        yield f"| {shape.name} | {keys.name} | {' | '.join(cells)} |"


# Memory


def memory_rows(shape: Shape, place: Place) -> Iterator[str]:
    """The row of the third table, in Markdown."""
    found, others = measure_memory(place)
    cells = [f"{size >> 20} MB" for size in (found.peak, found.now, others)]
    yield f"| {shape.name} | {' | '.join(cells)} |"


def measure_memory(place: Place) -> tuple[Memory, int]:
    """The memory of the process after all was paged through, and what its children take then."""
    with terminal(place.bare, "git-split", place.target) as running:
        running.wait_for(FIRST.encode())
        running.settle(0.5)
        running.run_over(PAGE_DOWN)
        found = memory(running.pid)
        others = sum(memory(child).now for child in children(running.pid))
    return found, others


# All of it


@dataclass(frozen=True, slots=True)
class Table:
    """What is measured of some commits: a heading in Markdown, and the rows for one of them."""

    heading: str
    shapes: Sequence[Shape]
    rows: Callable[[Shape, Place], Iterator[str]]


def tables(rounds: int, count: int) -> dict[str, Table]:
    """All of them, by name."""
    return {
        "start": Table(
            "| commit | bare | git-split | git split | the list |\n|:--|--:|--:|--:|--:|",
            (SMALL, FILES, SPREAD, BLOCK),
            partial(start_rows, rounds=rounds),
        ),
        "keys": Table(
            "| commit | key | first | median | 95% | worst | work |\n|:--|:--|--:|--:|--:|--:|--:|",
            (SPREAD, BLOCK, HUNKS, SMALL),
            partial(key_rows, count=count),
        ),
        "memory": Table(
            "| commit | peak | now | children |\n|:--|--:|--:|--:|", (SPREAD, BLOCK), memory_rows
        ),
    }


def main() -> int:
    """Measure, and print a table for each thing measured."""
    parser = argparse.ArgumentParser(description="how soon the screen is there")
    parser.add_argument("--only", default="start,keys,memory", help="what to measure, by name")
    parser.add_argument("--rounds", type=int, default=11, help="how often each is started (11)")
    parser.add_argument("--keys", type=int, default=100, help="how often each key is pressed (100)")
    options = parser.parse_args()
    version = git(Path.cwd(), "version").decode().strip()
    print(f"{version}, Python {sys.version.split()[0]}, {os.cpu_count()} processors")
    with tempfile.TemporaryDirectory(prefix="git-split-bench-") as scratch:
        places: dict[Shape, Place] = {}
        for name, table in tables(options.rounds, options.keys).items():
            if name not in options.only.split(","):
                continue
            print(f"\n{table.heading}")
            for shape in table.shapes:
                if shape not in places:
                    directory = Path(scratch, str(len(places)))
                    directory.mkdir()
                    places[shape] = make(directory, case(shape))
                for row in table.rows(shape, places[shape]):
                    print(row, flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
