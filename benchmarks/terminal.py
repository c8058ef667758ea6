"""A terminal to time programs in: bytes go in, bytes come out, and when is all that is looked at.

It draws nothing.  It says of itself that it can show a frame at once (the private mode 2026), so
that a program marks its frames and they can be counted, and like every terminal it says what it is
and what its background is.
"""

from __future__ import annotations

import fcntl
import os
import pty
import select
import signal
import struct
import termios
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

#: How long nothing may come before what belongs to a key counts as complete, in seconds.
QUIET = 0.08
#: How long anything may take, in seconds.
PATIENCE = 30.0

#: There where the system tells the time that a thread had a processor.
SCHEDSTAT = Path("/proc/self/schedstat")

#: What is asked of the terminal, and what it answers.
_ANSWERS = {
    b"\x1b[?2026$p": b"\x1b[?2026;2$y",
    b"\x1b]11;?\x1b\\": b"\x1b]11;rgb:1616/1616/1e1e\x1b\\",
    b"\x1b[c": b"\x1b[?62;22c",
}
_FRAME = b"\x1b[?2026l"


@dataclass(frozen=True, slots=True)
class Paint:
    """What a key brought: the seconds until its first frame was there, and its last, and those of
    them in which the program was at work on a processor (0 where the system does not tell).
    """

    first: float
    seconds: float
    work: float


class Terminal:
    """A program in a terminal.  Use it as a context; leaving ends the program."""

    def __init__(
        self,
        command: Sequence[str],
        cwd: Path,
        env: Mapping[str, str],
        rows: int = 40,
        columns: int = 120,
    ) -> None:
        self._master, slave = pty.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
        name = os.ttyname(slave)
        self.started = time.perf_counter()
        self.pid = _start(command, cwd, dict(env), name)
        os.close(slave)

    def __enter__(self) -> Terminal:
        return self

    def __exit__(self, *_: object) -> None:
        os.killpg(self.pid, signal.SIGKILL)
        os.waitpid(self.pid, 0)
        os.close(self._master)

    def wait_for(self, text: bytes) -> float:
        """Wait until a text has come; the seconds since the program was started.

        The text must come in one piece.  Raises SystemExit where it does not come.
        """
        seen = bytearray()
        while text not in seen:
            seen += self._read(PATIENCE) or _no(f"{text!r}", bytes(seen[-2000:]))
        return time.perf_counter() - self.started

    def settle(self, quiet: float = QUIET) -> None:
        """Wait until nothing has come for so long."""
        while self._read(quiet):
            pass

    def lead(self, keys: Sequence[bytes]) -> None:
        """Send keys and wait until all that they bring has come."""
        for key in keys:
            os.write(self._master, key)
            self.settle()

    def press(self, key: bytes) -> Paint:
        """Send a key and wait for all that it brings.  Raises SystemExit where nothing comes."""
        worked = work(self.pid)
        pressed = time.perf_counter()
        os.write(self._master, key)
        painted: Paint | None = None
        tail = b""
        data = self._read(PATIENCE)
        while data:
            seconds = time.perf_counter() - pressed
            if _FRAME in tail + data:
                first = painted.first if painted else seconds
                painted = Paint(first, seconds, work(self.pid) - worked)
            tail = data[-len(_FRAME) + 1 :]
            data = self._read(QUIET)
        return painted or _no(f"a frame after {key!r}")

    def run_over(self, key: bytes, quiet: float = 2.0) -> None:
        """Send a key as soon as it has brought a frame, until it brings none for so long."""
        data = _FRAME
        while data:
            os.write(self._master, key)
            data = self._read(quiet)
            while data and _FRAME not in data:
                data += self._read(quiet)

    def _read(self, seconds: float) -> bytes:
        """What comes next; nothing where nothing comes for so long, or ever again."""
        if not select.select([self._master], [], [], seconds)[0]:
            return b""
        try:
            data = os.read(self._master, 1 << 16)
        except OSError:  # the program has ended
            return b""
        for question, answer in _ANSWERS.items():
            if question in data:
                os.write(self._master, answer)
        return data


def _start(command: Sequence[str], cwd: Path, env: dict[str, str], terminal: str) -> int:
    """Start a program as the leader of a session of its own in a terminal."""
    here = Path.cwd()
    os.chdir(cwd)
    try:
        return os.posix_spawnp(
            command[0],
            list(command),
            env,
            file_actions=[
                (os.POSIX_SPAWN_OPEN, 0, terminal, os.O_RDWR, 0),
                (os.POSIX_SPAWN_DUP2, 0, 1),
                (os.POSIX_SPAWN_DUP2, 0, 2),
            ],
            setsid=True,
        )
    finally:
        os.chdir(here)


def _no(what: str, seen: bytes = b"") -> NoReturn:
    raise SystemExit(f"the program did not bring {what}; it brought {seen!r}")


# What the system tells of a process


def work(pid: int) -> float:
    """The seconds that the threads of a process have had a processor; 0 where nothing tells."""
    rows = [(task / "schedstat").read_text() for task in _tasks(pid)]
    return sum(int(row.split()[0]) for row in rows) / 1e9


def _tasks(pid: int) -> list[Path]:
    return [*Path(f"/proc/{pid}/task").glob("*")] if SCHEDSTAT.exists() else []


@dataclass(frozen=True, slots=True)
class Memory:
    """The memory of a process, in bytes: at its peak, and now."""

    peak: int
    now: int


def memory(pid: int) -> Memory:
    """The memory that a process takes.  Only where there is /proc."""
    rows = (row.split() for row in Path(f"/proc/{pid}/status").read_text().splitlines())
    sizes = {row[0]: int(row[1]) << 10 for row in rows if row and row[0].startswith("Vm")}
    return Memory(sizes["VmHWM:"], sizes["VmRSS:"])


def children(pid: int) -> list[int]:
    """The processes that a process has started and that still run, and theirs."""
    parents = {}
    for place in Path("/proc").glob("[0-9]*"):
        try:
            stat = (place / "stat").read_text()
        except OSError:  # it has ended
            continue
        parents[int(place.name)] = int(stat.rpartition(")")[2].split()[1])
    found = [pid]
    for one in found:
        found += [child for child, parent in parents.items() if parent == one]
    return found[1:]
