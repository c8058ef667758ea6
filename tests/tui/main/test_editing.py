"""What changes the diff itself: renames taken apart, lines moved in their block."""

from __future__ import annotations

from splitter import session as sessions
from splitter.tui.widgets.label import Words
from tests.support.repos import Repo
from tests.support.screens import opened, shown


async def test_rename_is_taken_apart_and_put_together_again(repo: Repo) -> None:
    lines = b"".join(b"line %d\n" % n for n in range(30))
    repo.stack(({b"old": lines}, "base\n"), ({b"new": lines + b"more\n"}, "move\n"))
    session = sessions.load(repo.path, "HEAD")
    async with opened(session, "b") as (screen, pilot):
        assert [file.path for file in screen.document.patch] == [b"new", b"old"]
        await pilot.press("1")
        assert screen.diff.row.file == 1
        await pilot.press("u", "u")
        assert [file.path for file in screen.document.patch] == [b"new"]
        assert "R new" in shown(screen)
    session.close()


async def test_a_line_moved_in_its_block_is_shown_there(repo: Repo) -> None:
    repo.stack(({b"f": b"alpha 1\nbeta 1\n"}, "base\n"), ({b"f": b"alpha 2\nbeta 2\n"}, "both\n"))
    session = sessions.load(repo.path, "HEAD")
    async with opened(session, *["down"] * 3, "right_curly_bracket") as (screen, pilot):

        def block() -> list[str]:
            lines = [screen.document.line(screen.document.row(y)) for y in range(2, 6)]
            return [line.mark + line.text.decode().strip() for line in lines]

        assert "the order in this block is a guess" in screen.query_one("#here", Words).text
        assert block() == ["-alpha 1", "+alpha 2", "-beta 1", "+beta 2"]
        assert screen.diff.row.index == 1
        await pilot.press("right_curly_bracket")
        assert block() == ["-alpha 1", "+alpha 2", "+beta 2", "-beta 1"]
        assert screen.diff.row.index == 1
    session.close()
