"""Choosing the commit to split."""

from __future__ import annotations

import asyncio
import re
import threading
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path

import pytest
from msgspec.structs import replace
from textual.app import App
from textual.pilot import Pilot

from splitter import commit_source
from splitter import session as sessions
from splitter.commit_source import Picking
from splitter.core.draft.draft import Draft
from splitter.core.draft.undo_history import History
from splitter.core.plan.changes import add_part
from splitter.core.rewrite.commits import Counts
from splitter.errors import GitFailed
from splitter.gitio.read.commits import AT_MOST
from splitter.session import Session
from splitter.tui.dialogs.commit_picker import PickScreen
from splitter.tui.input.bindings import keymap
from splitter.tui.theme.textual import themes
from splitter.tui.widgets.commits import Commits
from splitter.tui.widgets.label import Words
from splitter.tui.widgets.pager import Pager
from splitter.view.keys.actions import PICKING, USUAL, USUAL_PICKING, Keys, key_in_words
from splitter.view.picking.commit_row import age_in_words
from tests.support.repos import Repo
from tests.support.splits import opened
from tests.support.stories import story
from tests.tui.conftest import TIMEOUT


class PickingApp(App[None]):
    """The screen alone, and what it gives back."""

    CSS_PATH = "../../../splitter/tui/splitter.tcss"

    def __init__(self, screen: PickScreen, theme: str = "dark") -> None:
        super().__init__()
        for one in themes():
            self.register_theme(one)
        self.theme = theme
        self.first = screen
        self.first.open = self._keep
        self.picked: Session | None = None

    def get_default_screen(self) -> PickScreen:
        return self.first

    async def _keep(self, oid: str) -> None:
        self.picked = self.first.picking.load(oid)


@pytest.fixture
def tangle(repo: Repo) -> Path:
    """The story with a merge on top, a pushed commit, and a draft."""
    old = story(repo, "do it all \x1b[31m\n")
    merge = repo.commit({b"m": b"m\n"}, "merge of two", [old[3], old[1]])
    repo.branch("main", merge)
    repo.git("update-ref", "refs/remotes/origin/main", old[0])
    session = sessions.load(repo.path, old[3])
    recorder = session.keep(History(Draft(session.start())))
    recorder.save(add_part(session.start(), "one"))
    recorder.close()
    session.repository.close()
    return repo.path


def screen(place: Path, keys: Keys = USUAL, **others: object) -> PickScreen:
    """The screen, with other answers to what is asked about the commits."""
    picking = replace(Picking.at(place, partial(sessions.load, place)), **others)
    return PickScreen(picking, nowhere, keys)


async def nowhere(_: str) -> None:
    raise AssertionError("nothing opens commits here")


def words(app: PickingApp, name: str) -> str:
    return app.first.query_one(name, Words).text


def offers(app: PickingApp) -> set[str]:
    """What the footer offers: keys and words."""
    pieces = [text.strip() for text, _ in app.first.query_one("#keys", Words).pieces]
    return {f"{key} {word}" for key, word in zip(pieces[::2], pieces[1::2], strict=True)}


def rows(commits: Commits) -> list[str]:
    return [re.sub(r" +", " ", commits.render_line(y).text).strip() for y in range(commits.count)]


async def counted(app: PickingApp, pilot: Pilot[None]) -> None:
    """Wait until every commit is counted."""
    await app.workers.wait_for_complete()
    await pilot.pause()


async def test_marks_are_words(tangle: Path) -> None:
    app = PickingApp(screen(tangle))
    async with app.run_test(size=(120, 40)) as pilot:
        await counted(app, pilot)
        text = rows(app.first.commits)
        assert [re.sub(r"\b[0-9a-f]{8}\b", "ID", row).split(" José")[0] for row in text] == [
            "◎ ID merge of two merge",
            "▶ ● ID top draft 1 file, 1 hunk +1 -0",
            "● ID do it all ^[[31m 2 files, 3 hunks +4 -2",
            "● ID upper 1 file, 1 hunk +1 -1",
            "● ID base pushed 2 files, 2 hunks +41 -0",
        ]
        assert re.search(r"José Autor \d+ years", text[1])


@pytest.mark.parametrize("theme", ["dark", "light", "terminal", "plain"])
@pytest.mark.parametrize("size", [(120, 40), (80, 24), (64, 20), (40, 10)])
async def test_marks_and_subject_are_there_at_every_size(
    tangle: Path, size: tuple[int, int], theme: str
) -> None:
    app = PickingApp(screen(tangle), theme)
    async with app.run_test(size=size) as pilot:
        await counted(app, pilot)
        text = rows(app.first.commits)
        assert "top" in text[1]
        assert "draft" in text[1]
        assert text[1].rstrip().endswith("+1 -0") or size[0] == 120


async def test_counts_come_later(tangle: Path) -> None:
    ready = threading.Event()

    def count(oids: Sequence[str]) -> Iterator[tuple[str, Counts]]:
        ready.wait()
        yield from commit_source.counted(tangle, oids)

    app = PickingApp(screen(tangle, count=count))
    async with app.run_test(size=(80, 24)) as pilot:
        commits = app.first.commits
        assert [row.endswith("…") for row in rows(commits)] == [
            not one.merge for one in commits.list.commits
        ]
        ready.set()
        await counted(app, pilot)
        assert rows(commits)[1].endswith("1 file +1 -0")
        assert not any("…" in row for row in rows(commits))


async def test_counting_that_fails_is_told(tangle: Path) -> None:
    def count(_: Sequence[str]) -> Iterator[tuple[str, Counts]]:
        raise GitFailed("git cannot read a commit")

    app = PickingApp(screen(tangle, count=count))
    async with app.run_test(size=(80, 24)) as pilot:
        await app.workers.wait_for_complete()
        await pilot.pause()
        assert app.first.query_one("#here", Words).text == " git cannot read a commit"
        await pilot.press("q")
    assert not app.is_running


async def test_older_ones_are_shown_as_far_as_they_have_what_is_wanted(repo: Repo) -> None:
    repo.stack(*(({b"f": b"%d\n" % n}, f"number {n}\n") for n in range(AT_MOST + 13)))
    app = PickingApp(screen(repo.path))
    async with app.run_test(size=(80, 24)) as pilot:
        title, here = (app.first.query_one(name, Words) for name in ("#title", "#here"))
        assert title.text.endswith("latest 50")
        await pilot.press("slash", *"number 1", "escape")
        assert (
            len(app.first.commits.list.shown) == 7
        )  # 13 to 19, for 10 to 12 are older, and so is 1
        await pilot.press("plus")
        assert len(app.first.commits.list.shown) == 11
        assert here.text == " 13 older commits added, 4 of them match"
        assert title.text.endswith("latest 63, 11 shown")
        await pilot.press("plus")
        assert here.text == " no older commits"
        await pilot.press("escape")
        assert [one.subject for one in app.first.commits.list.commits] == [
            f"number {n}" for n in reversed(range(AT_MOST + 13))
        ]
        await counted(app, pilot)
        assert len(app.first.commits.counts) == AT_MOST + 13


async def test_filter_narrows_and_escape_shows_all_again(tangle: Path) -> None:
    app = PickingApp(screen(tangle))
    async with app.run_test(size=(80, 24)) as pilot:
        commits = app.first.commits
        await pilot.press("slash", *"do iq")
        assert commits.count == 0
        assert "no commit matches: Esc, then +" in app.first.query_one("#here", Words).text
        await pilot.press("backspace", "escape", "up")
        assert [row.split(" ", 3)[3].split(" ^")[0] for row in rows(commits)] == ["do it all"]
        await pilot.press("escape")
        assert commits.count == 5
        assert commits.current is not None
        assert commits.current.subject.startswith("do it all")
        assert app.picked is None
        await pilot.press("slash", "escape", "q")
    assert not app.is_running
    assert app.picked is None


async def test_while_one_types_arrows_move_in_the_list_and_enter_picks(tangle: Path) -> None:
    app = PickingApp(screen(tangle))
    async with app.run_test(size=(80, 24)) as pilot:
        commits = app.first.commits
        await pilot.press("slash", *"autor", "up", "up", "up")
        assert (commits.count, commits.cursor) == (5, 0)
        await pilot.press("pagedown", "up")
        assert commits.cursor == 3
        await pilot.press("enter")
        await pilot.pause()
        assert app.picked is not None
        assert app.picked.target.subject == "upper"
        assert commits.has_focus
        app.picked.repository.close()


async def test_typed_text_that_nothing_has_picks_nothing(tangle: Path) -> None:
    app = PickingApp(screen(tangle))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("slash", *"zzz", "enter")
        assert app.picked is None
        assert "no commit matches" in words(app, "#here")


@pytest.mark.parametrize("size", [(120, 40), (80, 24), (40, 10)])
async def test_the_footer_says_what_keys_do_and_the_filter_where_it_looks(
    tangle: Path, size: tuple[int, int]
) -> None:
    app = PickingApp(screen(tangle))
    async with app.run_test(size=size) as pilot:
        by = app.first.query_one("#by", Words)
        assert {"Enter split", "? keys", "q quit"} <= offers(app)
        assert not by.is_on_screen
        await pilot.press("slash")
        assert {"Enter split", "Esc to the list"} <= offers(app)
        assert "q quit" not in offers(app)
        await pilot.press(*"zzz")
        assert "Enter split" not in offers(app)
        for keys in ((), ("escape",)):
            await pilot.press(*keys)
            assert by.is_on_screen
            assert by.size.width == len(by.text)
            assert app.first.filter.size.width >= 12
            assert all(what in by.text for what in ("message", "author", "id"))
        assert ("Esc show all" in offers(app)) == (size[0] > 40)
        await pilot.press("escape", "home")
        assert "Enter split" not in offers(app)  # that is a merge
        await pilot.press("down")
        assert "Enter split" in offers(app)
        assert not by.is_on_screen
        assert len(words(app, "#keys")) <= size[0]


async def test_an_empty_filter_goes_when_another_pane_is_clicked(tangle: Path) -> None:
    app = PickingApp(screen(tangle))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("slash")
        assert app.first.filter.is_on_screen
        await pilot.click(Commits, offset=(10, 3))
        assert not app.first.filter.is_on_screen
        assert "? keys" in offers(app)


async def test_help_has_every_key_and_goes_back(tangle: Path) -> None:
    keys: Keys = {**USUAL, "help": ("f1",), "down": ("ctrl+n",)}
    app = PickingApp(screen(tangle, keys))
    app.set_keymap(keymap(keys))
    async with app.run_test(size=(80, 60)) as pilot:
        assert "F1 keys" in offers(app)
        await pilot.press("f1")
        await pilot.pause()
        pager = app.screen.query_one(Pager)
        told = ["".join(text for text, _ in line) for line in pager.lines]
        used = {**USUAL_PICKING, **keys}
        for action in PICKING:
            key = key_in_words(used[action.name][0])
            assert any(key in line and action.words in line for line in told), action
        assert any("Ctrl+N" in line and line.endswith("down") for line in told)
        assert not any("part" in line or "hunk" in line for line in told)
        await pilot.press(*"older")
        assert ["".join(text for text, _ in line).split()[0] for line in pager.lines] == [
            "CHOOSE",
            "+",
        ]
        await pilot.press("escape", "ctrl+n")
        assert app.screen is app.first
        assert app.first.commits.cursor == 2


async def test_drafts_and_counts_are_looked_for_again_when_one_comes_back(tangle: Path) -> None:
    asked: list[Sequence[str]] = []

    def count(oids: Sequence[str]) -> Iterator[tuple[str, Counts]]:
        asked.append(oids)
        return commit_source.counted(tangle, oids[:2])

    app = PickingApp(screen(tangle, count=count))
    async with app.run_test(size=(80, 24)) as pilot:
        await counted(app, pilot)
        assert ["draft" in row for row in rows(app.first.commits)] == [False, True] + [False] * 3
        one = app.first.commits.list.commits[1].oid
        with opened(Repo(tangle), one) as session:
            session.forget_draft()
        await pilot.press("question_mark", "escape")
        await counted(app, pilot)
        assert not any("draft" in row for row in rows(app.first.commits))
        assert [len(oids) for oids in asked] == [4, 2]


@pytest.mark.parametrize(
    ("text", "subjects"),
    [
        ("MERGE OF", ["merge of two"]),
        ("josé", ["merge of two", "top", "do it all", "upper", "base"]),
        ("why we do", ["do it all"]),
        ("why we did", []),
    ],
)
async def test_filter_finds_what_message_and_author_have(
    repo: Repo, text: str, subjects: list[str]
) -> None:
    old = story(repo, "do it all\n\nWhy we do\nit all.\n")
    repo.branch("main", repo.commit({b"m": b"m\n"}, "merge of two", [old[3], old[1]]))
    app = PickingApp(screen(repo.path))
    async with app.run_test(size=(80, 24)):
        commits = app.first.commits
        commits.only(text)
        assert [commits.list.commits[n].subject for n in commits.list.shown] == subjects


async def test_filter_finds_commits_that_have_a_draft(tangle: Path) -> None:
    app = PickingApp(screen(tangle))
    async with app.run_test(size=(80, 24)):
        commits = app.first.commits
        commits.have_drafts({commits.list.commits[1].oid})
        commits.only("draft")
        assert commits.list.shown == (1,)


async def test_filter_finds_an_id_by_how_it_begins(tangle: Path) -> None:
    app = PickingApp(screen(tangle))
    async with app.run_test(size=(80, 24)):
        commits = app.first.commits
        ids = [one.oid for one in commits.list.commits]
        for length in (1, 7, 12, len(ids[0])):
            text = ids[2][:length].upper()
            commits.only(text)
            found = {ids[n] for n in commits.list.shown}
            assert {oid for oid in ids if oid.startswith(text.lower())} <= found
            assert length == 1 or found == {ids[2]}


async def test_double_click_picks_and_a_refusal_is_told(tangle: Path) -> None:
    app = PickingApp(screen(tangle))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.click(Commits, offset=(10, 0), times=2)
        await pilot.pause()
        assert app.picked is None
        assert "is a merge (split a commit" in app.first.query_one("#here", Words).text
        await pilot.click(Commits, offset=(10, 3))
        assert app.first.query_one("#here", Words).text == ""
        await pilot.click(Commits, offset=(10, 3), times=2)
        await pilot.pause()
        assert app.picked is not None
        assert app.picked.target.subject == "upper"
        app.picked.repository.close()


async def test_commit_under_the_cursor_is_shown(tangle: Path) -> None:
    app = PickingApp(screen(tangle))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("down")
        pager = app.first.query_one(Pager)
        async with asyncio.timeout(TIMEOUT):
            while "Author: José Autor" not in (
                text := "\n".join(line[0][0] for line in pager.lines)
            ):
                await pilot.pause(0.01)
        assert pager.display
        assert "do it all ^[[31m" in text
        assert "b | 2 ++" in text
        await pilot.resize_terminal(40, 10)
        await pilot.pause()
        assert not pager.display


async def test_q_leaves(tangle: Path) -> None:
    app = PickingApp(screen(tangle))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("q")
    assert not app.is_running
    assert app.picked is None


def test_ages() -> None:
    hours = [0, 0.02, 1, 23, 24, 24 * 7, 24 * 40, 24 * 800]
    assert [age_in_words(hour * 3600) for hour in hours] == [
        "now",
        "1 minute",
        "1 hour",
        "23 hours",
        "1 day",
        "1 week",
        "1 month",
        "2 years",
    ]


async def test_details_that_come_while_the_screen_goes_away_are_for_nobody(tangle: Path) -> None:
    app = PickingApp(screen(tangle))
    async with app.run_test(size=(120, 40)) as pilot:
        await counted(app, pilot)
        current = app.first.commits.current
        assert current
        await app.first.details.remove()
        app.first._have_read(current.oid, [(("a line", "plain"),)])
        await pilot.pause()
        assert app.is_running
