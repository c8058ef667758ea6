"""The commands that change a draft, as values."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from msgspec import Struct
from msgspec.structs import replace

from splitter.core.diff.model import FileChangeKind, Patch, untouched_file
from splitter.core.diff.paths import unquote
from splitter.core.draft.draft import Cut, Draft, Natural
from splitter.core.options import DroppedChanges, EmptyCommits, UpdatedRefs
from splitter.core.plan.changes import (
    add_part,
    assign,
    describe_part,
    edit_lines,
    make_heir,
    merge_parts,
    move_part,
    place_rest,
    remove_edit,
    remove_part,
    shift_line,
    with_untouched,
    without_unedited,
)
from splitter.core.plan.edits import Edit, edit_of_line, whole_lines
from splitter.core.plan.emptied import Emptied, with_answer
from splitter.core.plan.locations import Location
from splitter.core.plan.plan import Plan, Selection
from splitter.core.plan.resolutions import Resolution, with_resolution, without_resolution

#: Takes a renamed file of a patch apart, by its number.
BreakRename = Callable[[Patch, int], Patch]


class Assign(Struct, frozen=True):
    """Assign changes to a part, to the rest, or drop them."""

    selections: tuple[Selection, ...]
    number: int

    def on(self, plan: Plan) -> Plan:
        """The plan after it.  Raises IndexError for changes that are not there."""
        for selection in self.selections:
            size = len(plan.assignment[selection.file])
            if any(not 0 <= span.start <= span.stop <= size for span in selection.changes):
                raise IndexError(selection)
        return assign(plan, self.selections, self.number)


class _Recorded(Struct, frozen=True, array_like=True, forbid_unknown_fields=True):
    """A command that the log has as a list: its tag, then its fields."""


class Add(_Recorded, frozen=True, tag="add"):
    """Add a part."""

    message: str

    def on(self, plan: Plan) -> Plan:
        """The plan after it."""
        return add_part(plan, self.message)


class Remove(_Recorded, frozen=True, tag="remove"):
    """Remove a part; its changes go back to the rest."""

    number: Natural

    def on(self, plan: Plan) -> Plan:
        """The plan after it."""
        return remove_part(plan, self.number)


class Merge(_Recorded, frozen=True, tag="merge"):
    """Assign all changes of a part to another, and remove it."""

    number: Natural
    into: Natural

    def on(self, plan: Plan) -> Plan:
        """The plan after it."""
        return merge_parts(plan, self.number, self.into)


class Move(_Recorded, frozen=True, tag="move"):
    """Move a part to another place among the parts."""

    number: Natural
    to: Natural

    def on(self, plan: Plan) -> Plan:
        """The plan after it."""
        return move_part(plan, self.number, self.to)


class PlaceRest(_Recorded, frozen=True, tag="rest"):
    """Place the commit of the rest behind a number of parts."""

    after: Natural

    def on(self, plan: Plan) -> Plan:
        """The plan after it."""
        return place_rest(plan, self.after)


class Describe(_Recorded, frozen=True, tag="describe"):
    """Write the message of a part."""

    number: Natural
    message: str

    def on(self, plan: Plan) -> Plan:
        """The plan after it."""
        return describe_part(plan, self.number, self.message)


class MakeHeir(_Recorded, frozen=True, tag="heir"):
    """Let a part keep the target's identity."""

    number: Natural

    def on(self, plan: Plan) -> Plan:
        """The plan after it."""
        return make_heir(plan, self.number)


class Shift(_Recorded, frozen=True, tag="shift"):
    """Let a line of a replaced block stand further down among the other side's lines, or up."""

    file: Natural
    change: Natural
    by: int

    def on(self, plan: Plan) -> Plan:
        """The plan after it."""
        return shift_line(plan, self.file, self.change, self.by)


class EditText(Struct, frozen=True):
    """Let a part have an edit."""

    edit: Edit

    def on(self, plan: Plan) -> Plan:
        """The plan after it.  Raises LookupError for a file that is not there."""
        return edit_lines(plan, self.edit)


class OpenFile(_Recorded, frozen=True, tag="open"):
    """Let the plan have a file that the commit does not touch, for the edits that follow.

    ``path`` is quoted as git quotes paths; ``mode`` and ``oid`` are its own in the commit's tree.
    The id of a file to create is "".
    """

    path: str
    mode: str
    oid: str

    def on(self, plan: Plan) -> Plan:
        """The plan after it.  Raises ValueError for a path that is not quoted as git does."""
        return with_untouched(plan, untouched_file(unquote(self.path), self.mode, self.oid))


class RemoveEdit(Struct, frozen=True):
    """Remove the edit that a part has of some lines."""

    file: int
    location: Location
    number: int

    def on(self, plan: Plan) -> Plan:
        """The plan after it."""
        return remove_edit(plan, self.file, self.location, self.number)


class EditLine(Struct, frozen=True):
    """Edit one changed line, by the number of its change, as older logs have it.

    With an empty text, the edit is removed.
    """

    file: int
    change: int
    number: int
    text: bytes

    def on(self, plan: Plan) -> Plan:
        """The plan after it.  Raises LookupError or ValueError for what is not there."""
        file = plan.patch.files[self.file]
        edit = edit_of_line(file, self.file, self.change, self.number, whole_lines(self.text))
        if edit.text:
            return edit_lines(plan, edit)
        plan.part(edit.number)
        return remove_edit(plan, self.file, edit.location, self.number)


class Break(Struct, frozen=True):
    """Take a rename apart into a deletion and a creation; ``path`` is the file's new path."""

    path: bytes


class CutHunk(Struct, frozen=True):
    """Show a hunk as two."""

    cut: Cut


class Resolve(Struct, frozen=True):
    """Resolve a conflict of a commit above."""

    resolution: Resolution

    def on(self, plan: Plan) -> Plan:
        """The plan after it."""
        return replace(plan, resolutions=with_resolution(plan.resolutions, self.resolution))


class Unresolve(Struct, frozen=True):
    """Remove the resolution of a conflict."""

    commit: str
    path: bytes

    def on(self, plan: Plan) -> Plan:
        """The plan after it."""
        left = without_resolution(plan.resolutions, (self.commit, self.path))
        return plan if left == plan.resolutions else replace(plan, resolutions=left)


class ChooseEmpty(_Recorded, frozen=True, tag="emptied"):
    """Choose whether a commit above that becomes empty is kept or dropped."""

    commit: str
    action: EmptyCommits

    def on(self, plan: Plan) -> Plan:
        """The plan after it."""
        answer = Emptied(self.commit, self.action)
        if answer in plan.emptied:
            return plan
        return replace(plan, emptied=with_answer(plan.emptied, answer))


class UpdateRefs(_Recorded, frozen=True, tag="refs"):
    """Choose the refs to update."""

    choice: UpdatedRefs


class ChooseDropped(_Recorded, frozen=True, tag="dropped"):
    """Choose what becomes of dropped changes."""

    choice: DroppedChanges


Command = (
    Assign
    | Add
    | Remove
    | Merge
    | Move
    | PlaceRest
    | Describe
    | MakeHeir
    | Shift
    | EditText
    | OpenFile
    | RemoveEdit
    | EditLine
    | Break
    | CutHunk
    | UpdateRefs
    | Resolve
    | Unresolve
    | ChooseDropped
    | ChooseEmpty
)


def apply(draft: Draft, commands: Iterable[Command], break_rename: BreakRename) -> Draft:
    """The draft after these commands, which are one entry; the same where they change nothing.

    Raises LookupError for a part, a file, a change or a line that is not there, and ValueError for
    one part too many, for lines that are not there, or for a file to break that is not renamed.
    """
    for command in commands:
        if isinstance(command, Break):
            draft = _broken(draft, command.path, break_rename)
        elif isinstance(command, CutHunk):
            draft = draft.cut(command.cut)
        elif isinstance(command, UpdateRefs):
            if command.choice != draft.update_refs:
                draft = replace(draft, update_refs=command.choice)
        elif isinstance(command, ChooseDropped):
            if command.choice != draft.dropped:
                draft = replace(draft, dropped=command.choice)
        elif (plan := command.on(draft.plan)) is not draft.plan:
            draft = replace(draft, plan=plan)
    plan = without_unedited(draft.plan)
    return draft if plan is draft.plan else replace(draft, plan=plan)


def _broken(draft: Draft, path: bytes, break_rename: BreakRename) -> Draft:
    patch = draft.plan.patch
    number = patch.numbers[path]
    if patch.files[number].file_change(FileChangeKind.RENAME) is None:
        raise ValueError(path)
    return draft.on_broken(number, break_rename(patch, number))
