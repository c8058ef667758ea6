"""Signals that end this process, which cleans up first, or stop its job."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from threading import current_thread, main_thread
from types import FrameType
from typing import NoReturn

#: What a user, a terminal that is closed, or a machine that shuts down sends.
ENDING = (signal.SIGTERM, signal.SIGHUP)

#: What is done on a signal.
Handler = Callable[[int, FrameType | None], object] | signal.Handlers

#: How long to wait in the background before stopping again, in seconds: a signal that came together
#: with SIGCONT may be delivered to another thread, and is raised in this one a moment later.
_MOMENT = 0.1
_TERMINAL = 0  # standard input


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


@contextmanager
def handled(handlers: Mapping[int, Handler]) -> Iterator[None]:
    """Handle some signals, by number, in another way, and as before at the end of the block."""
    before = {number: signal.signal(number, one) for number, one in handlers.items()}
    try:
        yield
    finally:
        for number, former in before.items():
            signal.signal(number, former or signal.SIG_DFL)


@contextmanager
def postponed() -> Iterator[None]:
    """Let a signal that would raise an exception here wait until the end of the block.

    For imports: Python may swallow the exception there, and an extension module that is being set
    up may crash of it.  Only the main thread gets signals, so elsewhere it does nothing.
    """
    numbers: list[int] = []
    if current_thread() is main_thread():
        raising = (signal.default_int_handler, _raise)
        numbers = [n for n in (signal.SIGINT, *ENDING) if signal.getsignal(n) in raising]
    arrived: list[int] = []
    try:
        with handled(dict.fromkeys(numbers, lambda number, _frame: arrived.append(number))):
            yield
    finally:
        for number in arrived[:1]:
            signal.raise_signal(number)


@contextmanager
def raising_when_terminated() -> Iterator[None]:
    """Raise Terminated for a signal that ends the process, in place of other handlers.

    For work that keeps an event loop from running.  The loop's own handler is called afterwards, as
    the signal is written to its wakeup descriptor as well.
    """
    is_ignored = {number: signal.getsignal(number) is signal.SIG_IGN for number in ENDING}
    with handled({n: signal.SIG_IGN if is_ignored[n] else _raise for n in ENDING}):
        yield


def stop_job() -> None:
    """Stop this job, git included, until it is continued in the foreground."""
    with handled({signal.SIGTSTP: signal.SIG_DFL}):
        os.killpg(os.getpgrp(), signal.SIGTSTP)
        while _foreground() not in (None, os.getpgrp()):
            time.sleep(_MOMENT)
            os.killpg(os.getpgrp(), signal.SIGTSTP)


def is_in_foreground() -> bool:
    """True if standard input is a terminal in whose foreground this process is."""
    return _foreground() == os.getpgrp()


def _foreground() -> int | None:
    """The process group that has the terminal; None without a terminal."""
    with suppress(OSError):
        return os.tcgetpgrp(_TERMINAL)
    return None


def _raise(number: int, _frame: FrameType | None) -> NoReturn:
    for one in ENDING:
        signal.signal(one, lambda *_: None)
    raise Terminated(number)
