"""The line below the diff: what gives way where there is not room for all."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from splitter.core.plan.constraints import DROPPED, REST
from splitter.core.plan.plan import MAX_PARTS, Plan, starting_plan
from splitter.view.diff.directories import Tree
from splitter.view.diff.document import Document
from splitter.view.diff.rows import Kind, Row
from splitter.view.phrases import status
from splitter.view.phrases.wording import sign
from splitter.view.text.cells import width
from tests.support.patches import tree_patch
from tests.support.repos import Repo

NUMBERS = st.sampled_from([REST, 1, 12, MAX_PARTS, DROPPED])
WORDS = st.text("ab 漢é", max_size=90)


@given(words=WORDS, title=WORDS, number=NUMBERS, cells=st.integers(20, 200))
def test_the_title_gives_way_to_the_words_and_neither_to_the_edge(
    words: str, title: str, number: int, cells: int
) -> None:
    line = status.bottom(words, number, title, cells)
    assert width(line) < cells
    told, _, target = line.partition("▶ ")
    if width(words) < status.message_cells(cells):
        assert told.startswith(f" {words} ")
    else:
        assert "…" in told
    if target == sign(number):
        assert width(line) == cells - 1
    else:
        assert cells >= status.TITLED
        assert f"{sign(number)} {title}".startswith(target.removesuffix("…"))
        assert width(target) >= min(20, len(f"{sign(number)} {title}"))


@given(words=WORDS, cells=st.integers(100, 200))
def test_the_title_has_its_place_where_the_words_leave_it(words: str, cells: int) -> None:
    line = status.bottom(words, 1, "subject", cells)
    place = cells - min(cells * 3 // 10, 48)
    assert line.endswith("▶ 1 subject") == (width(f" {words}") < place)
    if line.endswith("subject"):
        assert width(line.partition("▶")[0]) == place


PATH = b"a/long/way/down/to/where/it/is/found/at.py"


@pytest.fixture
def shown(repo: Repo) -> tuple[Document, Plan]:
    """A file far down, to which a line is added."""
    patch = tree_patch(repo, {b"x": b"x\n"}, {b"x": b"x\n", PATH: b"one\n"})
    return Document(Tree(patch, [0])), starting_plan(patch, "all\n")


@pytest.mark.parametrize("cells", [200, 73, 64])
def test_a_path_gives_way_to_where_it_goes_and_was_moved(
    shown: tuple[Document, Plan], cells: int
) -> None:
    document, plan = shown
    row = next(one for one in map(document.row, range(document.height)) if one.kind is Kind.LINE)
    told = status.here(document, plan, row, "moved from b.py:7", cells)
    behind = " · in the rest (moved from b.py:7)"
    assert told.startswith("added line 1 of ")
    assert told.endswith(behind)
    name = told.removeprefix("added line 1 of ").removesuffix(behind)
    room = cells - width("added line 1 of " + behind)
    assert len(name) == min(len(PATH), max(room, status.PATH))
    assert name == PATH.decode() or PATH.decode().endswith(name.removeprefix("…"))
    whole = status.here(document, plan, Row(Kind.FILE, 0), "", cells)
    assert "at.py · all unassigned" in whole


@pytest.mark.parametrize(
    ("cells", "told"),
    [
        (63, "added line 1 of …/down/to/where/it/is/found/at.py · in the rest"),
        (45, "added line 1 of …is/found/at.py · in the rest"),
        (38, "added line 1 of …d/at.py · in the rest"),
        (37, "added line 1 · in the rest"),
    ],
)
def test_where_there_is_little_room_where_it_goes_comes_before_the_path(
    shown: tuple[Document, Plan], cells: int, told: str
) -> None:
    document, plan = shown
    row = document.row(document.height - 1)
    assert status.here(document, plan, row, "", cells) == told


def test_what_is_in_no_file_keeps_the_end_of_its_path(shown: tuple[Document, Plan]) -> None:
    document, plan = shown
    told = {
        kind: status.here(document, plan, Row(kind, 0), "", 26)
        for kind in (Kind.FILE, Kind.HUNK, Kind.FILE_CHANGE)
    }
    assert told[Kind.FILE].startswith("…d/at.py · all unassigned (")
    assert told[Kind.HUNK].startswith("hunk 1/1 · in the rest (")
    assert told[Kind.FILE_CHANGE].startswith("new file · in the rest (")
