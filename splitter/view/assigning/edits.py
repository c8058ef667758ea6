"""Making an edit: its place, and the lines that are assigned along with it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from msgspec import Struct
from msgspec.structs import replace

from splitter.core.diff.counterparts import counterparts
from splitter.core.diff.lines import DiffLine, line_index
from splitter.core.diff.model import FileChangeKind, FilePatch, Hunk, joined
from splitter.core.draft.commands import Assign, EditText, RemoveEdit
from splitter.core.plan.constraints import DROPPED, REST
from splitter.core.plan.edits import Edit, Until, changes_of, edit_of_line
from splitter.core.plan.locations import line_with
from splitter.core.plan.plan import Plan, Selection
from splitter.core.text.controls import is_printable, printable
from splitter.view.assigning.outcome import Outcome
from splitter.view.phrases import outcomes
from splitter.view.phrases.wording import enumeration


class Place(Struct, frozen=True):
    """Where a text is to stand.

    ``before`` is the text as it is, an empty one where there is none; ``until`` says in words how
    long it stands; ``lines`` are those that it stands for; ``text`` is what to begin with,
    its lines ending in newlines only; ``end`` is how they end in the file; ``along`` are the steps
    that have to be taken with it.
    """

    before: Edit
    until: str
    lines: tuple[DiffLine, ...]
    text: str
    end: str
    along: tuple[Assign, ...]


def place_of(plan: Plan, selections: Sequence[Selection], number: int) -> Place | str:
    """The place for an edit of lines under the cursor or marked, or why there is none, in words."""
    if number == DROPPED:
        return outcomes.DROPPED_NOT_EDITED
    if len(selections) != 1:
        return outcomes.NOT_TOGETHER
    (selected,) = selections
    file = plan.patch.files[selected.file]
    wanted = [change for span in selected.changes for change in span]
    hunk = _hunk_with(file, wanted)
    if hunk is None:
        return outcomes.NOT_TOGETHER
    is_alone = len(wanted) == 1
    changes = sorted({*wanted, *counterparts(hunk, wanted)}) if is_alone else wanted
    edits = plan.edits_of(selected.file)
    there = [one for one in edits if not set(changes).isdisjoint(changes_of(file, one))]
    if there and not is_alone:
        return outcomes.EDITED_ALREADY
    before = next((one for one in there if one.number == number), None)
    put_off = () if before else _put_off(plan, selected.file, changes, number)
    for step in put_off:
        plan = step.on(plan)
    later = _later(plan, selected.file, changes, number)
    if before is None and not later:
        choice = plan.choices[selected.file]
        return outcomes.changed_last(plan, [choice[change] for change in changes])
    if before is None:
        anchor = next((change for change in later if change in file.added), later[0])
        before = edit_of_line(file, selected.file, anchor, number, b"")
    lines = tuple(line_with(file, change)[1] for change in changes)
    begun = _editable(before.text or _side([line for line in lines if line.change in wanted]))
    if begun is None:
        return outcomes.NOT_EDITABLE
    until = _until(plan, before)
    along = *put_off, *_along(plan, before, later)
    return Place(before, until, lines, *begun, along)


def _later(plan: Plan, file: int, changes: Iterable[int], number: int) -> list[int]:
    """Those of some changes of a file that are in a part that comes later."""
    at, choice = plan.positions, plan.choices[file]
    return [change for change in changes if at[number] < at[choice[change]] < DROPPED]


def _put_off(plan: Plan, file: int, changes: Iterable[int], number: int) -> tuple[Assign, ...]:
    """The commands that assign a part's lines to a later part, so that it can edit them before.

    These are its added lines or, without any, the removed ones.  They go to the rest if that comes
    later, else to the next part.
    """
    behind = plan.order[plan.order.index(number) + 1 :]
    own = [change for change in changes if plan.choices[file][change] == number]
    added = [change for change in own if change in plan.patch.files[file].added]
    if not added and _later(plan, file, changes, number):
        return ()
    if not own or not behind:
        return ()
    spans = joined(range(n, n + 1) for n in added or own)
    return (Assign((Selection(file, spans),), REST if REST in behind else behind[0]),)


def written(place: Place, text: str) -> Outcome:
    """Let a part have a text in its place, without a newline at its end; none at all takes it away.

    What terminals act on is left out.
    """
    before = place.before
    plain = printable(text, "", keep="\n\t")
    raw = "".join(f"{line}{place.end}" for line in plain.split("\n")).encode() if plain else b""
    if plain == place.text.removesuffix("\n"):
        return Outcome(message=outcomes.edit_unchanged(before.number))
    if not raw:
        removed = RemoveEdit(before.file, before.location, before.number)
        return Outcome((removed,), outcomes.edit_removed(before.number))
    step = EditText(replace(before, text=raw))
    mine = [step for step in place.along if step.number == before.number]
    given = {n for step in mine for one in step.selections for span in one.changes for n in span}
    gone = [line.name for line in place.lines if line.mark == "-" and line.change in given]
    return Outcome((*place.along, step), outcomes.edited(before.number, place.until, gone))


def _until(plan: Plan, edit: Edit) -> str:
    """How long a text stands, in words."""
    file, choice = plan.patch.files[edit.file], plan.choices[edit.file]
    if edit.until is not Until.CHANGE:
        return outcomes.EDIT_HOLDS[edit.until]
    held = plan.file_edits(edit.file).held(edit)
    changes = changes_of(file, edit)
    ending = [n for n in changes if plan.positions[choice[n]] == held.stop] if held else []
    change = next(iter([*ending, *changes]), None)
    if change is None:
        return outcomes.EDIT_HOLDS[edit.until]
    _, line = line_with(file, change)
    owner = choice[change]
    if owner == DROPPED:
        return outcomes.edit_is_dropped(line)
    if not held:
        return outcomes.edit_too_late(plan, line, owner)
    return outcomes.edit_ends(plan, line, owner)


def are_read(plan: Plan, file: int) -> list[bool]:
    """Of each text of a file, in their order, whether some part reads it by a plan."""
    edits = plan.file_edits(file)
    return list(map(edits.is_held, edits.edits))


def edits_in_words(plan: Plan, file: int, change: int) -> str:
    """What is read at a line's place before its own part, "" where that is nothing else."""
    found = _texts_of(plan, file, change, is_read=True)
    texts = ", ".join(outcomes.edit_in_words(one.number, _first_line(one.text)) for one in found)
    return f"≈ {texts}" if texts else ""


def unread_in_words(plan: Plan, file: int, change: int) -> str:
    """The parts whose edit of a line no version has, in words; "" for none.

    That is so where the line is dropped or not in a later part.
    """
    found = _texts_of(plan, file, change, is_read=False)
    names = enumeration([plan.name(one.number) for one in found]) if found else ""
    return outcomes.not_applied(names) if names else ""


def _texts_of(plan: Plan, file: int, change: int, *, is_read: bool) -> list[Edit]:
    """The texts for a line that are read, or those that are not."""
    if change < 0 or not plan.edits_of(file):
        return []
    edits, patch = plan.file_edits(file), plan.patch.files[file]
    return [
        one
        for one in edits.edits
        if change in changes_of(patch, one) and edits.is_held(one) is is_read
    ]


def _first_line(text: bytes) -> str:
    line, _, more = text.decode(errors="replace").strip().partition("\n")
    return f"'{line.strip()}…'" if more else f"'{line.strip()}'"


def _hunk_with(file: FilePatch, changes: Sequence[int]) -> Hunk | None:
    """The hunk of some changes, which are lines with nothing unchanged between them."""
    if not changes or any(change not in file.lines for change in changes):
        return None
    hunk, _ = line_with(file, changes[0])
    if not all(map(hunk.has, changes)):
        return None
    lines = line_index(hunk)
    places = [lines.index_of(change) for change in changes]
    return None if b" " in lines.marks[min(places) : max(places)] else hunk


def _side(lines: Iterable[DiffLine]) -> bytes:
    """The added lines of some, or, where there are none, the removed ones."""
    added = b"".join(line.text for line in lines if line.mark == "+")
    return added or b"".join(line.text for line in lines)


def _editable(text: bytes) -> tuple[str, str] | None:
    """Lines as they can be edited, and how they end; None where they cannot."""
    end = "\r\n" if text.endswith(b"\r\n") else "\n"
    try:
        plain = text.decode().replace(end, "\n")
    except UnicodeDecodeError:
        return None
    return (plain, end) if is_printable(plain, keep="\n\t") else None


def _along(plan: Plan, before: Edit, later: Sequence[int]) -> Iterable[Assign]:
    """What a text takes along to its part: the old lines that it stands for, and the file."""
    file = plan.patch.files[before.file]
    own = changes_of(file, before)
    gone = [n for n in later if n in file.removed and n not in own]
    create = file.fact(FileChangeKind.CREATE)
    if create is not None:
        is_later = plan.positions[plan.choices[before.file][create]] > plan.positions[before.number]
        gone = [create, *gone] if is_later else gone
    if gone:
        spans = joined(range(n, n + 1) for n in gone)
        yield Assign((Selection(before.file, spans),), before.number)
