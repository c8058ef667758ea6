"""An edit, written in place."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import TextArea

from splitter.core.diff.lines import DiffLine
from splitter.core.plan.edits import Until
from splitter.tui.dialogs.autosave import Keeping
from splitter.tui.widgets.area import Area
from splitter.tui.widgets.label import Words
from splitter.view.assigning.edits import Place
from splitter.view.phrases import dialogs, edits
from splitter.view.text.display import Pieces, Role, safe, visible
from splitter.view.text.pieces import keys_line

#: How many of the lines of the diff are shown.
SHOWN = 6
#: How many rows there have to be for anything else.
TAKEN = 8
#: How many rows the dialog has at least.
LOWEST = 14


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
    """The editor for an edit of some lines; its answer is the text, None if cancelled.

    ``until`` is how long the edit is to hold; ``is_removed`` says that the edit is to be removed.
    """

    CSS = """
    EditScreen { align: center bottom; }
    EditScreen #frame {
        width: 100%; height: 14; max-height: 100%; background: $panel; border: round $primary;
    }
    EditScreen #heading, EditScreen #holds, EditScreen #keys { height: 1; }
    EditScreen #lines { height: auto; text-wrap: nowrap; text-overflow: ellipsis; }
    EditScreen TextArea { height: 1fr; min-height: 1; border: none; padding: 0 0 0 2; }
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        *Keeping.BINDINGS,
        Binding("ctrl+t", "holds_otherwise", "How long", show=False, priority=True),
        Binding("ctrl+r", "remove", "Remove the edit", show=False, priority=True),
    ]

    question = dialogs.KEEP_EDIT

    def __init__(
        self,
        place: Place,
        lines: Sequence[DiffLine] = (),
        text: str | None = None,
        until: Until | None = None,
    ) -> None:
        """``lines`` are those of the diff; ``text`` and ``until`` are of an unfinished edit."""
        super().__init__()
        self.place = place
        self.until = until if until in place.lengths else place.edit.until
        self.is_removed = False
        # Where the part reads none of the lines, the text begins with them.
        self.lines = [line for line in lines if line.change >= 0 and place.is_read]
        self.begun = place.text.removesuffix("\n") if text is None else text
        self.is_resumed = text is not None
        self._kept = self.begun

    def compose(self) -> ComposeResult:
        """A heading, the lines of the diff, the text, how long it holds, and the keys."""
        with Vertical(id="frame"):
            yield Words(f" {safe(self.place.heading)}", id="heading", role="heading")
            yield Words(id="lines")
            yield CodeArea(
                self.begun,
                tab_behavior="indent",
                soft_wrap=False,
                highlight_cursor_line=False,
            )
            yield Words(id="holds")
            yield Words(id="keys", role="footer")

    def on_mount(self) -> None:
        self.on_resize()
        area = self.query_one(TextArea)
        if "\t" in area.text:
            area.indent_type, area.indent_width = "tabs", 8
        area.focus()
        area.move_cursor(area.document.end)

    def on_resize(self) -> None:
        rows = self.app.size.height
        lines, shown = self.query_one("#lines", Words), self._lines(rows - TAKEN)
        lines.styles.height = len(shown)
        lines.say(shown)
        wanted = self.begun.count("\n") + len(shown) + TAKEN
        self.query_one("#frame").styles.height = min(rows, max(LOWEST, wanted))
        self.query_one("#keys", Words).say(self._keys())
        self._show_until()

    def _lines(self, room: int) -> Pieces:
        """The lines of the diff, as far as there is room; or that the part has none of them."""
        first = max(0, min(SHOWN, room))
        shown: Pieces = tuple(
            (f" {line.mark}{visible(line.text)}\n", "removed" if line.mark == "-" else "added")
            for line in self.lines[:first]
        )
        more = len(self.lines) - first
        if more > 0:
            shown = (*shown, (f"{dialogs.more_lines(more)}\n", "dim"))
        if not self.place.is_read:
            name = self.place.plan.name(self.place.edit.number)
            shown = (*shown, (f" {edits.not_read(name)}\n", "warning"))
        return shown

    def _keys(self) -> Pieces:
        pairs = [("^S", edits.SAVE), ("Esc", dialogs.CANCEL)]
        if len(self.place.lengths) > 1:
            pairs.insert(1, ("^T", edits.HOLDS_OTHERWISE))
        if self.place.own:
            pairs.append(("^R", edits.REMOVE))
        return keys_line(pairs)

    def _show_until(self) -> None:
        """Say how long the edit holds."""
        hold, more = self.place.holds(self.until)
        role: Role = "warning" if self.until is Until.END else "dim"
        self.query_one("#holds", Words).say(((f" {hold}", "bold"), (f" · {more}", role)))

    def action_holds_otherwise(self) -> None:
        lengths = self.place.lengths
        self.until = lengths[(lengths.index(self.until) + 1) % len(lengths)]
        self._show_until()

    def action_remove(self) -> None:
        if self.place.own:
            self.is_removed = True
            self.dismiss(None)

    @property
    def is_changed(self) -> bool:
        is_longer = bool(self.place.own) and self.until is not self.place.edit.until
        return self.is_resumed or is_longer or self.answer != self.begun

    @property
    def answer(self) -> str:
        """The text as written."""
        return self.query_one(TextArea).text
