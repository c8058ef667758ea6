"""Making an edit: its place, the text to begin with, and the commands that make a part read it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from msgspec import Struct
from msgspec.structs import replace

from splitter.core.diff.counterparts import counterparts
from splitter.core.diff.lines import DiffLine
from splitter.core.diff.model import SUBMODULE, FileChangeKind, FilePatch, joined
from splitter.core.diff.paths import quote
from splitter.core.draft.commands import Assign, Command, EditText, OpenFile, RemoveEdit
from splitter.core.plan.changes import without_empty_rest
from splitter.core.plan.constraints import DROPPED, REST
from splitter.core.plan.edits import Edit, Until, whole_lines
from splitter.core.plan.locations import NOTHING, Location, location_of
from splitter.core.plan.plan import Plan, Selection
from splitter.core.text.controls import is_printable, printable
from splitter.core.weave.version import FileVersion, Region, file_version
from splitter.core.weave.weave import Weave
from splitter.view.assigning.outcome import Outcome
from splitter.view.phrases import edits as phrases

#: The weave of a file, by its number in the patch; raises SplitError where there is none.
Weaves = Callable[[int], Weave]


class Place(Struct, frozen=True):
    """The place of a new edit, and the text to begin with, its lines ending in newlines only.

    ``edit`` has the location, and holds as long as is offered first; ``own`` are the edits that the
    part has there already.  ``end`` is how lines end in the file, ``is_read`` whether the part
    reads any of them, ``lengths`` how long the edit can hold.
    """

    version: FileVersion
    region: Region
    edit: Edit
    own: tuple[Edit, ...]
    text: str
    end: str
    is_read: bool
    lengths: tuple[Until, ...]
    along: tuple[Assign, ...]

    @property
    def plan(self) -> Plan:
        """The plan."""
        return self.version.plan

    @property
    def heading(self) -> str:
        """The lines and their part, in words."""
        at = self.edit.location
        first, stop = at.old if at.old[1] else at.new
        path = quote(self.plan.patch.files[self.edit.file].path)
        name = self.plan.name(self.edit.number)
        return phrases.heading(path, first, stop - 1, name, is_new=not at.old[1])

    def holds(self, until: Until) -> tuple[str, str]:
        """The end of the edit and its consequences, in words."""
        edit = replace(self.edit, until=until)
        return phrases.holds(self.plan, edit), phrases.reads_on(self.plan, edit)


def location_of_lines(file: FilePatch, lines: Sequence[DiffLine]) -> Location:
    """The location from the first to the last of some lines.

    A changed line that is alone has its counterparts with it.
    """
    location = Location()
    if len(lines) == 1 and lines[0].change >= 0:
        change = lines[0].change
        for one in (change, *counterparts(file.hunk_of(change), [change])):
            location = location.joined(location_of(file, one))
        return location
    for line in lines:
        new = (line.new, line.new + 1) if line.mark == "+" else NOTHING
        location = location.joined(Location(NOTHING if new[1] else (line.old, line.old + 1), new))
    return location


def proposal(lines: Sequence[DiffLine]) -> bytes:
    """The initial text of an edit whose part reads none of some lines: the new ones, if any."""
    added = b"".join(whole_lines(line.text) for line in lines if line.mark == "+")
    return added or b"".join(whole_lines(line.text) for line in lines)


def place_of(plan: Plan, weaves: Weaves, wanted: Edit, proposed: bytes = b"") -> Place | str:
    """The place for an edit at the location of ``wanted``, or why there is none, in words.

    Where the part reads none of the lines, the text begins with the ``proposed`` one.  Raises
    SplitError where the file cannot be read line by line.
    """
    version = version_of(plan, weaves, wanted.file, wanted.number)
    if isinstance(version, str):
        return version
    plan = version.plan
    own = _own(plan, wanted.number, [wanted])
    unheld = [one for one in own if not plan.file_edits(wanted.file).is_held(one)]
    region = version.region_of(unheld[0].location if unheld else wanted.location)
    if region is None:
        return phrases.NO_LINES
    edit = replace(wanted, location=version.location(region))
    own = _own(plan, wanted.number, [edit])
    text = version.text(region)
    begun = _editable(unheld[0].text if unheld else text if text or own else proposed)
    if begun is None:
        return phrases.NOT_EDITABLE
    along = tuple(_along(plan, edit))
    plan = after(plan, along)
    held = [
        until for until in Until if plan.file_edits(edit.file).is_held(replace(edit, until=until))
    ]
    lengths = [until for until in held if not plan.why_misplaced(replace(edit, until=until))]
    if not lengths:
        return plan.why_misplaced(replace(edit, until=Until.END))
    first = own[0].until if own and own[0].until in lengths else lengths[0]
    edit = replace(edit, until=first)
    is_read = bool(text or own)
    return Place(version, region, edit, own, *begun, is_read, tuple(lengths), along)


def not_editing(plan: Plan, number: int) -> str:
    """The reason why a part can have no edit at all; "" where it can."""
    if number == DROPPED:
        return phrases.DROPPED_NOT_EDITED
    return phrases.ONLY_THE_REST if plan.order == (REST,) else ""


def opening(file: FilePatch) -> OpenFile:
    """The command that lets a plan have a file that the commit does not touch."""
    side = file.new or file.created
    assert side is not None
    return OpenFile(quote(side.path), side.mode.decode(), side.oid)


def version_of(plan: Plan, weaves: Weaves, file: int, number: int) -> FileVersion | str:
    """A file as a part reads it, or why it cannot be edited, in words.

    An empty rest is no part.  Raises SplitError.
    """
    if why := not_editing(plan, number):
        return why
    if not _has_lines(plan.patch.files[file]):
        return phrases.NO_LINES
    plan = plan if number == REST else without_empty_rest(plan)
    return file_version(plan, weaves(file), file, number)


def refusal(version: FileVersion) -> str:
    """The reason why a part can have no edit of a file; "" where it can have some."""
    place = Edit(version.file, Location(old=(1, 1)), version.number, b"")
    plan = after(version.plan, _along(version.plan, place))
    trials = [replace(place, until=until) for until in (Until.NEXT, Until.END)]
    reasons = list(map(plan.why_misplaced, trials))
    return reasons[-1] if all(reasons) else ""


def written(place: Place, weaves: Weaves, text: str, until: Until) -> Outcome:
    """Let a part read a text, without a newline at its end, for so long; none removes the lines.

    What terminals act on is left out.
    """
    number = place.edit.number
    plain = printable(text, "", keep="\n\t")
    is_same = plain == place.text.removesuffix("\n")
    if is_same and (not place.own or until is place.own[0].until):
        return Outcome(message=phrases.unchanged(place.plan.name(number)))
    raw = "".join(f"{line}{place.end}" for line in plain.split("\n")).encode() if plain else b""
    before = place.version.text(place.region)
    if before != whole_lines(before):  # the file ends without a newline, and still does
        raw = raw.removesuffix(place.end.encode())
    edits = place.version.edits(place.region, raw, until)
    if not edits:
        return Outcome(message=phrases.unchanged(place.plan.name(number)))
    wanted = place.version.with_text(place.region, raw)
    commands = edit_commands(place.version, weaves, edits, wanted)
    if all(isinstance(one, RemoveEdit) for one in commands):
        return Outcome(commands, phrases.removed(number))
    hold, _ = place.holds(until)
    return Outcome((*place.along, *commands), phrases.edited(number, hold))


def removed(place: Place) -> Outcome:
    """Remove the edits that a part has at a place."""
    commands = tuple(RemoveEdit(one.file, one.location, one.number) for one in place.own)
    if not commands:
        return Outcome(message=phrases.unchanged(place.plan.name(place.edit.number)))
    return Outcome(commands, phrases.removed(place.edit.number))


def edit_commands(
    version: FileVersion, weaves: Weaves, edits: Sequence[Edit], wanted: bytes
) -> tuple[Command, ...]:
    """The commands with which a part reads the content that some edits make of a version.

    Edits of the part are removed where it reads that without them.
    """
    plan, number = version.plan, version.number
    own = _own(plan, number, edits)
    without = tuple(RemoveEdit(one.file, one.location, one.number) for one in own)
    if own:
        bare = after(plan, without)
        if file_version(bare, weaves(version.file), version.file, number).content == wanted:
            return without
    return tuple(
        RemoveEdit(one.file, one.location, number) if _is_nothing(plan, one) else EditText(one)
        for one in edits
    )


def _is_nothing(plan: Plan, edit: Edit) -> bool:
    """True if an edit between two lines neither has a text nor hides one of an earlier part."""
    others = (one for one in plan.edits_of(edit.file) if one.number != edit.number)
    is_alone = all(one.location != edit.location for one in others)
    return edit.location.is_between and not edit.text and is_alone


# A file in the editor


def lengths_of(plan: Plan, edits: Sequence[Edit]) -> tuple[Until, ...]:
    """The possible ends of some edits: until a change, where one of them can."""
    first = edits[0]
    held = plan.file_edits(first.file)
    found = [Until.CHANGE] if any(map(held.is_held, _lasting(edits, Until.CHANGE))) else []
    found += [Until.NEXT] if held.is_held(replace(first, until=Until.NEXT)) else []
    lengths = (*found, Until.END)
    return tuple(
        until for until in lengths if not any(map(plan.why_misplaced, holding(plan, edits, until)))
    )


def holding(plan: Plan, edits: Sequence[Edit], until: Until) -> list[Edit]:
    """Some edits that hold for so long; those that cannot, for the next part only, or for good."""
    shorter = {Until.CHANGE: (Until.CHANGE, Until.NEXT), Until.NEXT: (Until.NEXT,), Until.END: ()}
    held = plan.file_edits(edits[0].file) if edits else None
    return [
        next(
            (
                trial
                for one_until in shorter[until]
                if held and held.is_held(trial := replace(edit, until=one_until))
            ),
            replace(edit, until=Until.END),
        )
        for edit in edits
    ]


def _lasting(edits: Iterable[Edit], until: Until) -> list[Edit]:
    return [replace(edit, until=until) for edit in edits]


def file_edited(
    version: FileVersion, weaves: Weaves, edits: Sequence[Edit], wanted: bytes, until: Until
) -> Outcome:
    """Let a part read a file as it was written in the editor, for so long."""
    plan, number = version.plan, version.number
    along = tuple(_along(plan, edits[0]))
    with_file = after(plan, along)
    lasting = holding(with_file, edits, until)
    commands = edit_commands(version, weaves, lasting, wanted)
    if all(isinstance(one, RemoveEdit) for one in commands):
        return Outcome(commands, phrases.removed(number))
    hold, *others = dict.fromkeys(phrases.holds(with_file, edit) for edit in lasting)
    hold = phrases.UNTIL_THEY_CHANGE if others else hold
    return Outcome((*along, *commands), phrases.edited(number, hold, len(lasting)))


# Keeping an edit for good


def kept_for_good(
    plan: Plan, file: int, lines: Sequence[DiffLine], location: Location | None = None
) -> Outcome | None:
    """Let the edits of some lines hold for good, and drop the other changed ones of these lines.

    The edits of that ``location`` hold for good as well.  Of edits that share lines the latest is
    kept.  None where no part has an edit there.
    """
    held = plan.file_edits(file)
    found = [
        one
        for one in held.edits
        if held.is_held(one) and (one.location == location or any(map(one.location.has, lines)))
    ]
    latest = [one for one in found if not any(_is_later(plan, other, one) for other in found)]
    if not latest:
        return None
    shorter = [one for one in latest if one.until is not Until.END]
    left = [
        line.change
        for line in lines
        if line.change >= 0 and not any(one.location.has(line) for one in latest)
    ]
    spans = joined(range(change, change + 1) for change in sorted(left))
    drop = (Assign((Selection(file, spans),), DROPPED),) if left else ()
    if not shorter and not left:
        return Outcome(message=phrases.for_good_already(latest[0].number))
    kept = tuple(EditText(replace(one, until=Until.END)) for one in shorter)
    numbers = sorted({one.number for one in shorter})
    return Outcome((*drop, *kept), phrases.kept_for_good(numbers, len(left)))


def _is_later(plan: Plan, one: Edit, other: Edit) -> bool:
    heights = [(plan.positions[edit.number], edit.layer) for edit in (one, other)]
    return heights[0] > heights[1] and one.location.overlaps(other.location)


def after(plan: Plan, commands: Iterable[Command]) -> Plan:
    """The plan after the commands of an edit."""
    for step in commands:
        if isinstance(step, Assign | EditText | RemoveEdit | OpenFile):
            plan = step.on(plan)
    return plan


def _own(plan: Plan, number: int, edits: Sequence[Edit]) -> tuple[Edit, ...]:
    """The edits of a part that share lines with some edits."""
    return tuple(
        one
        for one in plan.edits
        if one.number == number
        and any(one.file == edit.file and one.location.overlaps(edit.location) for edit in edits)
    )


def _along(plan: Plan, edit: Edit) -> Iterable[Assign]:
    """The changes that an edit takes along to its part: the creation of its file."""
    create = plan.patch.files[edit.file].file_change(FileChangeKind.CREATE)
    if create is None:
        return
    if plan.positions[plan.assignment[edit.file][create]] > plan.positions[edit.number]:
        yield Assign((Selection(edit.file, (range(create, create + 1),)),), edit.number)


def _has_lines(file: FilePatch) -> bool:
    """True if a file is text before and after."""
    others = (FileChangeKind.CONTENT, FileChangeKind.TYPE)
    modes = {side.mode for side in (file.old, file.new) if side}
    return SUBMODULE not in modes and all(file.file_change(kind) is None for kind in others)


def _editable(text: bytes) -> tuple[str, str] | None:
    """Lines as they can be edited, and how they end; None where they cannot."""
    end = "\r\n" if text.endswith(b"\r\n") else "\n"
    try:
        plain = text.decode().replace(end, "\n")
    except UnicodeDecodeError:
        return None
    return (plain, end) if is_printable(plain, keep="\n\t") else None
