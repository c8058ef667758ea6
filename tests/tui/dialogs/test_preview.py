"""The preview: in its pane beside other things, and on the whole screen."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import cast

import pytest
from textual.app import App, ComposeResult
from textual.pilot import Pilot

from splitter.core.plan.changes import add_part, assign, describe_part
from splitter.core.plan.constraints import REST
from splitter.core.plan.plan import Plan, whole
from splitter.core.rewrite.preview import PartPreview
from splitter.errors import GitFailed
from splitter.gitio.git.objects import IsCancelled
from splitter.gitio.rewrite.preview import Previewer
from splitter.session import Session
from splitter.tui.dialogs.preview import PreviewScreen
from splitter.tui.widgets.label import Words
from splitter.tui.widgets.preview import PreviewPane
from tests.tui.conftest import TIMEOUT

#: For how long a preview is waited for at most, in steps of a twentieth of a second.
STEPS = 200


class PaneApp(App[None]):
    """Nothing but the pane."""

    def __init__(self, previewer: Callable[[], Previewer]) -> None:
        super().__init__()
        self.pane = PreviewPane(previewer)

    def compose(self) -> ComposeResult:
        yield self.pane


def two_parts(session: Session) -> Plan:
    plan = add_part(add_part(session.start(), "only code\n"), "tool")
    plan = assign(plan, [whole(session.patch, session.patch.numbers[b"code.py"])], 1)
    return assign(plan, [whole(session.patch, session.patch.numbers[b"tool"])], 2)


async def settled(pilot: Pilot[None], pane: PreviewPane) -> None:
    """Wait until the pane shows what was asked for last."""
    for _ in range(STEPS):
        if pane.shown is pane.wanted:
            break
        await pilot.pause(0.05)
    assert pane.shown is pane.wanted
    await pilot.pause()


def drawn(pane: PreviewPane) -> list[str]:
    """The lines of the page as they are drawn."""
    page = pane.page
    return [page.render_line(y).text.rstrip() for y in range(page.size.height)]


@asynccontextmanager
async def opened(
    previewer: Callable[[], Previewer], size: tuple[int, int] = (80, 24)
) -> AsyncIterator[tuple[PreviewPane, Pilot[None]]]:
    app = PaneApp(previewer)
    async with app.run_test(size=size) as pilot:
        yield app.pane, pilot


async def test_the_pane_shows_what_git_shows(session: Session) -> None:
    plan = two_parts(session)
    made = session.previewer().part(plan, 1)
    assert made
    async with opened(session.previewer, (80, 60)) as (pane, pilot):
        pane.show(plan, 1)
        await settled(pilot, pane)
        assert pane.about.startswith(" part 1 as a commit")
        rows = [row.rstrip() for row in made.text.decode(errors="replace").splitlines()]
        shown = drawn(pane)
        assert shown[:8] == rows[:8]
        assert "+^[]0;title^G" in "\n".join(shown).replace(" ", "")
        assert "\x1b" not in "".join(shown)


async def test_the_pane_follows_the_plan_and_keeps_its_place(session: Session) -> None:
    plan = two_parts(session)
    async with opened(session.previewer, (80, 12)) as (pane, pilot):
        pane.show(plan, 1)
        await settled(pilot, pane)
        pane.page.focus()
        pane.page.move_to(pane.page.page.at(pane.page.page.text.index(b"\n-line 30\n") + 1))
        await pilot.pause()
        row = pane.page.cursor - pane.page.scroll_offset.y
        other = describe_part(plan, 1, "only code\n\nand\nsome\nmore\nlines\n")
        pane.show(other, 1)
        await settled(pilot, pane)
        page = pane.page
        assert page.page.line(page.cursor) == b"-line 30"
        assert page.cursor - page.scroll_offset.y == row
        pane.show(other, 2)
        await settled(pilot, pane)
        assert (page.cursor, page.scroll_offset.y) == (0, 0)


async def test_a_file_is_shown_at_the_line_asked_for(session: Session) -> None:
    plan, file = two_parts(session), session.patch.numbers[b"code.py"]
    async with opened(session.previewer, (80, 12)) as (pane, pilot):
        pane.show_file(plan, 1, file, (0, 51))
        await settled(pilot, pane)
        assert pane.about == " code.py after part 1"
        page = pane.page
        assert page.page.line(page.cursor).startswith(b"\x1b]0;title")
        assert [line for line in drawn(pane) if line.startswith("51 + ^[]0;title^G")], drawn(pane)
        page.move_to(0)
        pane.show_file(describe_part(plan, 1, "other"), 1, file, (0, 51))
        await settled(pilot, pane)
        assert page.cursor == 0
        pane.show_file(plan, 1, session.patch.numbers[b"new"])
        await settled(pilot, pane)
        assert pane.about == " new after part 1  the file does not exist here"


async def test_keys_scroll_a_commit_and_point_at_lines_of_a_file(session: Session) -> None:
    plan, file = two_parts(session), session.patch.numbers[b"code.py"]
    async with opened(session.previewer, (80, 12)) as (pane, pilot):
        page = pane.page
        page.focus()
        pane.show(plan, 1)
        await settled(pilot, pane)
        await pilot.press("down")
        assert page.scroll_offset.y == 1
        await pilot.press("pagedown")
        assert page.scroll_offset.y == 1 + page.size.height - 2
        assert page.background(page.cursor) is None
        pane.show_file(plan, 1, file)
        await settled(pilot, pane)
        await pilot.press("down")
        assert (page.cursor, page.scroll_offset.y) == (1, 0)
        await pilot.press("pagedown")
        assert page.cursor == 1 + page.size.height - 2
        assert page.background(page.cursor) == page.look["cursor"]


async def test_a_part_without_anything_is_told(session: Session) -> None:
    async with opened(session.previewer) as (pane, pilot):
        pane.show(add_part(session.start()), 1)
        await settled(pilot, pane)
        assert "part 1 has no changes" in pane.about


class Slow:
    """A previewer that answers when it is let, and fails for the rest."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.let = threading.Event()

    def part(self, plan: Plan, number: int, cancelled: IsCancelled) -> PartPreview | None:
        if number == REST:
            raise GitFailed("git show: \x1b[31mno")
        self.asked.append(plan.part(number).message)
        self.let.wait(10)
        return None if cancelled() else PartPreview(number, "1", plan.part(number).message.encode())


async def test_no_key_waits_and_only_the_last_wish_is_made(session: Session) -> None:
    slow = Slow()
    plan = add_part(session.start(), "a")
    async with opened(lambda: cast(Previewer, slow)) as (pane, pilot):
        for message in "abcdefgh":
            pane.show(describe_part(plan, 1, message), 1)
            await pilot.press("down")
        while not slow.asked:
            await pilot.pause(0.02)
        pane.show(describe_part(plan, 1, "last"), 1)
        await pilot.press("down")  # is answered, though nothing is made yet
        assert pane.shown is None
        for _ in range(STEPS):
            if "last" in slow.asked:
                break
            await pilot.pause(0.05)
        assert len(slow.asked) < 8
        async with asyncio.timeout(TIMEOUT):
            while pane.about != " part 1 as a commit  preparing…":
                await pilot.pause(0.05)
        slow.let.set()
        await settled(pilot, pane)
        assert drawn(pane)[0] == "last"
        assert pane.about == " part 1 as a commit"


async def test_what_goes_wrong_is_told_in_the_pane(session: Session) -> None:
    async with opened(lambda: cast(Previewer, Slow())) as (pane, pilot):
        pane.show(session.start(), REST)
        await settled(pilot, pane)
        assert pane.about == " the rest as a commit  git show: ^[[31mno"


async def test_a_hidden_pane_makes_nothing_until_it_is_shown(session: Session) -> None:
    async with opened(session.previewer) as (pane, pilot):
        pane.display = False
        await pilot.pause()
        pane.show(two_parts(session), 1)
        await pilot.pause(0.3)
        assert pane.shown is None
        pane.display = True
        await settled(pilot, pane)
        assert drawn(pane)[0].startswith("commit ")


@pytest.mark.parametrize("size", [(120, 40), (40, 10)])
async def test_the_whole_screen_goes_from_part_to_part(
    session: Session, size: tuple[int, int]
) -> None:
    plan, app = two_parts(session), App[None]()
    screen = PreviewScreen(session.previewer, plan, 1, session.patch.numbers[b"code.py"], (6, 0))
    async with app.run_test(size=size) as pilot:
        await app.push_screen(screen)

        async def after(*keys: str) -> str:
            await pilot.press(*keys)
            await settled(pilot, screen.pane)
            title = screen.query_one("#title", Words).text
            assert len(drawn(screen.pane)) >= size[1] - 3
            return title + screen.pane.about

        assert await after() == " preview  [1] 2 · part 1 as a commit"
        assert await after("right") == " preview  1 [2] · part 2 as a commit"
        assert "tool" in screen.pane.page.page.text.decode()
        assert await after("left", "left") == " preview  1 2 [·] the rest as a commit"
        assert await after("1", "f") == " preview  [1] 2 · code.py after part 1"
        assert await after("2", "J") == " preview  1 [2] · tool after part 2"
        assert await after("o", "o") == " preview  1 [2] · tool after part 2"
        assert await after("tab") == " preview  1 [2] · part 2 as a commit"
        assert await after("0") == " preview  1 2 [·] the rest as a commit"
        await pilot.press("q")
        assert app.screen is not screen


async def test_many_parts_fit_into_a_narrow_title(session: Session) -> None:
    plan = session.start()
    for _ in range(30):
        plan = add_part(plan, "one")
    screen, app = PreviewScreen(session.previewer, plan, 15), App[None]()
    async with app.run_test(size=(40, 10)) as pilot:
        await app.push_screen(screen)
        title = screen.query_one("#title", Words).text
        assert title == " preview  … 12 13 14 [15] 16 17 18 …"
        await pilot.press("right")
        assert "[16]" in screen.query_one("#title", Words).text
