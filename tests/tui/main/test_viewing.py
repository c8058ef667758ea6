"""What is shown: previews, panes, the filter, more context."""

from __future__ import annotations

import pytest

from splitter import session as sessions
from splitter.session import Session
from splitter.tui.dialogs.preview import PreviewScreen
from splitter.tui.widgets.label import Words
from splitter.view.diff.rows import Kind
from tests.support.repos import Repo
from tests.support.screens import here, opened, shown
from tests.support.splits import opened as loaded


@pytest.mark.parametrize(("key", "as_file"), [("p", False), ("o", True)])
async def test_the_commit_or_the_file_is_shown_on_the_whole_screen(
    session: Session, key: str, as_file: bool
) -> None:
    async with opened(session, *["down"] * 5, "1", key) as (screen, _):
        preview = screen.app.screen
        assert isinstance(preview, PreviewScreen)
        assert preview.as_file == as_file


async def test_preview_opens_on_the_part_and_the_line(session: Session) -> None:
    async with opened(session, *["down"] * 5, "1", "p") as (screen, pilot):
        preview = screen.app.screen
        assert isinstance(preview, PreviewScreen)
        assert (preview.number, preview.file) == (1, 0)
        assert any(preview.line)
        await pilot.press("escape")
        assert screen.app.screen is screen


async def test_a_filter_may_leave_the_directory_that_is_marked(repo: Repo) -> None:
    paths = [b"%s/%d" % (name, n) for name in (b"a/x", b"b/y", b"c/z") for n in range(3)]
    trees = [dict.fromkeys(paths, text) for text in (b"1\n", b"2\n")]
    repo.stack((trees[0], "base\n"), (trees[1], "all\n"))
    with loaded(repo, "HEAD") as session:
        async with opened(session, "tab", "G", *["up"] * 6, size=(120, 40)) as (screen, pilot):
            assert screen.outline.row.kind is Kind.DIRECTORY
            await pilot.press("f", *"c/z", "enter")
            assert len(screen.document.files) == 3
            assert screen.outline.row.file in screen.document.files
            await pilot.press("escape")
            assert len(screen.document.files) == 9


async def test_narrow_screen_keeps_the_diff(session: Session) -> None:
    async with opened(session, size=(40, 10)) as (screen, pilot):
        assert not screen.query_one("#side").display
        assert "code.py" in shown(screen)
        await pilot.resize_terminal(120, 40)
        await pilot.pause()
        assert screen.query_one("#side").display


async def test_filter_shows_some_files_and_all_again(session: Session) -> None:
    async with opened(session, "f", *"tool", "enter") as (screen, pilot):
        await pilot.pause()
        assert [session.patch.files[n].path for n in screen.document.files] == [b"tool"]
        assert screen.query_one("#title", Words).text.startswith(" only: tool (1 of 4 files) ")
        await pilot.press("n", "X", "n")
        assert "in the files shown" in here(screen)
        await pilot.press("f", "backspace", "enter")
        await pilot.pause()
        assert screen.document.height > 10


async def test_giving_up_a_filter_leaves_it_as_it_was(session: Session) -> None:
    async with opened(session, "f", *"o", "enter", "J") as (screen, pilot):
        files, row = screen.document.files, screen.diff.row
        assert 1 < len(files) < len(screen.plan.patch)
        await pilot.press("f", "escape")
        assert (screen.filtered, screen.document.files, screen.diff.row) == ("o", files, row)


async def test_a_filter_outlasts_a_rename_taken_apart(repo: Repo) -> None:
    lines = b"".join(b"line %d\n" % n for n in range(30))
    repo.stack(
        ({b"old": lines, b"x": b"1\n"}, "base\n"), ({b"new": lines + b"a\n", b"x": b"2\n"}, "two\n")
    )
    session = sessions.load(repo.path, "HEAD")
    async with opened(session, "f", *"new", "enter", "b") as (screen, pilot):
        files = screen.document.patch.files
        assert [files[n].path for n in screen.document.files] == [b"new"]
        assert "only: new (1 of 3 files)" in screen.query_one("#title", Words).text
        await pilot.press("u")
        assert "only: new (1 of 2 files)" in screen.query_one("#title", Words).text
    session.close()


async def test_context_of_a_file_that_is_missing_is_told(repo: Repo) -> None:
    old = b"".join(b"line %d\n" % n for n in range(40))
    repo.stack(({b"f": old}, "base\n"), ({b"f": old.replace(b"line 20\n", b"\n")}, "one\n"))
    session = sessions.load(repo.path, "HEAD")
    blob = repo.line("rev-parse", "HEAD:f")
    (repo.path / ".git/objects" / blob[:2] / blob[2:]).unlink()
    async with opened(session, "down", "plus") as (screen, _):
        assert "is missing" in here(screen)
    session.close()


async def test_double_click_in_the_preview_folds_nothing(session: Session) -> None:
    async with opened(session, size=(200, 40)) as (screen, pilot):
        height = screen.document.height
        await pilot.click(screen.preview.page, offset=(5, 1), times=2)
        await pilot.pause()
        assert screen.document.height == height


async def test_no_preview_beside_a_narrow_diff(session: Session) -> None:
    async with opened(session, "P", size=(120, 30)) as (screen, pilot):
        assert screen.preview.display
        await pilot.resize_terminal(40, 10)
        await pilot.pause()
        assert not screen.preview.display


async def test_the_outline_alone_is_hidden_and_comes_back(session: Session) -> None:
    async with opened(session, "tab", size=(120, 24)) as (screen, pilot):
        assert screen.outline.has_focus
        side = screen.query_one("#side")
        wide = screen.diff.size.width
        for shown in (False, True):
            await pilot.press("B")
            await pilot.pause()
            assert side.display == shown
            assert screen.diff.has_focus
            assert (screen.diff.size.width > wide) != shown
        await pilot.press("P")
        await pilot.pause()
        assert screen.preview.display
        assert not side.display
        await pilot.press("B")
        await pilot.pause()
        assert screen.preview.display
        assert side.display
        await pilot.resize_terminal(60, 24)
        await pilot.pause()
        assert not side.display
        await pilot.press("B")
        assert "the outline needs a terminal of 72 columns" in here(screen)


@pytest.mark.parametrize("wide", [100, 110, 120, 140, 160, 170, 200, 240])
async def test_the_text_of_the_diff_has_80_columns_before_other_panes_are_shown(
    session: Session, wide: int
) -> None:
    async with opened(session, size=(wide, 24)) as (screen, _):
        diff, side, preview = screen.diff, screen.query_one("#side"), screen.preview
        assert diff.scrollable_content_region.width - diff.fixed() >= 80
        assert (side.display, preview.display) == (wide >= 120, wide >= 170)
        assert not side.display or 20 <= side.outer_size.width <= 57
        assert not preview.display or preview.outer_size.width >= 49


async def test_the_outline_is_there_on_wish_where_there_is_room(session: Session) -> None:
    async with opened(session, size=(80, 24)) as (screen, pilot):
        side = screen.query_one("#side")
        for shown in (False, True, False):
            assert side.display == shown
            await pilot.press("B")
            await pilot.pause()


async def test_the_cursor_is_on_view_where_there_was_nothing_to_scroll(session: Session) -> None:
    async with opened(session, "z", "G", "z", size=(120, 20)) as (screen, _):
        top, height = screen.diff.scroll_offset.y, screen.diff.size.height
        assert screen.document.height > height
        assert top <= screen.diff.cursor < top + height
