"""Edits on the screen: the keys that make, switch, keep and remove them, and how they are drawn."""

from __future__ import annotations

from contextlib import nullcontext
from pathlib import Path

import pytest
from textual.pilot import Pilot
from textual.widgets import TextArea

from splitter.core.plan.constraints import DROPPED, REST
from splitter.core.plan.edits import Until
from splitter.core.plan.locations import line_with
from splitter.core.plan.tallies import Tally
from splitter.core.rewrite.rewrite import Rewrite
from splitter.session import Session
from splitter.tui.app import SplitApp
from splitter.tui.dialogs.conflicts import ConflictList
from splitter.tui.dialogs.edit import EditScreen
from splitter.tui.dialogs.file_picker import FileChoices
from splitter.tui.dialogs.preview import PreviewScreen
from splitter.tui.dialogs.question import AskKey
from splitter.tui.dialogs.review import Review
from splitter.tui.main.screen import SplitScreen
from splitter.tui.widgets.label import Words
from splitter.tui.widgets.pager import Pager
from splitter.view.diff.rows import Kind, Row
from tests.support.repos import File, Repo, Tree
from tests.support.screens import here, opened, shown, until
from tests.support.splits import opened as loaded


async def test_an_edit_that_no_part_has_is_drawn_as_such(session: Session) -> None:
    async with opened(session, "c") as (screen, pilot):
        go_to(screen, "line five\n")
        await pilot.press("r", *"!", "ctrl+s")
        assert "  ≈-line 5  ≈ part 1 has 'line 5!' until" in shown(screen)
        go_to(screen, "line five\n")
        await pilot.press("V", "1")
        assert "line 5  the edit in part 1 does not apply" in shown(screen)
        assert "≈" not in shown(screen)
        await pilot.press("u")
        assert "≈ part 1 has 'line 5!' until the rest" in shown(screen)


async def test_x_keeps_an_edit_for_good_once_that_is_confirmed(session: Session) -> None:
    async with opened(session, "c") as (screen, pilot):
        go_to(screen, "line five\n")
        await pilot.press("e", *"!", "ctrl+s", "X")
        assert isinstance(screen.app.screen, AskKey)
        assert screen.app.screen.question == "This changes the end result (+1 −1)."
        await pilot.press("n")
        assert lengths(screen) == [Until.CHANGE]
        await pilot.press("X", "y")
        assert lengths(screen) == [Until.END]
        assert "edit in part 1: for good from now on" in here(screen)
        assert not screen.plan.tally(DROPPED)
        await pilot.press("X")
        assert "is for good already" in here(screen)
        await pilot.press("u")
        assert lengths(screen) == [Until.CHANGE]


async def test_how_long_an_edit_holds_is_said_and_switched_before_it_is_saved(
    session: Session,
) -> None:
    async with opened(session, "c") as (screen, pilot):
        go_to(screen, "line five\n")
        await pilot.press("e", *"!")

        def holds() -> str:
            return screen.app.screen.query_one("#holds", Words).text

        assert holds().startswith(" until these lines change in the rest · ")
        await pilot.press("ctrl+t")
        assert holds().startswith(" in part 1 only · the rest has these lines without the edit")
        await pilot.press("ctrl+t")
        assert holds().startswith(" for good · changes the end result")
        await pilot.press("ctrl+s", "n")
        editor = screen.app.screen
        assert isinstance(editor, EditScreen)
        assert editor.query_one(TextArea).text == "line 5!"
        assert editor.until is Until.END
        await pilot.press("ctrl+s", "y")
        assert lengths(screen) == [Until.END]
        go_to(screen, "line five and")
        await pilot.press("up", "up", "up", "e", *"?")
        assert holds().startswith(" in part 1 only")
        await pilot.press("ctrl+t", "ctrl+s")
        assert lengths(screen) == [Until.END, Until.END]


async def test_an_unchanged_line_and_a_hunk_are_edited(session: Session) -> None:
    async with opened(session, "c") as (screen, pilot):
        go_to(screen, "line five\n")
        await pilot.press("up", "up", "e", *"!", "ctrl+s")
        assert "line 4  ≈ only part 1 has 'line 4!'" in shown(screen)
        await pilot.press("[", "e")
        assert screen.app.screen.query_one(TextArea).text == "line 5"
        await pilot.press("home", "shift+end", "delete", "ctrl+s")
        assert screen.plan.edits[-1].text == b""
        assert "≈ part 1 removes this until the rest" in shown(screen)


def lengths(screen: SplitScreen) -> list[Until]:
    """How long each edit of the draft holds."""
    return [one.until for one in screen.plan.edits]


def go_to(screen: SplitScreen, text: str) -> None:
    """Go to the added line of the first file that has that text."""
    file = screen.plan.patch.files[0]
    change = next(n for n in file.added if line_with(file, n)[1].text.startswith(text.encode()))
    screen.cursor.jump_to(screen.document.y_of(0, change))


async def test_a_text_is_written_shown_undone_and_kept(session: Session) -> None:
    async with opened(session, "c") as (screen, pilot):
        go_to(screen, "line five\n")
        await pilot.press("r")
        editor = screen.app.screen
        assert isinstance(editor, EditScreen)
        editor.query_one(TextArea).text = "line 5, soon five"
        await pilot.press("ctrl+s")
        (edit,) = screen.plan.edits
        assert edit.text == b"line 5, soon five\n"
        assert here(screen).startswith(" edit in part 1, until")
        assert "6≈+line five" in shown(screen)
        assert "1 file +1 -1" in screen.parts.render_line(0).text
        await pilot.press("down", "up")
        assert "≈ part 1 has 'line 5, soon five'" in here(screen)
        await pilot.press("u")
        assert screen.plan.edits == ()
        assert "≈" not in shown(screen)
        assert "edit in part 1" in here(screen)
        await pilot.press("ctrl+r", "q")
    history = session.open_draft()
    assert history
    assert history.draft.plan.edits == (edit,)


async def leave_writing(screen: SplitScreen, pilot: Pilot[Rewrite]) -> None:
    """Begin to write a text, and let it be kept."""
    go_to(screen, "line five\n")
    await pilot.press("r", *"!")
    editor = screen.app.screen
    assert isinstance(editor, EditScreen)
    editor.save_and_close()


async def test_a_text_that_is_being_written_outlasts_the_end(session: Session) -> None:
    async with opened(session, "c") as (screen, pilot):
        await leave_writing(screen, pilot)
        screen.save_and_close()
    app = SplitApp(session)
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.pause()
        await pilot.press("y")
        await until(lambda: isinstance(app.screen, EditScreen))
        assert app.screen.query_one(TextArea).text == "line 5!"
        await pilot.press("ctrl+s")
        again = app.screen
        assert isinstance(again, SplitScreen)
        assert again.plan.edits[0].text == b"line 5!\n"
        assert again.work.writing is None


async def test_what_is_given_up_is_not_opened_again(session: Session) -> None:
    async with opened(session, "c") as (screen, pilot):
        await leave_writing(screen, pilot)
        assert screen.work.writing
        await pilot.press("escape", "n")
        assert screen.work.writing is None


@pytest.mark.parametrize("size", [(40, 10), (120, 40)])
async def test_the_keys_are_in_view_in_any_size(session: Session, size: tuple[int, int]) -> None:
    async with opened(session, "c", size=size) as (screen, pilot):
        go_to(screen, "line five\n")
        await pilot.press("V", "r")
        keys = screen.app.screen.query_one("#keys")
        assert keys.region.y < size[1] - 1


async def test_giving_up_and_what_is_no_line_change_nothing(session: Session) -> None:
    async with opened(session, "c") as (screen, pilot):
        plan = screen.plan
        await pilot.press("r")
        assert "E opens the whole file" in here(screen)
        go_to(screen, "line five\n")
        await pilot.press("r", *"xyz", "ctrl+c", "n")
        assert screen.plan is plan


async def test_a_new_line_begins_below_the_one_before(repo: Repo) -> None:
    repo.stack(({b"f.c": b"f()\n"}, "base\n"), ({b"f.c": b"f()\n\tgo(a, b);\n"}, "more\n"))
    with loaded(repo, "HEAD") as session:
        async with opened(session, "c", "n", "down", "down", "r") as (screen, pilot):
            await pilot.press("enter", *"end", "ctrl+s")
            (edit,) = screen.plan.edits
            assert edit.text == b"\tgo(a, b);\n\tend\n"
            assert "≈ part 1 has 'go(a, b);…'" in shown(screen)


async def test_a_marked_range_is_written_as_one(session: Session) -> None:
    async with opened(session, "c") as (screen, pilot):
        go_to(screen, "line five\n")
        await pilot.press("V", "r")
        area = screen.app.screen.query_one(TextArea)
        assert area.text == "line 5"
        await pilot.press("end", *"!", "ctrl+s")
        (edit,) = screen.plan.edits
        assert edit.text == b"line 5!\n"
        assert screen.diff.marked_from is None
        assert screen.diff.row.kind is Kind.LINE


async def test_a_text_that_has_no_place_is_gone_to_before_the_last_look(session: Session) -> None:
    async with opened(session, "c") as (screen, pilot):
        go_to(screen, "line five and")
        at = screen.diff.cursor
        await pilot.press("r", *"!", "ctrl+s", "1")
        assert "added line 7 → part 1; the edit in part 1 no longer applies" in here(screen)
        await pilot.press("m", *"One", "ctrl+s", "g", "w")
        assert here(screen).startswith(
            " press e to change this edit or how long it holds, or to remove it: added line"
        )
        assert screen.diff.cursor == at
        await pilot.press("r", "ctrl+r", "w")
        assert isinstance(screen.app.screen, Review)


async def test_a_part_of_texts_only_is_found(session: Session) -> None:
    async with opened(session, "c") as (screen, pilot):
        go_to(screen, "line five and")
        at = screen.diff.cursor
        await pilot.press("r", *"!", "ctrl+s", "g", ";")
        assert screen.plan.tally(1) == Tally(added=1, files=1)
        assert screen.diff.cursor == at


async def test_a_text_for_a_row_of_the_outline_is_refused(session: Session) -> None:
    async with opened(session, "c", "tab", "r") as (screen, _):
        assert isinstance(screen.app.screen, SplitScreen)
        assert screen.document.y(Row(Kind.FILE, 0)) == screen.diff.cursor


async def test_an_edit_far_from_all_hunks_has_a_row(session: Session) -> None:
    async with opened(session, "c") as (screen, pilot):
        go_to(screen, "line five\n")
        await pilot.press("+")
        before = screen.document.height
        await pilot.press("]", "up", "up")
        assert screen.document.line(screen.diff.row).text == b"line 17\n"
        await pilot.press("e", *"!", "ctrl+s", "-", "g")
        row = Row(Kind.EDIT, 0)
        assert "≈ line 18: only part 1 has 'line 17!'" in shown(screen)
        screen.cursor.jump_to(screen.document.y(row))
        await pilot.press("down", "up")
        assert here(screen).startswith(" code.py, line 18")
        await pilot.press("e", *"?", "ctrl+s", "X", "y")
        assert "part 1 has 'line 17!?' for good" in shown(screen)
        await pilot.press("G", ";")
        assert screen.diff.row == row
        await pilot.press("e", "ctrl+r")
        assert screen.plan.edits == ()
        assert "≈" not in shown(screen)
        assert screen.document.height < before


async def test_the_head_says_whether_the_end_is_the_commit_s(session: Session) -> None:
    async with opened(session, "c") as (screen, pilot):

        def end() -> str:
            return screen.query_one("#end", Words).text

        assert end() == " end: as the commit "
        go_to(screen, "line five\n")
        await pilot.press("e", *"!", "ctrl+s")
        assert end() == " end: as the commit "
        await pilot.press("X", "y")
        assert end() == " end: changed, +1 −1 "
        await pilot.press("u")
        assert end() == " end: as the commit "
        go_to(screen, "line five and")
        await pilot.press("X")
        assert end() == " end: changed, +0 −1 "


async def test_edits_are_in_the_review_with_how_long_they_hold(session: Session) -> None:
    async with opened(session, "c") as (screen, pilot):
        go_to(screen, "line five\n")
        await pilot.press("m", *"One", "ctrl+s", "e", *"!", "ctrl+s", "]", "1", "w")
        await until(lambda: isinstance(screen.app.screen, Review))
        review = screen.app.screen
        assert isinstance(review, Review)
        text = "\n".join(
            "".join(piece for piece, _ in line) for line in review.query_one(Pager).lines
        )
        assert "EDITS" in text
        assert "part 1 has 'line 5!', until these lines change in the rest" in text


async def test_a_line_of_a_file_in_the_preview_is_edited(session: Session) -> None:
    async with opened(session, "c", "1", "c", ",", size=(80, 24)) as (screen, pilot):
        go_to(screen, "line five\n")
        await pilot.press("o")
        preview = screen.app.screen
        assert isinstance(preview, PreviewScreen)
        await until(lambda: preview.pane.shown is preview.pane.wanted)
        line = preview.pane.page.cursor
        await pilot.press("up", "e")
        assert isinstance(screen.app.screen, EditScreen)
        await pilot.press(*"!", "ctrl+s")
        again = screen.app.screen
        assert isinstance(again, PreviewScreen)
        await until(lambda: again.pane.shown is not None)
        assert again.pane.page.cursor == line - 1
        assert again.pane.page.page.line(line - 1).endswith(b"!")
        assert again.pane.page.page.draw(line - 1)[1] == ("≈ ", "added_mark")
        (edit,) = screen.plan.edits
        assert (edit.number, edit.until) == (1, Until.NEXT)
        await pilot.press("tab", "e")
        assert "press o" in again.query_one("#title", Words).text
        await pilot.press("escape")
        assert isinstance(screen.app.screen, SplitScreen)


@pytest.mark.parametrize(("until_key", "length"), [("enter", Until.CHANGE), ("o", Until.NEXT)])
async def test_a_file_is_edited_in_the_user_s_editor(
    session: Session,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    until_key: str,
    length: Until,
) -> None:
    editor = tmp_path / "editor"
    editor.write_text(
        '#!/bin/sh\ncase $1 in */code.py) ;; *) exit 1 ;; esac\nsed -i "s/^line [57]$/&!/" "$1"\n'
    )
    editor.chmod(0o755)
    monkeypatch.setenv("GIT_EDITOR", str(editor))
    monkeypatch.setattr(SplitApp, "suspend", lambda _: nullcontext())
    async with opened(session, "c") as (screen, pilot):
        go_to(screen, "line five\n")
        await pilot.press("E")
        asked = screen.app.screen
        assert isinstance(asked, AskKey)
        assert asked.question == "2 edits of code.py in part 1. How long?"
        await pilot.press(until_key)
        assert lengths(screen) == [length, Until.NEXT]
        assert here(screen).startswith(" 2 edits in part 1")
        monkeypatch.setenv("GIT_EDITOR", "true")
        await pilot.press("E")
        assert "nothing edited: part 1 reads as before" in here(screen)
        monkeypatch.setenv("GIT_EDITOR", "false")
        await pilot.press("E")
        assert "the editor failed (false); no edit was made" in here(screen)


async def test_a_file_that_the_commit_does_not_touch_is_edited_and_shown(
    repo: Repo, monkeypatch: pytest.MonkeyPatch
) -> None:
    beside: Tree = {b"lib/other.py": b"one\ntwo\nthree\n", b"link": File(b"f", "120000")}
    trees = [{**beside, b"f": text} for text in (b"a\nb\n", b"A\nB\n")]
    repo.stack((trees[0], "base\n"), (trees[1], "all\n"))
    monkeypatch.setenv("GIT_EDITOR", 'sh -c \'printf "shim\\n" >>"$1"\' sh')
    monkeypatch.setattr(SplitApp, "suspend", lambda _: nullcontext())
    with loaded(repo) as session:
        async with opened(session) as (screen, pilot):
            await pilot.press("O")
            assert "there is only the rest: add a part" in here(screen)
            await pilot.press("c", "O", *"OTHER", "enter")
            asked = screen.app.screen
            assert isinstance(asked, AskKey)
            assert asked.question == "1 edit of lib/other.py in part 1. How long?"
            await pilot.press("o")
            assert "≈ lib/other.py  only edited" in shown(screen)
            assert "≈ line 3: only part 1 adds 'shim' below" in " ".join(shown(screen).split())
            assert screen.diff.row.kind is Kind.EDIT
            assert screen.plan.tally(1) == Tally(added=1, files=1)
            assert screen.plan.tally(REST) == Tally(added=2, removed=3, files=2)
            await pilot.press("up", "1")
            assert "the commit does not touch this file" in here(screen)
            await pilot.press("O", *"lib/new", "enter", "g")
            assert isinstance(screen.app.screen, AskKey)
            await pilot.press("y")
            assert [file.path for file in screen.plan.patch] == [b"f", b"lib/new", b"lib/other.py"]
            assert lengths(screen) == [Until.END, Until.NEXT]
            await pilot.press("e", *"!", "ctrl+s")
            assert screen.plan.edits[0].text == b"shim!\n"
            await pilot.press("E", "g")
            assert screen.plan.edits[0].text == b"shim!\nshim\n"
            assert "≈ lib/new  created by edits" in shown(screen)
            assert "≈ new file: part 1 adds 'shim!…' for good" in " ".join(shown(screen).split())
            await pilot.press("O", *"new")
            assert screen.app.screen.query_one(FileChoices).found == [b"lib/new"]
            await pilot.press("escape")
            assert "lib/new, new file" in here(screen)
            await pilot.press("u", "u", "u")
            assert lengths(screen) == [Until.NEXT]
            await pilot.press("O", *"link", "enter")
            assert "'link' is a symbolic link" in here(screen)
            await pilot.press("O", *"lib", "tab", "ctrl+u", *"f", "down", "up", "escape", "u")
            assert "lib/other.py" not in shown(screen)
            await pilot.press("ctrl+r")
            assert "≈ lib/other.py" in shown(screen)


async def test_a_file_that_a_part_does_not_have_is_not_opened(session: Session) -> None:
    async with opened(session, "c") as (screen, pilot):
        files = screen.plan.patch.files
        gone = next(n for n, file in enumerate(files) if file.path == b"gone")
        screen.cursor.jump_to(screen.document.y(Row(Kind.FILE, gone)))
        await pilot.press("1")
        screen.cursor.jump_to(screen.document.y(Row(Kind.FILE, gone)))
        await pilot.press("E")
        assert "'gone' is deleted in part 1 already" in here(screen)
        await pilot.press("down", "down", "down", "e")
        assert "'gone' is deleted in part 1 already" in here(screen)


async def test_an_edit_for_good_that_a_commit_above_needs_otherwise_is_gone_to(repo: Repo) -> None:
    base, target = b"one\ntwo\nthree\n", b"one\ntwo\nthree\nfour\nfive\n"
    above = target.replace(b"two", b"2")
    repo.stack(*(({b"f": text}, f"{text!r}\n") for text in (base, target, above)))
    with loaded(repo, "HEAD~") as session:
        async with opened(session, "c", "]", "down", "down") as (screen, pilot):
            assert screen.document.line(screen.diff.row).text == b"two\n"
            await pilot.press("e", *"!", "ctrl+t", "ctrl+s")
            asked = screen.app.screen
            assert isinstance(asked, AskKey)
            assert asked.question == (
                "This changes the end result (+1 −1) and is carried into 1 commit above."
            )
            await pilot.press("y", "]", "1", "c", "m", *"Two", "ctrl+s", "G", "2", ",")
            await pilot.press("m", *"One", "ctrl+s", "g", "w")
            await until(lambda: isinstance(screen.app.screen, ConflictList))
            listed = screen.app.screen
            assert isinstance(listed, ConflictList)
            assert listed.found.end == "edit f for good"
            await pilot.press("escape")
            await pilot.pause()
            assert screen.document.line(screen.diff.row).text == b"two\n"


async def test_edits_of_two_parts_are_stacked_undone_and_kept(session: Session) -> None:
    async with opened(session, "c", "c") as (screen, pilot):
        for key in (",", "."):
            await pilot.press(key)
            go_to(screen, "line five\n")
            await pilot.press("e", *"!", "ctrl+s")
        assert [(one.number, one.text) for one in screen.plan.edits] == [
            (1, b"line 5!\n"),
            (2, b"line 5!!\n"),
        ]
        assert screen.diff.line_in_words(screen.diff.row) == (
            "≈ part 1 has 'line 5!' until the rest, part 2 has 'line 5!!' until the rest"
        )
        await pilot.press("X", "y")
        assert lengths(screen) == [Until.CHANGE, Until.END]
        plan = screen.plan
        await pilot.press("u", "u", "ctrl+r", "ctrl+r", "q")
    history = session.open_draft()
    assert history
    assert history.draft.plan.edits == plan.edits


async def test_how_long_an_unfinished_edit_was_to_hold_outlasts_the_end(session: Session) -> None:
    async with opened(session, "c") as (screen, pilot):
        go_to(screen, "line five\n")
        await pilot.press("e", "ctrl+t", "ctrl+t", *"!")
        editor = screen.app.screen
        assert isinstance(editor, EditScreen)
        editor.save_and_close()
        screen.save_and_close()
    app = SplitApp(session)
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.pause()
        await pilot.press("y")
        await until(lambda: isinstance(app.screen, EditScreen))
        again = app.screen
        assert isinstance(again, EditScreen)
        assert (again.query_one(TextArea).text, again.until) == ("line 5!", Until.END)
        await pilot.press("ctrl+s", "y")
        assert isinstance(app.screen, SplitScreen)
        assert lengths(app.screen) == [Until.END]
