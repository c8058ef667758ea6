"""Trees: edited to exactly what git's index and ``git write-tree`` make of the same edits."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from splitter.core.objects.pack import Delta, Object, body_of, delta, object_id, patched
from splitter.core.objects.tree import Edits, Entry, Rows, Trees, format_tree
from tests.support.examples import examples
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


@examples(60)
@given(before=trees, after=trees, data=st.data())
def test_edits_make_the_tree_that_git_makes(
    scratch: Repo, before: Tree, after: Tree, data: st.DataObject
) -> None:
    old, new = fitting(before), fitting({**before, **after})
    edits = edits_between(old, new)
    shuffled = dict(data.draw(st.permutations(list(edits.items()))))
    start = bytes.fromhex(by_git(scratch, old)) if old else None
    assert store(scratch).edit(start, shuffled).hex() == by_git(scratch, new)


names = st.integers(0, 300).map(b"%d".__mod__) | st.sampled_from([b"1-", b"1.c", b"a b", b"1\xff"])
kinds = st.sampled_from([b"100644", b"100755", b"40000", b"160000"])
many = st.dictionaries(
    names, st.builds(Entry, kinds, st.binary(min_size=20, max_size=20)), max_size=9
)


@given(tree=many, edits=many, gone=st.sets(names, max_size=4))
def test_rows_put_in_place_make_the_tree_made_anew(
    tree: dict[bytes, Entry], edits: dict[bytes, Entry], gone: set[bytes]
) -> None:
    before = {b"%d" % n: Entry(b"100644", bytes([n % 251]) * 20) for n in range(0, 400, 2)} | tree
    wanted: dict[bytes, Entry | None] = {**dict.fromkeys(gone), **edits}
    after = {name: entry for name, entry in {**before, **wanted}.items() if entry}
    rows = Rows.of(format_tree(before), 20)
    new, changes = rows.edited(wanted)
    assert new.body == format_tree(after)
    assert patched(rows.body, delta(rows.body, new.body, changes)) == new.body
    followed, found = rows.followed(new.body)
    assert patched(rows.body, delta(rows.body, new.body, found)) == new.body
    for one in (new, followed):
        assert set(one.starts) <= set(every_start(new.body))
        assert {name: one.get(name) for name in {**before, **wanted}} == {
            name: after.get(name) for name in {**before, **wanted}
        }


def every_start(body: bytes) -> list[int]:
    """Where rows start, read from the first."""
    starts = []
    at = 0
    while at < len(body):
        starts.append(at)
        at = body.index(b"\0", at) + 21
    return starts


@given(edits=st.lists(many, max_size=12))
def test_trees_written_as_differences_are_the_same_trees(
    edits: list[dict[bytes, Entry]],
) -> None:
    objects: dict[str, Object | Delta] = {}

    def write(body: bytes) -> bytes:
        oid = object_id("sha1", "tree", body)
        objects.setdefault(oid, ("tree", body))
        return bytes.fromhex(oid)

    def derive(body: bytes, base: bytes, data: bytes) -> bytes:
        oid = object_id("sha1", "tree", body)
        objects.setdefault(oid, Delta("tree", base.hex(), data))
        return bytes.fromhex(oid)

    entries = {b"%d" % n: Entry(b"100644", bytes([n % 251]) * 20) for n in range(400)}
    store = Trees(lambda oid: body_of(objects, oid.hex()), write, 20, derive)
    tree = write(format_tree(entries))
    for edit in edits:
        tree = store.edit(tree, edit)
        entries |= edit
        assert body_of(objects, tree.hex()) == format_tree(entries)
        assert depth(objects, tree.hex()) <= len(edits).bit_length()


def depth(objects: dict[str, Object | Delta], oid: str) -> int:
    """How many differences an object is away from a whole one."""
    one = objects[oid]
    return 1 + depth(objects, one.base) if isinstance(one, Delta) else 0


def test_a_tree_that_is_not_in_git_s_order_is_read_all_the_same() -> None:
    row = b"100644 %s\0" + b"i" * 20
    rows = Rows.of(b"".join(row % name for name in (b"z", b"y", b"x")), 20)
    assert rows.edited({b"x": None})[0].body == row % b"z" + row % b"y"
    assert rows.get(b"w") is None


def test_an_id_that_looks_like_a_row_is_none() -> None:
    """A submodule's id can be any twenty bytes."""
    fake = b"\x00100644 x\x00".ljust(20, b"i")
    body = b"160000 a\0" + fake + b"100644 b\0" + b"i" * 20
    assert Rows.of(body, 20).get(b"x") is None
    assert Rows.of(body, 20).edited({b"x": Entry(b"100644", b"j" * 20)})[0].body.startswith(body)


@examples(30)
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
