"""The console script ``git-split``, and ``python -m splitter``."""

from __future__ import annotations

import sys


def main() -> int:
    """Run git split on the words of this process; returns the exit status."""
    from splitter.cli import run  # noqa: PLC0415 - after this file, so that a ^C finds a handler

    return run(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
