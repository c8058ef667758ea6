"""What a part is about, as lines to read beside its message."""

from __future__ import annotations

from splitter.core.patch import FilePatch
from splitter.core.plan import Plan, Tally
from splitter.core.quote import quote
from splitter.core.rules import DROPPED
from splitter.tui.text import Tone, Toned, safe
from splitter.tui.words import count_in_words

#: How many files are listed.
LISTED = 200
#: How much of a Change-Id is shown.
CHANGE_ID = 9


def tally_in_words(tally: Tally) -> str:
    """How much a part has: its files, and its lines if it has any."""
    files = count_in_words(tally.files, "file")
    return f"{files}, +{tally.added} -{tally.removed}" if tally.added or tally.removed else files


def about(plan: Plan, number: int) -> list[Toned]:
    """The files of a part, and what it does to each."""
    shares = list(plan.shares(number))
    lines: list[Toned] = [((tally_in_words(plan.tally(number)), "bold"),)]
    for file, choice in shares[:LISTED]:
        lines += _file(file, choice, number)
    if len(shares) > LISTED:
        lines.append(((f"and {len(shares) - LISTED:,} more files", "dim"),))
    return lines


def _file(file: FilePatch, choice: bytes, number: int) -> list[Toned]:
    added = choice.count(number, file.added.start)
    removed = choice.count(number, file.removed.start, file.removed.stop)
    counts: list[tuple[str, Tone]] = []
    if added:
        counts.append((f" +{added}", "added"))
    if removed:
        counts.append((f" -{removed}", "removed"))
    facts = [fact.text for n, fact in enumerate(file.facts) if choice[n] == number]
    lines: list[Toned] = [((safe(quote(file.path)), "file"), *counts)]
    return [*lines, *(((f"  {safe(text)}", "fact"),) for text in facts)]


def identity(plan: Plan, number: int, change_id: str) -> str:
    """Whether a part is the heir, and which Change-Id it will have."""
    if number == DROPPED:
        return ""
    if number == plan.heir:
        return f"◆ heir, keeps {safe(change_id[:CHANGE_ID])}" if change_id else "◆ heir"
    return "gets a Change-Id of its own" if change_id else ""
