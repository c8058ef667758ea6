"""The command: try cases, count what becomes of them, and say which failed."""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import partial
from multiprocessing import get_context
from pathlib import Path

from tools.fuzz.place import hermetic, read_history
from tools.fuzz.trial import Outcome, Trials


@dataclass
class Report:
    """What became of the cases."""

    cases: int = 0
    kinds: Counter[str] = field(default_factory=Counter)
    notes: Counter[str] = field(default_factory=Counter)
    failures: list[Outcome] = field(default_factory=list)
    slow: list[Outcome] = field(default_factory=list)

    def add(self, outcome: Outcome, slow: float) -> None:
        """Count one more."""
        self.cases += 1
        self.kinds[outcome.kind] += 1
        self.notes.update(set(outcome.notes))
        if outcome.failed:
            self.failures.append(outcome)
        if outcome.seconds > slow:
            self.slow.append(outcome)

    def lines(self) -> Iterator[str]:
        """The report as text."""
        yield f"cases      {self.cases}"
        for kind, count in sorted(self.kinds.items()):
            yield f"  {count:6} {kind}"
        for note, count in sorted(self.notes.items()):
            yield f"  {count:6} of them: {note}"
        yield f"failures   {len(self.failures)}"
        for outcome in self.failures:
            yield f"  --first {outcome.number} --cases 1: {outcome.target}: {outcome.kind}"
            yield "    " + outcome.told.replace("\n", "\n    ")
        for outcome in sorted(self.slow, key=lambda one: -one.seconds)[:20]:
            yield f"  slow: --first {outcome.number}: {outcome.target}: {outcome.seconds:.1f} s"


def run(trials: Trials, numbers: Iterable[int], jobs: int) -> Iterator[Outcome]:
    """Try the cases of those numbers, in that many processes."""
    if jobs == 1:
        yield from map(trials.attempt, numbers)
        return
    with get_context("fork").Pool(jobs) as pool:
        yield from pool.imap_unordered(partial(Trials.attempt, trials), numbers, chunksize=8)


def main() -> int:
    """Parse the words, run, report."""
    parser = argparse.ArgumentParser(prog="python -m tools.fuzz", description=__doc__)
    parser.add_argument("repository", type=Path, help="where the commits are taken from")
    parser.add_argument("--seed", type=int, default=1, help="of all that is drawn (1)")
    parser.add_argument("--cases", type=int, default=200, help="how many (200)")
    parser.add_argument("--first", type=int, default=0, help="the number of the first case (0)")
    parser.add_argument("--jobs", type=int, default=1, help="processes at once (1)")
    parser.add_argument(
        "--revisions", nargs="+", default=["--all"], help="which commits, as git rev-list has it"
    )
    parser.add_argument(
        "--scenes", type=float, default=0.25, help="share with a working tree (0.25)"
    )
    parser.add_argument("--edits", type=float, default=0.5, help="share with edits (0.5)")
    parser.add_argument("--slow", type=float, default=2.0, help="name what takes longer, s (2)")
    options = parser.parse_args()
    own = hermetic()
    os.environ.clear()
    os.environ.update(own)
    begun = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="git-split-fuzz-") as scratch:
        source = options.repository.resolve()
        history = read_history(source, options.revisions)
        trials = Trials(source, history, Path(scratch), options.seed, options.scenes, options.edits)
        report = Report()
        for outcome in run(
            trials, range(options.first, options.first + options.cases), options.jobs
        ):
            report.add(outcome, options.slow)
            if outcome.failed:
                print(f"FAILED {outcome.number}: {outcome.told}", file=sys.stderr, flush=True)
            if report.cases % 100 == 0:
                print(f"{report.cases} ...", file=sys.stderr, flush=True)
    print("\n".join(report.lines()))
    print(f"seconds    {time.monotonic() - begun:.0f}")
    return 1 if report.failures else 0


if __name__ == "__main__":
    sys.exit(main())
