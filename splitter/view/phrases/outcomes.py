"""The messages that answer a key: what was changed, or why nothing is."""

from __future__ import annotations

from collections.abc import Sequence

from splitter.core.diff.lines import DiffLine
from splitter.core.plan.constraints import DROPPED, REST
from splitter.core.plan.plan import MAX_PARTS, Plan
from splitter.core.text.counts import count_in_words
from splitter.view.phrases.wording import aim_in_words, enumeration

# Assigning

UNCHANGED_LINE = "unchanged line · n: next change"
NOT_TOUCHED = "the commit does not touch this file · E: edit it in ▶"
TOO_MANY_PARTS = f"there are {MAX_PARTS} parts already, which is the maximum"
NOTHING_UNASSIGNED_HERE = "nothing unassigned here"
REST_IS_SELECTED = "the rest is selected: select a part with . or , or add one with c"
NOTHING_BELOW = "nothing unassigned below · n continues at the top"
ALL_ASSIGNED = "everything is assigned · w: review & write"
NOT_SEARCHED = "no search yet: press / first"
NOT_MOVED = "this line is not moved: « and » mark moved lines"
NO_WHITESPACE_ONLY = "no unassigned whitespace-only changes"


def no_part_yet(number: int, following: int) -> str:
    """The part with that number does not exist, nor is it the next one."""
    return f"there is no part {number} yet: press {following} for a new part"


def already_there(plan: Plan, number: int) -> str:
    """All that was to be assigned is assigned to that part."""
    return f"already {'dropped' if number == DROPPED else f'in {plan.name(number)}'}"


def assigned(what: str, number: int) -> str:
    """Changes were assigned to a part."""
    return f"{what} → {aim_in_words(number)}"


def move_assigned(lines: int, number: int) -> str:
    """Both halves of a move were assigned."""
    what = f"the move of {count_in_words(lines, 'line')}"
    return assigned(f"{what}, old and new place", number)


def other_version(plan: Plan, line: DiffLine, owner: int) -> str:
    """The counterpart of an assigned line is in another part."""
    version = f"old version, line {line.old}," if line.old else f"new version, line {line.new},"
    return f"; its {version} is {'dropped' if owner == DROPPED else f'in {plan.name(owner)}'}"


def taken_along(count: int, names: str) -> str:
    """Changes of other parts were assigned too, as they belong together."""
    return f", with {count:,} from {names}"


def staying(count: int, names: str) -> str:
    """Changes of other parts that were not assigned."""
    return f"; {count:,} {'stays' if count == 1 else 'stay'} in {names}"


def taken_from(count: int, total: int, names: str) -> str:
    """The parts that had ``count`` of the ``total`` assigned changes."""
    return f", {'' if count == total else f'{count:,} of them '}from {names}"


def named(plan: Plan, numbers: Sequence[int]) -> str:
    """The names of parts, one of which may be the dropped changes."""
    return enumeration([_name(plan, number) for number in numbers])


def _name(plan: Plan, number: int) -> str:
    return "the dropped changes" if number == DROPPED else plan.name(number)


def uneven_brackets(surplus: str) -> str:
    """A part has brackets without their counterparts."""
    return f"; warning: {surplus}"


def no_match(text: str) -> str:
    """No unassigned changed line matches a search."""
    return f"no unassigned changed line matches '{text}'"


def counterparts_along(count: int) -> str:
    """The number of assigned lines that only replace a match, or are replaced by one."""
    return f", {count:,} of them the other side of a match"


def more_in_blocks(count: int) -> str:
    """More lines can be assigned: those of the replaced blocks with matches."""
    return f"; A again: {count_in_words(count, 'more line')} of these blocks"


def others_of_blocks(message: str, text: str) -> str:
    """The other lines of the replaced blocks with matches were assigned."""
    return f"{message}, the other lines of the blocks with '{text}'"


def whitespace_assigned(lines: str, number: int) -> str:
    """Whitespace-only changes were assigned."""
    return f"{assigned(lines, number)}, whitespace-only"


# Hunks, lines and renames

NOT_RENAMED = "this file is not renamed"
NO_CUT = "cannot split the hunk here: both halves need a change"
GUESSED_ORDER = "the order in this block is a guess · press again to move the line"
FILE_PREVIEW = " · o: the file as it will be"
NOT_IN_BLOCK = "only a line of a replaced block can be moved"
END_OF_BLOCK = "cannot move further: only old and new lines of one block change places"


def rename_broken(edits: int) -> str:
    """A rename became a deletion and a creation, without the edits of its lines."""
    gone = f"; {count_in_words(edits, 'edit')} removed" if edits else ""
    return f"the rename is now a deletion and a creation{gone}"


def hunk_split(count: int, *, at_line: bool) -> str:
    """A hunk was split into so many."""
    return f"split into {count} hunks{' above this line' if at_line else ''} · u: undo"


def no_line_to_pass(kind: str, way: str) -> str:
    """No line of the other side is in the file on that side of the line."""
    return f"cannot move further: no {kind} line of the block {way} this one"


def line_moved(by: int) -> str:
    """A line was moved within its block."""
    return f"line moved {'up' if by < 0 else 'down'} in its block"


# Parts

ONLY_THE_REST = "there is only the rest: c adds a part"
NO_MESSAGE = "dropped changes have no message"
MESSAGE_UNCHANGED = "message unchanged"
NUL_IN_MESSAGE = "the message contains a NUL: remove it before writing"
DROPPED_HAVE_NO_PLACE = "dropped changes have no place in the order"
DROPPED_KEEP_NOTHING = "dropped changes cannot keep the Change-Id or notes"
NOTHING_TO_KEEP = "the commit has no Change-Id and no notes that one part could keep"
DROPPED_KEPT = "dropped changes are kept as uncommitted changes"
DROPPED_DISCARDED = "dropped changes are discarded from the working tree"
ALL_BRANCHES = "all branches move"
ONLY_THIS_BRANCH = "only this branch moves"


def part_added(number: int) -> str:
    """An empty part was added, and selected."""
    return f"part {number} added · Space assigns to it"


def not_removed(plan: Plan, number: int) -> str:
    """Neither the rest nor the dropped changes can be removed."""
    return f"{_name(plan, number)} cannot be removed"


def part_removed(number: int) -> str:
    """A part was removed."""
    return f"part {number} removed; its changes are in the rest"


def not_merged(number: int) -> str:
    """A part has no previous part to be merged into."""
    if number == DROPPED:
        return "dropped changes cannot be squashed into a part"
    if number == REST:
        return "the rest cannot be squashed into a part"
    return f"part {number} has no previous part to squash it into"


def edits_after(before: Plan, after: Plan) -> str:
    """The edits that a change of the parts removes or leaves without a part, as a clause.

    It begins with its separator, and is "" where every edit is kept.
    """
    lost = len(before.edits) - len(after.edits)
    idle = len(list(after.misplaced())) - len(list(before.misplaced()))
    clauses = [f"{count_in_words(lost, 'edit')} removed"] if lost else []
    if idle > 0:
        noun = "applies" if idle == 1 else "apply"
        clauses.append(f"{count_in_words(idle, 'edit')} no longer {noun}")
    return "".join(f"; {clause}" for clause in clauses) + (" · u: undo" if clauses else "")


def part_merged(number: int, into: int) -> str:
    """A part was merged into the previous one."""
    return f"part {number} squashed into part {into}"


def at_the_end(plan: Plan, number: int, by: int) -> str:
    """A part cannot be moved further."""
    return f"{plan.name(number)} is already the {'last' if by > 0 else 'first'}"


def part_moved(number: int, to: int) -> str:
    """A part has another number now."""
    return f"part {number} is now part {to}"


def rest_moved(after: int) -> str:
    """The rest has another place now."""
    return f"the rest is now {f'after part {after}' if after else 'first'}"


def not_selected(plan: Plan, number: int, selected: int) -> str:
    """The reason why a part cannot be selected: it already is, or it does not exist."""
    if number != selected:
        return "nothing is dropped" if number == DROPPED else f"there is no part {number}"
    if number == DROPPED:
        return "the dropped changes are already selected"
    return f"{plan.name(number)} is already selected"


def keeps_identity(plan: Plan, number: int, kept: str) -> str:
    """A part keeps the commit's Change-Id and notes, as far as it has them."""
    keeps = "already keeps" if number == plan.heir else "keeps"
    return f"{plan.name(number)} {keeps} {kept}"
