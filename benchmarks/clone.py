"""Measure ``git split --plan`` against ``git history split`` on a repository as a clone has it.

    python -m benchmarks.clone --repo PATH [--git PATH] [--rounds 5] [--sizes 100,1000,10000]

PATH is cloned with its tags and branches, and nine files of its tree are changed by a commit that
is split in two under N descendants: without a commit-graph, as ``git clone`` leaves it, and with
one.  The two ways take turns, each as a whole process that begins with the same refs and objects;
what they leave is checked.  The ratio is the median of the ratios of the turns, so that it holds
where the machine is not idle.

``git history`` is there from git 2.54 on: ``--git`` names the program of one that is not the first
in PATH.  Without one, git split alone is timed.
"""

from __future__ import annotations

import argparse
import shutil
import statistics
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from benchmarks.large import Cost, cost_of
from benchmarks.restack import WORK, environment, git, plan_of, stack_of, texts_of

#: What `git history split` is answered: of each of nine files the first hunk goes, the other stays.
ANSWERS = "y\nn\n" * 9


@dataclass(frozen=True, slots=True)
class Clone:
    """The clone, what is split in it, the stacks' tips by size, and the packs it came with."""

    directory: Path
    target: str
    tips: dict[int, str]
    plan: Path
    packs: frozenset[str]

    def restore(self, size: int) -> None:
        """Put back the stack of that size, and take away what a run has written."""
        refs = git(self.directory, "for-each-ref", "--format=delete %(refname)", "refs/split/")
        update = f"update {WORK} {self.tips[size]}\n".encode()
        git(self.directory, "update-ref", "--stdin", stdin=update + refs)
        for path in _packs(self.directory):
            if path.name not in self.packs:
                path.unlink()
        shutil.rmtree(self.directory / ".git/split", ignore_errors=True)

    def check(self, way: str, size: int) -> None:
        """Raise SystemExit unless the target has become two commits and the tip's tree is kept."""
        count = int(git(self.directory, "rev-list", "--count", f"{self.target}^..{WORK}"))
        trees = git(self.directory, "rev-parse", f"{WORK}^{{tree}}", f"{self.tips[size]}^{{tree}}")
        if count != size + 2 or len(set(trees.split())) != 1:
            raise SystemExit(f"{way} under {size}: {count} commits; nothing counts")


def make(scratch: Path, source: Path, sizes: list[int]) -> Clone:
    """A clone with a commit to split under stacks of those sizes, and no commit-graph."""
    place = scratch / "clone"
    git(scratch, "clone", "-q", str(source), str(place))
    graphs = place / ".git/objects/info"
    (graphs / "commit-graph").unlink(missing_ok=True)
    shutil.rmtree(graphs / "commit-graphs", ignore_errors=True)
    base = git(place, "rev-parse", "HEAD").decode().strip()
    texts = texts_of(place, base)
    paths = sorted(texts)
    files = paths[:: max(1, len(paths) // 9)][:9]
    others = {path: text for path, text in texts.items() if path not in files}
    born = int(git(place, "show", "-s", "--format=%ct", base))
    changed = {path: texts[path] for path in files}
    stream = stack_of((base, born), changed, others, max(sizes))
    git(place, "fast-import", "--quiet", stdin=b"".join(stream))
    target = git(place, "rev-parse", "refs/bench/target").decode().strip()
    above = git(place, "rev-list", "--reverse", "refs/bench/target..refs/bench/tip").decode()
    stack = [target, *above.split()]
    git(place, "update-ref", WORK, stack[max(sizes)])
    git(place, "symbolic-ref", "HEAD", WORK)
    for ref in ("target", "tip"):
        git(place, "update-ref", "-d", f"refs/bench/{ref}")
    git(place, "reset", "-q", "--hard")
    plan = scratch / "plan.toml"
    plan.write_text(plan_of(files))
    packs = frozenset(path.name for path in _packs(place))
    return Clone(place, target, {size: stack[size] for size in sizes}, plan, packs)


def _packs(place: Path) -> list[Path]:
    return list((place / ".git/objects/pack").iterdir())


def history_of(program: str) -> str:
    """The program, where it knows ``git history split``; "" otherwise."""
    try:
        done = subprocess.run(
            [program, "history", "-h"], capture_output=True, env=environment(), check=False
        )
    except OSError:
        return ""
    return program if b"history split" in done.stdout + done.stderr else ""


def turn(clone: Clone, size: int, program: str) -> list[Cost]:
    """Split once in each way: git split, and `git history split` where there is one."""
    found = []
    commands = [(["git", "split", "--plan", str(clone.plan), clone.target], "")]
    if program:
        commands.append(([program, "history", "split", clone.target], ANSWERS))
    for command, stdin in commands:
        clone.restore(size)
        found.append(cost_of(clone.directory, command, stdin))
        clone.check(command[1], size)
        print(".", end="", file=sys.stderr, flush=True)
    return found


def row(name: str, turns: list[list[Cost]]) -> str:
    """A row of the table, in Markdown: medians of seconds and processor seconds, and ratios."""
    cells = [name]
    for way in zip(*turns, strict=True):
        seconds = statistics.median(cost.seconds for cost in way)
        work = statistics.median(cost.work for cost in way)
        cells.append(f"{seconds:.2f} s ({work:.2f} s)")
    if len(turns[0]) > 1:
        ratios = [
            statistics.median(other.seconds / split.seconds for split, other in turns),
            statistics.median(other.work / split.work for split, other in turns),
        ]
        cells += [f"{ratio:.1f}" for ratio in ratios]
    else:
        cells += ["-"] * 3
    return f"| {' | '.join(cells)} |"


def main() -> int:
    """Make the clone, measure in it, print a table."""
    parser = argparse.ArgumentParser(description="git split against git history split, in a clone")
    parser.add_argument("--repo", type=Path, required=True, help="the repository to clone")
    parser.add_argument("--git", default="git", help="the program of a git from 2.54 on (git)")
    parser.add_argument("--rounds", type=int, default=5, help="how often each is timed (5)")
    parser.add_argument("--sizes", default="100,1000,10000", help="descendants (100,1000,10000)")
    options = parser.parse_args()
    program = history_of(options.git)
    if not program:
        print(f"'{options.git}' has no 'git history': git split alone is timed", file=sys.stderr)
    sizes = sorted(int(size) for size in options.sizes.split(","))
    with tempfile.TemporaryDirectory(prefix="git-split-bench-") as scratch:
        clone = make(Path(scratch), options.repo.resolve(), sizes)
        print("| descendants | split | history | history/split | the same of processor time |")
        print("|:--|--:|--:|--:|--:|")
        for graph in ("no commit-graph", "commit-graph"):
            if graph == "commit-graph":
                clone.restore(max(sizes))
                git(clone.directory, "commit-graph", "write", "--reachable")
            for size in sizes:
                turns = [turn(clone, size, program) for _ in range(options.rounds)]
                print(row(f"{size:,}, {graph}", turns), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
