"""Text without control characters and characters that have no shape of their own.

All filters are here; `splitter.view.text.display` has the visible forms in which text is drawn.
"""

from __future__ import annotations

#: What stands for a character that is not printed.
REPLACEMENT = "�"
#: The control characters, newlines and tabs left out, and what `str.translate` makes of them.
_CONTROLS = dict.fromkeys({*range(0x20), *range(0x7F, 0xA0)} - {ord("\n"), ord("\t")})


def is_printable(text: str, keep: str = "") -> bool:
    """True if all characters can be printed as they are, or are among ``keep``."""
    return text.isprintable() or all(char.isprintable() or char in keep for char in text)


def printable(text: str, replacement: str = REPLACEMENT, keep: str = "") -> str:
    """The text with a replacement for each character that is neither printable nor to keep."""
    if is_printable(text, keep):
        return text
    return "".join(char if is_printable(char, keep) else replacement for char in text)


def without_controls(text: str) -> str:
    """A text with no other control characters than tabs and the newlines at the ends of lines.

    Marks that scripts and emoji need stay, as in a message that is typed or pasted.
    """
    return with_newlines(text).translate(_CONTROLS)


def with_newlines(text: str) -> str:
    """A text whose lines end in newlines only."""
    return text.replace("\r\n", "\n").replace("\r", "\n")
