"""The styles of the screen: for each theme one style per role.

A *role* says what a piece of text is; what that looks like is the theme's affair.  No colour is the
only sign of anything: beside it there is always a mark, a number, bold or reverse.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from msgspec import Struct, field
from rich.style import Style

from splitter.core.plan.constraints import DROPPED, REST
from splitter.view.text.display import Role

#: The name of the theme that follows the terminal's own colours.
TERMINAL = "terminal"
#: The name of the theme without any colour.
PLAIN = "plain"


class ThemeStyles(Struct, frozen=True):
    """The styles of one theme.

    ``roles`` has a style for every role; ``code`` has one for each kind of word in a program's
    text, and is empty where lines have the colour of their mark instead; ``parts`` are the colours
    of the parts, which repeat.  ``is_dark`` says that it is for dark backgrounds: fields and
    scrollbars have colours of Textual that fit.
    """

    name: str
    roles: dict[Role, Style]
    parts: tuple[Style, ...]
    code: dict[str, Style] = field(default_factory=dict)
    is_dark: bool = True

    def __getitem__(self, role: Role) -> Style:
        return self.roles[role]

    def part(self, number: int) -> Style:
        """The style of a part's sign."""
        if number == REST:
            return self.roles["dim"]
        if number == DROPPED:
            return self.roles["dropped"]
        return self.parts[(number - 1) % len(self.parts)]


_ALIKE = {
    "plain": "",
    "dim": "dim",
    "bold": "bold",
    "italic": "italic",
    "strike": "strike",
    "file": "bold",
    "file_change": "italic",
    "key": "bold",
    "moved": "italic",
}


def _by_role(styles: Mapping[str, str]) -> dict[Role, Style]:
    """Styles by role, from their definitions.

    Left out may be those that every theme has alike, and those that are made from another one.
    """
    made = {
        "added_mark": f"bold {styles['added']}",
        "removed_mark": f"bold {styles['removed']}",
        "dropped": styles["bad"],
        "heir": styles["warning"],
        "ruler": styles["here"],
    }
    return {role: Style.parse(text) for role, text in {**_ALIKE, **made, **styles}.items()}  # type: ignore[misc]


def _coloured(*colours: str) -> tuple[Style, ...]:
    return tuple(Style.parse(f"bold {colour}") for colour in colours)


def _code(**styles: str) -> dict[str, Style]:
    return {kind: Style.parse(text) for kind, text in styles.items()}


_CODE_DARK = _code(
    keyword="#bb9af7",
    string="#9ece6a",
    number="#ff9e64",
    comment="italic #7f88b0",
    function="#7aa2f7",
    type="#2ac3de",
    constant="#ff9e64",
    operator="#89ddff",
)
_CODE_LIGHT = _code(
    keyword="#7847bd",
    string="#385f0d",
    number="#965027",
    comment="italic #6b7089",
    function="#1d4fb8",
    type="#006c86",
    constant="#965027",
    operator="#00628a",
)

_DARK = {
    "hunk": "#7dcfff",
    "added": "#9ece6a on #1d2d22",
    "removed": "#f7768e on #33202a",
    "added_word": "on #2f5a3a",
    "removed_word": "on #6a2f40",
    "blanks": "on #b03a4e",
    "found": "reverse #e0af68 on #1a1b26",
    "cursor": "on #364a82",
    "marked": "on #3b4261",
    "here": "on #292e42",
    "title": "bold #c0caf5 on #24305e",
    "heading": "#c0caf5 on #24283b",
    "footer": "#a9b1d6 on #1f2335",
    "key": "bold #e0af68 on #1f2335",
    "good": "#9ece6a",
    "warning": "bold #e0af68",
    "bad": "bold #f7768e",
    "too_long": "on #6a2f40",
}
DARK = ThemeStyles(
    "dark",
    _by_role(_DARK),
    _coloured(
        "#7aa2f7", "#e0af68", "#bb9af7", "#7dcfff", "#ff9e64", "#9ece6a", "#f7768e", "#73daca"
    ),
    _CODE_DARK,
)

_LIGHT = {
    "hunk": "#006c86",
    "added": "#2c5a0a on #e2f2da",
    "removed": "#a02038 on #fbe3e4",
    "added_word": "on #b4dfa0",
    "removed_word": "on #f3b3b8",
    "blanks": "on #e05c70",
    "found": "reverse #8f4a00 on #ffffff",
    "cursor": "on #b7c9f2",
    "marked": "on #d3daf0",
    "here": "on #e3e6f0",
    "title": "bold #ffffff on #34548a",
    "heading": "#1a1b26 on #dfe3ee",
    "footer": "#343b58 on #e6e8f0",
    "key": "bold #8f4a00 on #e6e8f0",
    "good": "#2c5a0a",
    "warning": "bold #8f4a00",
    "bad": "bold #a02038",
    "too_long": "on #f3b3b8",
}
LIGHT = ThemeStyles(
    "light",
    _by_role(_LIGHT),
    _coloured(
        "#1d4fb8", "#8f4a00", "#7847bd", "#006c86", "#b33c00", "#2c5a0a", "#a02038", "#0f6b5c"
    ),
    _CODE_LIGHT,
    is_dark=False,
)

#: Blue for what comes and orange for what goes: different in any kind of colour vision
#: (Okabe and Ito, "Color Universal Design", 2008).
_BLIND_PARTS = (
    "#56b4e9", "#e69f00", "#f0e442", "#cc79a7", "#009e73", "#d55e00", "#0072b2", "#999999",
)  # fmt: skip
COLORBLIND_DARK = ThemeStyles(
    "colorblind-dark",
    _by_role(
        _DARK
        | {
            "added": "#7cc4f0 on #14293d",
            "removed": "#f0b050 on #3a2a10",
            "added_word": "underline on #1d4d75",
            "removed_word": "underline on #6b4a10",
            "blanks": "on #cc79a7",
            "good": "#56b4e9",
            "warning": "bold #f0e442",
            "bad": "bold #e69f00",
            "hunk": "#cc79a7",
        }
    ),
    _coloured(*_BLIND_PARTS),
    _CODE_DARK | _code(string="#a0a0c8", keyword="bold #c0caf5", function="#c0caf5"),
)
COLORBLIND_LIGHT = ThemeStyles(
    "colorblind-light",
    _by_role(
        _LIGHT
        | {
            "added": "#004a78 on #dcebf7",
            "removed": "#8a4a00 on #fbe9cf",
            "added_word": "underline on #a4cdee",
            "removed_word": "underline on #f3c883",
            "blanks": "on #cc79a7",
            "good": "#004a78",
            "warning": "bold #6b5a00",
            "bad": "bold #8a4a00",
            "hunk": "#8a3a68",
        }
    ),
    _coloured(
        "#0072b2", "#8a5a00", "#6b6000", "#a0487a", "#00684c", "#a04600", "#004a78", "#606060"
    ),
    _CODE_LIGHT | _code(string="#505080", keyword="bold #1a1b26", function="#1a1b26"),
    is_dark=False,
)

_PLAIN = {
    "hunk": "bold",
    "added": "",
    "removed": "",
    "added_word": "underline",
    "removed_word": "underline",
    "blanks": "reverse",
    "found": "reverse underline",
    "cursor": "bold reverse",
    "marked": "reverse dim",
    "here": "underline",
    "title": "bold reverse",
    "heading": "bold underline",
    "footer": "",
    "good": "",
    "warning": "bold",
    "bad": "bold",
    "too_long": "reverse",
}
PLAIN_LOOK = ThemeStyles(
    PLAIN,
    _by_role(_PLAIN),
    (Style(bold=True),),
)

TERMINAL_LOOK = ThemeStyles(
    TERMINAL,
    _by_role(
        _PLAIN
        | {
            "hunk": "cyan",
            "added": "green",
            "removed": "red",
            "added_word": "bold underline",
            "removed_word": "bold underline",
            "blanks": "reverse red",
            "found": "reverse underline yellow",
            "good": "green",
            "warning": "bold yellow",
            "bad": "bold red",
            "too_long": "reverse red",
        }
    ),
    _coloured("blue", "yellow", "magenta", "cyan", "green", "red"),
)

LOOKS = {
    look.name: look
    for look in (DARK, LIGHT, COLORBLIND_DARK, COLORBLIND_LIGHT, TERMINAL_LOOK, PLAIN_LOOK)
}


def look(theme: str) -> ThemeStyles:
    """The styles of the theme of that name; of one that is not ours, the terminal's."""
    return LOOKS.get(theme, TERMINAL_LOOK)


def ground(theme: str, drawn: Style) -> Style:
    """The style of an empty place: what Textual draws there, and nothing without colours."""
    return Style.null() if theme == PLAIN else drawn


@lru_cache(maxsize=4096)
def behind(one: Style) -> Style:
    """The part of a style that concerns the background."""
    return one.background_style


@lru_cache(maxsize=4096)
def over(below: Style, above: Style) -> Style:
    """One style on top of another.  Kept, for the same few are put together on every line."""
    return below + above
