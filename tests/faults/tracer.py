"""Runs the program and all that it starts, and kills at a system call: in Python alone.

A seccomp filter stops a process at each call that could change a file, ptrace tells of it, and the
call is a *step* if what it changes lies in the repository.  A kill comes before the step is done:
so the copies that are made at every step, while all that could change a file stands still, show
every state in which a kill of all, at whatever call, can leave the files.

Run as a program it reads requests as lines of JSON and answers each with one.
"""

from __future__ import annotations

import ctypes
import json
import os
import platform
import shutil
import signal
import sys
import traceback
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path

TRACEME, CONT, SETOPTIONS, SYSCALL_INFO = 0, 7, 0x4200, 0x420E
#: Follow forks, vforks, clones and execs, stop for the filter, end all if the tracer ends.
OPTIONS = 2 | 4 | 8 | 16 | 0x80 | 0x100000
EVENT_SECCOMP = 7
WALL = 0x40000000
AT_FDCWD = -100
CREATE_OR_TRUNCATE = os.O_CREAT | os.O_TRUNC
#: The argument that has the flags, of the calls that change nothing without `CREATE_OR_TRUNCATE`.
FLAGS = {"open": 1, "openat": 2}

#: Calls that change files: the arguments that hold the directory (-1: none) and the path; or, as a
#: path of -1, only the descriptor.
SHAPES = {
    "open": (-1, 0),
    "creat": (-1, 0),
    "openat": (0, 1),
    "write": (0, -1),
    "pwrite64": (0, -1),
    "writev": (0, -1),
    "sendfile": (0, -1),
    "copy_file_range": (2, -1),
    "ftruncate": (0, -1),
    "truncate": (-1, 0),
    "rename": (-1, 0),
    "renameat": (0, 1),
    "renameat2": (0, 1),
    "link": (-1, 1),
    "linkat": (2, 3),
    "symlink": (-1, 1),
    "symlinkat": (1, 2),
    "unlink": (-1, 0),
    "unlinkat": (0, 1),
    "mkdir": (-1, 0),
    "mkdirat": (0, 1),
    "rmdir": (-1, 0),
}
_X86 = "open 2 creat 85 openat 257 write 1 pwrite64 18 writev 20 sendfile 40 copy_file_range 326 \
ftruncate 77 truncate 76 rename 82 renameat 264 renameat2 316 link 86 linkat 265 symlink 88 \
symlinkat 266 unlink 87 unlinkat 263 mkdir 83 mkdirat 258 rmdir 84"
_ARM = "openat 56 write 64 pwrite64 68 writev 66 sendfile 71 copy_file_range 285 ftruncate 46 \
truncate 45 renameat 38 renameat2 276 linkat 37 symlinkat 36 unlinkat 35 mkdirat 34"
_words = {"x86_64": _X86, "aarch64": _ARM}[platform.machine()].split()
#: The calls by their number on this machine.
CALLS = dict(zip(map(int, _words[1::2]), _words[::2], strict=True))

#: The instructions of a filter.
LOAD, IF_EQUAL, IF_SET, RETURN = 0x20, 0x15, 0x45, 0x06

_libc = ctypes.CDLL(None, use_errno=True)
_libc.ptrace.restype = ctypes.c_long
_libc.ptrace.argtypes = [ctypes.c_long, ctypes.c_long, ctypes.c_void_p, ctypes.c_void_p]


class _Filter(ctypes.Structure):
    _fields_ = [
        ("code", ctypes.c_uint16),
        ("jt", ctypes.c_uint8),
        ("jf", ctypes.c_uint8),
        ("k", ctypes.c_uint32),
    ]


class _Program(ctypes.Structure):
    _fields_ = [("length", ctypes.c_uint16), ("filter", ctypes.POINTER(_Filter))]


class _Info(ctypes.Structure):
    _fields_ = [
        ("op", ctypes.c_uint8),
        ("pad", ctypes.c_uint8 * 3),
        ("arch", ctypes.c_uint32),
        ("ip", ctypes.c_uint64),
        ("sp", ctypes.c_uint64),
        ("number", ctypes.c_uint64),
        ("args", ctypes.c_int64 * 6),
        ("more", ctypes.c_uint64),
    ]


def _ptrace(request: int, pid: int, address: int = 0, data: object = None) -> int:
    done: int = _libc.ptrace(request, pid, address, data)
    if done < 0:
        error = ctypes.get_errno()
        raise OSError(error, f"ptrace {request}: {os.strerror(error)}")
    return done


def _install_filter() -> None:
    """Have the kernel tell the tracer of the calls in `CALLS`, now and after every exec.

    Files that are only opened to be read, which are most of all that are opened, take no time.
    """
    opening = [(number, FLAGS[name]) for number, name in CALLS.items() if name in FLAGS]
    others = [number for number, name in CALLS.items() if name not in FLAGS]
    allow = 1 + 3 * len(opening) + len(others)
    trace = allow + 1
    rows = [_Filter(LOAD, 0, 0, 0)]  # the call's number
    for number, argument in opening:
        rows.append(_Filter(IF_EQUAL, 0, 2, number))
        rows.append(_Filter(LOAD, 0, 0, 16 + 8 * argument))  # the lower half of an argument
        at = len(rows) + 1
        rows.append(_Filter(IF_SET, trace - at, allow - at, CREATE_OR_TRUNCATE))
    for number in others:
        rows.append(_Filter(IF_EQUAL, trace - len(rows) - 1, 0, number))
    rows += [_Filter(RETURN, 0, 0, 0x7FFF0000), _Filter(RETURN, 0, 0, 0x7FF00000)]
    array = (_Filter * len(rows))(*rows)
    program = _Program(len(rows), array)
    if _libc.prctl(38, 1, 0, 0, 0) or _libc.prctl(22, 2, ctypes.byref(program), 0, 0):
        raise OSError(ctypes.get_errno(), "no seccomp filter")


@dataclass
class Trace:
    """One traced run: its steps, whether it was killed, how the program ended (its status, or less
    than 0 for a signal).
    """

    steps: list[str] = field(default_factory=list)
    killed: str = ""
    status: int = 0


def trace(
    start: Callable[[], int],
    inside: Path,
    kill_at: int,
    whom: str,
    copies: Path | None,
    share: tuple[int, int],
) -> Trace:
    """Run a function in a process of its own, and kill at a step, counted from 1 (0: never).

    ``whom`` is ``all`` or the name of what runs: then only a process of that name counts, and only
    the one that makes the call is killed.  ``copies`` gets a copy of the directory for each step
    of a share, by its number: those that have the first number left over when divided by the other.
    """
    first = os.fork()
    if not first:
        os._exit(_traced(start))
    os.waitpid(first, WALL)
    _ptrace(SETOPTIONS, first, 0, OPTIONS)
    _ptrace(CONT, first)
    found = Trace()
    alive = {first}
    while alive:
        try:
            pid, status = os.waitpid(-1, WALL)
        except ChildProcessError:
            break
        if not os.WIFSTOPPED(status):
            alive.discard(pid)
            if pid == first:
                found.status = os.waitstatus_to_exitcode(status)
            continue
        alive.add(pid)
        stop, event = os.WSTOPSIG(status), status >> 16
        if event == EVENT_SECCOMP and not found.killed:
            step = _step(pid, inside)
            if step and whom in ("all", step.split()[0]):
                found.steps.append(step)
                if copies and len(found.steps) % share[1] == share[0]:
                    copy_tree(inside, copies / str(len(found.steps)))
                if len(found.steps) == kill_at:
                    found.killed = step
                    for victim in alive if whom == "all" else {pid}:
                        os.kill(victim, signal.SIGKILL)
                    continue
        quiet = event or stop in (signal.SIGTRAP, signal.SIGSTOP)
        with suppress(ProcessLookupError):  # where it is killed meanwhile
            _ptrace(CONT, pid, 0, 0 if quiet else stop)
    return found


def copy_tree(source: Path, target: Path) -> None:
    """Copy a directory; what is one file under two names is so in the copy."""
    made: dict[int, str] = {}

    def copy(old: str, new: str) -> None:
        first = made.setdefault(Path(old).lstat().st_ino, new)
        if first == new:
            shutil.copy2(old, new)
        else:
            os.link(first, new)

    shutil.copytree(source, target, symlinks=True, copy_function=copy)


def _traced(start: Callable[[], int]) -> int:
    try:
        _ptrace(TRACEME, 0)
        _install_filter()
        os.kill(os.getpid(), signal.SIGSTOP)
        return start()
    except BaseException:
        traceback.print_exc()
        return 99


def _step(pid: int, inside: Path) -> str:
    """The call at which a process stands, in words; "" if it changes nothing in that directory."""
    info = _Info()
    _ptrace(SYSCALL_INFO, pid, ctypes.sizeof(info), ctypes.byref(info))
    name = CALLS[info.number]
    base, at = SHAPES[name]
    path = _path(pid, info, base, at)
    if not path.startswith(f"{inside}/"):
        return ""
    who = Path(f"/proc/{pid}/comm").read_text().strip()
    program = "git" if who.startswith("git") else "python" if who.startswith("python") else who
    return f"{program} {name} {path.removeprefix(f'{inside}/')}"


def _path(pid: int, info: _Info, base: int, at: int) -> str:
    descriptor = ctypes.c_int32(info.args[base]).value if base >= 0 else AT_FDCWD
    link = Path(f"/proc/{pid}", "cwd" if descriptor == AT_FDCWD else f"fd/{descriptor}")
    directory = str(link.readlink())
    if at < 0:
        return directory
    with Path(f"/proc/{pid}/mem").open("rb", buffering=0) as memory:
        memory.seek(info.args[at])
        raw = b""
        while b"\0" not in raw:
            address = info.args[at] + len(raw)
            memory.seek(address)
            raw += memory.read(4096 - address % 4096)  # up to the end of the page
    return os.path.normpath(os.path.join(directory, os.fsdecode(raw.split(b"\0")[0])))  # noqa: PTH118


def _serve() -> None:
    from splitter import cli  # noqa: PLC0415
    from splitter.commands import (  # noqa: F401, PLC0415
        plan,
        undo,
        writing,
    )
    from splitter.core.plan.planfile import complete, read, write  # noqa: F401, PLC0415 - imported once, for all runs
    from splitter.gitio.rewrite import rewriter as rewrite  # noqa: F401, PLC0415

    for line in sys.stdin:
        request = json.loads(line)

        def start(request: dict[str, object] = request) -> int:
            os.chdir(str(request["cwd"]))
            for number, name in enumerate(["out", "err"], start=1):
                os.dup2(os.open(str(request[name]), os.O_WRONLY | os.O_CREAT | os.O_TRUNC), number)
            words = request["words"]
            assert isinstance(words, list)
            status = cli.run(words)
            sys.stdout.flush()
            sys.stderr.flush()
            return status

        copies = Path(request["copies"]) if request["copies"] else None
        inside = Path(request["inside"])
        first, by = request["share"]
        done = trace(start, inside, request["kill_at"], request["whom"], copies, (first, by))
        print(json.dumps(asdict(done)), flush=True)


if __name__ == "__main__":
    _serve()
