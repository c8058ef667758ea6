"""Conflicts of what is dropped with the commits above: found at once, resolved by a plan."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from itertools import pairwise
from operator import methodcaller

import pytest
from msgspec.structs import replace as with_fields

from splitter.core.plan.plan import Plan
from splitter.core.plan.resolutions import Resolution, Taken, has_markers, with_resolution
from splitter.core.rewrite.conflicts import Conflict, ConflictKind, ConflictsFound
from splitter.core.rewrite.rewrite import Rewrite
from splitter.errors import RestackConflict, StateRefused
from splitter.session import Session
from splitter.view.phrases import conflicts as phrases
from tests.support.repos import File, Repo, Tree
from tests.support.splits import Piece, command, hunks, opened, plan_text, undo, whole
from tests.support.stories import numbered

#: The file that the target changes in two places, of which the second is dropped.
OLD, NEW = numbered(), numbered(3, 20)
PLAN = plan_text(
    Piece("one", [hunks("a", 1)], heir=True), Piece("two", [whole("b")]), dropped=[hunks("a", 2)]
)
#: Chooses the resolution of a conflict.
Choose = Callable[[Conflict], Resolution]


def with_row(text: bytes, number: int, row: bytes) -> bytes:
    rows = text.splitlines(keepends=True)
    rows[number - 1] = row
    return b"".join(rows)


def stacked(repo: Repo, *above: Tree) -> list[str]:
    """The base, the target, and commits above it, each named by its number."""
    target = {b"a": NEW, b"b": b"b\n"}
    trees = [
        ({b"a": OLD}, "base"),
        (target, "target"),
        *((t, f"up {n}") for n, t in enumerate(above)),
    ]
    return repo.stack(*trees)


def resolved(session: Session, plan: Plan, choose: Choose) -> tuple[Plan, Rewrite, list[Conflict]]:
    """The rewrite of a plan after all conflicts were resolved, and the conflicts in their order."""
    met: list[Conflict] = []
    while True:
        try:
            return plan, session.prepare(plan), met
        except ConflictsFound as found:
            met += found.conflicts
            for conflict in found.conflicts:
                plan = with_fields(
                    plan, resolutions=with_resolution(plan.resolutions, choose(conflict))
                )


def written(repo: Repo, target: str, choose: Choose, plan: str = PLAN) -> list[Conflict]:
    """Split, with resolutions."""
    with opened(repo, target) as session:
        _, rewrite, met = resolved(session, session.read_plan(plan), choose)
        session.write(rewrite)
    repo.check()
    return met


def rebased(repo: Repo, target: str, onto: str, tip: str, outcomes: Sequence[Tree]) -> list[str]:
    """The trees of the commits above after ``git rebase``, with the files for each conflict."""
    repo.git("checkout", "-q", "-f", "--detach", tip)
    left = iter(outcomes)
    run = [
        "-c",
        "core.editor=true",
        "-c",
        "rerere.enabled=false",
        "-c",
        "advice.mergeConflict=false",
    ]
    done = repo.attempt(*run, "rebase", "--empty=keep", "--onto", onto, target)
    while done.returncode:
        for path, content in next(left).items():
            assert isinstance(content, bytes)
            (repo.path / path.decode()).write_bytes(content)
        repo.git("add", "-A")
        done = repo.attempt(*run, "rebase", "--continue")
    return trees(repo, onto, "HEAD")


def trees(repo: Repo, onto: str, tip: str) -> list[str]:
    """The trees from one commit to another, without those of commits that change nothing.

    A rebase leaves a commit out that a resolution has made empty.
    """
    found = repo.lines("log", "--reverse", "--format=%T", f"{onto}^..{tip}")
    return [tree for before, tree in pairwise(found) if tree != before]


def test_a_resolved_conflict_is_written_and_undone(repo: Repo) -> None:
    up = {b"a": with_row(NEW, 20, b"upper\n"), b"b": b"b\n"}
    _, target, top = stacked(repo, up, {**up, b"c": b"c\n"})[:3]
    before = repo.refs(), repo.files(), repo.staged()
    text = with_row(numbered(3), 20, b"both\n")
    met = written(repo, target, lambda one: one.taking(Taken.TEXT, text))
    assert [(one.place, one.at.kind, one.branches) for one in met] == [
        ((top, b"a"), ConflictKind.CONTENT, ("main",))
    ]
    assert repo.content("main", b"a") == repo.content("main^", b"a") == text
    assert repo.content("main", b"c") == b"c\n"
    undo(repo)
    assert (repo.refs(), repo.files(), repo.staged()) == before


@pytest.mark.parametrize("is_changed", [False, True])
def test_a_checked_out_file_follows_the_text_that_resolves_its_conflict(
    repo: Repo, is_changed: bool
) -> None:
    """It stayed as it was before, which `git diff` showed as a change that reverts the text."""
    up = {b"a": with_row(NEW, 20, b"upper\n"), b"b": b"b\n"}
    _, target, _ = stacked(repo, up)
    text = with_row(with_row(numbered(3), 20, b"both\n"), 24, b"written by hand\n")
    mine = with_row(up[b"a"], 1, b"mine\n") if is_changed else up[b"a"]
    (repo.path / "a").write_bytes(mine)
    before = repo.refs(), repo.files(), repo.staged()
    written(repo, target, lambda one: one.taking(Taken.TEXT, text))
    assert repo.content("main", b"a") == text
    left = with_row(text, 1, b"mine\n") if is_changed else text
    assert (repo.path / "a").read_bytes() == left
    assert repo.lines("status", "--porcelain") == ([" M a"] if is_changed else [])
    undo(repo)
    assert (repo.refs(), repo.files(), repo.staged()) == before


def test_dropped_changes_beside_a_text_that_resolves_stay_uncommitted(repo: Repo) -> None:
    target, up = {b"a": numbered(3, 12, 20), b"b": b"b\n"}, numbered(3, 12, 20)
    _, oid, _ = repo.stack(
        ({b"a": OLD}, "base"),
        (target, "target"),
        ({**target, b"a": with_row(up, 20, b"upper\n")}, "up"),
    )
    dropped = [hunks("a", 2), hunks("a", 3)]
    plan = plan_text(
        Piece("one", [hunks("a", 1)], heir=True), Piece("two", [whole("b")]), dropped=dropped
    )
    text = with_row(numbered(3), 20, b"both\n")
    written(repo, oid, lambda one: one.taking(Taken.TEXT, text), plan)
    assert (repo.path / "a").read_bytes() == with_row(numbered(3, 12), 20, b"both\n")
    told = repo.git("diff", "HEAD", "--", "a").decode()
    assert "\n+line 12 new\n" in told
    undo(repo)


@pytest.mark.parametrize("seed", range(6))
def test_random_stacks_with_random_resolutions_are_those_of_a_rebase(repo: Repo, seed: int) -> None:
    chance = random.Random(seed)
    files, above = {b"a": NEW, b"b": b"b\n"}, []
    for _ in range(8):
        path = chance.choice([b"a", b"a", b"a", b"b"])
        if path == b"a":
            row = b"%d\n" % chance.randrange(3)
            files = {**files, b"a": with_row(files[b"a"], chance.choice([19, 20, 20, 21, 35]), row)}
        else:
            files = {**files, b"b": files[b"b"] + b"%d\n" % chance.randrange(9)}
        above.append(files)
    oids = stacked(repo, *above)
    target = oids[1]
    outcomes: list[Tree] = []

    def choose(conflict: Conflict) -> Resolution:
        taken = chance.choice(list(Taken))
        text = with_row(numbered(3), 20, b"resolved %d\n" % len(outcomes))
        one = conflict.taking(taken, text if taken is Taken.TEXT else b"")
        side = conflict.at.sides[1 if taken is Taken.OURS else 2]
        assert side
        content[conflict.place] = text if taken is Taken.TEXT else side.oid.hex().encode()
        return one

    content: dict[tuple[str, bytes], bytes] = {}
    with opened(repo, target) as session:
        plan, rewrite, met = resolved(session, session.read_plan(PLAN), choose)
        session.write(rewrite)
    assert {one.place for one in plan.resolutions} == {one.place for one in met}
    for one in sorted(met, key=lambda one: oids.index(one.commit.oid)):
        taken = next(r for r in plan.resolutions if r.place == one.place)
        text = content[one.place]
        blob = text if taken.taken is Taken.TEXT else repo.git("cat-file", "blob", text.decode())
        outcomes.append({one.at.path: blob})
    last = rewrite.parts[-1].oid
    assert trees(repo, last, "main") == rebased(repo, target, last, oids[-1], outcomes)
    repo.check()


def test_all_conflicts_that_can_be_known_are_found_at_once(repo: Repo) -> None:
    """The one that follows from the first, in a later change of the same line, comes afterwards."""
    first = {b"a": with_row(NEW, 20, b"one\n"), b"b": b"b\n", b"c": numbered()}
    second = {**first, b"a": with_row(NEW, 20, b"two\n")}
    oids = stacked(repo, first, second, {**second, b"d": b"d\n"})
    with opened(repo, oids[1]) as session:
        plan = session.read_plan(PLAN)
        with pytest.raises(ConflictsFound) as caught:
            session.prepare(plan)
        (only,) = caught.value.conflicts
        assert (only.place, only.later, only.is_void) == ((oids[2], b"a"), 1, False)
        theirs = with_fields(plan, resolutions=(only.taking(Taken.OURS),))
        with pytest.raises(ConflictsFound) as caught:
            session.prepare(theirs)
        (only,) = caught.value.conflicts
        assert (only.place, only.later) == ((oids[3], b"a"), 0)


def test_conflicts_of_two_branches_are_found_at_once_and_a_merge_of_both_later(repo: Repo) -> None:
    _, target = stacked(repo)
    one = repo.commit({b"a": with_row(NEW, 20, b"one\n"), b"b": b"b\n"}, "one", [target])
    two = repo.commit({b"a": with_row(NEW, 20, b"two\n"), b"b": b"b\n"}, "two", [target])
    solved = {b"a": with_row(NEW, 20, b"solved\n"), b"b": b"b\n"}
    repo.branch("main", repo.commit(solved, "merge", [one, two]))
    repo.branch("other", two)
    texts = iter([b"1\n", b"2\n", b"3\n"])
    met = written(
        repo, target, lambda c: c.taking(Taken.TEXT, with_row(numbered(3), 20, next(texts)))
    )
    assert [(one.commit.subject, one.branches) for one in met[:2]] == [
        ("one", ("main",)),
        ("two", ("main", "other")),
    ]
    assert [one.commit.subject for one in met[2:]] == ["merge"]
    assert repo.content("main", b"a") == with_row(numbered(3), 20, b"3\n")
    assert repo.content("main^", b"a") == with_row(numbered(3), 20, b"1\n")
    assert repo.content("other", b"a") == with_row(numbered(3), 20, b"2\n")


def merged_above(repo: Repo, one: bytes, two: bytes, both: bytes) -> list[str]:
    """The target, two commits on it with these contents of ``a``, and a merge of the two."""
    _, target = stacked(repo)
    tips = [
        repo.commit({b"a": text, b"b": b"b\n"}, f"side {n}", [target])
        for n, text in enumerate((one, two), 1)
    ]
    repo.branch("main", repo.commit({b"a": both, b"b": b"b\n"}, "merge", tips))
    return [target, *tips, repo.line("rev-parse", "main")]


def beside(*rows: tuple[int, bytes]) -> bytes:
    """The target's file with more lines, each behind the line of that number."""
    lines = NEW.splitlines(keepends=True)
    for number, row in sorted(rows, reverse=True):
        lines.insert(number, row)
    return b"".join(lines)


@pytest.mark.parametrize("place", [b"line 20 new\n", b"line 35\n"])
def test_a_merge_that_was_also_changed_by_hand_is_asked_about_once(
    repo: Repo, place: bytes
) -> None:
    """The resolution goes before a change by hand of the same lines; others stay."""
    both = beside((19, b"before\n"), (20, b"behind\n")).replace(place, b"by hand\n")
    oids = merged_above(repo, beside((20, b"behind\n")), beside((19, b"before\n")), both)
    texts = iter([b"one\n", b"two\n", b"merge\n"])
    met = written(
        repo,
        oids[0],
        lambda c: c.taking(Taken.TEXT, with_row(numbered(3), 20, next(texts))),
    )
    assert [one.commit.oid for one in met] == oids[1:]
    wanted = with_row(numbered(3), 20, b"merge\n")
    if place == b"line 35\n":
        wanted = wanted.replace(place, b"by hand\n")
    assert repo.content("main", b"a") == wanted


def test_the_sides_of_a_merge_that_was_in_conflict_have_no_markers(repo: Repo) -> None:
    """They are those of its first parent and the merge, so that a side can be taken."""
    solved = with_row(NEW, 20, b"solved\n")
    oids = merged_above(repo, with_row(NEW, 20, b"1\n"), with_row(NEW, 20, b"2\n"), solved)
    first = with_row(numbered(3), 20, b"one\n")
    texts = {oids[1]: first, oids[2]: with_row(numbered(3), 20, b"two\n")}

    def choose(conflict: Conflict) -> Resolution:
        if conflict.commit.oid in texts:
            return conflict.taking(Taken.TEXT, texts[conflict.commit.oid])
        assert conflict.texts == (with_row(NEW, 20, b"1\n"), first, solved)
        return conflict.taking(Taken.THEIRS)

    met = written(repo, oids[0], choose)
    assert [one.commit.oid for one in met] == oids[1:]
    assert repo.content("main", b"a") == solved


def test_a_resolution_for_other_sides_is_void(repo: Repo) -> None:
    oids = stacked(repo, {b"a": with_row(NEW, 20, b"upper\n"), b"b": b"b\n"})
    with opened(repo, oids[1]) as session:
        plan = session.read_plan(PLAN)
        with pytest.raises(ConflictsFound) as caught:
            session.prepare(plan)
        (only,) = caught.value.conflicts
        stale = with_fields(only.taking(Taken.OURS), blobs=("0" * 40, *only.at.blobs[1:]))
        with pytest.raises(ConflictsFound) as caught:
            session.prepare(with_fields(plan, resolutions=(stale,)))
        (void,) = caught.value.conflicts
        assert void == replace_void(only)
        anywhere = with_fields(stale, blobs=())
        rewrite = session.prepare(with_fields(plan, resolutions=(anywhere,)))
        assert not rewrite.unused
        assert rewrite.plan.resolutions == (anywhere,)


def replace_void(conflict: Conflict) -> Conflict:
    return with_fields(conflict, is_void=True)


def test_a_resolution_that_no_conflict_needs_is_named(repo: Repo) -> None:
    oids = stacked(repo, {b"a": NEW, b"b": b"b\n", b"c": b"c\n"})
    with opened(repo, oids[1]) as session:
        one = Resolution(oids[2], b"a", Taken.OURS)
        rewrite = session.prepare(with_fields(session.read_plan(PLAN), resolutions=(one,)))
        assert rewrite.unused == (one,)


DROP_FILE = plan_text(Piece("one", [hunks("a", 1)], heir=True), dropped=[hunks("a", 2), whole("b")])


@pytest.mark.parametrize("taken", [Taken.OURS, Taken.THEIRS])
def test_a_file_that_is_dropped_and_changed_above_is_kept_or_removed(
    repo: Repo, taken: Taken
) -> None:
    oids = stacked(repo, {b"a": NEW, b"b": b"changed\n"}, {b"a": NEW, b"b": b"again\n"})
    met = written(repo, oids[1], lambda one: one.taking(taken), DROP_FILE)
    assert [(one.at.path, one.at.kind) for one in met] == [(b"b", ConflictKind.DELETED_BELOW)] * (
        2 if taken is Taken.OURS else 1
    )
    assert (b"b" in repo.tree("main")) is (taken is Taken.THEIRS)


def test_a_commit_that_a_resolution_leaves_empty_is_kept_as_an_empty_one(repo: Repo) -> None:
    oids = stacked(repo, {b"a": with_row(NEW, 20, b"upper\n"), b"b": b"b\n"})
    with opened(repo, oids[1]) as session:
        _, rewrite, _ = resolved(
            session, session.read_plan(PLAN), lambda one: one.taking(Taken.OURS)
        )
        assert [one.oid for one in rewrite.emptied] == [oids[2]]


def test_binary_files_and_submodules_are_taken_from_a_side(repo: Repo) -> None:
    old, new, upper = b"\0old\n", b"\0new\n", b"\0upper\n"
    base: Tree = {b"a": OLD, b"bin": old}
    target: Tree = {b"a": NEW, b"bin": new}
    oids = repo.stack((base, "base"), (target, "target"), ({b"a": NEW, b"bin": upper}, "up"))
    plan = plan_text(
        Piece("one", [hunks("a", 1)], heir=True),
        Piece("two", [hunks("a", 2)]),
        dropped=[whole("bin")],
    )
    met = written(repo, oids[1], lambda one: one.taking(Taken.THEIRS), plan)
    assert [one.at.path for one in met] == [b"bin"]
    assert repo.content("main", b"bin") == upper


@pytest.mark.parametrize("taken", [Taken.OURS, Taken.THEIRS])
def test_a_link_in_place_of_a_file_is_in_conflict_at_its_own_path(repo: Repo, taken: Taken) -> None:
    """git makes up a path with the id of a commit that only serves to merge."""
    link = File(b"b", "120000")
    oids = stacked(repo, {b"a": link, b"b": b"b\n"}, {b"a": link, b"b": b"b\n", b"c": b"c\n"})
    met = written(repo, oids[1], lambda one: one.taking(taken))
    assert [(one.place, one.at.kind) for one in met] == [((oids[2], b"a"), ConflictKind.NOT_A_FILE)]
    assert set(repo.tree("main")) == {b"a", b"b", b"c"}
    assert repo.content("main", b"a") == (numbered(3) if taken is Taken.OURS else b"b")


def test_a_file_in_the_way_of_a_directory_has_a_readable_name(repo: Repo) -> None:
    oids = stacked(repo, {b"a/x": b"x\n", b"b": b"b\n"})
    met = written(repo, oids[1], lambda one: one.taking(Taken.OURS))
    assert [(one.at.path, one.at.kind) for one in met] == [(b"a~HEAD", ConflictKind.DELETED_ABOVE)]
    assert set(repo.tree("main")) == {b"a/x", b"a~HEAD", b"b"}
    assert repo.content("main", b"a~HEAD") == numbered(3)


def test_a_conflict_without_sides_is_refused(repo: Repo) -> None:
    """A file and a directory of one name, made by hand in a merge, has nothing to choose from."""
    oids = stacked(repo, {b"a": NEW, b"b/c": b"c\n"})
    plan = plan_text(Piece("one", [hunks("a", 1)], heir=True), dropped=[hunks("a", 2), whole("b")])
    with opened(repo, oids[1]) as session:
        try:
            session.prepare(session.read_plan(plan))
        except RestackConflict as refused:
            assert "nothing was changed" in str(refused)


@pytest.mark.parametrize("setting", ["true", "false"])
def test_rerere_is_taught_and_asked(repo: Repo, setting: str) -> None:
    """What a plan has resolved, a rebase resolves by itself; and the other way round."""
    repo.git("config", "rerere.enabled", setting)
    up = {b"a": with_row(NEW, 20, b"upper\n"), b"b": b"b\n"}
    oids = stacked(repo, up)
    text = with_row(numbered(3), 20, b"both\n")
    with opened(repo, oids[1]) as session:
        _, rewrite, (met,) = resolved(
            session, session.read_plan(PLAN), lambda one: one.taking(Taken.TEXT, text)
        )
        assert session.remembered(met) is None
        session.write(rewrite)
        assert session.remembered(met) == (text if setting == "true" else None)
    assert (repo.path / ".git/rr-cache").exists() is (setting == "true")
    assert not (repo.path / ".git/MERGE_RR").exists()
    assert repo.lines("status", "--porcelain") == []
    if setting == "true":
        repo.git("checkout", "-q", "-f", "--detach", oids[2])
        repo.attempt("rebase", "--onto", rewrite.parts[-1].oid, oids[1])
        assert (repo.path / "a").read_bytes() == text


def test_the_text_to_resolve_has_the_markers_of_the_users_style(repo: Repo) -> None:
    repo.git("config", "merge.conflictStyle", "diff3")
    oids = stacked(repo, {b"a": with_row(NEW, 20, b"upper\n"), b"b": b"b\n"})
    with opened(repo, oids[1]) as session:
        with pytest.raises(ConflictsFound) as caught:
            session.prepare(session.read_plan(PLAN))
        (only,) = caught.value.conflicts
        marked = session.merged_text(only)
    assert marked is not None
    assert (
        b"\n<<<<<<< the new history\nline 20\n||||||| base\nline 20 new\n=======\nupper\n" in marked
    )
    assert has_markers(marked)


def test_a_merge_tool_resolves_in_a_working_tree_of_its_own(repo: Repo) -> None:
    repo.git("config", "merge.tool", "mine")
    repo.git("config", "mergetool.mine.cmd", 'cat "$REMOTE" "$LOCAL" > "$MERGED"')
    repo.git("config", "mergetool.mine.trustExitCode", "true")
    oids = stacked(repo, {b"a": with_row(NEW, 20, b"upper\n"), b"b": b"b\n"})
    before = repo.refs(), repo.files(), repo.staged()
    with opened(repo, oids[1]) as session:
        with pytest.raises(ConflictsFound) as caught:
            session.prepare(session.read_plan(PLAN))
        (only,) = caught.value.conflicts
        assert session.merge_with_tool(only) == only.texts[2] + only.texts[1]
        repo.git("config", "mergetool.mine.cmd", "false")
        with pytest.raises(StateRefused, match="did not resolve"):
            session.merge_with_tool(only)
    assert (repo.refs(), repo.files(), repo.staged()) == before


def test_the_command_prints_entries_that_resolve_once_they_are_filled_in(repo: Repo) -> None:
    up = {b"a": with_row(NEW, 20, b"upper\n"), b"b": b"b\n", b"c\td": b"c\n"}
    oids = stacked(repo, up, {**up, b"a": with_row(NEW, 20, b"again\n")})
    before = repo.refs(), repo.files(), repo.staged()
    plan = PLAN
    for count in (1, 2):
        done = command(repo, "--plan", "-", oids[1], stdin=plan)
        assert done.returncode == 1
        assert f"{oids[count + 1][:10]} (up {count - 1}) changes the same lines; " in done.stderr
        assert (repo.refs(), repo.files(), repo.staged()) == before
        entry = done.stderr[done.stderr.index("[[resolution]]") :]
        assert command(repo, "--plan", "-", oids[1], stdin=plan + entry).returncode == 1
        marked = entry[entry.index("<<<<<<<") : entry.index("line 21")]
        plan += entry.replace(marked, f"resolved {count}\n")
    done = command(repo, "--plan", "-", oids[1], stdin=plan)
    assert (done.returncode, done.stderr) == (0, "")
    assert repo.content("main^", b"a") == with_row(numbered(3), 20, b"resolved 1\n")
    assert repo.content("main", b"a") == with_row(numbered(3), 20, b"resolved 2\n")
    repo.check()


def test_a_plan_of_one_part_that_drops_something_is_written(repo: Repo) -> None:
    oids = stacked(repo, {b"a": NEW, b"b": b"b\n", b"c": b"c\n"})
    plan = plan_text(Piece("one", [hunks("a", 1), whole("b")]), dropped=[hunks("a", 2)])
    done = command(repo, "--plan", "-", oids[1], stdin=plan)
    assert (done.returncode, done.stderr) == (0, "")
    assert repo.content("main", b"a") == numbered(3)
    unneeded = f'\n[[resolution]]\ncommit = "{oids[2]}"\npath = "a"\ntake = "ours"\n'
    command(repo, "--undo")
    done = command(repo, "--plan", "-", oids[1], stdin=plan + unneeded)
    assert done.stderr == f"note: the resolution of 'a' in {oids[2][:10]} is not needed\n"


def test_a_checked_out_file_follows_an_edit_beside_a_drop_and_their_resolutions(
    repo: Repo,
) -> None:
    """A dropped line is not in the working tree where a resolution has another one for it."""
    edit = '{ file = "a", kept = 30, text = "edited\\\\n", until = "end" }'
    plan = plan_text(
        Piece("one", [hunks("a", 1)], heir=True),
        Piece("two", [whole("b")]),
        dropped=[hunks("a", 2)],
    ).replace("changes", f"edits = [ {edit} ]\nchanges", 1)
    up = {b"a": with_row(NEW, 30, b"upper\n"), b"b": b"b\n"}
    oids = stacked(repo, up, {**up, b"a": with_row(up[b"a"], 20, b"again\n")})
    before = repo.refs(), repo.files(), repo.staged()
    edited = with_row(numbered(3), 30, b"edited and upper\n")
    texts = [edited, with_row(edited, 20, b"both\n")]
    met = written(
        repo,
        oids[1],
        lambda c: c.taking(Taken.TEXT, texts[oids.index(c.commit.oid) - 2]),
        plan,
    )
    assert [one.commit.oid for one in met] == oids[2:]
    assert repo.content("main", b"a") == (repo.path / "a").read_bytes() == texts[1]
    undo(repo)
    assert (repo.refs(), repo.files(), repo.staged()) == before


@pytest.mark.parametrize("taken", [Taken.OURS, Taken.THEIRS])
def test_a_merge_of_a_file_and_a_link_is_resolved_at_its_own_path(repo: Repo, taken: Taken) -> None:
    """git puts one of the two at a path that it makes up, before the split and in it."""
    target = stacked(repo)[1]
    link = File(b"b", "120000")
    one = repo.commit({b"a": with_row(NEW, 20, b"one\n"), b"b": b"b\n"}, "one", [target])
    two = repo.commit({b"a": link, b"b": b"b\n"}, "two", [target])
    solved = {b"a": with_row(NEW, 20, b"one and two\n"), b"b": b"b\n"}
    repo.branch("main", repo.commit(solved, "merge", [one, two]))
    met = written(repo, target, lambda c: c.taking(taken))
    assert {c.at.path for c in met} == {b"a"}
    assert set(repo.tree("main")) == {b"a", b"b"}
    assert repo.content("main", b"a") == (numbered(3) if taken is Taken.OURS else solved[b"a"])


def test_a_file_that_is_executable_on_one_side_is_told_in_words(repo: Repo) -> None:
    """The deletion is dropped, and the commit above adds the file again, with another mode."""
    tool = File(b"#!/bin/sh\n", "100755")
    _, target, _ = repo.stack(
        ({b"tool": tool}, "base"), ({b"b": b"b\n"}, "all"), ({b"tool": tool.data}, "again")
    )
    text = plan_text(Piece("one", [whole("b")]), dropped=[whole("tool")])
    done = command(repo, "--plan", "-", target, stdin=text)
    assert done.returncode == 1
    assert "# again on main: tool; ours is executable, theirs is not\n" in done.stderr
    assert "# Conflicts: 1 to resolve.\n" in done.stderr
    for taken, mode in ((Taken.OURS, "100755"), (Taken.THEIRS, "100644")):
        with opened(repo, target) as session:
            plan, rewrite, met = resolved(
                session, session.read_plan(text), methodcaller("taking", taken)
            )
            session.store(rewrite)
        assert [(one.at.kind, one.at.has_modes) for one in met] == [(ConflictKind.MODE, True)]
        side = "executable" if taken is Taken.OURS else "not executable"
        assert phrases.outcome(met[0], taken).endswith(f", {side}")
        new = rewrite.renamed[met[0].commit.oid]
        assert repo.tree(new)[b"tool"][0] == mode
        assert plan.resolutions
