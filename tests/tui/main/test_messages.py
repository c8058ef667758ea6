"""Messages: written in place, kept while they are written, opened again."""

from __future__ import annotations

import pytest
from textual.widgets.text_area import Edit, EditResult

from splitter import session as sessions
from splitter.core.plan.constraints import REST
from splitter.session import Session
from splitter.tui.app import SplitApp
from splitter.tui.dialogs.message import MessageScreen
from splitter.tui.main.screen import SplitScreen
from splitter.tui.widgets.label import Words
from splitter.tui.widgets.message_area import MessageArea
from tests.support.repos import Repo
from tests.support.screens import here, opened, typed, until
from tests.support.splits import opened as loaded
from tests.tui.conftest import NEW, OLD


async def test_message_in_place(session: Session) -> None:
    async with opened(session, "1", "m") as (screen, pilot):
        await pilot.press(*"Fix", "enter", "enter", *"Why", "ctrl+s")
        await pilot.pause()
        assert screen.plan.part(1).message == "Fix\n\nWhy\n"
        assert "Fix" in screen.parts.render_line(0).text


async def left_while_writing(session: Session, *keys: str) -> int:
    """Leave while "Tidy" is written as a message, which some keys open; the number of its part."""
    async with opened(session, *keys, *"Tidy") as (screen, _):
        message = screen.app.screen
        assert isinstance(message, MessageScreen)
        message.save_and_close()
        session.close()
        return screen.parts.current


@pytest.mark.parametrize("keys", [("1",), ()])
@pytest.mark.parametrize(
    ("end", "subject"), [(["ctrl+s"], "Tidy"), (["escape", "y"], "Tidy"), (["escape", "n"], "")]
)
async def test_a_message_that_was_being_written_is_opened_again(
    session: Session, keys: tuple[str, ...], end: list[str], subject: str
) -> None:
    number = await left_while_writing(session, *keys, "c", "m")
    again = sessions.load(session.repository.cwd, "HEAD")
    app = SplitApp(again)
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("enter")
        await pilot.pause()
        message = app.screen
        assert isinstance(message, MessageScreen)
        assert message.area.text == "Tidy"
        assert "resumed" in message.query_one("#heading", Words).text
        assert message.area.cursor_location == (0, len("Tidy"))
        below = app.screen_stack[-2]
        assert isinstance(below, SplitScreen)
        assert below.parts.current == number
        await pilot.press(*end)
        await pilot.pause()
        main = app.screen
        assert isinstance(main, SplitScreen)
        assert main.plan.part(number).message.strip() == subject
    again.close()
    with loaded(Repo(session.repository.cwd)) as third:
        history = third.open_draft()
        assert history is not None
        assert third.keep(history).writing is None


@pytest.mark.parametrize("keys", ["y?", "ym", "y1", "yu"])
async def test_keys_before_a_message_is_opened_again_are_its_text(
    session: Session, keys: str
) -> None:
    await left_while_writing(session, "1", "m")
    again = sessions.load(session.repository.cwd, "HEAD")
    app = SplitApp(again)
    async with app.run_test(size=(120, 40)) as pilot:
        for key in typed(keys):
            app.post_message(key)
        await pilot.pause()
        message = app.screen
        assert isinstance(message, MessageScreen)
        assert sorted(message.area.text) == sorted("Tidy" + keys[1:])
    again.close()


async def test_a_message_with_carriage_returns_gets_no_more_of_them(repo: Repo) -> None:
    repo.stack((OLD, "base\n"), (NEW, "Subject\n\none\r\ntwo\n"))
    with loaded(repo) as session:
        async with opened(session, "m", "ctrl+s") as (screen, pilot):
            assert screen.plan.part(REST).message == session.default_message
            await pilot.press("m", "!", "ctrl+s")
            await pilot.pause()
            assert sorted(screen.plan.part(REST).message) == sorted("Subject!\n\none\ntwo\n")


async def test_second_line_of_a_message_is_not_taken_for_the_subject(session: Session) -> None:
    async with opened(session, "1", "m", *"Fix", "enter", *"why", "ctrl+s") as (screen, pilot):
        await pilot.pause()
        assert screen.plan.part(1).message == "Fix\n\nwhy\n"


async def test_giving_up_a_message_leaves_it_as_it_was(session: Session) -> None:
    async with opened(session, "1", "w", *"oops", "ctrl+c", "n") as (screen, pilot):
        await pilot.pause()
        assert screen.plan.part(1).message == ""
        assert screen.app.screen is screen
        assert "part 1 has no message yet" in here(screen)


async def test_what_is_typed_fast_is_put_in_at_once(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = "A subject that somebody types at once, blanks and umlauts (äöü) included"
    edits: list[str] = []
    edit = MessageArea.edit

    def counted(area: MessageArea, one: Edit) -> EditResult:
        edits.append(one.text)
        return edit(area, one)

    monkeypatch.setattr(MessageArea, "edit", counted)
    async with opened(session, "c", "m") as (screen, pilot):
        for key in typed(text):
            screen.app.post_message(key)
        await until(lambda: "".join(edits) == text)
        await pilot.pause()
        area = screen.app.screen.query_one(MessageArea)
        assert (area.text, area.cursor_location) == (text, (0, len(text)))
    assert len(edits) < 4
