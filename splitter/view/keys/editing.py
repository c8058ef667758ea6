"""The keys of the fields in which text is written: one table for the fields and the help."""

from __future__ import annotations

from msgspec import Struct


class Edit(Struct, frozen=True):
    """One thing to do in a text.

    ``keys`` are the keys that do it, ``in_line`` what Textual's field of one line runs for them and
    ``in_area`` what its field of several lines runs, "" for nothing.
    """

    keys: tuple[str, ...]
    in_line: str
    in_area: str
    words: str


EDITS: tuple[Edit, ...] = (
    Edit(("left",), "cursor_left", "cursor_left", "a character to the left"),
    Edit(("right",), "cursor_right", "cursor_right", "a character to the right"),
    Edit(("up",), "", "cursor_up", "a line up"),
    Edit(("down",), "", "cursor_down", "a line down"),
    Edit(("pageup",), "", "cursor_page_up", "a page up"),
    Edit(("pagedown",), "", "cursor_page_down", "a page down"),
    Edit(("ctrl+left",), "cursor_left_word", "cursor_word_left", "a word to the left"),
    Edit(("ctrl+right",), "cursor_right_word", "cursor_word_right", "a word to the right"),
    Edit(("home", "ctrl+a"), "home", "cursor_line_start", "start of the line"),
    Edit(("end", "ctrl+e"), "end", "cursor_line_end", "end of the line"),
    Edit(("backspace",), "delete_left", "delete_left", "delete the character to the left"),
    Edit(("delete", "ctrl+d"), "delete_right", "delete_right", "delete the character here"),
    Edit(
        ("ctrl+w", "ctrl+backspace", "alt+backspace"),
        "delete_left_word",
        "delete_word_left",
        "delete the word to the left",
    ),
    Edit(("alt+delete",), "delete_right_word", "delete_word_right", "delete the word here"),
    Edit(("ctrl+u",), "delete_left_all", "delete_to_start_of_line", "delete to the line's start"),
    Edit(
        ("ctrl+k",),
        "delete_right_all",
        "delete_to_end_of_line_or_delete_line",
        "delete to the line's end",
    ),
    Edit(("shift+left",), "cursor_left(True)", "cursor_left(True)", "select to the left"),
    Edit(("shift+right",), "cursor_right(True)", "cursor_right(True)", "select to the right"),
    Edit(("shift+up",), "", "cursor_up(True)", "select a line up"),
    Edit(("shift+down",), "", "cursor_down(True)", "select a line down"),
    Edit(
        ("ctrl+shift+left",),
        "cursor_left_word(True)",
        "cursor_word_left(True)",
        "select a word to the left",
    ),
    Edit(
        ("ctrl+shift+right",),
        "cursor_right_word(True)",
        "cursor_word_right(True)",
        "select a word to the right",
    ),
    Edit(("shift+home",), "home(True)", "cursor_line_start(True)", "select to the line's start"),
    Edit(("shift+end",), "end(True)", "cursor_line_end(True)", "select to the line's end"),
    Edit(("f7",), "select_all", "select_all", "select all"),
    Edit(("ctrl+x",), "cut", "cut", "cut what is selected"),
    Edit(("ctrl+v",), "paste", "paste", "insert what was cut"),
    Edit(("ctrl+underscore", "alt+u"), "", "undo", "undo"),
    Edit(("ctrl+y", "alt+r"), "", "redo", "redo"),
    Edit(("enter",), "submit", "", "done"),
)
