"""The terminal, as Textual drives it."""

from __future__ import annotations

import os
from codecs import getincrementaldecoder
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from selectors import EVENT_READ, SelectSelector
from typing import TYPE_CHECKING, Any, TextIO, cast

from textual.drivers.linux_driver import LinuxDriver

from splitter.signals import Terminated
from splitter.tui.input.keys import Parser

if TYPE_CHECKING:
    from io import TextIOWrapper

    from textual.app import App
    from textual.message import Message

#: How many bytes are read at once.
AT_ONCE = 4096


class Output:
    """Writes to a terminal as long as it is there, and nowhere afterwards."""

    def __init__(self, file: TextIO) -> None:
        self._file = file

    def write(self, text: str) -> None:
        with suppress(OSError):
            self._file.write(text)

    def flush(self) -> None:
        with suppress(OSError):
            self._file.flush()

    def fileno(self) -> int:
        return self._file.fileno()


class Driver(LinuxDriver):
    """Textual's driver, changed for a terminal that is closed, for reading keys, and for the size.

    The size is the terminal's own whatever the environment says.  Textual's thread that writes
    would end with the terminal, and everything that writes next would wait for it for ever.  The
    thread that reads would see Escape a tenth of a second later, not see it at all before other
    keys, and fail at bytes that are not UTF-8.
    """

    def __init__(
        self,
        app: App[object],
        *,
        debug: bool = False,
        mouse: bool = True,
        size: tuple[int, int] | None = None,
    ) -> None:
        super().__init__(app, debug=debug, mouse=mouse, size=size)
        self._output = Output(cast("TextIO", self._file))
        self._file = cast("TextIOWrapper[Any]", self._output)
        self._size = size or self._get_terminal_size()
        self._is_over = False  # a signal has ended git split while it did not have the terminal

    def _get_terminal_size(self) -> tuple[int, int]:
        """The columns and rows of the terminal that is drawn on, or else is read."""
        for terminal in (self._output.fileno(), self.fileno):
            with suppress(OSError):
                size = os.get_terminal_size(terminal)
                if size.columns and size.lines:
                    return size.columns, size.lines
        return super()._get_terminal_size()

    @contextmanager
    def no_automatic_restart(self) -> Iterator[None]:
        """While the context lasts the terminal is released; for ever where a signal ends it."""
        with self._unless_terminated(), super().no_automatic_restart():
            yield

    def resume_application_mode(self) -> None:
        """Take the terminal again, unless it was released for ever.

        In the background this stops until git split is in the foreground.
        """
        if not self._is_over:
            with self._unless_terminated():
                super().resume_application_mode()

    @contextmanager
    def _unless_terminated(self) -> Iterator[None]:
        try:
            yield
        except Terminated:
            self._is_over = True
            raise

    def stop_application_mode(self) -> None:
        """Give the terminal back, unless it was released before."""
        if not self._is_over:
            super().stop_application_mode()

    def disable_input(self) -> None:
        """Read no more, and forget what was typed, unless the terminal was released for ever."""
        if not self._is_over:
            super().disable_input()

    def write(self, data: str) -> None:
        """Write to the terminal, unless it was released for ever."""
        if not self._is_over:
            super().write(data)

    def run_input_thread(self) -> None:
        """Send what is typed to the application, until it ends or the terminal goes."""
        parser = Parser(self._debug)
        decode = getincrementaldecoder("utf-8")(errors="replace").decode
        with SelectSelector() as terminal, suppress(OSError):
            terminal.register(self.fileno, EVENT_READ)
            while not self.exit_event.is_set():
                if terminal.select(parser.patience):
                    typed = os.read(self.fileno, AT_ONCE)
                    if not typed:
                        break
                    self._send(parser.feed(decode(typed)))
                else:
                    self._send(parser.tick())

    def _send(self, messages: Iterable[Message]) -> None:
        for message in messages:
            self.process_message(message)
