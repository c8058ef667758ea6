"""The texts around the list of commits: title, footer, messages, and the signs in the help."""

from __future__ import annotations

from splitter.core.text.counts import count_in_words
from splitter.view.keys.actions import Keys, key_in_words
from splitter.view.picking.commit_list import CommitList
from splitter.view.picking.commit_row import MEDIUM
from splitter.view.text.display import Pieces

#: No commit can be opened, and how to find more.
NO_COMMIT_SHOWN = "no commit matches: Esc shows all"
NONE_MATCHES = "no commit matches: Esc, then + adds older commits"
#: The words of the footer that are always there.
ESSENTIAL = frozenset(("split", "keys", "quit", "to the list"))
#: The help of this screen, behind its keys.
SIGNS: tuple[Pieces, ...] = (
    (("", "plain"),),
    (("IN THE FILTER", "bold"),),
    ((" ↑ ↓ PgUp PgDn", "key"), ("  move in the list", "plain")),
    ((" Enter        ", "key"), ("  split the commit under the cursor", "plain")),
    ((" Esc          ", "key"), ("  back to the list, filtered", "plain")),
    (("", "plain"),),
    (("SIGNS", "bold"),),
    ((" ●  ◎         ", "key"), ("  a commit; a merge, which cannot be split", "plain")),
    ((" draft        ", "key"), ("  has a draft, which can be resumed", "plain")),
    ((" pushed       ", "key"), ("  is on a remote-tracking branch", "plain")),
)
#: In front of the filter, on a wide screen and on a narrow one.
_FILTER = " Filter by message, author or id: "
_FILTER_SHORT = " by message, author, id: "


def filter_label(columns: int) -> str:
    """The label before the filter on a screen of so many columns."""
    return _FILTER if columns >= MEDIUM else _FILTER_SHORT


def title(commits: CommitList, columns: int) -> str:
    """The title: how many commits are listed, and how many of them are shown."""
    count, shown = len(commits.commits), len(commits.shown)
    only = "" if shown == count else f", {shown:,} shown"
    begun = sum(one.oid in commits.drafts for one in commits.commits)
    drafts = f", {begun} with a draft" if begun else ""
    name = " git split: choose a commit · latest" if columns >= MEDIUM else " choose a commit:"
    return f"{name} {count:,}{drafts}{only}"


def older_in_words(found: int, shown: int) -> str:
    """The numbers of older commits that were added and of those that are shown, in words."""
    if not found:
        return "no older commits"
    older = f"{count_in_words(found, 'older commit')} added"
    return older if shown == found else f"{older}, {shown:,} of them match"


def offers(
    keys: Keys, can_split: bool, is_filtering: bool, is_filtered: bool
) -> list[tuple[str, str]]:
    """The keys with their words, in the filter or in the list."""
    split = [("Enter", "split")] if can_split else []
    if is_filtering:
        return [*split, ("Esc", "to the list"), ("↑ ↓", "move")]
    names = [
        ("narrow", "filter"),
        ("older", "older commits"),
        ("help", "keys"),
        ("quit", "quit"),
    ]
    if is_filtered:
        names.insert(1, ("show-all", "show all"))
    words = [(keys[name], word) for name, word in names]
    return [*split, *((key_in_words(some[0]), word) for some, word in words if some)]
