"""Conflicts with the commits above: the list, an opened conflict, and the answers to its keys."""

from __future__ import annotations

from collections.abc import Sequence

from splitter.core.diff.paths import quote, some
from splitter.core.objects.tree import Entry
from splitter.core.options import EmptyCommits
from splitter.core.plan.resolutions import Taken
from splitter.core.rewrite.commits import StackedCommit
from splitter.core.rewrite.conflicts import EXECUTABLE, Conflict, ConflictKind, progress_in_words
from splitter.core.text.counts import count_in_words
from splitter.view.text.display import safe

#: How a conflict is resolved, in a word.
HOW = {Taken.OURS: "ours", Taken.THEIRS: "theirs", Taken.TEXT: "edited"}

# The list

KEYS = (
    ("Enter", "open"),
    ("o", "ours: new history"),
    ("t", "theirs: commit"),
    ("e", "edit"),
    ("?", "keys"),
)
SIDES = (("o", "ours"), ("t", "theirs"), ("e", "edit"))
PROGRAMS = (("E", "editor"), ("M", "merge tool"))
CONTINUE = ("w", "continue")
BACK = ("Esc", "back")
ONLY_THIS_BRANCH = ("b", "move only this branch")
NOTHING_MOVED = "Nothing is written yet; Esc goes back and keeps the resolutions."


def title(resolved: int, left: int, later: int) -> str:
    """The title: how many conflicts are resolved, are left, and may follow."""
    return f" Conflicts with commits above: {progress_in_words(resolved, left, later)}"


def cause(end: str) -> str:
    """The reason of the conflicts: what makes the end result differ."""
    return f"Resolve the conflicts to {safe(end)}."


def commit(conflict: Conflict) -> str:
    """The commit above, with its branches."""
    one = conflict.commit
    on = f" on {', '.join(conflict.branches)}" if conflict.branches else ""
    return safe(f"{one.oid[:10]} {one.subject}{on}")


def state(conflict: Conflict, taken: Taken | None, *, is_remembered: bool) -> str:
    """The resolution of a conflict, or a remark about it."""
    if taken is not None:
        return HOW[taken]
    if is_remembered:
        return "r: resolve as before (rerere)"
    return "was resolved for other lines" if conflict.is_void else ""


# An opened conflict

NEW_HISTORY, BASE, ABOVE = "ours: the new history", "base", "theirs: the commit above"
NO_LINES = "(no lines)"
BINARY = "The file is binary: take a side, or use a merge tool (M)."


def kind(conflict: Conflict) -> str:
    """The kind of a conflict, in a sentence without its full stop."""
    name = conflict.commit.oid[:10]
    return {
        ConflictKind.CONTENT: f"the new history and {name} have different lines",
        ConflictKind.ADDED_TWICE: f"the new history and {name} both add the file",
        ConflictKind.DELETED_BELOW: f"the new history has no such file, and {name} changes it",
        ConflictKind.DELETED_ABOVE: f"{name} deletes the file, and the new history changes it",
        ConflictKind.RENAMED: f"the file is renamed differently in the new history and in {name}",
        ConflictKind.MODE: f"the same file, executable in the new history or in {name} only",
        ConflictKind.NOT_A_FILE: f"a submodule or a symbolic link differs from that of {name}",
    }[conflict.at.kind]


def outcome(conflict: Conflict, taken: Taken) -> str:
    """The effect of taking a side."""
    side = conflict.at.side(taken)
    if side and conflict.at.has_modes:
        executable = "executable" if side.mode == EXECUTABLE else "not executable"
        return f"take the whole file of {_owner(conflict, taken)}, {executable}"
    if not side:
        return "leave the file out"
    return f"take the whole file of {_owner(conflict, taken)}{_what(side)}"


def _owner(conflict: Conflict, taken: Taken) -> str:
    """The name of a side that is taken."""
    return "the new history" if taken is Taken.OURS else conflict.commit.oid[:10]


def _what(side: Entry) -> str:
    """The kind of a side that is not a file."""
    names = {b"160000": "submodule at", b"120000": "link"}
    return f" ({names[side.mode]} {side.oid.hex()[:10]})" if side.mode in names else ""


# Commits above that become empty

DROP = "drop it"
KEEP = "keep it, without changes"
DROP_ALL = "drop all of them"
KEEP_ALL = "keep all of them, without changes"
BACK_TO_DIFF = "back to the diff; nothing is written"


def becomes_empty(one: StackedCommit, number: int, count: int, paths: Sequence[bytes]) -> str:
    """The question what to do with a commit above that has no changes left.

    It is one of so many; ``paths`` are its files whose conflicts were resolved.
    """
    name = f"{one.oid[:10]} ({safe(one.subject)})"
    place = f" ({number} of {count})" if count > 1 else ""
    if len(one.commit.parents) > 1:
        why = "the commits that it merges are dropped"
    elif paths:
        why = f"nothing of it is left after the resolution of {safe(some(list(map(quote, paths))))}"
    else:
        why = "the new history has its changes already"
    return f"{name} becomes empty{place}: {why}. Drop the commit, or keep it?"


def answered(commits: Sequence[StackedCommit], action: EmptyCommits) -> str:
    """Commits above that become empty are dropped, or kept."""
    done = "dropped" if action is EmptyCommits.DROP else "kept"
    return f"{some([one.oid[:10] for one in commits])} becomes empty and is {done}"


# Messages

MARKERS = "remove the lines with <<<<<<<, ======= and >>>>>>>, and the lines not wanted"
NOT_TEXT = "this is not a text: take a side with o or t, or use a merge tool (M)"
NOT_UTF_8 = "this text cannot be edited here: use E, your editor"
NOT_REMEMBERED = "git has no earlier resolution of this conflict"
NOT_RESOLVED = "the merge tool did not resolve the conflict"
UNCHANGED = "the conflict is not resolved"
KEEP_TEXT = "Save the resolution?"
EDIT_KEYS = (("^S", "save"), ("Esc", "cancel"))
ONLY_KEYS = "o ours, t theirs, e edit, E your editor, M merge tool, r as before, Esc back"
TOO_MANY_LEFT = "resolve every conflict first"


def heading(conflict: Conflict) -> str:
    """The heading of the editor."""
    return f" {safe(quote(conflict.at.path))} in {commit(conflict)}"


def resolved(conflict: Conflict, taken: Taken) -> str:
    """A conflict was resolved."""
    how = {Taken.OURS: "with ours", Taken.THEIRS: "with theirs", Taken.TEXT: "as edited"}[taken]
    return f"{safe(quote(conflict.at.path))} in {conflict.commit.oid[:10]} resolved {how}"


def back(left: int) -> str:
    """The list was left with so many conflicts open."""
    if not left:
        return "conflicts resolved: w writes"
    conflicts = count_in_words(left, "conflict")
    return f"{conflicts} left, what is resolved is kept: w opens the list again"
