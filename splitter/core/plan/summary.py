"""The contents of a part, in words and by its paths."""

from __future__ import annotations

from splitter.core.diff.model import FilePatch
from splitter.core.diff.paths import quote
from splitter.core.plan.plan import Plan
from splitter.core.text.counts import plural


def paths(plan: Plan, number: int) -> list[bytes]:
    """The old and new paths of the files of which that part has something."""
    sides = [side for file, _ in plan.shares(number) for side in (file.old, file.new) if side]
    return list(dict.fromkeys(side.path for side in sides))


def describe(plan: Plan, number: int) -> str:
    """The contents of a part in words: its files, and its changes in each of them."""
    return ", ".join(_describe(*share, number) for share in plan.shares(number))


def _describe(file: FilePatch, choice: bytes, number: int) -> str:
    name = quote(file.path)
    facts = [f.kind.value for n, f in enumerate(file.facts) if choice[n] == number]
    added = choice.count(number, file.added.start)
    removed = choice.count(number, file.removed.start, file.removed.stop)
    hunks = [
        str(hunk.number)
        for hunk in file.hunks
        if any(number in choice[span.start : span.stop] for span in hunk.changes)
    ]
    pieces = [*facts]
    if hunks:
        pieces.append(f"{plural('hunk', len(hunks))} {', '.join(hunks)}")
    if added or removed:
        pieces.append(f"+{added} -{removed}")
    return f"{name} ({', '.join(pieces)})"
