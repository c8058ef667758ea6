"""A small history that most tests split: a base, the target, and two commits above it."""

from __future__ import annotations

import stat
from pathlib import Path

from tests.support.repos import File, Repo, Tree
from tests.support.splits import REST, Piece, hunks, plan_text, whole

CHANGE_ID = "I" + "0123456789" * 4
SIGNED = "Signed-off-by: A U Thor <author@example.com>"


def numbered(*changed: int) -> bytes:
    """Forty lines, some of them altered: far enough apart, each is a hunk of its own."""
    return b"".join(b"line %d%s\n" % (n, b" new" if n in changed else b"") for n in range(1, 41))


BASE: Tree = {b"a": numbered(), b"c": b"c\n"}
TARGET: Tree = {b"a": numbered(3, 20), b"b": b"b1\nb2\n", b"c": b"c\n"}
UPPER: Tree = {**TARGET, b"c": b"c2\n"}
TOP: Tree = {**UPPER, b"d/e": File(b"#!/bin/sh\n", "100755")}

#: The first hunk in one part, all else in the next.
TWO = plan_text(Piece("first", [hunks("a", 1)]), Piece("second", REST))
#: Three parts, in another order than the files.
THREE = plan_text(
    Piece("first", [whole("b")]), Piece("second", REST), Piece("third", [hunks("a", 1)])
)
#: The second hunk leaves history.
DROPPING = plan_text(
    Piece("first", [hunks("a", 1)]), Piece("second", [whole("b")]), dropped=[hunks("a", 2)]
)


def story(repo: Repo, message: str | bytes = "do it all\n") -> list[str]:
    """The four commits on ``main``, oldest first; the second is the target."""
    return repo.stack((BASE, "base\n"), (TARGET, message), (UPPER, "upper\n"), (TOP, "top\n"))


def with_id(text: str, change_id: str = CHANGE_ID) -> str:
    """A message with a Change-Id and a sign-off."""
    return f"{text}\n\nChange-Id: {change_id}\n{SIGNED}\n"


def assert_restacked(repo: Repo, old: list[str], new_last: str, new_tip: str) -> None:
    """The commits above are the same on the last part: trees, messages, authors, patches."""
    target, *above = old
    now = repo.log(f"{new_last}..{new_tip}")
    assert len(now) == len(above)
    form = "--format=%T%x00%an%x00%ae%x00%ad%x00%B"
    shown = [repo.git("log", "--no-walk=unsorted", form, *oids) for oids in (above, now)]
    assert shown[0] == shown[1]
    rows = repo.lines("range-diff", "-s", f"{target}..{above[-1]}", f"{new_last}..{new_tip}")
    assert [row.split()[2] for row in rows] == ["="] * len(above)


def install_hook(repo: Repo, name: str, script: str) -> Path:
    """Put an executable hook in place."""
    path = repo.path / repo.line("rev-parse", "--git-path", f"hooks/{name}")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(script)
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return path
