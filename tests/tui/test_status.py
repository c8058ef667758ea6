"""The line below the diff: what gives way where there is not room for all."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from splitter.core.plan import MAX_PARTS, starting_plan
from splitter.core.rules import DROPPED, REST
from splitter.tui import status
from splitter.tui.document import Document
from splitter.tui.rows import Kind, Row
from splitter.tui.text import width
from splitter.tui.tree import Tree
from splitter.tui.words import sign
from tests.support.patches import tree_patch
from tests.support.repos import Repo

NUMBERS = st.sampled_from([REST, 1, 12, MAX_PARTS, DROPPED])
WORDS = st.text("ab 漢é", max_size=90)


@given(words=WORDS, title=WORDS, number=NUMBERS, cells=st.integers(20, 200))
def test_the_title_gives_way_to_the_words_and_neither_to_the_edge(
    words: str, title: str, number: int, cells: int
) -> None:
    line = status.bottom(words, number, title, cells)
    assert width(line) <= cells
    told, _, target = line.partition("▶ ")
    assert target.startswith(sign(number))
    if width(words) < status.told_cells(cells):
        assert told.startswith(f" {words}")
    else:
        assert "…" in told
    whole = f"▶ {sign(number)} {title} "
    if width(whole) <= 12 and width(f" {words} {whole}") <= cells:
        assert target == f"{sign(number)} {title}"


def test_the_target_stands_where_it_stood_while_there_is_room() -> None:
    lines = [status.bottom("x" * count, 1, "subject", 80) for count in (0, 20, 54)]
    assert {line.index("▶") for line in lines} == {56}
    assert status.bottom("x" * 60, 1, "subject", 80).index("▶") == 62


PATH = b"a/long/way/down/to/where/it/is/found/at.py"


@pytest.mark.parametrize("cells", [200, 73, 60, 40])
def test_a_path_gives_way_to_where_it_goes_and_was_moved(repo: Repo, cells: int) -> None:
    patch = tree_patch(repo, {b"x": b"x\n"}, {b"x": b"x\n", PATH: b"one\n"})
    document, plan = Document(Tree(patch, [0])), starting_plan(patch, "all\n")
    row = next(one for one in map(document.row, range(document.height)) if one.kind is Kind.LINE)
    told = status.here(document, plan, row, "moved from b.py:7", cells)
    behind = " goes to the rest (moved from b.py:7)"
    assert told.startswith("added line 1 of ")
    assert told.endswith(behind)
    name = told.removeprefix("added line 1 of ").removesuffix(behind)
    room = cells - width("added line 1 of " + behind)
    assert len(name) == min(len(PATH), max(room, status.PATH))
    assert name == PATH.decode() or PATH.decode().endswith(name.removeprefix("…"))
    whole = status.here(document, plan, Row(Kind.FILE, 0), "", cells)
    assert "at.py, all of it goes to the rest" in whole
