"""The reports after a split and after an undo, line by line."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from splitter.core.diff.paths import some
from splitter.core.report.result import file_counts
from splitter.core.rewrite.refs import RefUpdate, short
from splitter.core.text.controls import printable
from splitter.core.text.counts import count_in_words

if TYPE_CHECKING:
    from splitter.core.plan.plan import Plan
    from splitter.core.rewrite.commits import StackedCommit
    from splitter.core.rewrite.rewrite import Rewrite
    from splitter.core.rewrite.target import Target


def split_report(target: Target, rewrite: Rewrite, hidden: Sequence[str] = ()) -> list[str]:
    """The report of a split, line by line; ``hidden`` as in `Written`."""
    lines = [f"Split {target.oid[:10]} ({printable(target.subject)}) into {len(rewrite.parts)}:"]
    for part in rewrite.parts:
        kept = part is rewrite.heir and part.message.change_id
        mark = f"  (keeps {part.message.change_id[:9]})" if kept else ""
        lines.append(f"  {part.oid[:10]} {printable(part.message.subject)}{mark}")
        lines.append(f"    {printable(counts_in_words(rewrite.plan, part.number))}")
    if rewrite.dropped:
        lines += _report_dropped(rewrite, hidden)
    if rewrite.edited:
        lines.append(f"Edited for good: {_names(rewrite.edited)}")
    lines += _report_emptied(rewrite)
    rewritten = len(rewrite.above) - len(rewrite.left_out)
    if rewritten:
        lines.append(f"Rewrote {count_in_words(rewritten, 'commit')} above.")
    lines.append(f"Moved {_names(short(update.name) for update in rewrite.updates)}.")
    if rewrite.tags:
        lines.append(f"Tags that stay on the old commits: {_names(rewrite.tags)}.")
    if rewrite.branches:
        lines.append(f"Branches that stay on the old commits: {_names(rewrite.branches)}.")
    if rewrite.detached:
        stay = _names(rewrite.detached)
        lines.append(f"Worktrees whose detached HEAD stays on the old commits: {stay}.")
    if rewrite.remotes:
        again = f"; push {_names(rewrite.pushed)} with --force-with-lease" if rewrite.pushed else ""
        lines.append(f"Already pushed to {_names(rewrite.remotes)}{again}.")
    if rewrite.unsigned:
        lost = count_in_words(rewrite.unsigned, "signature")
        lines.append(f"{lost} dropped (set commit.gpgSign to re-sign).")
    return lines


def undo_report(subject: str, updates: Iterable[RefUpdate], draft: str) -> list[str]:
    """The report of an undo, line by line.

    ``subject`` names the split, ``updates`` are the refs, and ``draft`` is the commit that has a
    draft again, "" for none.
    """
    names = _names(short(update.name) for update in updates)
    subject = printable(subject).removeprefix("split: ")
    lines = [f"Undid the split of {subject}.  Moved {names} back."]
    if draft:
        lines.append(f"To edit this split again: git split {draft[:10]}")
    return lines


def _report_dropped(rewrite: Rewrite, hidden: Sequence[str]) -> list[str]:
    """Report the fate of the dropped changes."""
    dropped = printable(rewrite.dropped)
    if rewrite.discards and not rewrite.cancelled_by:
        return [f"Dropped and discarded: {dropped}"]
    lines = [f"Dropped: {dropped}"]
    if rewrite.uncommitted and not hidden:
        lines = [f"Dropped, kept as an uncommitted change: {dropped}"]
        lines.append("To discard it: git restore <path>")
    elif rewrite.cancelled_by and not rewrite.uncommitted:
        by = _commit(rewrite.cancelled_by)
        lines.append(f"No uncommitted change is left: from {by} on, the files are as before.")
    return lines


def _report_emptied(rewrite: Rewrite) -> list[str]:
    """Report the commits above that no longer change anything."""
    left_out = [one for one in rewrite.emptied if one.oid in rewrite.left_out]
    hint = " (--empty=drop leaves them out)" if rewrite.undecided else ""
    groups = (
        ("Left out because they became empty", left_out),
        (f"Became empty and were kept{hint}", rewrite.kept_empty),
    )
    return [f"{words}: {some(list(map(_commit, one)), few=8)}" for words, one in groups if one]


def counts_in_words(plan: Plan, number: int) -> str:
    """The files of a part with the lines that it adds and removes, and the sum of more than one."""
    found = list(file_counts(plan, number))
    files = [
        f"{one.path} ({', '.join([*one.file_changes, f'+{one.added} -{one.removed}'])})"
        for one in found
    ]
    if len(found) < 2:
        return "".join(files)
    added, removed = sum(one.added for one in found), sum(one.removed for one in found)
    total = f"{count_in_words(len(found), 'file')}, +{added} -{removed}"
    return f"{total}: {some(files, few=8)}"


def _commit(one: StackedCommit) -> str:
    """A commit above by its old id and its subject."""
    return f"{one.oid[:10]} ({printable(one.subject)})"


def _names(names: Iterable[str]) -> str:
    return some(list(map(printable, names)), few=8)
