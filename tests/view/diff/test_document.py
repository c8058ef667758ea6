"""Laws of the row model: they hold of any commit, however it is folded, cut and shown."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby, pairwise, product, takewhile

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from splitter.core.diff.interleaved import Order
from splitter.core.draft.draft import Cut
from splitter.core.plan.changes import shift_line
from splitter.core.plan.constraints import DROPPED, REST
from splitter.core.plan.plan import Plan, Selection, starting_plan
from splitter.view.diff import text_in_hunk
from splitter.view.diff.directories import Tree
from splitter.view.diff.document import Document
from splitter.view.diff.navigation import next_alike, next_of, next_of_part
from splitter.view.diff.outline import Outline
from splitter.view.diff.rows import Kind, Row
from splitter.view.diff.search import find_all, find_next, look_for
from splitter.view.diff.selection import count_span, growing, owners, owners_of, select, select_span
from splitter.view.diff.surrounding import line_count
from tests.support.documents import Read, documents, plans, read_commits
from tests.support.examples import examples
from tests.support.patches import tree_patch
from tests.support.repos import Repo

MANY = examples(60)


@pytest.fixture(scope="module")
def read(scratch: Repo) -> list[Read]:
    """Commits to show."""
    return read_commits(scratch, 24)


def rows(document: Document) -> list[Row]:
    return [document.row(y) for y in range(document.height)]


def changes(document: Document, row: Row) -> list[tuple[int, int]]:
    """The changes that a row stands for, with their file."""
    return [(s.file, n) for s in select(document, row) for span in s.changes for n in span]


def all_changes(document: Document) -> list[tuple[int, int]]:
    sizes = ((file, document.patch.files[file].size) for file in document.files)
    return sorted((file, change) for file, size in sizes for change in range(size))


@MANY
@given(data=st.data())
def test_every_row_is_found_again(read: list[Read], data: st.DataObject) -> None:
    document = data.draw(documents(read))
    shown = rows(document)
    assert [document.y(row) for row in shown] == list(range(len(shown)))
    assert len(set(shown)) == len(shown)


@MANY
@given(data=st.data())
def test_every_change_is_stood_for_once(read: list[Read], data: st.DataObject) -> None:
    document = data.draw(documents(read))
    shown = rows(document)
    folded = [row for row in shown if row.kind is Kind.FILE and row.file in document.folded]
    for kinds in ((Kind.LINE, Kind.FILE_CHANGE), (Kind.HUNK, Kind.FILE_CHANGE)):
        standing = [row for row in shown if row.kind in kinds] + folded
        found = [change for row in standing for change in changes(document, row)]
        assert sorted(found) == all_changes(document)


@MANY
@given(data=st.data())
def test_a_header_stands_for_the_lines_below_it(read: list[Read], data: st.DataObject) -> None:
    document = data.draw(documents(read))
    below: list[tuple[int, int]] = []
    for row in reversed(rows(document)):
        if row.kind is Kind.LINE:
            below += changes(document, row)
        elif row.kind is Kind.HUNK:
            assert below
            assert sorted(below) == sorted(changes(document, row))
            below = []


@MANY
@given(data=st.data())
def test_a_block_is_the_changed_lines_that_stand_together(
    read: list[Read], data: st.DataObject
) -> None:
    document = data.draw(documents(read))
    shown = rows(document)
    is_changed = [row.kind is Kind.LINE and bool(document.changes(row)) for row in shown]
    for is_in, group in groupby(range(len(shown)), is_changed.__getitem__):
        span = list(group)
        for y in span:
            if shown[y].kind is not Kind.HUNK:
                assert list(document.block(shown[y])) == (span if is_in else [])


@MANY
@given(data=st.data())
def test_what_is_marked_around_a_row_grows_up_to_its_hunk(
    read: list[Read], data: st.DataObject
) -> None:
    document = data.draw(documents(read))
    for y, row in enumerate(rows(document)):
        found = list(growing(document, row))
        assert bool(found) == bool(document.block(row))
        assert all(y in one for one in found)
        assert all(one.start >= two.start and one.stop <= two.stop for one, two in pairwise(found))
        for inner in found[:-1]:
            assert set(inner) <= set(document.block(row))
        if found:
            head = document.row(found[-1].start)
            assert head.kind is Kind.HUNK
            assert document.block(head) == found[-1]
        marks = {document.line(document.row(at)).mark for one in found[:-2] for at in one}
        assert marks in (set(), {"-"}, {"+"})


@MANY
@given(data=st.data())
def test_with_a_header_stand_the_lines_below_it(read: list[Read], data: st.DataObject) -> None:
    document = data.draw(documents(read))
    shown = rows(document)
    for y, row in enumerate(shown):
        if row.kind is Kind.HUNK:
            below = takewhile(lambda one: one.kind is Kind.LINE, shown[y + 1 :])
            assert document.block(row) == range(y, y + 1 + len(list(below)))


@MANY
@given(data=st.data())
def test_headers_say_where_their_lines_are(read: list[Read], data: st.DataObject) -> None:
    """The ranges are those that git would print, and the lines follow each other in the file."""
    document = data.draw(documents(read))
    lines: list[Row] = []
    for row in reversed(rows(document)):
        if row.kind is Kind.LINE:
            lines.append(row)
        if row.kind is not Kind.HUNK:
            continue
        sections = document.sections(row.file, row.hunk)
        sides = []
        for side in ("old", "new"):
            numbers = [getattr(document.line(line), side) for line in reversed(lines)]
            numbers = [number for number in numbers if number]
            start = numbers[0] if numbers else 0
            assert numbers == list(range(start, start + len(numbers)))
            sides.append((start, len(numbers)))
        if all(length for _, length in sides):
            wanted = b"@@ -%d,%d +%d,%d @@" % (*sides[0], *sides[1])
            assert sections.ranges(row.section) == wanted
            assert sections.new_start(row.section) == sides[1][0]
        lines = []


@MANY
@given(data=st.data())
def test_what_is_shown_around_hunks_is_the_file(read: list[Read], data: st.DataObject) -> None:
    """Unchanged lines are those of the new file, each of them shown once at most."""
    document = data.draw(documents(read))
    seen = set()
    for row in rows(document):
        if row.kind is not Kind.LINE:
            continue
        line = document.line(row)
        count = line_count(document.patch.files[row.file].hunks[row.hunk])
        assert line.change < 0 or 0 <= row.index < count
        for side, number in (("old", line.old), ("new", line.new)):
            if number:
                assert (row.file, side, number) not in seen
                seen.add((row.file, side, number))
        if not 0 <= row.index < count:
            assert document.text
            assert line.text == document.text(row.file)[line.new - 1]


@MANY
@given(data=st.data())
def test_more_context_keeps_the_rows_of_hunks(read: list[Read], data: st.DataObject) -> None:
    document = data.draw(documents(read))
    row = document.row(data.draw(st.integers(0, document.height - 1)))
    more = document.more_context(row, data.draw(st.sampled_from([1, 10, 100])))
    assert [more.row(more.y(row)) for row in rows(document) if row.kind is not Kind.LINE] == [
        row for row in rows(document) if row.kind is not Kind.LINE
    ]
    assert set(rows(document)) <= set(rows(more))
    assert more.height >= document.height
    less = more.more_context(row, -100)
    assert 0 <= less.y(row) < less.height
    if row.kind in (Kind.HUNK, Kind.LINE):
        sections = less.sections(row.file, row.hunk)
        assert (sections.above, sections.below) == (0, 0)


@MANY
@given(data=st.data())
def test_a_cut_puts_changes_on_both_sides(read: list[Read], data: st.DataObject) -> None:
    document = data.draw(documents(read))
    row = document.row(data.draw(st.integers(0, document.height - 1)))
    cuts = document.cut_at(row)
    cut = document.drawn_up(document.cuts | set(cuts))
    assert cut.height == document.height + len(cuts)
    assert not document.cuts & set(cuts)
    if cuts and row.kind is Kind.LINE:
        before = cut.row(cut.y(row) - 1)
        assert before.kind is Kind.HUNK
        assert before.section > 0
    if row.kind is Kind.HUNK:
        assert not any(cut.cut_at(one) for one in rows(cut)[document.y(row) :][:1])


@MANY
@given(data=st.data())
def test_lines_of_a_side_stay_in_order(read: list[Read], data: st.DataObject) -> None:
    document = data.draw(documents(read))
    for mark in ("-", "+"):
        found = [
            (document.files.index(row.file), line.change)
            for row in rows(document)
            if row.kind is Kind.LINE and (line := document.line(row)).mark == mark
        ]
        assert found == sorted(found)


@MANY
@given(data=st.data())
def test_a_row_belongs_to_the_headers_above_it(read: list[Read], data: st.DataObject) -> None:
    document = data.draw(documents(read))
    file, hunk = document.row(0), None
    for y, row in enumerate(rows(document)):
        file, hunk = (row, None) if row.kind is Kind.FILE else (file, hunk)
        hunk = row if row.kind is Kind.HUNK else hunk
        assert document.heading(y) == (file, hunk)


@MANY
@given(data=st.data())
def test_marked_rows_give_their_lines_and_file_changes(
    read: list[Read], data: st.DataObject
) -> None:
    document = data.draw(documents(read))
    first = data.draw(st.integers(0, document.height - 1))
    last = data.draw(st.integers(first, document.height - 1))
    marked = [document.row(y) for y in range(first, last + 1)]
    wanted = [
        change
        for row in marked
        if first == last
        or row.kind in (Kind.LINE, Kind.FILE_CHANGE)
        or (row.kind is Kind.FILE and row.file in document.folded)
        for change in changes(document, row)
    ]
    selected = select_span(document, first, last)
    assert count_span(document, first, last) == sum(len(s) for one in selected for s in one.changes)
    found = [(s.file, n) for s in selected for span in s.changes for n in span]
    assert sorted(found) == sorted(wanted)


def having(document: Document, plan: Plan, number: int, kind: Kind) -> list[int]:
    """Every row that `next_of_part` can find, by looking at all of them."""
    found = []
    is_whole = False  # whether all below the last header is that part's
    for y, row in enumerate(rows(document)):
        owners = {plan.assignment[file][n] for file, n in changes(document, row)}
        if row.kind is Kind.HUNK:
            is_whole = owners == {number} and kind is Kind.HUNK
        kinds = [Kind.FILE_CHANGE] if is_whole else [Kind.FILE_CHANGE, Kind.LINE]
        if kind is Kind.FILE or row.kind is Kind.FILE:
            kinds = [Kind.FILE] if kind is Kind.FILE or row.file in document.folded else []
        if number in owners and (row.kind in kinds or (row.kind is Kind.HUNK and is_whole)):
            found.append(y)
    return found


@MANY
@given(data=st.data(), kind=st.sampled_from([Kind.FILE, Kind.HUNK, Kind.LINE]))
def test_what_a_part_has_is_found(read: list[Read], data: st.DataObject, kind: Kind) -> None:
    document = data.draw(documents(read))
    plan = data.draw(plans(document.patch))
    number = data.draw(st.sampled_from([REST, 1, 2, DROPPED]))
    wanted = having(document, plan, number, kind)
    for y in range(-1, document.height + 1):
        below = next((at for at in wanted if at > y), None)
        above = next((at for at in reversed(wanted) if at < y), None)
        assert next_of_part(document, plan, number, y, 1, kind) == below
        assert next_of_part(document, plan, number, y, -1, kind) == above


@MANY
@given(data=st.data(), kind=st.sampled_from([Kind.FILE, Kind.HUNK, Kind.LINE]))
def test_what_is_given_alike_is_found(read: list[Read], data: st.DataObject, kind: Kind) -> None:
    document = data.draw(documents(read))
    kinds = (Kind.LINE, Kind.FILE_CHANGE) if kind is Kind.LINE else (kind,)
    wanted = [
        y
        for y, row in enumerate(rows(document))
        if row.kind in kinds and (kind is Kind.FILE or changes(document, row))
    ]
    for y in range(document.height):
        assert next_alike(document, y, kind) == next((at for at in wanted if at > y), None)


@MANY
@given(data=st.data(), kinds=st.sampled_from([(Kind.FILE,), (Kind.FILE, Kind.HUNK)]))
def test_heads_are_found(read: list[Read], data: st.DataObject, kinds: tuple[Kind, ...]) -> None:
    document = data.draw(documents(read))
    heads = [y for y, row in enumerate(rows(document)) if row.kind in kinds]
    for y in range(document.height):
        below = next((at for at in heads if at > y), None)
        above = next((at for at in reversed(heads) if at < y), None)
        assert next_of(document, y, 1, kinds) == below
        assert next_of(document, y, -1, kinds) == above


def text(document: Document, row: Row) -> bytes:
    """What `search` looks at in a row."""
    file = document.patch.files[row.file]
    if row.kind is Kind.FILE:
        return file.path
    if row.kind is Kind.FILE_CHANGE:
        return file.file_changes[row.index].text.encode()
    if row.kind is Kind.HUNK:
        return document.sections(row.file, row.hunk).heading(row.section)
    return document.line(row).text


WORDS = (
    "line",
    "Line",
    "1",
    "+",
    "-",
    " ",
    "e",
    "no newline",
    "\\",
    "\n",
    "2\n",
    "mode",
    "lib/",
)


@pytest.fixture(scope="module", params=[0, 3, text_in_hunk.COUNTED])
def counted(request: pytest.FixtureRequest) -> Iterator[int]:
    """So many rows are counted that have a text."""
    with pytest.MonkeyPatch.context() as patching:
        patching.setattr(text_in_hunk, "COUNTED", request.param)
        yield request.param


@examples(60)
@given(data=st.data(), wanted=st.sampled_from(WORDS) | st.text("aA2 line+", min_size=1, max_size=3))
def test_search_finds_what_a_look_at_every_row_finds(
    read: list[Read], counted: int, data: st.DataObject, wanted: str
) -> None:
    document = data.draw(documents(read))
    y = data.draw(st.integers(0, document.height - 1))
    exact = wanted != wanted.lower()
    found = [
        at
        for at, row in enumerate(rows(document))
        if wanted.encode() in (text(document, row) if exact else text(document, row).lower())
    ]
    below = [at for at in found if at > y] + [at for at in found if at <= y]
    above = [at for at in reversed(found) if at < y] + [at for at in reversed(found) if at >= y]
    assert find_next(document, wanted, y, 1) == next(iter(below), None)
    assert find_next(document, wanted, y, -1) == next(iter(above), None)
    for step in (1, -1):
        assert look_for(document, wanted, y, step) == find_next(document, wanted, y, step)
    few = find_all(document, wanted)
    assert list(few.rows) == found[: counted + 1]
    for number, at in enumerate(found, 1):
        among = f"{len(found)}" if len(found) <= counted else f"{counted:,}+"
        which = f"{number:,}" if number <= counted or few.is_counted else "?"
        assert few.in_words(at) == f"{which}/{among}"


# Another document


def shifted(draw: st.DrawFn, document: Document, row: Row) -> tuple[Order, ...]:
    """The orders of a document after a line was moved in its block."""
    change = document.line(row).change if row.kind is Kind.LINE else -1
    plan = replace(starting_plan(document.patch, "all\n"), orders=document.orders)
    by = draw(st.sampled_from([-3, -1, 1, 3]))
    return shift_line(plan, row.file, change, by).orders if change >= 0 else document.orders


def test_the_outline_follows_a_cut_that_another_order_moves(repo: Repo) -> None:
    old = b"".join(b"old %d\n" % n for n in range(3))
    patch = tree_patch(
        repo, {b"a": old, b"b": b"1\n"}, {b"a": old.replace(b"old", b"new"), b"b": b"2\n"}
    )
    document = Document(Tree(patch, range(2)))
    outline = Outline(document)
    for line in range(1, 6):
        cut = document.drawn_up([Cut(0, 0, line)])
        for change, by in product(range(6), (-3, -1, 1, 3)):
            orders = shift_line(starting_plan(patch, "all\n"), 0, change, by).orders
            moved = outline.of(cut).of(cut.drawn_up(cut.cuts, orders))
            assert moved.height == Outline(anew(moved.document)).height


@st.composite
def steps(draw: st.DrawFn, document: Document, outline: Outline) -> Document:
    """A document that a key makes of one, or another choice of its files."""
    row = outline.row(draw(st.integers(0, outline.height - 1)))
    line = document.row(draw(st.integers(0, document.height - 1)))
    directories = document.tree.directories
    if directories and draw(st.sampled_from([True, True, False])):
        number = draw(st.integers(0, len(directories) - 1))
        first = document.files[directories[number].first]
        return document.toggle(Row(Kind.DIRECTORY, first, number))
    some = draw(st.sets(st.sampled_from(range(len(document.patch))), min_size=1))
    return draw(
        st.sampled_from(
            [
                document.toggle(row),
                document.toggle(line),
                document.fold_all(),
                document.fold(frozenset(some)),
                document.only(sorted(some)),
                document.more_context(line, draw(st.sampled_from([-3, 3, 30]))),
                document.drawn_up({*document.cuts, *document.cut_at(line)}),
                document.drawn_up(sorted(document.cuts)[1:]),
                document.drawn_up(document.cuts, shifted(draw, document, line)),
            ]
        )
    )


def anew(document: Document) -> Document:
    """The same document, made from nothing."""
    tree = Tree(document.patch, document.files)
    shared = (document.folded, document.closed, document.cuts, document.orders)
    return Document(tree, *shared, document.context, document.text)


@examples(150)
@given(data=st.data())
def test_a_document_made_of_another_is_as_if_made_anew(
    read: list[Read], data: st.DataObject
) -> None:
    document = data.draw(documents(read))
    outline = Outline(document)
    for _ in range(data.draw(st.integers(1, 8))):
        before, seen = document, rows(document)
        document = data.draw(steps(document, outline))
        outline = outline.of(document)
        fresh = anew(document)
        assert rows(document) == rows(fresh)
        assert [fresh.y(row) for row in rows(document)] == list(range(document.height))
        shown = Outline(fresh)
        found = [outline.row(y) for y in range(outline.height)]
        assert found == [shown.row(y) for y in range(shown.height)]
        assert [outline.y(row) for row in found] == list(range(len(found)))
        assert rows(before) == seen


# The outline


@MANY
@given(data=st.data())
def test_outline_rows_are_found_again(read: list[Read], data: st.DataObject) -> None:
    outline = Outline(data.draw(documents(read)))
    for _ in range(data.draw(st.integers(0, 2))):
        row = outline.row(data.draw(st.integers(0, outline.height - 1)))
        outline = Outline(outline.document.toggle(row))
    shown = [outline.row(y) for y in range(outline.height)]
    assert [outline.y(row) for row in shown] == list(range(outline.height))
    assert len(set(shown)) == len(shown)
    for row in rows(outline.document):
        over = outline.row(outline.y(row))
        if over.kind is Kind.DIRECTORY:
            assert row.file in outline.document.tree.below(over.index)
            assert row.file in outline.document.folded or row.file == over.file
        else:
            assert (over.file, over.hunk) == (row.file, row.hunk)
            assert set(changes(outline.document, row)) <= set(changes(outline.document, over))


@MANY
@given(data=st.data())
def test_outline_is_a_tree(read: list[Read], data: st.DataObject) -> None:
    """What is deeper below a row is what it stands for; names put together are the path."""
    document = data.draw(documents(read))
    outline = Outline(document)
    shown = [outline.row(y) for y in range(outline.height)]
    names: list[bytes] = []
    for y, row in enumerate(shown):
        depth = outline.depth(row)
        inside = []
        for other in shown[y + 1 :]:
            if outline.depth(other) <= depth:
                break
            inside.append(other)
        if row.kind is Kind.DIRECTORY:
            files = [other.file for other in inside if other.kind is Kind.FILE]
            assert files == list(document.tree.below(row.index))
            assert len(files) > 1
            children = [one for one in inside if outline.depth(one) == depth + 1]
            assert len(children) > 1
        if row.kind is not Kind.HUNK:
            names = [*names[:depth], outline.name(row)]
        if row.kind is Kind.FILE:
            assert b"".join(names) == document.patch.files[row.file].path
    heads = [row for row in shown if row.kind is not Kind.DIRECTORY]
    diff = [row for row in rows(document) if row.kind in (Kind.FILE, Kind.HUNK)]
    assert heads == diff


@MANY
@given(data=st.data())
def test_directories_show_all_owners_below_them(read: list[Read], data: st.DataObject) -> None:
    document = data.draw(documents(read))
    for _ in range(3):
        plan = data.draw(plans(document.patch))
        for number, one in enumerate(document.tree.directories):
            row = Row(Kind.DIRECTORY, document.files[one.first], number)
            below = document.tree.below(number)
            found = owners_of(document, plan, row)
            assert set(found) == {n for file in below for n in plan.assignment[file]}
            assert list(found) == sorted(found, key=plan.positions.__getitem__)
            assert select(document, row) == [
                Selection(file, (range(document.patch.files[file].size),)) for file in below
            ]


@MANY
@given(data=st.data())
def test_owners_are_the_parts_of_the_changes(read: list[Read], data: st.DataObject) -> None:
    document = data.draw(documents(read))
    plan = data.draw(plans(document.patch))
    for row in rows(document):
        wanted = {plan.assignment[file][change] for file, change in changes(document, row)}
        assert set(owners_of(document, plan, row)) == wanted
        assert owners_of(document, plan, row) == owners(plan, row.file, document.changes(row))
