"""Trees: edited to exactly what git's index and ``git write-tree`` make of the same edits."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from splitter.core.pack import object_id
from splitter.core.tree import Edits, Entry, Trees, format_tree, parse_tree
from tests.support.repos import Repo
from tests.support.strategies import PATHS

EMPTY = "4b825dc642cb6eb9a060e54bf8d69288fbee4904"
BLOBS = (b"", b"one\n", b"two\n")
MODES = ("100644", "100755", "120000")

entries = st.tuples(st.sampled_from(MODES), st.sampled_from(BLOBS))
trees = st.dictionaries(st.sampled_from(PATHS), entries, max_size=8)

Tree = dict[bytes, tuple[str, bytes]]


def fitting(tree: Tree) -> Tree:
    """The tree without the paths below its own files."""
    return {
        path: entry
        for path, entry in tree.items()
        if not any(path.startswith(other + b"/") for other in tree)
    }


def by_git(repo: Repo, tree: Tree) -> str:
    """The id of the tree, by way of a fresh index."""
    env = {"GIT_INDEX_FILE": str(repo.path / "fresh.index")}
    Path(env["GIT_INDEX_FILE"]).unlink(missing_ok=True)
    rows = b"".join(
        b"%s %s\t%s\0" % (mode.encode(), object_id("sha1", "blob", data).encode(), path)
        for path, (mode, data) in tree.items()
    )
    for data in BLOBS:
        repo.git("hash-object", "-w", "--stdin", stdin=data)
    repo.git("update-index", "-z", "--index-info", stdin=rows, env=env)
    return repo.git("write-tree", env=env).decode().strip()


def store(repo: Repo) -> Trees:
    """Trees in a real repository, each read and written by git itself."""

    def write(body: bytes) -> bytes:
        args = ("hash-object", "-t", "tree", "-w", "--literally", "--stdin")
        return bytes.fromhex(repo.git(*args, stdin=body).decode())

    return Trees(lambda oid: repo.git("cat-file", "tree", oid.hex()), write, 20)


def edits_between(old: Tree, new: Tree) -> Edits:
    """What turns one tree into the other."""
    edits: dict[bytes, Entry | None] = dict.fromkeys(old.keys() - new.keys())
    for path, (mode, data) in new.items():
        if old.get(path) != (mode, data):
            oid = object_id("sha1", "blob", data)
            edits[path] = Entry(mode.encode(), bytes.fromhex(oid))
    return edits


@settings(max_examples=60)
@given(before=trees, after=trees, data=st.data())
def test_edits_make_the_tree_that_git_makes(
    scratch: Repo, before: Tree, after: Tree, data: st.DataObject
) -> None:
    old, new = fitting(before), fitting({**before, **after})
    edits = edits_between(old, new)
    shuffled = dict(data.draw(st.permutations(list(edits.items()))))
    start = bytes.fromhex(by_git(scratch, old)) if old else None
    assert store(scratch).edit(start, shuffled).hex() == by_git(scratch, new)


@settings(max_examples=30)
@given(tree=trees)
def test_a_tree_is_read_and_written_byte_for_byte(scratch: Repo, tree: Tree) -> None:
    body = scratch.git("cat-file", "tree", by_git(scratch, fitting(tree)))
    assert format_tree(parse_tree(body, 20)) == body


@settings(max_examples=30)
@given(tree=trees)
def test_lookup_finds_what_git_finds(scratch: Repo, tree: Tree) -> None:
    made = fitting(tree)
    oid = by_git(scratch, made)
    for path in made:
        found = store(scratch).lookup(bytes.fromhex(oid), path)
        assert found is not None
        row = scratch.git("ls-tree", "-z", oid, "--", b":(literal)" + path)
        assert row.startswith(b"%s blob %s\t" % (found.mode, found.oid.hex().encode()))
    assert store(scratch).lookup(bytes.fromhex(oid), b"not/there/at/all") is None


def test_what_stands_below_a_file_cannot_be_looked_up(scratch: Repo) -> None:
    oid = by_git(scratch, {b"a": ("100644", b"")})
    with pytest.raises(NotADirectoryError):
        store(scratch).lookup(bytes.fromhex(oid), b"a/b")


def test_the_last_file_leaves_the_empty_tree(scratch: Repo) -> None:
    oid = by_git(scratch, {b"d/e/f": ("100644", b"")})
    assert store(scratch).edit(bytes.fromhex(oid), {b"d/e/f": None}).hex() == EMPTY


def test_trees_beside_the_path_are_not_read(scratch: Repo) -> None:
    tree: Tree = dict.fromkeys((b"a/b/c", b"x/y/z", b"top"), ("100644", b""))
    oid = by_git(scratch, tree)
    read: list[str] = []
    real = store(scratch)

    def reading(oid: bytes) -> bytes:
        read.append(os.fsdecode(oid.hex()))
        return real.read(oid)

    Trees(reading, real.write, 20).edit(bytes.fromhex(oid), {b"a/b/c": None})
    wanted = [oid, *(scratch.line("rev-parse", f"{oid}:{path}") for path in ("a", "a/b"))]
    assert read == wanted


def test_an_old_way_of_writing_a_mode_is_kept_where_it_means_the_same(scratch: Repo) -> None:
    blob = bytes.fromhex(object_id("sha1", "blob", b"one\n"))
    tree = store(scratch).write(b"100664 a\0" + blob + b"100664 b\0" + blob)
    edits = {b"a": Entry(b"100644", blob), b"b": Entry(b"100755", blob)}
    body = scratch.git("cat-file", "tree", store(scratch).edit(tree, edits).hex())
    assert body == b"100664 a\0" + blob + b"100755 b\0" + blob
