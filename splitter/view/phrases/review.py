"""The review before writing: its title, its keys, its messages and its warnings."""

from __future__ import annotations

from collections.abc import Sequence

from splitter.core.diff.paths import quote, some
from splitter.core.plan.resolutions import Taken
from splitter.core.rewrite.refs import HEAD
from splitter.core.text.counts import count_in_words, plural
from splitter.view.phrases.conflicts import HOW
from splitter.view.phrases.wording import DROPPED_IS, enumeration
from splitter.view.text.display import Pieces, safe

#: How many of the refs that move are named in the first sentence.
NAMED = 3
TITLE = " review: nothing is written yet"
#: The words of the keys, in full and short.
WRITE = ("write the new history", "write")
ALL_BRANCHES = ("move all branches", "all branches")
BACK = ("back, nothing is changed", "back")
DISCARD_DROPPED = ("discard dropped changes", "discard dropped")
KEEP_DROPPED = ("keep dropped changes", "keep dropped")
NOTHING_DROPPED = "nothing is dropped"
DROP_EMPTY = ("drop empty commits", "drop empty")
KEEP_EMPTY = ("keep empty commits", "keep empty")
NOTHING_EMPTY = "no commit above becomes empty"
EMPTY_DROPPED = "commits that become empty are dropped"
EMPTY_KEPT = "commits that become empty are kept"
MORE = "more"
HELP = "keys"
KEYS = "y: write, Esc: back, ?: all keys"
TOO_EARLY = "y was pressed before the review was shown: read it, then press y to write"
CANCELLED = "cancelled; nothing was changed"
NO_OTHER_BRANCH = "no other branch contains the commit"
NO_PLACE = f"no warning is about a line · {KEYS}"
BACK_TO_REVIEW = "back to the review"
#: What to do instead if a rewrite is refused.
BACK_UNCHANGED = "back; nothing was changed"


def only(branch: str) -> tuple[str, str]:
    """The words of the key that moves only that branch, in full and short."""
    name = safe(branch)
    return f"move only {name}", f"only {name}"


def review_only(branch: str) -> str:
    """The advice where a rewrite is refused: move only that branch."""
    return f"move only {safe(branch)}, and review that"


def refs_move(names: Sequence[str]) -> str:
    """The refs that move, by their names."""
    more = [f"{len(names) - NAMED} more"] if len(names) > NAMED else []
    refs = safe(enumeration([*names[:NAMED], *more]))
    if HEAD not in names:
        refs = f"{plural('branch', len(names))} {refs}"
    return f"{refs} {'move' if names[1:] else 'moves'}"


# The conflicts that were resolved

RESOLVED = "CONFLICTS RESOLVED"


def resolved(commit: str, subject: str, path: bytes, taken: Taken) -> str:
    """The resolution of a conflict, in words."""
    return safe(f"{quote(path)} in {commit[:8]} {subject}: {HOW[taken]}")


# The summary


def summary(parts: int, rewritten: int, refs: str, *, is_signed: bool, has_dropped: bool) -> str:
    """The rewrite in a sentence; ``refs`` are the refs that move, with their verb."""
    clauses = [f"1 commit becomes {parts}"]
    if rewritten:
        are = "is" if rewritten == 1 else "are"
        clauses.append(f"{count_in_words(rewritten, 'commit')} above {are} rewritten")
    clauses.append(refs)
    if is_signed:
        clauses.append("the new commits are signed")
    if has_dropped:
        clauses.append("changes are dropped")
    return "; ".join(clauses) + "."


# Warnings


def pushed(names: Sequence[str], branches: Sequence[str]) -> str:
    """Remote-tracking branches have the old commit; ``branches`` were pushed, and move."""
    have = "has" if len(names) == 1 else "have"
    push = f"; push {safe(some(branches))} with --force-with-lease" if branches else ""
    return f"pushed already: {safe(some(names))} {have} the old commit{push}"


def branches_stay(names: Sequence[str]) -> str:
    """Branches that have the old commit and do not move."""
    return on_the_old_commits(names)


def detached_stays(names: Sequence[str]) -> str:
    """Worktrees whose detached HEAD does not move."""
    return f"the detached HEAD of {safe(some(names))} stays on the old commits"


def signatures_lost(count: int) -> str:
    """Commits above that are not signed again."""
    lose = "loses its signature" if count == 1 else "lose their signatures"
    return f"{count_in_words(count, 'commit')} {lose}; set commit.gpgSign to re-sign"


def edited_for_good(files: Sequence[str], above: int) -> str:
    """Files that the last commit has otherwise than before, and how many commits are above it."""
    carried = f" and is carried into {count_in_words(above, 'commit')} above" if above else ""
    return f"an edit for good changes the end result of {safe(some(files))}{carried}"


def emptied(commits: Sequence[str], *, is_left_out: bool) -> str:
    """Commits above that have no changes left."""
    then, change = ("left out", "keeps") if is_left_out else ("kept", "drops")
    return f"commits above that become empty are {then}: {some(commits)}; e {change} them"


def long_lines(columns: int, names: Sequence[str]) -> str:
    """Parts whose messages have long lines."""
    return f"lines over {columns} columns in the message of {some(names)}"


def guessed(places: str) -> str:
    """Places at which the interleaving of old and new lines is a guess."""
    return f"the order of old and new lines is a guess: {places}; o shows it, {{ and }} change it"


def guessed_at(path: str, lines: Sequence[str]) -> str:
    """A file with the first lines of such places."""
    return f"{path} (from old line {some(lines)} on)"


def brackets(places: str) -> str:
    """Places at which a bracket has no counterpart."""
    return f"unbalanced brackets: {places}; o shows them"


def brackets_at(path: str, surplus: str, name: str) -> str:
    """A file with the bracket, and the part after which it has it."""
    return f"{path} has {surplus} after {name}"


def subject_too_long(name: str, length: int, at_most: int) -> str:
    """A subject that many tools do not show as a whole."""
    return f"the subject of {name} has {length} characters; many tools cut it at {at_most}"


# Sections

MOVES, UNCHANGED, HOOKS, DROPPED_HEADING = "REFS THAT MOVE", "UNCHANGED", "HOOKS", "DROPPED"
BEFORE, AFTER = "BEFORE", "AFTER"
NOT_COMMITTED = "not committed"
WORKING_TREE = "  working tree: "
CHECKED_OUT = "  checked out here"
HOOK_RUNS_LATER = "runs after writing, with all old and new ids"
HOOK_HAS_RUN = "has checked every message"
UNDO = "To undo afterwards: git split --undo"
MERGED = " merged from elsewhere"
LEFT_OUT = "left out (empty)"


def more_commits(count: int) -> str:
    """Commits that are not listed."""
    return f"… {count:,} more …"


def on_the_old_commits(names: Sequence[str]) -> str:
    """Refs that do not move."""
    return f"{safe(some(names, 6))} {'stays' if len(names) == 1 else 'stay'} on the old commits"


def too_long(length: int) -> str:
    """A subject of that length is too long."""
    return f"subject too long: {length}"


def dropped_details(*, is_uncommitted: bool, is_discarded: bool, cancelled_by: str) -> str:
    """The fate of the dropped changes, in words."""
    if cancelled_by:
        return f"not committed; from {cancelled_by} on, the files are as before"
    if is_discarded:
        return "not committed; discarded"
    return DROPPED_IS if is_uncommitted else NOT_COMMITTED


def files_stay(
    *,
    is_uncommitted: bool,
    cancelled_by: str,
    edited: Sequence[str] = (),
    discarded: Sequence[str] = (),
) -> str:
    """The effect on the files of the working tree.

    ``edited`` files follow edits for good, and texts that resolve conflicts; ``discarded`` ones
    lose dropped changes, and may follow edits as well.
    """
    if discarded or edited:
        followed = [(discarded, "dropped changes are discarded"), (edited, "as in the new commits")]
        differs = "; ".join(f"{some(paths)}: {how}" for paths, how in followed if paths)
        dropped = "; the dropped changes are uncommitted" if is_uncommitted else ""
        return f"unchanged, except {differs}{dropped}"
    if is_uncommitted:
        return "unchanged; the dropped changes are uncommitted (git restore <path> discards them)"
    if cancelled_by:
        return f"unchanged; from {cancelled_by} on, the commits have them as before"
    return "unchanged"


# Help

#: The signs of the review.
SIGNS: tuple[Pieces, ...] = (
    (("", "plain"),),
    (("SIGNS", "bold"),),
    ((" ●  ○         ", "key"), ("a commit that is rewritten; one that stays", "plain")),
    ((" →  =         ", "key"), ("is rewritten as; stays the same", "plain")),
    ((" ◆            ", "key"), ("the part keeps the Change-Id and notes", "plain")),
    ((" !            ", "key"), ("a warning: check this before writing", "plain")),
    ((" [main]       ", "key"), ("the branches and tags at a commit", "plain")),
)
