"""Run a command and print what it cost: seconds, the greatest resident set in bytes, and seconds of
processor time, with all processes it waited for.

    python -S -E benchmarks/cost.py COMMAND...

A process starts with the peak of the one it was forked from, so this one, which is small, stands
between the command and whoever measures.  What the command prints is thrown away.
"""

from __future__ import annotations

import os
import sys
import time


def main(command: list[str]) -> int:
    """Run it; the exit status is the command's."""
    quiet = [(os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0)]
    begun = time.perf_counter()
    pid = os.posix_spawnp(command[0], command, os.environ, file_actions=quiet)
    _, status, usage = os.wait4(pid, 0)
    seconds = time.perf_counter() - begun
    memory = usage.ru_maxrss * (1 if sys.platform == "darwin" else 1024)
    print(seconds, memory, usage.ru_utime + usage.ru_stime)
    return os.waitstatus_to_exitcode(status)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
