"""The order inside a replacement, from the plan file to the commits."""

from __future__ import annotations

import pytest

from splitter.core.draft.draft import Draft
from splitter.core.draft.undo_history import History
from splitter.core.plan.planfile.write import write_plan
from tests.support.repos import Repo
from tests.support.splits import REST, Piece, command, lines, opened, plan_text, undo, whole

OLD = b"".join(b"line %d\n" % n for n in range(1, 9))
NEW = OLD.replace(b"line 3\nline 4\nline 5\n", b"all three at once\n")
UP = NEW + b"line 9\n"


def story(repo: Repo) -> list[str]:
    """Three lines became one; a commit above adds a line."""
    return repo.stack(
        ({b"f": OLD, b"g": b"g\n"}, "base\n"),
        ({b"f": NEW, b"g": b"h\n"}, "all\n"),
        ({b"f": UP, b"g": b"h\n"}, "up\n"),
    )


def with_order(text: str, removed: int, after: int) -> str:
    """The plan with a line in its place."""
    entry = f'{{ file = "f", removed = {removed}, after = {after} }}'
    return text.replace("version = 1\n", f"version = 1\norder = [ {entry} ]\n", 1)


def between(content: bytes) -> list[bytes]:
    """The lines of a version between those that stay."""
    rows = content.splitlines()
    return rows[rows.index(b"line 2") + 1 : rows.index(b"line 6")]


#: The new line and the removal of two old ones first, the third old one goes later.
LATER = plan_text(Piece("first", [lines("f", [3, 5], [3])]), Piece("second", REST))
#: The same with two parts in the other order: first only an old line goes.
EARLIER = plan_text(Piece("first", [lines("f", [4])]), Piece("second", REST))


@pytest.mark.parametrize(
    ("removed", "after", "expected"),
    [
        (4, 0, [b"line 4", b"all three at once"]),
        (4, 3, [b"all three at once", b"line 4"]),
        (3, 3, [b"all three at once", b"line 4"]),
        (5, 0, [b"line 4", b"all three at once"]),
    ],
)
def test_a_line_that_goes_later_stands_where_the_plan_puts_it(
    repo: Repo, removed: int, after: int, expected: list[bytes]
) -> None:
    old = story(repo)
    done = command(repo, "--plan", "-", old[1], stdin=with_order(LATER, removed, after))
    assert (done.returncode, done.stderr) == (0, "")
    first, second, above = repo.log(f"{old[0]}..main")
    assert between(repo.content(first, b"f")) == expected
    assert repo.tree(second) == repo.tree(old[1])
    assert repo.tree(above) == repo.tree(old[2])
    repo.check()


def test_an_order_changes_nothing_where_one_side_stands_alone(repo: Repo) -> None:
    old = story(repo)
    done = command(repo, "--plan", "-", old[1], stdin=with_order(EARLIER, 5, 0))
    assert done.returncode == 0
    first = repo.log(f"{old[0]}..main")[0]
    assert between(repo.content(first, b"f")) == [b"line 3", b"line 5"]


@pytest.mark.parametrize(
    ("after", "expected"),
    [(0, [b"line 4", b"all three at once"]), (3, [b"all three at once", b"line 4"])],
)
def test_a_removal_that_is_dropped_leaves_its_line_where_the_plan_puts_it(
    repo: Repo, after: int, expected: list[bytes]
) -> None:
    old = story(repo)
    pieces = [Piece("first", [lines("f", [3, 5], [3])]), Piece("second", [whole("g")])]
    text = with_order(plan_text(*pieces, dropped=[lines("f", [4])]), 4, after)
    done = command(repo, "--plan", "-", old[1], stdin=text)
    assert done.returncode == 0
    for commit in repo.log(f"{old[0]}..main"):
        assert between(repo.content(commit, b"f")) == expected
    repo.check()


def test_an_order_is_in_the_draft_the_preview_and_the_record(repo: Repo) -> None:
    old = story(repo)
    with opened(repo, old[1]) as session:
        plan = session.read_plan(with_order(LATER, 4, 3))
        assert plan.orders != session.read_plan(with_order(LATER, 4, 0)).orders
        session.keep(History(Draft(plan))).save(plan)
        history = session.open_draft()
        assert history is not None
        assert history.draft.plan.orders == plan.orders != ()
        shown = session.previewer().part(plan, plan.order[0])
        assert shown
        assert b"+all three at once\n line 4\n" in shown.text
        session.write(session.prepare(plan))
    undo(repo)
    with opened(repo, old[1]) as session:
        history = session.open_draft()
    assert history is not None
    assert write_plan(history.draft.plan, old[1]) == write_plan(plan, old[1])


def test_an_order_that_cannot_be_is_refused_with_its_line(repo: Repo) -> None:
    old = story(repo)
    done = command(repo, "--plan", "-", old[1], stdin=with_order(LATER, 4, 4))
    assert done.returncode == 1
    first, second = done.stderr.splitlines()
    assert first == "fatal: line 4 of 'f' is not added where line 4 is removed (line 2 of the plan)"
    assert second == "hint: lines added there: 3; 0 means before all of them"
    assert repo.refs()["HEAD"] == old[2]
