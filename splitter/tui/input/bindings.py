"""The keys of the actions, as Textual binds them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from textual.binding import Binding, BindingType

from splitter.view.keys.actions import ACTIONS, PICKING, USUAL, Action, Keys
from splitter.view.keys.editing import EDITS

#: What the lists bind themselves: it moves within the pane that has the focus.
OF_LISTS = frozenset(
    {
        *("up", "down", "page-up", "page-down", "half-page-up", "half-page-down"),
        *("first", "last", "shift-left", "shift-right"),
    }
)
#: The one key that cannot be written into a list of keys as it is.
_NAMED = {",": "comma"}
#: Stands for the key of an action that has none.
_NEVER = "no-key"


def joined(keys: Iterable[str]) -> str:
    """Keys as one of Textual's lists."""
    return ",".join(_NAMED.get(key, key) for key in keys)


def bindings() -> list[BindingType]:
    """The usual keys of the main screen."""
    return [
        _binding(action, call(action.name)) for action in ACTIONS if action.name not in OF_LISTS
    ]


def call(name: str) -> str:
    """An action of the main screen, as Textual runs it: the screen finds its method by the name."""
    return f"do({name!r})"


def list_bindings() -> list[BindingType]:
    """The usual keys of a list."""
    return [_binding(action, action.call) for action in list_actions()]


def picking_bindings() -> list[BindingType]:
    """The usual keys of the list of commits, but for those of a list."""
    return [_binding(action, action.call) for action in PICKING]


def line_bindings() -> list[BindingType]:
    """The keys of a field of one line."""
    return [
        Binding(joined(one.keys), one.in_line, one.words, show=False)
        for one in EDITS
        if one.in_line
    ]


def area_bindings() -> list[BindingType]:
    """The keys of a field of several lines."""
    return [
        Binding(joined(one.keys), one.in_area, one.words, show=False)
        for one in EDITS
        if one.in_area
    ]


def list_actions() -> Iterator[Action]:
    """The actions of every list."""
    return (action for action in ACTIONS if action.name in OF_LISTS)


def keymap(keys: Keys) -> dict[str, str]:
    """The keys that are not the usual ones, as Textual puts them in the others' place."""
    return {name: joined(words) or _NEVER for name, words in keys.items() if words != USUAL[name]}


def _binding(action: Action, run: str) -> Binding:
    return Binding(joined(action.keys), run, action.words, show=False, id=action.name)
