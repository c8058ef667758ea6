"""Changing the parts themselves: their number, order, identity and messages."""

from __future__ import annotations

from splitter.core.draft.commands import (
    Add,
    ChooseDropped,
    Describe,
    MakeHeir,
    Merge,
    Move,
    PlaceRest,
    Remove,
    UpdateRefs,
)
from splitter.core.options import DroppedChanges, UpdatedRefs
from splitter.core.plan import changes as plan_changes
from splitter.core.plan.constraints import DROPPED, REST
from splitter.core.plan.plan import MAX_PARTS, Plan
from splitter.core.rewrite.target import Identity
from splitter.view.assigning.outcome import Outcome
from splitter.view.phrases import outcomes
from splitter.view.phrases.part_summary import kept_in_words


def add_part(plan: Plan) -> Outcome:
    """Add an empty part."""
    if len(plan.parts) >= MAX_PARTS:
        return Outcome(message=outcomes.TOO_MANY_PARTS)
    number = len(plan.parts) + 1
    return Outcome((Add(""),), outcomes.part_added(number), mark=number)


def remove_part(plan: Plan, number: int) -> Outcome:
    """Remove a part; its changes go to the rest."""
    if number in (REST, DROPPED):
        return Outcome(message=outcomes.not_removed(plan, number))
    before = min(number, len(plan.parts) - 1)
    after = plan_changes.remove_part(plan, number)
    message = outcomes.part_removed(number) + outcomes.edits_after(plan, after)
    return Outcome((Remove(number),), message, mark=before or REST)


def merge_part(plan: Plan, number: int) -> Outcome:
    """Merge a part into the previous one."""
    if number in (REST, DROPPED) or number == 1:
        return Outcome(message=outcomes.not_merged(number))
    into = number - 1
    after = plan_changes.merge_parts(plan, number, into)
    message = outcomes.part_merged(number, into) + outcomes.edits_after(plan, after)
    return Outcome((Merge(number, into),), message, mark=into)


def move_part(plan: Plan, number: int, by: int) -> Outcome:
    """Move a part, or the rest, by one place: later, or earlier for a ``by`` of -1."""
    if number == DROPPED:
        return Outcome(message=outcomes.DROPPED_HAVE_NO_PLACE)
    at = plan.order.index(number) + by
    if not 0 <= at < len(plan.order):
        return Outcome(message=outcomes.at_the_end(plan, number, by))
    if REST in (number, plan.order[at]):
        return _move_rest(plan, by if number == REST else -by, number)
    to = number + by
    after = plan_changes.move_part(plan, number, to)
    message = outcomes.part_moved(number, to) + outcomes.edits_after(plan, after)
    return Outcome((Move(number, to),), message, mark=to)


def _move_rest(plan: Plan, by: int, mark: int) -> Outcome:
    """Move the rest by one part; the heir stays the same."""
    after = plan.rest_after + by
    moved = plan_changes.place_rest(plan, after)
    heir = () if moved.heir == plan.heir else (MakeHeir(plan.heir),)
    message = outcomes.rest_moved(after) + outcomes.edits_after(plan, moved)
    return Outcome((*heir, PlaceRest(after)), message, mark)


def make_heir(plan: Plan, number: int, kept: Identity) -> Outcome:
    """Let a part keep the identity of the target."""
    if not kept:
        return Outcome(message=outcomes.NOTHING_TO_KEEP)
    if number == DROPPED:
        return Outcome(message=outcomes.DROPPED_KEEP_NOTHING)
    message = outcomes.keeps_identity(plan, number, kept_in_words(kept))
    return Outcome(() if number == plan.heir else (MakeHeir(number),), message)


def describe(plan: Plan, number: int, message: str) -> Outcome:
    """Set the message of a part."""
    if message == plan.part(number).message:
        return Outcome()
    problem = outcomes.NUL_IN_MESSAGE if "\0" in message else ""
    return Outcome((Describe(number, message),), problem)


def choose_dropped(dropped: DroppedChanges) -> Outcome:
    """Choose what becomes of dropped changes."""
    is_kept = dropped is DroppedChanges.KEEP
    message = outcomes.DROPPED_KEPT if is_kept else outcomes.DROPPED_DISCARDED
    return Outcome((ChooseDropped(dropped),), message)


def choose_refs(update_refs: UpdatedRefs) -> Outcome:
    """Choose the refs to update."""
    is_all = update_refs is UpdatedRefs.BRANCHES
    message = outcomes.ALL_BRANCHES if is_all else outcomes.ONLY_THIS_BRANCH
    return Outcome((UpdateRefs(update_refs),), message)
