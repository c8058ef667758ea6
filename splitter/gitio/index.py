"""The index, where the commit under it gets another tree."""

from __future__ import annotations

import os

from splitter.gitio.repo import Repository

#: How many bytes of paths go onto a command line; beyond that the whole index is listed.
ARGUMENTS = 100_000


def follow_index(repository: Repository, old_commit: str, new_commit: str) -> str:
    """Let the index follow from one commit to another where it agreed with the first.

    What is staged beyond that, and the work tree, stay as they are, so that the difference shows as
    a change that is not staged.  Returns a complaint, or "".
    """
    if repository.worktree is None:
        return ""
    out = repository.run(
        "diff-tree", "-r", "-z", "--raw", "--no-abbrev", "--no-renames", old_commit, new_commit
    )
    fields = out.split(b"\0")
    wanted: dict[bytes, tuple[bytes, bytes]] = {}
    for head, path in zip(fields[::2], fields[1::2], strict=False):
        old_mode, new_mode, old_oid, new_oid, _ = head[1:].split(b" ")
        wanted[path] = (b"%s %s" % (old_mode, old_oid), b"%s %s" % (new_mode, new_oid))
    if not wanted:
        return ""
    staged = _staged(repository, list(wanted))
    rows = [
        new + b"\t" + path
        for path, (old, new) in wanted.items()
        if staged.get(path, b"000000 " + b"0" * (len(old) - 7)) == old
    ]
    stdin = b"".join(row + b"\0" for row in rows)
    done = repository.try_run("update-index", "-z", "--index-info", stdin=stdin)
    return "the index stays as it was: " + done.stderr.strip() if done.status else ""


def _staged(repository: Repository, paths: list[bytes]) -> dict[bytes, bytes]:
    """Mode and id of what is in the index at those paths; conflicted entries as they are not."""
    if sum(map(len, paths)) > ARGUMENTS:
        paths = []
    done = repository.try_run(
        "--literal-pathspecs",
        "ls-files",
        "--stage",
        "-z",
        "--",
        *(os.fsdecode(path) for path in paths),
        cwd=repository.worktree,
    )
    staged = {}
    for row in done.stdout.split(b"\0")[:-1]:
        head, _, path = row.partition(b"\t")
        mode, oid, stage = head.split(b" ")
        staged[path] = b"%s %s" % (mode, oid) if stage == b"0" else b"conflicted"
    return staged
