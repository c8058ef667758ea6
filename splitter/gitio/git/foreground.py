"""A program that has the terminal to itself."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from subprocess import Popen
from types import FrameType

_TERMINAL = 0  # standard input
#: What stops a program that uses the terminal from the background.
_IN_BACKGROUND = (signal.SIGTTIN, signal.SIGTTOU)


def run_in_foreground(command: Sequence[str], cwd: Path) -> int:
    """Run a program to which the keys of the terminal belong, and return its exit status.

    The program is the foreground job of the terminal, as if a shell had started it.  A ^C reaches
    the program alone: the git that has started git split would end of it later, with that signal in
    place of the exit status.  A ^Z stops the program and git split.  Where standard input is not a
    terminal in whose foreground git split is, the program just runs.
    """
    with _caught(signal.SIGINT, signal.SIGQUIT):
        if not _is_in_foreground():
            with Popen(command, cwd=cwd) as program:
                return program.wait()
        program = Popen(command, cwd=cwd, process_group=0)
        try:
            program.returncode = _wait(program.pid)
        finally:
            _give_terminal(os.getpgrp())
    return program.returncode


def _wait(program: int) -> int:
    """Wait for a process that leads a group of its own; where it stops, stop with it.

    Returns its exit status, or -N for signal N.
    """
    while True:
        _give_terminal(program)
        with suppress(ProcessLookupError):
            os.killpg(program, signal.SIGCONT)
        _, status = os.waitpid(program, os.WUNTRACED)
        if not os.WIFSTOPPED(status):
            return os.waitstatus_to_exitcode(status)
        if os.WSTOPSIG(status) not in _IN_BACKGROUND:
            _give_terminal(os.getpgrp())
            _stop()


def _stop() -> None:
    """Stop this job, git included, until it is continued in the foreground."""
    before = signal.signal(signal.SIGTSTP, signal.SIG_DFL)
    os.killpg(os.getpgrp(), signal.SIGTSTP)
    while not _is_in_foreground():
        os.killpg(os.getpgrp(), signal.SIGTSTP)
    signal.signal(signal.SIGTSTP, before)


def _is_in_foreground() -> bool:
    with suppress(OSError):
        return os.tcgetpgrp(_TERMINAL) == os.getpgrp()
    return False


def _give_terminal(group: int) -> None:
    """Let a process group be the foreground job, also where this one is not."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGTTOU])
    with suppress(OSError):  # the terminal has gone, or the group has ended
        os.tcsetpgrp(_TERMINAL, group)
    signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _nothing(_number: int, _frame: FrameType | None) -> None:
    """Handle a signal by doing nothing: unlike an ignored one, a new program gets it as ever."""


@contextmanager
def _caught(*numbers: int) -> Iterator[None]:
    """Let signals do nothing here."""
    before = [(number, signal.signal(number, _nothing)) for number in numbers]
    try:
        yield
    finally:
        for number, handler in before:
            signal.signal(number, handler or signal.SIG_DFL)
