"""A field of several lines, with the keys of `editing` and no others of Textual's own."""

from __future__ import annotations

from typing import ClassVar

from textual.binding import BindingType
from textual.widgets import TextArea

from splitter.tui.input.bindings import area_bindings


class Area(TextArea, inherit_bindings=False):
    """A field of several lines."""

    BINDINGS: ClassVar[list[BindingType]] = area_bindings()
