"""What is on the screen, as far as the monkey has to know: told apart by as little as possible."""

from __future__ import annotations

import re
from enum import Enum
from itertools import takewhile


class Shown(Enum):
    """The screens that are told apart."""

    MAIN = "the main screen, with nothing above it"
    QUESTION = "a question with an answer for each of a few keys"
    MESSAGE = "the field of a message"
    REVIEW = "the review before history is written"
    HELP = "the list of keys"
    OTHER = "anything else"


#: The first line of the main screen, and its last one, which begins with the key of the help.
_TITLE, _MAIN = re.compile(r"^ git split [0-9a-f]{10} "), re.compile(r"\n \? \S+  [^\n]*$")
#: The last line where ``y`` writes.
_REVIEW = re.compile(r"\n y \S[^\n]*$")
#: The frames of what is open above the main screen, which no file of the world has.
_FRAME = re.compile("[╭▔]")
_ANSWER = re.compile(r"▶ [a-z]  \S")
#: What the field of a message has below it.
_FIELD = re.compile(r"\^S save|Esc \^S ")
#: The line of a part.
_PART = re.compile(r"[ ▶▌]*(\d+|[·X]) ([✓!] |  \S)")
_LACKING = re.compile(r"[ ▶▌]*\d+ ! ")


def kind(shown: str) -> Shown:
    """Which screen that is."""
    framed = bool(_FRAME.search(shown))
    if framed and _FIELD.search(shown):
        return Shown.MESSAGE
    if framed and _ANSWER.search(shown):
        return Shown.QUESTION
    if _TITLE.search(shown):
        return Shown.MAIN if _MAIN.search(shown) and not framed else Shown.OTHER
    if framed:
        return Shown.OTHER
    return Shown.REVIEW if _REVIEW.search(shown) else Shown.HELP


def parts(shown: str) -> str:
    """The lines of the parts, as the main screen shows them; "" where there is only the rest."""
    title, *lines = shown.split("\n")
    rows = [line.strip(" ▶▌") for line in takewhile(_PART.match, lines)]
    return "\n".join([title, *rows]) if len(rows) > 1 else ""


def mending(shown: str, refused: int) -> tuple[str, ...]:
    """Keys that bring a plan closer to one that can be written, when it was refused so many times:
    where there is only the rest, something is given away; then a part is removed that is marked as
    one that lacks something, or something of the part marked ▶ goes back to the rest.
    """
    rows = list(takewhile(_PART.match, shown.split("\n")[1:]))
    if len(rows) < 2:
        return ("tab", "n", "1")
    if not refused:
        return ()
    marked = next((at for at, row in enumerate(rows) if "▶" in row), 0)
    lacking = next((at for at, row in enumerate(rows) if _LACKING.match(row)), None)
    if lacking is None:
        return (".", ";", "0")
    step = "." if lacking > marked else ","
    return (*(step,) * abs(lacking - marked), "D")
