"""Programs other than git, or that talk to the user: hooks, signing programs, the editor.

The one module that uses subprocess.  `process` runs git itself, by GitPython, which captures all
output and asks for English messages; these programs get the user's own environment.
"""

from __future__ import annotations

import errno
import os
import signal
import termios
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from subprocess import PIPE as _PIPE
from subprocess import Popen
from types import FrameType
from typing import IO, Final, TypeAlias

from msgspec import Struct

from splitter.signals import Terminated, handled, is_in_foreground, stop_job

#: For a standard stream: a pipe to the process.
PIPE: Final = _PIPE
#: A process that was started, with its pipes.
Process: TypeAlias = Popen[bytes]

_TERMINAL = 0  # standard input
#: How long a program that was asked to end may take, in seconds.
_PATIENCE = 2.0
#: What stops a program that uses the terminal from the background.
_IN_BACKGROUND = (signal.SIGTTIN, signal.SIGTTOU)


class Finished(Struct, frozen=True):
    """A program that has ended."""

    status: int
    stdout: bytes
    stderr: str


def run_program(
    command: Sequence[str],
    cwd: Path,
    stdin: bytes = b"",
    env: Mapping[str, str] | None = None,
    output: IO[bytes] | None = None,
) -> Finished:
    """Run a program without a shell, and wait for it and for the end of its output.

    It gets this process's environment with ``env`` in it.  With ``output``, a file, all output goes
    there, and processes that it leaves running are not waited for.  A program that cannot be run
    ends with status 127; a script without ``#!`` is run by ``/bin/sh``, as in execvp(3).  On a
    KeyboardInterrupt it is asked to end first.
    """
    try:
        process = Popen(
            command,
            stdin=PIPE,
            stdout=output or PIPE,
            stderr=output or PIPE,
            cwd=cwd,
            env={**os.environ, **(env or {})},
        )
    except OSError as error:
        if error.errno == errno.ENOEXEC:
            return run_program(["/bin/sh", *command], cwd, stdin, env, output)
        return cannot_run(command[0])
    return finish(process, stdin)


def finish(process: Process, stdin: bytes) -> Finished:
    """Send a process its input, and wait for it and for the end of its output.

    On a KeyboardInterrupt it is asked to end first: git then removes its locks, which it cannot
    when it is killed.
    """
    with process:
        try:
            stdout, stderr = process.communicate(stdin)
        except KeyboardInterrupt:
            process.terminate()
            process.wait()
            raise
    text = (stderr or b"").decode(errors="replace").rstrip("\n")
    return Finished(process.returncode, stdout or b"", text)


def cannot_run(program: str) -> Finished:
    """The result for a program that cannot be started, as in a shell: status 127."""
    return Finished(127, b"", f"cannot run {program}")


def run_in_foreground(
    command: Sequence[str], cwd: Path, env: Mapping[str, str] | None = None
) -> int:
    """Run a program to which the keys of the terminal belong, and return its exit status.

    The program is the foreground job of the terminal, as if a shell had started it.  A ^C reaches
    the program alone: the git that has started git split would end of it later, with that signal in
    place of the exit status.  A ^Z stops the program and git split.  A signal that raises
    Terminated is sent to the program as well.  In the end the terminal has the modes that it had
    before.  Where standard input is not a terminal in whose foreground git split is, the program
    just runs.  ``env`` is put above the environment.
    """
    within = {**os.environ, **(env or {})}
    with handled({signal.SIGINT: _nothing, signal.SIGQUIT: _nothing}):
        if not is_in_foreground():
            with Popen(command, cwd=cwd, env=within) as program:
                return program.wait()
        modes = termios.tcgetattr(_TERMINAL)
        program = Popen(command, cwd=cwd, env=within, process_group=0)
        try:
            program.returncode = _wait(program.pid)
        except Terminated as ended:
            program.returncode = -ended.number
            raise
        finally:
            if is_in_foreground():
                termios.tcsetattr(_TERMINAL, termios.TCSADRAIN, modes)
    return program.returncode


def _wait(program: int) -> int:
    """Wait for a process that leads a group of its own; where it stops, stop with it.

    Returns its exit status, or -N for signal N.  On Terminated the process is ended.
    """
    try:
        while True:
            status = _wait_in_foreground(program)
            if not os.WIFSTOPPED(status):
                return os.waitstatus_to_exitcode(status)
            if os.WSTOPSIG(status) not in _IN_BACKGROUND:
                stop_job()
    except Terminated as ended:
        _end(program, ended.number)  # in the background, where it was stopped
        raise


def _wait_in_foreground(program: int) -> int:
    """Let a process group have the terminal until its leader stops or ends.

    Returns its status as wait(2) has it.
    """
    _give_terminal(program)
    try:
        _send(program, signal.SIGCONT)
        return os.waitpid(program, os.WUNTRACED)[1]
    except Terminated as ended:
        _end(program, ended.number)  # while it can still restore the terminal
        raise
    finally:
        _give_terminal(os.getpgrp())


def _end(program: int, number: int) -> None:
    """End a process group by a signal, stopped or not, and wait a moment for its leader."""
    _send(program, number)
    _send(program, signal.SIGCONT)
    limit = time.monotonic() + _PATIENCE
    with suppress(ChildProcessError):  # it has ended, and was waited for
        while not os.waitpid(program, os.WNOHANG)[0] and time.monotonic() < limit:
            time.sleep(0.01)


def _send(group: int, number: int) -> None:
    """Send a signal to a process group, unless it has ended."""
    with suppress(ProcessLookupError):
        os.killpg(group, number)


def _give_terminal(group: int) -> None:
    """Let a process group be the foreground job, also where this one is not."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGTTOU])
    with suppress(OSError):  # the terminal has gone, or the group has ended
        os.tcsetpgrp(_TERMINAL, group)
    signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _nothing(_number: int, _frame: FrameType | None) -> None:
    """Handle a signal by doing nothing: unlike an ignored one, a new program gets it as ever."""
