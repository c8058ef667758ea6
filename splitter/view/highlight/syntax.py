"""The kinds of word in a program's text: keywords, strings, comments and so on.

Nothing is lexed when a line is drawn.  A `Highlighter` is asked for the kinds of a line and either
knows them, or takes note; whoever draws lets it `load` in a thread, `learn` what that found and
`work` between two keys, and draws again.
"""

from __future__ import annotations

import re
import signal
from collections import OrderedDict
from collections.abc import Callable, Generator, Iterable, Sequence
from functools import cache, lru_cache, partial
from itertools import islice
from threading import current_thread, main_thread
from time import perf_counter
from typing import Any, NamedTuple, NoReturn, Protocol, TypeVar

from splitter.core.diff.model import FilePatch, Hunk
from splitter.core.diff.parse import DiffLine, hunk_lines
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
#: The words of so many lines are kept.
KEPT = 6000
#: Of the blocks asked for, so many of the latest are worked on.
ASKED = 6
#: What begins and what ends a text that goes on over several lines, in one language or another.
_PAIRS = (('"""', '"""'), ("'''", "'''"), ("/*", "*/"), ("<!--", "-->"))
#: What stands before the quotes that begin a text.
_TAKES = (":", "(", "[", "{", "=", ",", "return", "\\")
#: After so many words the clock is looked at.
_STEP = 16
#: If they take longer than this, their block has no kinds; in seconds of computing.
PATIENCE = 0.1

_SHEBANG = re.compile(rb"[-+ ](#![^\n]*)")
_VERSION = re.compile(r"[\d.]+$")

#: Lexers of names that several claim, by ending or whole name, as a reader of code expects.
_CHOSEN = {"*.pl": "perl", "*.sql": "sql", "*.ipynb": "json", "go.mod": ""}
#: Interpreters that a lexer knows under another name.
_INTERPRETERS = {"node": "javascript", "dash": "sh", "ash": "sh"}

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


class Lexer(Protocol):
    """What is used of a lexer of pygments."""

    def get_tokens_unprocessed(self, text: str) -> Iterable[tuple[int, Any, str]]:
        """The tokens of a text: where each begins, its type, and its text."""


class Source(NamedTuple):
    """What says in which language a file is: its name, and its first line if that is a shebang."""

    name: str
    shebang: str


#: The names of some lexers.
Names = tuple[str, ...]


class _Block(NamedTuple):
    """Some lines of a hunk, or of a file as the commit leaves it, that are lexed together."""

    of: Hunk | FilePatch
    start: int


# The language


@lru_cache(maxsize=1024)
def source(file: FilePatch) -> Source:
    """What says in which language a file is, as far as its patch shows it."""
    name = file.path.rpartition(b"/")[2].decode(errors="replace")
    first = file.hunks[0] if file.hunks else None
    shebang = None
    if first and min(first.old_start, first.new_start) <= 1:
        shebang = _SHEBANG.match(first.body)
    return Source(name, shebang[1].decode(errors="replace") if shebang else "")


def lexer_names(of: Source) -> Names:
    """The names of the lexers that may be meant for a file."""
    known = _by_key()
    return next((known[key] for key in _keys(of) if key in known), ())


def find_lexer(names: Names) -> Lexer | None:
    """The best of some lexers; None for no names.  The first of a language takes a while."""
    from pygments.lexers import find_lexer_class  # type: ignore[import-untyped]  # noqa: PLC0415

    found = [lexer for name in names if name != "Text only" and (lexer := find_lexer_class(name))]
    best = max(found, key=lambda lexer: lexer.priority, default=None)
    return best() if best else None


def _keys(of: Source) -> Iterable[str]:
    """The keys under which the lexer of a file can be found, the most telling first."""
    name = of.name
    yield name
    yield from (f"*{name[at:]}" for at, char in enumerate(name) if char == ".")
    yield from (f"{name[:at]}.*" for at, char in enumerate(name) if char == ".")
    words = of.shebang[2:].split()
    if words and words[0].endswith("/env"):
        words = [word for word in words[1:] if word[:1] != "-" and "=" not in word]
    if words:
        interpreter = _VERSION.sub("", words[0].rpartition("/")[2])
        yield f"#!{_INTERPRETERS.get(interpreter, interpreter)}"


@cache
def _by_key() -> dict[str, Names]:
    """The names of lexers by the pattern of a file's name, and by ``#!`` and their short names."""
    from pygments.lexers import get_all_lexers  # noqa: PLC0415

    found: dict[str, list[str]] = {}
    for name, aliases, patterns, _ in get_all_lexers(plugins=False):
        for key in (*patterns, *(f"#!{alias}" for alias in aliases)):
            found.setdefault(key, []).append(name)
    chosen = {key: found.get(f"#!{alias}", []) for key, alias in _CHOSEN.items()}
    return {key: tuple(names) for key, names in (found | chosen).items()}


# The words

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


def _words_of_hunk(hunk: Hunk, start: int, lexer: Lexer) -> Steps:
    """The words of a block of a hunk's lines."""
    first = max(0, start - LEAD)
    found = yield from words(lexer, hunk_lines(hunk)[first : start + BLOCK])
    return found[start - first :]


def _words_of_file(lines: Sequence[bytes], start: int, lexer: Lexer) -> Steps:
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
    """Give up on the signal that the clock of `_within_patience` sends; nobody else uses it."""
    signal.signal(signal.SIGVTALRM, _give_up)


def _give_up(*_: object) -> NoReturn:
    raise TimeoutError


def _opening(lexer: Lexer, texts: Sequence[str]) -> str:
    """What has begun above the lines and ends in them; "" for nothing."""
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
    """Whether the first quotes of a line look as if they end what began further up.

    Those that begin something stand before its first word, or behind what takes it.
    """
    before, _, after = text.partition(quotes)
    if quotes in after:
        return False
    if before.strip(" rbfuRBFU"):
        return not before.rstrip(" rbfuRBFU").endswith(_TAKES)
    return not after.strip() and bool(above.strip()) and not above.rstrip().endswith(_TAKES)


def _goes_on(lexer: Lexer, first: str, last: str) -> bool:
    """Whether a text between those goes on over several lines in the lexer's language."""
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


class Highlighter:
    """Knows the words of lines that have been asked for, as soon as there was time."""

    def __init__(self) -> None:
        self._lexers: dict[Source, Lexer | None] = {}
        self._loaded: dict[Names, Lexer | None] = {}
        self._unknown: dict[Source, dict[_Block, Begin]] = {}
        self._asked: OrderedDict[_Block, tuple[Begin, Lexer]] = OrderedDict()
        self._known: OrderedDict[_Block, tuple[Words, ...]] = OrderedDict()
        self._kept = 0
        self._running: tuple[_Block, Steps] | None = None

    def ready(self, file: FilePatch, hunk: Hunk, index: int) -> Words | None:
        """The words of a hunk's line, counted from 0.

        None where they are not known yet, and are noted as wanted.
        """
        is_short = hunk.old_length + len(hunk.added) <= BLOCK
        start = 0 if is_short else index - index % BLOCK
        begin = partial(_words_of_hunk, hunk, start)
        return self._ready(file, _Block(hunk, start), index - start, begin)

    def ready_around(self, file: FilePatch, lines: Sequence[bytes], index: int) -> Words | None:
        """The same for a line of a file, all of whose lines are given as the commit leaves them."""
        start = index - index % BLOCK
        begin = partial(_words_of_file, lines, start)
        return self._ready(file, _Block(file, start), index - start, begin)

    def _ready(self, file: FilePatch, block: _Block, nth: int, begin: Begin) -> Words | None:
        """The words of the block's nth line, from 0; None once it is noted that they are wanted."""
        of = source(file)
        if of not in self._lexers and not self._recognises(of):
            self._unknown.setdefault(of, {})[block] = begin
            return None
        lexer = self._lexers[of]
        if lexer is None:
            return ()
        known = self._known.get(block)
        if known is not None:
            self._known.move_to_end(block)
            return known[nth]
        self._ask(block, begin, lexer)
        return None

    def _ask(self, block: _Block, begin: Begin, lexer: Lexer) -> None:
        self._asked[block] = begin, lexer
        self._asked.move_to_end(block)
        if len(self._asked) > ASKED:
            self._asked.popitem(last=False)

    def _recognises(self, of: Source) -> bool:
        """Whether a file is in a language whose lexer is there; then that is the file's."""
        names = lexer_names(of) if self._loaded else ()
        if names in self._loaded:
            self._lexers[of] = self._loaded[names]
        return of in self._lexers

    @property
    def is_unloaded(self) -> bool:
        """Whether a lexer is wanted that is not there yet."""
        return bool(self._unknown)

    def load(self) -> dict[Names, Lexer | None]:
        """Find the lexers that are wanted, by their names, for `learn`.

        Takes a while and changes nothing, so it can be called in a thread.
        """
        return {names: find_lexer(names) for names in set(map(lexer_names, tuple(self._unknown)))}

    def learn(self, found: dict[Names, Lexer | None]) -> None:
        """Use lexers from now on, first for the lines that were asked for without them."""
        self._loaded |= found
        for of in [of for of in self._unknown if self._recognises(of)]:
            lexer = self._lexers[of]
            for block, begin in self._unknown.pop(of).items():
                if lexer is not None:
                    self._ask(block, begin, lexer)

    @property
    def is_waiting(self) -> bool:
        """Whether there is work to do."""
        return bool(self._asked)

    def work(self, seconds: float) -> bool:
        """Lex what was asked for last, for about so long.  Returns whether more is known now."""
        end = perf_counter() + seconds
        is_more = False
        while self._running or self._asked:
            block, steps = self._running = self._running or self._start()
            try:
                while perf_counter() < end:
                    next(steps)
                return is_more
            except StopIteration as done:
                self._running = None
                self._keep(block, done.value)
                is_more = True
        return is_more

    def _start(self) -> tuple[_Block, Steps]:
        block, (begin, lexer) = next(reversed(self._asked.items()))
        return block, begin(lexer)

    def _keep(self, block: _Block, found: tuple[Words, ...]) -> None:
        self._asked.pop(block, None)
        self._known[block] = found
        self._kept += len(found)
        while self._kept > KEPT and len(self._known) > 1:
            self._kept -= len(self._known.popitem(last=False)[1])
