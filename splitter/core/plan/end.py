"""The difference between the end result and the commit: dropped changes and edits for good."""

from __future__ import annotations

from splitter.core.diff.lines import DiffLine
from splitter.core.plan.constraints import DROPPED
from splitter.core.plan.edits import Edit, Until, line_count, whole_lines
from splitter.core.plan.locations import added_in, line_with, old_line
from splitter.core.plan.plan import Plan
from splitter.core.sequences.linediff import replaced


def end_lines(plan: Plan) -> tuple[int, int]:
    """The numbers of lines that the end result has in addition to the commit, and that it lacks.

    Lines far from all hunks, whose text is not known, count as different in an edit for good.
    """
    dropped = plan.tally(DROPPED)
    added, removed = dropped.removed, dropped.added
    for file in plan.edited_for_good:
        seen: set[tuple[int, int]] = set()
        for edit in plan.standing(file, len(plan.order) - 1):
            if edit.until is Until.END:
                more, less = _edited(plan, edit, seen)
                added, removed = added + more, removed + less
    return added, removed


def _edited(plan: Plan, edit: Edit, seen: set[tuple[int, int]]) -> tuple[int, int]:
    """The lines that an edit adds and removes at the end, apart from dropped changes.

    ``seen`` are the lines that other edits have hidden.
    """
    file, choice = plan.patch.files[edit.file], plan.assignment[edit.file]
    added, hidden, texts = line_count(edit.text), 0, list[bytes]()
    lines: list[tuple[tuple[int, int], DiffLine | None]] = []
    for number in range(*edit.location.old):
        found = old_line(file, number)
        lines.append(((number, 0), found[1] if found else None))
    for change in added_in(file, edit.location.new):
        line = line_with(file, change)[1]
        lines.append(((0, line.new), line))
    for name, found_line in lines:
        if name in seen:
            continue
        seen.add(name)
        is_dropped = found_line and found_line.change >= 0 and choice[found_line.change] == DROPPED
        if found_line is None or found_line.mark == " ":
            hidden += 1
            texts.append(found_line.text if found_line else b"")
        elif found_line.mark == "+" and not is_dropped:
            hidden += 1
            texts.append(found_line.text)
        elif found_line.mark == "-" and is_dropped:
            added -= 1
    new = [line + b"\n" for line in whole_lines(edit.text).split(b"\n")[:-1]]
    same = len(texts) - sum(stop - start for start, stop, _, _ in replaced(texts, new))
    return added - same, hidden - same
