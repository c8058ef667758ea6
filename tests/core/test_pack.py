"""Packs and object ids: the real git takes them, by SHA-1 and by SHA-256."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from splitter.core.pack import Object, object_id, pack
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


@settings(max_examples=15)
@given(bodies=st.lists(st.binary(max_size=40), min_size=1, max_size=5))
def test_git_indexes_and_unpacks_what_is_packed(
    pair: tuple[str, Repo], bodies: list[bytes]
) -> None:
    algorithm, repo = pair
    made = objects(algorithm, bodies)
    for command in (["unpack-objects", "-q", "--strict"], ["index-pack", "--stdin", "--strict"]):
        repo.git(*command, stdin=pack(algorithm, made))
    for kind, body in made:
        oid = object_id(algorithm, kind, body)
        assert repo.git("cat-file", kind, oid) == body
        assert repo.git("hash-object", "-t", kind, "--stdin", stdin=body).decode().strip() == oid


@pytest.mark.parametrize("size", [0, 15, 16, 2047, 2048, 262143, 262144, 3_000_000])
def test_any_size_is_written_so_that_git_reads_it(pair: tuple[str, Repo], size: int) -> None:
    algorithm, repo = pair
    body = b"%d" % size + b"x" * size
    body = body[:size]
    repo.git("unpack-objects", "-q", stdin=pack(algorithm, [("blob", body)]))
    assert repo.git("cat-file", "blob", object_id(algorithm, "blob", body)) == body


def test_a_pack_without_objects_is_one(pair: tuple[str, Repo]) -> None:
    algorithm, repo = pair
    repo.git("unpack-objects", "-q", stdin=pack(algorithm, []))
