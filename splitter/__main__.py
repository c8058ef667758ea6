"""The console script ``git-split``, and ``python -m splitter``.

Until a ^C is handled, hardly anything is imported: there it would be a traceback.
"""

from __future__ import annotations

import gc
import os
import signal
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import NoReturn


def main() -> NoReturn:
    """Run git split with this process's arguments, and end the process with the exit status.

    It ends at once: a thread that still waits for a terminal that was closed does not hold it.
    """
    # Nothing of a run this short is garbage; the screen, which stays, turns collecting on again.
    gc.disable()
    status = _run()
    from contextlib import suppress  # noqa: PLC0415

    for stream in (sys.stdout, sys.stderr):
        with suppress(OSError):
            stream.flush()
    os._exit(status)


def _run() -> int:
    """Run git split, and return its exit status.  A signal that has ended it ends the process."""
    is_interruptible = signal.getsignal(signal.SIGINT) is signal.default_int_handler
    if is_interruptible:  # while Python imports, a ^C would be a traceback
        signal.signal(signal.SIGINT, signal.SIG_DFL)
    from splitter.cli import run  # noqa: PLC0415
    from splitter.signals import Terminated, raise_when_terminated  # noqa: PLC0415

    try:
        if is_interruptible:
            signal.signal(signal.SIGINT, signal.default_int_handler)
        raise_when_terminated()
        status = run(sys.argv[1:])
    except Terminated as ended:
        signal.signal(ended.number, signal.SIG_DFL)
        os.kill(os.getpid(), ended.number)
        status = 128 + ended.number
    except KeyboardInterrupt:
        status = 128 + signal.SIGINT
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    return status


if __name__ == "__main__":
    main()
