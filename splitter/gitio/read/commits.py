"""The commits that one may want to split, for choosing one."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence

from splitter.core.diff.model import Patch
from splitter.core.diff.parse import parse
from splitter.core.rewrite.commits import Counts, ListedCommit
from splitter.errors import GitFailed
from splitter.gitio.drafts.store import drafts_of
from splitter.gitio.git.repository import Repository
from splitter.gitio.read.target import DIFF, refuse_no_commits

#: How many commits are read at once.
AT_MOST = 50

_FORM = "%H%x00%P%x00%an%x00%at%x00%s%x00%b"


def read_latest(repository: Repository) -> list[ListedCommit]:
    """The commits from the upstream to HEAD, or the last ones, the latest first.

    Raises TargetRefused where there are no commits yet, GitFailed where git cannot read them.
    """
    upstream = repository.try_run("rev-parse", "-q", "--verify", "@{upstream}")
    found = [] if upstream.status else _read(repository, 0, "^@{upstream}")
    try:
        return found or _read(repository, 0)
    except GitFailed:
        refuse_no_commits(repository)
        raise


def read_older(repository: Repository, shown: Collection[str]) -> list[ListedCommit]:
    """The next commits of HEAD, the latest first; none at the end of history.

    Those shown already, by their ids, are left out.  Raises GitFailed.
    """
    skipped = 0
    while found := _read(repository, skipped):
        older = [one for one in found if one.oid not in shown]
        if older:
            return older
        skipped += AT_MOST
    return []


def _read(repository: Repository, skipped: int, *since: str) -> list[ListedCommit]:
    """The commits of HEAD behind the first ``skipped`` ones."""
    form = ("-z", "--no-color", "--no-show-signature", f"--format={_FORM}")
    out = repository.run("log", *form, f"-{AT_MOST}", f"--skip={skipped}", "HEAD", *since)
    many = f"-{skipped + AT_MOST}"
    unpushed = set(repository.run("rev-list", many, "HEAD", "--not", "--remotes").decode().split())
    drafts = drafts_of(repository).targets()
    fields = out.split(b"\0")
    rows = zip(*(fields[start::6] for start in range(6)), strict=False)
    return [_candidate(row, unpushed, drafts) for row in rows]


def _candidate(row: Sequence[bytes], unpushed: set[str], drafts: frozenset[str]) -> ListedCommit:
    oid, parents, author, when, subject, body = row
    name = oid.decode()
    return ListedCommit(
        oid=name,
        subject=subject.decode(errors="replace"),
        body=body.decode(errors="replace"),
        merge=len(parents.split()) > 1,
        pushed=name not in unpushed,
        draft=name in drafts,
        author=author.decode(errors="replace"),
        when=int(when),
    )


def count(repository: Repository, oids: Iterable[str]) -> Iterator[tuple[str, Counts]]:
    """The sizes of some commits, each as soon as it is known; nothing for a merge.

    It is the size of the patch that the screen shows.  Raises GitFailed where git cannot read a
    commit.
    """
    for oid in oids:
        diff = repository.run(
            *DIFF, "--root", "--no-commit-id", oid, env={"GIT_ATTR_NOSYSTEM": "1"}
        )
        yield oid, _counts(parse(diff))


def _counts(patch: Patch) -> Counts:
    return Counts(
        files=len(patch),
        hunks=sum(len(file.hunks) for file in patch),
        added=sum(len(file.added) for file in patch),
        removed=sum(len(file.removed) for file in patch),
    )
