"""Signals that ask this process to end: it cleans up first."""

from __future__ import annotations

import signal
from types import FrameType
from typing import NoReturn

#: What a user, a terminal that is closed, or a machine that shuts down sends.
ENDING = (signal.SIGTERM, signal.SIGHUP)


class Terminated(KeyboardInterrupt):
    """A signal has come that ends the process; ``number`` is its number."""

    def __init__(self, number: int) -> None:
        super().__init__()
        self.number = number


def raise_when_terminated() -> None:
    """Raise Terminated for a signal that would end the process at once; once for all of them."""
    for number in ENDING:
        if signal.getsignal(number) is signal.SIG_DFL:
            signal.signal(number, _raise)


def _raise(number: int, _frame: FrameType | None) -> NoReturn:
    for one in ENDING:
        signal.signal(one, lambda *_: None)
    raise Terminated(number)
