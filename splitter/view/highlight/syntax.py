"""The kinds of word in a program's text: keywords, strings, comments and so on.

Nothing is lexed when a line is drawn.  A `Highlighter` is asked for the kinds of a line and either
knows them, or takes note; whoever draws lets it `load` in a thread, `learn` what that found and
`work` between two keys, and draws again.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from functools import partial
from time import perf_counter
from typing import NamedTuple

from splitter.core.diff.model import FilePatch, Hunk
from splitter.view import highlight
from splitter.view.highlight.language import Lexer, Names, Source, source
from splitter.view.highlight.lexing import BLOCK, Begin, Steps, Words, words_of_file, words_of_hunk

#: The words of so many lines are kept.
KEPT = 6000
#: Of the blocks asked for, so many of the latest are worked on.
ASKED = 6


class _Block(NamedTuple):
    """Some lines of a hunk, or of a file as the commit leaves it, that are lexed together."""

    of: Hunk | FilePatch
    start: int


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
        begin = partial(words_of_hunk, hunk, start)
        return self._ready(file, _Block(hunk, start), index - start, begin)

    def ready_around(self, file: FilePatch, lines: Sequence[bytes], index: int) -> Words | None:
        """The same for a line of a file, all of whose lines are given as the commit leaves them."""
        start = index - index % BLOCK
        begin = partial(words_of_file, lines, start)
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
        """True if a file is in a language whose lexer is there; then that is the file's."""
        names = highlight.lexers.lexer_names(of) if self._loaded else ()
        if names in self._loaded:
            self._lexers[of] = self._loaded[names]
        return of in self._lexers

    @property
    def is_unloaded(self) -> bool:
        """True if a lexer is wanted that is not there yet."""
        return bool(self._unknown)

    def load(self) -> dict[Names, Lexer | None]:
        """Find the lexers that are wanted, by their names, for `learn`.

        Takes a while and changes nothing, so it can be called in a thread.
        """
        wanted = set(map(highlight.lexers.lexer_names, tuple(self._unknown)))
        return {names: highlight.lexers.find_lexer(names) for names in wanted}

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
        """True if there is work to do."""
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
