"""The list to pick a file from: those of the commit's tree, and a new one."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from typing import ClassVar

from rich.segment import Segment
from rich.style import Style
from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Input

from splitter.core.diff.paths import quote, unquote
from splitter.tui.dialogs.dialog import Dialog
from splitter.tui.widgets.field import Field
from splitter.tui.widgets.label import Words
from splitter.tui.widgets.line_list import LineList
from splitter.view.phrases import edits as phrases
from splitter.view.text.display import Pieces, safe, shorten_path
from splitter.view.text.pieces import keys_line

#: How many files are in view at most.
IN_VIEW = 20

_KEYS: Pieces = keys_line(phrases.CHOOSE_FILE_KEYS)


def choices(paths: Sequence[bytes], text: str) -> tuple[list[bytes], bytes | None]:
    """The paths that have a text in any case, and the path of a new file with that name.

    Those that begin with the text come first.  None for no new file: where the text is empty, or is
    one of the paths.
    """
    typed = _path_of(text)
    wanted = typed.lower()
    found = [path for path in paths if wanted in path.lower()]
    found.sort(key=lambda path: (path != typed, not path.lower().startswith(wanted)))
    return found, None if not typed or found[:1] == [typed] else typed


def _path_of(text: str) -> bytes:
    """The path that a text names, as it is or as git quotes it."""
    with suppress(ValueError):
        return unquote(text.strip())
    return text.strip().encode(errors="surrogateescape")


class FileChoices(LineList, can_focus=False):
    """The files to choose from, a line each; the keys go to the line that is typed on."""

    def __init__(self, paths: Sequence[bytes]) -> None:
        super().__init__(id="choices")
        self.paths = paths
        self.found, self.new = choices(paths, "")

    def on_mount(self) -> None:
        self.resize_list(len(self.found))

    @property
    def current(self) -> bytes | None:
        """The path under the cursor; None where there is no choice."""
        return self.found[self.cursor] if self.cursor < len(self.found) else self.new

    def background(self, y: int) -> Style | None:
        return self.look["cursor"] if y == self.cursor else None

    def only(self, text: str) -> None:
        """Show the files of a text, with the cursor on the first."""
        self.found, self.new = choices(self.paths, text)
        self.resize_list(len(self.found) + (self.new is not None))
        self.move_to(0, tell=False)
        self.refresh()

    def body(self, y: int) -> list[Segment]:
        is_new = y >= len(self.found)
        path = self.new if is_new else self.found[y]
        name = phrases.NEW_FILE if is_new else ""
        room = max(8, self.size.width - 3 - len(name))
        return [
            Segment("▶ " if y == self.cursor else "  ", self.look["bold"]),
            Segment(name, self.look["italic"]),
            Segment(shorten_path(safe(quote(path or b"")), room), self.look["plain"]),
        ]


class PickFile(ModalScreen[bytes | None], Dialog[bytes | None]):
    """The path of a file of the commit, or of a new one; None for none."""

    CSS = """
    PickFile { align: center middle; }
    PickFile #frame {
        width: 90; max-width: 100%; height: auto; max-height: 100%;
        background: $panel; border: round $primary;
    }
    PickFile.-low #frame { border: none; }
    PickFile #question, PickFile #keys { height: 1; }
    PickFile Input { height: 1; border: none; padding: 0 1; }
    PickFile #choices { height: 1; background: $surface; scrollbar-size: 1 1; }
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "move(-1)", "Up", show=False),
        Binding("down", "move(1)", "Down", show=False),
        Binding("pageup", "page(-1)", "Page up", show=False),
        Binding("pagedown", "page(1)", "Page down", show=False),
        Binding("tab", "complete", "Complete", show=False),
        Binding("escape", "none", "None", show=False),
        Binding("ctrl+c", "none", "None", show=False, priority=True),
    ]

    def __init__(self, paths: Sequence[bytes]) -> None:
        super().__init__()
        self.choices = FileChoices(paths)

    def compose(self) -> ComposeResult:
        """A question, a line to type on, the files, and the keys."""
        with Vertical(id="frame"):
            yield Words(phrases.CHOOSE_FILE, id="question", role="heading")
            yield Field(placeholder=phrases.CHOOSE_FILE_BY)
            yield self.choices
            yield Words(id="keys", role="footer")

    def on_mount(self) -> None:
        self.query_one("#keys", Words).say(_KEYS)
        self.query_one(Field).focus()

    def on_resize(self) -> None:
        rows = self.app.size.height
        low = rows < IN_VIEW
        self.set_class(low, "-low")
        room = max(1, rows - (3 if low else 7))
        self.choices.styles.height = min(room, IN_VIEW, len(self.choices.paths) + 1)

    @on(Input.Changed)
    def _narrow(self, event: Input.Changed) -> None:
        self.choices.only(event.value)
        self._ask()

    @on(Input.Submitted)
    @on(LineList.Chosen, "#choices")
    def _choose(self) -> None:
        if self.choices.current is not None:
            self.dismiss(self.choices.current)
        else:
            self._ask(phrases.NO_FILE_MATCHES)

    def _ask(self, message: str = "") -> None:
        """Ask which file, with a message behind the question."""
        self.query_one("#question", Words).say(f"{phrases.CHOOSE_FILE}  {message}".rstrip())

    def action_move(self, by: int) -> None:
        self.choices.action_move(by)

    def action_page(self, by: int) -> None:
        self.choices.action_page(by)

    def action_complete(self) -> None:
        """Type the path under the cursor."""
        if self.choices.current is not None:
            field = self.query_one(Field)
            field.value = quote(self.choices.current)
            field.cursor_position = len(field.value)

    def action_none(self) -> None:
        self.dismiss(None)
