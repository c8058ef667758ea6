"""Measure ``git split --plan`` where something is large: time and peak memory, as whole processes.

    python -m benchmarks.large [--only NAME,...] [--rounds 3] [--without WAY,...]

Each case is a repository with one commit to split in two, under some descendants:

    stack-100, stack-1000, stack-10000   so many descendants, on a tree of 1,000 files
    tree       a tree of 500,000 files; the commit changes nine of them
    files      a commit that changes 5,000 files
    lines      a commit that changes 200,000 lines of one file, in 10,000 hunks
    block      a commit that changes 200,000 lines of one file in one hunk, split in its middle
    spread     a commit that changes 200,000 lines of 1,000 files

and each is done by ``git split --plan``, by ``git rebase -i`` (edit, reset, two commits, continue)
and, where git has it, by ``git history split``, its questions answered from a pipe.  What a way
leaves is checked.  A way that cannot do a case (by hunks, or inside of one) has no entry.
Memory is the greatest resident set of any process of a way.
"""

from __future__ import annotations

import argparse
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from benchmarks.restack import EDITOR, NAME, environment, git

COST = Path(__file__).with_name("cost.py")
WORK = "refs/heads/work"
#: A rebase is timed so often at most: it is slow, and varies little.
REBASES = 1
#: No rebase under more descendants.
REBASE_MAX = 1000


@dataclass(frozen=True, slots=True)
class Case:
    """What is measured: the files below and after the commit to split, and how it is split.

    ``others`` is how many files there are beside these, ``plan`` the changes of the first part,
    ``answers`` what `git history split` is told ("" where it cannot be), ``first`` the files that
    a rebase puts into the first commit (none: it cannot be done by whole files).
    """

    name: str
    before: Mapping[str, bytes]
    after: Mapping[str, bytes]
    plan: str
    answers: str
    first: Sequence[str] = ()
    others: int = 1000
    above: int = 10


@dataclass(frozen=True, slots=True)
class Cost:
    """What a way took: seconds, bytes at its peak, seconds of processor time."""

    seconds: float
    memory: int
    work: float


# The cases


def _lines(count: int, word: str) -> list[bytes]:
    return [
        f"{word} {number} of a text that is neither short nor long\n".encode()
        for number in range(count)
    ]


def _with_hunks(count: int, size: int) -> tuple[bytes, bytes]:
    """A text and another in which ``count`` blocks of ``size`` lines are replaced."""
    old, new, kept = [], [], _lines(count * 10 + 10, "stays")
    gone, come = _lines(count * size, "goes"), _lines(count * size, "comes")
    for number in range(count):
        stays = kept[number * 10 : number * 10 + 10]
        span = slice(number * size, number * size + size)
        old += [*stays, *gone[span]]
        new += [*stays, *come[span]]
    return b"".join([*old, *kept[-10:]]), b"".join([*new, *kept[-10:]])


def cases() -> Iterator[Callable[[], Case]]:
    """All cases, each made when it is its turn."""
    for above in (100, 1000, 10_000):
        yield partial(_nine, f"stack-{above}", 1000, above)
    yield partial(_nine, "tree", 500_000, 10)
    yield _files
    yield _lines_case
    yield _block
    yield _spread


NAMES = ("stack-100", "stack-1000", "stack-10000", "tree", "files", "lines", "block", "spread")


def _nine(name: str, others: int, above: int) -> Case:
    """Nine files with two hunks each; the first hunks are the first part."""
    before, after = {}, {}
    for number in range(9):
        rows = _lines(40, f"file {number}")
        path = f"area0/touched{number}.txt"
        before[path] = b"".join(rows)
        after[path] = b"".join([rows[0], b"one\n", *rows[1:-1], b"other\n", rows[-1]])
    plan = "".join(f'{{ file = "{path}", hunks = [1] }}, ' for path in before)
    return Case(name, before, after, plan, "y\nn\n" * 9, [*before][:4], others, above)


def _files() -> Case:
    before = {f"many{n % 50}/file{n}.txt": b"".join(_lines(20, f"{n}")) for n in range(5000)}
    after = {path: text + b"one more\n" for path, text in before.items()}
    first = [*before][::2]
    plan = "".join(f'{{ file = "{path}" }}, ' for path in first)
    order = sorted(before)
    chosen = set(first)
    answers = "".join("y\n" if path in chosen else "n\n" for path in order)
    return Case("files", before, after, plan, answers, first)


def _lines_case() -> Case:
    old, new = _with_hunks(10_000, 10)
    hunks = ", ".join(map(str, range(1, 10_001, 2)))
    plan = f'{{ file = "large.txt", hunks = [{hunks}] }}'
    return Case("lines", {"large.txt": old}, {"large.txt": new}, plan, "y\nn\n" * 5000)


def _block() -> Case:
    old, new = _with_hunks(1, 100_000)
    plan = '{ file = "large.txt", removed = ["11-50010"], added = ["11-50010"] }'
    return Case("block", {"large.txt": old}, {"large.txt": new}, plan, "")


def _spread() -> Case:
    old, new = _with_hunks(10, 10)
    before = {f"wide{n % 20}/file{n}.txt": old + b"%d\n" % n for n in range(1000)}
    after = {path: new + text[len(old) :] for path, text in before.items()}
    plan = "".join(f'{{ file = "{path}", hunks = [1, 3, 5, 7, 9] }}, ' for path in before)
    return Case("spread", before, after, plan, "y\nn\n" * 5000, [*before][::2])


# Making a repository


@dataclass(frozen=True, slots=True)
class Place:
    """Repositories to measure in: objects in one, and a bare one and one with files above it."""

    scratch: Path
    case: Case
    target: str
    tip: str

    @property
    def bare(self) -> Path:
        """Where nothing is checked out."""
        return self.scratch / "bare"

    @property
    def files(self) -> Path:
        """Where the tip is checked out; made when it is asked for."""
        place = self.scratch / "files"
        if not place.exists():
            _borrow(self.scratch, place)
            git(place, "update-ref", WORK, self.tip)
            git(place, "reset", "-q", "--hard")
        return place

    def restore(self, place: Path) -> None:
        """Let it be as before a run."""
        for row in git(place, "for-each-ref", "--format=%(refname)").decode().split():
            if row != WORK:
                git(place, "update-ref", "-d", row)
        git(place, "update-ref", WORK, self.tip)
        if place != self.bare:
            git(place, "reset", "-q", "--hard")

    def check(self, place: Path, way: str) -> None:
        """Raise SystemExit unless the target has become two commits and the tip's tree is kept."""
        count = int(git(place, "rev-list", "--count", f"{self.target}^..{WORK}"))
        trees = git(place, "rev-parse", f"{WORK}^{{tree}}", f"{self.tip}^{{tree}}").split()
        if count != self.case.above + 2 or trees[0] != trees[1]:
            raise SystemExit(f"{way} of {self.case.name}: {count} commits, trees {trees}")


def make(scratch: Path, case: Case) -> Place:
    """A repository with the case's commit under its descendants."""
    store = scratch / "store"
    git(scratch, "init", "-q", "--bare", "-b", "work", str(store))
    git(store, "fast-import", "--quiet", stdin=b"".join(_stream(case)))
    target = git(store, "rev-parse", "refs/bench/target").decode().strip()
    tip = git(store, "rev-parse", "refs/bench/tip").decode().strip()
    _borrow(scratch, scratch / "bare", "--bare")
    git(scratch / "bare", "update-ref", WORK, tip)
    (scratch / "plan.toml").write_text(
        f'version = 1\n[[part]]\nmessage = "The one thing"\nchanges = [{case.plan}]\n'
        '[[part]]\nmessage = "The other thing"\nrest = true\n'
    )
    return Place(scratch, case, target, tip)


def _borrow(scratch: Path, place: Path, *options: str) -> None:
    git(scratch, "init", "-q", "-b", "work", *options, str(place))
    inside = place if options else place / ".git"
    (inside / "objects" / "info" / "alternates").write_text(f"{scratch / 'store' / 'objects'}\n")


def _stream(case: Case) -> Iterator[bytes]:
    """What ``git fast-import`` makes the history of."""
    yield b"blob\nmark :1\ndata 15\none of the many\n"
    yield from _commit("refs/bench/base", 0, "")
    for number in range(case.others):
        yield f"M 100644 :1 area{number % 10}/part{number % 500}/file{number}\n".encode()
    for path, text in case.before.items():
        yield _file(path, text)
    yield from _commit("refs/bench/target", 1, "refs/bench/base")
    for path, text in case.after.items():
        yield _file(path, text)
    for number in range(case.above):
        yield from _commit("refs/bench/tip", number + 2, "" if number else "refs/bench/target")
        yield _file(f"area{number % 10}/above", b"%d\n" % number)


def _commit(ref: str, number: int, origin: str) -> Iterator[bytes]:
    who = f"{NAME} {1_700_000_000 + 60 * number} +0200"
    message = f"Commit {number}\n"
    yield f"commit {ref}\nauthor {who}\ncommitter {who}\ndata {len(message)}\n{message}".encode()
    if origin:
        yield f"from {origin}\n".encode()


def _file(path: str, text: bytes) -> bytes:
    return b"M 100644 inline %s\ndata %d\n%s\n" % (path.encode(), len(text), text)


# The ways


def cost_of(
    directory: Path, command: Sequence[str], stdin: str = "", env: Mapping[str, str] | None = None
) -> Cost:
    """Run a command and return what it cost; it must succeed."""
    done = subprocess.run(
        [sys.executable, "-S", "-E", str(COST), *command],
        cwd=directory,
        env=environment() | dict(env or {}),
        input=stdin,
        capture_output=True,
        text=True,
        errors="replace",
        check=False,
    )
    if done.returncode:
        raise SystemExit(f"{' '.join(command)[:200]}: {done.stderr[-500:]}")
    seconds, memory, work = done.stdout.split()
    return Cost(float(seconds), int(memory), float(work))


def _run(
    directory: Path, *args: str, stdin: str = "", env: Mapping[str, str] | None = None
) -> Cost:
    """Run git and return what it cost."""
    return cost_of(directory, ["git", *args], stdin, env)


def by_split(place: Place) -> Cost:
    """Split with this project's program."""
    return _run(place.bare, "split", "--plan", str(place.scratch / "plan.toml"), place.target)


def by_history(place: Place) -> Cost:
    """Split with git's own command."""
    return _run(place.bare, "history", "split", place.target, stdin=place.case.answers)


def by_rebase(place: Place) -> Cost:
    """Split the way the manual of git rebase tells, by whole files."""
    files = place.files
    steps: list[tuple[str, ...]] = [
        ("rebase", "-q", "-i", f"{place.target}^"),
        ("reset", "-q", "HEAD^"),
        ("add", "--pathspec-from-file=-"),
        ("commit", "-q", "-m", "The one thing"),
        ("add", "-u"),
        ("commit", "-q", "-m", "The other thing"),
        ("rebase", "--continue"),
    ]
    env = {"GIT_SEQUENCE_EDITOR": EDITOR}
    stdin = "\n".join(place.case.first)
    costs = [_run(files, *step, env=env, stdin=stdin) for step in steps]
    return _sum(costs)


def _sum(costs: Sequence[Cost]) -> Cost:
    """What several processes took, one after the other."""
    return Cost(
        sum(cost.seconds for cost in costs),
        max(cost.memory for cost in costs),
        sum(cost.work for cost in costs),
    )


WAYS: dict[str, Callable[[Place], Cost]] = {
    "split": by_split,
    "rebase": by_rebase,
    "history": by_history,
}


def ways_of(case: Case, without: Sequence[str]) -> list[str]:
    """The ways that can do a case, and are wanted."""
    possible = ["split"]
    if case.first and case.above <= REBASE_MAX:
        possible.append("rebase")
    if case.answers and _has_history():
        possible.append("history")
    return [way for way in possible if way not in without]


def _has_history() -> bool:
    done = subprocess.run(
        ["git", "history", "-h"], capture_output=True, env=environment(), check=False
    )
    return b"git history split" in done.stdout + done.stderr


def measure(place: Place, ways: Sequence[str], rounds: int) -> dict[str, Cost]:
    """The median cost of each way."""
    costs: dict[str, list[Cost]] = {}
    for turn in range(rounds):
        for way in ways:
            if way == "rebase" and turn >= REBASES:
                continue
            where = place.files if way == "rebase" else place.bare
            place.restore(where)
            costs.setdefault(way, []).append(WAYS[way](place))
            place.check(where, way)
            print(".", end="", file=sys.stderr, flush=True)
    return {way: median(found) for way, found in costs.items()}


def median(costs: Sequence[Cost]) -> Cost:
    """The median of each figure, and the greatest memory."""
    return Cost(
        statistics.median(cost.seconds for cost in costs),
        max(cost.memory for cost in costs),
        statistics.median(cost.work for cost in costs),
    )


def row(name: str, costs: Mapping[str, Cost]) -> str:
    """A row of the table, in Markdown."""
    cells = [name]
    for way in WAYS:
        cost = costs.get(way)
        cells.append(f"{cost.seconds:.2f} s, {cost.memory >> 20} MB" if cost else "-")
    for way in ("rebase", "history"):
        other = costs.get(way)
        cells.append(f"{other.seconds / costs['split'].seconds:.1f}" if other else "-")
    return f"| {' | '.join(cells)} |"


def main() -> int:
    """Make each case, measure in it, print a table."""
    parser = argparse.ArgumentParser(description="git split where something is large")
    parser.add_argument("--only", default=",".join(NAMES), help="the cases, by name")
    parser.add_argument("--rounds", type=int, default=3, help="how often each is timed (3)")
    parser.add_argument("--without", default="", help="ways to leave out, by name")
    options = parser.parse_args()
    print("| case | split | rebase | history | rebase/split | history/split |")
    print("|:--|--:|--:|--:|--:|--:|")
    for name, build in zip(NAMES, cases(), strict=True):
        if name not in options.only.split(","):
            continue
        with tempfile.TemporaryDirectory(prefix="git-split-bench-") as scratch:
            case = build()
            place = make(Path(scratch), case)
            ways = ways_of(case, options.without.split(","))
            print(row(name, measure(place, ways, options.rounds)), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
