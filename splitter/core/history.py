"""Undo and redo: a list of plans."""

from __future__ import annotations

from dataclasses import dataclass

from splitter.core.plan import Plan


@dataclass(frozen=True, slots=True)
class History:
    """A plan with those before it and those undone, both as linked pairs (plan, the others)."""

    plan: Plan
    past: Link | None = None
    future: Link | None = None

    def do(self, plan: Plan) -> History:
        """The history after one more step; what was undone is forgotten."""
        return self if plan is self.plan else History(plan, Link(self.plan, self.past))

    def undo(self) -> History:
        """The history one step back, or the same at its beginning."""
        if self.past is None:
            return self
        return History(self.past.plan, self.past.rest, Link(self.plan, self.future))

    def redo(self) -> History:
        """The history one step forward again, or the same where nothing was undone."""
        if self.future is None:
            return self
        return History(self.future.plan, Link(self.plan, self.past), self.future.rest)


@dataclass(frozen=True, slots=True, eq=False)
class Link:
    """A plan and those behind it."""

    plan: Plan
    rest: Link | None
