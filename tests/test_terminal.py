"""The terminal is asked for its background, and nothing of the answer is taken for keys."""

from __future__ import annotations

import os
import pty
import sys
from pathlib import Path

import pytest

from splitter.terminal import Background, theme_for

#: Asks as the program does, waits as long as importing takes, and says what it was told.
ASK = """\
import os, sys, termios
sys.path.insert(0, sys.argv[1])
from splitter.terminal import Background
before = termios.tcgetattr(0)
with Background({"TERM": "xterm-256color"}) as background:
    told = background.is_light()
    typed = background.typed()
same = termios.tcgetattr(0) == before
print("light" if told else "dark" if told is False else "silent", same, typed)
"""
#: Asks, does not want to know, and says what is left of the answer.
ASK_IN_VAIN = """\
import os, select, sys, termios, tty
sys.path.insert(0, sys.argv[1])
from splitter.terminal import Background
with Background({"TERM": "xterm-256color"}):
    pass
tty.setcbreak(0, termios.TCSANOW)
print("left", os.read(0, 99) if select.select([0], [], [], 0.1)[0] else b"nothing")
"""
ROOT = Path(__file__).parents[1]


def asked(answer: bytes, program: str = ASK) -> str:
    """What the program says when the terminal gives that answer to its question."""
    pid, terminal = pty.fork()
    if pid == 0:
        os.execv(sys.executable, [sys.executable, "-c", program, str(ROOT)])
    said = b""
    answered = False
    while True:
        try:
            chunk = os.read(terminal, 1024)
        except OSError:
            break
        if not chunk:
            break
        said += chunk
        if b"\x1b[c" in said and not answered:
            answered = True
            os.write(terminal, answer)
    os.waitpid(pid, 0)
    os.close(terminal)
    return said.rpartition(b"\x1b[c")[2].decode().strip()


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        (b"\x1b]11;rgb:ffff/ffff/f0f0\x1b\\\x1b[?62;22c", "light True b''"),
        (b"\x1b]11;rgb:1e/1e/2e\x07\x1b[?1;2c", "dark True b''"),
        (b"\x1b[?62c", "silent True b''"),
        (b"", "silent True b''"),
    ],
)
def test_terminal_is_asked_and_left_as_it_was(answer: bytes, told: str) -> None:
    assert asked(answer) == told


def test_an_answer_that_nobody_wants_is_not_taken_for_keys() -> None:
    answer = b"\x1b]11;rgb:1e/1e/2e\x07\x1b[?1;2c"
    assert asked(answer, ASK_IN_VAIN) == "left b'nothing'"


@pytest.mark.parametrize(
    "parts",
    [
        (b"1m\x1b[A", b"", b""),
        (b"", b"\n2", b""),
        (b"", b"", b"n2\r"),
        (b"\xc3\xa5", b"b", b"\x1b[B"),
    ],
)
def test_what_is_typed_around_the_answer_is_kept(parts: tuple[bytes, bytes, bytes]) -> None:
    before, between, behind = parts
    answer = before + b"\x1b]11;rgb:1e/1e/2e\x07" + between + b"\x1b[?1;2c" + behind
    typed = b"".join(parts).replace(b"\n", b"\r")
    assert asked(answer) == f"dark True {typed!r}"


def test_nothing_is_asked_over_ssh_or_where_the_answer_does_not_count() -> None:
    with Background({"TERM": "xterm", "SSH_CONNECTION": "1"}) as background:
        assert background.is_light() is None
    with Background({"TERM": "xterm", "NO_COLOR": "1"}) as background:
        assert background.is_light() is None
    with Background({"TERM": "xterm", "COLORFGBG": "0;15"}) as background:
        assert background.is_light() is True
    with Background({"TERM": "xterm", "COLORFGBG": "15;default"}) as background:
        assert background.is_light() is None


class Known(Background):
    """A background of which that is known."""

    def __init__(self, light: bool | None) -> None:
        self.light = light

    def is_light(self) -> bool | None:
        return self.light


@pytest.mark.parametrize(
    ("wanted", "light", "environment", "theme"),
    [
        ("auto", True, {"TERM": "xterm-256color"}, "light"),
        ("auto", False, {"TERM": "xterm", "COLORTERM": "truecolor"}, "dark"),
        ("auto", None, {"TERM": "xterm-256color"}, "terminal"),
        ("auto", False, {"TERM": "xterm"}, "terminal"),
        ("light", False, {"TERM": "xterm-256color"}, "light"),
        ("colorblind", True, {}, "colorblind-light"),
        ("colorblind", None, {}, "colorblind-dark"),
        ("dark", False, {"NO_COLOR": "1"}, "plain"),
        ("dark", False, {"NO_COLOR": ""}, "dark"),
    ],
)
def test_theme_fits_the_terminal(
    wanted: str, light: bool | None, environment: dict[str, str], theme: str
) -> None:
    assert theme_for(wanted, environment, Known(light)) == theme
