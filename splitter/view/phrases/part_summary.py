"""The changes of a part, listed beside its message; the dropped changes; what a part keeps."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from splitter.core.diff.lines import DiffLine
from splitter.core.diff.model import FilePatch, spelled
from splitter.core.diff.parse import hunk_lines
from splitter.core.diff.paths import quote, some
from splitter.core.plan.constraints import DROPPED
from splitter.core.plan.plan import Plan
from splitter.core.plan.tallies import Tally
from splitter.core.rewrite.target import Identity
from splitter.core.text.counts import count_in_words, plural
from splitter.view.phrases.wording import enumeration
from splitter.view.text.display import Pieces, Role, safe

#: How many files are listed.
LISTED = 200
#: How many stretches of lines are listed.
STRETCHES = 6
#: How much of a Change-Id is shown.
CHANGE_ID = 9
KEEPS = "keeps"
NOTES = "the notes"
JJ_ID = "the change-id of jj"


def tally_in_words(tally: Tally) -> str:
    """The size of a part: its files, and its lines if it has any."""
    files = count_in_words(tally.files, "file")
    return f"{files}, +{tally.added} -{tally.removed}" if tally.added or tally.removed else files


def summary_of(plan: Plan, number: int) -> list[Pieces]:
    """The files of a part, and what it does to each."""
    shares = list(plan.shares(number))
    lines: list[Pieces] = [((tally_in_words(plan.tally(number)), "bold"),)]
    for file, choice in shares[:LISTED]:
        counts = plan.lines_of(plan.patch.numbers[file.path], number)
        lines += _file(file, choice, number, counts)
    if len(shares) > LISTED:
        lines.append(((f"and {count_in_words(len(shares) - LISTED, 'more file')}", "dim"),))
    return lines


def _file(file: FilePatch, choice: bytes, number: int, lines_of: tuple[int, int]) -> list[Pieces]:
    added, removed = lines_of
    counts: list[tuple[str, Role]] = []
    if added:
        counts.append((f" +{added}", "added"))
    if removed:
        counts.append((f" -{removed}", "removed"))
    file_changes = [
        file_change.text for n, file_change in enumerate(file.file_changes) if choice[n] == number
    ]
    lines: list[Pieces] = [((safe(quote(file.path)), "file"), *counts)]
    return [*lines, *(((f"  {safe(text)}", "file_change"),) for text in file_changes)]


def dropped(plan: Plan) -> Iterator[tuple[str, list[DiffLine]]]:
    """The dropped file changes and lines of each file, in words."""
    for file, choice in plan.shares(DROPPED):
        lines = list(_dropped_lines(file, choice))
        if lines and choice.count(DROPPED) == len(choice):
            details = f"all of it, +{len(file.added)} -{len(file.removed)}"
        else:
            file_changes = [
                file_change.text
                for n, file_change in enumerate(file.file_changes)
                if choice[n] == DROPPED
            ]
            details = ", ".join([*file_changes, *_numbers(lines)])
        yield safe(f"{quote(file.path)}: {details}"), lines


def _dropped_lines(file: FilePatch, choice: bytes) -> Iterator[DiffLine]:
    """The lines of a file that are dropped, hunk by hunk."""
    for hunk in file.hunks:
        if any(choice.find(DROPPED, side.start, side.stop) >= 0 for side in hunk.changes):
            for line in hunk_lines(hunk):
                if line.change >= 0 and choice[line.change] == DROPPED:
                    yield line


def _numbers(lines: Sequence[DiffLine]) -> Iterator[str]:
    """The numbers of some lines: those of the old file, and those of the new one."""
    removed = [line.old for line in lines if line.mark == "-"]
    added = [line.new for line in lines if line.mark == "+"]
    for what, numbers in (("removed", removed), ("added", added)):
        if numbers:
            yield f"{what} {plural('line', len(numbers))} {some(spelled(numbers), STRETCHES)}"


def identity_of(plan: Plan, number: int, kept: Identity) -> str:
    """True if a part keeps the commit's Change-Id and notes, or gets a new Change-Id."""
    if number == DROPPED:
        return ""
    if number == plan.heir:
        return keeps(kept)
    return "gets a new Change-Id" if kept.change_id else ""


def keeps(kept: Identity) -> str:
    """The mark of the part that keeps what belongs to one commit alone; "" for nothing."""
    return f"◆ {KEEPS} {kept_in_words(kept)}" if kept else ""


def kept_in_words(kept: Identity) -> str:
    """The things that a part keeps: the Change-Id, other trailers by their names, the notes."""
    return enumeration(_names(kept)) if kept else ""


def first_kept_in_words(kept: Identity) -> str:
    """The first of the things that a part keeps, where there is no room for more."""
    return next(iter(_names(kept)), "")


def _names(kept: Identity) -> list[str]:
    ids = [kept.change_id[:CHANGE_ID]] if kept.change_id else []
    names = map(safe, [*ids, *kept.trailers])
    return [*names, *[JJ_ID] * kept.has_jj_id, *[NOTES] * kept.has_notes]
