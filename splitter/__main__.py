"""The console script ``git-split``, and ``python -m splitter``."""

from __future__ import annotations

import gc
import os
import sys
from contextlib import suppress
from typing import NoReturn


def main() -> NoReturn:
    """Run git split on the words of this process, and end it with the exit status.

    It ends at once: nothing is left to be done, and a thread that still waits for a terminal that
    has gone does not hold it.
    """
    # Nothing of a run this short is garbage; the screen, which stays, turns collecting on again.
    gc.disable()
    from splitter.cli import run  # noqa: PLC0415

    status = run(sys.argv[1:])
    for stream in (sys.stdout, sys.stderr):
        with suppress(OSError):
            stream.flush()
    os._exit(status)


if __name__ == "__main__":
    main()
