"""The body of a commit message as prose: a blank line behind the subject, paragraphs filled."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator

from splitter.core.message.trailers import parse_message

#: How wide the lines of a body are, in characters.
COLUMNS = 72

#: After so many characters of a line the next word says that it would be broken.
ENOUGH = 1000

_ITEM = re.compile(r" {0,3}(?:[-*+•]|\d{1,3}[.)])\s+(?=\S)")
#: What stands as it is: code and quotations.
_VERBATIM = re.compile(r"\t| {4}|>|\s*\|")


def separate_subject(text: str) -> str:
    """The message with a blank line behind its subject, where git would take both for it."""
    lines = text.split("\n")
    if len(lines) > 1 and lines[1].strip():
        lines.insert(1, "")
    return "\n".join(lines)


def has_long_lines(text: str) -> bool:
    """True if the body has a line of more than `COLUMNS` characters that `fill` would break."""
    text = "\n".join(map(_beginning, text.split("\n")))
    long = _long(text)
    return bool(long) and not long <= _long(fill(text))


def _beginning(line: str) -> str:
    """The beginning of a line that decides whether to break it; of a long one, up to a word."""
    at = line.rstrip().find(" ", ENOUGH)
    return line if at < 0 else line[:at] + " …"


def _long(text: str) -> set[str]:
    """The lines of the body that are too long, without the blanks at their ends."""
    lines = map(str.rstrip, text.split("\n")[1:])
    return {line for line in lines if len(line) > COLUMNS}


def fill(text: str) -> str:
    """The message with the paragraphs of its body filled to `COLUMNS`.

    The subject, trailers, code and quotations stay as they are; items of a list are filled one by
    one.  No character is lost but blanks.
    """
    subject, newline, rest = separate_subject(text).partition("\n")
    if not rest.strip():
        return text
    message = parse_message(text)
    block = "\n".join(trailer.text for trailer in message.trailers)
    end = rest.rstrip()
    body = end.removesuffix(block) if block else end
    paragraphs = re.split(r"\n[ \t]*\n", body.strip("\n"))
    filled = ["\n".join(_fill(paragraph.split("\n"))) for paragraph in paragraphs]
    halves = ["\n\n".join(filled), block]
    return subject + newline + "\n" + "\n\n".join(half for half in halves if half.strip()) + "\n"


def _fill(lines: list[str]) -> Iterator[str]:
    """One paragraph filled."""
    begun: list[str] = []
    for line in lines:
        if _VERBATIM.match(line) and not begun:
            yield line
        elif _ITEM.match(line) or _VERBATIM.match(line):
            yield from _wrapped(begun)
            begun = []
            if _ITEM.match(line):
                begun = [line]
            else:
                yield line
        else:
            begun.append(line)
    yield from _wrapped(begun)


def _wrapped(lines: list[str]) -> list[str]:
    if not lines:
        return []
    item = _ITEM.match(lines[0])
    first = item[0] if item else ""
    words = " ".join([lines[0][len(first) :], *lines[1:]]).split()
    return textwrap.wrap(
        " ".join(words),
        COLUMNS,
        initial_indent=first,
        subsequent_indent=" " * len(first),
        break_long_words=False,
        break_on_hyphens=False,
    )
