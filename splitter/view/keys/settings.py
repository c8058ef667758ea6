"""The settings of the screen in git's configuration: ``split.theme`` and ``split.key.<action>``."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from msgspec import Struct, field

from splitter.errors import UsageError
from splitter.view.keys.actions import (
    ACTIONS,
    BY_NAME,
    FORMER_NAMES,
    NEWER,
    USUAL,
    Keys,
    key_in_words,
)

#: The theme that is chosen by the terminal's background.
AUTO = "auto"
#: The themes there are, and what each is for.
THEMES = {
    AUTO: "dark or light, to match the terminal's background",
    "dark": "for dark terminals",
    "light": "for light terminals",
    "colorblind": "blue and orange, to match the terminal's background",
    "colorblind-dark": "blue and orange for dark terminals",
    "colorblind-light": "blue and orange for light terminals",
    "terminal": "the terminal's own sixteen colours",
    "plain": "no colours",
}
_KEY = "split.key."
_NAMED = frozenset(
    {
        *("space", "enter", "escape", "tab", "backspace", "delete", "insert", "home", "end"),
        *("pageup", "pagedown", "up", "down", "left", "right"),
        *(f"f{number}" for number in range(1, 13)),
    }
)
_MODIFIED = re.compile(r"(?:(?:ctrl|alt|shift)\+)*")
#: What a terminal sends for these is another key, or nothing.
_UNDELIVERED = re.compile(r"ctrl\+([0-9]|shift\+.|i|m|h|\[)|(ctrl|alt|shift)\+enter")


class Settings(Struct, frozen=True):
    """The theme's name, one of `THEMES`, and for each action the keys that run it."""

    theme: str = AUTO
    keys: Keys = field(default_factory=lambda: USUAL)


def read_settings(config: Mapping[str, str]) -> Settings:
    """Read the settings from a configuration with the keys of ``git config --list``.

    Raises UsageError with the name of the setting that is off.
    """
    theme = config.get("split.theme", AUTO).lower()
    if theme not in THEMES:
        raise UsageError(
            f"invalid value '{theme}' for split.theme",
            f"use one of: {', '.join(THEMES)}",
        )
    changed = dict(_changed(config))
    keys = {**_usual(changed), **changed}
    _refuse_clashes(keys, changed)
    return Settings(theme, keys)


def _usual(changed: Mapping[str, tuple[str, ...]]) -> Keys:
    """The usual keys, without newer ones that a configuration uses for another action."""
    used = {key for keys in changed.values() for key in keys}
    taken = {(name, key) for key, name in NEWER.items() if key in used}
    return {
        name: tuple(key for key in keys if (name, key) not in taken) for name, keys in USUAL.items()
    }


def _changed(config: Mapping[str, str]) -> Iterator[tuple[str, tuple[str, ...]]]:
    for setting, value in config.items():
        if not setting.startswith(_KEY):
            continue
        written = setting.removeprefix(_KEY)
        name = FORMER_NAMES.get(written, written)
        if name not in BY_NAME:
            raise UsageError(
                f"{setting} does not name an action",
                f"the actions are {', '.join(action.name for action in ACTIONS)}",
            )
        if name != written and _KEY + name in config:
            continue
        yield name, tuple(_read_key(setting, word) for word in value.split())


def _read_key(setting: str, word: str) -> str:
    """A key by its name.  Raises UsageError if there is no such key, or none that is sent."""
    modifiers = _MODIFIED.match(word.lower() if len(word) > 1 else word)
    lead = modifiers[0] if modifiers else ""
    last = word[len(lead) :]
    known = (len(last) == 1 and last.isprintable()) or last.lower() in _NAMED
    key = lead + (last if len(last) == 1 else last.lower())
    if not known or _UNDELIVERED.fullmatch(key):
        why = "terminals do not send this key" if known else "there is no such key"
        raise UsageError(
            f"invalid value '{word}' for {setting}: {why}",
            "write keys as x, X, ?, space, f5, ctrl+x or alt+up, separated by spaces",
        )
    return key


def _refuse_clashes(keys: Keys, changed: Mapping[str, tuple[str, ...]]) -> None:
    owners: dict[str, str] = {}
    for name, words in sorted(keys.items(), key=lambda item: item[0] in changed):
        for key in words:
            other = owners.setdefault(key, name)
            if other != name:
                raise UsageError(
                    f"{_KEY}{name} is {key_in_words(key)}, the key of '{other}'",
                    f"choose another key for '{other}': git config {_KEY}{other} <key>",
                )
