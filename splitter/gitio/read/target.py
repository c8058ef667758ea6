"""The commit that is to be split."""

from __future__ import annotations

import os
import re
import shlex
from collections.abc import Sequence

from splitter.core.diff.model import Patch
from splitter.core.diff.parse import parse
from splitter.core.diff.paths import quote
from splitter.core.objects.commit import Commit, parse_commit
from splitter.core.rewrite.target import Target
from splitter.errors import TargetRefused
from splitter.gitio.git.notes import has_notes
from splitter.gitio.git.repository import PATHSPECS, Repository, as_given

#: git's diff with its defaults, whatever the user's configuration and attributes say of showing.
DIFF = (
    "-c",
    "diff.suppressBlankEmpty=false",
    "-c",
    "core.quotePath=false",
    "-c",
    "core.bigFileThreshold=512m",
    "-c",
    "core.attributesFile=/dev/null",
    "diff-tree",
    "-r",
    "-z",
    "--raw",
    "-p",
    "--full-index",
    "--no-color",
    "--no-ext-diff",
    "--no-textconv",
    "--diff-algorithm=myers",
    "--indent-heuristic",
    "-U3",
    "--inter-hunk-context=0",
    "--src-prefix=a/",
    "--dst-prefix=b/",
    "--submodule=short",
    "--ignore-submodules=none",
    "-M",
    "-l1000",
    "--no-rename-empty",
)


_OID = re.compile("[0-9a-f]+")
#: How many paths are named to git; beyond that the diff of all files is read.
NAMED_PATHS = 100


def read_target(repository: Repository, revision: str) -> Target:
    """The commit that a revision names.

    Raises TargetRefused for a revision that is not a commit, for a merge (a stash is one) and for
    the boundary of a shallow clone.
    """
    oid = _named(repository, revision)
    commit = _with_grafts(repository, oid, parse_commit(repository.object(oid)[1]))
    if _is_stash(repository, commit):
        raise TargetRefused(
            f"{oid[:10]} is a stash",
            f"run: git stash branch <name> {shlex.quote(revision)}; commit, and split that commit",
        )
    if len(commit.parents) > 1:
        raise TargetRefused(
            f"{oid[:10]} is a merge",
            "split a commit on one of the merged branches, or redo the merge without the change",
        )
    if commit.parents and _is_shallow(repository, oid):
        raise TargetRefused(
            f"{oid[:10]} is the boundary of this shallow clone: its parent is missing",
            "run: git fetch --deepen=1",
        )
    return Target(oid, commit, has_notes(repository, oid))


def _named(repository: Repository, revision: str) -> str:
    """The id of the commit that a revision names, as in ``git rev-parse``.

    Nothing can be appended to ``:/<text>``, as all of it is text to search for.  Raises
    TargetRefused for a revision that is not a commit.
    """
    wanted = revision if revision.startswith(":/") else f"{revision}^{{commit}}"
    done = repository.try_run("rev-parse", "--verify", "-q", "--end-of-options", wanted)
    oid = done.stdout.decode().removesuffix("\n")
    if done.status or not _OID.fullmatch(oid):
        if revision.startswith(("HEAD", "@")):
            refuse_no_commits(repository)
        raise TargetRefused(
            f"'{revision}' is not a commit",
            "name the commit to split, e.g. HEAD~2; paths come after '--'",
        )
    return oid


def refuse_no_commits(repository: Repository) -> None:
    """Raise TargetRefused where the current branch has no commits yet."""
    branch = repository.answer("symbolic-ref", "-q", "--short", "HEAD")
    if branch and repository.try_run("rev-parse", "-q", "--verify", "HEAD").status:
        raise TargetRefused(f"no commits yet on {branch}", "make a commit, then split it")


def _is_stash(repository: Repository, commit: Commit) -> bool:
    """True if `git stash` has made the commit: a merge of HEAD and of a commit of the index."""
    if len(commit.parents) not in (2, 3):
        return False
    index = parse_commit(repository.object(commit.parents[1])[1])
    return index.parents == commit.parents[:1] and index.message.startswith(b"index on ")


def _with_grafts(repository: Repository, oid: str, commit: Commit) -> Commit:
    """The commit with the parents that git sees where there is a file of grafts."""
    grafts = repository.common_dir / "info" / "grafts"
    is_grafted = "GIT_GRAFT_FILE" in os.environ or grafts.exists()
    if not is_grafted or _is_shallow(repository, oid):
        return commit
    return commit.on(repository.line("rev-list", "--parents", "--no-walk", oid).split()[1:])


def _is_shallow(repository: Repository, oid: str) -> bool:
    shallow = repository.common_dir / "shallow"
    return shallow.exists() and oid in shallow.read_text().split()


def parent_tree(repository: Repository, target: Target) -> str | None:
    """The id of the tree the target starts from; None for a root commit."""
    if not target.commit.parents:
        return None
    return parse_commit(repository.object(target.commit.parents[0])[1]).tree


def read_patch(repository: Repository, target: Target) -> Patch:
    """The patch of the target.  Raises TargetRefused for an empty one."""
    trees = _trees(repository, target)
    patch = parse(repository.run(*DIFF, *trees, env={"GIT_ATTR_NOSYSTEM": "1"}))
    if not patch.files:
        raise TargetRefused(f"{target.oid[:10]} changes nothing", "there is nothing to split")
    return patch


def break_renames(
    repository: Repository, target: Target, patch: Patch, numbers: Sequence[int]
) -> Patch:
    """The patch with renamed files, by number, each broken into a deletion and a creation."""
    files = {number: patch.files[number] for number in numbers}
    sides = {n: [side.path for side in (f.old, f.new) if side] for n, f in files.items()}
    paths = [path for pair in sides.values() for path in pair]
    out = repository.run(
        "--literal-pathspecs",
        *DIFF,
        "--no-renames",
        *_trees(repository, target),
        "--",
        *(paths if len(paths) <= NAMED_PATHS else ()),
        env={"GIT_ATTR_NOSYSTEM": "1"},
    )
    found = {half.path: half for half in parse(out)} if files else {}
    return patch.break_renames(
        {n: tuple(found[path] for path in sorted(pair)) for n, pair in sides.items()}
    )


def _trees(repository: Repository, target: Target) -> tuple[str, str]:
    before = parent_tree(repository, target)
    return before or empty_tree(repository), target.commit.tree


def empty_tree(repository: Repository) -> str:
    """The id of the empty tree, which git knows without having it."""
    return repository.run("hash-object", "-t", "tree", "--stdin", stdin=b"").decode().strip()


def read_offered(
    repository: Repository, target: Target, patch: Patch, pathspecs: Sequence[str]
) -> frozenset[int]:
    """The numbers of the files that match the pathspecs, by old or new path; all without pathspecs.

    Raises TargetRefused where no file matches.
    """
    if not pathspecs:
        return frozenset(range(len(patch)))
    paths = match_paths(repository, target, pathspecs)
    offered = frozenset(
        number
        for number, file in enumerate(patch)
        if any(side and side.path in paths for side in (file.old, file.new))
    )
    if not offered:
        named = " ".join(pathspecs)
        known = ", ".join(quote(file.path) for file in patch.files[:5])
        raise TargetRefused(
            f"'{named}' matches no file that {target.oid[:10]} changes",
            f"the commit changes {known}",
        )
    return offered


def match_paths(
    repository: Repository, target: Target, pathspecs: Sequence[str]
) -> frozenset[bytes]:
    """The old and new paths of what the target changes that match the pathspecs.

    Raises GitFailed for a pathspec that git does not understand.
    """
    trees = _trees(repository, target)
    args = ("diff-tree", "-r", "-z", "--name-only", *trees, "--", *pathspecs)
    return frozenset(repository.run(*args, env=as_given(PATHSPECS)).split(b"\0")) - {b""}
