"""Texts of a conflict by git's own means: the merge with markers, rerere, and the merge tool.

What needs an index in conflict gets one in a temporary directory, as a linked worktree has it: git
takes refs, objects, configuration and its memory of resolutions from the repository, and writes the
rest beside the temporary files.  The user's index and working tree are not touched.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from msgspec import Struct

from splitter.core.plan.resolutions import Taken, has_markers
from splitter.core.rewrite.conflicts import Conflict, ConflictKind
from splitter.core.rewrite.regions import MARKS, Region, regions
from splitter.core.rewrite.rewrite import Rewrite
from splitter.errors import GitFailed, StateRefused
from splitter.gitio.git.merge_file import FAILED, merge_file
from splitter.gitio.git.objects import Objects
from splitter.gitio.git.programs import run_in_foreground
from splitter.gitio.git.repository import Repository


def merged_text(repository: Repository, conflict: Conflict) -> bytes | None:
    """The merge of the three sides, with markers around what is in conflict.

    The markers have the style of ``merge.conflictStyle``.  None for a binary file.
    """
    return _merge_file(repository, conflict)


def places(repository: Repository, conflict: Conflict) -> list[Region]:
    """The places in conflict; none for a binary file."""
    merged = _merge_file(repository, conflict, "--diff3", f"--marker-size={MARKS}")
    return regions(merged or b"")


def _merge_file(repository: Repository, conflict: Conflict, *options: str) -> bytes | None:
    above = f"{conflict.commit.oid[:10]} ({conflict.commit.subject})"
    labels = [word for name in ("the new history", "base", above) for word in ("-L", name)]
    base, ours, theirs = conflict.texts
    done = merge_file(repository, ours, base, theirs, *options, *labels)
    return None if done.status >= FAILED else done.stdout


def remembers(repository: Repository) -> bool:
    """True if git records resolutions: ``rerere.enabled``, by default once it has a directory."""
    return repository.flag("rerere.enabled", (repository.common_dir / "rr-cache").is_dir())


def remembered(repository: Repository, conflict: Conflict) -> bytes | None:
    """The text with which git has resolved this conflict before; None without one."""
    with _worktree(repository, conflict) as worktree:
        worktree.git("rerere")
        text = worktree.file.read_bytes()
    return None if has_markers(text) else text


def remember_resolutions(repository: Repository, rewrite: Rewrite) -> None:
    """Let git record the resolutions of a rewrite that is written, where it records any."""
    if not remembers(repository):
        return
    commits = {stacked.oid: stacked for stacked in rewrite.above}
    for one in rewrite.plan.resolutions:
        at = rewrite.resolved.get(one.place)
        if at is None or at.kind not in (ConflictKind.CONTENT, ConflictKind.ADDED_TWICE):
            continue
        with suppress(GitFailed):  # a side that was merged on the way is in no commit
            base, ours, theirs = (repository.object(oid)[1] if oid else b"" for oid in at.blobs)
            texts = {Taken.TEXT: one.text, Taken.OURS: ours, Taken.THEIRS: theirs}
            conflict = Conflict(commits[one.commit], at, texts=(base, ours, theirs))
            _remember(repository, conflict, texts[one.taken])


def _remember(repository: Repository, conflict: Conflict, text: bytes) -> None:
    """Let git record a text as the resolution of a conflict."""
    with _worktree(repository, conflict) as worktree:
        worktree.git("rerere")
        worktree.file.write_bytes(text)
        worktree.git("rerere")


def merge_with_tool(repository: Repository, conflict: Conflict) -> bytes | None:
    """The text after the user's merge tool (``git mergetool``); None where it was not resolved.

    The terminal belongs to the tool meanwhile.  Raises StateRefused where no tool can be started.
    """
    with _worktree(repository, conflict) as worktree:
        command = [
            "git",
            "-c",
            "mergetool.keepBackup=false",
            "mergetool",
            "-y",
            "--",
            worktree.file.name,
        ]
        status = run_in_foreground(command, worktree.directory, worktree.env)
        text = worktree.file.read_bytes()
        is_resolved = not worktree.git("ls-files", "-u")
    if status and not is_resolved:
        raise StateRefused("git mergetool did not resolve the file", "set merge.tool, or use e")
    return text if is_resolved else None


class _Worktree(Struct, frozen=True):
    """A temporary working tree with one file in conflict."""

    repository: Repository
    directory: Path
    file: Path
    env: dict[str, str]

    def git(self, *args: str, stdin: bytes = b"") -> bytes:
        """Run git in it; its output, which is empty where git fails."""
        return self.repository.try_run(*args, stdin=stdin, env=self.env, cwd=self.directory).stdout


@contextmanager
def _worktree(repository: Repository, conflict: Conflict) -> Iterator[_Worktree]:
    objects = Objects(repository)
    blobs = [objects.write("blob", text) for text in conflict.texts]
    with (
        tempfile.TemporaryDirectory(prefix="git-split-") as scratch,
        objects.quarantine() as quarantine,
    ):
        git_dir, directory = Path(scratch, "git"), Path(scratch, "work")
        git_dir.mkdir()
        directory.mkdir()
        (git_dir / "HEAD").write_text("ref: refs/heads/conflict\n")
        (git_dir / "commondir").write_bytes(os.fsencode(repository.common_dir) + b"\n")
        quarantine.show()
        env = {**quarantine.env, "GIT_DIR": str(git_dir), "GIT_WORK_TREE": str(directory)}
        env["GIT_INDEX_FILE"] = str(git_dir / "index")
        name = conflict.at.path.rpartition(b"/")[2]
        worktree = _Worktree(repository, directory, directory / os.fsdecode(name), env)
        sides = enumerate(zip(conflict.at.sides, blobs, strict=True), 1)
        rows = (b"100644 %s %d\t%s\0" % (oid.encode(), n, name) for n, (side, oid) in sides if side)
        worktree.git("update-index", "-z", "--index-info", stdin=b"".join(rows))
        worktree.file.write_bytes(merged_text(repository, conflict) or conflict.texts[1])
        yield worktree
