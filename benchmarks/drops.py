"""Measure what dropping a change costs, against the same split that drops nothing.

    python -m benchmarks.drops [--only NAME,...] [--rounds 5]

    wide      a file in a directory of 20,000, under 200 commits that change other files there
    repeats   a line of a file of 160,000 lines that repeat, under a commit that changes another
    touched   a line of a file under 300 commits that each change another line of that file

Each is split in turn without and with the drop, as a whole process.  Printed are medians of the
seconds, of the processor time, their ratio as the median of the turns' ratios, the greatest memory
of any process, and what the drop's objects take.
"""

from __future__ import annotations

import argparse
import random
import shutil
import statistics
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from benchmarks.large import Cost, cost_of, median
from benchmarks.restack import NAME, WORK, git

Files = dict[str, bytes]


@dataclass(frozen=True, slots=True)
class Case:
    """Commits as the files that each changes: a base, the target, and those above.

    ``kept`` are the changes of the first part, ``dropped`` those that may be dropped.
    """

    commits: list[Files]
    kept: str
    dropped: str


def wide() -> Case:
    """A directory of many files."""
    base = {f"d/f{n:06}": b"%d\n" % n for n in range(20_000)}
    target = {f"d/f{n:06}": b"new\n" for n in range(3)}
    above = [{f"d/f{n + 100:06}": b"above\n"} for n in range(200)]
    return Case([base, target, *above], '{ file = "d/f000000" }', '{ file = "d/f000002" }')


def repeats() -> Case:
    """A file whose lines repeat."""
    chance = random.Random(1)
    rows = [b'  { "k": %d },\n' % chance.randrange(150) for _ in range(160_000)]
    return _edited(rows, [[100, 200], [5000]])


def touched() -> Case:
    """A file that every commit above changes."""
    rows = [b"line %d of a text that is neither short nor long\n" % n for n in range(2000)]
    return _edited(rows, [[100, 200], *([n * 5 + 300] for n in range(300))])


def _edited(rows: list[bytes], edits: list[list[int]]) -> Case:
    commits = [{"f": b"".join(rows)}]
    for number, edit in enumerate(edits):
        for place in edit:
            rows[place] = b"edit %d\n" % number
        commits.append({"f": b"".join(rows)})
    return Case(commits, '{ file = "f", hunks = [1] }', '{ file = "f", hunks = [2] }')


CASES: dict[str, Callable[[], Case]] = {"wide": wide, "repeats": repeats, "touched": touched}


def _stream(case: Case) -> Iterator[bytes]:
    for number, files in enumerate(case.commits):
        who = f"{NAME} {1_700_000_000 + 60 * number} +0000"
        yield f"commit {WORK}\nmark :{number + 1}\ncommitter {who}\ndata 0\n".encode()
        if number:
            yield b"from :%d\n" % number
        for path, text in files.items():
            yield b"M 100644 inline %s\ndata %d\n%s\n" % (path.encode(), len(text), text)


def measure(scratch: Path, case: Case, rounds: int) -> str:
    """The cells of a case's row."""
    store, place = scratch / "store", scratch / "work"
    git(scratch, "init", "-q", "--bare", str(store))
    git(store, "fast-import", "--quiet", stdin=b"".join(_stream(case)))
    tip = git(store, "rev-parse", WORK).decode().strip()
    git(scratch, "init", "-q", "--bare", "-b", WORK.removeprefix("refs/heads/"), str(place))
    (place / "objects/info/alternates").write_text(f"{store / 'objects'}\n")
    part = f'version = 1\n[[part]]\nmessage = "first"\nchanges = [{case.kept}]\n'
    rest = '[[part]]\nmessage = "second"\nrest = true\n'
    plans = [part + rest, f"{part}{rest}[dropped]\nchanges = [{case.dropped}]\n"]
    if case.dropped == '{ file = "f", hunks = [2] }':
        plans[1] = f"{part}[dropped]\nchanges = [{case.dropped}]\n"
    turns = [[_split(place, tip, case, plan) for plan in plans] for _ in range(rounds)]
    written = sum(path.stat().st_size for path in place.glob("objects/??*/*") if path.is_file())
    kept, dropped = (median(way) for way in zip(*turns, strict=True))
    ratio = statistics.median(drop.work / keep.work for keep, drop in turns)
    cells = [f"{cost.seconds:.2f} s ({cost.work:.2f} s)" for cost in (kept, dropped)]
    return " | ".join([*cells, f"{ratio:.1f}", _mb(dropped.memory), _mb(written)])


def _split(place: Path, tip: str, case: Case, plan: str) -> Cost:
    refs = git(place, "for-each-ref", "--format=delete %(refname)", "refs/split/")
    git(place, "update-ref", "--stdin", stdin=f"update {WORK} {tip}\n".encode() + refs)
    for path in (place / "objects").iterdir():
        if path.name != "info":
            shutil.rmtree(path)
    (place / "plan.toml").write_text(plan)
    target = f"{tip}~{len(case.commits) - 2}"
    cost = cost_of(place, ["git", "split", "--plan", "plan.toml", target])
    print(".", end="", file=sys.stderr, flush=True)
    return cost


def _mb(size: int) -> str:
    return f"{size / 2**20:.1f} MB"


def main() -> int:
    """Make each case, measure in it, print a table."""
    parser = argparse.ArgumentParser(description="what dropping a change costs")
    parser.add_argument("--only", default=",".join(CASES), help="the cases, by name")
    parser.add_argument("--rounds", type=int, default=5, help="how often each is timed (5)")
    options = parser.parse_args()
    print("| case | nothing dropped | dropped | ratio | memory | objects |")
    print("|:--|--:|--:|--:|--:|--:|")
    for name, build in CASES.items():
        if name in options.only.split(","):
            with tempfile.TemporaryDirectory(prefix="git-split-bench-") as scratch:
                print(f"| {name} | {measure(Path(scratch), build(), options.rounds)} |", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
