"""The texts around the list of commits: title, footer, messages, and the signs in the help."""

from __future__ import annotations

from splitter.core.text.counts import count_in_words
from splitter.view.keys.actions import Keys, key_in_words
from splitter.view.picking.commit_list import CommitList
from splitter.view.picking.commit_row import MEDIUM
from splitter.view.text.display import Toned

#: Why no commit is opened where the filter shows none, and where to look for more.
NO_COMMIT_SHOWN = "no commit is shown: Esc shows all again"
NONE_MATCHES = "none of these has that: Esc, then + looks among older ones"
#: The words of the footer that are always there.
ESSENTIAL = frozenset(("split this one", "keys", "leave", "to the list"))
#: What the help says of this screen beside its keys.
SIGNS: tuple[Toned, ...] = (
    (("", "plain"),),
    (("IN THE LINE OF THE FILTER", "bold"),),
    ((" ↑ ↓ PgUp PgDn", "key"), ("  move in the list", "plain")),
    ((" Enter        ", "key"), ("  split the commit under the cursor", "plain")),
    ((" Esc          ", "key"), ("  back to the list, as it is shown", "plain")),
    (("", "plain"),),
    (("SIGNS", "bold"),),
    ((" ●  ◎         ", "key"), ("  a commit, a merge: that cannot be split", "plain")),
    ((" draft        ", "key"), ("  it was begun, and can be gone on with", "plain")),
    ((" pushed       ", "key"), ("  a remote-tracking branch has it", "plain")),
)
#: What is looked at where one filters, in many words and in few.
_FILTER = " Only with this in message, author or id: "
_FILTER_SHORT = " in message, author, id: "


def filter_label(columns: int) -> str:
    """What stands before the filter on a screen of so many columns."""
    return _FILTER if columns >= MEDIUM else _FILTER_SHORT


def title(commits: CommitList, columns: int) -> str:
    """How many commits there are to pick one, and how many of them are shown."""
    count, shown = len(commits.commits), len(commits.shown)
    only = "" if shown == count else f", {shown:,} shown"
    begun = sum(one.oid in commits.drafts for one in commits.commits)
    drafts = f", {begun} with a draft" if begun else ""
    name = " git split: which commit?   the" if columns >= MEDIUM else " which commit? "
    return f"{name} latest {count:,}{drafts}{only}"


def older_in_words(found: int, shown: int) -> str:
    """How many older commits there are, of which so many are shown."""
    if not found:
        return "there are no older ones"
    older = count_in_words(found, "older commit")
    return older if shown == found else f"{older}, {shown} of them with these words"


def offers(
    keys: Keys, can_split: bool, is_filtering: bool, is_filtered: bool
) -> list[tuple[str, str]]:
    """What the keys do now, each key with its words: in the filter, or in the list."""
    split = [("Enter", "split this one")] if can_split else []
    if is_filtering:
        return [*split, ("Esc", "to the list"), ("↑ ↓", "move")]
    names = [
        ("narrow", "filter"),
        ("older", "older ones"),
        ("help", "keys"),
        ("leave", "leave"),
    ]
    if is_filtered:
        names.insert(1, ("show-all", "show all"))
    words = [(keys[name], word) for name, word in names]
    return [*split, *((key_in_words(some[0]), word) for some, word in words if some)]
