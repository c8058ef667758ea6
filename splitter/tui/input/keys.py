"""The keys that the terminal sends, where Textual's own reading loses the Escape key.

To a terminal without the newer keyboard protocols Escape is the byte that also begins arrows, and
Alt with another key.  Textual waits a tenth of a second for what follows, and takes all that comes
until then for one sequence: Escape and some letters at once are a circumflex and these letters.

A paste is text up to its end marker.  Textual ends it at the first Escape in it, and takes the rest
for keys.
"""

from __future__ import annotations

from collections.abc import Generator, Iterable, Iterator
from itertools import chain
from typing import cast

from textual import events
from textual._ansi_sequences import ANSI_SEQUENCES_KEYS
from textual._parser import Read1
from textual._time import get_time
from textual._xterm_parser import XTermParser
from textual.message import Message

from splitter.core.text.controls import without_controls

ESCAPE = "\x1b"
#: How long what may be the beginning of a longer key is waited for at most, in seconds, unless the
#: environment has said otherwise.  A terminal sends a key at once.
WAITED = 0.05
_USUAL = 0.1
#: What a terminal sends before and after a paste.
PASTE_BEGIN, PASTE_END = "\x1b[200~", "\x1b[201~"
#: How long the rest of the marker before a paste is waited for once half of it has come, in
#: seconds: without it the paste would be taken for keys.
PASTE_WAITED = 1.0
_HALF = len(PASTE_BEGIN) // 2
#: What begins more than a key with Alt, or may.
_BEGINS = frozenset("O[]\\^_")


def _wait(timeout: float | None = None) -> Read1:
    """Wait for a character, as Textual asks for it."""
    return Read1(WAITED if timeout == _USUAL else timeout)


class Parser(XTermParser):
    """Textual's parser, changed for characters right behind Escape, and for pastes.

    A letter or digit behind Escape is that key with Alt, another character is a key of its own.
    """

    read1 = cast("type[Read1]", staticmethod(_wait))

    _read = ""  # the last characters that were read outside of a paste
    _pasted: str | None = None  # what has come of a paste; None outside of one

    @property
    def patience(self) -> float:
        """The longest time to wait for the next character until `tick` is due, in seconds."""
        return WAITED if self._timeout_time is None else max(0, self._timeout_time - get_time())

    def feed(self, data: str) -> Iterator[Message]:
        """The events that these characters complete; an empty text ends the input."""
        if not data:
            yield from super().feed(data)
        while data:
            is_paste = self._pasted is not None
            data = yield from (self._feed_paste(data) if is_paste else self._feed_keys(data))

    def _feed_keys(self, data: str) -> Generator[Message, None, str]:
        """Read keys; returns what is behind the marker that begins a paste."""
        read = self._read + data
        at = read.find(PASTE_BEGIN)
        if at >= 0:
            end = at + len(PASTE_BEGIN) - len(self._read)
            if end > 1:
                yield from super().feed(data[: end - 1])
            list(super().feed(PASTE_BEGIN[-1]))
            self._read, self._pasted = "", ""
            return data[end:]
        yield from super().feed(data)
        self._read = read[1 - len(PASTE_BEGIN) :]
        if self._timeout_time is not None and self._is_marker_begun:
            self._timeout_time = get_time() + PASTE_WAITED
        return ""

    @property
    def _is_marker_begun(self) -> bool:
        """True if what was read last is the first half of the marker that begins a paste."""
        return any(
            self._read.endswith(PASTE_BEGIN[:size]) for size in range(_HALF, len(PASTE_BEGIN))
        )

    def _feed_paste(self, data: str) -> Generator[Message, None, str]:
        """Read a paste; returns what is behind the marker that ends it."""
        before = self._pasted or ""
        self._pasted = before + data
        at = self._pasted.find(PASTE_END, max(0, len(before) - len(PASTE_END)))
        if at < 0:
            return ""
        text, behind = self._pasted[:at], self._pasted[at + len(PASTE_END) :]
        self._pasted = None
        list(super().feed(PASTE_END))
        yield events.Paste(without_controls(text))
        return behind

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
    """A key with Alt that has no action, as the two keys that were pressed one after the other.

    Another key is returned unchanged.
    """
    if not key.key.startswith("alt+") or not key.character or not key.character.isalnum():
        return [key]
    return [events.Key("escape", ESCAPE), events.Key(key.character, key.character)]
