"""No key does what Textual wants of it unless git split wants the same."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator

import pytest
from textual.app import App
from textual.command import CommandInput, CommandList
from textual.dom import DOMNode
from textual.screen import Screen
from textual.scroll_view import ScrollView
from textual.widget import Widget
from textual.widgets import Input, TextArea

import splitter.tui
from splitter.view.keys.editing import EDITS

for module in pkgutil.walk_packages(splitter.tui.__path__, "splitter.tui."):
    importlib.import_module(module.name)

#: What Textual's own classes bind.  A key that is not here is new: give it an action in `actions`,
#: `editing` or the screen's own bindings, or see that it does nothing, and add it then.
KNOWN = {
    "App": "ctrl+c ctrl+q",
    "Screen": "ctrl+c shift+tab super+c tab",
    "ScrollableContainer": (
        "ctrl+pagedown ctrl+pageup down end home left pagedown pageup right up"
    ),
    "CommandPalette": ("ctrl+end ctrl+home down escape pagedown pageup shift+end shift+home up"),
    "OptionList": "down end enter home pagedown pageup up",
    "Input": (
        "alt+backspace backspace ctrl+a ctrl+backspace ctrl+c ctrl+d ctrl+e ctrl+k ctrl+left"
        " ctrl+right ctrl+shift+a ctrl+shift+left ctrl+shift+right ctrl+u ctrl+v ctrl+w ctrl+x"
        " delete end enter home left right shift+end shift+home shift+left shift+right"
        " super+backspace super+c"
    ),
    "TextArea": (
        "alt+backspace alt+delete backspace ctrl+a ctrl+backspace ctrl+c ctrl+d ctrl+e ctrl+k"
        " ctrl+left ctrl+right ctrl+shift+k ctrl+shift+left ctrl+shift+right ctrl+u ctrl+v ctrl+w"
        " ctrl+x ctrl+y ctrl+z delete down end f6 f7 home left pagedown pageup right shift+down"
        " shift+end shift+home shift+left shift+right shift+up super+backspace super+c super+x"
        " super+y super+z up"
    ),
}
#: What of that is switched off in the fields: another key does the same, or no terminal sends it,
#: or, like ctrl+c and ctrl+z, it is the screen's.
OFF_IN_FIELDS = {
    *("ctrl+c", "super+c", "super+x", "super+y", "super+z", "super+backspace", "ctrl+z"),
    *("ctrl+shift+a", "ctrl+shift+k", "f6"),
}
#: The methods by which Textual's own classes take keys without binding them.
KNOWN_HANDLERS = {
    "App": {"_on_key"},
    "Widget": {"_on_key"},
    "Screen": {"_key_escape"},  # ends a selection by mouse, which is switched off
    "Input": {"_on_key"},  # writes characters
    "TextArea": {"_on_key"},  # writes characters, newlines and tabs
}


def below(base: type[DOMNode]) -> Iterator[type[DOMNode]]:
    for one in base.__subclasses__():
        yield one
        yield from below(one)


#: The application, the screens and the widgets of git split.
OURS = sorted(
    {
        one
        for base in (App, Screen, Widget)
        for one in below(base)
        if one.__module__.startswith("splitter.")
    },
    key=lambda one: f"{one.__module__} {one.__qualname__}",
)
#: Textual's own that they are made of, and those that its palette consists of.
PALETTE: list[type[DOMNode]] = [CommandInput, CommandList]
BASES = sorted(
    {
        base
        for one in (*OURS, *PALETTE)
        for base in one.__mro__
        if base.__module__.startswith("textual.") and issubclass(base, DOMNode)
    },
    key=lambda base: base.__name__,
)


def bound_by(one: type[DOMNode]) -> set[str]:
    """The keys that a class binds itself."""

    class Alone(DOMNode):
        BINDINGS = one.__dict__.get("BINDINGS", [])

    return set(Alone._merge_bindings().key_to_bindings)


def test_every_kind_of_node_is_looked_at() -> None:
    names = {one.__name__ for one in OURS}
    assert {"SplitApp", "SplitScreen", "PickScreen", "Review", "MessageArea", "Field"} <= names
    assert {App, Screen, ScrollView, Input, TextArea} <= set(BASES)


@pytest.mark.parametrize("base", BASES, ids=lambda one: one.__name__)
def test_every_key_that_textual_binds_is_known(base: type[DOMNode]) -> None:
    assert bound_by(base) == set(KNOWN.get(base.__name__, "").split())
    handlers = {
        name
        for name in base.__dict__
        if name.startswith(("key_", "_key_")) or name in ("on_key", "_on_key")
    }
    assert handlers == KNOWN_HANDLERS.get(base.__name__, set())


@pytest.mark.parametrize("one", OURS, ids=lambda one: one.__name__)
def test_no_key_is_textuals_own(one: type[DOMNode]) -> None:
    """What a class of git split binds, git split has bound: Ctrl+Q among them (D10)."""
    ours = [base for base in one.__mro__ if base.__module__.startswith("splitter.")]
    keys = set(one._merge_bindings().key_to_bindings)
    assert keys <= set().union(*(bound_by(base) for base in ours if issubclass(base, DOMNode)))


def test_every_key_of_textuals_fields_is_in_the_table_or_off() -> None:
    keys = {key for one in EDITS for key in one.keys}
    textuals = {*KNOWN["Input"].split(), *KNOWN["TextArea"].split()}
    assert textuals - keys == OFF_IN_FIELDS
    assert not keys & OFF_IN_FIELDS


@pytest.mark.parametrize("base", [Input, TextArea])
def test_what_the_table_of_fields_names_is_there(base: type[Widget]) -> None:
    for one in EDITS:
        action = one.in_line if base is Input else one.in_area
        assert not action or hasattr(base, f"action_{action.partition('(')[0]}")
