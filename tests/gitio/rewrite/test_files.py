"""Kinds of change that need a repository of their own to be shown."""

from __future__ import annotations

from tests.support.repos import File, Repo, Tree
from tests.support.splits import REST, Piece, plan_text, split, whole

LINES = b"".join(b"line %d\n" % n for n in range(40))
OTHER = b"".join(b"other %d\n" % n for n in range(40))


def halves(repo: Repo, before: Tree, after: Tree, *first: str) -> list[str]:
    """Split the change between two trees in two; the parts' ids."""
    old = repo.stack((before, "before\n"), (after, "after\n"))
    done = split(repo, old[1], plan_text(Piece("first", list(first)), Piece("second", REST)))
    assert repo.tree(done.parts[1]) == repo.tree(old[1])
    repo.check()
    return done.parts


def test_a_rename_that_only_changes_the_case(repo: Repo) -> None:
    before = {b"Readme": LINES, b"x": b"x\n"}
    parts = halves(repo, before, {b"README": LINES, b"x": b"y\n"}, whole("README"))
    assert set(repo.tree(parts[0])) == {b"README", b"x"}


def test_chained_renames(repo: Repo) -> None:
    before = {b"a": LINES, b"b": OTHER}
    parts = halves(repo, before, {b"b": LINES, b"c": OTHER}, whole("c"))
    assert repo.content(parts[0], b"c") == OTHER


def test_swapped_files(repo: Repo) -> None:
    parts = halves(repo, {b"a": LINES, b"b": OTHER}, {b"a": OTHER, b"b": LINES}, whole("a"))
    assert repo.content(parts[0], b"a") == OTHER
    assert repo.content(parts[0], b"b") == OTHER


def test_a_copy_is_a_new_file(repo: Repo) -> None:
    after = {b"a": LINES, b"copy": LINES + b"more\n", b"x": b"x\n"}
    parts = halves(repo, {b"a": LINES}, after, whole("copy"))
    assert set(repo.tree(parts[0])) == {b"a", b"copy"}


def test_unrelated_empty_files_are_no_rename(repo: Repo) -> None:
    parts = halves(repo, {b"old": b"", b"x": b"x\n"}, {b"new": b"", b"x": b"x\n"}, whole("new"))
    assert set(repo.tree(parts[0])) == {b"new", b"old", b"x"}


def test_a_submodule_with_its_gitmodules(repo: Repo) -> None:
    section = b'[submodule "lib"]\n\tpath = lib\n\turl = ../lib\n'
    before: Tree = {b".gitmodules": section, b"lib": File(b"1" * 40, "160000")}
    after: Tree = {
        b".gitmodules": section.replace(b"lib\n\turl", b"lib\n\tshallow = true\n\turl"),
        b"lib": File(b"2" * 40, "160000"),
    }
    parts = halves(repo, before, after, whole("lib"))
    assert repo.tree(parts[0])[b"lib"] == ("160000", "2" * 40)
    assert repo.content(parts[0], b".gitmodules") == section


def test_two_binaries_go_to_two_parts(repo: Repo) -> None:
    before = {b"one": b"\0a", b"two": b"\0b"}
    parts = halves(repo, before, {b"one": b"\0A", b"two": b"\0B"}, whole("one"))
    assert (repo.content(parts[0], b"one"), repo.content(parts[0], b"two")) == (b"\0A", b"\0b")


def test_lines_of_a_megabyte(repo: Repo) -> None:
    long = b"x" * (1 << 20)
    before = {b"f": b"a\n" + long + b"\n" + LINES}
    after = {b"f": b"a\n" + long + b"y\nnew\n" + LINES.replace(b"line 30\n", b"line thirty\n")}
    parts = halves(repo, before, after, '{ file = "f", removed = [2], added = [2] }')
    assert repo.content(parts[0], b"f") == b"a\n" + long + b"y\n" + LINES


def test_a_commit_of_many_files_and_many_lines(repo: Repo) -> None:
    names = [b"d/%d" % n for n in range(1500)]
    before = dict.fromkeys(names, b"old\n")
    after = dict.fromkeys(names, b"new\n")
    before[b"long"] = b"".join(b"%d\n" % n for n in range(50_000))
    after[b"long"] = b"".join(b"%d\n" % (n + (n % 2)) for n in range(50_000))
    parts = halves(repo, before, after, whole("d/7"), '{ file = "long", added = ["3-4", 8] }')
    assert repo.content(parts[0], b"d/7") == b"new\n"
    assert repo.content(parts[0], b"d/8") == b"old\n"
