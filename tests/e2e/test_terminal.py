"""The terminals themselves, with a program that tells what it gets."""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.e2e.terminal import TERMINALS, Terminal

#: Echoes keys as bytes and tells its size; ``q`` ends it with status 7, ``k`` with a signal.
ECHO = """\
import os, signal, sys, tty

def tell(*_):
    columns, rows = os.get_terminal_size(2)
    where = f"in {os.path.basename(os.getcwd())} {os.environ['WORD']}"
    os.write(1, f"\\x1b[2J\\x1b[Hsize {columns}x{rows} {where}\\r\\n".encode())

before = tty.setraw(0)
signal.signal(signal.SIGWINCH, tell)
tell()
while True:
    keys = os.read(0, 64)
    os.write(1, f"got {keys!r}\\r\\n".encode())
    if keys == b"q":
        sys.exit(7)
    if keys == b"k":
        os.kill(os.getpid(), signal.SIGKILL)
"""

Start = Callable[[str], Terminal]


@pytest.fixture(params=TERMINALS, ids=lambda kind: kind.__name__.lower())
def start(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Start]:
    started: list[Terminal] = []
    (tmp_path / "home").mkdir()

    def begin(program: str) -> Terminal:
        env = {"PATH": "/usr/bin:/bin", "HOME": str(tmp_path / "home"), "WORD": "blue moon"}
        command = [sys.executable, "-c", program]
        started.append(request.param(command, tmp_path / "home", env, 100, 30))
        return started[-1]

    yield begin
    for terminal in started:
        terminal.kill()


def test_program_gets_size_directory_and_environment(start: Start) -> None:
    start(ECHO).wait_for("size 100x30 in home blue moon")


@pytest.mark.parametrize(
    ("key", "sent"),
    [
        ("enter", rb"\r"),
        ("escape", rb"\x1b"),
        ("tab", rb"\t"),
        ("shift+tab", rb"\x1b[Z"),
        ("ctrl+c", rb"\x03"),
        ("ctrl+r", rb"\x12"),
        ("down", rb"\x1b[B"),
        ("pagedown", rb"\x1b[6~"),
        ("X", b"X"),
        ("?", b"?"),
        (";", b";"),
        ("-", b"-"),
    ],
)
def test_key_arrives(start: Start, key: str, sent: bytes) -> None:
    terminal = start(ECHO)
    terminal.wait_for("size")
    terminal.send(key)
    terminal.wait_for(f"got b'{sent.decode()}'")


def test_text_arrives_as_typed(start: Start) -> None:
    terminal = start(ECHO.replace("{keys!r}", "{keys.decode()}"))
    terminal.wait_for("size")
    terminal.type("enter Zoë; C-c")
    terminal.wait_for(lambda screen: "enter Zoë; C-c" in screen.replace("\ngot ", ""))


def test_unknown_key_is_refused(start: Start) -> None:
    with pytest.raises(ValueError, match="no key has the name 'hyper'"):
        start(ECHO).send("hyper")


def test_resize_is_told_to_the_program(start: Start) -> None:
    terminal = start(ECHO)
    terminal.wait_for("size 100x30")
    terminal.resize(64, 20)
    terminal.wait_for("size 64x20")


def test_exit_status_and_last_screen(start: Start) -> None:
    terminal = start(ECHO)
    terminal.wait_for("size")
    terminal.send("q")
    assert terminal.wait_exit() == 7
    assert "got b'q'" in terminal.screen()


def test_second_screen_gives_the_first_one_back(start: Start) -> None:
    program = (
        "import sys\nprint('one', flush=True)\n"
        "print('\\x1b[?1049h\\x1b[Htwo', end='', flush=True)\nsys.stdin.readline()\n"
        "print('\\x1b[?1049l', end='')\nprint('three')"
    )
    terminal = start(program)
    assert terminal.wait_for("two") == "two"
    terminal.send("enter")
    assert terminal.wait_exit() == 0
    assert terminal.screen() == "one\nthree"


def test_death_by_signal_is_a_negative_status(start: Start) -> None:
    terminal = start(ECHO)
    terminal.wait_for("size")
    terminal.send("k")
    assert terminal.wait_exit() == -signal.SIGKILL


def test_waiting_in_vain_shows_the_screen(start: Start) -> None:
    terminal = start(ECHO)
    terminal.wait_for("size")
    with pytest.raises(AssertionError, match=r"(?s)no 'never' within 0.2 s.*size 100x30"):
        terminal.wait_for("never", timeout=0.2)
    with pytest.raises(AssertionError, match=r"(?s)does not end within 0.2 s.*size 100x30"):
        terminal.wait_exit(timeout=0.2)


def test_waiting_for_an_ended_program_does_not_wait(start: Start) -> None:
    terminal = start("print('gone'); raise SystemExit(3)")
    begun = time.monotonic()
    with pytest.raises(AssertionError, match=r"(?s)ended with status 3 before 'never'.*gone"):
        terminal.wait_for("never", timeout=60)
    assert time.monotonic() - begun < 30


def test_kill_ends_what_runs(start: Start, tmp_path: Path) -> None:
    note = tmp_path / "pid"
    program = f"import os, time; open({str(note)!r}, 'w').write(str(os.getpid())); "
    terminal = start(program + "print('up'); time.sleep(600)")
    terminal.wait_for("up")
    number = int(note.read_text())
    os.kill(number, 0)
    terminal.kill()
    terminal.kill()
    with pytest.raises(ProcessLookupError):  # init may take a moment to bury it
        for _ in range(500):
            os.kill(number, 0)
            time.sleep(0.02)
