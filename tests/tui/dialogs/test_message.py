"""Writing a message in place."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager

import pytest
from textual.app import App
from textual.pilot import Pilot

from splitter.core.plan.changes import add_part, assign
from splitter.core.plan.constraints import REST
from splitter.core.plan.plan import whole
from splitter.core.rewrite.target import Identity
from splitter.errors import StateRefused
from splitter.session import Session
from splitter.tui.dialogs.autosave import KEPT_WITHIN
from splitter.tui.dialogs.message import MessageScreen
from splitter.tui.dialogs.question import AskKey
from splitter.tui.theme.styles import LOOKS, look
from splitter.tui.theme.textual import themes
from splitter.tui.widgets.label import Words
from splitter.tui.widgets.pager import Pager
from splitter.view.phrases.part_summary import identity_of, kept_in_words, summary_of

#: What the screen gave back is nothing yet.
OPEN = "still open"


class Writing(App[None]):
    """The screen alone, and what it gives back."""

    CSS_PATH = "../../../splitter/tui/splitter.tcss"

    def __init__(self, screen: MessageScreen, theme: str = "dark") -> None:
        super().__init__()
        for one in themes():
            self.register_theme(one)
        self.theme = theme
        self.written: str | None = OPEN
        self._first = screen

    def on_mount(self) -> None:
        self.push_screen(self._first, self._keep)

    def _keep(self, message: str | None) -> None:
        self.written = message

    @contextmanager
    def suspend(self) -> Iterator[None]:
        yield


@asynccontextmanager
async def writing(
    screen: MessageScreen, *keys: str, size: tuple[int, int] = (120, 40), theme: str = "dark"
) -> AsyncIterator[tuple[Writing, Pilot[None]]]:
    """The screen after some keys."""
    app = Writing(screen, theme)
    async with app.run_test(size=size) as pilot:
        await pilot.press(*keys)
        await pilot.pause()
        yield app, pilot


def plain(
    message: str = "", *, proposal: str = "", edit: Callable[[str], str] | None = None
) -> MessageScreen:
    return MessageScreen("Message of part 1", message, "", proposal=proposal, edit=edit)


def told(screen: MessageScreen, name: str = "#measure") -> str:
    return screen.query_one(name, Words).text


async def test_proposal_is_taken_by_tab_only_while_there_is_no_text() -> None:
    screen = plain(proposal="Add x")
    async with writing(screen, "tab", "!") as (app, pilot):
        assert screen.area.text == "Add x!"
        await pilot.press("ctrl+s")
        assert app.written == "Add x!\n"


async def test_proposal_is_never_taken_silently() -> None:
    screen = plain(proposal="Add x")
    async with writing(screen, "ctrl+s") as (app, _):
        assert app.written == ""


async def test_enter_takes_the_proposal_and_then_makes_lines() -> None:
    screen = plain(proposal="Add x")
    async with writing(screen, "enter", "enter", "enter", "y"):
        assert screen.area.text == "Add x\n\ny"


async def test_length_of_the_subject_is_told_and_seen() -> None:
    screen = plain("s" * 60)
    async with writing(screen) as (_, pilot):
        assert "subject: 60 characters, 50 are usual" in told(screen)
        await pilot.press(*"t" * 20)
        assert "subject: 80 characters: too long, many tools cut it at 72" in told(screen)
        line = screen.area.get_line(0)
        styles = {span.style: (span.start, span.end) for span in line.spans}
        assert styles[look("dark")["too_long"]] == (72, 80)


async def test_second_line_is_told_to_move() -> None:
    screen = plain("one\ntwo")
    async with writing(screen) as (app, pilot):
        assert "line 2 is not blank" not in told(screen)
        await pilot.press("end", "!")
        assert "line 2 is not blank" in told(screen)
        await pilot.press("ctrl+s")
        assert app.written == "one!\n\ntwo\n"


async def test_what_is_not_touched_stays_as_it_is() -> None:
    for key, written in (("escape", None), ("ctrl+s", "a subject of\ntwo lines\n")):
        async with writing(plain("a subject of\ntwo lines\n")) as (app, pilot):
            await pilot.press("down", key)
            assert app.written == written


@pytest.mark.parametrize("key", ["escape", "ctrl+c"])
@pytest.mark.parametrize(
    ("answer", "written"), [("y", "one!\n"), ("enter", "one!\n"), ("n", None), ("e", "")]
)
async def test_a_changed_message_is_not_lost_without_a_question(
    key: str, answer: str, written: str | None
) -> None:
    screen = plain("one")
    screen.keep = str
    async with writing(screen, "end", "!", key) as (app, pilot):
        question = app.screen
        assert isinstance(question, AskKey)
        assert question.question == "Save the message?"
        await pilot.press(answer)
        await pilot.pause()
        if answer == "e":
            assert app.screen is screen
            assert screen.area.text == "one!"
        else:
            assert app.written == written


async def test_a_message_is_in_the_draft_while_the_question_is_open() -> None:
    kept: list[str] = []

    def keep(text: str) -> str:
        kept.append(text)
        return ""

    screen = plain("one")
    screen.keep = keep
    async with writing(screen, "end", "!", "escape"):
        assert kept[-1:] == ["one!"]


@pytest.mark.parametrize("theme", list(LOOKS))
@pytest.mark.parametrize("size", [(120, 40), (80, 24), (40, 10)])
async def test_text_and_keys_are_there_at_every_size(size: tuple[int, int], theme: str) -> None:
    screen = MessageScreen(
        "Message of part 1", "subject", "Signed-off-by: A\nChange-Id: I1\nOther: x\n",
        identity="◆ keeps I1", summary=[(("1 file", "bold"),)], edit=str,
    )  # fmt: skip
    async with writing(screen, size=size, theme=theme):
        assert screen.area.size.height >= 2
        assert screen.area.render_line(0).text.startswith("subject")
        for name in ("#heading", "#measure", "#keys", "#inherited"):
            region = screen.query_one(name).region
            assert region.height >= 1
            assert region.bottom <= size[1]
        assert screen.query_one(Pager).display == (size[1] > 20)


async def test_rulers_stand_at_50_and_72() -> None:
    screen = plain("subject\n\nbody")
    async with writing(screen, size=(80, 24)):
        rows = [screen.area.render_line(y).text for y in range(4)]
        assert [[at for at, char in enumerate(row) if char == "┊"] for row in rows] == [
            [50, 72],
            [72],
            [72],
            [72],
        ]


async def test_filling_is_one_step_that_can_be_undone() -> None:
    text = "subject\n\n" + "word " * 30 + "end"
    screen = plain(text)
    async with writing(screen) as (_, pilot):
        assert "lines over 72 columns: ^L wraps" in told(screen)
        await pilot.press("ctrl+l")
        assert "lines over 72" not in told(screen)
        assert screen.area.text != text
        assert max(map(len, screen.area.text.split("\n"))) <= 72
        await pilot.press("alt+u")
        assert screen.area.text == text


async def test_cursor_stays_at_its_letter_when_filled() -> None:
    screen = plain("subject\n\n" + "word " * 30 + "end")
    async with writing(screen) as (_, pilot):
        screen.area.move_cursor(screen.area.document.end)
        await pilot.press("ctrl+l", "!")
        assert screen.area.text.endswith("end!")


async def test_editor_gives_the_text_back_or_says_why_not() -> None:
    screen = plain("one", edit=lambda text: text.replace("one", "two\n\nbody"))
    async with writing(screen, "ctrl+o", "ctrl+s") as (app, _):
        assert app.written == "two\n\nbody\n"

    def fail(_: str) -> str:
        raise StateRefused("the editor failed")

    screen = plain("one", edit=fail)
    async with writing(screen, "ctrl+o") as (app, pilot):
        assert told(screen) == " the editor failed"
        assert screen.area.text == "one"
        await pilot.press("ctrl+c")
        assert app.written is None


async def test_what_is_typed_is_kept_before_long_and_at_the_latest_when_it_ends() -> None:
    kept: list[str] = []

    def keep(text: str) -> str:
        kept.append(text)
        return "the draft cannot be kept: no room" if len(kept) == 2 else ""

    screen = plain("one")
    screen.keep = keep
    async with writing(screen) as (_, pilot):
        screen.save_and_close()
        assert not kept
        await pilot.press("end", "!")
        while not kept:
            await pilot.pause(KEPT_WITHIN / 4)
        assert kept == ["one!"]
        assert "cannot be kept" not in told(screen)
        await pilot.press("?")
        screen.save_and_close()
        screen.save_and_close()
        assert kept == ["one!", "one!?"]
        assert "the draft cannot be kept: no room" in told(screen)
        await pilot.press("?")
        screen.save_and_close()
        assert "cannot be kept" not in told(screen)


@pytest.mark.parametrize("keys", [["ctrl+s"], ["escape", "n"]])
async def test_nothing_is_kept_behind_the_answer(keys: list[str]) -> None:
    kept: list[str] = []

    def keep(text: str) -> str:
        kept.append(text)
        return ""

    screen = plain()
    screen.keep = keep
    async with writing(screen, "x", *keys) as (app, pilot):
        assert app.written in ("x\n", None)
        kept.clear()
        screen.save_and_close()
        await pilot.pause(KEPT_WITHIN * 2)
        assert not kept


async def test_controls_are_drawn_and_kept() -> None:
    screen = plain("a \x1b[31mred\u202e")
    async with writing(screen) as (app, pilot):
        row = screen.area.render_line(0).text
        assert row.startswith("a ␛[31mred�")
        await pilot.press("ctrl+s")
        assert app.written == "a \x1b[31mred\u202e\n"


async def test_a_part_is_described_beside_its_message(session: Session) -> None:
    plan = assign(add_part(session.start()), [whole(session.patch, 2)], 1)
    screen = MessageScreen.of(session, plan, 1, "Message of part 1")
    async with writing(screen, "tab") as (_, pilot):
        assert screen.area.text == "Add new"
        assert "gets a new Change-Id" in told(screen, "#inherited")
        assert "new" in str(screen.query_one(Pager).lines)
        await pilot.resize_terminal(80, 40)
        await pilot.pause()
        assert screen.query_one(Pager).region.y > screen.area.region.y
        await pilot.resize_terminal(80, 20)
        await pilot.pause()
        assert not screen.query_one(Pager).display
        assert "1 file, +1 -0" in told(screen, "#heading")


def test_who_keeps_what(session: Session) -> None:
    plan = add_part(session.start())
    kept = session.target.identity
    assert identity_of(plan, REST, kept) == "◆ keeps I01234567"
    assert identity_of(plan, 1, kept) == "gets a new Change-Id"
    assert identity_of(plan, 1, Identity()) == identity_of(plan, REST, Identity()) == ""


def test_only_what_the_commit_has_is_kept() -> None:
    has_all = Identity("I0123456789", ("Closes-Bug",), has_jj_id=True, has_notes=True)
    in_words = "I01234567, Closes-Bug, the change-id of jj and the notes"
    assert kept_in_words(has_all) == in_words
    assert kept_in_words(Identity(has_notes=True)) == "the notes"
    assert kept_in_words(Identity()) == ""


def test_what_a_part_is_about(session: Session) -> None:
    lines = ["".join(text for text, _ in line) for line in summary_of(session.start(), REST)]
    assert lines == [
        "4 files, +4 -5",
        "code.py +3 -3",
        "gone -2",
        "  deleted file",
        "new +1",
        "  new file",
        "tool",
        "  made executable (100644 → 100755)",
    ]


async def test_rulers_are_where_nothing_is_written() -> None:
    subject = f"{'x' * 50} and more"
    screen = plain(f"{subject}\n\nbody")
    async with writing(screen, size=(120, 40)):
        first = screen.area.render_line(0).text
        assert first.startswith(subject)
        assert first[72] == "┊"


async def test_lines_are_wrapped_unless_one_is_very_long() -> None:
    """S6."""
    screen = plain("one " * 50)
    async with writing(screen) as (_, pilot):
        area = screen.area
        assert area.soft_wrap
        area.insert("x" * 10_000)
        await pilot.pause()
        assert not area.soft_wrap
        await pilot.press("ctrl+underscore")
        await pilot.pause()
        assert area.soft_wrap
        assert area.text.rstrip() == ("one " * 50).rstrip()
