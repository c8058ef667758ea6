"""Changing the parts themselves: their number, order, identity and messages."""

from __future__ import annotations

from splitter.core.draft.commands import (
    Add,
    Describe,
    MakeHeir,
    Merge,
    Move,
    PlaceRest,
    Remove,
    UpdateRefs,
)
from splitter.core.options import UpdatedRefs
from splitter.core.plan import changes as plan_changes
from splitter.core.plan.constraints import DROPPED, REST
from splitter.core.plan.plan import MAX_PARTS, Plan
from splitter.view.assigning.outcome import Outcome


def add_part(plan: Plan) -> Outcome:
    """Add an empty part."""
    if len(plan.parts) >= MAX_PARTS:
        return Outcome(message=f"there are {MAX_PARTS} parts; more than that cannot be")
    return Outcome((Add(""),), "a new part; space gives to it", mark=len(plan.parts) + 1)


def remove_part(plan: Plan, number: int) -> Outcome:
    """Remove a part; its changes go to the rest."""
    if number in (REST, DROPPED):
        return Outcome(message=f"{plan.name(number)} is no part that can be removed")
    before = min(number, len(plan.parts) - 1)
    message = f"part {number} is gone; its changes are rest"
    return Outcome((Remove(number),), message, mark=before or REST)


def merge_part(number: int) -> Outcome:
    """Merge a part into the previous one."""
    if number in (REST, DROPPED) or number == 1:
        return Outcome(message="there is no part before it to merge into")
    into = number - 1
    return Outcome((Merge(number, into),), f"part {number} is in part {into} now", mark=into)


def move_part(plan: Plan, number: int, by: int) -> Outcome:
    """Move a part, or the rest, by one place: later, or earlier for a ``by`` of -1."""
    if number == DROPPED:
        return Outcome(message="what is dropped has no place")
    at = plan.order.index(number) + by
    if not 0 <= at < len(plan.order):
        return Outcome(message=f"{plan.name(number)} is the {'last' if by > 0 else 'first'} one")
    if REST in (number, plan.order[at]):
        return _move_rest(plan, by if number == REST else -by, number)
    to = number + by
    return Outcome((Move(number, to),), f"part {number} is part {to} now", mark=to)


def _move_rest(plan: Plan, by: int, mark: int) -> Outcome:
    """Move the rest by one part; the heir stays the same."""
    after = plan.rest_after + by
    message = f"the rest comes {f'behind part {after}' if after else 'first'} now"
    heir = () if plan_changes.place_rest(plan, after).heir == plan.heir else (MakeHeir(plan.heir),)
    return Outcome((*heir, PlaceRest(after)), message, mark)


def why_not_marked(plan: Plan, number: int, marked: int) -> str:
    """Why a part cannot be marked: it already is, or it does not exist."""
    if number == marked:
        there = "what is dropped" if number == DROPPED else plan.name(number)
        return f"{there} is marked already"
    return "nothing is dropped" if number == DROPPED else f"there is no part {number}"


def make_heir(plan: Plan, number: int) -> Outcome:
    """Let a part keep the identity of the target."""
    if number == DROPPED:
        return Outcome(message="what is dropped cannot be the heir")
    if number == plan.heir:
        return Outcome(message=f"{plan.name(number)} is the heir already")
    return Outcome((MakeHeir(number),), f"{plan.name(number)} is the heir now")


def describe(plan: Plan, number: int, message: str) -> Outcome:
    """Set the message of a part."""
    if message == plan.part(number).message:
        return Outcome()
    problem = "the message contains a NUL: remove it before writing" if "\0" in message else ""
    return Outcome((Describe(number, message),), problem)


def choose_refs(update_refs: UpdatedRefs) -> Outcome:
    """Choose the refs to update."""
    message = "only this branch follows"
    if update_refs is UpdatedRefs.BRANCHES:
        message = "all branches follow"
    return Outcome((UpdateRefs(update_refs),), message)
