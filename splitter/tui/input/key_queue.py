"""An application that takes keys one at a time."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from itertools import islice
from time import monotonic
from typing import TypeVar

from textual import events, on
from textual.app import App
from textual.message import Message
from textual.screen import Screen

from splitter.signals import Terminated, raising_when_terminated
from splitter.tui.input.keys import apart, keys_of

Result = TypeVar("Result")

#: How many events may follow from a key: the key itself, and the message of its widget.
FOLLOWING = 2
#: After so many seconds what a key changes is painted.
PAINTED = 0.02
#: After so many seconds the way of a key is taken for lost, with a widget that has gone.
LOST = 1.0
#: The keys that cancel what a screen is busy with.
CANCEL_KEYS = ("escape", "ctrl+c")
#: The keys by which Textual knows those that go by words, where text is written.
_BY_WORDS = {"alt+b": "ctrl+left", "alt+f": "ctrl+right"}


class Barrier(Message):
    """A message that follows a key from the focused widget up to the application.

    It comes behind the key and everything that the key started.  ``more`` is how often it goes that
    way again.
    """

    def __init__(self, more: int) -> None:
        super().__init__()
        self.more = more


class Busy:
    """A screen that takes no keys: they wait for the next screen.

    Only `CANCEL_KEYS` is handled at once; keys typed before it were for a screen that does not come
    then.
    """

    def give_up(self) -> None:
        """Leave off, and go back to the screen below."""
        raise NotImplementedError


class KeyQueue(App[Result], inherit_bindings=False):
    """Takes keys one at a time, however fast they come.

    The next key is taken when the effects of the previous one are complete, and the screen that it
    opened is there.  So each key goes to the screen that its user expects.  ``typed`` is called
    right before the screen gets the terminal, for the keys typed until then.
    """

    typed: Callable[[], bytes] = bytes

    _keys: deque[events.Key | events.Paste]  # what is not taken yet
    _behind: Barrier | None = None  # what is on its way behind the last that was taken
    _is_untold = False  # whether nothing has been sent behind it yet
    _back_at = 0.0  # when the terminal was given back

    @property
    def is_idle(self) -> bool:
        """True if every key that has come was dealt with, with all that it led to."""
        return not (self._keys or self._behind or self._is_untold)

    def on_load(self) -> None:
        self._keys = deque(keys_of(typed) if (typed := self.typed()) else ())

    def on_mount(self) -> None:
        self.screen_change_signal.subscribe(self, self._follow_anew, immediate=True)
        if self._keys:
            self._follow(FOLLOWING)

    async def on_event(self, event: events.Event) -> None:
        """Take keys one at a time, and all else at once."""
        if not isinstance(event, events.Key | events.Paste) or event.is_forwarded:
            await super().on_event(event)
        elif event.time >= self._back_at:
            self._keys.append(event)
            if self._behind is not None and event.time > self._behind.time + LOST:
                self._behind = None
            self._follow_last()
            await self._take_key()

    async def _take_key(self) -> None:
        """Take the next key, if there is one and the previous key is handled."""
        if self._behind is not None or not self._keys:
            return
        if isinstance(self.screen, Busy):
            self._give_up(self.screen)
            return
        is_mounted = self.screen.is_mounted
        if is_mounted:
            await super().on_event(self._next_key())
        if self._keys or not is_mounted:
            self._follow(FOLLOWING)
        else:
            self._is_untold = True
            asyncio.get_running_loop().call_later(PAINTED, self._follow_last)

    def _give_up(self, busy: Busy) -> None:
        """Let a busy screen leave off where a key for that is among those that wait."""
        for at, key in enumerate(self._keys, 1):
            first, *others = apart(key) if isinstance(key, events.Key) else [key]
            if isinstance(first, events.Key) and first.key in CANCEL_KEYS:
                self._keys = deque([*others, *islice(self._keys, at, None)])
                busy.give_up()
                return

    def _next_key(self) -> events.Key | events.Paste:
        """The next key, as what has the focus knows it."""
        key = self._keys.popleft()
        if isinstance(key, events.Paste):
            return key
        if not key.key.startswith("alt+"):
            return self._with_more(key)
        known = self.screen.active_bindings
        if key.key in known:
            return events.Key(key.key, None)
        by_words = _BY_WORDS.get(key.key)
        if by_words in known:
            return events.Key(by_words, None)
        first, *others = apart(key)
        self._keys.extendleft(others)
        return first

    def _with_more(self, key: events.Key) -> events.Key | events.Paste:
        """A key that writes a character, together with those that wait behind it.

        So text typed into a field faster than it could be taken is inserted at once.
        """
        text = self._written_by(key)
        while text and self._keys and (more := self._written_by(self._keys[0])):
            text += more
            self._keys.popleft()
        return events.Paste(text) if len(text) > 1 else key

    def _written_by(self, key: events.Key | events.Paste) -> str:
        """The character that a key writes into the field that has the focus; "" for none."""
        if isinstance(key, events.Paste) or key.key.startswith("alt+") or self.focused is None:
            return ""
        is_for_it = self.focused.check_consume_key(key.key, key.character)
        return (key.character or "") if is_for_it else ""

    def _follow_last(self) -> None:
        """Follow the last key only when its changes are painted, or another key comes."""
        if self._is_untold:
            self._follow(FOLLOWING)

    def _follow(self, times: int) -> None:
        """Find out when all that is under way now has been dealt with; no more once it all ends."""
        self._is_untold = False
        if self._exit or not self.screen_stack:
            self._keys.clear()
            return
        self._behind = Barrier(times - 1)
        for node in filter(None, (self.focused, self.screen, self)):
            if node.post_message(self._behind):  # it does not take any more while it goes
                break

    @on(Barrier)
    async def _come_behind(self, message: Barrier) -> None:
        if message is not self._behind:
            return
        if message.more:
            self._follow(message.more)
        else:
            self._behind = None
            await self._take_key()

    def _follow_anew(self, _: Screen[object]) -> None:
        """Follow a key to the screen that it has opened or gone back to."""
        if self._behind is not None or self._keys:
            self._follow(FOLLOWING)

    @contextmanager
    def suspend(self) -> Iterator[None]:
        """Release the terminal for the context.

        Keys typed until its end were not meant for this screen.  A signal that ends the process
        ends the context, too, and the terminal is not taken again: it may belong to the shell by
        then.  What else the context raises is raised once the terminal is taken again.
        """
        raised: Exception | None = None
        with suppress(Terminated), raising_when_terminated(), super().suspend():
            try:
                yield
            except Exception as error:
                raised = error
        self._keys.clear()
        self._back_at = monotonic()
        if raised is not None:
            raise raised
