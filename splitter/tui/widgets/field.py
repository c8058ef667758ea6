"""A field of one line, with the keys of `editing` and no others of Textual's own."""

from __future__ import annotations

from typing import ClassVar

from textual import events
from textual.binding import BindingType
from textual.widgets import Input

from splitter.tui.input.bindings import line_bindings


class Field(Input, inherit_bindings=False):
    """A field of one line.  Of a paste it takes the first line that is not empty."""

    BINDINGS: ClassVar[list[BindingType]] = line_bindings()

    def on_paste(self, event: events.Paste) -> None:
        event.text = event.text.lstrip("\n")  # the line that Textual takes then
