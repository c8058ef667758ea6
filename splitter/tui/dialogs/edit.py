"""An edit, written in place."""

from __future__ import annotations

from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import TextArea

from splitter.tui.dialogs.autosave import Keeping
from splitter.tui.widgets.field import Area
from splitter.tui.widgets.label import Words
from splitter.view.assigning.edits import Place
from splitter.view.phrases import dialogs
from splitter.view.text.display import Pieces, safe, visible
from splitter.view.text.pieces import keys_line

#: How many of the lines at whose place the text stands are shown.
SHOWN = 6
#: How many rows there have to be for anything else.
TAKEN = 7


class CodeArea(Area):
    """Lines of a program: a new line has the indentation of the previous one."""

    def on_key(self, event: events.Key) -> None:
        if event.key == "enter":
            event.stop()
            event.prevent_default()
            row, column = self.cursor_location
            line = self.document.get_line(row)[:column]
            self.insert("\n" + line[: len(line) - len(line.lstrip())])


class EditScreen(ModalScreen[str | None], Keeping):
    """The editor for an edit of some lines; its answer is the text, None if cancelled."""

    CSS = """
    EditScreen { align: center bottom; }
    EditScreen #frame {
        width: 100%; height: 14; max-height: 100%; background: $panel; border: round $primary;
    }
    EditScreen #heading, EditScreen #keys { height: 1; }
    EditScreen #lines { height: auto; text-wrap: nowrap; text-overflow: ellipsis; }
    EditScreen TextArea { height: 1fr; min-height: 1; border: none; padding: 0 0 0 2; }
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        *Keeping.BINDINGS,
    ]

    question = dialogs.KEEP_EDIT

    def __init__(self, title: str, place: Place, text: str | None = None) -> None:
        """``text`` is the unfinished text of an edit that is resumed."""
        super().__init__()
        self.heading = title
        self.place = place
        self.begun = place.text.removesuffix("\n") if text is None else text
        self.is_resumed = text is not None
        self._kept = self.begun

    def compose(self) -> ComposeResult:
        """A heading, the lines as they are, the text, and the keys."""
        with Vertical(id="frame"):
            yield Words(f" {safe(self.heading)}", id="heading", role="heading")
            yield Words(id="lines")
            yield CodeArea(
                self.begun,
                tab_behavior="indent",
                soft_wrap=False,
                highlight_cursor_line=False,
            )
            yield Words(id="keys", role="footer")

    def on_mount(self) -> None:
        self.on_resize()
        self.query_one("#keys", Words).say(_KEYS)
        area = self.query_one(TextArea)
        if "\t" in area.text:
            area.indent_type, area.indent_width = "tabs", 8
        area.focus()
        area.move_cursor(area.document.end)

    def on_resize(self) -> None:
        lines, shown = self.query_one("#lines", Words), self._lines(self.app.size.height - TAKEN)
        lines.styles.height = len(shown)
        lines.say(shown)

    def _lines(self, room: int) -> Pieces:
        """The lines that the text stands for, as far as there is room."""
        first = max(0, min(SHOWN, room))
        shown: Pieces = tuple(
            (f" {line.mark}{visible(line.text)}\n", "removed" if line.mark == "-" else "added")
            for line in self.place.lines[:first]
        )
        more = len(self.place.lines) - first
        return (*shown, (f"{dialogs.more_lines(more)}\n", "dim")) if more > 0 else shown

    @property
    def is_changed(self) -> bool:
        return self.is_resumed or self.answer != self.begun

    @property
    def answer(self) -> str:
        """The text as written."""
        return self.query_one(TextArea).text


_KEYS: Pieces = keys_line((("^S", dialogs.SAVE_EDIT), ("Esc", dialogs.CANCEL)))
