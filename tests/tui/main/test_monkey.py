"""Whatever is pressed, however fast and on however small a screen: nothing breaks, nothing is lost.

``HYPOTHESIS_PROFILE=deep`` presses more keys, other ones each time.
"""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path
from random import Random

import pytest
from hypothesis import Phase, given, note, settings
from hypothesis import strategies as st
from textual import events
from textual.app import App
from textual.keys import _character_to_key
from textual.pilot import Pilot
from textual.screen import Screen

from splitter import session as sessions
from splitter.core.draft.draft import Draft
from splitter.core.plan.constraints import DROPPED, REST
from splitter.core.rewrite.rewrite import Rewrite
from splitter.session import Session
from splitter.tui.app import SplitApp
from splitter.tui.dialogs.question import AskKey
from splitter.tui.main.screen import SplitScreen
from splitter.tui.widgets.cached import Cached
from splitter.tui.widgets.line_list import LineList
from splitter.view.diff.rows import Kind
from splitter.view.keys.actions import ACTIONS
from splitter.view.phrases.wording import sign
from tests.support.acts import AFTER, BEFORE, MESSAGE, Seen, seen
from tests.support.drawn import Drawn
from tests.support.repos import Repo, Tree
from tests.support.strategies import commits

#: How many commits are played with, by the profile, and how many things are done to each.
COMMITS, ACTS = settings().max_examples // 10, 60
#: After so many seconds without a key all is drawn, also what is found out in between keys.
AT_REST = 0.3
#: What a plan may lack on its way: all but what would tear changes that cannot part.
LACKING = (" has no changes", "the message of", "some changes are", "everything is in ")

#: The shell gets no terminal here.
_LEFT_OUT = ("suspend",)
_KEYS = [key for action in ACTIONS if action.name not in _LEFT_OUT for key in action.keys]


@dataclass(frozen=True)
class Press:
    """Keys, one so soon after the other that none waits for what the one before does."""

    keys: tuple[str, ...]


@dataclass(frozen=True)
class Resize:
    """Another size of the terminal, in columns and rows."""

    columns: int
    rows: int


@dataclass(frozen=True)
class Mouse:
    """Press, drag and let go, or turn the wheel, at places in fractions of the screen."""

    at: tuple[float, float]
    to: tuple[float, float]
    what: str


Act = Press | Resize | Mouse

#: What is pressed more often than the rest, for more to come of it.
_OFTEN = (*"1234aAcn]Jusb+v}", "space", "down", "ctrl+r")
#: What answers and leaves what is open above the main screen.
_ANSWERS = (*"one [1", "enter", "escape", "escape", "tab", "up", "down", "y", "n")


def draw_acts(random: Random, acts: int) -> Iterator[Act]:
    """So many things to do."""
    for _ in range(acts):
        kind = random.random()
        if kind < 0.85:
            keys = random.choice((_KEYS, _OFTEN, _OFTEN, _ANSWERS))
            count = 1 if keys is _ANSWERS else random.choice((1, 1, 1, 1, 2, 4))
            yield Press(tuple(random.choices(keys, k=count)))
        elif kind < 0.9:
            yield Resize(random.randint(20, 200), random.randint(5, 60))
        else:
            at, to = ((random.random(), random.random()) for _ in range(2))
            yield Mouse(at, to, random.choice(("click", "twice", "drag", "wheel")))


async def do(pilot: Pilot[Rewrite], act: Act) -> None:
    app = pilot.app
    match act:
        case Press(keys):
            for key in keys:
                name = _character_to_key(key) if len(key) == 1 else key
                app.post_message(events.Key(name, key if len(key) == 1 else None))
        case Resize(columns, rows):
            await pilot.resize_terminal(columns, rows)
        case Mouse():
            for event in _mouse(app, act):
                app.post_message(event)
    await pilot.pause(0)


def _mouse(app: App[Rewrite], act: Mouse) -> Iterator[events.Event]:
    width, height = app.size
    (x, y), (to_x, to_y) = (
        (int(place[0] * width), int(place[1] * height)) for place in (act.at, act.to)
    )

    def at(kind: type[events.MouseEvent], x: int, y: int, button: int = 1) -> events.MouseEvent:
        return kind(None, x, y, 0, 0, button, False, False, False, x, y)

    if act.what == "wheel":
        yield at(events.MouseScrollDown if act.to[1] > 0.5 else events.MouseScrollUp, x, y, 0)
        return
    if act.what != "drag":
        to_x, to_y = x, y
    for _ in range(2 if act.what == "twice" else 1):
        yield at(events.MouseDown, x, y)
        yield at(events.MouseMove, to_x, to_y)
        yield at(events.MouseUp, to_x, to_y)


# What holds at any time


def look_at(screen: SplitScreen) -> None:
    """Hold what is shown against the plan."""
    plan = screen.plan
    assert [len(choice) for choice in plan.assignment] == [file.size for file in plan.patch]
    known = {*plan.order, REST, DROPPED}
    assert {number for choice in plan.assignment for number in choice} <= known
    assert all(any(words in problem.text for words in LACKING) for problem in plan.problems())
    assert screen.diff.document is screen.document
    assert screen.outline.outline.document is screen.document
    assert screen.diff.plan is screen.outline.plan is screen.parts.plan is plan
    assert screen.document.patch is plan.patch
    assert screen.diff.count == screen.document.height
    assert screen.outline.count == screen.outline.outline.height
    for pane in (screen.diff, screen.outline, screen.parts):
        assert in_view(pane), (pane, pane.cursor, pane.scroll_offset.y, pane.size)
    gutters(screen)


def in_view(pane: LineList) -> bool:
    """Whether the cursor is on a line, and that on view where any is."""
    height, top = pane.scrollable_content_region.height, pane.scroll_offset.y
    shown = pane.is_on_screen and height
    return pane.cursor in range(pane.count) and (not shown or top <= pane.cursor < top + height)


def gutters(screen: SplitScreen) -> None:
    """What stands beside a line is where the plan has it."""
    diff, plan = screen.diff, screen.plan
    top = diff.scroll_offset.y
    for y in range(top, min(top + diff.size.height, diff.count)):
        segments = diff.draw(y)
        row = screen.document.row(y)
        if row.kind is Kind.LINE:
            change = screen.document.line(row).change
            owner = sign(plan.assignment[row.file][change]) if change >= 0 else ""
            assert segments[1].text.strip() == owner
        assert not any(ord(char) < 32 for segment in segments for char in segment.text)


def as_drawn_anew(screen: Screen[object]) -> None:
    """The lines that were drawn before and kept are those that would be drawn now."""
    for pane in (*screen.query(LineList), *screen.query(Cached)):
        whole = pane.size.region
        kept = pane.render_lines(whole)
        pane.refresh()
        for y, (before, now) in enumerate(zip(kept, pane.render_lines(whole), strict=True)):
            assert list(before) == list(now), (pane, y, before.text, now.text)


async def back_to_main(pilot: Pilot[Rewrite], screen: SplitScreen) -> None:
    """Close whatever is open above the main screen."""
    for _ in range(10):
        if pilot.app.screen is screen:
            return
        is_asked = isinstance(pilot.app.screen, AskKey) and "n" in pilot.app.screen.answers
        pilot.app.simulate_key("n" if is_asked else "escape")
        await pilot.pause()
    assert pilot.app.screen is screen, pilot.app.screen_stack


async def taken(pilot: Pilot[Rewrite]) -> None:
    """Wait for the keys that are not dealt with yet."""
    app = main_app(pilot)
    while (app._keys or app._behind is not None) and not app._exit:
        await pilot.pause(0.02)


async def previewed(pilot: Pilot[Rewrite], screen: SplitScreen) -> None:
    """Wait for the preview of what there is now."""
    preview = screen.preview
    while preview.display and preview.shown is not preview.wanted:
        await pilot.pause(0.02)


async def laid_out(pilot: Pilot[Rewrite], screen: SplitScreen) -> None:
    """Wait for what is laid out anew after a pane has got another height."""
    for _ in range(20):
        if all(map(in_view, (screen.diff, screen.outline, screen.parts))):
            return
        await pilot.pause(0.05)


def main_app(pilot: Pilot[Rewrite]) -> SplitApp:
    """The application that is tried."""
    app = pilot.app
    assert isinstance(app, SplitApp)
    return app


def main_screen(app: SplitApp) -> SplitScreen:
    """The screen that is there after the start."""
    screen = app.screen
    assert isinstance(screen, SplitScreen)
    return screen


async def play(session: Session, acts: Sequence[Act]) -> Seen | None:
    """Do it all, and see that everything can be undone and redone.

    Returns what there is to be kept of the draft, None where something led out.
    """
    app = SplitApp(session)
    drawn = Drawn(app)
    async with app.run_test(size=(170, 45)) as pilot:
        await pilot.pause()
        screen = main_screen(app)
        start, theme = seen(screen.work.history.draft), app.theme
        for act in acts:
            await do(pilot, act)
            if app._exit:
                return None
            if app.screen is screen:
                await laid_out(pilot, screen)
                look_at(screen)
            if app.theme != theme:  # all is drawn in another one a moment later
                theme = app.theme
                await pilot.pause()
            as_drawn_anew(app.screen)
        await taken(pilot)
        if app._exit:
            return None
        await back_to_main(pilot, screen)
        await pilot.resize_terminal(200, 40)
        await laid_out(pilot, screen)
        await previewed(pilot, screen)
        look_at(screen)
        await pilot.pause(AT_REST)
        assert not drawn.stale()
        await repeat(pilot, screen, "redo", lambda: screen.work.history.future)
        latest = seen(screen.work.history.draft)
        await repeat(pilot, screen, "undo", lambda: screen.work.history.past)
        assert seen(screen.work.history.draft) == start
        look_at(screen)
        await repeat(pilot, screen, "redo", lambda: screen.work.history.future)
        assert seen(screen.work.history.draft) == latest
        look_at(screen)
        return latest


async def repeat(
    pilot: Pilot[Rewrite],
    screen: SplitScreen,
    action: str,
    more: Callable[[], object],
) -> None:
    """Do something as long as there is more."""
    while more():
        screen.action_do(action)
    await laid_out(pilot, screen)


@pytest.fixture
def elsewhere(monkeypatch: pytest.MonkeyPatch) -> None:
    """The editor changes nothing, and has no terminal to take."""
    monkeypatch.setenv("GIT_EDITOR", "true")
    monkeypatch.setattr(App, "suspend", lambda _: nullcontext())


def commit(before: Tree, after: Tree) -> Iterator[Repo]:
    """A repository with a commit."""
    with tempfile.TemporaryDirectory(prefix="git-split-test-") as directory:
        repo = Repo.init(Path(directory, "work"))
        made = [repo.commit(before, "base")] if before else []
        made.append(repo.commit(after, MESSAGE, made[-1:]))
        repo.git("update-ref", "refs/heads/main", made[-1])
        yield repo


@pytest.mark.usefixtures("elsewhere")
@settings(
    max_examples=COMMITS,
    phases=[Phase.generate],  # what is drawn here cannot be made smaller
)
@given(trees=commits(), seed=st.integers(0, 1 << 32))
def test_whatever_is_pressed_nothing_breaks(trees: tuple[Tree, Tree], seed: int) -> None:
    acts = tuple(draw_acts(Random(seed), ACTS))
    note(f"{acts}")
    for repo in commit(
        *(_more(tree, more) for tree, more in zip(trees, (BEFORE, AFTER), strict=True))
    ):
        session = sessions.load(repo.path, "main")
        try:
            latest = asyncio.run(play(session, acts))
        finally:
            session.close()
        if latest is not None:
            assert kept(repo) == latest


def _more(tree: Tree, more: Tree) -> Tree:
    """A tree with another one in a directory of it."""
    return {**tree, **{b"m/" + path: file for path, file in more.items()}}


def kept(repo: Repo) -> Seen:
    """The draft as whoever opens the commit next finds it."""
    session = sessions.load(repo.path, "main")
    try:
        history = session.open_draft()
        return seen(history.draft if history else Draft(session.start()))
    finally:
        session.close()
