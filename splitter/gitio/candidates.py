"""The commits that one may want to split, for choosing one."""

from __future__ import annotations

import re
from dataclasses import dataclass

from splitter.gitio.drafts import drafts_of
from splitter.gitio.repo import Repository

#: How many commits are offered where no upstream says where to begin.
AT_MOST = 50

#: A line that no patch can have begins each commit: those of a patch begin with a mark or a word.
_FORM = "%x01commit %H%x00%P%x00%an%x00%at%x00%s%x00"
_COMMIT = re.compile(rb"^\x01commit ", re.MULTILINE)
_HUNK = re.compile(rb"^@@ -", re.MULTILINE)
_FILE = re.compile(rb"^diff --git ", re.MULTILINE)
_ADDED = re.compile(rb"^\+(?!\+\+ )", re.MULTILINE)
_REMOVED = re.compile(rb"^-(?!-- )", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A commit with what it changes; ``pushed`` if a remote-tracking branch has it.

    ``when`` is when it was made, in seconds since 1970.
    """

    oid: str
    subject: str
    files: int
    hunks: int
    added: int
    removed: int
    merge: bool
    pushed: bool
    draft: bool
    author: str
    when: int


def read_candidates(repository: Repository) -> list[Candidate]:
    """The commits from the upstream to HEAD, or the last ones, the latest first.

    Raises GitFailed where there is no commit yet.
    """
    upstream = repository.try_run("rev-parse", "-q", "--verify", "@{upstream}")
    since = [] if upstream.status else ["^@{upstream}"]
    args = ("log", "-p", "--no-color", "--no-ext-diff", "--no-textconv", "-M", f"-{AT_MOST}")
    out = repository.run(*args, f"--format={_FORM}", "HEAD", *since)
    if not out.strip():  # all of it is pushed
        out = repository.run(*args, f"--format={_FORM}", "HEAD")
    unpushed = set(
        repository.run("rev-list", f"-{AT_MOST}", "HEAD", "--not", "--remotes").decode().split()
    )
    drafts = drafts_of(repository).targets()
    return [_candidate(row, unpushed, drafts) for row in _COMMIT.split(out)[1:]]


def _candidate(row: bytes, unpushed: set[str], drafts: frozenset[str]) -> Candidate:
    oid, parents, author, when, subject, patch = row.split(b"\0", 5)
    name = oid.decode()
    return Candidate(
        oid=name,
        subject=subject.decode(errors="replace"),
        files=len(_FILE.findall(patch)),
        hunks=len(_HUNK.findall(patch)),
        added=len(_ADDED.findall(patch)),
        removed=len(_REMOVED.findall(patch)),
        merge=len(parents.split()) > 1,
        pushed=name not in unpushed,
        draft=name in drafts,
        author=author.decode(errors="replace"),
        when=int(when),
    )
