"""The command: play some seeds, count what becomes of them, and say which failed."""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
import traceback
from pathlib import Path

from tests.support.env import hermetic
from tools.monkey.game import Game, replayable


def play(seed: int, keys: int, directory: Path) -> bool:
    """Play a seed; whether nothing was wrong."""
    begun = time.monotonic()
    game = Game(directory, seed)
    try:
        with replayable(game, keys):
            game.play(keys)
    except Exception:
        print(f"FAILED seed {seed}\n{traceback.format_exc()}", file=sys.stderr, flush=True)
        return False
    finally:
        told = ", ".join(f"{name} {count}" for name, count in sorted(game.counts.items()))
        print(f"seed {seed}: {told}; {time.monotonic() - begun:.0f} s", flush=True)
    return True


def main() -> int:
    """Parse the words, play, report."""
    parser = argparse.ArgumentParser(prog="python -m tools.monkey", description=__doc__)
    parser.add_argument("--seed", type=int, nargs="+", default=[1], help="what is drawn from (1)")
    parser.add_argument("--keys", type=int, default=2000, help="how many for each seed (2000)")
    parser.add_argument("--keep", type=Path, help="leave the repositories below that directory")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="git-split-monkey-") as scratch:
        below = options.keep or Path(scratch)
        home = Path(scratch, "home")
        home.mkdir()
        for name in [name for name in os.environ if name.startswith("GIT_")]:
            del os.environ[name]
        os.environ.update(hermetic(home))
        done = []
        for seed in options.seed:
            directory = below / str(seed)
            directory.mkdir(parents=True)
            done.append(play(seed, options.keys, directory))
    return 0 if all(done) else 1


if __name__ == "__main__":
    sys.exit(main())
