"""Measure ``git split --plan`` against ``git rebase -i`` and against the floor.

    python benchmarks/restack.py [--repo PATH] [--rounds 5] [--sizes 100,1000,10000]

A commit that changes nine files is split in two under N descendants.  All ways are whole processes,
timed in turns on the same repository in the same state, and what they leave is checked:

    floor    plumbing driven by the standard library alone (floor.py); nobody can be much faster
    split    git split --plan FILE: the first hunk of each file, then the rest
    rebase   git rebase -i, stop at the commit, reset, commit twice (by file), continue

The tree is generated (5,000 files), or that of a clone of PATH.  Needs only the standard library,
git, and git split installed beside the Python that runs this.
"""

from __future__ import annotations

import argparse
import os
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

FLOOR = Path(__file__).with_name("floor.py")
NAME = "A U Thor <author@example.com>"
WORK = "refs/heads/work"

#: Turns the first ``pick`` of a rebase into ``edit``.
EDITOR = """sh -c 'sed "1s/^pick/edit/" "$1" >"$1.new" && mv "$1.new" "$1"' -"""
_WORDS = ("commit", "tree", "that", "which", "part", "file", "change", "line", "with", "from")


@dataclass(frozen=True, slots=True)
class Bench:
    """A repository to measure in.

    Its objects come from elsewhere, so that a run's own ones are all it has.  ``tips`` holds the
    tip of the stack by its size, ``files`` what the target changes.
    """

    directory: Path
    target: str
    files: tuple[str, ...]
    tips: dict[int, str]
    plan: Path

    def git(self, *args: str, stdin: bytes = b"", env: dict[str, str] | None = None) -> bytes:
        """What git prints."""
        return git(self.directory, *args, stdin=stdin, env=env)

    def restore(self, size: int) -> None:
        """Put back the stack of that size, and take away what a run has written."""
        self.git("update-ref", "--stdin", stdin=f"update {WORK} {self.tips[size]}\n".encode())
        self.git("reset", "-q", "--hard")
        refs = self.git("for-each-ref", "--format=delete %(refname)").replace(
            f"delete {WORK}\n".encode(), b""
        )
        self.git("update-ref", "--stdin", stdin=refs)
        for path in (self.directory / ".git" / "objects").iterdir():
            if path.name != "info":
                shutil.rmtree(path)
        (self.directory / ".git" / "objects" / "pack").mkdir()
        shutil.rmtree(self.directory / ".git" / "logs", ignore_errors=True)

    def check(self, way: str, size: int) -> None:
        """Raise SystemExit unless the target has become two commits and the tip's tree is kept."""
        count = int(self.git("rev-list", "--count", f"{self.target}^..{WORK}"))
        trees = self.git("rev-parse", f"{WORK}^{{tree}}", f"{self.tips[size]}^{{tree}}").split()
        if count != size + 2 or trees[0] != trees[1]:
            raise SystemExit(f"{way} under {size}: {count} commits, trees {trees}; nothing counts")


# Making a repository


def make(scratch: Path, source: Path | None, sizes: list[int]) -> Bench:
    """A repository with a commit to split under stacks of those sizes."""
    store = scratch / "store"
    if source:
        git(scratch, "clone", "-q", "--bare", "--shared", str(source), str(store))
        base = git(store, "rev-parse", "HEAD").decode().strip()
    else:
        git(scratch, "init", "-q", "--bare", "-b", "work", str(store))
        git(store, "fast-import", "--quiet", stdin=b"".join(_generated()))
        base = git(store, "rev-parse", "refs/heads/base").decode().strip()
    texts = texts_of(store, base)
    paths = sorted(texts)
    files = paths[:: max(1, len(paths) // 9)][:9]
    others = [path for path in paths if path not in files]
    born = int(git(store, "show", "-s", "--format=%ct", base))
    stream = stack_of(
        (base, born),
        {path: texts[path] for path in files},
        {path: texts[path] for path in others},
        max(sizes),
    )
    git(store, "fast-import", "--quiet", "--force", stdin=b"".join(stream))
    target = git(store, "rev-parse", "refs/bench/target").decode().strip()
    oids = git(
        store, "rev-list", "--reverse", "--first-parent", "refs/bench/target..refs/bench/tip"
    )
    stack = [target, *oids.decode().split()]
    place = scratch / "work"
    git(scratch, "init", "-q", "-b", "work", str(place))
    alternates = place / ".git" / "objects" / "info" / "alternates"
    alternates.write_text(f"{store / 'objects'}\n")
    plan = scratch / "plan.toml"
    plan.write_text(plan_of(files))
    return Bench(place, target, tuple(files), {size: stack[size] for size in sizes}, plan)


def _generated() -> Iterator[bytes]:
    """A commit of 5,000 files, from 10 to 200 lines, in 250 directories."""
    chance = random.Random(1)
    yield from _commit(b"refs/heads/base", 1_700_000_000, "A tree", None)
    for number in range(5000):
        lines = [
            f"{index:4} {' '.join(chance.choices(_WORDS, k=8))}\n"
            for index in range(chance.randint(10, 200))
        ]
        path = f"area{number % 10}/part{number % 250}/file{number}.txt"
        yield from _file(path, "".join(lines).encode())


def texts_of(store: Path, base: str, wanted: int = 100) -> dict[str, bytes]:
    """Some text files of a commit, evenly spread, each long enough for several hunks."""
    rows = git(store, "ls-tree", "-r", "-z", base).decode(errors="replace").split("\0")
    blobs = [row.split("\t", 1) for row in rows if row.startswith("100644 blob ")]
    blobs = [blob for blob in blobs if blob[1].isascii() and blob[1].isprintable()]
    found = {}
    for head, path in blobs[:: max(1, len(blobs) // (4 * wanted))]:
        text = git(store, "cat-file", "blob", head.split(" ")[2])
        if 40 <= text.count(b"\n") < 5000 and b"\0" not in text:
            found[path] = text
        if len(found) == wanted:
            break
    if len(found) < 20:
        raise SystemExit("the tree has too few text files of 40 lines and more")
    return found


def stack_of(
    base: tuple[str, int], target: dict[str, bytes], others: dict[str, bytes], size: int
) -> Iterator[bytes]:
    """The commit to split, and those above it, each with a change to one other file.

    ``base`` is the commit below and when it was made: a stack that seems older than what it stands
    on would have git walk a part of the history.
    """
    oid, date = base
    yield from _commit(b"refs/bench/target", date + 60, "Do two things at once", oid)
    for path, text in target.items():
        lines = text.splitlines(keepends=True)
        changed = [lines[0], b"the one thing\n", *lines[1:-1], b"the other thing\n", lines[-1]]
        yield from _file(path, b"".join(changed))
    paths = list(others)
    for number in range(size):
        origin = "refs/bench/target" if number == 0 else None
        moment = date + 60 * (number + 2)
        yield from _commit(b"refs/bench/tip", moment, f"Change number {number}", origin)
        path = paths[number % len(paths)]
        yield from _file(path, others[path] + b"change %d\n" % number)


def _commit(ref: bytes, date: int, subject: str, origin: str | None) -> Iterator[bytes]:
    message = f"{subject}\n\nChange-Id: I{date:040x}\n".encode()
    yield b"commit %s\n" % ref
    yield f"author {NAME} {date} +0200\ncommitter {NAME} {date} +0200\n".encode()
    yield b"data %d\n%s\n" % (len(message), message)
    if origin:
        yield f"from {origin}\n".encode()


def _file(path: str, text: bytes) -> Iterator[bytes]:
    yield f'M 100644 inline "{path}"\ndata {len(text)}\n'.encode()
    yield text + b"\n"


def plan_of(files: list[str]) -> str:
    first = "".join(f'  {{ file = "{path}", hunks = [1] }},\n' for path in files)
    return (
        'version = 1\n\n[[part]]\nmessage = "The one thing"\n'
        f'changes = [\n{first}]\n\n[[part]]\nmessage = "The other thing"\nrest = true\n'
    )


# The ways


def by_floor(bench: Bench) -> None:
    """Restack with plumbing alone."""
    command = [sys.executable, "-S", "-E", str(FLOOR), bench.target, WORK]
    subprocess.run(command, cwd=bench.directory, env=environment(), check=True)


def by_split(bench: Bench) -> None:
    """Split with this project's program."""
    bench.git("split", "--plan", str(bench.plan), bench.target)


def by_rebase(bench: Bench) -> None:
    """Split the way the manual of git rebase tells."""
    env = {"GIT_SEQUENCE_EDITOR": EDITOR}
    bench.git("rebase", "-q", "-i", f"{bench.target}^", env=env)
    bench.git("reset", "-q", "HEAD^")
    bench.git("add", "--", *bench.files[: len(bench.files) // 2])
    bench.git("commit", "-q", "-m", "The one thing")
    bench.git("add", "-u")
    bench.git("commit", "-q", "-m", "The other thing")
    bench.git("rebase", "--continue")


WAYS: dict[str, Callable[[Bench], None]] = {
    "floor": by_floor,
    "split": by_split,
    "rebase": by_rebase,
}


# Measuring


def measure(
    bench: Bench, sizes: list[int], rounds: int, rebase_max: int
) -> dict[tuple[str, int], float]:
    """The median time of each way for each size, in seconds."""
    times: dict[tuple[str, int], list[float]] = {}
    for turn in range(rounds):
        for size in sizes:
            for way, run in WAYS.items():
                if way == "rebase" and (size > rebase_max or (turn >= 3 and size > 100)):
                    continue
                bench.restore(size)
                begun = time.perf_counter()
                run(bench)
                times.setdefault((way, size), []).append(time.perf_counter() - begun)
                bench.check(way, size)
                print(".", end="", file=sys.stderr, flush=True)
    print(file=sys.stderr)
    return {key: statistics.median(values) for key, values in times.items()}


def table(medians: dict[tuple[str, int], float], sizes: list[int]) -> str:
    """The medians and what they are to each other, as text."""
    rows = ["     N     floor     split    rebase   split/floor   rebase/split"]
    for size in sizes:
        floor, split = medians["floor", size], medians["split", size]
        rebase = medians.get(("rebase", size))
        row = f"{size:6} {floor:7.3f} s {split:7.3f} s "
        row += f"{rebase:7.2f} s" if rebase else "        -"
        row += f" {split / floor:13.2f}"
        row += f" {rebase / split:14.1f}" if rebase else "              -"
        rows.append(row)
    return "\n".join(rows)


def main() -> int:
    """Make a repository, measure in it, print a table."""
    parser = argparse.ArgumentParser(description="git split against git rebase -i")
    parser.add_argument("--repo", type=Path, help="take the tree of this repository")
    parser.add_argument("--rounds", type=int, default=5, help="how often each is timed (5)")
    parser.add_argument("--sizes", default="100,1000,10000", help="descendants (100,1000,10000)")
    parser.add_argument("--rebase-max", type=int, default=1000, help="no rebase above (1000)")
    options = parser.parse_args()
    sizes = sorted(int(size) for size in options.sizes.split(","))
    with tempfile.TemporaryDirectory(prefix="git-split-bench-") as scratch:
        source = options.repo.resolve() if options.repo else None
        bench = make(Path(scratch), source, sizes)
        count = len(bench.git("ls-tree", "-r", "--name-only", bench.target).splitlines())
        version = bench.git("version").decode().strip()
        print(f"{version}, Python {sys.version.split()[0]}, {os.cpu_count()} processors")
        print(
            f"{len(bench.files)} files changed in a tree of {count}; medians of whole processes\n"
        )
        print(table(measure(bench, sizes, options.rounds, options.rebase_max), sizes))
    return 0


def environment() -> dict[str, str]:
    """An environment in which git finds the program beside this Python, and no user's settings."""
    kept = {
        key: value for key, value in os.environ.items() if not key.startswith(("GIT_", "PYTHON"))
    }
    name, email = NAME.removesuffix(">").split(" <")
    return kept | {
        "PATH": os.pathsep.join((str(Path(sys.executable).parent), kept.get("PATH", os.defpath))),
        "HOME": os.devnull,
        "XDG_CONFIG_HOME": os.devnull,
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_COMMITTER_NAME": name,
        "GIT_COMMITTER_EMAIL": email,
        "GIT_AUTHOR_NAME": name,
        "GIT_AUTHOR_EMAIL": email,
        "GIT_EDITOR": "true",
    }


def git(
    directory: Path, *args: str, stdin: bytes = b"", env: dict[str, str] | None = None
) -> bytes:
    """What git prints; it must succeed."""
    done = subprocess.run(
        ["git", *args],
        cwd=directory,
        env=environment() | (env or {}),
        input=stdin,
        capture_output=True,
        check=False,
    )
    if done.returncode:
        raise SystemExit(f"git {' '.join(args)}: {done.stderr.decode(errors='replace')}")
    return done.stdout


if __name__ == "__main__":
    sys.exit(main())
