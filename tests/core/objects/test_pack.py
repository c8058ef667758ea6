"""Packs and object ids: the real git takes them, by SHA-1 and by SHA-256."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from splitter.core.objects.pack import (
    Change,
    Delta,
    Object,
    body_of,
    delta,
    object_id,
    pack,
    patched,
)
from tests.support.examples import examples
from tests.support.repos import Repo

ALGORITHMS = ("sha1", "sha256")


@pytest.fixture(scope="module", params=ALGORITHMS)
def pair(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> tuple[str, Repo]:
    """An object format, and a repository of it."""
    algorithm = str(request.param)
    path: Path = tmp_path_factory.mktemp(algorithm)
    return algorithm, Repo.init(path, "--object-format", algorithm)


def objects(algorithm: str, bodies: list[bytes]) -> list[Object]:
    """Some blobs, a tree of the first, and a commit."""
    blobs = [("blob", body) for body in dict.fromkeys(bodies)]
    row = b"100644 f\0" + bytes.fromhex(object_id(algorithm, *blobs[0]))
    commit = b"tree %s\nauthor a <b> 1 +0000\ncommitter a <b> 1 +0000\n\nm\n"
    return [*blobs, ("tree", row), ("commit", commit % object_id(algorithm, "tree", row).encode())]


def named(algorithm: str, bodies: list[Object]) -> dict[str, Object]:
    """Objects by their ids."""
    return {object_id(algorithm, *one): one for one in bodies}


@examples(15)
@given(bodies=st.lists(st.binary(max_size=40), min_size=1, max_size=5))
def test_git_indexes_and_unpacks_what_is_packed(
    pair: tuple[str, Repo], bodies: list[bytes]
) -> None:
    algorithm, repo = pair
    made = objects(algorithm, bodies)
    for command in (["unpack-objects", "-q", "--strict"], ["index-pack", "--stdin", "--strict"]):
        repo.git(*command, stdin=pack(algorithm, named(algorithm, made)))
    for kind, body in made:
        oid = object_id(algorithm, kind, body)
        assert repo.git("cat-file", kind, oid) == body
        assert repo.git("hash-object", "-t", kind, "--stdin", stdin=body).decode().strip() == oid


@pytest.mark.parametrize("size", [0, 15, 16, 2047, 2048, 262143, 262144, 3_000_000])
def test_any_size_is_written_so_that_git_reads_it(pair: tuple[str, Repo], size: int) -> None:
    algorithm, repo = pair
    body = b"%d" % size + b"x" * size
    body = body[:size]
    repo.git("unpack-objects", "-q", stdin=pack(algorithm, named(algorithm, [("blob", body)])))
    assert repo.git("cat-file", "blob", object_id(algorithm, "blob", body)) == body


def test_a_pack_without_objects_is_one(pair: tuple[str, Repo]) -> None:
    algorithm, repo = pair
    repo.git("unpack-objects", "-q", stdin=pack(algorithm, {}))


# Deltas


@st.composite
def changed(draw: st.DrawFn) -> tuple[bytes, bytes, list[Change]]:
    """Two texts, and the pieces in which they differ; some are long."""
    old, new, changes = b"", b"", list[Change]()
    for _ in range(draw(st.integers(0, 4))):
        same = draw(st.binary(max_size=9)) * draw(st.sampled_from([1, 1, 500]))
        old, new = old + same, new + same
        gone, come = draw(st.binary(max_size=3)), draw(st.binary(max_size=3))
        come *= draw(st.sampled_from([1, 1, 200]))
        changes.append((len(old), len(old) + len(gone), len(new), len(new) + len(come)))
        old, new = old + gone, new + come
    tail = draw(st.binary(max_size=5))
    return old + tail, new + tail, changes


@given(texts=changed())
def test_a_delta_makes_the_new_text_of_the_old_one(
    texts: tuple[bytes, bytes, list[Change]],
) -> None:
    old, new, changes = texts
    assert patched(old, delta(old, new, changes)) == new


@examples(15)
@given(first=changed(), tail=st.binary(min_size=1, max_size=9))
def test_git_reads_deltas_and_deltas_of_deltas(
    pair: tuple[str, Repo], first: tuple[bytes, bytes, list[Change]], tail: bytes
) -> None:
    algorithm, repo = pair
    old, new, changes = first
    third = new + tail
    bodies = [(old, None), (new, delta(old, new, changes))]
    bodies.append((third, delta(new, third, [(len(new), len(new), len(new), len(third))])))
    objects: dict[str, Object | Delta] = {}
    base = ""
    for body, data in bodies:
        oid = object_id(algorithm, "blob", body)
        objects.setdefault(oid, Delta("blob", base, data) if data else ("blob", body))
        assert body_of(objects, oid) == body
        base = oid
    for command in (["unpack-objects", "-q", "--strict"], ["index-pack", "--stdin", "--strict"]):
        repo.git(*command, stdin=pack(algorithm, objects))
    for body, _ in bodies:
        assert repo.git("cat-file", "blob", object_id(algorithm, "blob", body)) == body


def test_a_base_may_stand_far_away(pair: tuple[str, Repo]) -> None:
    algorithm, repo = pair
    data = delta(b"old", b"new", [(0, 3, 0, 3)])
    first, new = object_id(algorithm, "blob", b"old"), object_id(algorithm, "blob", b"new")
    for size in (100, 20_000, 3_000_000):
        between = object_id(algorithm, "blob", b"x" * size)
        objects = {first: ("blob", b"old"), between: ("blob", b"x" * size)}
        stdin = pack(algorithm, {**objects, new: Delta("blob", first, data)}, level=0)
        repo.git("index-pack", "--stdin", "--strict", stdin=stdin)
        assert repo.git("cat-file", "blob", new) == b"new"


def test_a_copy_of_any_length_is_read(pair: tuple[str, Repo]) -> None:
    algorithm, repo = pair
    for size in (0x10000, 0xFFFFFF, 0x1000001):
        old = b"%d" % size + b"x" * size
        new = old + b"more"
        data = delta(old, new, [(len(old), len(old), len(old), len(new))])
        first, second = (object_id(algorithm, "blob", body) for body in (old, new))
        objects: dict[str, Object | Delta] = {first: ("blob", old)}
        objects[second] = Delta("blob", first, data)
        repo.git("index-pack", "--stdin", "--strict", stdin=pack(algorithm, objects))
        assert repo.git("cat-file", "-s", second) == b"%d\n" % len(new)
        assert patched(old, data) == new
