"""Where the cursor goes: from hunk to hunk, from line to line, from pane to pane."""

from __future__ import annotations

from splitter.session import Session
from splitter.view.diff.rows import Kind
from tests.support.repos import Repo
from tests.support.screens import opened
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
