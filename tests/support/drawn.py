"""What a terminal shows of an application that draws on it, cell by cell."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from rich.cells import get_character_cell_size
from rich.console import RenderableType
from rich.segment import Segment
from rich.style import Style
from textual._compositor import ChopsUpdate, LayoutUpdate
from textual.app import App
from textual.screen import Screen
from textual.widget import Widget

from splitter.tui.widgets.cached import Cached
from splitter.tui.widgets.line_list import LineList

#: A character and how it is drawn.
Cell = tuple[str, tuple[object, ...]]
Cells = dict[tuple[int, int], Cell]


class Drawn:
    """The cells of a terminal on which an application without one would draw."""

    def __init__(self, app: App[Any]) -> None:
        self.app = app
        self.cells: Cells = {}
        self._display = app._display
        app._display = self._take  # type: ignore[method-assign,assignment]

    def stale(self) -> dict[tuple[int, int], tuple[Cell | None, Cell]]:
        """The cells that would be others if all were drawn anew: as they are, and would be."""
        shown = dict(self.cells)
        now = _cells(_anew(self.app.screen))
        return {at: (shown.get(at), cell) for at, cell in now.items() if shown.get(at) != cell}

    def _take(self, screen: Screen[Any], drawn: RenderableType | None) -> None:
        if isinstance(drawn, LayoutUpdate):
            drawn.strips = [list(strips) for strips in drawn.strips]
            self.cells = _cells(enumerate(drawn.strips))
        elif isinstance(drawn, ChopsUpdate):
            self._take_some(drawn)
        self._display(screen, drawn)

    def _take_some(self, drawn: ChopsUpdate) -> None:
        for y, first, last in drawn.spans:
            for end, (x, strip) in zip(drawn.chop_ends[y], drawn.chops[y].items(), strict=False):
                if strip is not None and x <= last and end > first:
                    self.cells |= _line(y, x, strip.crop(0, min(end, last) - x))


def _anew(screen: Screen[Any]) -> Iterator[tuple[int, list[Iterable[Segment]]]]:
    """The lines of a screen as they would be drawn if nothing of it had been kept."""
    for widget in screen.walk_children(Widget, with_self=True):
        widget._styles_cache.clear()
        if isinstance(widget, Cached | LineList):
            widget.notify_style_update()
    for y, strip in enumerate(screen._compositor.render_strips()):
        yield y, [strip]


def _cells(lines: Iterable[tuple[int, Iterable[Iterable[Segment]]]]) -> Cells:
    found: Cells = {}
    for y, strips in lines:
        found |= _line(y, 0, (segment for strip in strips for segment in strip))
    return found


def _line(y: int, x: int, segments: Iterable[Segment]) -> Cells:
    found: Cells = {}
    for text, style, control in segments:
        for char in "" if control else text:
            found[x, y] = (char, _look(style or Style.null()))
            x += get_character_cell_size(char)
    return found


def _look(style: Style) -> tuple[object, ...]:
    colours = (style.color, style.bgcolor)
    attributes = (style.bold, style.dim, style.italic, style.underline, style.reverse, style.strike)
    named = (None if colour is None or colour.is_default else colour for colour in colours)
    return (*named, *map(bool, attributes))
