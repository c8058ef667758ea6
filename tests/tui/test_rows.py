"""The row model: every row is found, and stands for the changes that it shows."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from splitter.core.patch import Patch
from splitter.core.plan import Plan, Selection, starting_plan
from splitter.core.rules import DROPPED, REST
from splitter.tui.outline import Outline
from splitter.tui.rows import Document, Kind, Layout, Row, owners
from splitter.tui.words import owners_in_words, place_in_words, signs
from tests.support.patches import tree_patch
from tests.support.repos import Repo
from tests.tui.conftest import NEW, OLD


def example(repo: Repo) -> tuple[Patch, Document, Plan]:
    patch = tree_patch(repo, OLD, NEW)
    return patch, Document(patch, range(len(patch))), starting_plan(patch, "all\n")


@given(st.lists(st.integers(1, 9), min_size=1, max_size=30))
def test_layout_finds_every_row(heights: list[int]) -> None:
    layout = Layout(heights)
    found = [layout.find(y) for y in range(layout.height)]
    assert found == [(block, row) for block, height in enumerate(heights) for row in range(height)]


def test_every_row_is_where_it_says(repo: Repo) -> None:
    _, document, _ = example(repo)
    rows = [document.row(y) for y in range(document.height)]
    assert [document.y(row) for row in rows] == list(range(document.height))
    assert len(set(rows)) == document.height


def test_lines_and_facts_stand_for_every_change_once(repo: Repo) -> None:
    patch, document, _ = example(repo)
    found: list[tuple[int, int]] = []
    for y in range(document.height):
        row = document.row(y)
        if row.kind in (Kind.LINE, Kind.FACT):
            found += [(row.file, change) for span in document.changes(row) for change in span]
    wanted = [(number, change) for number, f in enumerate(patch) for change in range(f.size)]
    assert sorted(found) == wanted


def test_heads_stand_for_all_below_them(repo: Repo) -> None:
    patch, document, _ = example(repo)
    for number, file in enumerate(patch):
        assert document.changes(Row(Kind.FILE, number)) == (range(file.size),)
        for hunk in file.hunks:
            row = Row(Kind.HUNK, number, hunk.number - 1, hunk.number - 1)
            assert document.changes(row) == (hunk.removed, hunk.added)


def test_folded_file_is_one_row(repo: Repo) -> None:
    _, document, _ = example(repo)
    folded = document.fold(frozenset({0}))
    assert folded.row(0) == Row(Kind.FILE, 0)
    assert folded.row(1) == Row(Kind.FILE, 1)
    assert folded.y(Row(Kind.LINE, 0, 2, 1)) == 0


def test_marked_rows_give_their_lines_and_facts(repo: Repo) -> None:
    patch, document, _ = example(repo)
    everything = document.select_span(0, document.height - 1)
    given_changes = {s.file: sorted(n for span in s.changes for n in span) for s in everything}
    assert given_changes == {n: list(range(file.size)) for n, file in enumerate(patch)}
    assert document.select_span(0, 0) == [Selection(0, (range(patch.files[0].size),))]


def test_undecided_rows_are_visited_once_in_order(repo: Repo) -> None:
    patch, document, plan = example(repo)
    seen = []
    at = document.next_undecided(plan, 0, 1, Kind.LINE)
    while at is not None:
        seen.append(at)
        at = document.next_undecided(plan, at, 1, Kind.LINE)
    assert seen == sorted(set(seen))
    assert len(seen) == sum(file.size for file in patch)
    back = [document.next_undecided(plan, y, -1, Kind.LINE) for y in seen[1:]]
    assert back == seen[:-1]


def test_what_is_decided_is_passed_over(repo: Repo) -> None:
    _, document, plan = example(repo)
    first_hunk = Row(Kind.HUNK, 0, 0, 0)
    decided = plan.add().assign(document.select(first_hunk), 1)
    following = document.next_undecided(decided, document.y(first_hunk), 1, Kind.HUNK)
    assert following == document.y(Row(Kind.HUNK, 0, 1, 1))
    for file in range(len(document.patch)):
        decided = decided.assign(document.select(Row(Kind.FILE, file)), DROPPED)
    assert document.next_undecided(decided, 0, 1, Kind.LINE) is None


def test_next_heads_go_through_files_and_hunks(repo: Repo) -> None:
    _, document, _ = example(repo)
    heads = [y for y in range(document.height) if document.row(y).kind in (Kind.FILE, Kind.HUNK)]
    seen = [0]
    while (at := document.next_of(seen[-1], 1, (Kind.FILE, Kind.HUNK))) is not None:
        seen.append(at)
    assert seen == heads
    back = [document.next_of(y, -1, (Kind.FILE, Kind.HUNK)) for y in heads[1:]]
    assert back == heads[:-1]


def test_search_goes_round(repo: Repo) -> None:
    _, document, _ = example(repo)
    found = document.search("fresh", 0, 1)
    assert found is not None
    assert document.line(document.row(found)).text == b"fresh\n"
    assert document.search("FRESH", 0, 1) is None
    assert document.search("code.py", found, 1) == 0
    assert document.search("nowhere", 0, 1) is None


def test_outline_has_the_files_and_hunks(repo: Repo) -> None:
    patch, document, _ = example(repo)
    outline = Outline(document)
    rows = [outline.row(y) for y in range(outline.height)]
    assert [outline.y(row) for row in rows] == list(range(outline.height))
    assert len(rows) == len(patch) + sum(len(file.hunks) for file in patch)
    line = document.row(document.height - 1)
    assert outline.row(outline.y(line)).file == line.file


def test_words_and_signs(repo: Repo) -> None:
    _, document, plan = example(repo)
    assert place_in_words(document, Row(Kind.FILE, 0)) == "code.py, all of it"
    assert place_in_words(document, Row(Kind.HUNK, 0, 1, 1)) == "hunk 2 of 3 in code.py"
    assert place_in_words(document, document.row(2)) == "line 3 of code.py, unchanged"
    two = plan.add().add().assign(document.select(document.row(5)), 2)
    numbers = owners(two, 0, (range(two.patch.files[0].size),))
    assert numbers == (2, REST)
    assert signs(numbers) == "2·"
    assert owners_in_words(two, numbers) == "goes to part 2 and the rest"
    assert owners_in_words(two, (DROPPED,)) == "is dropped"
