"""What roles look like on top of each other."""

from __future__ import annotations

from itertools import product

import pytest
from rich.color import Color
from rich.style import Style

from splitter.tui.theme.styles import LOOKS, ThemeStyles
from splitter.view.text.display import Role

LINES: tuple[Role, ...] = ("cursor", "here", "marked", "plain")
TEXTS: tuple[Role, ...] = ("added", "removed", "plain")


def luminance(colour: Color) -> float:
    """How bright a colour is, as WCAG 2 has it."""
    assert colour.triplet is not None
    parts = [part / 255 for part in colour.triplet]
    linear = [
        part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    ]
    return sum(share * part for share, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def contrast(style: Style) -> float:
    """How well a text can be told from its ground, from 1 to 21."""
    assert style.color is not None
    assert style.bgcolor is not None
    low, high = sorted(luminance(colour) for colour in (style.color, style.bgcolor))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("look", LOOKS.values(), ids=LOOKS)
def test_what_was_found_is_seen_on_every_line(look: ThemeStyles) -> None:
    for line, below in product(LINES, TEXTS):
        others = look[below] + look[line]
        found = look[below] + look["found"] + look[line]
        assert found.reverse
        assert not others.reverse or found.underline, "also without colours"
        if look.code:
            assert contrast(found) >= 4
