"""The question which theme to use, for any number of themes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from string import ascii_lowercase, ascii_uppercase

from splitter.tui.dialogs.question import AskKey
from splitter.view.phrases import dialogs

#: The key that keeps the theme that is on.
KEEP = "k"
#: The keys of the themes in their order: digits, and letters where there are more than nine.
KEYS = "123456789" + (ascii_lowercase + ascii_uppercase).replace(KEEP, "")


def by_key(themes: Iterable[str]) -> dict[str, str]:
    """Themes by the keys that pick them."""
    return dict(zip(KEYS, themes, strict=False))


def pick_theme(themes: Mapping[str, str]) -> AskKey:
    """The question, for themes by their keys; its answer is a key, `KEEP` for no other theme."""
    return AskKey(dialogs.THEME, {**themes, KEEP: dialogs.SAME_THEME})
