"""What was drawn is what would be drawn anew, and in the colours that are wanted."""

from __future__ import annotations

from itertools import chain, pairwise, permutations

import pytest
from textual.pilot import Pilot

from splitter.core.rewrite.rewrite import Rewrite
from splitter.session import Session
from splitter.tui.app import SplitApp
from splitter.tui.theme.styles import LOOKS
from tests.support.drawn import Drawn


async def fresh(pilot: Pilot[Rewrite], drawn: Drawn) -> None:
    """Wait for what is drawn a moment later, and hold the screen against one drawn anew."""
    await pilot.app.workers.wait_for_complete(
        [one for one in pilot.app.workers if one.group == "preview"]
    )
    await pilot.pause(0.1)
    stale = drawn.stale()
    assert not stale, (pilot.app.theme, len(stale), sorted(stale.items())[:3])


#: The themes in turns, so that each comes once behind each other one.
TURNS = [
    to
    for place, one in enumerate(LOOKS)
    for to in (one, *chain(*((other, one) for other in list(LOOKS)[place + 1 :])))
]


async def test_another_theme_is_seen_everywhere(session: Session) -> None:
    assert set(permutations(LOOKS, 2)) <= set(pairwise(TURNS))
    app = SplitApp(session, theme=TURNS[0])
    drawn = Drawn(app)
    async with app.run_test(size=(170, 40)) as pilot:
        for theme in TURNS[1:]:
            await pilot.press("T", str(1 + list(LOOKS).index(theme)))
            assert app.theme == theme
            await fresh(pilot, drawn)


@pytest.mark.parametrize("theme", LOOKS)
async def test_where_no_colours_are_wanted_there_are_none(
    session: Session, theme: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    app = SplitApp(session, theme=theme)
    drawn = Drawn(app)
    async with app.run_test(size=(170, 20)) as pilot:
        await pilot.press("1", "pagedown", "pagedown")
        await fresh(pilot, drawn)
        assert not [at for at, (_, look) in drawn.cells.items() if look[0] or look[1]]


async def test_keys_leave_nothing_stale(session: Session) -> None:
    app = SplitApp(session, theme="dark")
    drawn = Drawn(app)
    async with app.run_test(size=(170, 40)) as pilot:
        for key in ("down", "v", "down", "2", "1", "tab", "space", "z", "shift+tab", "Z", "+", "u"):
            await pilot.press(key)
            await fresh(pilot, drawn)
        for rows in (39, 12, 50, 5, 40):
            await pilot.resize_terminal(170, rows)
            await fresh(pilot, drawn)
