"""The console script ``git-split``, and ``python -m splitter``."""

from __future__ import annotations

import gc
import sys


def main() -> int:
    """Run git split on the words of this process; returns the exit status."""
    # Nothing of a run this short is garbage; the screen, which stays, turns collecting on again.
    gc.disable()
    from splitter.cli import run  # noqa: PLC0415

    return run(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
