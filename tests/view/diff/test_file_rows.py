"""The row model: every row is found, and stands for the changes that it shows."""

from __future__ import annotations

from itertools import accumulate

from hypothesis import given
from hypothesis import strategies as st
from textual.app import App, ComposeResult

from splitter.core.diff.model import Patch
from splitter.core.draft.draft import Cut
from splitter.core.plan.changes import add_part, assign, shift_line
from splitter.core.plan.constraints import DROPPED, REST
from splitter.core.plan.plan import Plan, Selection, starting_plan
from splitter.tui.widgets.outline import OutlineView
from splitter.view.diff import directories
from splitter.view.diff.document import Document
from splitter.view.diff.heights import Heights
from splitter.view.diff.navigation import next_of, next_of_part
from splitter.view.diff.outline import Outline
from splitter.view.diff.rows import Kind, Row
from splitter.view.diff.search import find_next
from splitter.view.diff.selection import owners, select, select_span
from splitter.view.phrases.wording import owners_in_words, place_in_words, signs
from tests.support.patches import text_patch, tree_patch
from tests.support.repos import Repo, Tree
from tests.tui.conftest import NEW, OLD, OLD_CODE

SIZES = st.integers(0, 5)


def example(repo: Repo) -> tuple[Patch, Document, Plan]:
    patch = tree_patch(repo, OLD, NEW)
    return (
        patch,
        Document(directories.Tree(patch, range(len(patch)))),
        starting_plan(patch, "all\n"),
    )


class OutlineApp(App[None]):
    """Nothing but an outline."""

    def __init__(self, view: OutlineView) -> None:
        super().__init__()
        self.view = view

    def compose(self) -> ComposeResult:
        yield self.view

    def drawn(self, document: Document) -> list[str]:
        """The lines of the outline for a document, but for those of hunks."""
        self.view.show_document(document, self.view.plan, self.view.outline.row(1))
        lines = ("".join(s.text for s in self.view.draw(y)) for y in range(self.view.count))
        return [line for line in lines if "@" not in line]


@given(st.lists(st.integers(0, 5), max_size=120), st.dictionaries(st.integers(0, 119), SIZES))
def test_heights_find_every_row(heights: list[int], other: dict[int, int]) -> None:
    other = {block: height for block, height in other.items() if block < len(heights)}
    layout = Heights(heights).put(other)
    heights = [other.get(block, height) for block, height in enumerate(heights)]
    found = [layout.find(y) for y in range(layout.height)]
    assert found == [(block, row) for block, height in enumerate(heights) for row in range(height)]
    assert [layout.find(y) for y in reversed(range(layout.height))] == found[::-1]
    assert layout.find(layout.height + 2) == (len(heights), 2)
    starts = [layout.start(block) for block in range(len(heights) + 1)]
    assert starts == list(accumulate(heights, initial=0))


def test_every_row_is_where_it_says(repo: Repo) -> None:
    _, document, _ = example(repo)
    rows = [document.row(y) for y in range(document.height)]
    assert [document.y(row) for row in rows] == list(range(document.height))
    assert len(set(rows)) == document.height


def test_lines_and_file_changes_stand_for_every_change_once(repo: Repo) -> None:
    patch, document, _ = example(repo)
    found: list[tuple[int, int]] = []
    for y in range(document.height):
        row = document.row(y)
        if row.kind in (Kind.LINE, Kind.FILE_CHANGE):
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


def test_marked_rows_give_their_lines_and_file_changes(repo: Repo) -> None:
    patch, document, _ = example(repo)
    everything = select_span(document, 0, document.height - 1)
    given_changes = {s.file: sorted(n for span in s.changes for n in span) for s in everything}
    assert given_changes == {n: list(range(file.size)) for n, file in enumerate(patch)}
    assert select_span(document, 0, 0) == [Selection(0, (range(patch.files[0].size),))]


def test_undecided_rows_are_visited_once_in_order(repo: Repo) -> None:
    patch, document, plan = example(repo)
    seen = []
    at = next_of_part(document, plan, REST, 0, 1, Kind.LINE)
    while at is not None:
        seen.append(at)
        at = next_of_part(document, plan, REST, at, 1, Kind.LINE)
    assert seen == sorted(set(seen))
    assert len(seen) == sum(file.size for file in patch)
    back = [next_of_part(document, plan, REST, y, -1, Kind.LINE) for y in seen[1:]]
    assert back == seen[:-1]


def test_what_is_decided_is_passed_over(repo: Repo) -> None:
    _, document, plan = example(repo)
    first_hunk = Row(Kind.HUNK, 0, 0, 0)
    decided = assign(add_part(plan), select(document, first_hunk), 1)
    following = next_of_part(document, decided, REST, document.y(first_hunk), 1, Kind.HUNK)
    assert following == document.y(Row(Kind.HUNK, 0, 1, 1))
    for file in range(len(document.patch)):
        decided = assign(decided, select(document, Row(Kind.FILE, file)), DROPPED)
    assert next_of_part(document, decided, REST, 0, 1, Kind.LINE) is None


def test_next_heads_go_through_files_and_hunks(repo: Repo) -> None:
    _, document, _ = example(repo)
    heads = [y for y in range(document.height) if document.row(y).kind in (Kind.FILE, Kind.HUNK)]
    seen = [0]
    while (at := next_of(document, seen[-1], 1, (Kind.FILE, Kind.HUNK))) is not None:
        seen.append(at)
    assert seen == heads
    back = [next_of(document, y, -1, (Kind.FILE, Kind.HUNK)) for y in heads[1:]]
    assert back == heads[:-1]


def test_search_goes_round(repo: Repo) -> None:
    _, document, _ = example(repo)
    found = find_next(document, "fresh", 0, 1)
    assert found is not None
    assert document.line(document.row(found)).text == b"fresh\n"
    assert find_next(document, "FRESH", 0, 1) is None
    assert find_next(document, "code.py", found, 1) == 0
    assert find_next(document, "nowhere", 0, 1) is None


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
    assert place_in_words(document, Row(Kind.FILE, 0)) == "code.py"
    assert place_in_words(document, Row(Kind.HUNK, 0, 1, 1)) == "hunk 2/3 of code.py"
    assert place_in_words(document, document.row(2)) == "line 3 of code.py, unchanged"
    two = assign(add_part(add_part(plan)), select(document, document.row(5)), 2)
    numbers = owners(two, 0, (range(two.patch.files[0].size),))
    assert numbers == (2, REST)
    assert signs(numbers, 3) == "2,·"
    assert [signs((1, 3, REST), cells) for cells in (3, 5)] == ["1…·", "1,3,·"]
    assert [signs(some, 4) for some in ([1, 2, 3, 4, 5], [9, 10], [10, 11], [10, 123])] == [
        "1…5",
        "9,10",
        "+11",
        "+123",
    ]
    assert signs([10, 123], 3) == "+"
    assert owners_in_words(two, numbers) == "in part 2 and the rest"
    assert owners_in_words(two, (DROPPED,)) == "dropped"
    assert owners_in_words(two, ()) == ""
    three = (1, 2, REST, DROPPED)
    assert owners_in_words(two, three) == "in part 1, part 2 and the rest, partly dropped"


def shown(document: Document) -> list[str]:
    """The lines of a document, and a bar for each header of a hunk."""
    found = []
    for y in range(document.height):
        row = document.row(y)
        if row.kind is Kind.HUNK:
            found.append("|")
        elif row.kind is Kind.LINE:
            line = document.line(row)
            found.append(line.mark + line.text.decode().strip())
    return found


def test_a_replacement_is_cut_in_reading_order(scratch: Repo) -> None:
    patch, _ = text_patch(scratch, b"alpha 1\nbeta 1\n", b"alpha 2\nbeta 2\n")
    document = Document(directories.Tree(patch, [0]))
    assert shown(document) == ["|", "-alpha 1", "-beta 1", "+alpha 2", "+beta 2"]
    (cut,) = document.cut_at(Row(Kind.LINE, 0, 1, 0))
    assert cut == Cut(0, 0, 1)
    cut_there = document.drawn_up([cut])
    assert shown(cut_there) == ["|", "-alpha 1", "+alpha 2", "|", "-beta 1", "+beta 2"]
    second = Row(Kind.HUNK, 0, 0, 0, 1)
    assert cut_there.changes(second) == (range(1, 2), range(3, 4))
    assert cut_there.sections(0, 0).ranges(1) == b"@@ -2,1 +2,1 @@"
    assert place_in_words(cut_there, second) == "piece 2/2 of hunk 1/1 of f.text"
    (between,) = document.cut_at(Row(Kind.LINE, 0, 2, 0))
    assert shown(document.drawn_up([between])) == [
        "|",
        "-alpha 1",
        "-beta 1",
        "|",
        "+alpha 2",
        "+beta 2",
    ]
    assert document.cut_at(Row(Kind.LINE, 0, 0, 0)) == ()
    assert document.cut_at(Row(Kind.HUNK, 0, 0, 0)) == ()


def test_a_block_is_shown_in_the_order_that_the_user_gave_it(scratch: Repo) -> None:
    patch, _ = text_patch(scratch, b"top\nfetch\nclimb()\n\nend\n", b"top\nshake\n\nend!\n")
    document, plan = Document(directories.Tree(patch, [0])), starting_plan(patch, "all")
    new = patch.files[0].added.start
    seen = []
    while shift_line(plan, 0, new, -1) is not plan:
        plan = shift_line(plan, 0, new, -1)
        seen.append(shown(document.drawn_up((), plan.orders))[2:5])
    assert seen[-1] == ["+shake", "-fetch", "-climb()"]
    assert shown(document.drawn_up((), plan.orders))[5:] == [" ", "-end", "+end!"]
    last = document.drawn_up((), plan.orders)
    assert last.changes(Row(Kind.LINE, 0, 3, 0)) == (range(new, new + 1),)
    assert last.y(Row(Kind.LINE, 0, 3, 0)) == 3


def test_a_hunk_falls_apart_at_its_context(scratch: Repo) -> None:
    old = b"".join(b"%d\n" % n for n in range(9))
    new = old.replace(b"1\n", b"one\n").replace(b"4\n", b"four\n").replace(b"8\n", b"")
    document = Document(directories.Tree(text_patch(scratch, old, new)[0], [0]))
    cuts = document.cut_at(Row(Kind.HUNK, 0, 0, 0))
    assert shown(document.drawn_up(cuts)) == [
        *("|", " 0", "-1", "+one", " 2"),
        *("|", " 3", "-4", "+four", " 5", " 6"),
        *("|", " 7", "-8"),
    ]


def test_context_of_two_hunks_meets(scratch: Repo) -> None:
    old = b"".join(b"%d\n" % n for n in range(20))
    new = old.replace(b"\n4\n", b"\n").replace(b"17\n", b"")
    patch, _ = text_patch(scratch, old, new)
    document = Document(directories.Tree(patch, [0]), text=lambda _: new.splitlines(keepends=True))
    before = shown(document)
    more = document.more_context(Row(Kind.HUNK, 0, 1, 1), 100).more_context(document.row(1), 100)
    unchanged = [line for line in shown(more) if line.startswith(" ")]
    assert unchanged == [f" {n}" for n in range(20) if n not in (4, 17)]
    assert more.sections(0, 0).ranges(0) == b"@@ -1,8 +1,7 @@"
    assert more.sections(0, 1).ranges(0) == b"@@ -9,12 +8,11 @@"
    less = more.more_context(document.row(1), -100).more_context(Row(Kind.HUNK, 0, 1, 1), -100)
    assert shown(less) == before
    assert document.more_context(document.row(0), 10) is document


def test_files_out_of_order_are_shown_in_the_order_of_their_paths(repo: Repo) -> None:
    before: Tree = {b"z/moved": OLD_CODE, b"a/x": b"1\n", b"a/y": b"1\n"}
    after: Tree = {b"a/moved": OLD_CODE, b"a/x": b"2\n", b"a/y": b"2\n"}
    patch = tree_patch(repo, before, after)
    halves = tree_patch(repo, {b"z/moved": OLD_CODE}, {b"new": OLD_CODE + b"x\n"})
    broken = patch.break_renames({0: (halves.files[0], patch.files[0])})
    document = Document(directories.Tree(broken, range(len(broken))))
    paths = [broken.files[file].path for file in document.files]
    assert paths == sorted(paths)
    outline = Outline(document)
    assert outline.row(0).kind is Kind.DIRECTORY
    assert outline.name(outline.row(0)) == b"a/"
    assert place_in_words(document, outline.row(0)) == "a/ (3 files)"


async def test_directories_are_drawn_folded_and_unfolded(repo: Repo) -> None:
    names = (b"src/net/http/a", b"src/net/http/b", b"src/top", b"z/only")
    patch = tree_patch(repo, {}, dict.fromkeys(names, b"new\n"))
    document = Document(directories.Tree(patch, range(len(patch))))
    app = OutlineApp(OutlineView(document, starting_plan(patch, "all\n")))
    async with app.run_test(size=(30, 20)):
        assert app.drawn(document) == [
            *("   · ▾ src/", "   ·   ▾ net/http/", "   ·     A a", "   ·     A b", "   ·   A top"),
            "   · A z/only",
        ]
        http = app.view.outline.row(1)
        folded = document.toggle(http)
        assert app.drawn(folded) == [
            *("   · ▾ src/", "   ·   ▸ net/http/", "   ·   A top"),
            "   · A z/only",
        ]
        assert [folded.row(y).kind for y in range(3)] == [Kind.FILE, Kind.FILE, Kind.FILE]
        assert app.view.selection() == select(folded, http)
        assert app.drawn(folded.toggle(http)) == app.drawn(document)
