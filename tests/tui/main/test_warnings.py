"""From the review to the places of its warnings, and back."""

from __future__ import annotations

from splitter.tui.dialogs.preview import PreviewScreen, WarningScreen
from splitter.tui.dialogs.review import Review
from splitter.tui.main.screen import SplitScreen
from splitter.tui.widgets.label import Words
from splitter.view.text.page import FilePage
from tests.support.repos import Repo
from tests.support.screens import here, opened, until
from tests.support.splits import opened as loaded


async def test_the_last_look_leads_to_what_is_a_guess(repo: Repo) -> None:
    old, new = b"one\ntwo\nthree\nfour\n", b"one\n2\n3\n3 and a half\nfour\n"
    repo.stack(({b"f": old}, "base\n"), ({b"f": new}, "both\n"))
    with loaded(repo, "HEAD") as session:
        keys = (*["down"] * 5, "shift+down", "shift+down", "1", "m", *"One", "ctrl+s", "G", "w")
        async with opened(session, *keys) as (screen, pilot):
            app = screen.app
            assert isinstance(app.screen, Review)
            await pilot.press("o")
            await until(lambda: isinstance(app.screen, PreviewScreen))
            assert screen.document.line(screen.diff.row).text == b"two\n"
            assert screen.parts.current == 1
            await pilot.press("escape", "o")
            await until(lambda: isinstance(app.screen, PreviewScreen))
            await pilot.press("enter")
            assert isinstance(app.screen, SplitScreen)
            assert "w: back to the review" in here(screen)
            await pilot.press("right_curly_bracket", "w", "o")
            assert isinstance(app.screen, Review)
            assert "no warning is about a line" in app.screen.query_one("#here", Words).text


async def test_what_is_a_guess_is_put_right_from_the_last_look(repo: Repo) -> None:
    """The new lines come first, the old ones go later."""
    old, new = b"one\ntwo\nthree\nfour\n", b"one\n2\n3\n3 and a half\nfour\n"
    repo.stack(({b"f": old}, "base\n"), ({b"f": new}, "both\n"))
    with loaded(repo, "HEAD") as session:
        keys = (*["down"] * 5, "shift+down", "shift+down", "1", "m", *"One", "ctrl+s", "w", "o")
        async with opened(session, *keys) as (screen, pilot):
            app = screen.app
            await until(lambda: isinstance(app.screen, WarningScreen))
            looked = app.screen
            assert isinstance(looked, WarningScreen)

            async def stands() -> list[bytes]:
                await until(lambda: looked.pane.shown is looked.pane.wanted is not None)
                return looked.pane.page.page.text.splitlines()

            assert await stands() == [
                b"one",
                b"two",
                b"three",
                b"2",
                b"3",
                b"3 and a half",
                b"four",
            ]
            await pilot.press("right_curly_bracket", "right_curly_bracket")
            assert await stands() == [
                b"one",
                b"2",
                b"3",
                b"two",
                b"three",
                b"3 and a half",
                b"four",
            ]
            page = looked.pane.page
            assert page.page.line(page.cursor) == b"two"
            assert "line moved down in its block" in looked.query_one("#title", Words).text
            await pilot.press("K", "left", *["left_curly_bracket"] * 3)
            assert "cannot move further" in looked.query_one("#title", Words).text
            await pilot.press("right", "escape")
            assert isinstance(app.screen, Review)
            await pilot.press("o")
            assert "no warning is about a line" in app.screen.query_one("#here", Words).text
            await pilot.press("escape", "u")
            assert "undone: line moved in its block" in here(screen)


async def test_in_a_doubt_the_line_under_the_cursor_is_moved(repo: Repo) -> None:
    """D27: not the first line of its block, which the file has no more."""
    old, new = b"one\ntwo\nthree\nfour\n", b"one\n2\n3\n3 and a half\nfour\n"
    repo.stack(({b"f": old}, "base\n"), ({b"f": new}, "both\n"))
    with loaded(repo, "HEAD") as session:
        keys = (*["down"] * 3, "1", "down", "1", "1", "m", *"One", "ctrl+s", "w", "o")
        async with opened(session, *keys) as (screen, pilot):
            app = screen.app
            await until(lambda: isinstance(app.screen, WarningScreen))
            looked = app.screen
            assert isinstance(looked, WarningScreen)

            async def page() -> FilePage:
                await until(lambda: looked.pane.shown is looked.pane.wanted is not None)
                shown = looked.pane.page.page
                assert isinstance(shown, FilePage)
                return shown

            def told() -> str:
                return looked.query_one("#title", Words).text

            first = await page()
            assert first.text == b"one\nthree\n2\n3\nfour\n"
            assert list(first.guessed) == [range(1, 2)]
            assert looked.pane.page.cursor == 1
            await pilot.press("left_curly_bracket")
            assert "cannot move further: no new line of the block above" in told()
            await pilot.press("g", "right_curly_bracket")
            assert "only a line of a replaced block can be moved" in told()
            assert (await page(), screen.plan.orders) == (first, ())
            await pilot.press("down", "right_curly_bracket")
            then = await page()
            assert then.text == b"one\n2\nthree\n3\nfour\n"
            assert looked.pane.page.cursor == 2
            assert (list(then.guessed), list(then.explicit)) == ([], [range(2, 3)])
            await pilot.press("down", "left_curly_bracket")
            assert (await page()).text == b"one\n2\n3\nthree\nfour\n"
            assert looked.pane.page.cursor == 2


async def test_the_last_look_leads_from_doubt_to_warning(repo: Repo) -> None:
    old = b"".join(b"line %d\n" % n for n in range(40))
    new = old.replace(b"line 5\n", b"{\n}\nline 5\n").replace(b"line 30\n", b"(\n)\nline 30\n")
    repo.stack(({b"f": old}, "base\n"), ({b"f": new}, "both\n"))
    with loaded(repo, "HEAD") as session:
        keys = ("]", *["down"] * 4, "1", "]", *["down"] * 4, "1", "m", *"One", "ctrl+s", "w")
        async with opened(session, *keys) as (screen, pilot):
            app = screen.app
            for text in (b"{\n", b"(\n", b"{\n"):
                await until(lambda: isinstance(app.screen, Review))
                await pilot.press("o")
                await until(lambda: isinstance(app.screen, PreviewScreen))
                assert screen.document.line(screen.diff.row).text == text
                await pilot.press("escape")
