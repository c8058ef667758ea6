"""Where the cursor goes: from hunk to hunk, from line to line, from pane to pane."""

from __future__ import annotations

from splitter.core.plan.constraints import REST
from splitter.session import Session
from splitter.view.diff.rows import Kind
from tests.support.repos import Repo
from tests.support.screens import here, opened, until
from tests.support.splits import opened as loaded


async def test_in_the_only_hunk_that_is_undecided_n_goes_from_line_to_line(repo: Repo) -> None:
    repo.stack(({b"f": b"a\nb\n"}, "base\n"), ({b"f": b"1\n2\n"}, "one\n"))
    with loaded(repo, "HEAD") as session:
        async with opened(session, "n") as (screen, pilot):
            rows = []
            for _ in range(6):
                rows.append((screen.diff.row.kind, screen.diff.row.index))
                await pilot.press("n")
            lines = [(Kind.LINE, index) for index in range(4)]
            assert rows == [(Kind.HUNK, 0), *lines, lines[0]]
            await pilot.press("N", "N")
            assert (screen.diff.row.kind, screen.diff.row.index) == lines[3]


async def test_n_and_capital_n_go_from_hunk_to_hunk(repo: Repo) -> None:
    old = b"".join(b"line %d\n" % n for n in range(60))
    new = old.replace(b"line 5\n", b"five\n").replace(b"line 40\n", b"forty\n")
    repo.stack(({b"f": old}, "base\n"), ({b"f": new}, "two\n"))
    with loaded(repo, "HEAD") as session:
        async with opened(session, "G") as (screen, pilot):
            rows = []
            for key in "NNNnnn":
                await pilot.press(key)
                rows.append((screen.diff.row.kind, screen.diff.row.hunk))
            hunks = [(Kind.HUNK, number) for number in (1, 0, 1, 0, 1, 0)]
            assert rows == hunks


async def test_tab_goes_from_the_diff_to_its_files_and_on(session: Session) -> None:
    async with opened(session, size=(170, 40)) as (screen, pilot):
        panes = [screen.outline, screen.parts, screen.preview.page, screen.diff]
        for pane in panes:
            await pilot.press("tab")
            assert pane.has_focus
        for pane in panes[-2::-1]:
            await pilot.press("shift+tab")
            assert pane.has_focus
        await pilot.resize_terminal(60, 30)
        await pilot.pause()
        screen.diff.focus()
        await pilot.press("tab")
        assert screen.parts.has_focus


async def test_keys_behind_tab_are_for_the_files_at_once(session: Session) -> None:
    async with opened(session, size=(120, 40)) as (screen, pilot):
        for key in ("tab", "down", "down"):
            pilot.app.simulate_key(key)
        await pilot.pause()
        assert screen.outline.cursor == 2
        assert screen.diff.row == screen.outline.row


async def test_n_goes_from_match_to_match_until_escape(session: Session) -> None:
    async with opened(session, "slash", *"line", "enter") as (screen, pilot):
        await pilot.pause()
        first = screen.diff.cursor
        await pilot.press("n")
        assert here(screen).startswith(" match 2/")
        await pilot.press("N")
        assert screen.diff.cursor == first
        await pilot.press("escape", "n")
        assert "match" not in here(screen)


FUNCTION = b"def area(width, height):\n    return width * height\n"


async def test_a_moved_block_has_a_key_for_its_other_place_and_one_for_both(repo: Repo) -> None:
    kept = b"".join(b"line %d\n" % n for n in range(20))
    repo.stack(
        ({b"a": FUNCTION + kept, b"b": kept, b"c": b"1\n"}, "base\n"),
        ({b"a": kept, b"b": kept + FUNCTION, b"c": b"2\n"}, "move\n"),
    )
    with loaded(repo, "HEAD") as session:
        async with opened(session, "c", "]", "down") as (screen, pilot):
            await until(lambda: len(screen.diff.known.moved) > 0)
            await pilot.press("%")
            row = screen.diff.row
            assert (row.file, screen.document.line(row).text) == (1, b"def area(width, height):\n")
            await pilot.press("%")
            assert screen.diff.row.file == 0
            await pilot.press("&")
            assert screen.plan.count(REST) == 2
            assert "old and new place" in here(screen)
            await pilot.press("g", "%")
            assert here(screen).startswith(" this line is not moved")


async def test_y_copies_what_is_under_the_cursor(session: Session) -> None:
    async with opened(session, "]", "y") as (screen, pilot):
        app = screen.app
        assert app.clipboard.startswith("@@ -")
        assert here(screen).startswith(" copied the hunk")
        line = next(
            y
            for y in range(screen.document.height)
            if screen.document.row(y).kind is Kind.LINE
            and screen.document.line(screen.document.row(y)).change >= 0
        )
        screen.cursor.go_to(line)
        await pilot.press("y")
        assert app.clipboard == screen.document.line(screen.diff.row).text.decode()
        await pilot.press("v", "down", "y")
        assert app.clipboard.count("\n") == 2
        await pilot.press("escape", "K", "y")
        assert app.clipboard.startswith("--- a/")
        await pilot.press("1", "shift+tab", "y")
        assert screen.parts.has_focus
        assert "no message" in here(screen)
        await pilot.press("0", "y")
        assert app.clipboard.startswith("commit ")


async def test_a_character_that_is_no_key_says_so(session: Session) -> None:
    async with opened(session, "Q") as (screen, pilot):
        assert here(screen).startswith(" Q is not used here; ?: all keys")
        cursor = screen.diff.cursor
        await pilot.press("ctrl+d")
        assert screen.diff.cursor > cursor + 5
        await pilot.press("ctrl+u")
        assert screen.diff.cursor == cursor
