"""Terminals for end-to-end tests: a program runs in one, keys go in, a screen of text comes out.

There are two that do the same: `Tmux` is a real terminal multiplexer, and `Pty` a terminal emulator
in this process, for machines without tmux.  `TERMINALS` are those that this machine has.
"""

from __future__ import annotations

import contextlib
import copy
import fcntl
import itertools
import os
import pty
import re
import select
import shutil
import signal
import struct
import subprocess
import sys
import termios
import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn

import pyte

#: How long to wait for what should come at once; machines may be slow and busy.
TIMEOUT = 20.0

#: A key's name: what tmux calls it, and what a terminal sends for it.
_KEYS = {
    "enter": ("Enter", b"\r"),
    "escape": ("Escape", b"\x1b"),
    "tab": ("Tab", b"\t"),
    "shift+tab": ("BTab", b"\x1b[Z"),
    "space": ("Space", b" "),
    "backspace": ("BSpace", b"\x7f"),
    "delete": ("DC", b"\x1b[3~"),
    "up": ("Up", b"\x1b[A"),
    "down": ("Down", b"\x1b[B"),
    "right": ("Right", b"\x1b[C"),
    "left": ("Left", b"\x1b[D"),
    "shift+up": ("S-Up", b"\x1b[1;2A"),
    "shift+down": ("S-Down", b"\x1b[1;2B"),
    "alt+up": ("M-Up", b"\x1b[1;3A"),
    "alt+down": ("M-Down", b"\x1b[1;3B"),
    "home": ("Home", b"\x1b[H"),
    "end": ("End", b"\x1b[F"),
    "pageup": ("PageUp", b"\x1b[5~"),
    "pagedown": ("PageDown", b"\x1b[6~"),
    **{f"ctrl+{c}": (f"C-{c}", bytes([ord(c) & 0x1F])) for c in "abcdefghijklmnopqrstuvwxyz"},
}

#: The numbers of the modes in which a program has the screen to itself, the cursor is shown, and
#: the mouse is told of.
_SECOND_SCREEN, _CURSOR, _MOUSE = 1049, 25, (1000, 1002, 1003)
#: Where pyte keeps the numbers of private modes.
_PRIVATE = 5

#: What the mouse does, as a terminal numbers it (SGR 1006).
_LEFT, _MOTION, _WHEEL_UP, _WHEEL_DOWN = 0, 32, 64, 65

#: Acquires the terminal on standard input as the controlling one, then becomes the program, which
#: ignores no signal that the tests are run without.
_BECOME = """\
import fcntl, os, signal, sys, termios
for number in (signal.SIGINT, signal.SIGQUIT, signal.SIGHUP):
    signal.signal(number, signal.SIG_DFL)
fcntl.ioctl(0, termios.TIOCSCTTY, 0)
os.execvp(sys.argv[1], sys.argv[1:])
"""

#: Runs the program, then says how it ended, and stays.
_OUTLIVE = r"""
"$@"
printf '\033\\\033]2;%s%s\033\\' "$0" "$?"
exec sleep 86400
"""


@dataclass(frozen=True, slots=True)
class Modes:
    """What a program may have changed in a terminal."""

    second_screen: bool
    cursor: bool
    mouse: bool
    echo: bool


#: How a program should leave a terminal.
SANE = Modes(second_screen=False, cursor=True, mouse=False, echo=True)


class Terminal(ABC):
    """A terminal in which one program runs; made by calling the class, ended by `kill`."""

    @abstractmethod
    def __init__(
        self,
        command: Sequence[str | Path],
        cwd: Path,
        env: Mapping[str, str],
        columns: int = 120,
        rows: int = 40,
    ) -> None:
        """Start the command, with exactly that environment but for what describes the terminal."""

    @abstractmethod
    def type(self, text: str) -> None:
        """Send text as if it were typed."""

    @abstractmethod
    def _press(self, name: str) -> None:
        """Send the key that has that name in ``_KEYS``."""

    @abstractmethod
    def _write(self, data: bytes) -> None:
        """Send bytes as they are."""

    @abstractmethod
    def _root(self) -> int:
        """The id of the process below which all runs, itself included unless it is ours."""

    @abstractmethod
    def modes(self) -> Modes:
        """What the program has changed, as it is now."""

    @abstractmethod
    def title(self) -> str:
        """The title of the window, as a program may have set it."""

    @abstractmethod
    def screen(self) -> str:
        """What is on the screen now: lines without trailing blanks."""

    @abstractmethod
    def resize(self, columns: int, rows: int) -> None:
        """Change the size; the program is told."""

    @abstractmethod
    def status(self) -> int | None:
        """The exit status of the program, None while it runs."""

    @abstractmethod
    def kill(self) -> None:
        """End everything; to be called in any case, and harmless more than once."""

    def now(self) -> tuple[str, int | None]:
        """The screen and the status; a program that has ended has drawn all of the screen."""
        status = self.status()
        return self.screen(), status

    def send(self, *keys: str) -> None:
        """Press keys, one after the other: single characters, or names like ``ctrl+c``."""
        for key in keys:
            if key in _KEYS:
                self._press(key)
            elif len(key) == 1:
                self.type(key)
            else:
                raise ValueError(f"no key has the name {key!r}; text goes to type()")

    def find(self, text: str) -> tuple[int, int]:
        """The column and row, from 0, where a text stands first on the screen."""
        for row, line in enumerate(self.screen().split("\n")):
            if text in line:
                return line.index(text), row
        return self._fail(f"no {text!r} to be found", self.screen())

    def click(self, column: int, row: int) -> None:
        """Press and release the mouse."""
        self.drag((column, row))

    def drag(self, *cells: tuple[int, int]) -> None:
        """Press the mouse on the first cell, move to the others, and release it on the last."""
        self._mouse(_LEFT, cells[0])
        for cell in cells[1:]:
            self._mouse(_LEFT | _MOTION, cell)
        self._mouse(_LEFT, cells[-1], "m")

    def wheel(self, by: int, column: int, row: int) -> None:
        """Turn the wheel by so many notches, up where there are fewer than none."""
        for _ in range(abs(by)):
            self._mouse(_WHEEL_DOWN if by > 0 else _WHEEL_UP, (column, row))

    def paste(self, data: bytes) -> None:
        """Send bytes as a terminal sends what is pasted, between the marks of a bracketed paste."""
        self._write(b"\x1b[200~" + data + b"\x1b[201~")

    def _mouse(self, button: int, cell: tuple[int, int], end: str = "M") -> None:
        self._write(f"\x1b[<{button};{cell[0] + 1};{cell[1] + 1}{end}".encode())

    def signal(self, number: int) -> None:
        """Send a signal to the program and all that it runs, git being first."""
        for process in _below(self._root()):
            with contextlib.suppress(ProcessLookupError):
                os.kill(process, number)

    def wait_for(
        self, wanted: str | re.Pattern[str] | Callable[[str], bool], timeout: float = TIMEOUT
    ) -> str:
        """Wait until the screen holds the text or the pattern, or the function is content with it.

        Returns that screen.  Raises AssertionError with the last screen.
        """
        limit = time.monotonic() + timeout
        while True:
            screen, ended = self.now()
            if _holds(screen, wanted):
                return screen
            if ended is not None:
                self._fail(f"the program ended with status {ended} before {wanted!r}", screen)
            if time.monotonic() > limit:
                self._fail(f"no {wanted!r} within {timeout} s", screen)
            time.sleep(0.02)

    def wait_exit(self, timeout: float = TIMEOUT) -> int:
        """Wait until the program has ended; returns its exit status, or -N for signal N."""
        limit = time.monotonic() + timeout
        while True:
            screen, status = self.now()
            if status is not None:
                return status
            if time.monotonic() > limit:
                self._fail(f"the program does not end within {timeout} s", screen)
            time.sleep(0.02)

    def _fail(self, what: str, screen: str) -> NoReturn:
        rule = "-" * 60
        raise AssertionError(
            f"{type(self).__name__}: {what}; the screen:\n{rule}\n{screen}\n{rule}"
        )


def _holds(screen: str, wanted: str | re.Pattern[str] | Callable[[str], bool]) -> bool:
    if isinstance(wanted, str):
        return wanted in screen
    if isinstance(wanted, re.Pattern):
        return bool(wanted.search(screen))
    return wanted(screen)


def _has_echo(terminal: int) -> bool:
    return bool(termios.tcgetattr(terminal)[3] & termios.ECHO)


def _tidy(lines: Sequence[str]) -> str:
    return "\n".join(line.rstrip() for line in lines).rstrip("\n")


def _below(root: int) -> Iterator[int]:
    """A process and those that it has started, and so on."""
    rows = subprocess.run(["ps", "-A", "-o", "pid=,ppid="], check=True, capture_output=True).stdout
    pairs = [(int(process), int(parent)) for process, parent in map(bytes.split, rows.splitlines())]
    found = [root]
    for one in found:
        found += [process for process, parent in pairs if parent == one]
        yield one


def processes(terminal: Terminal) -> str:
    """The command lines of the program and all that it runs now."""
    numbers = ",".join(map(str, _below(terminal._root())))
    told = subprocess.run(["ps", "-o", "args=", "-p", numbers], check=False, capture_output=True)
    return told.stdout.decode(errors="replace")


def git_split(terminal: Terminal) -> int:
    """The process of git split itself: the one that git has started first."""
    words = ["ps", "-o", "args=", "-p"]
    below = list(_below(terminal._root()))
    told = [subprocess.run([*words, str(one)], check=False, capture_output=True) for one in below]
    return next(one for one, done in zip(below, told, strict=True) if b"git-split" in done.stdout)


class Tmux(Terminal):
    """A pane of a tmux server of its own."""

    _numbers = itertools.count()

    def __init__(
        self,
        command: Sequence[str | Path],
        cwd: Path,
        env: Mapping[str, str],
        columns: int = 120,
        rows: int = 40,
    ) -> None:
        self._socket = f"git-split-{os.getpid()}-{next(self._numbers)}"
        self._env = dict(env)
        self._last = ""
        self._ended: int | None = None
        # tmux now and then misses how a program ended, and writes over the screen of one that has.
        # So a shell outlives the program and tells the status as the title, behind all its output.
        self._mark = f"ended {self._socket} "
        words = ["sh", "-c", _OUTLIVE, self._mark, *map(str, command)]
        start = ["-u", "-f", os.devnull, "start-server", ";"]
        for option in ("status off", "default-terminal tmux-256color"):
            start += ["set-option", "-g", *option.split(), ";"]
        start += ["set-option", "-s", "escape-time", "0", ";"]
        size = ["-x", str(columns), "-y", str(rows)]
        self._tmux(*start, "new-session", "-d", *size, "-c", str(cwd), "env", *words)

    def _tmux(self, *args: str) -> str:
        done = subprocess.run(
            ["tmux", "-L", self._socket, *args],
            env=self._env,
            check=False,
            capture_output=True,
            stdin=subprocess.DEVNULL,
        )
        if done.returncode:
            raise AssertionError(f"tmux {' '.join(args)}: {done.stderr.decode()}")
        return done.stdout.decode()

    def type(self, text: str) -> None:
        if text.endswith(";"):  # else it would end a command of tmux
            text = text[:-1] + "\\;"
        self._tmux("send-keys", "-l", "--", text)

    def _press(self, name: str) -> None:
        self._tmux("send-keys", _KEYS[name][0])

    def _write(self, data: bytes) -> None:
        self._tmux("send-keys", "-H", *(f"{byte:02x}" for byte in data))

    def _told(self, variable: str) -> str:
        return self._tmux("display-message", "-p", f"#{{{variable}}}").rstrip("\n")

    def _root(self) -> int:
        children = _below(int(self._told("pane_pid")))
        next(children)  # the shell, which outlives the program
        return next(children)

    def modes(self) -> Modes:
        with Path(self._told("pane_tty")).open("rb") as terminal:
            echo = _has_echo(terminal.fileno())
        flags = ("alternate_on", "cursor_flag", "mouse_any_flag")
        second_screen, cursor, mouse = (self._told(flag) == "1" for flag in flags)
        return Modes(second_screen, cursor, mouse, echo)

    def title(self) -> str:
        return self._told("pane_title")

    def screen(self) -> str:
        self._look()
        return self._last

    def _look(self) -> None:
        """Ask for the title and the screen, unless the program had ended when both were seen."""
        if self._ended is not None:
            return
        shown = ("display-message", "-p", "#{pane_title}", ";", "capture-pane", "-p")
        title, *lines = self._tmux(*shown).split("\n")
        self._last = _tidy(lines)
        if title.startswith(self._mark):
            status = int(title.removeprefix(self._mark))
            self._ended = status if status < 128 else 128 - status

    def resize(self, columns: int, rows: int) -> None:
        self._tmux("resize-window", "-x", str(columns), "-y", str(rows))

    def status(self) -> int | None:
        self._look()
        return self._ended

    def now(self) -> tuple[str, int | None]:
        self._look()
        return self._last, self._ended

    def kill(self) -> None:
        with contextlib.suppress(AssertionError):
            self._tmux("kill-server")


class Pty(Terminal):
    """A pseudo-terminal whose screen is kept by pyte."""

    def __init__(
        self,
        command: Sequence[str | Path],
        cwd: Path,
        env: Mapping[str, str],
        columns: int = 120,
        rows: int = 40,
    ) -> None:
        self._master, slave = pty.openpty()
        self._pyte = _Screen(columns, rows, self._master)
        self._stream = pyte.ByteStream(self._pyte)
        self._open = True
        self.raw = bytearray()  # all that the program has printed
        self._set_size(columns, rows)
        self._process = subprocess.Popen(
            [sys.executable, "-c", _BECOME, *map(str, command)],
            stdin=slave,
            stdout=slave,
            stderr=slave,
            cwd=cwd,
            env={**env, "TERM": "xterm-256color"},
            start_new_session=True,
        )
        os.close(slave)

    def _set_size(self, columns: int, rows: int) -> None:
        fcntl.ioctl(self._master, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

    def type(self, text: str) -> None:
        self._write(text.encode())

    def _press(self, name: str) -> None:
        self._write(_KEYS[name][1])

    def _write(self, data: bytes) -> None:
        self._drain()
        while data:
            data = data[os.write(self._master, data) :]

    def _drain(self) -> None:
        """Show all that the program has printed so far."""
        while self._open and select.select([self._master], [], [], 0)[0]:
            try:
                data = os.read(self._master, 1 << 16)
            except OSError:  # EIO: nobody has the other end open any more
                return
            if not data:
                return
            self.raw += data
            self._stream.feed(data)

    def _root(self) -> int:
        return self._process.pid

    def modes(self) -> Modes:
        self._drain()
        on = {mode >> _PRIVATE for mode in self._pyte.mode}
        second_screen = self._pyte.has_second_screen
        mouse = not on.isdisjoint(_MOUSE)
        return Modes(second_screen, _CURSOR in on, mouse, _has_echo(self._master))

    def title(self) -> str:
        self._drain()
        return self._pyte.title

    def screen(self) -> str:
        self._drain()
        return _tidy(self._pyte.display)

    def resize(self, columns: int, rows: int) -> None:
        self._drain()
        self._pyte.resize(rows, columns)
        self._set_size(columns, rows)

    def forget(self) -> None:
        """Lose what is shown, as a terminal does that is resized and back."""
        self._drain()
        self._pyte.erase_in_display(2)

    def status(self) -> int | None:
        status = self._process.poll()
        self._drain()
        return status

    def kill(self) -> None:
        if self._process.poll() is None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()
        if self._open:
            self._drain()
            self._open = False
            os.close(self._master)


class _Screen(pyte.Screen):
    """A screen that answers the program's questions, and has a second screen, as terminals do."""

    def __init__(self, columns: int, rows: int, master: int) -> None:
        super().__init__(columns, rows)
        self._master = master
        self._first: tuple[Any, Any] | None = None

    @property
    def has_second_screen(self) -> bool:
        """Whether a program has the screen to itself."""
        return self._first is not None

    def write_process_input(self, data: str) -> None:
        """Send the program an answer."""
        os.write(self._master, data.encode())

    def set_mode(self, *modes: int, **kwargs: Any) -> None:
        """Switch modes on; pyte does not know that of the second screen."""
        super().set_mode(*modes, **kwargs)
        if kwargs.get("private") and _SECOND_SCREEN in modes and self._first is None:
            self._first = copy.deepcopy((dict(self.buffer), self.cursor))
            self.erase_in_display(2)

    def reset_mode(self, *modes: int, **kwargs: Any) -> None:
        """Switch modes off."""
        super().reset_mode(*modes, **kwargs)
        if kwargs.get("private") and _SECOND_SCREEN in modes and self._first is not None:
            rows, self.cursor = self._first
            self._first = None
            self.buffer.clear()
            self.buffer.update(rows)
            self.dirty.update(range(self.lines))


#: The terminals that this machine has.
TERMINALS: tuple[type[Terminal], ...] = (Tmux, Pty) if shutil.which("tmux") else (Pty,)


def start_on_pty(
    command: Sequence[str], cwd: Path, env: Mapping[str, str], **ends: int
) -> tuple[subprocess.Popen[bytes], int]:
    """Start a program on a terminal that answers nothing; ``ends`` are of its standard streams
    those that are to be something else.

    Returns it, and the terminal's other end, to read and to close.
    """
    master, slave = pty.openpty()
    process = subprocess.Popen(
        command,
        cwd=cwd,
        env={**env, "TERM": "xterm-256color"},
        stdin=ends.get("stdin", slave),
        stdout=slave,
        stderr=ends.get("stderr", slave),
        start_new_session=True,
    )
    os.close(slave)
    return process, master


def read_to_end(master: int) -> bytes:
    """All that comes from a terminal until nobody writes to it any more; closes it.

    Raises AssertionError where nothing more comes, and the program does not end either.
    """
    seen = b""
    try:
        with contextlib.suppress(OSError):  # the end of a terminal's output
            while select.select([master], [], [], TIMEOUT)[0]:
                data = os.read(master, 65536)
                if not data:
                    return seen
                seen += data
            raise AssertionError(f"the program does not end within {TIMEOUT} s: {seen!r}")
    finally:
        os.close(master)
    return seen
