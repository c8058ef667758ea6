"""The terminal may go at any moment."""

from __future__ import annotations

import os
import pty
from contextlib import suppress
from threading import Thread
from typing import TextIO, cast

import pytest
from textual.drivers._writer_thread import WriterThread

from splitter.tui.input.driver import Output


def test_what_is_written_to_a_terminal_that_has_gone_holds_nobody() -> None:
    master, slave = pty.openpty()
    os.close(master)
    with pytest.raises(OSError, match="Input/output"):
        os.write(slave, b"gone")
    terminal = os.fdopen(slave, "w")
    writer = WriterThread(cast("TextIO", Output(terminal)))
    writer.start()

    def write() -> None:
        for _ in range(100):
            writer.write("gone")
        writer.stop()

    writing = Thread(target=write, daemon=True)
    writing.start()
    writing.join(10)
    assert not writing.is_alive()
    with suppress(OSError):
        terminal.close()
