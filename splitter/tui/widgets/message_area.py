"""A field for a commit message: rulers, a subject that shows when it is too long, a proposal."""

from __future__ import annotations

from typing import ClassVar

from rich.segment import Segment
from rich.style import Style
from rich.text import Text
from textual import events
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.strip import Strip

from splitter.core.message.wrap import COLUMNS, fill
from splitter.core.text.controls import REPLACEMENT, is_printable, with_newlines
from splitter.tui.theme import styles
from splitter.tui.widgets.unwrapped import Unwrapped
from splitter.view.phrases import dialogs
from splitter.view.text.cells import width
from splitter.view.text.display import safe

#: How long a subject should be, and how long it may be, in characters.
SUBJECT, SUBJECT_AT_MOST = 50, 72
#: Longer lines are not looked at for what cannot be drawn; they are drawn as question marks.
_LONGEST = 100_000


class MessageArea(Unwrapped):
    """Text with rulers at 50 and 72 columns, and a sign for text beyond them.

    Tab or Enter on no text takes the proposal.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+l,alt+q", "fill", "Fill the paragraphs", show=False),
    ]

    def __init__(self, text: str, proposal: str) -> None:
        self.proposal = proposal
        hint = dialogs.proposal(proposal) if proposal else ""
        self._given = text
        super().__init__(
            with_newlines(text),
            tab_behavior="focus",
            highlight_cursor_line=False,
            placeholder=Content(hint),
        )

    @property
    def written(self) -> str:
        """The text; as it was given, carriage returns included, where it was not changed."""
        return self._given if self.text == with_newlines(self._given) else self.text

    @property
    def subject(self) -> str:
        """The first line."""
        return self.document.get_line(0)

    def on_key(self, event: events.Key) -> None:
        if event.key in ("tab", "enter") and self.proposal and not self.text:
            event.stop()
            event.prevent_default()
            self.insert(self.proposal)

    def action_fill(self) -> None:
        """Fill the paragraphs of the body; the cursor stays at its letter."""
        filled = fill(self.text)
        if filled.rstrip("\n") == self.text.rstrip("\n"):
            return
        before = self.get_text_range((0, 0), self.cursor_location)
        end = self.document.end
        self.replace(filled.rstrip("\n"), (0, 0), end, maintain_selection_offset=False)
        self.move_cursor(_place_after(self.text, len("".join(before.split()))))

    # Drawing

    def get_line(self, line_index: int) -> Text:
        """A line as it is drawn; it shows where it is long, and the subject where too long."""
        look = styles.look(self.app.theme)
        text = Text(_drawn(self.document.get_line(line_index)), end="", no_wrap=True)
        if line_index == 0:
            text.stylize(look["bold"])
            text.stylize(look["warning"], SUBJECT, SUBJECT_AT_MOST)
            text.stylize(look["too_long"], SUBJECT_AT_MOST)
        else:
            text.stylize(look["warning"], COLUMNS)
        return text

    def render_line(self, y: int) -> Strip:
        """One line of the field, with the rulers where nothing is written."""
        cells = self.scrollable_content_region.width
        strip = super().render_line(y)
        if not self.soft_wrap:
            strip = strip.crop(0, max(cells, self.size.width))  # the rest is not on view
        if strip.cell_length < cells:
            strip = strip.extend_cell_length(cells, self.rich_style)
        first = y + self.scroll_offset.y == 0
        written = width(strip.text.rstrip())
        for column in (SUBJECT, SUBJECT_AT_MOST) if first else (COLUMNS,):
            if written <= column < cells:
                strip = self._ruled(strip, column)
        return strip

    def _ruled(self, strip: Strip, column: int) -> Strip:
        """The line with a ruler before that column."""
        before, cell, after = strip.divide([column, column + 1, strip.cell_length])
        look = styles.look(self.app.theme)
        ruler = look["ruler"]
        blank = styles.over(look["dim"], Style(bgcolor=ruler.bgcolor))
        marked = [
            Segment("┊", styles.over(own, blank)) if text == " " else Segment(text, own + ruler)
            for text, own, _ in cell
            if own is not None
        ]
        return Strip.join([before, Strip(marked), after])


def _drawn(line: str) -> str:
    """The line with one character in the place of each, none of which a terminal acts on."""
    if line.isascii() and is_printable(line):
        return line
    return "".join(map(_drawn_char, line[:_LONGEST])) + "?" * (len(line) - _LONGEST)


def _drawn_char(char: str) -> str:
    if char == "\t" or safe(char) == char:
        return char
    return chr(0x2400 + ord(char)) if char < " " else REPLACEMENT


def _place_after(text: str, letters: int) -> tuple[int, int]:
    """The row and column behind so many characters that are no blanks."""
    row = column = 0
    for char in text:
        if not letters:
            break
        letters -= not char.isspace()
        row, column = (row + 1, 0) if char == "\n" else (row, column + 1)
    return row, column
