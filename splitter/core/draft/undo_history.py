"""Undo and redo: a list of drafts, and the acts between them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from splitter.core.draft.draft import Draft, Natural

if TYPE_CHECKING:
    from splitter.core.draft.commands import Command


class CursorPosition(Struct, frozen=True, array_like=True, forbid_unknown_fields=True):
    """A place on the screen, in the screen's own terms: here they are only kept.

    ``before`` and ``after`` are the parts that were marked before an act and after it, by their
    numbers in the plan as it was then; None where that is not known.
    """

    file: int
    kind: str
    hunk: int
    index: int
    before: Natural | None = None
    after: Natural | None = None


class Entry(Struct, frozen=True):
    """The commands of one key, and the cursor position before them."""

    commands: tuple[Command, ...]
    at: CursorPosition | None = None


class History(Struct, frozen=True, eq=False):
    """A draft, with those before it and those undone, nearest first."""

    draft: Draft
    past: Link | None = None
    future: Link | None = None

    @property
    def last(self) -> Entry | None:
        """The entry that undo would undo."""
        return self.past.act if self.past else None

    @property
    def next(self) -> Entry | None:
        """The entry that redo would apply again."""
        return self.future.act if self.future else None

    def do(self, draft: Draft, act: Entry) -> History:
        """The history after one more entry, which led to ``draft``; nothing is left to redo."""
        return self if draft is self.draft else History(draft, Link(self.draft, act, self.past))

    def undo(self) -> History:
        """The history one act back, or the same at its beginning."""
        if self.past is None:
            return self
        here = Link(self.draft, self.past.act, self.future)
        return History(self.past.draft, self.past.rest, here)

    def redo(self) -> History:
        """The history one act forward again, or the same where nothing was undone."""
        if self.future is None:
            return self
        here = Link(self.draft, self.future.act, self.past)
        return History(self.future.draft, here, self.future.rest)


class Link(Struct, frozen=True, eq=False):
    """A draft, the entry that leads from it towards the present draft, and the drafts behind it."""

    draft: Draft
    act: Entry
    rest: Link | None
