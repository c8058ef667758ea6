"""The pane of the parts, and the list to choose one from."""

from __future__ import annotations

from splitter.core.message.trailers import subject_of
from splitter.core.plan.constraints import DROPPED, REST
from splitter.core.plan.plan import Plan
from splitter.core.rewrite.target import Identity
from splitter.core.text.counts import count_in_words
from splitter.view.phrases.part_summary import KEEPS, first_kept_in_words, kept_in_words
from splitter.view.phrases.wording import DROPPED_IS
from splitter.view.text.display import safe

NO_MESSAGE = "no message yet"
NEW_PART = "new part"
EMPTY, EMPTY_REST = "empty", "empty: makes no commit"
CHOOSE = " Assign to which part?"
CHOOSE_BY = "number, or words of the subject"
NO_PART_MATCHES = "no part matches"
#: The keys of the list to choose from, each with its word.
CHOOSE_KEYS = (("Enter", "assign"), ("↑↓", "move"), ("Esc", "cancel"))
#: From how many columns on the part that keeps the Change-Id is described, and in full.
DESCRIBED, DESCRIBED_IN_FULL = 60, 120


def title(plan: Plan, number: int) -> str:
    """The title of a part in a list: its subject, if it has one; `NEW_PART` for the next number."""
    if number == DROPPED:
        return f"dropped: {DROPPED_IS}"
    if number == len(plan.parts) + 1:
        return NEW_PART
    subject = safe(subject_of(plan.part(number).message))
    return f"rest: {subject}" if number == REST else subject


def amount(plan: Plan, number: int) -> str:
    """The number of files and lines of a part."""
    tally = plan.tally(number)
    if number == DROPPED:
        return f"+{tally.added} -{tally.removed}"
    files = count_in_words(tally.files, "file")
    if tally:
        return f"{files} +{tally.added} -{tally.removed}"
    return EMPTY_REST if number == REST else EMPTY


def identity_mark(kept: Identity, columns: int) -> str:
    """The mark of the part that keeps the Change-Id, on a screen of so many columns.

    "" where the commit has nothing to keep.
    """
    if columns < DESCRIBED or not kept:
        return " ◆" if kept else ""
    in_words = kept_in_words if columns >= DESCRIBED_IN_FULL else first_kept_in_words
    return f"  ◆ {KEEPS} {in_words(kept)}"
