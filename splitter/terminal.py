"""What the terminal says of itself: which colours it has, whether its background is dark or light.

The question is sent before anything slow is done and the answer is read when that is over, so that
asking costs nothing.  It is OSC 11 of xterm's control sequences; behind it goes the question that
every terminal answers (primary device attributes), so that there is an end to wait for.
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
#: How long an answer may take when all else is done, in seconds.
PATIENCE = 0.25
#: Those whose names do not tell that they have many colours, and do.
_COLOURFUL = ("alacritty", "foot", "xterm-kitty", "wezterm", "xterm-ghostty")
#: Terminals that answer such questions, by the beginnings of their names.
_ANSWERING = ("xterm", "tmux", "screen", "rxvt", "alacritty", "foot", "kitty", "wezterm", "vte")


class Background:
    """A question to the terminal; ask early, read the answer late."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        """Ask, where there is a terminal that answers quickly and the answer may count; over ssh it
        may come late, and would then be taken for keys.
        """
        self._hint = environment.get("COLORFGBG", "")
        self._before: list[Any] | None = None
        term = environment.get("TERM", "")
        quiet = self._hint or "SSH_CONNECTION" in environment or environment.get("NO_COLOR")
        if quiet or not term.startswith(_ANSWERING):
            return
        try:
            self._before = termios.tcgetattr(0)
            tty.setcbreak(0, termios.TCSANOW)
            os.write(2, _QUESTION)
        except (OSError, termios.error):
            self._restore()

    def __enter__(self) -> Background:
        return self

    def __exit__(self, *error: object) -> None:
        self.is_light()  # an answer that nobody wants would be taken for keys

    def is_light(self) -> bool | None:
        """Whether the background is light; None where the terminal does not say.

        Reads the answer the first time, and leaves the terminal as it was.
        """
        if self._hint:
            return _hinted(self._hint)
        if self._before is None:
            return None
        try:
            answer = _read(PATIENCE)
        finally:
            self._restore()
        match = _BACKGROUND.search(answer)
        return _luminance(*match.groups()) > 0.5 if match else None

    def _restore(self) -> None:
        if self._before is not None:
            termios.tcsetattr(0, termios.TCSANOW, self._before)
            self._before = None


def _read(patience: float) -> bytes:
    """The answer, and not a byte more: what follows are keys, for whoever reads next."""
    answer = b""
    limit = time.monotonic() + patience
    while not _END.search(answer):
        ready, _, _ = select.select([0], [], [], max(0.0, limit - time.monotonic()))
        if not ready:
            break
        byte = os.read(0, 1)
        if not byte:
            break
        answer += byte
    return answer


def theme_for(wanted: str, environment: Mapping[str, str], background: Background) -> str:
    """The theme to use where the user wants that one: ``auto`` and ``colorblind`` go by what the
    terminal is, and NO_COLOR (no-color.org) goes before everything.
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
    """Whether the terminal has more than sixteen."""
    term = environment.get("TERM", "")
    return bool(environment.get("COLORTERM")) or "256" in term or term.startswith(_COLOURFUL)


def _luminance(*channels: bytes) -> float:
    """How bright a colour is, from 0 to 1 (ITU-R BT.709)."""
    red, green, blue = (int(channel, 16) / int(b"f" * len(channel), 16) for channel in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _hinted(hint: str) -> bool | None:
    """What rxvt's variable says: the last number is the background's of the sixteen colours."""
    last = hint.rpartition(";")[2]
    return int(last) in (7, 15) if last.isdecimal() else None
