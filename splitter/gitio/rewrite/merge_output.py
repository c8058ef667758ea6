"""The output of ``git merge-tree``, parsed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import partial

from msgspec import Struct

from splitter.core.objects.tree import Entry
from splitter.core.rewrite.conflicts import Conflicted


class Merged(Struct, frozen=True):
    """The result of a merge: a tree, and the conflicts in it.

    A merge that is not clean may have a conflict at no path.  ``names`` are those of the commits in
    the tree's conflict markers and in paths that git makes up: of the two that are merged, or of
    all in turn.
    """

    tree: str
    is_clean: bool
    conflicts: tuple[Conflicted, ...]
    names: tuple[str, ...] = ()

    @property
    def paths(self) -> tuple[bytes, ...]:
        """The paths in conflict."""
        return tuple(one.path for one in self.conflicts)


def with_names(text: bytes, merged: Merged, other: Merged) -> bytes:
    """A text of one merge with the names of the commits of another one."""
    for name, instead in zip(merged.names, other.names, strict=True):
        text = text.replace(name.encode(), instead.encode())
    return text


def read_answers(fields: Iterable[bytes], pairs: Iterable[tuple[str, str]]) -> Iterator[Merged]:
    """The output of ``git merge-tree --stdin -z`` for some pairs of commits, parsed.

    For each merge: whether it is clean, a tree, and a row for each side of each path in conflict,
    up to an empty one.
    """
    rest, merged = iter(fields), iter(pairs)
    for clean in rest:
        if clean:
            tree = next(rest).decode()
            found = read_conflicts(iter(partial(next, rest), b""))
            yield Merged(tree, clean == b"1", found, next(merged))


def read_conflicts(rows: Iterable[bytes]) -> tuple[Conflicted, ...]:
    """The conflicts of the rows ``<mode> SP <object> SP <stage> TAB <path>``."""
    found: dict[bytes, list[Entry | None]] = {}
    for row in rows:
        head, _, path = row.partition(b"\t")
        mode, oid, stage = head.split(b" ")
        found.setdefault(path, [None, None, None])[int(stage) - 1] = read_entry(mode, oid)
    return tuple(
        Conflicted(path, (base, ours, theirs)) for path, (base, ours, theirs) in found.items()
    )


def read_entry(mode: bytes, oid: bytes) -> Entry | None:
    """The entry of a mode and an object's id; None for the mode of nothing."""
    return Entry(mode, bytes.fromhex(oid.decode())) if int(mode, 8) else None
