"""The themes as Textual knows them: the colours of what is not ours, like fields and scrollbars."""

from __future__ import annotations

from dataclasses import replace

from textual.theme import BUILTIN_THEMES, Theme

from splitter.tui.theme.styles import LOOKS, PLAIN, TERMINAL, ThemeStyles

_DARK = Theme(
    name="dark",
    primary="#7aa2f7",
    secondary="#bb9af7",
    accent="#e0af68",
    warning="#e0af68",
    error="#f7768e",
    success="#9ece6a",
    foreground="#c0caf5",
    background="#16161e",
    surface="#1a1b26",
    panel="#24283b",
)
_LIGHT = Theme(
    name="light",
    dark=False,
    primary="#34548a",
    secondary="#7847bd",
    accent="#8f4a00",
    warning="#8f4a00",
    error="#a02038",
    success="#2c5a0a",
    foreground="#1a1b26",
    background="#fafbff",
    surface="#f2f4fa",
    panel="#e3e7f2",
)
_SCROLLBAR = {"scrollbar": "ansi_bright_black", "scrollbar-background": "ansi_default"}


def themes() -> list[Theme]:
    """A theme for every look, by the same name."""
    return [_theme(look) for look in LOOKS.values()]


def _theme(look: ThemeStyles) -> Theme:
    if look.name in (PLAIN, TERMINAL):
        base = BUILTIN_THEMES["ansi-dark"]
        return replace(base, name=look.name, variables=base.variables | _SCROLLBAR)
    return replace(_DARK if look.is_dark else _LIGHT, name=look.name)
