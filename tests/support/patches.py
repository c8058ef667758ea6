"""Patches as the real git makes them of generated trees."""

from __future__ import annotations

from splitter.core.diff.interleaved import InterleavedHunk
from splitter.core.diff.model import Hunk, Patch
from splitter.core.diff.parse import parse
from splitter.core.plan.plan import Plan
from splitter.gitio.read.target import DIFF
from tests.support.repos import Repo, Tree


def diff(repo: Repo, old: str, new: str) -> bytes:
    """git's diff between two trees, asked for the way the program asks."""
    return repo.git(*DIFF, old, new)


def text_trees(repo: Repo, old: bytes, new: bytes, path: bytes = b"f.text") -> tuple[str, str]:
    """The trees that have one text file, in an old and a new version."""
    made = []
    for content in (old, new):
        oid = repo.git("hash-object", "-w", "--stdin", stdin=content).strip()
        row = b"100644 blob %s\t%s\0" % (oid, path)
        made.append(repo.git("mktree", "-z", stdin=row).decode().strip())
    return made[0], made[1]


def text_patch(repo: Repo, old: bytes, new: bytes) -> tuple[Patch, bytes]:
    """The patch of one text file, and git's own text of it."""
    raw = diff(repo, *text_trees(repo, old, new))
    return parse(raw), raw


def tree_patch(repo: Repo, before: Tree, after: Tree) -> Patch:
    """The patch between two whole trees."""
    old = repo.commit(before)
    new = repo.commit(after)
    return parse(diff(repo, f"{old}^{{tree}}", f"{new}^{{tree}}"))


def interleave_hunk(plan: Plan, file: int, hunk: Hunk) -> InterleavedHunk:
    """The lines of one of a file's hunks, interleaved by the plan's orders."""
    return InterleavedHunk(hunk, plan.orders_of(file))
