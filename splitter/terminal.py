"""The terminal's colours and background, and the keys typed before the screen opens.

The question is sent before slow work and the answer is read after it, so that asking costs nothing.
It is OSC 11 of xterm's control sequences; behind it goes the question that every terminal answers
(primary device attributes), so that there is an end to wait for.

Keys typed in the meantime stand before the answer, between its two halves, or behind it.  They are
for the screen, also where they change something there: all of it can be undone, and nothing is
written without a review.
"""

from __future__ import annotations

import os
import re
import select
import termios
import time
import tty
from collections.abc import Mapping
from typing import Any

_QUESTION = b"\x1b]11;?\x1b\\\x1b[c"
_BACKGROUND = re.compile(rb"\x1b\]11;rgba?:([0-9a-fA-F]+)/([0-9a-fA-F]+)/([0-9a-fA-F]+)")
_END = re.compile(rb"\x1b\[\?[0-9;]*c")
#: All that is no key in what comes from the terminal.
_ANSWER = re.compile(rb"\x1b\]11;[^\x07\x1b]*(?:\x07|\x1b\\)|" + _END.pattern)
#: How long an answer may take when all else is done, in seconds.
PATIENCE = 0.25
#: Those whose names do not tell that they have many colours, and do.
_COLOURFUL = ("alacritty", "foot", "xterm-kitty", "wezterm", "xterm-ghostty")
#: Terminals that answer such questions, by the beginnings of their names.
_ANSWERING = ("xterm", "tmux", "screen", "rxvt", "alacritty", "foot", "kitty", "wezterm", "vte")


class Background:
    """A question to the terminal; ask early, read the answer late.

    From the question on, until `typed` or the end of the context, the terminal hands over each key
    as it is typed and shows none.
    """

    def __init__(self, environment: Mapping[str, str]) -> None:
        """Ask, where the terminal answers quickly and the answer may count.

        Over ssh it may come late, and would then be read as keys.
        """
        self._hint = environment.get("COLORFGBG", "")
        self._before: list[Any] | None = None
        self._read = b""  # all that came so far
        self._is_asked = False
        term = environment.get("TERM", "")
        quiet = self._hint or "SSH_CONNECTION" in environment or environment.get("NO_COLOR")
        try:
            self._before = termios.tcgetattr(0)
            _hand_over_keys()
            if not quiet and term.startswith(_ANSWERING):
                os.write(2, _QUESTION)
                self._is_asked = True
        except (OSError, termios.error):
            self._restore()

    def __enter__(self) -> Background:
        return self

    def __exit__(self, *error: object) -> None:
        self.typed()  # an answer that nobody wants would be taken for keys

    def is_light(self) -> bool | None:
        """True if the background is light; None where the terminal does not say.

        Reads the answer the first time.
        """
        if self._hint:
            return _hinted(self._hint)
        self._read_answer()
        match = _BACKGROUND.search(self._read)
        return _luminance(*match.groups()) > 0.5 if match else None

    def typed(self) -> bytes:
        """The keys typed since the program began, each byte once, with Enter as a carriage return.

        Restores the terminal's mode.
        """
        try:
            self._read_answer()
            while self._before is not None and _is_there(0):
                more = os.read(0, 4096)
                if not more:
                    break
                self._read += more
        finally:
            self._restore()
        typed, self._read = _ANSWER.sub(b"", self._read), b""
        return typed.replace(b"\n", b"\r")

    def _read_answer(self) -> None:
        """Read to the end of the answer, for as long as it is worth waiting."""
        limit = time.monotonic() + PATIENCE
        while self._is_asked and not _END.search(self._read):
            more = os.read(0, 4096) if _is_there(limit - time.monotonic()) else b""
            self._read += more
            self._is_asked = bool(more)
        self._is_asked = False

    def _restore(self) -> None:
        if self._before is not None:
            termios.tcsetattr(0, termios.TCSANOW, self._before)
            self._before = None


def _hand_over_keys() -> None:
    """Let the terminal pass on each key as it is typed, without showing it or pausing output.

    Keys that were typed before are kept.
    """
    mode = termios.tcgetattr(0)
    mode[tty.IFLAG] &= ~(termios.ICRNL | termios.IXON)
    mode[tty.LFLAG] &= ~(termios.ECHO | termios.ICANON)
    mode[tty.CC][termios.VMIN], mode[tty.CC][termios.VTIME] = 1, 0
    termios.tcsetattr(0, termios.TCSANOW, mode)


def _is_there(patience: float) -> bool:
    """True if there is input to read within ``patience`` seconds."""
    return bool(select.select([0], [], [], max(0.0, patience))[0])


def theme_for(wanted: str, environment: Mapping[str, str], background: Background) -> str:
    """The theme to use for the user's setting.

    ``auto`` and ``colorblind`` depend on the terminal, and NO_COLOR (no-color.org) overrides all.
    """
    if environment.get("NO_COLOR"):
        return "plain"
    if wanted not in ("auto", "colorblind"):
        return wanted
    light = background.is_light()
    if wanted == "colorblind":
        return "colorblind-light" if light else "colorblind-dark"
    if light is None or not _has_many_colours(environment):
        return "terminal"
    return "light" if light else "dark"


def _has_many_colours(environment: Mapping[str, str]) -> bool:
    """True if the terminal has more than sixteen."""
    term = environment.get("TERM", "")
    return bool(environment.get("COLORTERM")) or "256" in term or term.startswith(_COLOURFUL)


def _luminance(*channels: bytes) -> float:
    """The brightness of a colour, from 0 to 1 (ITU-R BT.709)."""
    red, green, blue = (int(channel, 16) / int(b"f" * len(channel), 16) for channel in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _hinted(hint: str) -> bool | None:
    """The background by rxvt's variable, whose last number is one of the sixteen colours."""
    last = hint.rpartition(";")[2]
    return int(last) in (7, 15) if last.isdecimal() else None
