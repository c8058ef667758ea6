"""The check that a split of a commit would move a ref."""

from __future__ import annotations

from splitter.core.options import UpdatedRefs
from splitter.errors import StateRefused
from splitter.gitio.git.repository import Repository


def refuse_unreached(repository: Repository, oid: str, update_refs: UpdatedRefs) -> None:
    """Raise StateRefused where no ref to update has the commit."""
    done = repository.try_run("merge-base", "--is-ancestor", oid, "HEAD")
    if not done.status:
        return
    branches = ("for-each-ref", "--count=1", "--format=%(refname)")
    if update_refs is UpdatedRefs.HEAD:
        has_branches = bool(repository.run(*branches, "refs/heads"))
        raise unreached(oid, update_refs, has_branches)
    if not repository.run(*branches, f"--contains={oid}", "refs/heads"):
        raise unreached(oid, update_refs, has_branches=False)


def unreached(oid: str, update_refs: UpdatedRefs, has_branches: bool) -> StateRefused:
    """The error for a commit that no ref to update contains.

    ``has_branches`` is whether there is a local branch at all.
    """
    holders = (
        "no branch contains" if update_refs is UpdatedRefs.BRANCHES else "HEAD does not contain"
    )
    hint = f"check out a branch that contains it, or make one: git branch <name> {oid[:10]}"
    if update_refs is UpdatedRefs.HEAD and has_branches:
        hint = "use --update-refs=branches, or check out a branch that contains it"
    return StateRefused(f"{holders} {oid[:10]}", hint)
