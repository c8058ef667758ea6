"""Runs the program where permissions bind: without the capabilities by which root passes them.

``python -m tests.faults.launch <words>`` is ``git split <words>``.
"""

from __future__ import annotations

import ctypes
import os
import sys

#: CAP_DAC_OVERRIDE and CAP_DAC_READ_SEARCH, from the bounding set: gone with the next exec.
CAPABILITIES = (1, 2)
CAPBSET_DROP = 24


def main() -> None:
    """Give the capabilities up, and become the program."""
    if os.geteuid() == 0:
        libc = ctypes.CDLL(None)
        for capability in CAPABILITIES:
            assert libc.prctl(CAPBSET_DROP, capability, 0, 0, 0) == 0
    os.execv(sys.executable, [sys.executable, "-m", "splitter", *sys.argv[1:]])


if __name__ == "__main__":
    main()
