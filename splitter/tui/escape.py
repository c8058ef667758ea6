"""What the terminal sends for keys, where Textual's own reading of it loses the Escape key.

To a terminal without the newer keyboard protocols Escape is the byte that also begins arrows, and
Alt with another key.  Textual waits a tenth of a second for what follows, and takes all that comes
until then for one sequence: Escape and some letters at once are a circumflex and these letters.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain
from typing import cast

from textual import events
from textual._ansi_sequences import ANSI_SEQUENCES_KEYS
from textual._parser import Read1
from textual._time import get_time
from textual._xterm_parser import XTermParser

ESCAPE = "\x1b"
#: How long what may be the beginning of a longer key is waited for at most, in seconds, unless the
#: environment has said otherwise.  A terminal sends a key at once.
WAITED = 0.05
_USUAL = 0.1
#: What begins more than a key with Alt, or may.
_BEGINS = frozenset("O[]\\^_")


def _wait(timeout: float | None = None) -> Read1:
    """Wait for a character, as Textual asks for it."""
    return Read1(WAITED if timeout == _USUAL else timeout)


class Parser(XTermParser):
    """Textual's own, but for what comes right behind Escape: a letter or digit is that key with
    Alt, another character is a key of its own.
    """

    read1 = cast("type[Read1]", staticmethod(_wait))

    @property
    def patience(self) -> float:
        """How long the next character may be waited for until `tick` is due, in seconds."""
        return WAITED if self._timeout_time is None else max(0, self._timeout_time - get_time())

    def _sequence_to_key_events(self, sequence: str, alt: bool = False) -> Iterable[events.Key]:
        first, behind = sequence[:1], sequence[1:]
        if first != ESCAPE or len(behind) != 1 or behind in _BEGINS:
            return super()._sequence_to_key_events(sequence, alt)
        if behind.isalnum():
            return super()._sequence_to_key_events(behind, alt=True)
        if sequence in ANSI_SEQUENCES_KEYS:
            return super()._sequence_to_key_events(sequence)
        return (events.Key("escape", ESCAPE), *super()._sequence_to_key_events(behind))


def keys_of(typed: bytes) -> Iterator[events.Key | events.Paste]:
    """The keys that a terminal sends as these bytes."""
    parser = Parser()
    texts = typed.decode(errors="replace"), ""
    for event in chain.from_iterable(map(parser.feed, texts if typed else ())):
        if isinstance(event, events.Key | events.Paste):
            yield event


def apart(key: events.Key) -> list[events.Key]:
    """A key with Alt that means nothing, as the two keys that were pressed one right after the
    other; another key as it is.
    """
    if not key.key.startswith("alt+") or not key.character or not key.character.isalnum():
        return [key]
    return [events.Key("escape", ESCAPE), events.Key(key.character, key.character)]
