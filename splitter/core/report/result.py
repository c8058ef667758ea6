"""The result of a split or of a dry run as JSON: commits, refs, what is dropped, and warnings."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Literal

from msgspec import Struct, field

from splitter.core.diff.paths import quote
from splitter.core.plan.constraints import DROPPED
from splitter.core.plan.locations import lines_in_words
from splitter.core.plan.plan import Plan
from splitter.core.rewrite.commits import RewrittenPart
from splitter.core.rewrite.refs import RefUpdate
from splitter.core.rewrite.rewrite import Rewrite
from splitter.core.rewrite.target import Target


class FileCountJson(Struct, frozen=True, omit_defaults=True):
    """The changes of a part in a file: counts of lines, and file changes by name."""

    path: str
    added: int
    removed: int
    file_changes: tuple[str, ...] = ()


class EditJson(Struct, frozen=True):
    """An edit: the path, its lines in words, and until when it holds."""

    path: str
    lines: str
    until: Literal["change", "next", "end"]


class PartJson(Struct, frozen=True):
    """A new commit: its id, its subject and message, its files and edits, and if it is the heir."""

    commit: str
    subject: str
    message: str
    heir: bool
    files: tuple[FileCountJson, ...]
    edits: tuple[EditJson, ...]


class AboveJson(Struct, frozen=True):
    """A commit above: its old id, its new one, and whether it became empty or was left out."""

    old: str
    new: str | None
    subject: str
    empty: bool


class RefJson(Struct, frozen=True):
    """A ref that moves, with its old and its new value."""

    name: str
    old: str
    new: str


class ResultJson(Struct, frozen=True):
    """A split; in a dry run no ref has moved.

    ``dropped`` are the changes in no part; ``uncommitted`` is whether they are kept as uncommitted
    changes, ``discarded`` whether the files lose them.  ``edited`` are the files that edits leave
    otherwise than the commit did.
    ``staying`` are tags, branches and worktrees that stay on the old commits, ``remotes`` the
    remote-tracking branches that have the old ones, and ``force_push`` the branches to push again.
    """

    version: Literal[1] = field(name="schema")
    dry_run: bool
    commit: str
    parts: tuple[PartJson, ...]
    above: tuple[AboveJson, ...]
    refs: tuple[RefJson, ...]
    dropped: tuple[FileCountJson, ...]
    uncommitted: bool
    discarded: bool
    edited: tuple[str, ...]
    staying: tuple[str, ...]
    remotes: tuple[str, ...]
    force_push: tuple[str, ...]
    signatures_dropped: int
    warnings: tuple[str, ...]


def describe_result(
    target: Target, rewrite: Rewrite, warnings: Iterable[str], dry_run: bool
) -> ResultJson:
    """The result of a rewrite that was written, or of a dry run."""
    return ResultJson(
        version=1,
        dry_run=dry_run,
        commit=target.oid,
        parts=tuple(_part(rewrite, part) for part in rewrite.parts),
        above=tuple(_above(rewrite)),
        refs=tuple(map(_ref, rewrite.updates)),
        dropped=tuple(file_counts(rewrite.plan, DROPPED)),
        uncommitted=rewrite.uncommitted,
        discarded=rewrite.discards,
        edited=rewrite.edited,
        staying=(*rewrite.tags, *rewrite.branches, *rewrite.detached),
        remotes=rewrite.remotes,
        force_push=rewrite.pushed,
        signatures_dropped=rewrite.unsigned,
        warnings=tuple(warnings),
    )


def file_counts(plan: Plan, number: int) -> Iterator[FileCountJson]:
    """The changes of a part in each of its files."""
    for at in plan.files_of(number):
        file, choice = plan.patch.files[at], plan.assignment[at]
        added, removed = plan.lines_of(at, number)
        file_changes = (
            f.kind.value for n, f in enumerate(file.file_changes) if choice[n] == number
        )
        yield FileCountJson(quote(file.path), added, removed, tuple(file_changes))


def _part(rewrite: Rewrite, part: RewrittenPart) -> PartJson:
    return PartJson(
        commit=part.oid,
        subject=part.message.subject,
        message=part.commit.text,
        heir=part is rewrite.heir,
        files=tuple(file_counts(rewrite.plan, part.number)),
        edits=tuple(_edits(rewrite.plan, part.number)),
    )


def _edits(plan: Plan, number: int) -> Iterator[EditJson]:
    for edit in plan.edits:
        if edit.number == number:
            file = plan.patch.files[edit.file]
            lines = lines_in_words(file, edit.location)
            yield EditJson(quote(file.path), lines, edit.until.value)


def _above(rewrite: Rewrite) -> Iterator[AboveJson]:
    left_out, emptied = rewrite.left_out, {one.oid for one in rewrite.emptied}
    for one in rewrite.above:
        new = None if one.oid in left_out else rewrite.renamed[one.oid]
        yield AboveJson(one.oid, new, one.subject, one.oid in emptied)


def _ref(update: RefUpdate) -> RefJson:
    return RefJson(update.name, update.old, update.new)
