"""The kinds of word in some lines, worked out in small steps by a lexer."""

from __future__ import annotations

import signal
from collections.abc import Callable, Generator, Sequence
from functools import cache
from itertools import islice
from threading import current_thread, main_thread
from typing import Any, NoReturn, TypeVar

from splitter.core.diff.lines import DiffLine
from splitter.core.diff.model import Hunk
from splitter.core.diff.parse import hunk_lines
from splitter.view.highlight.language import Lexer
from splitter.view.text.display import visible

_Result = TypeVar("_Result")

#: From and to in characters of the line as drawn, and the kind of word, as in `ThemeStyles.code`.
Word = tuple[int, int, str]
Words = tuple[Word, ...]

#: Lines longer than this (in characters) have no kinds.
LONGEST = 2000
#: So many characters at most are lexed at once; where there are more, they have no kinds.
LARGEST = 60_000
#: A hunk of so many lines is lexed as a whole, a longer one, and a file, in blocks of so many.
BLOCK = 240
#: With each block so many lines above it are lexed, to know what it is in the middle of.
LEAD = 60
#: What begins and what ends a text that goes on over several lines, in one language or another.
_PAIRS = (('"""', '"""'), ("'''", "'''"), ("/*", "*/"), ("<!--", "-->"))
#: What stands before the quotes that begin a text.
_TAKES = (":", "(", "[", "{", "=", ",", "return", "\\")
#: After so many words the clock is looked at.
_STEP = 16
#: If they take longer than this, their block has no kinds; in seconds of computing.
PATIENCE = 0.1
#: The kind for each sort of token of pygments; what is not here has the kind of what it is part of.
_KINDS = {
    "Comment": "comment",
    "Comment.Preproc": "keyword",
    "Comment.PreprocFile": "string",
    "Generic.Heading": "keyword",
    "Generic.Subheading": "keyword",
    "Keyword": "keyword",
    "Keyword.Constant": "constant",
    "Keyword.Type": "type",
    "Literal.Number": "number",
    "Literal.String": "string",
    "Name.Attribute": "type",
    "Name.Builtin": "function",
    "Name.Builtin.Pseudo": "constant",
    "Name.Class": "type",
    "Name.Constant": "constant",
    "Name.Decorator": "function",
    "Name.Entity": "constant",
    "Name.Exception": "type",
    "Name.Function": "function",
    "Name.Tag": "keyword",
    "Operator": "operator",
    "Operator.Word": "keyword",
}
#: Work done in steps; the clock can be looked at between two.
Steps = Generator[None, None, tuple[Words, ...]]
#: Begins such work, once the lexer is there.
Begin = Callable[[Lexer], Steps]


def words(lexer: Lexer, lines: Sequence[DiffLine]) -> Steps:
    """The words of the lines of a hunk, in steps: the old side lexed as one text, and the new."""
    found: list[Words] = [()] * len(lines)
    for gone in ("+", "-"):
        side = [at for at, line in enumerate(lines) if line.mark != gone]
        if gone == "+" and all(lines[at].mark == " " for at in side):
            continue
        of_side = yield from _words(lexer, [_text(lines[at].text) for at in side])
        for at, one in zip(side, of_side, strict=True):
            found[at] = one
    return tuple(found)


def words_of_hunk(hunk: Hunk, start: int, lexer: Lexer) -> Steps:
    """The words of a block of a hunk's lines."""
    first = max(0, start - LEAD)
    found = yield from words(lexer, hunk_lines(hunk)[first : start + BLOCK])
    return found[start - first :]


def words_of_file(lines: Sequence[bytes], start: int, lexer: Lexer) -> Steps:
    """The words of a block of a file's lines."""
    first = max(0, start - LEAD)
    found = yield from _words(lexer, [_text(line) for line in lines[first : start + BLOCK]])
    return found[start - first :]


def _text(raw: bytes) -> str:
    """A line as it is drawn, without what ends it; nothing of one that is too long."""
    text = visible(raw.removesuffix(b"\n").removesuffix(b"\r"))
    return text if len(text) <= LONGEST else ""


def _words(lexer: Lexer, texts: Sequence[str]) -> Steps:
    nothing = ((),) * len(texts)
    text = "".join(f"{one}\n" for one in texts)
    if len(text) > LARGEST:
        return nothing
    opening = _opening(lexer, texts)
    text = opening + text
    found: list[list[Word]] = [[] for _ in texts]
    row, column, total = 0, -len(opening), 0
    try:
        tokens = iter(lexer.get_tokens_unprocessed(text))
        while some := _within_patience(lambda: list(islice(tokens, _STEP))):
            for _, token, value in some:
                kind = _kind(token)
                total += len(value)
                for at, piece in enumerate(value.split("\n")):
                    if at:
                        row, column = row + 1, 0
                    if piece and kind and column + len(piece) > 0:
                        _add(found[row], max(0, column), column + len(piece), kind)
                    column += len(piece)
            yield
    except Exception:  # a lexer that stumbles over a text, or gets lost: then it has no colour
        return nothing
    return tuple(map(tuple, found)) if total == len(text) else nothing


def _within_patience(work: Callable[[], _Result]) -> _Result:
    """Do work that may be lost in one regular expression.  Raises TimeoutError after `PATIENCE`.

    Only a signal reaches into a match, and only the main thread gets one: elsewhere work takes
    what it takes.
    """
    if current_thread() is not main_thread():
        return work()
    _listen()
    signal.setitimer(signal.ITIMER_VIRTUAL, PATIENCE)
    try:
        return work()
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)


@cache
def _listen() -> None:
    """Stop on the signal that the clock of `_within_patience` sends; nobody else uses it."""
    signal.signal(signal.SIGVTALRM, _give_up)


def _give_up(*_: object) -> NoReturn:
    raise TimeoutError


def _opening(lexer: Lexer, texts: Sequence[str]) -> str:
    """The delimiter of a text that has begun above the lines and ends in them; "" for none."""
    for first, last in _PAIRS:
        at = next((n for n, text in enumerate(texts) if first in text or last in text), None)
        if at is None or not _goes_on(lexer, first, last):
            continue
        if first != last:
            is_end = last in texts[at].partition(first)[0]
        else:
            is_end = _is_end(first, texts[at], texts[at - 1] if at else "")
        if is_end:
            return first
    return ""


def _is_end(quotes: str, text: str, above: str) -> bool:
    """True if the first quotes of a line look as if they end what began further up.

    Those that begin something stand before its first word, or behind what takes it.
    """
    before, _, after = text.partition(quotes)
    if quotes in after:
        return False
    if before.strip(" rbfuRBFU"):
        return not before.rstrip(" rbfuRBFU").endswith(_TAKES)
    return not after.strip() and bool(above.strip()) and not above.rstrip().endswith(_TAKES)


def _goes_on(lexer: Lexer, first: str, last: str) -> bool:
    """True if these delimit a text of several lines in the lexer's language."""
    tokens = lexer.get_tokens_unprocessed(f"{first}\nx y\n{last}")
    return {_kind(token) for _, token, value in tokens if value.strip()} <= {"string", "comment"}


def _add(found: list[Word], start: int, end: int, kind: str) -> None:
    if found and found[-1][1:] == (start, kind):
        start = found.pop()[0]
    found.append((start, end, kind))


@cache
def _kind(token: Any) -> str:
    """The kind of a token; "" for one without."""
    names = tuple(token)
    while names:
        kind = _KINDS.get(".".join(names))
        if kind:
            return kind
        names = names[:-1]
    return ""
